/**
 * The marks of an exercise: the cell that is asked for, and what a hint shows.
 *
 * @import {Mark, Marks} from "../grid/cell-mark.js"
 * @import {Open} from "../practice/questions.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {CellRef} from "../trace/types.js"
 */

import { cellAt, extentOf, flatten, placeOf } from "../trace/view.js";

/**
 * The question, and from the first hint on the cells that it reads; of a cell that is copied first its row.
 *
 * @param {Trace} trace
 * @param {Open} open
 * @returns {Marks}
 */
export function questionMarks(trace, { tensor, flat, attempt, hints, kind }) {
  /** @type {Marks} */
  const found = new Map();
  if (attempt.hints > 0 || attempt.gaveUp) {
    const isVague = kind === "place" && attempt.hints === 1 && !attempt.gaveUp;
    const { cells } = hints[0];
    for (const read of isVague ? cells.flatMap((cell) => rowOf(trace, cell)) : cells) {
      const ofTensor = found.get(read.tensor) ?? new Map();
      const at = flatten(trace.tensor(read.tensor).axes, read.cell);
      found.set(read.tensor, ofTensor.set(at, { kind: "read", badge: "" }));
    }
  }
  /** @type {Mark} */
  const write = { kind: "write", badge: "" };
  found.set(tensor, (found.get(tensor) ?? new Map()).set(flat, write));
  return found;
}

/** @param {Trace} trace @param {CellRef} ref @returns {CellRef[]} the cells that stand in a row with it */
function rowOf(trace, ref) {
  const tensor = trace.tensor(ref.tensor);
  const { cols } = extentOf(tensor, tensor.view);
  const place = placeOf(tensor, tensor.view, ref.cell);
  return Array.from({ length: cols }, (_, col) => ({
    tensor: ref.tensor,
    cell: cellAt(tensor, tensor.view, { ...place, col }),
  }));
}
