/**
 * Finds the cells of a step whose sums need the most height. The panel measures them in the page and takes that height
 * for every cell of the step, so that the board never moves under the pointer.
 *
 * @import {SumModel} from "./rows.js"
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, Step} from "../trace/types.js"
 */

import { formatFactor } from "../markup/number-format.js";
import { isLong } from "../trace/rule.js";
import { isLockstep } from "../state/selectors.js";
import { writtenOut } from "./term-list.js";
import { unflatten } from "../trace/view.js";
import { drawing } from "../trace/step.js";

/** How many cells of a result are searched for the widest numbers; fewer where sums are long. */
const LOOKED_THROUGH = 24;
const LOOKED_THROUGH_LONG = 4;

/**
 * The panel of the cells that need the most height; of a long sum also of the cell in focus.
 *
 * @param {SumModel} model
 * @returns {SumModel[]}
 */
export function tallestModels(model) {
  const { trace, fan } = model;
  return stepsShown(trace, fan.step).flatMap((step) => {
    const { view } = drawing(trace, step, step.writes);
    // Badges depend on the cell, and take no height.
    const shared = { ...model, view, rule: step.rule, writes: step.writes, badges: undefined };
    // Which terms of a long sum are written out depends on the cell.
    const isOwn = step === fan.step && isLong(step.rule);
    const fans = isOwn ? [fan, ...fansOf(trace, step)] : fansOf(trace, step);
    return fans.map((each) => ({ ...shared, fan: each, terms: termsOf(each) }));
  });
}

/** The steps that are drawn together: all routes of a chapter, else one. @param {Trace} trace @param {Step} step @returns {Step[]} */
function stepsShown(trace, step) {
  const chapter = trace.chapters.find(({ steps }) => steps.includes(step));
  return chapter !== undefined && isLockstep(trace, chapter.id) ? chapter.steps : [step];
}

/** @param {FanIn|FanOut} fan */
function termsOf(fan) {
  return fan.kind === "in" ? fan.terms.map((term, position) => ({ term, position })) : [];
}

/** @param {Trace} trace @param {Step} step @returns {(FanIn|FanOut)[]} */
function fansOf(trace, step) {
  const { writes, cursor_over, rule, erratum } = step;
  const shape = trace.shapeOf(writes);
  const targets = [lastCell(shape), widestCell(trace, step), ...(erratum ? [erratum.cell] : [])];
  const unique = [...new Map(targets.map((cell) => [cell.join(), cell])).values()];
  /** @type {(FanIn|FanOut)[]} */
  const fans = unique.map((cell) => ({
    kind: "in",
    step,
    target: { tensor: writes, cell },
    terms: trace.terms(rule, writes, cell),
    lit: [],
  }));
  if (cursor_over === writes) return fans;
  // In its middle a source has the most readers in a grid.
  const source = { tensor: cursor_over, cell: trace.shapeOf(cursor_over).map((size) => size >> 1) };
  const readers = trace.readerFlats(rule, writes, source);
  return [...fans, { kind: "out", step, source, readers }];
}

/** The one with the longest indices. @param {number[]} shape @returns {Cell} */
function lastCell(shape) {
  return shape.map((size) => size - 1);
}

/** The cell whose numbers take the most signs, of some that are spread over the result. @param {Trace} trace @param {Step} step @returns {Cell} */
export function widestCell(trace, { writes, rule }) {
  const shape = trace.shapeOf(writes);
  const count = shape.reduce((product, size) => product * size, 1);
  const most = isLong(rule) ? LOOKED_THROUGH_LONG : LOOKED_THROUGH;
  const stride = Math.max(1, Math.ceil(count / most));
  let widest = { cell: unflatten(shape, 0), signs: -1 };
  for (let flat = 0; flat < count; flat += stride) {
    const cell = unflatten(shape, flat);
    const signs = trace
      .terms(rule, writes, cell)
      .slice(0, writtenOut(rule))
      .flatMap(({ factors }) => factors)
      .reduce((sum, read) => sum + signsOf(trace, read.tensor, read.cell), 0);
    if (signs > widest.signs) widest = { cell, signs };
  }
  return widest.cell;
}

/** @param {Trace} trace @param {string} tensor @param {Cell|null} cell */
function signsOf(trace, tensor, cell) {
  return cell === null ? 1 : formatFactor(trace.value(tensor, cell)).length;
}
