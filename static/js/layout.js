/**
 * How large a cell can be: tries each way to stand the board's grids and keeps the one with the largest
 * cells that fit. Lengths in CSS pixels; they mirror the paddings and gaps in board.css.
 *
 * @import {Board, Panel} from "./board.js"
 */

import { extentOf, span, stretch } from "./view.js";

/** Of a grid with more cells, or longer than this, only a part is in sight. */
const WHOLE_CELLS = 500;
export const WHOLE_SIDE = 16;
/** How many rows and columns of such a grid are in sight: as many as find room with cells large enough. */
const SEEN = [24, 20, 17, 14, 12, 10, 8, 6];
const LARGE_ENOUGH = 26;
const GAP = 3;
const LEAD = 7;
const FRAME = 16;
const BORDERS = 2;
const STRIP = 17;
const DIGIT = 7;
const TITLE = 27;
const BETWEEN = 14;
const OPERATOR = 34;
/** Of an operator on a part of a board. */
const CLOSE = 24;
const ARROW = OPERATOR + 2 * BETWEEN;
const TABS = 38;
/** Of one tab, and of one that names a group. */
const TAB = 35;
const GROUP_TAB = 72;
const TAB_LINE = 30;
/** As many tabs of an axis as find room, between one at each end that leads on. */
export const MOST_TABS = 8;
const NOTE = 38;
/** Between what stands beside and what is read. */
const ASIDE = 44;
/** Sources above the result are worth it only for cells so much larger than side by side. */
const STACKING = 1.15;
const UPRIGHT = 1.3;
/** A board so much too tall scrolls with its smallest cells. */
const ALMOST = 1.4;
/** Where nothing fits and the board scrolls, cells are at most this. */
const SCROLLING = 34;

/**
 * A way to stand the grids: units in so many columns, the grids of a panel side by side, the result below
 * the sources, the panels of a unit one below the other, the context beside the flow and not above it.
 * @typedef {{columns: number, across: boolean, stacked: boolean, upright: boolean, aside: boolean}} Way
 */
/** Rows and columns in sight of a large grid. @typedef {{rows: number, cols: number}} Seen */
/** @typedef {Way & {cell: number, seen: Seen, fits: boolean}} Layout a board that does not fit scrolls */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{least: number, most: number, seen?: number, titleWidth: (panel: Panel) => number}} Limits of a cell */

/** @param {Pick<Panel, "tensor"|"view">} panel @returns {boolean} whether only the cells in sight are kept in the page */
export function isVirtual({ tensor, view }) {
  const { rows, cols } = extentOf(tensor, view);
  return rows * cols > WHOLE_CELLS || Math.max(rows, cols) > WHOLE_SIDE;
}

/**
 * @param {Board} board
 * @param {Size} room
 * @param {Limits} limits
 * @returns {Layout}
 */
export function layoutOf(board, room, limits) {
  if (panelsOf(board).some(isVirtual)) {
    for (const seen of SEEN) {
      const found = largest(board, room, { ...limits, seen });
      if (found !== null && found.cell >= Math.min(LARGE_ENOUGH, limits.most)) {
        return widened(board, room, found, limits.titleWidth);
      }
    }
  }
  const whole = largest(board, room, limits);
  if (whole !== null) return widened(board, room, whole, limits.titleWidth);
  // Better small than mostly out of sight.
  const almost = largest(
    board,
    { ...room, height: room.height * ALMOST },
    { ...limits, most: limits.least },
  );
  if (almost !== null) return { ...almost, fits: false };
  const endless = { ...room, height: Number.POSITIVE_INFINITY };
  const narrowest = {
    columns: 1,
    across: false,
    stacked: true,
    upright: true,
    aside: false,
    cell: limits.least,
    seen: square(SEEN[SEEN.length - 1]),
  };
  return { ...(largest(board, endless, scrolling(limits)) ?? narrowest), fits: false };
}

/** More rows and columns of large grids where there is still room for them. @param {Board} board @param {Size} room @param {Layout} layout @param {Limits["titleWidth"]} titleWidth @returns {Layout} */
function widened(board, room, layout, titleWidth) {
  let { seen } = layout;
  if (!panelsOf(board).some(isVirtual)) return layout;
  for (const side of /** @type {("rows"|"cols")[]} */ (["rows", "cols"])) {
    const more = SEEN.map((count) => ({ ...seen, [side]: count })).find((tried) => {
      const size = boardSize(board, layout, { cell: layout.cell, seen: tried }, titleWidth);
      return size.width <= room.width && size.height <= room.height;
    });
    seen = more ?? seen;
  }
  return { ...layout, seen };
}

/** @param {number} side @returns {Seen} */
function square(side) {
  return { rows: side, cols: side };
}

/** @param {Board} board @returns {Panel[]} */
function panelsOf({ context, units, result, part }) {
  if (part === "result") return [result];
  const sources = units.flatMap(({ panels }) => panels);
  return part === "sources" ? sources : [...context, ...sources, result];
}

/** @param {Limits} limits @returns {Limits} */
function scrolling(limits) {
  return { ...limits, most: Math.max(limits.least, Math.min(limits.most, SCROLLING)) };
}

/** @param {Board} board @param {Size} room @param {Limits} limits @returns {Layout|null} */
function largest(board, room, limits) {
  /** @type {Layout|null} */
  let best = null;
  const { seen = SEEN[SEEN.length - 1] } = limits;
  for (const way of ways(board, room)) {
    const cell = largestCell(board, way, room, { ...limits, seen });
    const isBetter = worth(way, cell) > (best === null ? 0 : worth(best, best.cell));
    if (isBetter) best = { ...way, cell, seen: square(seen), fits: true };
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
        for (const aside of board.context.length > 0 ? [!stacked, stacked] : [!stacked]) {
          yield { columns, across, stacked, upright: false, aside };
          if (stacked && room.height === Number.POSITIVE_INFINITY) {
            yield { columns, across, stacked, upright: true, aside };
          }
        }
      }
    }
  }
}

/** @param {Board} board @param {Way} way @param {Size} room @param {Limits} limits @returns {number} or 0 */
function largestCell(board, way, room, { least, most, seen = 0, titleWidth }) {
  for (let cell = most; cell >= least; cell--) {
    const { width, height } = boardSize(board, way, { cell, seen: square(seen) }, titleWidth);
    if (width <= room.width && height <= room.height) return cell;
  }
  return 0;
}

/** @param {Board} board @param {Way} way @param {{cell: number, seen: Seen}} sized @param {Limits["titleWidth"]} titleWidth @returns {Size} */
function boardSize(board, { columns, across, stacked, upright, aside }, sized, titleWidth) {
  /** @param {Panel} panel */
  const measure = (panel) => panelSize(panel, across, sized, titleWidth(panel));
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
  if (board.part === "result") result.height += wrappedTabs(board.result, result.width);
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
    const count = Math.min(span(tensor, [axis]), MOST_TABS + 2);
    return count * (axis === "g" ? GROUP_TAB : TAB);
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

/** @param {Panel} panel @param {boolean} across @param {{cell: number, seen: Seen}} sized @param {number} titleWidth @returns {Size} */
function panelSize(panel, across, { cell, seen }, titleWidth) {
  const { tensor, view } = panel;
  const extent = extentOf(tensor, view);
  const columns = panelColumns(panel, across);
  const rows = Math.ceil(panel.blocks.length / columns);
  const strips = isVirtual(panel) ? stripsOf(extent) : null;
  const width = strips
    ? windowSide(extent.cols, seen.cols, strips.width, cell)
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

/** Of a window onto a large grid: all of it, or what is in sight. @param {number} cells @param {number} seen @param {number} strip @param {number} cell */
function windowSide(cells, seen, strip, cell) {
  return Math.min(cells * (cell + GAP) + GAP + strip + BORDERS, seen * (cell + GAP));
}

/** The numbers along the edges of a window onto a large grid. @param {{rows: number}} extent @returns {Size} */
export function stripsOf({ rows }) {
  return { width: 8 + DIGIT * String(rows).length, height: STRIP };
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
