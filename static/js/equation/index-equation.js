/**
 * A rule as one line for every cell at once: which cells of which tensors are multiplied and summed. Indices
 * count from 1, as in the symbols of the cells, and what can only be 1 is left out.
 *
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Axis, Cell, Index, Step} from "../trace/types.js"
 */

import { commonScale, ownScale } from "../trace/rule.js";
import { titleOf } from "../grid/title.js";
import { drawing } from "../trace/step.js";

/**
 * (sum of coefficient * variable + constant) / divisor, all of it counted from 1.
 * @typedef {{terms: [string, number][], constant: number, divisor: number}} Expression
 * A tensor by its title; of a matrix, what tells its grid, its row and its column are groups of their own.
 * Each index belongs to the axis of the tensor at ``place``.
 * @typedef {{before: string, letter: string, gradient: boolean, after: string, of: string,
 *   groups: {place: number, expression: Expression}[][]}} Indexed
 * @typedef {{scale: number, sum: Axis[], factors: Indexed[]}} IndexedProduct scale: its own, besides that of all
 * @typedef {{left: Indexed, scale: number, products: IndexedProduct[]}} IndexEquation
 * @typedef {{kind: "variable"|"number"|"operator", text: string}} Token
 */

/** What stands for an axis that is called as the cells of a tensor are. */
const SPARE = "pqrstw";

/**
 * The letters of a rule's variables: the axes y and x would read as an output and an input.
 *
 * @param {Trace} trace
 * @param {Axis[]} axes of what is written, and those summed
 * @returns {(axis: string) => string}
 */
function variablesOf(trace, axes) {
  const ofCells = new Set([...trace.tensors.values()].map(({ symbol }) => symbol?.letter));
  const names = axes.map(({ axis }) => axis);
  const spare = [...SPARE].filter((letter) => !names.includes(letter));
  const taken = new Set(names.filter((name) => ofCells.has(name)));
  const instead = new Map([...taken].map((name, k) => [name, spare[k] ?? name]));
  return (axis) => instead.get(axis) ?? axis;
}

/** @param {Index} index counted from 0 @returns {Expression} the same counted from 1 */
export function fromOne({ terms, offset, divisor }) {
  const entries = Object.entries(terms);
  const shift = entries.reduce((sum, [, coefficient]) => sum + coefficient, 0);
  return { terms: entries, constant: offset - shift + divisor, divisor };
}

/**
 * @param {Trace} trace
 * @param {Step} step
 * @param {TitleTemplates} titles
 * @returns {IndexEquation}
 */
export function indexEquation(trace, step, titles) {
  const { rule, writes } = step;
  const { axes } = trace.tensor(writes);
  const letter = variablesOf(trace, [...axes, ...rule.products.flatMap(({ sum }) => sum)]);
  const own = axes.map(({ axis }) => ({ terms: { [axis]: 1 }, offset: 0, divisor: 1 }));
  /** @param {string} tensor @param {Index[]} index @param {Axis[]} variables */
  const read = (tensor, index, variables) =>
    indexed(
      trace,
      step,
      tensor,
      index.map((each) => lettered(withoutSingle(each, variables), letter)),
      titles,
    );
  return {
    left: read(writes, own, axes),
    scale: commonScale(rule),
    products: rule.products.map((product) => ({
      scale: ownScale(rule, product),
      sum: product.sum
        .filter(({ size }) => size > 1)
        .map((each) => ({ ...each, axis: letter(each.axis) })),
      factors: product.factors.map(({ tensor, index }) =>
        read(tensor, index, [...axes, ...product.sum]),
      ),
    })),
  };
}

/** A variable that has one value only is always 0. @param {Index} index @param {Axis[]} variables @returns {Index} */
function withoutSingle({ terms, offset, divisor }, variables) {
  const many = variables.filter(({ size }) => size > 1).map(({ axis }) => axis);
  const kept = Object.entries(terms).filter(([axis]) => many.includes(axis));
  return { terms: Object.fromEntries(kept), offset, divisor };
}

/** @param {Index} index @param {(axis: string) => string} letter @returns {Index} */
function lettered({ terms, offset, divisor }, letter) {
  const entries = Object.entries(terms).map(([axis, by]) => [letter(axis), by]);
  return { terms: Object.fromEntries(entries), offset, divisor };
}

/** @param {Trace} trace @param {Step} step @param {string} name @param {Index[]} index @param {TitleTemplates} titles @returns {Indexed} */
function indexed(trace, step, name, index, titles) {
  const { tensor, view } = drawing(trace, step, name);
  const { before, name: symbol, after } = titleOf(trace, tensor, view, 0, titles);
  const isMatrix = view.rows.length > 1 || view.cols.length > 1;
  const names = tensor.axes.map(({ axis }) => axis);
  const parts = isMatrix ? [view.blocks, view.rows, view.cols] : [names];
  /** Whether a place has to be told. @param {number} place */
  const isTold = (place) => {
    const { terms, offset } = index[place];
    return tensor.axes[place].size > 1 || offset !== 0 || Object.keys(terms).length > 0;
  };
  const groups = parts.map((part) =>
    part
      .map((axis) => names.indexOf(axis))
      .filter((place) => place >= 0 && isTold(place))
      .map((place) => ({ place, expression: fromOne(index[place]) })),
  );
  return {
    before,
    letter: symbol?.letter ?? "",
    gradient: symbol?.gradient ?? false,
    after,
    of: tensor.of,
    groups: groups.filter((group) => group.length > 0),
  };
}

/** @param {Expression} expression @returns {Token[]} such as 2i+u−1 or (p−u+2)/2, sign by sign */
export function tokensOf({ terms, constant, divisor }) {
  /** @type {Token[]} */
  const tokens = [];
  /** @param {number} value @param {string} [name] */
  const add = (value, name) => {
    if (value < 0) tokens.push({ kind: "operator", text: "\u2212" });
    else if (tokens.length > 0) tokens.push({ kind: "operator", text: "+" });
    const size = Math.abs(value);
    if (name === undefined || size !== 1) tokens.push({ kind: "number", text: String(size) });
    if (name !== undefined) tokens.push({ kind: "variable", text: name });
  };
  const sorted = [...terms].sort(([, a], [, b]) => b - a);
  const leads = constant > 0 && (sorted[0]?.[1] ?? 1) < 0;
  if (leads) add(constant);
  for (const [letter, coefficient] of sorted) add(coefficient, letter);
  if (!leads && (constant !== 0 || tokens.length === 0)) add(constant);
  if (divisor === 1) return tokens;
  return [
    { kind: "operator", text: "(" },
    ...tokens,
    { kind: "operator", text: ")" },
    { kind: "operator", text: "/" },
    { kind: "number", text: String(divisor) },
  ];
}

/** @param {Expression} expression @returns {string} */
export function spelled(expression) {
  return tokensOf(expression)
    .map(({ text }) => text)
    .join("");
}

/** @param {Axis[]} sum @returns {string} what the summed axes run over */
export function rangesOf(sum) {
  return sum.map(({ axis, size }) => `${axis} = 1\u2026${size}`).join(", ");
}

/** @param {Indexed} indexed @param {Cell} [cell] written out for this cell only @returns {string} */
export function indicesOf({ groups }, cell) {
  return groups
    .map((group) =>
      group
        .map(({ place, expression }) => (cell ? String(cell[place] + 1) : spelled(expression)))
        .join(","),
    )
    .join("; ");
}

/** @param {number} scale @returns {number|null} n, where the scale is 1/n */
export function partOf(scale) {
  const whole = Math.round(1 / scale);
  return whole > 0 && Math.abs(1 / scale - whole) < 1e-9 ? whole : null;
}
