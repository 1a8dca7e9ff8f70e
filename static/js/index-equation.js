/**
 * A rule as one line for every cell at once: which cells of which tensors are multiplied and summed. Indices
 * count from 1, as in the symbols of the cells.
 *
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {Axis, Index, Rule} from "./types.js"
 */

import { m, tightSlash } from "./mathml.js";
import { span } from "./view.js";
import { titleOf } from "./titles.js";

/**
 * (sum of coefficient * variable + constant) / divisor, all of it counted from 1.
 * @typedef {{terms: [string, number][], constant: number, divisor: number}} Expression
 * @typedef {{before: string, letter: string, gradient: boolean, after: string, indices: Expression[],
 *   of: string}} Indexed
 * @typedef {{left: Indexed, scale: number, products: {sum: Axis[], factors: Indexed[]}[]}} IndexEquation
 */

/** Rows and columns of the input: its axes y and x would read as an output and an input. */
const VARIABLES = /** @type {Record<string, string>} */ ({ y: "p", x: "q" });

/** @param {string} axis @returns {string} */
export function variable(axis) {
  return VARIABLES[axis] ?? axis;
}

/** @param {Index} index counted from 0 @returns {Expression} the same counted from 1 */
export function fromOne({ terms, offset, divisor }) {
  const entries = Object.entries(terms);
  const shift = entries.reduce((sum, [, coefficient]) => sum + coefficient, 0);
  return { terms: entries, constant: offset - shift + divisor, divisor };
}

/**
 * @param {Trace} trace
 * @param {Rule} rule
 * @param {string} writes
 * @param {TitleTemplates} titles
 * @returns {IndexEquation}
 */
export function indexEquation(trace, rule, writes, titles) {
  const own = trace.tensor(writes).axes.map(({ axis }) => ({
    terms: { [axis]: 1 },
    offset: 0,
    divisor: 1,
  }));
  return {
    left: indexed(trace, writes, own, titles),
    scale: rule.scale,
    products: rule.products.map(({ sum, factors }) => ({
      sum: sum.filter(({ size }) => size > 1),
      factors: factors.map(({ tensor, index }) => indexed(trace, tensor, index, titles)),
    })),
  };
}

/** Indices of axes with one place only say nothing. @param {Trace} trace @param {string} name @param {Index[]} index @param {TitleTemplates} titles @returns {Indexed} */
function indexed(trace, name, index, titles) {
  const tensor = trace.tensor(name);
  const { before, name: symbol, after } = titleOf(trace, tensor, tensor.view, 0, titles);
  return {
    before,
    letter: symbol?.letter ?? "",
    gradient: symbol?.gradient ?? false,
    after,
    of: tensor.of,
    indices: index.filter((_, k) => span(tensor, [tensor.axes[k].axis]) > 1).map(fromOne),
  };
}

/** @param {Expression} expression @returns {string} such as 2i+u−1 or (p−u+2)/2 */
export function spelled({ terms, constant, divisor }) {
  const sorted = [...terms].sort(([, a], [, b]) => b - a);
  const isFirst = constant > 0 && sorted.length > 0 && sorted[0][1] < 0;
  let text = isFirst ? String(constant) : "";
  for (const [axis, coefficient] of sorted) {
    const size = Math.abs(coefficient) === 1 ? "" : String(Math.abs(coefficient));
    const sign = coefficient < 0 ? "\u2212" : text === "" ? "" : "+";
    text += `${sign}${size}${variable(axis)}`;
  }
  if (!isFirst && (constant !== 0 || text === "")) {
    const sign = constant < 0 ? "\u2212" : text === "" ? "" : "+";
    text += `${sign}${Math.abs(constant)}`;
  }
  return divisor === 1 ? text : `(${text})/${divisor}`;
}

/** @param {IndexEquation} equation @returns {string} in plain text */
export function textOf({ left, scale, products }) {
  const right = products.map(({ sum, factors }) => {
    const axes = sum.map(({ axis }) => variable(axis)).join(",");
    return `${axes && `\u03a3_${axes} `}${factors.map(plain).join(" \u00b7 ")}`;
  });
  return `${plain(left)} = ${scale === 1 ? "" : `${fraction(scale)} `}${right.join(" + ")}`;
}

/** @param {Indexed} indexed */
function plain({ before, letter, gradient, after, indices }) {
  const base = `${before}${gradient ? "\u2202L/\u2202" : ""}${letter}${after}`;
  return indices.length === 0 ? base : `${base}[${indices.map(spelled).join(",")}]`;
}

/** @param {IndexEquation} equation @returns {string} */
export function latexOf({ left, scale, products }) {
  const right = products.map(({ sum, factors }) => {
    const axes = sum.map(({ axis }) => variable(axis)).join(",");
    return `${axes && `\\sum_{${axes}} `}${factors.map(latex).join(" \\cdot ")}`;
  });
  const scaled = scale === 1 ? "" : `\\tfrac{1}{${Math.round(1 / scale)}} `;
  return `${latex(left)} = ${scaled}${right.join(" + ")}`;
}

/** @param {Indexed} indexed */
function latex({ before, letter, gradient, after, indices }) {
  const symbol = gradient ? `\\tfrac{\\partial L}{\\partial ${letter}}` : letter;
  const base = `${words(before)}${symbol}${words(after)}`;
  const sub = indices.map(spelled).join(",").replaceAll("\u2212", "-");
  return sub === "" ? base : `{${base}}_{${sub}}`;
}

/** @param {string} text @returns {string} */
function words(text) {
  if (text === "") return "";
  const safe = text.replaceAll("\u2060", "").replaceAll("\u2202", "$\\partial$");
  return `\\text{${safe.replaceAll("\u1d40", "$^\\mathsf{T}$")}}`;
}

/** @param {IndexEquation} equation @returns {MathMLElement[]} */
export function mathOf({ left, scale, products }) {
  const right = products.flatMap(({ sum, factors }, k) => [
    ...(k > 0 ? [m("mo", "+")] : []),
    ...(sum.length > 0 ? [sumSign(sum)] : []),
    ...factors.flatMap((factor, n) => [...(n > 0 ? [m("mo", "\u00b7")] : []), drawn(factor)]),
  ]);
  const scaled = scale === 1 ? [] : [m("mfrac", m("mn", "1"), m("mn", fraction(scale).slice(2)))];
  return [drawn(left), m("mo", "="), ...scaled, ...right];
}

/** @param {Axis[]} sum */
function sumSign(sum) {
  const sign = m("mo", "\u2211");
  sign.setAttribute("largeop", "false");
  return m("msub", sign, m("mi", sum.map(({ axis }) => variable(axis)).join(",")));
}

/** @param {Indexed} indexed @returns {MathMLElement} */
function drawn({ before, letter, gradient, after, indices, of }) {
  const base = m("mrow");
  if (before !== "") base.append(m("mtext", before.replace(/ $/, "\u00a0")));
  if (gradient) base.append(m("mi", "\u2202"), m("mi", "L"), tightSlash(), m("mi", "\u2202"));
  if (letter !== "") base.append(m("mi", letter));
  if (after !== "") base.append(m("mtext", after.replace(/^ /, "\u00a0")));
  const whole =
    indices.length === 0 ? base : m("msub", base, m("mtext", indices.map(spelled).join(", ")));
  whole.classList.add(`of-${of}`);
  return whole;
}

/** @param {number} scale one over a whole number */
function fraction(scale) {
  return `1/${Math.round(1 / scale)}`;
}
