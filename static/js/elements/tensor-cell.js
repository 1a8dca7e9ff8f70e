/**
 * One cell of a grid: its symbol over its number, and the words a screen reader says.
 *
 * @import {Trace} from "../trace.js"
 * @import {Cell, Tensor} from "../types.js"
 */

import { el } from "../dom.js";
import { formatCell, formatNumber } from "../format.js";
import { math, plainSymbol, shortSymbol } from "../mathml.js";
import { heatOf } from "../heat.js";
import { flatten } from "../view.js";

/** Characters of a symbol as plain text from which on it is set smaller, to stay within its cell. */
const WIDE_SYMBOL = 12;

/** @param {string} number @returns {string} a class for one that would not fit in full size */
function sizeOf(number) {
  if (number.length > 7) return " longer";
  return number.length > 4 ? " long" : "";
}

/**
 * @param {Trace} trace
 * @param {Tensor} tensor
 * @param {Cell} cell
 * @param {boolean} withSymbol
 * @returns {HTMLTableCellElement}
 */
export function tensorCell(trace, tensor, cell, withSymbol) {
  const origin = trace.origin(tensor.name, cell);
  const name = trace.name(tensor.name, cell);
  const value = trace.value(tensor.name, cell);
  const number = formatCell(value);
  const label = `${origin === null ? "" : `${plainSymbol(name)} = `}${formatNumber(value)}`;
  const kind = origin === null ? "zero" : tensor.role;
  const td = el("td", {
    class: value < 0 ? `cell ${kind} negative` : `cell ${kind}`,
    role: "gridcell",
    tabindex: "-1",
    "aria-label": label,
    "data-flat": String(flatten(tensor.axes, cell)),
    "data-cell": cell.join(),
  });
  td.style.setProperty("--v", heatOf(value, trace.largest(tensor.name)).toFixed(3));
  if (withSymbol && origin !== null && name !== null) {
    const isWide = plainSymbol(name).length > WIDE_SYMBOL;
    td.append(el("span", { class: isWide ? "symbol wide" : "symbol" }, math(shortSymbol(name))));
  }
  td.append(el("span", { class: `number${sizeOf(number)}` }, number));
  return td;
}
