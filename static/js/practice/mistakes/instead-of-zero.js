/**
 * Where a factor reads a zero: the cells that a learner could take instead. Nearest come first, then the
 * others of a small grid.
 *
 * @import {Affine} from "../../trace/affine.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Axis, Cell, CellRef, Factor} from "../../trace/types.js"
 */

import { aboveOf, affineOf } from "../../trace/affine.js";
import { cellAt, extentOf, placeOf } from "../../trace/view.js";

/** As large as the article's. Of a larger grid only the nearest: some cell of it gives almost any number. */
const SMALL_GRID = 4;

/** @typedef {{ref: CellRef, isNearest: boolean}} Instead */

/**
 * @param {Trace} trace
 * @param {Factor} factor which reads a zero there
 * @param {Axis[]} variables of its indices
 * @param {number[]} point where they are
 * @param {number} [most] cells of a grid that is taken whole
 * @returns {Instead[]}
 */
export function insteadOfZero(trace, factor, variables, point, most = SMALL_GRID) {
  const names = variables.map(({ axis }) => axis);
  const indices = factor.index.map((index) => affineOf(index, names));
  const { store, places } = trace.evaluator.stores.followed(factor.tensor, indices);
  const { tensor } = store;
  const last = places.slice(places.length - tensor.axes.length);
  /** @type {Cell[]} */
  let nearest = [[]];
  for (const { index, size } of last) {
    const options = nearestTo(index, point, size);
    nearest = nearest.flatMap((cell) => options.map((at) => [...cell, at]));
  }
  const known = new Set(nearest.map(String));
  const others = gridAround(tensor, nearest[0], most).filter((cell) => !known.has(String(cell)));
  return [...nearest, ...others].map((cell, k) => ({
    ref: { tensor: tensor.name, cell },
    isNearest: k < nearest.length,
  }));
}

/** @param {Affine} index @param {number[]} point @param {number} size @returns {number[]} the whole numbers inside next to it, one or two */
function nearestTo(index, point, size) {
  const at = aboveOf(index, point) / index.divisor;
  const inside = [Math.floor(at), Math.ceil(at)].map((k) => Math.max(0, Math.min(size - 1, k)) + 0);
  return [...new Set(inside)];
}

/** @param {import("../../trace/types.js").Tensor} tensor @param {Cell} cell @param {number} most @returns {Cell[]} its grid, if it is small */
function gridAround(tensor, cell, most) {
  const { rows, cols } = extentOf(tensor, tensor.view);
  if (rows * cols > most) return [];
  const { block } = placeOf(tensor, tensor.view, cell);
  return Array.from({ length: rows * cols }, (_, k) =>
    cellAt(tensor, tensor.view, { block, row: Math.floor(k / cols), col: k % cols }),
  );
}
