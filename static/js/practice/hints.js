/**
 * Hints for a blank cell, each saying more: the cells read, the terms, their numbers. The total is never given.
 *
 * @import {Name} from "../trace/cell-name.js"
 * @import {StepPlace} from "./question.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, Term} from "../trace/types.js"
 */

import { commonScale, isSame, lengthOf } from "../trace/rule.js";
import { isTooLong } from "./question.js";
import { isPutIn, isZeroTerm } from "../trace/step.js";

/** Of a long sum so many terms are given, and of a very long one none. */
const MAX_HINTED_TERMS = 40;

/**
 * position: of the term in trace.terms; names: one for each factor, null for a zero that is put in.
 *
 * @typedef {{position: number, term: Term, names: (Name|null)[]}} NamedTerm
 * @typedef {{position: number, term: Term, numbers: number[]}} NumberedTerm
 * @typedef {{degree: 1, cells: CellRef[], left: number}} CellsHint
 * @typedef {{degree: 2, scale: number, terms: NamedTerm[], left: number}} TermsHint
 * @typedef {{degree: 3, scale: number, terms: NumberedTerm[], left: number}} NumbersHint
 * @typedef {[CellsHint, TermsHint, NumbersHint]} Hints left: how many terms more there are
 */

/**
 * @param {Trace} trace
 * @param {StepPlace} place
 * @param {Cell} cell of what the step writes
 * @returns {Hints}
 */
export function hintsOf(trace, place, cell) {
  const { rule, writes } = trace.step(place.chapter, place.step);
  const all = isTooLong(rule) ? [] : trace.terms(rule, writes, cell);
  const telling = all
    .map((term, position) => ({ term, position }))
    .filter(({ term }) => !isZeroTerm(trace, term));
  const given = telling.slice(0, MAX_HINTED_TERMS);
  const left = isTooLong(rule) ? lengthOf(rule) : telling.length - given.length;
  return [
    { degree: 1, cells: cellsOf(trace, given), left },
    {
      degree: 2,
      scale: commonScale(rule),
      terms: given.map(({ term, position }) => ({
        position,
        term,
        names: term.factors.map((read) => trace.name(read.tensor, read.cell)),
      })),
      left,
    },
    {
      degree: 3,
      scale: commonScale(rule),
      terms: given.map(({ term, position }) => ({
        position,
        term,
        numbers: term.factors.map(({ tensor, cell: at }) =>
          at === null ? 0 : trace.value(tensor, at),
        ),
      })),
      left,
    },
  ];
}

/** The cells that are read, each once. @param {Trace} trace @param {{term: Term}[]} given @returns {CellRef[]} */
function cellsOf(trace, given) {
  /** @type {CellRef[]} */
  const cells = [];
  for (const read of given.flatMap(({ term }) => term.factors)) {
    if (read.cell === null || isPutIn(trace, read)) continue;
    const ref = { tensor: read.tensor, cell: read.cell };
    if (!cells.some((known) => isSame(read, known))) cells.push(ref);
  }
  return cells;
}
