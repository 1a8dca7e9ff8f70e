/**
 * Compares what the rules of a step give, evaluated here from the tensors of the request and nothing else, with what
 * the kernels of the server computed.
 *
 * @import {Rule, Step, Tensor} from "./types.js"
 * @import {Trace} from "./trace.js"
 */

import { Evaluator } from "./evaluator.js";
import { lengthOf } from "./rule.js";
import { unflatten } from "./view.js";

/** Of more cells, or more terms in all, only some all over the tensor are compared. */
const MAX_COMPARED_CELLS = 400;
const MAX_COMPARED_TERMS = 60_000;
/** What rounding may add, for each unit of the largest number. */
const TOLERANCE = 1e-9;

/**
 * @typedef {"own"|"through"|"beside"} Relation whether the step writes what is compared, leads to it, or neither
 * @typedef {{tensor: string, relation: Relation, cells: number, of: number, maxError: number, agrees: boolean}} Compared
 */

/** @param {Trace} trace @param {string} chapter @param {Step} step @returns {Compared|null} null where there is nothing to compare with */
export function compareStep(trace, chapter, step) {
  const end = endOf(trace, chapter, step);
  if (end === null) return null;
  const { axes, values } = trace.tensor(end.writes);
  if (values === null) return null;
  const evaluator = new Evaluator(byRules(trace, chapter));
  const sizes = axes.map(({ size }) => size);
  const count = sizes.reduce((total, size) => total * size, 1);
  const affordable = Math.min(
    count,
    MAX_COMPARED_CELLS,
    Math.ceil(MAX_COMPARED_TERMS / lengthOf(end.rule)),
  );
  let maxError = 0;
  let largest = 0;
  for (let k = 0; k < affordable; k++) {
    const flat = Math.floor((k * count) / affordable);
    const value = evaluator.evaluate(end.rule, axes, unflatten(sizes, flat));
    maxError = Math.max(maxError, Math.abs(value - values[flat]));
    largest = Math.max(largest, Math.abs(value), Math.abs(values[flat]));
  }
  const agrees = maxError <= TOLERANCE * Math.max(1, largest);
  return {
    tensor: end.writes,
    relation: end.relation,
    cells: affordable,
    of: count,
    maxError,
    agrees,
  };
}

/**
 * The step itself, or the first after it whose numbers come from its, that writes what a kernel computes; where
 * none does, what the step reads of that, or what its chapter comes to.
 *
 * @param {Trace} trace
 * @param {string} chapter
 * @param {Step} step
 * @returns {{writes: string, rule: Rule, relation: Relation}|null}
 */
function endOf(trace, chapter, step) {
  if (trace.answers.includes(step.writes)) return { ...step, relation: "own" };
  const own = trace.stepsOf(chapter);
  const later = own.slice(own.indexOf(step) + 1);
  const others = trace.chapters.flatMap(({ steps }) => steps);
  const ends = [...later, ...others].filter(({ writes }) => trace.answers.includes(writes));
  const led = ends.find(({ rule }) => leadsFrom(trace, rule, step.writes));
  if (led !== undefined) return { ...led, relation: "through" };
  const read = ends.find(({ writes }) => leadsFrom(trace, step.rule, writes)) ?? ends[0];
  return read === undefined ? null : { ...read, relation: "beside" };
}

/** @param {Trace} trace @param {Rule} rule @param {string} name @returns {boolean} whether the rule reads the tensor, or what is made of it */
function leadsFrom(trace, rule, name) {
  return rule.products.some(({ factors }) =>
    factors.some(({ tensor }) => {
      if (tensor === name) return true;
      const { rule: next } = trace.tensor(tensor);
      return next !== null && !trace.answers.includes(tensor) && leadsFrom(trace, next, name);
    }),
  );
}

/** The tensors without the numbers that came along, each by the rule that this chapter has for it. @param {Trace} trace @param {string} chapter @returns {Map<string, Tensor>} */
function byRules(trace, chapter) {
  const rules = new Map(trace.stepsOf(chapter).map(({ writes, rule }) => [writes, rule]));
  /** @type {Map<string, Tensor>} */
  const found = new Map();
  for (const [name, tensor] of trace.tensors) {
    const rule = trace.answers.includes(name) ? tensor.rule : (rules.get(name) ?? tensor.rule);
    found.set(name, { ...tensor, rule, values: tensor.rule === null ? tensor.values : null });
  }
  return found;
}
