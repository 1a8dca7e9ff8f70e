/**
 * The questions of an exercise, and how far its learner has come.
 *
 * @import {Hints} from "./hints.js"
 * @import {Attempt} from "./score.js"
 * @import {Mark, Marks} from "../board/marks.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, State} from "../trace/types.js"
 */

import { cellAt, extentOf, flatten, placeOf, unflatten } from "../trace/view.js";
import { exerciseOf } from "./exercise.js";
import { hintsOf } from "./hints.js";
import { kindOf } from "./question.js";
import { attemptAt } from "./score.js";

/** @typedef {"asked"|"blank"|"right"|"shown"} Answered how a cell of the result stands */
/**
 * @typedef {{tensor: string, flat: number, cell: Cell, kind: "place"|"number", asked: number[], attempt: Attempt,
 *   hints: Hints}} Open the question that is open
 */

const NUMBER_BYTES = 8;

/** @param {Trace} trace @param {State} state @returns {number[]} flat positions, the same for one seed everywhere */
export function askedIn(trace, state) {
  return trace.memory.ask(
    trace,
    `asked ${state.chapter}/${state.step}/${state.seed}`,
    () => exerciseOf(trace, state, state.seed),
    (asked) => asked.length * NUMBER_BYTES,
  );
}

/** @param {Trace} trace @param {State} state @returns {CellRef|null} the first cell not answered yet; the last one when all are */
export function nextQuestion(trace, state) {
  const asked = askedIn(trace, state);
  const open = asked.find((flat) => !isOver(state, flat)) ?? asked.at(-1);
  if (open === undefined) return null;
  const tensor = trace.step(state.chapter, state.step).writes;
  return { tensor, cell: unflatten(trace.shapeOf(tensor), open) };
}

/** @param {Trace} trace @param {State} state @returns {Open} of the pinned cell of the result, else of the next one */
export function openQuestion(trace, state) {
  const tensor = trace.step(state.chapter, state.step).writes;
  const { pinned } = state;
  const ref = pinned?.tensor === tensor ? pinned : nextQuestion(trace, state);
  const cell = ref?.cell ?? unflatten(trace.shapeOf(tensor), 0);
  const flat = flatten(trace.tensor(tensor).axes, cell);
  return {
    tensor,
    flat,
    cell,
    kind: kindOf(trace, state),
    asked: askedIn(trace, state),
    attempt: attemptAt(state.record, flat),
    hints: hintsOf(trace, state, cell),
  };
}

/** @param {State} state @param {number} flat @returns {boolean} whether it is right, or was shown */
export function isOver({ record }, flat) {
  const { right, gaveUp } = attemptAt(record, flat);
  return right || gaveUp;
}

/** @param {State} state @param {number[]} asked @returns {(flat: number) => Answered} */
export function answersIn({ record }, asked) {
  const questions = new Set(asked);
  return (flat) => {
    const { right, gaveUp } = attemptAt(record, flat);
    if (right) return "right";
    if (gaveUp) return "shown";
    return questions.has(flat) ? "asked" : "blank";
  };
}

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
