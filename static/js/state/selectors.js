/**
 * What follows from the state and the trace: the cell in focus, its terms and its readers. Pure
 * functions.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {Drawn} from "../trace/step.js"
 * @import {Cell, CellRef, Step, Term} from "../trace/types.js"
 * @import {State} from "./types.js"
 */

import { isCopy } from "../trace/rule.js";
import { drawing, isZeroTerm, uses } from "../trace/step.js";
import { cellAt, extentOf, walkIndexOf, placeAt, placeOf, unflatten } from "../trace/view.js";

/** @typedef {Drawn & {step: Step}} Written */
/** @typedef {{kind: "in", step: Step, target: CellRef, terms: Term[], lit: number[]}} FanIn with the terms that are pointed at */
/** @typedef {{kind: "out", step: Step, source: CellRef, readers: number[]}} FanOut readers by flat position */

/** @param {Trace} trace @param {State} state @returns {Written} */
export function written(trace, state) {
  const step = trace.step(state.chapter, state.step);
  return { step, ...drawing(trace, step, step.writes) };
}

/** The tensor whose cells the reader goes through. @param {Trace} trace @param {State} state */
function walked(trace, state) {
  const step = trace.step(state.chapter, state.step);
  return drawing(trace, step, step.cursor_over);
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
export function walkIndexOfCell(trace, state, ref) {
  const { tensor, view } = walked(trace, state);
  if (ref.tensor !== tensor.name) return null;
  return walkIndexOf(extentOf(tensor, view), placeOf(tensor, view, ref.cell));
}

/** Where a step begins: at its first cell, or where its point is. @param {Trace} trace @param {State} state */
export function firstCell(trace, state) {
  const { erratum, writes } = trace.step(state.chapter, state.step);
  if (!erratum) return 0;
  return walkIndexOfCell(trace, state, { tensor: writes, cell: erratum.cell }) ?? 0;
}

/**
 * The scrubber runs over every cell of every step of the chapter: where each step begins on it, and its end.
 *
 * @param {Trace} trace
 * @param {State} state
 * @returns {{steps: {step: string, from: number}[], count: number, position: number}}
 */
export function scrubber(trace, state) {
  let count = 0;
  const steps = trace.stepsOf(state.chapter).map(({ id }) => {
    const from = count;
    count += cellCount(trace, { ...state, step: id });
    return { step: id, from };
  });
  const here = steps.find(({ step }) => step === state.step)?.from ?? 0;
  return { steps, count, position: here + state.cursor };
}

/** @param {Trace} trace @param {State} state @param {number} position @returns {{step: string, cursor: number}} */
export function placeOnScrubber(trace, state, position) {
  const { steps } = scrubber(trace, state);
  const found = steps.findLast(({ from }) => from <= position) ?? steps[0];
  return { step: found.step, cursor: position - found.from };
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
  const { tensor } = written(trace, state);
  const isWritten = cursor.tensor === tensor.name;
  if (fan.kind === "in") return { cell: fan.target.cell, isWritten };
  if (isWritten) return { cell: cursor.cell, isWritten };
  // A hovered source leaves the board as it is, or its grid would go from under the pointer.
  const anchor = state.pinned ?? cursor;
  if (anchor.tensor === tensor.name) return { cell: anchor.cell, isWritten };
  const about = stepAbout(trace, state, anchor.tensor);
  const [reader = 0] = trace.readerFlats(about.rule, tensor.name, anchor);
  return { cell: unflatten(trace.shapeOf(tensor.name), reader), isWritten };
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
 * What is looked at: the hovered cell, else the pinned one, else the one being written. A cell that the
 * pinned result reads lights its terms there instead.
 *
 * @param {Trace} trace
 * @param {State} state
 * @returns {FanIn|FanOut}
 */
export function focus(trace, state) {
  const { step: current, tensor } = written(trace, state);
  const { hover, pinned } = state;
  const ref = hover ?? pinned ?? cursorCell(trace, state);
  const step = stepAbout(trace, state, ref.tensor);
  /** @param {Step} by @param {CellRef} target @returns {FanIn} */
  const fanIn = (by, target) => ({
    kind: "in",
    step: by,
    target,
    terms: trace.terms(by.rule, tensor.name, target.cell),
    lit: state.term === null ? [] : [state.term],
  });
  if (ref.tensor === tensor.name) return fanIn(current, ref);
  if (hover !== null && pinned?.tensor === tensor.name) {
    const fan = fanIn(step, pinned);
    const lit = fan.terms.flatMap((term, position) => (uses(term, hover) ? [position] : []));
    if (lit.length > 0) return { ...fan, lit };
  }
  return {
    kind: "out",
    step,
    source: ref,
    readers: trace.readerFlats(step.rule, tensor.name, ref),
  };
}

/**
 * The step of this chapter that a tensor is read in: the open one, or another route to the same result that
 * stands beside it.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {string} name
 * @returns {Step}
 */
export function stepAbout(trace, state, name) {
  const here = trace.step(state.chapter, state.step);
  /** @param {Step} step */
  const reads = ({ rule }) =>
    rule.products.some(({ factors }) => factors.some(({ tensor }) => tensor === name));
  if (name === here.writes || reads(here)) return here;
  const others = trace.stepsOf(state.chapter).filter(({ writes }) => writes === here.writes);
  return others.find(reads) ?? here;
}

/** @param {Trace} trace @param {string} chapter @returns {boolean} whether its steps are routes to one result */
export function isLockstep(trace, chapter) {
  const steps = trace.stepsOf(chapter);
  return steps.length > 1 && steps.every(({ writes }) => writes === steps[0].writes);
}

/** A cell that a step perturbs stands for the result's cell of the same place. @param {Trace} trace @param {State} state @param {CellRef|null} ref @returns {CellRef|null} */
export function aimedAt(trace, state, ref) {
  const { perturbs, writes } = trace.step(state.chapter, state.step);
  return ref !== null && ref.tensor === perturbs ? { tensor: writes, cell: ref.cell } : ref;
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
