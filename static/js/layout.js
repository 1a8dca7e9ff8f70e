/**
 * How large a cell can be: tries each way to stand the board's grids and keeps the one with the largest
 * cells that fit. Lengths in CSS pixels; they mirror the paddings and gaps in board.css.
 *
 * @import {Board, Panel} from "./board.js"
 */

import { extentOf, stretch } from "./view.js";

export const VIRTUAL_CELLS = 4000;
const GAP = 3;
const LEAD = 7;
const FRAME = 16;
const TITLE = 27;
const BETWEEN = 14;
const OPERATOR = 34;
const ARROW = OPERATOR + 2 * BETWEEN;
const TABS = 38;
const NOTE = 38;
const VISIBLE = 18;
/** Sources above the result are worth it only for cells so much larger than side by side. */
const STACKING = 1.15;
const UPRIGHT = 1.3;
/** Where nothing fits and the board scrolls, cells are at most this. */
const SCROLLING = 34;

/**
 * A way to stand the grids: units in so many columns, the grids of a panel side by side, the result below
 * the sources, the panels of a unit one below the other.
 * @typedef {{columns: number, across: boolean, stacked: boolean, upright: boolean}} Way
 */
/** @typedef {Way & {cell: number}} Layout */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{least: number, most: number, titleWidth: (panel: Panel) => number}} Limits of a cell */

/** @param {Panel} panel @returns {boolean} whether only the cells in sight are kept in the page */
export function isVirtual({ tensor, view }) {
  const { rows, cols } = extentOf(tensor, view);
  return rows * cols > VIRTUAL_CELLS;
}

/**
 * @param {Board} board
 * @param {Size} room
 * @param {Limits} limits
 * @returns {Layout}
 */
export function layoutOf(board, room, limits) {
  return (
    largest(board, room, limits) ??
    largest(board, { ...room, height: Number.POSITIVE_INFINITY }, scrolling(limits)) ?? {
      columns: 1,
      across: false,
      stacked: true,
      upright: true,
      cell: limits.least,
    }
  );
}

/** @param {Limits} limits @returns {Limits} */
function scrolling(limits) {
  return { ...limits, most: Math.max(limits.least, Math.min(limits.most, SCROLLING)) };
}

/** @param {Board} board @param {Size} room @param {Limits} limits @returns {Layout|null} */
function largest(board, room, limits) {
  /** @type {Layout|null} */
  let best = null;
  for (const way of ways(board, room)) {
    const cell = largestCell(board, way, room, limits);
    if (worth(way, cell) > (best === null ? 0 : worth(best, best.cell))) best = { ...way, cell };
  }
  return best;
}

/** @param {Way} way @param {number} cell @returns {number} */
function worth({ stacked, upright }, cell) {
  return cell / ((stacked ? STACKING : 1) * (upright ? UPRIGHT : 1));
}

/** Panels stand upright only where height is free. @param {Board} board @param {Size} room @returns {Generator<Way>} */
function* ways(board, room) {
  for (let columns = 1; columns <= Math.max(1, board.units.length); columns++) {
    for (const across of [false, true]) {
      for (const stacked of [false, true]) {
        yield { columns, across, stacked, upright: false };
        if (stacked && room.height === Number.POSITIVE_INFINITY) {
          yield { columns, across, stacked, upright: true };
        }
      }
    }
  }
}

/** @param {Board} board @param {Way} way @param {Size} room @param {Limits} limits @returns {number} or 0 */
function largestCell(board, way, room, { least, most, titleWidth }) {
  for (let cell = most; cell >= least; cell--) {
    const { width, height } = boardSize(board, way, cell, titleWidth);
    if (width <= room.width && height <= room.height) return cell;
  }
  return 0;
}

/** @param {Board} board @param {Way} way @param {number} cell @param {Limits["titleWidth"]} titleWidth @returns {Size} */
function boardSize(board, { columns, across, stacked, upright }, cell, titleWidth) {
  /** @param {Panel} panel */
  const measure = (panel) => panelSize(panel, across, cell, titleWidth(panel));
  const slot = board.units.length > 1 ? OPERATOR : 0;
  const units = board.units.map(({ panels }) => {
    const sizes = panels.map(measure);
    return upright ? beside([above(sizes, OPERATOR)], 0, slot) : beside(sizes, OPERATOR, slot);
  });
  const sources = gridSize(units, columns);
  if (board.hidden > 0) sources.height += NOTE;
  const result = measure(board.result);
  if (board.tabs) result.height += TABS;
  if (board.part !== undefined) return { sources, result }[board.part];
  return stacked ? above([sources, result], ARROW) : beside([sources, result], ARROW, 0);
}

/** @param {Size[]} sizes @param {number} columns @returns {Size} rows as high, columns as wide as their largest */
function gridSize(sizes, columns) {
  const rows = Math.ceil(sizes.length / columns);
  const inRow = Array.from({ length: rows }, (_, row) =>
    sizes.slice(row * columns, (row + 1) * columns),
  );
  const heights = inRow.map((row) => Math.max(...row.map(({ height }) => height)));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...inRow.map((row) => row[column]?.width ?? 0)),
  );
  return { width: total(widths, BETWEEN), height: total(heights, BETWEEN) };
}

/** @param {Panel} panel @param {boolean} across @returns {number} grids side by side */
export function panelColumns(panel, across) {
  return panel.across ?? (across ? panel.blocks.length : 1);
}

/** @param {Panel} panel @param {boolean} across @param {number} cell @param {number} titleWidth @returns {Size} */
function panelSize(panel, across, cell, titleWidth) {
  const { tensor, view } = panel;
  const extent = extentOf(tensor, view);
  const seen = isVirtual(panel) ? VISIBLE : Number.POSITIVE_INFINITY;
  const columns = panelColumns(panel, across);
  const rows = Math.ceil(panel.blocks.length / columns);
  const width = side(Math.min(extent.cols, seen), stretch(tensor, view.cols), cell);
  const height = TITLE + side(Math.min(extent.rows, seen), stretch(tensor, view.rows), cell);
  return {
    width: columns * Math.max(width, titleWidth) + (columns - 1) * BETWEEN,
    height: rows * height + (rows - 1) * BETWEEN,
  };
}

/** @param {number} cells @param {number} lead @param {number} cell @returns {number} */
function side(cells, lead, cell) {
  const leads = lead > 1 ? Math.ceil(cells / lead) - 1 : 0;
  return cells * (cell + GAP) - GAP + leads * LEAD + FRAME;
}

/** @param {Size[]} sizes @param {number} gap @param {number} before @returns {Size} */
function beside(sizes, gap, before) {
  const width =
    before +
    total(
      sizes.map((size) => size.width),
      gap,
    );
  return { width, height: Math.max(...sizes.map(({ height }) => height)) };
}

/** @param {Size[]} sizes @param {number} gap @returns {Size} */
function above(sizes, gap) {
  const height = total(
    sizes.map((size) => size.height),
    gap,
  );
  return { width: Math.max(...sizes.map(({ width }) => width)), height };
}

/** @param {number[]} lengths @param {number} gap */
function total(lengths, gap) {
  return lengths.reduce((sum, length) => sum + length, gap * (lengths.length - 1));
}
