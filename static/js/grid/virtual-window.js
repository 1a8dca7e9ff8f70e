/**
 * A window onto a grid too large to keep whole: a scroller of the full size in which only the cells in
 * sight exist, with the numbers of rows and columns along its edges. It says which ranges are to be drawn.
 * What it knows of the page it keeps, so that to draw it need not wait for a layout.
 */

import { el } from "../markup/dom.js";
import { scrollBarWidth } from "./scroll-bar.js";
import { keepFocus } from "../markup/keep-focus.js";
import { stripsOf } from "./strips.js";

const MARGIN = 2;
const GAP = 3;
/** Both borders of the scroller together, CSS pixels. */
const BORDERS = 2;
/** Assumed size in CSS pixels before the first layout. */
const UNKNOWN = 600;

/** @typedef {[number, number]} Range from one index to before another */
/** @typedef {(rows: Range, cols: Range) => void} Draw */

export class VirtualWindow {
  /**
   * @param {HTMLElement} host
   * @param {{rows: number, cols: number}} extent
   * @param {HTMLTableElement} table
   * @param {Draw} drawCells
   */
  constructor(host, extent, table, drawCells) {
    this.host = host;
    this.extent = extent;
    this.table = table;
    this.drawCells = drawCells;
    this.shown = "";
    this.frame = 0;
    this.seen = { pitch: 0, top: 0, left: 0, height: UNKNOWN, width: UNKNOWN };
    /** The cell that was brought into sight last. @type {{row: number, col: number}|null} */
    this.revealed = null;
    /** Whether that cell is to stay in sight: the window has another size. */
    this.isResized = false;
    this.strips = stripsOf(extent);
    this.above = el("div", { class: "strip above", "aria-hidden": "true" });
    this.aside = el("div", { class: "strip aside", "aria-hidden": "true" });
    this.corner = el("div", { class: "strip corner", "aria-hidden": "true" });
    this.content = el("div", { class: "sheet" }, this.corner, this.above, this.aside, table);
    this.scroller = el("div", { class: "frame scroller" }, this.content);
    const { style } = this.scroller;
    style.setProperty("--rows", String(extent.rows));
    style.setProperty("--cols", String(extent.cols));
    style.setProperty("--strip-width", `${this.strips.width}px`);
    style.setProperty("--strip-height", `${this.strips.height}px`);
    style.setProperty("--bar", `${scrollBarWidth()}px`);
    host.replaceChildren(this.scroller);
    this.scroller.addEventListener("scroll", () => this.schedule());
    this.observer = new ResizeObserver(() => {
      // As far as is known, which is from before.
      this.isResized ||= this.revealed !== null && this.shows(this.revealed.row, this.revealed.col);
      this.schedule();
    });
  }

  start() {
    this.observer.observe(this.scroller);
    this.observer.observe(this.content);
    // An element that is removed and attached again loses its scroll position.
    const { top, left } = this.seen;
    if (top > 0 || left > 0) this.scroller.scrollTo({ top, left, behavior: "instant" });
    this.measure();
    this.draw();
  }

  stop() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  schedule() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.measure();
      if (this.isResized && this.revealed !== null) {
        this.reveal(this.revealed.row, this.revealed.col);
      }
      this.isResized = false;
      this.draw();
    });
  }

  /** Reads sizes from the page, which can force a layout. */
  measure() {
    this.makeRoom();
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    this.seen = {
      pitch: this.pitch(),
      top: scrollTop,
      left: scrollLeft,
      height: (clientHeight || UNKNOWN) - this.strips.height,
      width: (clientWidth || UNKNOWN) - this.strips.width,
    };
  }

  /** Where all columns are in sight, the scroll bar of the rows stands beside them, not on the last. */
  makeRoom() {
    if (scrollBarWidth() === 0) return;
    const { scrollHeight, clientHeight } = this.scroller;
    const columns = this.size("--seen-cols") * this.pitch();
    const isWhole = !(this.content.offsetWidth + BORDERS > columns);
    this.scroller.classList.toggle("roomy", isWhole && scrollHeight > clientHeight);
  }

  /** @returns {number} pixels from one cell to the next */
  pitch() {
    return this.size("--cell") + GAP || 40;
  }

  /** What the board says of sizes. @param {string} property @returns {number} NaN where it says nothing */
  size(property) {
    const set = /** @type {HTMLElement|null} */ (this.host.closest('[style*="--cell"]'));
    const style = set?.style ?? getComputedStyle(this.scroller);
    return Number.parseFloat(style.getPropertyValue(property));
  }

  draw() {
    const { rows, cols } = this.extent;
    const { pitch, top, left, height, width } = this.seen;
    const rowRange = range(top, height, pitch, rows);
    const colRange = range(left, width, pitch, cols);
    const key = `${rowRange} ${colRange} ${pitch}`;
    if (key === this.shown) return;
    this.shown = key;
    keepFocus(this.host, () => this.drawCells(rowRange, colRange));
    this.table.style.setProperty("--row", String(rowRange[0]));
    this.table.style.setProperty("--col", String(colRange[0]));
    number(this.above, "--col", colRange);
    number(this.aside, "--row", rowRange);
  }

  /** @param {number} row @param {number} col @returns {boolean} whether the whole cell is in sight */
  shows(row, col) {
    const { pitch, top, left, height, width } = this.seen;
    return (
      row * pitch >= top &&
      (row + 1) * pitch <= top + height &&
      col * pitch >= left &&
      (col + 1) * pitch <= left + width
    );
  }

  /** Scrolls no further than it must. @param {number} row @param {number} col */
  reveal(row, col) {
    this.revealed = { row, col };
    if (this.pitch() !== this.seen.pitch) this.measure();
    const { pitch, top, left, height, width } = this.seen;
    const { rows, cols } = this.extent;
    const down = nearest(top, height, row, pitch, rows);
    const right = nearest(left, width, col, pitch, cols);
    if (down === top && right === left) return;
    this.scroller.scrollTo({ top: down, left: right, behavior: "instant" });
    Object.assign(this.seen, { top: down, left: right });
    this.draw();
  }
}

/** The numbers of a range, from 1. @param {HTMLElement} strip @param {"--row"|"--col"} property @param {Range} range */
function number(strip, property, [first, end]) {
  while (strip.childElementCount > end - first) strip.lastElementChild?.remove();
  while (strip.childElementCount < end - first) strip.append(el("span", {}));
  let at = first;
  for (const each of strip.children) {
    /** @type {HTMLElement} */ (each).style.setProperty(property, String(at));
    each.textContent = String(++at);
  }
}

/** @param {number} scrolled @param {number} seen @param {number} at @param {number} pitch @param {number} count @returns {number} */
function nearest(scrolled, seen, at, pitch, count) {
  if (at * pitch < scrolled) return at * pitch;
  const end = Math.min(at + 2, count) * pitch + GAP;
  return end > scrolled + seen ? end - seen : scrolled;
}

/** @param {number} scrolled @param {number} seen @param {number} pitch @param {number} count @returns {Range} */
function range(scrolled, seen, pitch, count) {
  const first = Math.max(0, Math.floor(scrolled / pitch) - MARGIN);
  const last = Math.min(count, Math.ceil((scrolled + seen) / pitch) + MARGIN);
  return [Math.min(first, last), last];
}
