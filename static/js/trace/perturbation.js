/**
 * Finite differences: the loss with one cell perturbed by 1. The outputs that read the cell are evaluated again by
 * their rule, and the loss from them.
 *
 * @import {Trace} from "./trace.js"
 * @import {Cell, CellRef, Rule, Tensor} from "./types.js"
 */

import { Evaluator } from "./evaluator.js";
import { isCopy, lengthOf } from "./rule.js";
import { flatten, unflatten } from "./view.js";

/** @typedef {{before: number, after: number}} Losses */

/** Products that can be computed within one frame. */
const QUICK = 200_000;
/** Products that are computed before the page may do something else. */
const AT_A_TIME = 200_000;

/** @param {Trace} trace @returns {boolean} whether every cell can be done within a frame */
export function isQuick(trace) {
  const [output] = trace.loss;
  const { rule, axes } = trace.tensor(output);
  const outputs = axes.reduce((total, { size }) => total * size, 1);
  return outputs * lengthOf(/** @type {Rule} */ (rule)) <= QUICK;
}

/** @param {Trace} trace @returns {number} the loss without a perturbation */
export function lossOf(trace) {
  for (const { name, axes, rule } of trace.tensors.values()) {
    if (rule === null || rule.products.length > 1) continue;
    const read = rule.products[0].factors.map(({ tensor }) => tensor);
    if (read.length === trace.loss.length && trace.loss.every((each) => read.includes(each))) {
      return trace.value(
        name,
        axes.map(() => 0),
      );
    }
  }
  throw new RangeError("no tensor of this trace is its loss");
}

/** @param {Trace} trace @param {CellRef} perturbed @returns {Losses} */
export function lossWith(trace, perturbed) {
  const work = lossBySteps(trace, perturbed);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * As lossWith, with pauses.
 *
 * @param {Trace} trace
 * @param {CellRef} perturbed
 * @returns {Generator<undefined, Losses>}
 */
export function* lossBySteps(trace, perturbed) {
  const [output, worth] = trace.loss;
  const { rule, axes } = trace.tensor(output);
  const ruled = /** @type {Rule} */ (rule);
  const before = lossOf(trace);
  const outputs = touchedBy(trace, ruled, perturbed);
  const evaluator = new Evaluator(withPerturbed(trace, perturbed));
  const pause = Math.max(1, Math.floor(AT_A_TIME / lengthOf(ruled)));
  let after = before;
  for (let k = 0; k < outputs.length; k++) {
    if (k % pause === 0) yield;
    const cell = outputs[k];
    const change = evaluator.evaluate(ruled, axes, cell) - trace.value(output, cell);
    after += trace.value(worth, cell) * change;
  }
  return { before, after };
}

/** The outputs that read a cell, straight or by way of copies. @param {Trace} trace @param {Rule} rule @param {CellRef} ref @returns {Cell[]} */
function touchedBy(trace, rule, ref) {
  const read = rule.products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor));
  const [written] = trace.loss;
  if (read.includes(ref.tensor)) return trace.readers(rule, written, ref);
  const { axes } = trace.tensor(written);
  /** An output may read several copies of the cell. @type {Set<number>} */
  const found = new Set();
  for (const name of read) {
    const between = trace.tensor(name).rule;
    if (between === null || !isCopy(between)) continue;
    for (const cell of trace.readers(between, name, ref)) {
      for (const output of trace.readers(rule, written, { tensor: name, cell })) {
        found.add(flatten(axes, output));
      }
    }
  }
  const shape = trace.shapeOf(written);
  return [...found].map((flat) => unflatten(shape, flat));
}

/** All tensors with one value perturbed; copies are made anew from it. @param {Trace} trace @param {CellRef} ref @returns {Map<string, Tensor>} */
function withPerturbed(trace, { tensor: name, cell }) {
  const tensors = new Map(trace.tensors);
  const perturbed = trace.tensor(name);
  const values = /** @type {number[]} */ (perturbed.values).slice();
  values[flatten(perturbed.axes, cell)] += 1;
  tensors.set(name, { ...perturbed, values });
  for (const [other, tensor] of tensors) {
    const { rule } = tensor;
    if (rule !== null && isCopy(rule)) tensors.set(other, { ...tensor, values: null });
  }
  return tensors;
}
