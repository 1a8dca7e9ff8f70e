/**
 * Every step of every trace, and some of its cells.
 *
 * @import {Mistake} from "../../../static/js/practice/mistakes/index.js"
 * @import {StepPlace} from "../../../static/js/practice/question.js"
 * @import {Trace} from "../../../static/js/trace/trace.js"
 * @import {Cell, Step} from "../../../static/js/trace/types.js"
 */

import { mistakesOf } from "../../../static/js/practice/mistakes/index.js";
import { isCopy } from "../../../static/js/trace/rule.js";
import { unflatten } from "../../../static/js/trace/view.js";
import { NAMES, traceOf } from "../fixtures.js";

const MOST_CELLS = 60;

/** @typedef {{trace: Trace, place: StepPlace, step: Step, label: string, cells: Cell[]}} Case */

/** @param {string} name @returns {Case[]} */
function casesOf(name) {
  const trace = traceOf(name);
  return trace.chapters.flatMap(({ id, steps }) =>
    steps.map((step) => ({
      trace,
      step,
      place: { chapter: id, step: step.id },
      label: `${name}/${id}/${step.id}`,
      cells: sampled(trace.shapeOf(step.writes)),
    })),
  );
}

/** @param {number[]} shape @returns {Cell[]} at most 60 of them, all over it */
function sampled(shape) {
  const count = shape.reduce((all, size) => all * size, 1);
  const taken = Math.min(count, MOST_CELLS);
  return Array.from({ length: taken }, (_, k) => unflatten(shape, Math.floor((k * count) / taken)));
}

export const CASES = NAMES.flatMap(casesOf);
export const COPIES = CASES.filter(({ step }) => isCopy(step.rule));

/** @param {string} text chapter/step */
export function placeAt(text) {
  const [chapter, step] = text.split("/");
  return { chapter, step };
}

/** @template {Mistake["id"]} I @param {Trace} trace @param {string} place @param {Cell} cell @param {I} id @returns {Extract<Mistake, {id: I}>[]} */
export function named(trace, place, cell, id) {
  const found = mistakesOf(trace, placeAt(place), cell).filter((mistake) => mistake.id === id);
  return /** @type {Extract<Mistake, {id: I}>[]} */ (found);
}
