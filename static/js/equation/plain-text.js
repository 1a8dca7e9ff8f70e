/**
 * Equations as plain text, for screen readers and for the clipboard.
 *
 * @import {IndexEquation, Indexed} from "./index-equation.js"
 * @import {Cell} from "../trace/types.js"
 */

import { formatNumber } from "../markup/number-format.js";
import { indicesOf, partOf, rangesOf } from "./index-equation.js";

/** @param {IndexEquation} equation @returns {string} */
export function textOf({ left, scale, products }) {
  const right = products.map(({ scale: own, sum, factors }) => {
    const axes = sum.map(({ axis }) => axis).join(",");
    const product = factors.map((factor) => plainTensor(factor)).join(" \u00b7 ");
    return `${ownScaleText(own)}${axes && `\u03a3_${axes} `}${product}`;
  });
  const total = right.join(" + ");
  const scaled = right.length > 1 ? `(${total})` : total;
  return `${plainTensor(left)} = ${scale === 1 ? total : `${plainScale(scale)} ${scaled}`}`;
}

/** The equation and what its sums run over. @param {IndexEquation} equation @returns {string} */
export function spokenEquation(equation) {
  const ranges = equation.products.map(({ sum }) => rangesOf(sum)).filter((text) => text !== "");
  return [textOf(equation), ...ranges].join(", ");
}

/** @param {Indexed} indexed @param {Cell} [cell] for this one only @returns {string} */
export function plainTensor(indexed, cell) {
  const { before, letter, gradient, after } = indexed;
  const base = `${before}${gradient ? "\u2202L/\u2202" : ""}${letter}${after}`;
  const indices = indicesOf(indexed, cell);
  return `${base.replaceAll("\u2060", "")}${indices && `[${indices}]`}`;
}

/** @param {number} own of a term of a sum @returns {string} nothing for 1 */
function ownScaleText(own) {
  if (own === 1) return "";
  return `${own < 0 ? `(${plainScale(own)})` : plainScale(own)} `;
}

/** @param {number} scale @returns {string} one over a whole number as a fraction */
export function plainScale(scale) {
  const part = partOf(scale);
  return part === null ? formatNumber(scale) : `1/${part}`;
}
