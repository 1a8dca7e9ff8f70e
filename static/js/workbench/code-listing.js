/**
 * <code-listing>: the few lines of NumPy that do a step. The line that writes the cell that the reader has
 * come to is marked, and loops say where they are.
 *
 * @import {CodeLine} from "../trace/types.js"
 */

import { el } from "../markup/dom.js";

/**
 * @typedef {{lines: CodeLine[], point: Record<string, number>, colours: Map<string, string>,
 *   words: Record<string, string>}} ListingModel colours: by tensor, the one whose colour it wears
 */

const INDENT = 4;
const LOOP = /^\s*for (.+) in /;

export class CodeListing extends HTMLElement {
  constructor() {
    super();
    /** @type {CodeLine[]|null} */
    this.lines = null;
  }

  /** @param {ListingModel} model */
  update(model) {
    if (this.lines !== model.lines) this.draw(model);
    this.lines = model.lines;
    for (const where of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll(".where"))) {
      const letters = (where.dataset.letters ?? "").split(",");
      const known = letters.filter((letter) => letter in model.point);
      where.textContent = known.map((letter) => `${letter} = ${model.point[letter]}`).join(", ");
    }
  }

  /** @param {ListingModel} model */
  draw({ lines, colours, words }) {
    const list = el("ol", { class: "code", lang: "en", translate: "no" });
    for (const { text, kind } of lines) {
      const indent = text.length - text.trimStart().length;
      const code = el(
        "code",
        {},
        el("span", { class: "indent" }, text.slice(0, indent)),
        ...coloured(text.slice(indent), colours),
      );
      const item = el("li", kind === "" ? {} : { class: kind }, code);
      item.style.setProperty("--depth", String(indent / INDENT));
      const letters = text.match(LOOP)?.[1].split(/,\s*/);
      if (letters) {
        const where = el("span", { class: "where" });
        where.dataset.letters = letters.join();
        item.append(where);
      }
      if (kind === "slip" || kind === "right") item.prepend(el("small", {}, words[`code_${kind}`]));
      if (kind === "writes") item.setAttribute("aria-current", "true");
      list.append(item);
    }
    this.replaceChildren(list);
  }
}

/** @param {string} text @param {Map<string, string>} colours @returns {(Node|string)[]} with the names of tensors in their colours */
function coloured(text, colours) {
  return text.split(/(\b[a-z_]+\b)/).map((part) => {
    const colour = colours.get(part);
    return colour === undefined ? part : el("span", { class: `name of-${colour}` }, part);
  });
}
