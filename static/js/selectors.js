/**
 * What follows from the state and the trace: the cell in focus, its terms, its readers, and the mark of
 * every cell on the stage. Pure functions.
 *
 * @import {Trace} from "./trace.js"
 * @import {Cell, CellRef, Read, State, Step, Tensor, Term, View} from "./types.js"
 */

import { isCopy } from "./rule.js";
import { cellAt, extentOf, flatten, orderOf, placeAt, placeOf } from "./view.js";

/** @typedef {{step: Step, tensor: Tensor, view: View}} Written */
/** @typedef {{kind: "in", target: CellRef, terms: Term[]}} FanIn */
/** @typedef {{kind: "out", source: CellRef, readers: Cell[]}} FanOut */
/** @typedef {Map<string, Map<number, string>>} Marks by tensor, then by flat position */

/** @param {Trace} trace @param {State} state @returns {Written} */
export function written(trace, state) {
  const step = trace.step(state.chapter, state.step);
  const tensor = trace.tensor(step.writes);
  const drawn = step.draws.find((drawing) => drawing.tensor === step.writes);
  return { step, tensor, view: drawn?.view ?? tensor.view };
}

/** @param {Trace} trace @param {State} state @returns {number} */
export function cellCount(trace, state) {
  const { tensor } = written(trace, state);
  return tensor.axes.reduce((total, { size }) => total * size, 1);
}

/** @param {Trace} trace @param {State} state @returns {CellRef} the cell that is being written */
export function cursorCell(trace, state) {
  const { tensor, view } = written(trace, state);
  const place = placeAt(extentOf(tensor, view), state.cursor);
  return { tensor: tensor.name, cell: cellAt(tensor, view, place) };
}

/** @param {Trace} trace @param {State} state @param {CellRef} ref @returns {number|null} */
export function orderOfCell(trace, state, ref) {
  const { tensor, view } = written(trace, state);
  if (ref.tensor !== tensor.name) return null;
  return orderOf(extentOf(tensor, view), placeOf(tensor, view, ref.cell));
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

/** @param {Trace} trace @param {State} state @returns {Marks} */
export function marks(trace, state) {
  /** @type {Marks} */
  const found = new Map();
  /** @param {CellRef} ref @param {string} mark */
  const add = ({ tensor, cell }, mark) => {
    const flat = flatten(trace.tensor(tensor).axes, cell);
    const ofTensor = found.get(tensor) ?? new Map();
    found.set(tensor, ofTensor.set(flat, mark));
  };
  const fan = focus(trace, state);
  if (fan.kind === "out") {
    const { tensor } = written(trace, state);
    for (const cell of fan.readers) add({ tensor: tensor.name, cell }, "reader");
    add(fan.source, "source");
    return found;
  }
  for (const { factors } of fan.terms) {
    for (const { tensor, cell } of factors) if (cell !== null) add({ tensor, cell }, "read");
  }
  if (state.term !== null) {
    for (const { tensor, cell } of fan.terms[state.term]?.factors ?? []) {
      if (cell !== null) add({ tensor, cell }, "read hot");
    }
  }
  add(fan.target, "write");
  return found;
}
