/**
 * One cell of a grid: its symbol over its number, and the words a screen reader says.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, Tensor} from "../trace/types.js"
 */

import { el } from "../markup/dom.js";
import { formatCell, formatNumber } from "../markup/number-format.js";
import { math, plainSymbol, shortSymbol } from "../markup/mathml.js";
import { heatOf } from "./heat.js";
import { flatten } from "../trace/view.js";

/** @param {string} number @returns {string} a class for one that would not fit in full size */
export function sizeOf(number) {
  if (number.length > 7) return " longer";
  if (number.length > 4) return " long";
  return ["", " three", " four"][number.length - 2] ?? "";
}

/** @returns {HTMLTableCellElement} a cell of nothing yet */
export function emptyCell() {
  return el("td", { role: "gridcell", tabindex: "-1" }, el("span", {}));
}

/**
 * Makes a cell of the page show a cell of a tensor, whatever it showed before.
 *
 * @param {HTMLTableCellElement} td
 * @param {Trace} trace
 * @param {Tensor} tensor
 * @param {Cell} cell
 * @param {{withSymbols: boolean, room?: number}} look room: the most characters of its number
 * @returns {number} the cell's flat position
 */
export function fillCell(td, trace, tensor, cell, { withSymbols, room }) {
  const flat = flatten(tensor.axes, cell);
  const name = trace.name(tensor.name, cell);
  const isPutIn = name === null && trace.origin(tensor.name, cell) === null;
  const value = trace.valueAt(tensor.name, flat);
  const number = formatCell(value, room);
  const kind = isPutIn ? "zero" : tensor.role;
  td.className = value < 0 ? `cell ${kind} negative` : `cell ${kind}`;
  const label = `${isPutIn ? "" : `${plainSymbol(name)} = `}${formatNumber(value)}`;
  td.setAttribute("aria-label", label);
  td.setAttribute("data-flat", String(flat));
  td.setAttribute("data-cell", cell.join());
  td.style.setProperty("--v", heatOf(value, trace.largest(tensor.name)).toFixed(3));
  const text = numberIn(td);
  text.className = `number${sizeOf(number)}`;
  text.textContent = number;
  if (text.previousElementSibling !== null) text.previousElementSibling.remove();
  if (withSymbols && name !== null) {
    text.before(el("span", { class: "symbol" }, math(shortSymbol(name))));
  }
  return flat;
}

/**
 * Takes from a cell what an exercise asks for; a symbol that would tell where it is copied from as well.
 *
 * @param {HTMLTableCellElement} td
 * @param {string} label
 * @param {boolean} keepsSymbol
 */
export function blankCell(td, label, keepsSymbol) {
  td.classList.remove("negative", "zero", "gradient");
  td.setAttribute("aria-label", label);
  td.style.setProperty("--v", "0");
  const text = numberIn(td);
  text.className = "number";
  text.textContent = "";
  if (!keepsSymbol) text.previousElementSibling?.remove();
}

/** The element of its number; an entry that is open stands after it. @param {HTMLTableCellElement} td @returns {HTMLElement} */
function numberIn(td) {
  return /** @type {HTMLElement} */ (td.querySelector(":scope > .number") ?? td.lastElementChild);
}
