/**
 * What follows from the state and the trace: the cell in focus, its terms and its readers. Pure
 * functions.
 *
 * @import {Trace} from "./trace.js"
 * @import {Cell, CellRef, Read, State, Step, Tensor, Term, View} from "./types.js"
 */

import { isCopy } from "./rule.js";
import { cellAt, extentOf, orderOf, placeAt, placeOf } from "./view.js";

/** @typedef {{tensor: Tensor, view: View}} Drawn */
/** @typedef {Drawn & {step: Step}} Written */
/** @typedef {{kind: "in", target: CellRef, terms: Term[]}} FanIn */
/** @typedef {{kind: "out", source: CellRef, readers: Cell[]}} FanOut */

/** A tensor as the step draws it. @param {Trace} trace @param {Step} step @param {string} name @returns {Drawn} */
export function drawing(trace, step, name) {
  const tensor = trace.tensor(name);
  return { tensor, view: step.draws.find((each) => each.tensor === name)?.view ?? tensor.view };
}

/** @param {Trace} trace @param {State} state @returns {Written} */
export function written(trace, state) {
  const step = trace.step(state.chapter, state.step);
  return { step, ...drawing(trace, step, step.writes) };
}

/** The tensor whose cells the reader goes through. @param {Trace} trace @param {State} state */
function walked(trace, state) {
  const step = trace.step(state.chapter, state.step);
  return drawing(trace, step, step.walks);
}

/** @param {Trace} trace @param {State} state @returns {number} */
export function cellCount(trace, state) {
  const { tensor } = walked(trace, state);
  return tensor.axes.reduce((total, { size }) => total * size, 1);
}

/** @param {Trace} trace @param {State} state @returns {CellRef} the cell that the reader has come to */
export function cursorCell(trace, state) {
  const { tensor, view } = walked(trace, state);
  const place = placeAt(extentOf(tensor, view), state.cursor);
  return { tensor: tensor.name, cell: cellAt(tensor, view, place) };
}

/** @param {Trace} trace @param {State} state @param {CellRef} ref @returns {number|null} */
export function orderOfCell(trace, state, ref) {
  const { tensor, view } = walked(trace, state);
  if (ref.tensor !== tensor.name) return null;
  return orderOf(extentOf(tensor, view), placeOf(tensor, view, ref.cell));
}

/**
 * The cell of the result that the board shows the sources of: the one looked at, or the cursor's; where
 * the cursor goes through a source, one that reads it, or reads the pinned source.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {FanIn|FanOut} [fan] the focus, where it is at hand
 * @returns {{cell: Cell, isWritten: boolean}} and whether the result is being written up to it
 */
export function stageCell(trace, state, fan = focus(trace, state)) {
  const cursor = cursorCell(trace, state);
  const { step, tensor } = written(trace, state);
  const isWritten = cursor.tensor === tensor.name;
  if (fan.kind === "in") return { cell: fan.target.cell, isWritten };
  if (isWritten) return { cell: cursor.cell, isWritten };
  // A hovered source leaves the board as it is, or its grid would go from under the pointer.
  const anchor = state.pinned ?? cursor;
  if (anchor.tensor === tensor.name) return { cell: anchor.cell, isWritten };
  const [reader] = trace.readers(step.rule, tensor.name, anchor);
  return { cell: reader ?? tensor.axes.map(() => 0), isWritten };
}

/**
 * @param {Trace} trace
 * @param {State} state
 * @param {1|-1} direction
 * @returns {{chapter: string, step: string}|null}
 */
export function stepNeighbour(trace, state, direction) {
  const all = trace.chapters.flatMap(({ id, steps }) =>
    steps.map((step) => ({ chapter: id, step: step.id })),
  );
  const at = all.findIndex(({ chapter, step }) => chapter === state.chapter && step === state.step);
  return all[at + direction] ?? null;
}

/**
 * What is looked at: the hovered cell, else the pinned one, else the one being written.
 *
 * @param {Trace} trace
 * @param {State} state
 * @returns {FanIn|FanOut}
 */
export function focus(trace, state) {
  const { step, tensor } = written(trace, state);
  const ref = state.hover ?? state.pinned ?? cursorCell(trace, state);
  if (ref.tensor === tensor.name) {
    return { kind: "in", target: ref, terms: trace.terms(step.rule, tensor.name, ref.cell) };
  }
  return { kind: "out", source: ref, readers: trace.readers(step.rule, tensor.name, ref) };
}

/**
 * @param {Trace} trace
 * @param {Term} term
 * @returns {boolean} whether a factor falls outside or is a zero that was put in
 */
export function isZeroTerm(trace, term) {
  return term.factors.some((read) => isPutIn(trace, read));
}

/** @param {Trace} trace @param {Read} read @returns {boolean} */
export function isPutIn(trace, read) {
  return read.cell === null || trace.origin(read.tensor, read.cell) === null;
}

/**
 * The terms that the panel writes out; zeros that were put in can be left out. A copy always shows its
 * one cell.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {FanIn} fan
 * @returns {{term: Term, position: number}[]}
 */
export function shownTerms(trace, state, fan) {
  const numbered = fan.terms.map((term, position) => ({ term, position }));
  const { step } = written(trace, state);
  if (state.zeros || isCopy(step.rule)) return numbered;
  return numbered.filter(({ term }) => !isZeroTerm(trace, term));
}
