/**
 * The named mistakes of a sum of products, each with the number that it gives.
 *
 * @import {Extra, MeanOver, Mistake} from "./mistakes.js"
 * @import {Question} from "./question.js"
 * @import {Axis, Read, Rule} from "../types.js"
 */

import { isLong, lengthOf } from "../rule.js";
import { isPutIn } from "../selectors.js";
import { unflatten } from "../view.js";
import { insteadOfZero } from "./outside.js";
import { numberAt } from "./question.js";
import { turnedOf } from "./turned.js";

const CHANNEL_AXES = ["c", "o"];
const TAP_AXES = ["u", "v"];
const POSITION_AXES = ["i", "j", "y", "x"];

/** @param {Question} question @returns {Mistake[]} */
export function sumMistakes(question) {
  return [
    ...rotated(question),
    ...partial(question),
    ...means(question),
    ...missing(question),
    ...signs(question),
    ...extra(question),
  ];
}

/** @param {Question} question @returns {Mistake[]} */
function rotated({ trace, step, tensor, cell }) {
  const turned = turnedOf(trace, step.rule, tensor.axes);
  if (turned === null) return [];
  const { rule, isTurned, of } = turned;
  const value = trace.evaluator.evaluate(rule, tensor.axes, cell);
  return [{ id: "rotation", value, detail: { isTurned, of, instead: null } }];
}

/** The products of one channel, with and without what is added once, as a bias is. @param {Question} question @returns {Mistake[]} */
function partial({ trace, step: { rule, writes }, cell, right }) {
  const [{ sum }, ...others] = rule.products;
  return sum
    .filter(({ axis, size }) => CHANNEL_AXES.includes(axis) && size > 1)
    .flatMap(({ axis, size }) => {
      const parts = Array.from({ length: size }, (_, at) =>
        trace.part(rule, writes, cell, { [axis]: at }),
      );
      const rest = right - parts.reduce((total, part) => total + part, 0);
      const rests = others.length > 0 ? [0, rest] : [0];
      return parts.flatMap((part, index) =>
        // A channel that adds nothing is no likely answer.
        (part === 0 ? [] : rests).map((added, k) => ({
          id: /** @type {const} */ ("partial"),
          value: part + added,
          detail: { axis, index, withRest: k > 0 },
        })),
      );
    });
}

/**
 * The sum divided by a count that a mean could be over, but not by that of the step: with the bias divided as well,
 * added afterwards, or forgotten. Where the step is a mean: also the sum itself, and the mean divided again.
 *
 * @param {Question} question
 * @returns {Mistake[]}
 */
function means({ trace, step: { rule, writes }, cell, right, products }) {
  // Of a mean over the images the scale is 1/N.
  const divisor = Math.round(1 / rule.scale);
  const whole = right / rule.scale;
  // Without its bias; what is fixed is nothing.
  const bare = rule.products.length > 1 ? trace.part(rule, writes, cell, {}) / rule.scale : whole;
  const bias = whole - bare;
  const seen = new Set([1, divisor]);
  /** @type {Mistake[]} */
  const found = [];
  /** @param {MeanOver} by @param {number} count @param {number} value @param {boolean} [withoutBias] */
  const add = (by, count, value, withoutBias = false) => {
    found.push({ id: "mean", value, detail: { by, count, divisor, withoutBias } });
  };
  if (divisor !== 1) add("sum", divisor, whole);
  for (const [by, count] of meanCounts(rule, products)) {
    if (seen.has(count)) continue;
    seen.add(count);
    add(by, count, whole / count);
    if (bias === 0) continue;
    add(by, count, bare / count + bias);
    add(by, count, bare / count, true);
  }
  if (divisor !== 1) add("again", divisor, right / divisor);
  return found;
}

/** What a mean could be over. @param {Rule} rule @param {number[]} products @returns {[MeanOver, number][]} */
function meanCounts(rule, products) {
  const [{ sum }] = rule.products;
  /** @param {string[]} names */
  const over = (names) =>
    sum.reduce((all, { axis, size }) => (names.includes(axis) ? all * size : all), 1);
  const nonzero = products.filter((product) => product !== 0).length;
  return [
    ["batch", over(["n"])],
    ["positions", over(POSITION_AXES)],
    ["taps", over(TAP_AXES)],
    ["channels", over(CHANNEL_AXES)],
    ["terms", lengthOf(rule)],
    ["terms", over(sum.map(({ axis }) => axis))],
    ["nonzero", Math.max(1, nonzero)],
  ];
}

/** @param {Question} question @returns {Mistake[]} */
function missing(question) {
  return telling(question).map((position) => ({
    id: "missing",
    value: question.right - question.products[position],
    detail: { position, term: question.terms[position] },
  }));
}

/** @param {Question} question @returns {Mistake[]} */
function signs(question) {
  const { right, size, products, terms, step } = question;
  const none = { position: null, term: null };
  /** @type {Mistake[]} */
  const whole = [{ id: "sign", value: -right, detail: { kind: "all", ...none } }];
  if (terms.length > 0) {
    const value = Math.sign(step.rule.scale) * size;
    whole.push({ id: "sign", value, detail: { kind: "dropped", ...none } });
  }
  /** @type {Mistake[]} */
  const single = telling(question).map((position) => ({
    id: "sign",
    value: right - 2 * products[position],
    detail: { kind: "term", position, term: terms[position] },
  }));
  return [...whole, ...single];
}

/** @param {Question} question @returns {Mistake[]} */
function twice(question) {
  const { right, products, terms } = question;
  return telling(question).map((position) => ({
    id: "extra",
    value: right + products[position],
    detail: { kind: "twice", position, term: terms[position], instead: null, isNearest: false },
  }));
}

/** @param {Question} question @returns {Mistake[]} */
function extra(question) {
  const wrong = inPlaceOfZeros(question);
  return [
    ...wrong.filter(({ detail }) => detail.isNearest),
    ...twice(question),
    ...wrong.filter(({ detail }) => !detail.isNearest),
  ];
}

/** A product where the rule reads a zero. Of a long sum such terms are not listed. @param {Question} question @returns {Extra[]} */
function inPlaceOfZeros({ trace, step: { rule }, tensor, cell, right, terms }) {
  if (isLong(rule)) return [];
  /** @type {Extra[]} */
  const found = [];
  let first = 0;
  for (const { sum, factors } of rule.products) {
    const sizes = sum.map(({ size }) => size);
    const count = sizes.reduce((all, size) => all * size, 1);
    for (let tap = 0; tap < count; tap++) {
      const position = first + tap;
      const term = terms[position];
      const zeros = term.factors.flatMap((read, k) => (isPutIn(trace, read) ? [k] : []));
      if (zeros.length !== 1) continue;
      const [zero] = zeros;
      const others = term.factors.filter((_, k) => k !== zero);
      const product = others.reduce((all, read) => all * numberOf(trace, read), rule.scale);
      const variables = /** @type {Axis[]} */ ([...tensor.axes, ...sum]);
      const point = [...cell, ...unflatten(sizes, tap)];
      for (const { ref, isNearest } of insteadOfZero(trace, factors[zero], variables, point)) {
        found.push({
          id: "extra",
          value: right + product * numberAt(trace, ref),
          detail: { kind: "zero", position, term, instead: ref, isNearest },
        });
      }
    }
    first += count;
  }
  return found;
}

/** @param {Question["trace"]} trace @param {Read} read */
function numberOf(trace, { tensor, cell }) {
  return cell === null ? 0 : trace.value(tensor, cell);
}

/** The positions of the terms that add something. @param {Question} question @returns {number[]} */
function telling({ products }) {
  return products.flatMap((product, position) => (product === 0 ? [] : [position]));
}
