/**
 * The rows and cells of a table that shows a part of a grid. When another part is to be seen, those that
 * stay are left alone, and those that leave become the ones that come.
 */

import { el } from "../markup/dom.js";
import { emptyCell } from "./tensor-cell.js";

/** @import {Range} from "./virtual-window.js" */
/** @typedef {HTMLTableCellElement} Td */
/** @typedef {{fill: (td: Td, row: number, col: number) => void, drop: (td: Td, row: number, col: number) => void}} Use
 *  what a cell shows from now on, and what it does not show any more */

export class CellPool {
  /** @param {HTMLElement} body @param {Use} use */
  constructor(body, use) {
    this.body = body;
    this.use = use;
    /** @type {Range} */
    this.rows = [0, 0];
    /** @type {Range} */
    this.cols = [0, 0];
    /** @type {{tr: HTMLElement, cells: Td[]}[]} one for each row, in order */
    this.lines = [];
  }

  /** @param {Range} rows @param {Range} cols */
  show(rows, cols) {
    const apart = cols[0] >= this.cols[1] || cols[1] <= this.cols[0];
    const stay = overlap(this.rows, rows);
    const leaving = this.lines.filter((_, k) => !within(stay, this.rows[0] + k));
    this.lines.forEach(({ cells }, k) => {
      const row = this.rows[0] + k;
      if (apart || !within(stay, row)) this.dropAll(cells, row);
    });
    for (const { tr } of leaving) tr.remove();
    const kept = this.lines.slice(stay[0] - this.rows[0], stay[1] - this.rows[0]);
    const before = this.cols;
    const lines = [];
    let next = /** @type {HTMLElement|null} */ (kept[0]?.tr ?? null);
    for (let row = rows[0]; row < rows[1]; row++) {
      const old = within(stay, row) ? kept[row - stay[0]] : undefined;
      const line = old ?? leaving.pop() ?? { tr: el("tr", { role: "row" }), cells: [] };
      line.tr.setAttribute("aria-rowindex", String(row + 1));
      if (old !== undefined) next = /** @type {HTMLElement|null} */ (old.tr.nextElementSibling);
      else this.body.insertBefore(line.tr, next);
      this.turn(line, row, old === undefined || apart ? [cols[0], cols[0]] : before, cols);
      lines.push(line);
    }
    this.lines = lines;
    this.rows = rows;
    this.cols = cols;
  }

  /** @param {Td[]} cells @param {number} row */
  dropAll(cells, row) {
    cells.forEach((td, k) => {
      this.use.drop(td, row, this.cols[0] + k);
    });
  }

  /**
   * Changes the range of columns that a row's cells show.
   *
   * @param {{tr: HTMLElement, cells: Td[]}} line
   * @param {number} row
   * @param {Range} from the columns that it shows correctly now
   * @param {Range} to
   */
  turn(line, row, from, to) {
    const stay = overlap(from, to);
    if (stay[0] === stay[1]) {
      this.refill(line, row, to);
      return;
    }
    if (from[0] === to[0] && from[1] === to[1]) return;
    /** @type {Td[]} */
    const spare = [];
    /** @type {Td[]} */
    const kept = [];
    line.cells.forEach((td, k) => {
      const col = from[0] + k;
      if (within(stay, col)) kept.push(td);
      else {
        this.use.drop(td, row, col);
        spare.push(td);
      }
    });
    /** @type {Td[]} */
    const cells = [];
    const [first] = kept;
    for (let col = to[0]; col < to[1]; col++) {
      if (within(stay, col)) {
        cells.push(kept[col - stay[0]]);
        continue;
      }
      const td = spare.pop() ?? emptyCell();
      this.use.fill(td, row, col);
      if (col < stay[0]) line.tr.insertBefore(td, first);
      else line.tr.append(td);
      cells.push(td);
    }
    for (const td of spare) td.remove();
    line.cells = cells;
  }

  /** @param {{tr: HTMLElement, cells: Td[]}} line @param {number} row @param {Range} to */
  refill({ tr, cells }, row, to) {
    for (const td of cells.splice(to[1] - to[0])) td.remove();
    while (cells.length < to[1] - to[0]) {
      const td = emptyCell();
      cells.push(td);
      tr.append(td);
    }
    cells.forEach((td, k) => {
      this.use.fill(td, row, to[0] + k);
    });
  }
}

/** @param {Range} one @param {Range} other @returns {Range} the overlap, empty if there is none */
function overlap(one, other) {
  const first = Math.max(one[0], other[0]);
  return [first, Math.max(first, Math.min(one[1], other[1]))];
}

/** @param {Range} range @param {number} at */
function within([first, end], at) {
  return at >= first && at < end;
}
