/**
 * The named mistakes of a sum of products, each with the number that it gives.
 *
 * @import {Extra, Mistake} from "./index.js"
 * @import {Question} from "../question.js"
 * @import {Axis, Read, Rule} from "../../trace/types.js"
 */

import { isBatch, isChannel, isTap } from "../../trace/axis-kind.js";
import { commonScale, isLong } from "../../trace/rule.js";
import { unflatten } from "../../trace/view.js";
import { means } from "./wrong-divisor.js";
import { otherRulesOf } from "./other-rule.js";
import { insteadOfZero } from "./instead-of-zero.js";
import { numberAt } from "../question.js";
import { turnedOf } from "./kernel-rotation.js";
import { isPutIn } from "../../trace/step.js";

/** Of more images nobody takes one for all. */
const MAX_SEARCHED_IMAGES = 64;

/** @param {Question} question @returns {Mistake[]} */
export function sumMistakes(question) {
  return [
    ...noBias(question),
    ...rotated(question),
    ...byOtherRules(question),
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
  const { rule, isTurned, ofKernel } = turned;
  const value = trace.evaluator.evaluate(rule, tensor.axes, cell);
  const isPlace = !ofKernel && !step.rule.products[0].sum.some(isTap);
  return [{ id: "rotation", value, detail: { isTurned, ofKernel, isPlace, instead: null } }];
}

/** @param {Question} question @returns {Mistake[]} */
function byOtherRules(question) {
  const { trace, tensor, cell } = question;
  const { reversed, unstrided } = otherRulesOf(question);
  /** @type {["reversed"|"stride", Rule|null][]} */
  const rules = [
    ["reversed", reversed],
    ["stride", unstrided],
  ];
  return rules.flatMap(([id, rule]) =>
    rule === null
      ? []
      : [{ id, value: trace.evaluator.evaluate(rule, tensor.axes, cell), detail: {} }],
  );
}

/** Without what is added once. @param {Question} question @returns {Mistake[]} */
function noBias(question) {
  const { trace, step, cell, right } = question;
  const { bias } = otherRulesOf(question);
  if (bias === null) return [];
  const [term] = trace.terms(bias, step.writes, cell);
  return [
    { id: "nobias", value: right - commonScale(bias) * trace.total([term]), detail: { term } },
  ];
}

/** Whether one channel, or image, can be taken for all. @param {Axis} axis */
function isApart(axis) {
  return axis.size > 1 && (isBatch(axis) ? axis.size <= MAX_SEARCHED_IMAGES : isChannel(axis));
}

/** The products of one channel or image, with and without what is added once, as a bias is. @param {Question} question @returns {Mistake[]} */
function partial({ trace, step: { rule, writes }, cell, right }) {
  const [{ sum }, ...others] = rule.products;
  // A mean over the images is not one where only one is taken.
  const common = commonScale(rule);
  const scales = common === 1 ? [1] : [1, 1 / common];
  return sum.filter(isApart).flatMap(({ axis, size, kind }) => {
    const parts = Array.from({ length: size }, (_, at) =>
      trace.part(rule, writes, cell, { [axis]: at }),
    );
    const rest = right - parts.reduce((total, part) => total + part, 0);
    const rests = others.length > 0 ? [0, rest] : [0];
    return parts.flatMap((part, index) =>
      // A channel that adds nothing is no likely answer.
      (part === 0 ? [] : rests).flatMap((added, k) =>
        scales.map((scale) => ({
          id: /** @type {const} */ ("partial"),
          value: (part + added) * scale,
          detail: { kind, index, withRest: k > 0 },
        })),
      ),
    );
  });
}

/** Any term but the bias, which has a sentence of its own. @param {Question} question @returns {Mistake[]} */
function missing(question) {
  const { right, products, terms } = question;
  const bias = otherRulesOf(question).bias?.products[0].factors[0].tensor;
  return telling(question)
    .filter((position) => terms[position].factors[0].tensor !== bias)
    .map((position) => ({
      id: "missing",
      value: right - products[position],
      detail: { position, term: terms[position] },
    }));
}

/** @param {Question} question @returns {Mistake[]} */
function signs(question) {
  const { right, size, products, terms, step } = question;
  const none = { position: null, term: null };
  /** @type {Mistake[]} */
  const whole = [{ id: "sign", value: -right, detail: { kind: "all", ...none } }];
  if (terms.length > 0) {
    const value = Math.sign(commonScale(step.rule)) * size;
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
  for (const { scale, sum, factors } of rule.products) {
    const sizes = sum.map(({ size }) => size);
    const count = sizes.reduce((all, size) => all * size, 1);
    for (let tap = 0; tap < count; tap++) {
      const position = first + tap;
      const term = terms[position];
      const zeros = term.factors.flatMap((read, k) => (isPutIn(trace, read) ? [k] : []));
      if (zeros.length !== 1) continue;
      const [zero] = zeros;
      const others = term.factors.filter((_, k) => k !== zero);
      const product = others.reduce((all, read) => all * numberOf(trace, read), scale);
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
