/**
 * How large a cell can be: tries each way to stand the board's grids and keeps the one with the largest
 * cells that fit.
 *
 * @import {Board, Panel} from "./board.js"
 * @import {Seen, Size, TitleWidth, Way} from "./board-size.js"
 */

import { boardSize, isVirtual } from "./board-size.js";

/** How many rows and columns of a grid are in sight of which only a part is: as many as find room with cells large enough. */
const SEEN = [24, 20, 17, 14, 12, 10, 8, 6];
const LARGE_ENOUGH = 26;
/** Smallest cell, below the theme's minimum: small cells are better than cells out of sight. */
export const TINY = 16;
/** Sources above the result are worth it only for cells so much larger than side by side. */
const STACKING = 1.15;
const UPRIGHT = 1.3;

/** @typedef {Way & {cell: number, seen: Seen, fits: boolean}} Layout a board that does not fit scrolls */
/**
 * Of a cell; text: what its number needs; bar: how wide a scroll bar is.
 * @typedef {{least: number, most: number, text?: number, seen?: number, titleWidth: TitleWidth, bar?: number}} Limits
 */

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
        return widened(board, room, found, limits);
      }
    }
  }
  const whole = largest(board, room, limits);
  if (whole !== null) return widened(board, room, whole, limits);
  const least = Math.max(Math.min(TINY, limits.least), limits.text ?? 0);
  const tiny = largest(board, room, { ...limits, least });
  return tiny ?? lowest(board, room, limits);
}

/** The way that scrolls least, with the smallest cells. @param {Board} board @param {Size} room @param {Limits} limits @returns {Layout} */
function lowest(board, room, limits) {
  const sized = { cell: limits.least, seen: square(SEEN[SEEN.length - 1]) };
  const found = [...ways(board, room)].map((way) => {
    const { width, height } = boardSize(board, way, sized, { ...limits, width: room.width });
    const beyond = Math.max(0, width - room.width) + Math.max(0, height - room.height);
    return { way, beyond, height };
  });
  found.sort((one, other) => one.beyond - other.beyond || one.height - other.height);
  return { ...found[0].way, ...sized, fits: false };
}

/** More rows and columns of large grids where there is still room for them. @param {Board} board @param {Size} room @param {Layout} layout @param {Limits} limits @returns {Layout} */
function widened(board, room, layout, limits) {
  let { seen } = layout;
  if (!panelsOf(board).some(isVirtual)) return layout;
  for (const side of /** @type {("rows"|"cols")[]} */ (["rows", "cols"])) {
    const more = SEEN.map((count) => ({ ...seen, [side]: count })).find((tried) =>
      isWithin(room, board, layout, { cell: layout.cell, seen: tried }, limits),
    );
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
function largestCell(board, way, room, limits) {
  const { least, most, seen = 0 } = limits;
  for (let cell = most; cell >= least; cell--) {
    if (isWithin(room, board, way, { cell, seen: square(seen) }, limits)) return cell;
  }
  return 0;
}

/** @param {Size} room @param {Board} board @param {Way} way @param {{cell: number, seen: Seen}} sized @param {Limits} limits */
function isWithin(room, board, way, sized, limits) {
  const { width, height } = boardSize(board, way, sized, { ...limits, width: room.width });
  return width <= room.width && height <= room.height;
}
