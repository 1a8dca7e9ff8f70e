/**
 * Chooses the cells that an exercise asks for: the same for one seed on every machine, and those with telling sums.
 *
 * @import {Draw} from "./seed.js"
 * @import {StepPlace} from "./question.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, Step} from "../trace/types.js"
 * @import {Drawn} from "../trace/step.js"
 */

import { isCopy, isLong, lengthOf } from "../trace/rule.js";
import { cellAt, extentOf, flatten, placeAt } from "../trace/view.js";
import { numberAt, shownIn } from "./question.js";
import { drawsOf, sample } from "./seed.js";
import { drawing } from "../trace/step.js";

const MAX_QUESTIONS = 6;
/** Of so many cells the best are asked; of fewer where their sums would have more terms than this. */
const LOOKED_AT = 300;
const LOOKED_AT_TERMS = 40_000;
/** A grid is asked as a whole up to this size, a row up to that length. */
const WHOLE_GRID = 36;
const LONGEST_ROW = 12;
const ROWS_OR_GRIDS_LOOKED_AT = 24;

/** @typedef {Drawn & {trace: Trace, step: Step, draw: Draw}} Search */

/**
 * @param {Trace} trace
 * @param {StepPlace} place
 * @param {string} seed
 * @param {{most?: number}} [options] most: where no whole rows or grids are asked
 * @returns {number[]} flat positions in what the step writes, in the order of its drawing
 */
export function exerciseOf(trace, { chapter, step: id }, seed, { most = MAX_QUESTIONS } = {}) {
  const step = trace.step(chapter, id);
  const draw = drawsOf(`${seed}/${chapter}/${id}`);
  const search = { trace, step, draw, ...drawing(trace, step, step.writes) };
  const orders = isCopy(step.rule)
    ? (patchRows(search) ?? gridWithZeros(search) ?? mixed(search, most))
    : telling(search, most);
  return orders.map((order) => flatten(search.tensor.axes, cellIn(search, order)));
}

/** One or two rows of a matrix whose rows are windows, laid out. @param {Search} search @returns {number[]|null} */
function patchRows(search) {
  const { view, tensor, draw } = search;
  if (view.rows.length < 2 || view.cols.length < 2) return null;
  const { blocks, rows, cols } = extentOf(tensor, view);
  const length = Math.min(cols, LONGEST_ROW);
  const from = draw(cols - length + 1);
  const found = sample(draw, blocks * rows, ROWS_OR_GRIDS_LOOKED_AT).map((row) => ({
    row,
    orders: Array.from({ length }, (_, k) => row * cols + from + k),
  }));
  const best = ranked(found, ({ orders }) => variety(search, orders));
  const wanted = 2 * cols <= LONGEST_ROW ? 2 : 1;
  return best
    .slice(0, wanted)
    .sort((a, b) => a.row - b.row)
    .flatMap(({ orders }) => orders);
}

/** All of a small grid, if the step puts zeros into it. @param {Search} search @returns {number[]|null} */
function gridWithZeros(search) {
  const { blocks, rows, cols } = extentOf(search.tensor, search.view);
  const size = rows * cols;
  if (size > WHOLE_GRID) return null;
  const found = sample(search.draw, blocks, ROWS_OR_GRIDS_LOOKED_AT).map((block) =>
    Array.from({ length: size }, (_, k) => block * size + k),
  );
  const hasZero = found.filter((orders) =>
    orders.some((order) => originIn(search, order) === null),
  );
  return ranked(hasZero, (orders) => variety(search, orders))[0] ?? null;
}

/** Zeros that are put in are a third at most, the values differ while they can. @param {Search} search @param {number} most @returns {number[]} */
function mixed(search, most) {
  const looked = lookedAt(search, LOOKED_AT);
  const zeros = looked.filter((order) => originIn(search, order) === null);
  const others = looked.filter((order) => originIn(search, order) !== null);
  const values = others.map((order) =>
    search.trace.value(search.step.writes, cellIn(search, order)),
  );
  const few = Math.min(zeros.length, Math.max(Math.floor(most / 3), most - others.length));
  const chosen = distinctFirst(others, values).slice(0, most - few);
  return [...zeros.slice(0, few), ...chosen].sort((a, b) => a - b);
}

/** Sums of several terms that are not zero, with different totals. @param {Search} search @param {number} most @returns {number[]} */
function telling(search, most) {
  const { trace, step } = search;
  const affordable = Math.floor(LOOKED_AT_TERMS / lengthOf(step.rule));
  const looked = lookedAt(search, Math.max(most, Math.min(LOOKED_AT, affordable)));
  if (looked.length <= most) return looked.sort((a, b) => a - b);
  const found = looked.map((order) => {
    const cell = cellIn(search, order);
    const value = trace.value(step.writes, cell);
    return { order, value, weight: Math.min(3, termCount(search, cell)) };
  });
  const best = ranked(found, ({ weight, value }) => 2 * weight + (value === 0 ? 0 : 1));
  const orders = best.map(({ order }) => order);
  const values = best.map(({ value }) => value);
  return distinctFirst(orders, values)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** How many terms add something; of a long sum, how many read nothing from outside. @param {Search} search @param {Cell} cell */
function termCount({ trace, step: { rule, writes } }, cell) {
  const terms = trace.terms(rule, writes, cell);
  return isLong(rule) ? terms.length : terms.filter((term) => trace.total([term]) !== 0).length;
}

/** @param {Search} search @param {number} most @returns {number[]} in a drawn order */
function lookedAt({ tensor, view, draw }, most) {
  const { blocks, rows, cols } = extentOf(tensor, view);
  return sample(draw, blocks * rows * cols, most);
}

/** @param {Search} search @param {number[]} orders @returns {number} how many numbers differ, and more where zeros are put in between */
function variety(search, orders) {
  const origins = orders.map((order) => originIn(search, order));
  const values = new Set(origins.map((origin) => numberAt(search.trace, origin)));
  const isMixed = origins.includes(null) && origins.some((origin) => origin !== null);
  return values.size + (isMixed ? orders.length : 0);
}

/** Cells whose number has been met come last. @param {number[]} orders @param {number[]} values @returns {number[]} */
function distinctFirst(orders, values) {
  const isFirst = orders.map((_, k) => values.indexOf(values[k]) === k);
  return [...orders.filter((_, k) => isFirst[k]), ...orders.filter((_, k) => !isFirst[k])];
}

/** Highest first; what is alike stays in its order. @template T @param {T[]} found @param {(each: T) => number} rank @returns {T[]} */
function ranked(found, rank) {
  return found
    .map((each) => ({ each, by: rank(each) }))
    .sort((a, b) => b.by - a.by)
    .map(({ each }) => each);
}

/** @param {Search} search @param {number} order by block, row and column */
function originIn(search, order) {
  return shownIn(search.trace, search.step, cellIn(search, order));
}

/** @param {Search} search @param {number} order @returns {Cell} */
function cellIn({ tensor, view }, order) {
  return cellAt(tensor, view, placeAt(extentOf(tensor, view), order));
}
