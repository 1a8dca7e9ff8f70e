/**
 * The named mistakes of a cell, each with the number it gives.
 *
 * @import {Question, StepPlace} from "../question.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {AxisKind, Cell, CellRef, Term} from "../../trace/types.js"
 */

import { isCopy } from "../../trace/rule.js";
import { isRight } from "../answer.js";
import { copyMistakes } from "./copied-cell.js";
import { neighbours } from "./neighbour-cell.js";
import { pairMistakes } from "./mistake-pairs.js";
import { questionOf } from "../question.js";
import { sumMistakes } from "./summed-cell.js";

/**
 * position: of the term in trace.terms; instead: the named cell that was taken, null for none or for a zero; divisor:
 * what the step divides by, 1 for nothing.
 *
 * @typedef {"up"|"down"|"left"|"right"|"grid"} Direction
 * @typedef {"batch"|"positions"|"taps"|"channels"|"terms"|"nonzero"|"sum"|"again"} MeanOver
 * @typedef {{id: "nobias", value: number, detail: {term: Term}}} NoBias
 * @typedef {{id: "missing", value: number, detail: {position: number, term: Term}}} Missing
 * @typedef {{id: "extra", value: number, detail: {kind: "twice"|"zero", position: number, term: Term,
 *   instead: CellRef|null, isNearest: boolean}}} Extra
 * @typedef {{id: "sign", value: number, detail: {kind: "all"|"dropped"|"term", position: number|null,
 *   term: Term|null}}} Sign
 * @typedef {{id: "rotation", value: number, detail: {isTurned: boolean, ofKernel: boolean, isPlace: boolean,
 *   instead: CellRef|null}}} Rotation isPlace: the tap at the opposite place, for one that is written
 * @typedef {{id: "reversed"|"stride", value: number, detail: {}}} OtherRule
 * @typedef {{id: "mean", value: number, detail: {by: MeanOver, count: number, divisor: number,
 *   withoutBias: boolean}}} Mean
 * @typedef {{id: "partial", value: number, detail: {kind: AxisKind, index: number, withRest: boolean}}} Partial
 * @typedef {{id: "neighbour", value: number, detail: {direction: Direction, cell: Cell,
 *   instead: CellRef|null}}} Neighbour
 * @typedef {{id: "transposed", value: number, detail: {of: "result"|"source", instead: CellRef|null}}} Transposed
 * @typedef {{id: "zero", value: number, detail: {instead: CellRef, isNearest: boolean}}} Zero
 * @typedef {{id: "notzero", value: number, detail: {origin: CellRef, instead: null}}} NotZero
 * @typedef {{id: "wrongchannel", value: number, detail: {origin: CellRef, instead: CellRef}}} WrongChannel
 * @typedef {{id: "samenumber", value: number, detail: {origin: CellRef|null, instead: CellRef|null}}} SameNumber
 * @typedef {{id: "otherzero", value: number, detail: {origin: null, instead: CellRef}}} OtherZero
 * @typedef {Rotation|Transposed|Zero|NotZero|WrongChannel|Neighbour} CopyMistake
 * @typedef {CopyMistake|NoBias|Missing|Extra|Sign|OtherRule|Mean|Partial} Mistake
 * @typedef {{id: "pair", value: number, detail: {first: Mistake, second: Mistake}}} Pair
 * @typedef {Mistake|Pair|SameNumber|OtherZero} Reason
 */

/**
 * From the likeliest: first the slips that are made most often and that give few numbers, for these are met by chance
 * least often.
 *
 * @type {Reason["id"][]}
 */
export const LIKELIHOOD = [
  "samenumber",
  "otherzero",
  "nobias",
  "rotation",
  "reversed",
  "stride",
  "notzero",
  "zero",
  "transposed",
  "wrongchannel",
  "partial",
  "mean",
  "missing",
  "sign",
  "neighbour",
  "extra",
  "pair",
];

/**
 * @param {Trace} trace
 * @param {StepPlace} place
 * @param {Cell} cell of what the step writes
 * @returns {Mistake[]} likeliest first; none of them gives the right number
 */
export function mistakesOf(trace, place, cell) {
  return mistakesIn(questionOf(trace, place, cell));
}

/** @param {Question} question @returns {Mistake[]} */
export function mistakesIn(question) {
  const { step } = question;
  const all = isCopy(step.rule)
    ? [...copyMistakes(question), negated(question)]
    : [...sumMistakes(question), ...neighbours(question)];
  return inOrder(wrongOnes(all, question));
}

/** Two mistakes at once. @param {Question} question @returns {Pair[]} likeliest first; none of them gives the right number */
export function pairsIn(question) {
  return wrongOnes(pairMistakes(question, mistakesIn(question)), question);
}

/** @template {Reason} T @param {T[]} mistakes @param {Question} question @returns {T[]} */
function wrongOnes(mistakes, { right, size }) {
  return mistakes.filter(({ value }) => {
    const exact = { value, digits: Number.POSITIVE_INFINITY };
    return Number.isFinite(value) && !isRight(exact, right, size);
  });
}

/** @template {Reason} T @param {T[]} mistakes @returns {T[]} */
export function inOrder(mistakes) {
  return mistakes.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The sign of the whole goes first: nothing is slipped in more often. @param {Reason} reason */
function rankOf({ id, detail }) {
  return id === "sign" && detail.kind === "all" ? -1 : LIKELIHOOD.indexOf(id);
}

/** @param {Question} question @returns {Mistake} */
function negated({ right }) {
  return { id: "sign", value: -right, detail: { kind: "all", position: null, term: null } };
}
