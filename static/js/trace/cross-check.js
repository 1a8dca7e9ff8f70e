/**
 * Checks a step for the numbers that are open: its rules, evaluated here from what is given and from nothing
 * else, against what the kernels of the server computed. Together with the differences of the loss, which the
 * server measured, no number is only as good as one way of computing it.
 *
 * @import {Lesson} from "../workbench/lesson.js"
 * @import {Difference, Rule, Step, Tensor} from "./types.js"
 * @import {Trace} from "./trace.js"
 */

import { Evaluator } from "./evaluator.js";
import { givenOf } from "../workbench/request.js";
import { lengthOf } from "./rule.js";
import { digestOf } from "../workbench/checks/digest.js";
import { unflatten } from "./view.js";

/** Of more cells, or more terms in all, only some all over the tensor are compared. */
const MOST_CELLS = 400;
const MOST_TERMS = 60_000;
/** What rounding may add, for each unit of the largest number. */
const TOLERANCE = 1e-9;

/**
 * @typedef {"own"|"through"|"beside"} Relation whether the step writes what is compared, leads to it, or neither
 * @typedef {{tensor: string, relation: Relation, cells: number, of: number, maxError: number, agrees: boolean}} Compared
 * @typedef {{rules: Compared|null, differences: Difference[], agrees: boolean, isWhole: boolean,
 *   digest: string}} Checked isWhole: whether something can be told of every cell that was raised; digest: of the
 *   numbers that all of it is about
 */

/** There is nothing to compare with; the message is a key of the page's words. */
export class Uncheckable extends Error {}

/**
 * @param {Trace} trace of the lesson, in either order
 * @param {Lesson} lesson
 * @param {{chapter: string, step: string}} place
 * @returns {Checked} throws an {@link Uncheckable}
 */
export function checkStep(trace, lesson, { chapter, step }) {
  const { differences, digest } = lesson.facts.bench;
  // While a control moves the server compares nothing.
  if (differences === undefined) throw new Uncheckable("checkUncompared");
  if (digestOf(lesson.wire.geometry, givenOf(lesson)) !== digest) {
    throw new Uncheckable("checkOfOthers");
  }
  const rules = compare(trace, chapter, trace.step(chapter, step));
  const agrees = (rules?.agrees ?? true) && differences.every((each) => each.agrees);
  const isWhole = differences.every(({ unseen }) => unseen === 0);
  return { rules, differences, agrees, isWhole, digest };
}

/** @param {Trace} trace @param {string} chapter @param {Step} step @returns {Compared|null} */
function compare(trace, chapter, step) {
  const end = endOf(trace, chapter, step);
  if (end === null) return null;
  const { axes, values } = trace.tensor(end.writes);
  if (values === null) return null;
  const evaluator = new Evaluator(byRules(trace, chapter));
  const sizes = axes.map(({ size }) => size);
  const count = sizes.reduce((total, size) => total * size, 1);
  const affordable = Math.min(count, MOST_CELLS, Math.ceil(MOST_TERMS / lengthOf(end.rule)));
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
