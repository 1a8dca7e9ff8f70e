/**
 * The code beside the grids: the lines of the open step, and whole scripts to take along.
 *
 * @import {CodeListing} from "./elements/code-listing.js"
 * @import {Given} from "./given.js"
 * @import {Trace} from "./trace.js"
 * @import {Bench, State} from "./types.js"
 */

import { askText, posted } from "./asking.js";
import { toClipboard } from "./clipboard.js";
import { fill } from "./dom.js";
import { find } from "./page.js";
import { pointOf } from "./rule.js";
import { cursorCell, stageCell, written } from "./selectors.js";

export class CodePanel {
  /** @param {Record<string, string>} words @param {() => Given} given the numbers that a script is for */
  constructor(words, given) {
    this.words = words;
    this.given = given;
    this.listing = /** @type {CodeListing} */ (find("code-listing"));
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-script]")
    )) {
      button.addEventListener("click", () => void this.copyScript(button));
    }
  }

  /** @param {State} state @param {Trace} trace @param {Bench} bench */
  draw(state, trace, { code }) {
    const { tensor } = written(trace, state);
    const cursor = cursorCell(trace, state);
    const { cell } = stageCell(trace, state);
    this.listing.update({
      lines: code?.[state.chapter][state.step] ?? [],
      // Where the reader goes through a source, loops may run over it.
      point: {
        ...pointOf(tensor.axes, cell),
        ...pointOf(trace.tensor(cursor.tensor).axes, cursor.cell),
      },
      colours: new Map([...trace.tensors.values()].map(({ name, of }) => [name, of])),
      words: this.words,
    });
    find("#code-order").hidden = state.order === "first";
  }

  /** @param {HTMLElement} button of one library */
  async copyScript(button) {
    const { script = "" } = button.dataset;
    const text = await askText(`/script?library=${script}`, posted(this.given()));
    const isCopied = text !== null && (await toClipboard(text));
    const library = button.textContent ?? "";
    find("#script-status").textContent = isCopied
      ? fill(this.words.scriptCopied, { library })
      : this.words.offline;
  }
}
