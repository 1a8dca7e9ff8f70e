/**
 * Names, numbers and the index equation as LaTeX.
 *
 * @import {IndexEquation, Indexed} from "./index-equation.js"
 * @import {Name} from "../trace/cell-name.js"
 * @import {Cell} from "../trace/types.js"
 */

import { formatNumber } from "../markup/number-format.js";
import { indicesOf, partOf } from "./index-equation.js";

const SPECIAL = /[\\{}$&#%_^~]/g;
const SPELLED = /** @type {Record<string, string>} */ ({
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
});

/** @param {Name|null} name @returns {string} x_{12}^{[1]}, with the braces of an output channel escaped */
export function latexName(name) {
  if (name === null) return "0";
  const sup = name.sup.replaceAll("{", "\\{").replaceAll("}", "\\}");
  const body = `${name.letter}${name.sub && `_{${name.sub}}`}${sup && `^{${sup}}`}`;
  return name.gradient ? `\\frac{\\partial L}{\\partial ${body}}` : body;
}

/** @param {string} text a number as the page writes it @returns {string} */
export function latexNumber(text) {
  const plain = text.replaceAll("\u2212", "-");
  return plain.replace(/([\d.]+)e(-?\d+)/, "$1 \\times 10^{$2}");
}

/** @param {number} scale @returns {string} */
export function latexScale(scale) {
  const part = partOf(scale);
  return part === null ? latexNumber(formatNumber(scale)) : `\\tfrac{1}{${part}}`;
}

/** @param {number} own of a term of a sum @returns {string} nothing for 1 */
function ownScaleText(own) {
  if (own === 1) return "";
  return `${own < 0 ? `(${latexScale(own)})` : latexScale(own)} `;
}

/** @param {IndexEquation} equation @returns {string} */
export function latexOf({ left, scale, products }) {
  const right = products.map(({ scale: own, sum, factors }) => {
    const axes = sum.map(({ axis }) => axis).join(",");
    const product = factors.map((factor) => latexTensor(factor)).join(" \\cdot ");
    return `${ownScaleText(own)}${axes && `\\sum_{${axes}} `}${product}`;
  });
  const total = right.join(" + ");
  const scaled = right.length > 1 ? `\\Bigl(${total}\\Bigr)` : total;
  return `${latexTensor(left)} = ${scale === 1 ? total : `${latexScale(scale)} ${scaled}`}`;
}

/** @param {Indexed} indexed @param {Cell} [cell] for this one only @returns {string} */
export function latexTensor(indexed, cell) {
  const { before, letter, gradient, after } = indexed;
  const symbol = gradient ? `\\frac{\\partial L}{\\partial ${letter}}` : letter;
  const base = `${latexWords(before)}${symbol}${latexWords(after)}`;
  const indices = indicesOf(indexed, cell).replaceAll("\u2212", "-");
  return indices === "" ? base : `{${base}}_{${indices}}`;
}

/** @param {string} words of a title @returns {string} */
function latexWords(words) {
  if (words === "") return "";
  const safe = words
    .replaceAll("\u2060", "")
    .replace(SPECIAL, (sign) => SPELLED[sign] ?? `\\${sign}`)
    .replaceAll("\u2202", "$\\partial$")
    .replaceAll("\u1d40", "$^{\\mathsf{T}}$");
  return `\\text{${safe}}`;
}
