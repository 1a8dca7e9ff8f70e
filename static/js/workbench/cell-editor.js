/**
 * Typing over a cell, as in a spreadsheet: a number begins an entry, Enter goes down, Tab to the right, arrows
 * anywhere, Escape leaves the cell as it was. What is wrong is said below the cell and stays to be mended.
 *
 * @import {Root} from "../markup/root.js"
 * @import {CellRef} from "../trace/types.js"
 */

import { el } from "../markup/dom.js";
import { ARROWS } from "../markup/keys.js";

/**
 * @typedef {{isEditable: (ref: CellRef) => boolean, isSheet: () => boolean, isExercise: () => boolean, textOf: (ref: CellRef) => string,
 *   labelOf: (ref: CellRef) => string, enter: (ref: CellRef, text: string) => string|null}} Use isSheet: whether
 *   Enter and any letter begin an entry too; isExercise: whether an entry is an answer, which only Enter gives; enter answers what is wrong with the text, or null
 * @typedef {{ref: CellRef, input: HTMLInputElement, error: HTMLElement, isTyped: boolean, holder: string}} Entry a
 *   typed one is left by arrow keys
 */

const BEGINS = /^[-+.\d\u2212]$/;
const ANYTHING = /^[^\s?]$/u;

export class CellEditor {
  /** @param {Root} root @param {Use} use */
  constructor(root, use) {
    this.root = root;
    this.use = use;
    /** @type {Entry|null} */
    this.entry = null;
    // Before the grid moves its focus, and before the page takes a key for a command.
    root.listen(root.element, "keydown", (event) => this.onKey(event), { capture: true });
    root.listen(root.element, "dblclick", ({ target }) => {
      const td = cellOf(target);
      if (td !== null) this.open(td, null);
    });
    // A finger has no keys to begin with.
    root.listen(root.element, "click", (event) => {
      const td = cellOf(event.target);
      const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
      if (isTouch && td?.closest("number-sheet")) this.open(td, null);
    });
    root.listen(root.element, "focusout", ({ target }) => {
      if (target !== this.entry?.input) return;
      // A redrawn grid takes the focus away and gives it back at once.
      setTimeout(() => this.leave(), 0);
    });
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (this.entry !== null && event.target === this.entry.input) {
      this.onEntryKey(event);
      return;
    }
    const td = cellOf(event.target);
    if (td === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const isSheet = this.use.isSheet();
    const opens = key === "F2" || (key === "Enter" && isSheet);
    const clears = (key === "Delete" || key === "Backspace") && !this.use.isExercise();
    const begins = BEGINS.test(key) || (isSheet && ANYTHING.test(key));
    if (!opens && !clears && !begins) return;
    if (!this.use.isEditable(refOf(td))) return;
    event.preventDefault();
    event.stopPropagation();
    if (clears) this.use.enter(refOf(td), "0");
    else this.open(td, opens ? null : key);
  }

  /** @param {HTMLElement} td @param {string|null} typed what begins the entry; null to change what stands there */
  open(td, typed) {
    const ref = refOf(td);
    if (!this.use.isEditable(ref)) return;
    this.close();
    const input = el("input", {
      class: "entry",
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": this.use.labelOf(ref),
      "aria-describedby": this.root.id("entry-error"),
    });
    const id = this.root.id("entry-error");
    const error = el("span", { class: "entry-error", id, role: "alert" });
    const holder =
      td.closest("number-sheet") === null ? `#${this.root.id("stage")}` : "number-sheet";
    this.entry = { ref, input, error, isTyped: typed !== null, holder };
    input.value = typed ?? this.use.textOf(ref);
    input.addEventListener("input", () => this.complain(null));
    td.append(input, error);
    td.classList.add("editing");
    input.focus({ preventScroll: true });
    if (typed === null) input.select();
  }

  /** @param {KeyboardEvent} event */
  onEntryKey(event) {
    const { key } = event;
    const entry = /** @type {Entry} */ (this.entry);
    event.stopPropagation();
    if (event.isComposing) return;
    if (key === "Escape") {
      event.preventDefault();
      this.close(true);
      return;
    }
    const back = event.shiftKey ? -1 : 1;
    const arrow = entry.isTyped ? ARROWS[key] : undefined;
    const move = { Enter: [back, 0], Tab: [0, back] }[key] ?? arrow;
    if (move === undefined) return;
    event.preventDefault();
    if (!this.commit()) return;
    this.close(true);
    moveFocus(move[0], move[1]);
  }

  /** @returns {boolean} whether the text could be taken */
  commit() {
    if (this.entry === null) return true;
    const { ref, input } = this.entry;
    const wrong = input.value === this.use.textOf(ref) ? null : this.use.enter(ref, input.value);
    this.complain(wrong);
    return wrong === null;
  }

  /** @param {string|null} wrong */
  complain(wrong) {
    if (this.entry === null) return;
    const { input, error } = this.entry;
    input.setAttribute("aria-invalid", String(wrong !== null));
    error.textContent = wrong ?? "";
  }

  /** The reader has turned to something else: what was typed is taken, or stays with what is wrong said. */
  leave() {
    if (document.activeElement !== this.entry?.input) this.finish();
  }

  /** An open entry is taken; one that is wrong stays open. @returns {boolean} whether none is open any more */
  finish() {
    if (!this.use.isExercise() && !this.commit()) return false;
    this.close();
    return true;
  }

  /** @param {boolean} [focuses] whether the cell gets the focus */
  close(focuses = false) {
    if (this.entry === null) return;
    const { input, error } = this.entry;
    const td = input.parentElement;
    this.entry = null;
    td?.classList.remove("editing");
    if (focuses) td?.focus({ preventScroll: true });
    input.remove();
    error.remove();
  }

  /** The grids have been drawn anew: an open entry goes on in the cell that took its cell's place. */
  follow() {
    const { entry } = this;
    if (entry === null || entry.input.isConnected) return;
    const { ref, input, error, holder } = entry;
    const selector = `${holder} [data-tensor="${ref.tensor}"] [data-cell="${ref.cell.join()}"]`;
    const td = /** @type {HTMLElement|null} */ (this.root.element.querySelector(selector));
    if (td === null) {
      this.entry = null;
      return;
    }
    const { selectionStart, selectionEnd } = input;
    td.append(input, error);
    td.classList.add("editing");
    input.focus({ preventScroll: true });
    input.setSelectionRange(selectionStart, selectionEnd);
  }
}

/** @param {EventTarget|null} target @returns {HTMLElement|null} */
function cellOf(target) {
  return target instanceof Element ? target.closest("tensor-grid .cell") : null;
}

/** @param {HTMLElement} td @returns {CellRef} */
export function refOf(td) {
  const tensor = td.closest("[data-tensor]")?.getAttribute("data-tensor") ?? "";
  return { tensor, cell: (td.dataset.cell ?? "").split(",").map(Number) };
}

/** As the arrow keys of a grid do. @param {number} down @param {number} right */
function moveFocus(down, right) {
  const [key] = Object.entries(ARROWS).find(([, [y, x]]) => y === down && x === right) ?? [];
  if (key === undefined) return;
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
