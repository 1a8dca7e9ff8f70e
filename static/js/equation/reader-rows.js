/**
 * The rows of the sum panel for a source cell: its number, and the results that it goes into.
 *
 * @import {FanOut} from "../state/selectors.js"
 * @import {SumModel} from "./rows.js"
 * @import {Cell, CellRef} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { m, math } from "../markup/mathml.js";
import { areNumbered, usersOf } from "../board/marks.js";
import {
  chip,
  moreOf,
  named,
  operator,
  placeText,
  quietTotal,
  row,
  symbolOf,
} from "./row-parts.js";
import { isCopy, scaleOf } from "../trace/rule.js";
import { MAX_OPENED_TERMS } from "./term-list.js";
import { unflatten } from "../trace/view.js";

/** Of more readers than these only the first are written out, until they are asked for. */
const MAX_WRITTEN_READERS = 16;
const FIRST_WRITTEN = 8;

/** @param {number} count of readers in a grid @returns {number} how many of them are written out */
export function readersWritten(count) {
  return count > MAX_WRITTEN_READERS ? FIRST_WRITTEN : count;
}

/** @param {SumModel} model @param {FanOut} fan @returns {HTMLElement[]} */
export function readerRows(model, fan) {
  const { source, readers } = fan;
  const { trace, rule, writes, words, isOpen = false } = model;
  const number = quietTotal(formatNumber(trace.value(source.tensor, source.cell)));
  const all = trace.readerCount(rule, writes, source);
  const text = [words.readByNone, words.readByOne][all] ?? words.readBy;
  const count = el("span", { class: "count" }, fill(text, { count: all }));
  const sourceRow = row(words.cell, named(trace, source), operator("="), number, count);
  if (all === 0) return [sourceRow];
  const users = usersOf(trace, model, fan);
  const shape = trace.shapeOf(writes);
  const first = readers
    .slice(0, isOpen ? MAX_OPENED_TERMS : readersWritten(readers.length))
    .map((flat) => unflatten(shape, flat));
  const here = isOpen || users.length === 0 ? first : users.slice(0, readersWritten(users.length));
  const shown = here.map((cell) => readerChip(model, source, cell));
  if (areNumbered(rule, users)) {
    const places = users.map(String);
    here.forEach((cell, k) => {
      const at = places.indexOf(String(cell));
      if (at >= 0) shown[k].dataset.badge = String(at + 1);
    });
  }
  if (here.length < all) {
    shown.push(moreOf(model, fill(words.moreReaders, { count: all - here.length })));
  }
  return [sourceRow, row(words.goesInto, ...shown)];
}

/** @param {SumModel} model @param {CellRef} source @param {Cell} cell of the result */
function readerChip(model, source, cell) {
  const { trace, rule, writes } = model;
  const { of } = trace.tensor(writes);
  if (isCopy(rule)) return chip([placeText(model, cell)], of);
  const products = trace
    .termsReading(rule, writes, cell, source)
    .flatMap((term, k) => [
      ...(k > 0 ? [m("mo", "+")] : []),
      ...scaleOf(term).map((scale) => m("mn", formatFactor(scale))),
      ...term.factors.map((read) => symbolOf(trace, read)),
    ]);
  const into = symbolOf(trace, { tensor: writes, cell });
  return chip([math(into, m("mo", "\u2190"), ...products)], of);
}
