/**
 * Whether an answer is right, and if not, the named mistakes that give exactly that answer.
 *
 * @import {Answer} from "./answer.js"
 * @import {Reason} from "./mistakes/index.js"
 * @import {Question, StepPlace} from "./question.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef} from "../trace/types.js"
 */

import { isRight } from "./answer.js";
import { copyMistakes } from "./mistakes/copied-cell.js";
import { inOrder, mistakesIn, pairsIn } from "./mistakes/index.js";
import { numberAt, questionOf, shownIn } from "./question.js";

const MAX_REASONS = 3;

/** @typedef {{right: true}|{right: false, reasons: Reason[]}} Verdict */

/**
 * @param {Trace} trace
 * @param {StepPlace} place
 * @param {Cell} cell of what the step writes
 * @param {Answer} answer
 * @returns {Verdict}
 */
export function verdictOf(trace, place, cell, answer) {
  const question = questionOf(trace, place, cell);
  const { right, size } = question;
  if (isRight(answer, right, size)) return { right: true };
  /** @param {Reason} reason */
  const gives = ({ value }) => isRight(answer, value, size);
  const found = mistakesIn(question).filter(gives);
  const reasons = found.length > 0 ? found : pairsIn(question).filter(gives);
  return { right: false, reasons: likeliest(reasons) };
}

/**
 * For a step of copies: another cell with the same number is not right, nor is another zero than the one that is
 * read. That a zero is put in can be said without pointing at one.
 *
 * @param {Trace} trace
 * @param {StepPlace} place
 * @param {Cell} cell of what the step writes
 * @param {CellRef|null} placed null for a zero
 * @returns {Verdict}
 */
export function verdictOfPlaced(trace, place, cell, placed) {
  const question = questionOf(trace, place, cell);
  const origin = shownIn(trace, question.step, cell);
  const taken = placed && trace.origin(placed.tensor, placed.cell);
  if (taken === null && origin === null && placed !== null) {
    if (isRead(question, placed)) return { right: true };
    const detail = { origin, instead: placed };
    return { right: false, reasons: [{ id: "otherzero", value: 0, detail }] };
  }
  if (isSamePlace(taken, origin)) return { right: true };
  /** @type {Reason[]} */
  const found = copyMistakes(question).filter(({ detail }) => isSamePlace(detail.instead, taken));
  const value = numberAt(trace, taken);
  if (value === question.right) {
    found.push({ id: "samenumber", value, detail: { origin, instead: taken } });
  }
  return { right: false, reasons: likeliest(inOrder(found)) };
}

/** Whether it is the very cell that is copied. @param {Question} question @param {CellRef} placed */
function isRead({ trace, step, tensor, cell }, placed) {
  const read = trace.evaluator.copied(step.rule, tensor.axes, cell);
  const source = step.rule.products[0].factors[0].tensor;
  return read !== null && isSamePlace(placed, { tensor: source, cell: read });
}

/** @param {Reason[]} found in their order @returns {Reason[]} the first of each kind */
function likeliest(found) {
  return found
    .filter(({ id }, k) => found.findIndex((other) => other.id === id) === k)
    .slice(0, MAX_REASONS);
}

/** @param {CellRef|null} one @param {CellRef|null} other */
function isSamePlace(one, other) {
  if (one === null || other === null) return one === other;
  return one.tensor === other.tensor && one.cell.every((at, k) => at === other.cell[k]);
}
