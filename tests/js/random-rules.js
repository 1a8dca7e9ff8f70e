/**
 * Random small rules and the numbers they read, from a seed; and their value from the definition alone.
 *
 * @import {Axis, Cell, Factor, Index, Rule, Tensor, WireTrace} from "../../static/js/trace/types.js"
 */

import { indexAt, pointOf } from "../../static/js/trace/rule.js";
import { flatten } from "../../static/js/trace/view.js";
import { axis } from "./axis.js";
import { cellsOf } from "./fixtures.js";

/** @param {number} seed @returns {(end: number) => number} whole numbers from 0 */
export function dice(seed) {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

const MOST_FACTORS = 4;
const VIEW = { blocks: [], rows: [], cols: [] };

/** @param {Tensor[]} tensors @returns {WireTrace} a trace of these, without chapters */
export function madeOf(tensors) {
  const given = tensors.filter(({ rule }) => rule === null).map(({ name }) => name);
  const geometry = /** @type {any} */ ({});
  return { geometry, tensors, chapters: [], given, answers: [], loss: [] };
}

/** @param {string} name @param {Axis[]} axes @param {Partial<Tensor>} rest @returns {Tensor} */
export function handMade(name, axes, rest) {
  const symbol = null;
  return {
    name,
    role: "value",
    of: name,
    letter: name,
    axes,
    view: VIEW,
    values: null,
    rule: null,
    symbol,
    ...rest,
  };
}

/**
 * Base tensors a and b, a copy of a, a copy of that copy, and a sum of products of any of them.
 *
 * @param {number} seed
 * @returns {WireTrace}
 */
export function randomTrace(seed) {
  const roll = dice(seed);
  /** @param {string[]} names @returns {Axis[]} */
  const axesOf = (names) => names.map((name) => axis(name, 1 + roll(5)));
  /** @param {string} name */
  const base = (name) => {
    const axes = axesOf(["p", "q"].slice(0, 1 + roll(2)));
    const count = axes.reduce((all, { size }) => all * size, 1);
    return handMade(name, axes, { values: Array.from({ length: count }, () => roll(9) - 4) });
  };
  /** @param {Axis[]} variables @returns {Index} */
  const index = (variables) => {
    const terms = variables.flatMap(({ axis }) =>
      roll(3) === 0 ? [[axis, [1, 1, -1, 2, -2, 3][roll(6)]]] : [],
    );
    return {
      terms: Object.fromEntries(terms),
      offset: roll(4) - 1,
      divisor: [1, 1, 2, 3][roll(4)],
    };
  };
  /** @param {Tensor} read @param {Axis[]} variables @returns {Factor} */
  const factor = (read, variables) => ({
    tensor: read.name,
    index: read.axes.map(() => index(variables)),
  });
  /** @param {string} name @param {Tensor} read */
  const copy = (name, read) => {
    const axes = axesOf(["r", "s"]);
    return handMade(name, axes, {
      rule: { products: [{ scale: 1, sum: [], factors: [factor(read, axes)] }] },
    });
  };
  const tensors = [base("a"), base("b")];
  tensors.push(copy("c", tensors[0]));
  tensors.push(copy("d", tensors[2]));
  const axes = axesOf(["i", "j"]);
  const product = () => {
    const sum = axesOf(["u", "v"].slice(0, roll(3)));
    const factors = Array.from({ length: 1 + roll(MOST_FACTORS) }, () =>
      factor(tensors[roll(4)], [...axes, ...sum]),
    );
    return { scale: [1, 1, 0.5, -3][roll(4)], sum, factors };
  };
  const rule = { products: [product(), product()].slice(roll(2)) };
  tensors.push(handMade("e", axes, { rule }));
  return madeOf(tensors);
}

/**
 * A number by the definition of a rule: every term of every sum, one after the other.
 *
 * @param {WireTrace} wire
 * @param {string} name
 * @param {Cell} cell
 * @returns {number}
 */
export function plainValue(wire, name, cell) {
  const found = /** @type {Tensor} */ (wire.tensors.find((each) => each.name === name));
  if (found.values !== null) return found.values[flatten(found.axes, cell)];
  const { products } = /** @type {Rule} */ (found.rule);
  let total = 0;
  for (const { scale, sum, factors } of products) {
    for (const taps of cellsOf(sum.map(({ size }) => size))) {
      const point = { ...pointOf(found.axes, cell), ...pointOf(sum, taps) };
      total += factors.reduce((all, factor) => all * plainRead(wire, factor, point), scale);
    }
  }
  return total + 0;
}

/** @param {WireTrace} wire @param {Factor} factor @param {Record<string, number>} point */
function plainRead(wire, { tensor: name, index }, point) {
  const { axes } = /** @type {Tensor} */ (wire.tensors.find((each) => each.name === name));
  const cell = index.map((each) => indexAt(each, point));
  const isInside = cell.every((at, k) => at !== null && at >= 0 && at < axes[k].size);
  return isInside ? plainValue(wire, name, /** @type {Cell} */ (cell)) : 0;
}
