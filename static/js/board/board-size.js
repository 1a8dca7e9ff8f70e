/**
 * How large a board is with cells of a size: arithmetic on lengths in CSS pixels, which mirror the paddings
 * and gaps in css/board and css/grid.
 *
 * @import {Board, Panel} from "./board.js"
 */

import { isGroup } from "../trace/axis-kind.js";
import { stripsOf } from "../grid/strips.js";
import { extentOf, span, stretch } from "../trace/view.js";

/** A grid with more cells, or longer than WHOLE_SIDE, is shown through a window. */
const WHOLE_CELLS = 500;
export const WHOLE_SIDE = 14;
const GAP = 3;
const LEAD = 7;
const FRAME = 16;
const BORDERS = 2;
const TITLE = 27;
const BETWEEN = 14;
const OPERATOR = 34;
/** Width of an operator where a board is drawn in parts. */
const CLOSE = 24;
const ARROW = OPERATOR + 2 * BETWEEN;
const TABS = 38;
/** Width of a tab, and of one that names a group. */
const TAB = 35;
const GROUP_TAB = 72;
const TAB_LINE = 30;
/** Tabs of an axis in one row, besides the two at its ends that lead on. */
export const MAX_TABS = 8;
const NOTE = 38;
/** Gap between the context grids and the source grids. */
const ASIDE = 44;

/**
 * How the grids stand. columns: of units; across: the grids of a panel side by side; stacked: the result below the
 * sources; upright: the panels of a unit one below the other; aside: the context beside the flow, not above it.
 * @typedef {{columns: number, across: boolean, stacked: boolean, upright: boolean, aside: boolean}} Way
 */
/** The visible rows and columns of a large grid. @typedef {{rows: number, cols: number}} Seen */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {(panel: Panel) => number} TitleWidth */

/** @param {Pick<Panel, "tensor"|"view">} panel @returns {boolean} whether only the visible cells exist in the page */
export function isVirtual({ tensor, view }) {
  const { rows, cols } = extentOf(tensor, view);
  return rows * cols > WHOLE_CELLS || Math.max(rows, cols) > WHOLE_SIDE;
}

/**
 * @param {Board} board
 * @param {Way} way
 * @param {{cell: number, seen: Seen}} sized
 * @param {{width: number, titleWidth: TitleWidth, bar?: number}} given the width that there is, that of titles, and that of a scroll bar
 * @returns {Size}
 */
export function boardSize(board, way, sized, { width, titleWidth, bar = 0 }) {
  const { columns, across, stacked, upright, aside } = way;
  /** @param {Panel} panel */
  const measure = (panel) => panelSize(panel, across, { ...sized, bar }, titleWidth(panel));
  const sign = board.part === undefined ? OPERATOR : CLOSE;
  const slot = board.units.length > 1 ? sign : 0;
  const units = board.units.map(({ panels }) => {
    const sizes = panels.map(measure);
    return upright ? beside([above(sizes, sign)], 0, slot) : beside(sizes, sign, slot);
  });
  const sources = gridSize(units, columns);
  if (board.shownOf !== null) sources.height += NOTE;
  const result = measure(board.result);
  result.height += board.tabs * TABS;
  if (board.part === "result") result.height += wrappedTabs(board.result, width);
  else if (board.tabs > 0) result.width = Math.max(result.width, tabsWidth(board.result));
  if (board.part !== undefined) return { sources, result }[board.part];
  const flow = stacked ? above([sources, result], ARROW) : beside([sources, result], ARROW, 0);
  if (board.context.length === 0) return flow;
  const context = beside(board.context.map(measure), BETWEEN, 0);
  return aside ? beside([context, flow], ASIDE, 0) : above([context, flow], ASIDE);
}

/** The longest row of tabs. @param {Panel} result */
function tabsWidth(result) {
  return Math.max(...tabsWidths(result));
}

/** What rows of tabs that do not fit add to the height: they wrap. @param {Panel} result @param {number} width */
function wrappedTabs(result, width) {
  const more = tabsWidths(result).map((needed) => Math.max(0, Math.ceil(needed / width) - 1));
  return more.reduce((sum, lines) => sum + lines * TAB_LINE, 0);
}

/** Of each row of tabs, which has one for each grid along an axis. @param {Panel} result */
function tabsWidths({ tensor, view }) {
  return view.blocks.map((axis) => {
    const count = Math.min(span(tensor, [axis]), MAX_TABS + 2);
    const ofGroup = tensor.axes.some((each) => each.axis === axis && isGroup(each));
    return count * (ofGroup ? GROUP_TAB : TAB);
  });
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

/** @param {Panel} panel @param {boolean} across @param {{cell: number, seen: Seen, bar: number}} sized @param {number} titleWidth @returns {Size} */
function panelSize(panel, across, { cell, seen, bar }, titleWidth) {
  const { tensor, view } = panel;
  const extent = extentOf(tensor, view);
  const columns = panelColumns(panel, across);
  const rows = Math.ceil(panel.blocks.length / columns);
  const strips = isVirtual(panel) ? stripsOf(extent) : null;
  const width = strips
    ? windowWidth(extent, seen, { cell, bar })
    : side(extent.cols, stretch(tensor, view.cols), cell);
  const height = strips
    ? TITLE + windowSide(extent.rows, seen.rows, strips.height, cell)
    : TITLE + side(extent.rows, stretch(tensor, view.rows), cell);
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

/** The length of a window onto a large grid: of the whole grid, or of its visible cells. @param {number} cells @param {number} seen @param {number} strip @param {number} cell */
function windowSide(cells, seen, strip, cell) {
  return Math.min(wholeSide(cells, strip, cell), seen * (cell + GAP));
}

/** @param {number} cells @param {number} strip @param {number} cell @returns {number} */
function wholeSide(cells, strip, cell) {
  return cells * (cell + GAP) + GAP + strip + BORDERS;
}

/** The width of a window; with all columns visible it has room for the vertical scroll bar. @param {{rows: number, cols: number}} extent @param {Seen} seen @param {{cell: number, bar: number}} sized @returns {number} */
function windowWidth(extent, seen, { cell, bar }) {
  const strips = stripsOf(extent);
  const whole = wholeSide(extent.cols, strips.width, cell);
  if (whole > seen.cols * (cell + GAP)) return seen.cols * (cell + GAP);
  const isScrolled = wholeSide(extent.rows, strips.height, cell) > seen.rows * (cell + GAP);
  return whole + (isScrolled ? bar : 0);
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
