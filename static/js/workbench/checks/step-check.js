/**
 * Checks a step for the numbers that are open: its rules against the kernels, and the gradients against the
 * differences of the loss, which the server measured. So no number is computed in one way only.
 *
 * @import {Lesson} from "../lesson.js"
 * @import {Compared} from "../../trace/cross-check.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Difference} from "../../trace/types.js"
 */

import { compareStep } from "../../trace/cross-check.js";
import { requestOf } from "../request.js";
import { digestOf } from "./digest.js";

/**
 * @typedef {{rules: Compared|null, differences: Difference[], agrees: boolean, isWhole: boolean,
 *   digest: string}} Checked isWhole: whether every cell that was perturbed could be compared; digest: of the
 *   numbers that were checked
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
  const { differences, digest } = lesson.facts.workbench;
  // While a control moves the server compares nothing.
  if (differences === undefined) throw new Uncheckable("checkUncompared");
  if (digestOf(lesson.wire.geometry, requestOf(lesson)) !== digest) {
    throw new Uncheckable("checkOfOthers");
  }
  const rules = compareStep(trace, chapter, trace.step(chapter, step));
  const agrees = (rules?.agrees ?? true) && differences.every((each) => each.agrees);
  const isWhole = differences.every(({ unseen }) => unseen === 0);
  return { rules, differences, agrees, isWhole, digest };
}
