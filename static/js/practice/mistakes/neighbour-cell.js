/**
 * The cells beside a cell of the result: one row or column away, or at the same place of another grid.
 *
 * @import {Direction, Neighbour} from "./index.js"
 * @import {Question} from "../question.js"
 * @import {Cell} from "../../trace/types.js"
 */

import { cellAt, extentOf, placeOf } from "../../trace/view.js";

/** Of more grids, those with larger numbers are left out: each may take long to compute. */
const MAX_SEARCHED_GRIDS = 64;

/** @type {[Direction, number, number][]} rows and columns to go */
const STEPS = [
  ["up", -1, 0],
  ["down", 1, 0],
  ["left", 0, -1],
  ["right", 0, 1],
];

/** @param {Question} question @returns {Neighbour[]} */
export function neighbours(question) {
  const { trace, step } = question;
  return [...beside(question), ...inOtherGrids(question)].map(({ direction, cell }) => ({
    id: "neighbour",
    value: trace.value(step.writes, cell),
    detail: { direction, cell, instead: { tensor: step.writes, cell } },
  }));
}

/** @param {Question} question @returns {{direction: Direction, cell: Cell}[]} */
export function beside({ tensor, view, cell }) {
  const { rows, cols } = extentOf(tensor, view);
  const { block, row, col } = placeOf(tensor, view, cell);
  return STEPS.map(([direction, down, right]) => ({
    direction,
    place: { block, row: row + down, col: col + right },
  }))
    .filter(({ place }) => place.row >= 0 && place.row < rows && place.col >= 0 && place.col < cols)
    .map(({ direction, place }) => ({ direction, cell: cellAt(tensor, view, place) }));
}

/** @param {Question} question @returns {{direction: Direction, cell: Cell}[]} */
function inOtherGrids({ tensor, view, cell }) {
  const { blocks } = extentOf(tensor, view);
  const place = placeOf(tensor, view, cell);
  return Array.from({ length: Math.min(blocks, MAX_SEARCHED_GRIDS) }, (_, block) => block)
    .filter((block) => block !== place.block)
    .map((block) => ({ direction: "grid", cell: cellAt(tensor, view, { ...place, block }) }));
}
