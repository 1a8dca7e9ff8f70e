/**
 * The code beside the grids: the lines of the open step, and whole scripts to take along. It comes when it is
 * first opened.
 *
 * @import {TextOutcome} from "./connection/server.js"
 * @import {Workbench} from "./workbench.js"
 * @import {CodeListing} from "./code-listing.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {State} from "../state/types.js"
 */

import { askText, posted } from "./connection/server.js";
import { toClipboard } from "../markup/clipboard.js";
import { fill } from "../markup/dom.js";
import { CodeListing as Listing } from "./code-listing.js";
import { requestOf } from "./request.js";
import { pointOf } from "../trace/rule.js";
import { cursorCell, stageCell, written } from "../state/selectors.js";

/** The chapter in which the article has other code, or another formula. */
const ERRATA = "errata";

customElements.define("code-listing", Listing);

export class CodePanel {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.root = workbench.root;
    this.words = workbench.strings.words;
    this.listing = /** @type {CodeListing} */ (this.root.find("code-listing"));
    for (const button of this.root.all("[data-script]")) {
      this.root.listen(button, "click", () => void this.copyScript(button));
    }
  }

  /** @param {State} state @param {Trace} trace */
  draw(state, trace) {
    const { code } = this.workbench.edits.lesson.facts.workbench;
    const { tensor } = written(trace, state);
    const cursor = cursorCell(trace, state);
    const { cell } = stageCell(trace, state);
    const lines = code?.[state.chapter][state.step] ?? [];
    const hasSlip = lines.some(({ kind }) => kind === "slip");
    this.root.named("code-formula").hidden = state.chapter !== ERRATA || hasSlip;
    this.listing.update({
      lines,
      // Where the reader goes through a source, loops may run over it.
      point: {
        ...pointOf(tensor.axes, cell),
        ...pointOf(trace.tensor(cursor.tensor).axes, cursor.cell),
      },
      colours: new Map([...trace.tensors.values()].map(({ name, of }) => [name, of])),
      words: this.words,
    });
    this.root.named("code-order").hidden = state.order === "first";
  }

  /** @param {HTMLElement} button of one library */
  async copyScript(button) {
    const { script = "" } = button.dataset;
    const outcome = await askText(
      this.workbench.page.connection,
      `/script?library=${script}`,
      posted(requestOf(this.workbench.edits.lesson)),
    );
    const library = button.textContent ?? "";
    this.root.named("script-status").textContent = await this.told(outcome, library);
  }

  /** What comes of a script, once it is copied. @param {TextOutcome} outcome @param {string} library @returns {Promise<string>} */
  async told(outcome, library) {
    const { scriptCopied, scriptRefused, notCopied, offline } = this.words;
    if ("isUnreachable" in outcome) return offline;
    if ("text" in outcome) {
      return (await toClipboard(outcome.text, this.root.element))
        ? fill(scriptCopied, { library })
        : notCopied;
    }
    const { problem } = outcome;
    return this.words[problem] ?? fill(scriptRefused, { library, problem });
  }
}
