/**
 * How large a cell can be: tries each way to stand the board's grids and keeps the one with the largest
 * cells that fit. Lengths in CSS pixels; they mirror the paddings and gaps in grid.css.
 *
 * @import {Board, Panel, Unit} from "./board.js"
 */

import { extentOf, stretch } from "./view.js";

export const VIRTUAL_CELLS = 4000;
const GAP = 3;
const LEAD = 7;
const FRAME = 16;
const TITLE = 27;
const BETWEEN = 14;
const OPERATOR = 34;
const VISIBLE = 18;

/** @typedef {{cell: number, columns: number, across: boolean, stacked: boolean}} Layout */
/** @typedef {{cells: number, fixed: number}} Length cells counted, pixels added */

/** @param {Panel} panel @returns {boolean} whether only the cells in sight are kept in the page */
export function isVirtual({ tensor, view }) {
  const { rows, cols } = extentOf(tensor, view);
  return rows * cols > VIRTUAL_CELLS;
}

/**
 * @param {Board} board
 * @param {{width: number, height: number}} room
 * @param {{least: number, most: number}} limits of a cell
 * @returns {Layout}
 */
export function layoutOf(board, room, limits) {
  /** @type {Layout|null} */
  let best = null;
  for (let columns = 1; columns <= board.units.length; columns++) {
    for (const across of [false, true]) {
      for (const stacked of [false, true]) {
        const cell = Math.min(limits.most, fit(board, room, columns, across, stacked));
        if (best === null || cell > best.cell) best = { cell, columns, across, stacked };
      }
    }
  }
  const found = /** @type {Layout} */ (best);
  return { ...found, cell: Math.max(limits.least, Math.floor(found.cell)) };
}

/**
 * @param {Board} board
 * @param {{width: number, height: number}} room
 * @param {number} columns
 * @param {boolean} across
 * @param {boolean} stacked
 * @returns {number}
 */
function fit(board, room, columns, across, stacked) {
  const units = board.units.map((unit) => unitSize(unit, across));
  const rows = Math.ceil(units.length / columns);
  const slot = units.length > 1 ? OPERATOR : 0;
  const unitWidth = plus(largest(units.map(({ width }) => width)), { cells: 0, fixed: slot }, 0);
  const wide = times(unitWidth, columns, BETWEEN);
  const high = times(largest(units.map(({ height }) => height)), rows, BETWEEN);
  const result = panelSize(board.result, across);
  const width = stacked ? largest([wide, result.width]) : plus(wide, result.width, OPERATOR + BETWEEN);
  const height = stacked ? plus(high, result.height, BETWEEN) : largest([high, result.height]);
  return Math.min(
    (room.width - width.fixed) / width.cells,
    (room.height - height.fixed) / height.cells,
  );
}

/** @param {Unit} unit @param {boolean} across */
function unitSize(unit, across) {
  const sizes = unit.panels.map((panel) => panelSize(panel, across));
  return {
    width: sizes.map(({ width }) => width).reduce((a, b) => plus(a, b, OPERATOR)),
    height: largest(sizes.map(({ height }) => height)),
  };
}

/** @param {Panel} panel @param {boolean} across @returns {number} grids side by side */
export function panelColumns(panel, across) {
  return panel.across ?? (across ? panel.blocks.length : 1);
}

/** @param {Panel} panel @param {boolean} across */
function panelSize(panel, across) {
  const { tensor, view } = panel;
  const extent = extentOf(tensor, view);
  const columns = panelColumns(panel, across);
  const rows = Math.ceil(panel.blocks.length / columns);
  const seen = isVirtual(panel) ? VISIBLE : Number.POSITIVE_INFINITY;
  return {
    width: times(side(Math.min(extent.cols, seen), stretch(tensor, view.cols), FRAME), columns, BETWEEN),
    height: times(side(Math.min(extent.rows, seen), stretch(tensor, view.rows), FRAME + TITLE), rows, BETWEEN),
  };
}

/** @param {number} cells @param {number} lead @param {number} frame @returns {Length} */
function side(cells, lead, frame) {
  const leads = lead > 1 ? Math.ceil(cells / lead) - 1 : 0;
  return { cells, fixed: (cells - 1) * GAP + leads * LEAD + frame };
}

/** @param {Length} length @param {number} count @param {number} gap @returns {Length} */
function times({ cells, fixed }, count, gap) {
  return { cells: cells * count, fixed: fixed * count + gap * (count - 1) };
}

/** @param {Length} a @param {Length} b @param {number} gap @returns {Length} */
function plus(a, b, gap) {
  return { cells: a.cells + b.cells, fixed: a.fixed + b.fixed + gap };
}

/** The longest at a usual size of cell. @param {Length[]} lengths @returns {Length} */
function largest(lengths) {
  return lengths.reduce((a, b) => (a.cells * 40 + a.fixed >= b.cells * 40 + b.fixed ? a : b));
}
