/**
 * What becomes of the loss when a cell is raised by 1: the outputs that read it are computed anew by their
 * rule, with the raised number in its place, and the loss with them.
 *
 * @import {Trace} from "./trace.js"
 * @import {Cell, CellRef, Rule, Tensor} from "./types.js"
 */

import { Evaluator } from "./evaluator.js";
import { isCopy, lengthOf } from "./rule.js";
import { flatten, unflatten } from "./view.js";

/** @typedef {{before: number, after: number}} Losses */

/** So many products are computed within a frame. */
const QUICK = 200_000;
/** And so many before the page may do something else. */
const AT_A_TIME = 200_000;

/** @param {Trace} trace @returns {boolean} whether no cell takes longer than a frame */
export function isQuick(trace) {
  const [output] = trace.loss;
  const { rule, axes } = trace.tensor(output);
  const outputs = axes.reduce((total, { size }) => total * size, 1);
  return outputs * lengthOf(/** @type {Rule} */ (rule)) <= QUICK;
}

/** @param {Trace} trace @returns {number} the loss as it is */
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

/** @param {Trace} trace @param {CellRef} raised @returns {Losses} */
export function lossWith(trace, raised) {
  const work = lossBySteps(trace, raised);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * The same, with pauses.
 *
 * @param {Trace} trace
 * @param {CellRef} raised
 * @returns {Generator<undefined, Losses>}
 */
export function* lossBySteps(trace, raised) {
  const [output, worth] = trace.loss;
  const { rule, axes } = trace.tensor(output);
  const ruled = /** @type {Rule} */ (rule);
  const before = lossOf(trace);
  const outputs = touchedBy(trace, ruled, raised);
  const evaluator = new Evaluator(withRaised(trace, raised));
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

/** All tensors with one number raised; copies are made anew from it. @param {Trace} trace @param {CellRef} ref @returns {Map<string, Tensor>} */
function withRaised(trace, { tensor: name, cell }) {
  const tensors = new Map(trace.tensors);
  const raised = trace.tensor(name);
  const values = /** @type {number[]} */ (raised.values).slice();
  values[flatten(raised.axes, cell)] += 1;
  tensors.set(name, { ...raised, values });
  for (const [other, tensor] of tensors) {
    const { rule } = tensor;
    if (rule !== null && isCopy(rule)) tensors.set(other, { ...tensor, values: null });
  }
  return tensors;
}
