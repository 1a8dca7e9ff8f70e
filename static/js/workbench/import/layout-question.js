/**
 * The question how the axes of an array stand, with what each answer would mean.
 *
 * @import {Root} from "../../markup/root.js"
 * @import {Layout} from "./read-by-server.js"
 */

import { fill, find } from "../../markup/dom.js";
import { shapeText } from "./number.js";

/** @typedef {{layout: Layout, input?: number[], weight?: number[], grad_output?: number[]}} Meaning the shapes
 *   that tensors would have, channels last */

export class LayoutQuestion {
  /** @param {Root} root @param {Record<string, string>} texts */
  constructor(root, texts) {
    this.root = root;
    this.texts = texts;
    this.dialog = /** @type {HTMLDialogElement} */ (root.named("layout-question"));
    /** The answer to the question before. @type {Promise<Layout|null>} */
    this.before = Promise.resolve(null);
  }

  /**
   * A second question, as of a file that is dropped meanwhile, waits for the answer to the first.
   *
   * @param {number[]} shape as the array came
   * @param {Meaning[]} meanings
   * @returns {Promise<Layout|null>} null where it was left open
   */
  ask(shape, meanings) {
    this.before = this.before.then(() => this.open(shape, meanings));
    return this.before;
  }

  /** @param {number[]} shape @param {Meaning[]} meanings @returns {Promise<Layout|null>} */
  open(shape, meanings) {
    const { dialog, texts } = this;
    this.root.named("layout-shape").textContent = fill(texts.axes_asked, {
      shape: `(${shape.join(", ")})`,
    });
    for (const meaning of meanings) {
      const text = fill(texts[`means_${meaning.layout}`], { meaning: described(meaning, texts) });
      find(`[value="${meaning.layout}"]`, dialog).textContent = text;
    }
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      const answered = () =>
        resolve(/** @type {Layout|null} */ (dialog.returnValue === "" ? null : dialog.returnValue));
      dialog.addEventListener("close", answered, { once: true });
    });
  }
}

/**
 * What the sizes mean, in words: "2 channels of 4x4".
 *
 * @param {Meaning} meaning
 * @param {Record<string, string>} texts
 * @returns {string}
 */
export function described({ input, weight, grad_output }, texts) {
  const activation = input ?? grad_output;
  const parts = [];
  if (activation !== undefined) {
    const [batch, rows, cols, channels] = activation;
    const grids = counted("channels", channels, texts, { size: shapeText([rows, cols]) });
    parts.push(batch === 1 ? grids : counted("images", batch, texts, { each: grids }));
  }
  if (weight !== undefined) {
    const [rows, cols, channels, kernels] = weight;
    const grids = counted("channels", channels, texts, { size: shapeText([rows, cols]) });
    parts.push(counted("kernels", kernels, texts, { each: grids }));
  }
  return parts.join("; ");
}

/** @param {string} what @param {number} count @param {Record<string, string>} texts @param {Record<string, string>} details */
function counted(what, count, texts, details) {
  return fill(texts[`${what}_${count === 1 ? "one" : "many"}`], { count, ...details });
}
