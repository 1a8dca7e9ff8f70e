/**
 * The questions of an exercise: which are asked, which is open, which are answered.
 *
 * @import {Hints} from "./hints.js"
 * @import {Answers, Attempt} from "./score.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef} from "../trace/types.js"
 */

import { flatten, unflatten } from "../trace/view.js";
import { exerciseOf } from "./exercise.js";
import { hintsOf } from "./hints.js";
import { kindOf } from "./question.js";
import { attemptAt } from "./score.js";

/** What it needs of the page's state. @typedef {{chapter: string, step: string, seed: string, record: Answers, pinned: CellRef|null}} Exercise */
/** @typedef {"asked"|"blank"|"right"|"shown"} Answered how a cell of the result stands */
/**
 * @typedef {{tensor: string, flat: number, cell: Cell, kind: "place"|"number", asked: number[], attempt: Attempt,
 *   hints: Hints}} Open the question that is open
 */

const NUMBER_BYTES = 8;

/** @param {Trace} trace @param {Exercise} state @returns {number[]} flat positions, the same for one seed everywhere */
export function askedIn(trace, state) {
  return trace.cache.getOrCompute(
    trace,
    `asked ${state.chapter}/${state.step}/${state.seed}`,
    () => exerciseOf(trace, state, state.seed),
    (asked) => asked.length * NUMBER_BYTES,
  );
}

/** @param {Trace} trace @param {Exercise} state @returns {CellRef|null} the first cell not answered yet; the last one when all are */
export function nextQuestion(trace, state) {
  const asked = askedIn(trace, state);
  const open = asked.find((flat) => !isOver(state, flat)) ?? asked.at(-1);
  if (open === undefined) return null;
  const tensor = trace.step(state.chapter, state.step).writes;
  return { tensor, cell: unflatten(trace.shapeOf(tensor), open) };
}

/** @param {Trace} trace @param {Exercise} state @returns {Open} of the pinned cell of the result, else of the next one */
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

/** @param {Exercise} state @param {number} flat @returns {boolean} whether it is right, or was shown */
export function isOver({ record }, flat) {
  const { right, gaveUp } = attemptAt(record, flat);
  return right || gaveUp;
}

/** @param {Exercise} state @param {number[]} asked @returns {(flat: number) => Answered} */
export function answersIn({ record }, asked) {
  const questions = new Set(asked);
  return (flat) => {
    const { right, gaveUp } = attemptAt(record, flat);
    if (right) return "right";
    if (gaveUp) return "shown";
    return questions.has(flat) ? "asked" : "blank";
  };
}
