/**
 * Mistakes of division: a sum taken as a mean, a mean taken as a sum, or a mean over the wrong count.
 *
 * @import {MeanOver, Mistake} from "./index.js"
 * @import {Question} from "../question.js"
 * @import {Axis, Rule} from "../../trace/types.js"
 */

import { isBatch, isChannel, isPosition, isTap } from "../../trace/axis-kind.js";
import { commonScale, lengthOf } from "../../trace/rule.js";

/**
 * The sum divided by a count that a mean could be over, but not by that of the step: with the bias divided as well,
 * added afterwards, or forgotten. Where the step is a mean: also the sum itself, and the mean divided again.
 *
 * @param {Question} question
 * @returns {Mistake[]}
 */
export function means({ trace, step: { rule, writes }, cell, right, products }) {
  // Of a mean over the images the scale is 1/N.
  const scale = commonScale(rule);
  const divisor = Math.round(1 / scale);
  const whole = right / scale;
  // Without its bias; what is fixed is nothing.
  const bare = rule.products.length > 1 ? trace.part(rule, writes, cell, {}) / scale : whole;
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
  /** @param {(axis: Axis) => boolean} isOver */
  const over = (isOver) => sum.reduce((all, axis) => (isOver(axis) ? all * axis.size : all), 1);
  const nonzero = products.filter((product) => product !== 0).length;
  return [
    ["batch", over(isBatch)],
    ["positions", over(isPosition)],
    ["taps", over(isTap)],
    ["channels", over(isChannel)],
    ["terms", lengthOf(rule)],
    ["terms", over(() => true)],
    ["nonzero", Math.max(1, nonzero)],
  ];
}
