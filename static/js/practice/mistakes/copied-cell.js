/**
 * The named mistakes of a copied cell: for each, the cell that is copied instead.
 *
 * @import {CopyMistake} from "./index.js"
 * @import {Question} from "../question.js"
 * @import {CellRef} from "../../trace/types.js"
 */

import { cellAt, extentOf, placeOf } from "../../trace/view.js";
import { beside } from "./neighbour-cell.js";
import { insteadOfZero } from "./instead-of-zero.js";
import { numberAt, shownIn } from "../question.js";
import { turnedOf } from "./kernel-rotation.js";

/** Where a zero belongs, any cell of so large a grid can be taken. */
const WHOLE_GRID = 36;
const MAX_SEARCHED_GRIDS = 64;

/** @param {Question} question @returns {CopyMistake[]} those that give the right number by chance as well */
export function copyMistakes(question) {
  const origin = shownIn(question.trace, question.step, question.cell);
  return [
    ...rotated(question),
    ...(origin === null ? zeros(question) : [...notZero(origin), ...channels(question, origin)]),
    ...transposed(question, origin),
    ...moved(question),
  ];
}

/** @param {Question} question @returns {CopyMistake[]} */
function rotated({ trace, step, tensor, cell }) {
  const turned = turnedOf(trace, step.rule, tensor.axes);
  if (turned === null) return [];
  const { rule, isTurned, ofKernel } = turned;
  const instead = shownIn(trace, { ...step, rule }, cell);
  const detail = { isTurned, ofKernel, isPlace: false, instead };
  return [{ id: "rotation", value: numberAt(trace, instead), detail }];
}

/** @param {Question} question @returns {CopyMistake[]} */
function zeros({ trace, step: { rule }, tensor, cell }) {
  const [factor] = rule.products[0].factors;
  return insteadOfZero(trace, factor, tensor.axes, cell, WHOLE_GRID).map(({ ref, isNearest }) => ({
    id: "zero",
    value: numberAt(trace, ref),
    detail: { instead: ref, isNearest },
  }));
}

/** @param {CellRef} origin @returns {CopyMistake[]} */
function notZero(origin) {
  return [{ id: "notzero", value: 0, detail: { origin, instead: null } }];
}

/** @param {Question} question @param {CellRef} origin @returns {CopyMistake[]} */
function channels({ trace }, origin) {
  const tensor = trace.tensor(origin.tensor);
  const place = placeOf(tensor, tensor.view, origin.cell);
  const { blocks } = extentOf(tensor, tensor.view);
  return Array.from({ length: Math.min(blocks, MAX_SEARCHED_GRIDS) }, (_, block) => block)
    .filter((block) => block !== place.block)
    .map((block) => {
      const cell = cellAt(tensor, tensor.view, { ...place, block });
      const instead = { tensor: tensor.name, cell };
      return { id: "wrongchannel", value: numberAt(trace, instead), detail: { origin, instead } };
    });
}

/** Row and column exchanged, in the grid that is copied from or in the one that is written. @param {Question} question @param {CellRef|null} origin @returns {CopyMistake[]} */
function transposed({ trace, step, tensor, view, cell }, origin) {
  /** @type {CopyMistake[]} */
  const found = [];
  const source = origin === null ? null : trace.tensor(origin.tensor);
  if (origin !== null && source !== null) {
    const other = exchanged(source, source.view, origin.cell);
    const instead = other && { tensor: source.name, cell: other };
    if (instead !== null) {
      const detail = /** @type {const} */ ({ of: "source", instead });
      found.push({ id: "transposed", value: numberAt(trace, instead), detail });
    }
  }
  const other = exchanged(tensor, view, cell);
  if (other === null) return found;
  const instead = shownIn(trace, step, other);
  const detail = /** @type {const} */ ({ of: "result", instead });
  return [...found, { id: "transposed", value: numberAt(trace, instead), detail }];
}

/** @param {Question["tensor"]} tensor @param {Question["view"]} view @param {number[]} cell @returns {number[]|null} */
function exchanged(tensor, view, cell) {
  const { rows, cols } = extentOf(tensor, view);
  const { block, row, col } = placeOf(tensor, view, cell);
  if (row === col || col >= rows || row >= cols) return null;
  return cellAt(tensor, view, { block, row: col, col: row });
}

/** @param {Question} question @returns {CopyMistake[]} */
function moved(question) {
  const { trace, step } = question;
  return beside(question).map(({ direction, cell }) => {
    const instead = shownIn(trace, step, cell);
    return {
      id: "neighbour",
      value: numberAt(trace, instead),
      detail: { direction, cell, instead },
    };
  });
}
