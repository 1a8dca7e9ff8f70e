/**
 * What a step draws, and which of its terms read a given cell, or a zero that was put in.
 *
 * @import {Trace} from "./trace.js"
 * @import {CellRef, Read, Step, Tensor, Term, View} from "./types.js"
 */

import { isSame } from "./rule.js";

/** @typedef {{tensor: Tensor, view: View}} Drawn */

/** A tensor as the step draws it. @param {Trace} trace @param {Step} step @param {string} name @returns {Drawn} */
export function drawing(trace, step, name) {
  const tensor = trace.tensor(name);
  return { tensor, view: step.draws.find((each) => each.tensor === name)?.view ?? tensor.view };
}

/** Whether a factor of the term is that cell. @param {Term} term @param {CellRef} source */
export function uses({ factors }, source) {
  return factors.some((read) => isSame(read, source));
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
