/**
 * Numbers that were typed and are not answered yet: their cells show them at once, as waiting.
 *
 * @import {Given} from "../given.js"
 */

import { fill } from "../dom.js";
import { sizeOf } from "../elements/tensor-cell.js";
import { formatCell, formatNumber } from "../format.js";
import { GIVEN, numbersOf } from "../given.js";

const PENDING = "pending";

/** @typedef {{text: string, size: string, label: string}} Look */

export class PendingCells {
  /** @param {Record<string, string>} words */
  constructor(words) {
    this.words = words;
    /** How such a cell looks otherwise. @type {WeakMap<Element, Look>} */
    this.looks = new WeakMap();
    /** @type {{given: Given, pending: Given}|null} */
    this.shown = null;
    // Cells that come into sight are drawn without them.
    document.addEventListener("scroll", () => requestAnimationFrame(() => this.drawAgain()), {
      capture: true,
      passive: true,
    });
  }

  /** @param {Given} given what is answered @param {Given|null} pending what it will be */
  draw(given, pending) {
    if (pending === null && this.shown === null) return;
    this.shown = pending === null ? null : { given, pending };
    for (const name of GIVEN) {
      const now = numbersOf(given, name).data;
      const then = pending === null ? now : numbersOf(pending, name).data;
      for (const td of document.querySelectorAll(`[data-tensor="${name}"] .cell[data-flat]`)) {
        const flat = Number(/** @type {HTMLElement} */ (td).dataset.flat);
        if (then[flat] !== now[flat]) this.put(td, then[flat]);
        else if (td.classList.contains(PENDING)) this.restore(td);
      }
    }
  }

  drawAgain() {
    if (this.shown !== null) this.draw(this.shown.given, this.shown.pending);
  }

  /** @param {Element} td @param {number} value */
  put(td, value) {
    const number = td.querySelector(":scope > .number");
    if (number === null) return;
    // A cell that is filled anew loses the class.
    if (!td.classList.contains(PENDING)) {
      this.looks.set(td, {
        text: number.textContent ?? "",
        size: number.className,
        label: td.getAttribute("aria-label") ?? "",
      });
    }
    td.classList.add(PENDING);
    const text = formatCell(value);
    number.textContent = text;
    number.className = `number${sizeOf(text)}`;
    const { label = "" } = this.looks.get(td) ?? {};
    const before = label.includes("=") ? label.slice(0, label.indexOf("=") + 2) : "";
    const said = fill(this.words.pendingCell, { number: formatNumber(value) });
    td.setAttribute("aria-label", before + said);
  }

  /** @param {Element} td */
  restore(td) {
    td.classList.remove(PENDING);
    const look = this.looks.get(td);
    const number = td.querySelector(":scope > .number");
    if (look === undefined || number === null) return;
    number.textContent = look.text;
    number.className = look.size;
    td.setAttribute("aria-label", look.label);
  }
}
