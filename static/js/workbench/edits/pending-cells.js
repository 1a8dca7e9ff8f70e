/**
 * Numbers that were typed and are not answered yet: their cells show them at once, as waiting.
 *
 * @import {Root} from "../../markup/root.js"
 * @import {ConvRequest} from "../request.js"
 */

import { fill } from "../../markup/dom.js";
import { sizeOf } from "../../grid/tensor-cell.js";
import { formatCell, formatNumber } from "../../markup/number-format.js";
import { REQUEST_TENSORS, numbersOf } from "../request.js";

const PENDING = "pending";

/** @typedef {{text: string, size: string, label: string}} Look */

export class PendingCells {
  /** @param {Root} root @param {Record<string, string>} words */
  constructor(root, words) {
    this.root = root;
    this.words = words;
    /** How such a cell looks otherwise. @type {WeakMap<Element, Look>} */
    this.looks = new WeakMap();
    /** @type {{given: ConvRequest, pending: ConvRequest}|null} */
    this.shown = null;
    // Cells that come into sight are drawn without them.
    const onScroll = () => requestAnimationFrame(() => this.drawAgain());
    root.listen(root.element, "scroll", onScroll, { capture: true, passive: true });
  }

  /** @param {ConvRequest} given what is answered @param {ConvRequest|null} pending what it will be */
  draw(given, pending) {
    if (pending === null && this.shown === null) return;
    this.shown = pending === null ? null : { given, pending };
    /** @type {{number: HTMLElement, value: number}[]} */
    const put = [];
    for (const name of REQUEST_TENSORS) {
      const now = numbersOf(given, name).data;
      const then = pending === null ? now : numbersOf(pending, name).data;
      for (const td of this.root.all(`[data-tensor="${name}"] .cell[data-flat]`)) {
        const flat = Number(/** @type {HTMLElement} */ (td).dataset.flat);
        if (then[flat] !== now[flat]) {
          const number = this.put(td, then[flat]);
          if (number !== null) put.push({ number, value: then[flat] });
        } else if (td.classList.contains(PENDING)) this.restore(td);
      }
    }
    shorten(put);
  }

  drawAgain() {
    if (this.shown !== null) this.draw(this.shown.given, this.shown.pending);
  }

  /** @param {Element} td @param {number} value @returns {HTMLElement|null} the number in it */
  put(td, value) {
    const number = /** @type {HTMLElement|null} */ (td.querySelector(":scope > .number"));
    if (number === null) return null;
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
    return number;
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

/** Cells have room for the numbers before: what is wider is shown with fewer digits. @param {{number: HTMLElement, value: number}[]} put */
function shorten(put) {
  const wide = put
    .map((each) => ({ ...each, share: shareInSight(each.number) }))
    .filter(({ share }) => share > 0 && share < 1);
  for (const { number, value, share } of wide) {
    const { length } = number.textContent ?? "";
    number.textContent = formatCell(value, Math.floor(length * share));
  }
}

/** @param {HTMLElement} number @returns {number} how much of it its cell has room for; 0 where it is not on the page */
function shareInSight(number) {
  const text = document.createRange();
  text.selectNodeContents(number);
  const { width } = text.getBoundingClientRect();
  return width === 0 ? 0 : (number.parentElement?.clientWidth ?? 0) / width;
}
