/**
 * Building blocks of the sum panel's rows: labels, terms, operators, totals.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {SumModel} from "./rows.js"
 * @import {Cell, CellRef, Read} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { partOf } from "./index-equation.js";
import { fullSymbol, m, math } from "../markup/mathml.js";
import { placeOf } from "../trace/view.js";

/** @param {string} label @param {...(Node|string)} children */
export function row(label, ...children) {
  const terms = el("div", { class: "terms" }, ...children);
  return el("div", { class: "row" }, el("span", { class: "label" }, label), terms);
}

/** @param {(Node|string)[]} children @param {string} of @param {number} [position] of its term */
export function chip(children, of, position) {
  const node = el("span", { class: `term of-${of}` }, ...children);
  if (position !== undefined) node.dataset.position = String(position);
  return node;
}

/** @param {string} sign */
export function operator(sign) {
  return el("span", { class: "operator", role: "presentation" }, sign);
}

/** @param {Trace} trace @param {CellRef} ref */
export function named(trace, ref) {
  const { of } = trace.tensor(ref.tensor);
  return el("span", { class: `of-${of} left` }, math(symbolOf(trace, ref)));
}

/** @param {Trace} trace @param {CellRef} ref */
export function totalOf(trace, ref) {
  return el("output", { class: "total" }, formatNumber(trace.value(ref.tensor, ref.cell)));
}

/** A number that is not the result. @param {string} text */
export function quietTotal(text) {
  return el("output", { class: "total quiet" }, text);
}

/** What counts those that are not written out; it writes them out where it can. @param {SumModel} model @param {string} text */
export function moreOf({ isOpen = false }, text) {
  if (isOpen) return el("span", { class: "more" }, text);
  return el(
    "button",
    { type: "button", class: "more", "data-more": "", "aria-expanded": "false" },
    text,
  );
}

/** Where a cell stands in the grid that is written. @param {SumModel} model @param {Cell} cell */
export function placeText({ trace, writes, view, words }, cell) {
  const { row: down, col } = placeOf(trace.tensor(writes), view, cell);
  return fill(words.place, { row: down + 1, column: col + 1 });
}

/** @param {Trace} trace @param {Read} read @returns {MathMLElement} */
export function symbolOf(trace, { tensor, cell }) {
  return fullSymbol(trace.name(tensor, cell));
}

/** @param {Trace} trace @param {Read} read @returns {number} */
export function valueOf(trace, { tensor, cell }) {
  return cell === null ? 0 : trace.value(tensor, cell);
}

/** @param {Trace} trace @param {Read} read @returns {MathMLElement} */
export function numberOf(trace, read) {
  return m("mn", formatFactor(valueOf(trace, read)));
}

/** A sum with what it is multiplied by, if anything. @param {number} scale @param {Node[]} terms @returns {Node[]} */
export function scaled(scale, terms) {
  if (scale === 1) return terms;
  return [math(factorOf(scale)), operator("("), ...terms, operator(")")];
}

/** A number that a sum is multiplied by, as a fraction where it is one. @param {number} scale @returns {MathMLElement} */
export function factorOf(scale) {
  const part = partOf(scale);
  return part === null
    ? m("mn", formatNumber(scale))
    : m("mfrac", m("mn", "1"), m("mn", String(part)));
}
