/**
 * A window onto a grid too large to keep whole: a scroller of the full size in which only the cells in
 * sight exist. It asks for the table of a range of rows and columns, and says how many there are in all.
 */

import { el } from "../dom.js";
import { keepFocus } from "./keep-focus.js";

const MARGIN = 2;

/** @typedef {(rows: [number, number], cols: [number, number]) => HTMLTableElement} TableMaker */

export class VirtualWindow {
  /**
   * @param {HTMLElement} host
   * @param {{rows: number, cols: number}} extent
   * @param {string} label
   * @param {TableMaker} makeTable
   */
  constructor(host, extent, label, makeTable) {
    this.host = host;
    this.extent = extent;
    this.label = label;
    this.makeTable = makeTable;
    this.shown = "";
    this.frame = 0;
    this.content = el("div", { class: "sheet" });
    this.scroller = el("div", { class: "frame scroller" }, this.content);
    host.replaceChildren(this.scroller);
    this.scroller.addEventListener("scroll", () => this.schedule());
    this.observer = new ResizeObserver(() => this.schedule());
  }

  start() {
    this.observer.observe(this.scroller);
    this.draw();
  }

  stop() {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  schedule() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  /** @returns {number} pixels from one cell to the next */
  pitch() {
    return Number.parseFloat(getComputedStyle(this.scroller).getPropertyValue("--cell")) + 3 || 40;
  }

  draw() {
    const pitch = this.pitch();
    const { rows, cols } = this.extent;
    this.content.style.setProperty("--rows", String(rows));
    this.content.style.setProperty("--cols", String(cols));
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.scroller;
    const rowRange = range(scrollTop, clientHeight || 600, pitch, rows);
    const colRange = range(scrollLeft, clientWidth || 600, pitch, cols);
    const key = [...rowRange, ...colRange, pitch].join();
    if (key === this.shown) return;
    this.shown = key;
    const table = this.makeTable(rowRange, colRange);
    table.setAttribute("aria-label", this.label);
    table.style.setProperty("--row", String(rowRange[0]));
    table.style.setProperty("--col", String(colRange[0]));
    keepFocus(this.host, () => this.content.replaceChildren(table));
  }

  /** Scrolls no further than it must. @param {number} row @param {number} col */
  reveal(row, col) {
    const pitch = this.pitch();
    const { clientHeight, clientWidth, scrollTop, scrollLeft } = this.scroller;
    const top = nearest(scrollTop, clientHeight, row * pitch, pitch);
    const left = nearest(scrollLeft, clientWidth, col * pitch, pitch);
    if (top !== scrollTop) this.scroller.scrollTop = top;
    if (left !== scrollLeft) this.scroller.scrollLeft = left;
    this.draw();
  }
}

/** @param {number} scrolled @param {number} seen @param {number} at @param {number} size @returns {number} */
function nearest(scrolled, seen, at, size) {
  if (at < scrolled) return Math.max(0, at);
  return Math.max(scrolled, at + 2 * size - seen);
}

/** @param {number} scrolled @param {number} seen @param {number} pitch @param {number} count
 *  @returns {[number, number]} */
function range(scrolled, seen, pitch, count) {
  const first = Math.max(0, Math.floor(scrolled / pitch) - MARGIN);
  const last = Math.min(count, Math.ceil((scrolled + seen) / pitch) + MARGIN);
  return [first, last];
}
