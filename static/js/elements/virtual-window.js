/**
 * A window onto a grid too large to keep whole: a scroller of the full size in which only the cells in
 * sight exist. It asks for the table of a range of rows and columns, and says how many there are in all.
 */

import { el } from "../dom.js";

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
    this.start();
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
    this.content.replaceChildren(table);
  }

  /** @param {number} row @param {number} col */
  reveal(row, col) {
    const pitch = this.pitch();
    const { clientHeight, clientWidth } = this.scroller;
    const { scrollTop, scrollLeft } = this.scroller;
    if (row * pitch < scrollTop || (row + 1) * pitch > scrollTop + clientHeight) {
      this.scroller.scrollTop = Math.max(0, row * pitch - clientHeight / 2);
    }
    if (col * pitch < scrollLeft || (col + 1) * pitch > scrollLeft + clientWidth) {
      this.scroller.scrollLeft = Math.max(0, col * pitch - clientWidth / 2);
    }
    this.draw();
  }
}

/** @param {number} scrolled @param {number} seen @param {number} pitch @param {number} count
 *  @returns {[number, number]} */
function range(scrolled, seen, pitch, count) {
  const first = Math.max(0, Math.floor(scrolled / pitch) - MARGIN);
  const last = Math.min(count, Math.ceil((scrolled + seen) / pitch) + MARGIN);
  return [first, last];
}
