/**
 * One blank cell of an exercise, with what its mistakes are computed from.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, Rule, Step, Tensor, Term} from "../trace/types.js"
 * @import {Drawn} from "../trace/step.js"
 */

import { isKernel } from "../trace/axis-kind.js";
import { commonScale, isCopy, lengthOf } from "../trace/rule.js";
import { drawing } from "../trace/step.js";

/** The terms of a longer sum are not looked at one by one. */
const MAX_EXAMINED_TERMS = 5_000;

/** @typedef {{chapter: string, step: string}} StepPlace a State is one as well */
/**
 * products: what each term adds, the scale included; size: what they add up to without their signs.
 * @typedef {Drawn & {trace: Trace, step: Step, cell: Cell, right: number, terms: Term[], products: number[],
 *   size: number}} Question
 */

/** @param {Trace} trace @param {StepPlace} place @param {Cell} cell of what the step writes @returns {Question} */
export function questionOf(trace, place, cell) {
  const step = trace.step(place.chapter, place.step);
  const { rule, writes } = step;
  const terms = isTooLong(rule) ? [] : trace.terms(rule, writes, cell);
  const scale = commonScale(rule);
  const products = terms.map((term) => scale * trace.total([term]) + 0);
  const right = trace.value(writes, cell);
  return {
    ...drawing(trace, step, writes),
    trace,
    step,
    cell,
    right,
    terms,
    products,
    size: products.reduce((sum, product) => sum + Math.abs(product), 0) || Math.abs(right),
  };
}

/** Whether a tensor wears the colour of the kernel: the kernel, a copy of it, or its gradient. @param {Trace} trace @param {Tensor} tensor */
export function isOfKernel(trace, { of }) {
  const worn = trace.tensors.get(of);
  return worn !== undefined && isKernel(worn);
}

/** @param {Rule} rule @returns {boolean} whether nobody would add its terms up by hand */
export function isTooLong(rule) {
  return lengthOf(rule) > MAX_EXAMINED_TERMS;
}

/** Whether a cell is copied, so that its source can be placed, or computed. @param {Trace} trace @param {StepPlace} place @returns {"place"|"number"} */
export function kindOf(trace, { chapter, step }) {
  return isCopy(trace.step(chapter, step).rule) ? "place" : "number";
}

/**
 * The named cell that a step of copies shows in one of its cells; null where a zero is put in.
 *
 * @param {Trace} trace
 * @param {Step} step
 * @param {Cell} cell of what the step writes
 * @returns {CellRef|null}
 */
export function shownIn(trace, { rule, writes }, cell) {
  const read = trace.evaluator.copied(rule, trace.tensor(writes).axes, cell);
  return read === null ? null : trace.origin(rule.products[0].factors[0].tensor, read);
}

/** @param {Trace} trace @param {CellRef|null} ref @returns {number} 0 for a zero that is put in */
export function numberAt(trace, ref) {
  return ref === null ? 0 : trace.value(ref.tensor, ref.cell);
}
