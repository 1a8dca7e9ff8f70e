/**
 * The rows of the sum panel: a cell with its terms in symbols and in numbers, or a source cell with the
 * results it goes into.
 *
 * @import {Channels} from "./board.js"
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {FanIn, FanOut} from "./selectors.js"
 * @import {Cell, CellRef, Read, Rule, Term, View} from "./types.js"
 */

import { channelStrip } from "./elements/channel-strip.js";
import { el, fill } from "./dom.js";
import { formatFactor, formatNumber } from "./format.js";
import { fullSymbol, m, math, plainSymbol } from "./mathml.js";
import { areNumbered, badgesOf, usersOf } from "./marks.js";
import { isCopy } from "./rule.js";
import { lossWith } from "./raise.js";
import { saidTerms } from "./said.js";
import { isPutIn, isZeroTerm, uses } from "./selectors.js";
import { placeOf } from "./view.js";

/**
 * @typedef {{trace: Trace, rule: Rule, writes: string, view: View, block: number, fan: FanIn|FanOut,
 *   terms: {term: Term, position: number}[], badges?: Map<number, string>,
 *   channels?: Channels|null, titles: TitleTemplates, words: Record<string, string>}} SumModel
 */

const MOST_TERMS = 40;
const FIRST_TERMS = 24;

/** @param {SumModel} model @returns {HTMLElement[]} */
export function equationRows(model) {
  const { fan } = model;
  if (fan.kind === "out") return fanOutRows(model, fan);
  const computed = isCopy(model.rule) ? [copyRow(model, fan)] : sumRows(model, fan);
  return [...channelRow(model, fan), ...raisedRow(model, fan), ...saidRow(model, fan), ...computed];
}

/** What the article writes for this cell. @param {SumModel} model @param {FanIn} fan */
function saidRow({ trace, words }, { step: { said }, target }) {
  if (!said || said.terms.length === 0 || `${said.cell}` !== `${target.cell}`) return [];
  const terms = saidTerms(said, words, (tensor) => trace.tensor(tensor).of);
  const found = row(words.said, ...terms);
  found.classList.add("said");
  return [found];
}

/** The cell of the same place raised by 1, and the loss computed anew. @param {SumModel} model @param {FanIn} fan */
function raisedRow({ trace, words }, { step: { raises }, target }) {
  if (!raises) return [];
  const ref = { tensor: raises, cell: target.cell };
  const loss = lossWith(trace, ref);
  if (loss === null) return [];
  const value = trace.value(raises, ref.cell);
  /** @param {number} before @param {number} after */
  const fromTo = (before, after) => `${formatNumber(before)} \u2192 ${formatNumber(after)}`;
  const change = fill(words.lossChange, { change: formatNumber(loss.after - loss.before) });
  const found = row(
    words.raised,
    named(trace, ref),
    fromTo(value, value + 1),
    el("span", { class: "loss" }, math(m("mi", "L"))),
    fromTo(loss.before, loss.after),
    el("span", { class: "count" }, change),
    named(trace, target),
  );
  found.classList.add("raised");
  return [found];
}

/** Of a sum over many channels, what each adds. @param {SumModel} model @param {FanIn} fan */
function channelRow({ trace, channels = null, words }, { target }) {
  if (channels === null) return [];
  const { tensor: writes, cell } = target;
  return [row(words.channels, channelStrip({ trace, channels, writes, target: cell, words }))];
}

/** @param {SumModel} model @param {FanIn} fan */
function sumRows(model, fan) {
  const { target } = fan;
  const { trace, rule, words } = model;
  const left = named(trace, target);
  const scale = rule.scale === 1 ? [] : [scaleOf(rule.scale), "("];
  const close = rule.scale === 1 ? [] : [")"];
  const symbols = termList(model, words.symbols, {
    draw: (read) => symbolOf(trace, read),
    say: (read) => plainSymbol(trace.name(read.tensor, read.cell)),
    between: thinSpace,
    badges: model.badges ?? badgesOf(rule, fan),
  });
  const numbers = termList(model, words.numbers, {
    draw: (read) => numberOf(trace, read),
    say: (read) => formatNumber(valueOf(trace, read)),
    between: () => m("mo", "\u00b7"),
    badges: new Map(),
  });
  const total = totalOf(trace, target);
  return [
    row(words.symbols, left, operator("="), ...scale, symbols, ...close),
    row(words.numbers, operator("="), ...scale, numbers, ...close, operator("="), total),
  ];
}

/** @param {SumModel} model @param {FanIn} fan */
function copyRow(model, { target, terms }) {
  const { trace, words } = model;
  const [read] = terms[0].factors;
  const source = isPutIn(trace, read)
    ? el("span", { class: "term zero" }, words.zeroPutIn)
    : chip([math(symbolOf(trace, read))], trace.tensor(read.tensor).of, 0);
  const place = el("span", {}, placeText(model, target.cell));
  return row(words.copiedFrom, place, operator("="), source, operator("="), totalOf(trace, target));
}

/** @param {SumModel} model @param {FanOut} fan */
function fanOutRows(model, fan) {
  const { source, readers } = fan;
  const { trace, rule, words } = model;
  const number = el(
    "output",
    { class: "total quiet" },
    formatNumber(trace.value(source.tensor, source.cell)),
  );
  const text = [words.readByNone, words.readByOne][readers.length] ?? words.readBy;
  const count = el("span", { class: "count" }, fill(text, { count: readers.length }));
  const first = row(words.cell, named(trace, source), operator("="), number, count);
  if (readers.length === 0) return [first];
  const users = usersOf(trace, model, fan);
  const here = (users.length > 0 ? users : readers).slice(0, FIRST_TERMS);
  const shown = here.map((cell) => readerChip(model, source, cell));
  if (users.length > 0 && areNumbered(rule, users)) {
    shown.forEach((node, k) => {
      node.dataset.badge = String(k + 1);
    });
  }
  if (here.length < readers.length) {
    const more = fill(words.moreReaders, { count: readers.length - here.length });
    shown.push(el("span", { class: "more" }, more));
  }
  return [first, row(words.goesInto, ...shown)];
}

/** @param {SumModel} model @param {CellRef} source @param {Cell} cell of the result */
function readerChip(model, source, cell) {
  const { trace, rule, writes } = model;
  const { of } = trace.tensor(writes);
  if (isCopy(rule)) return chip([placeText(model, cell)], of);
  const products = trace
    .terms(rule, writes, cell)
    .filter((term) => uses(term, source))
    .flatMap(({ factors }, k) => [
      ...(k > 0 ? [m("mo", "+")] : []),
      ...factors.map((read) => symbolOf(trace, read)),
    ]);
  const into = symbolOf(trace, { tensor: writes, cell });
  return chip([math(into, m("mo", "\u2190"), ...products)], of);
}

/**
 * The terms as a list that Tab reaches once and arrows go through.
 *
 * @param {SumModel} model
 * @param {string} label
 * @param {{draw: (read: Read) => MathMLElement, say: (read: Read) => string,
 *   between: () => MathMLElement, badges: Map<number, string>}} factor how a factor is drawn and said,
 *   what stands before another, and the number that joins a term to its cells
 * @returns {Node}
 */
function termList({ trace, terms, words }, label, { draw, say, between, badges }) {
  if (terms.length === 0) return el("span", { class: "term zero" }, "0");
  const many = terms.length > MOST_TERMS;
  const list = el("span", { class: "list", role: "listbox", "aria-label": label });
  (many ? terms.slice(0, FIRST_TERMS) : terms).forEach(({ term, position }, k) => {
    if (k > 0) list.append(operator("+"));
    const factors = term.factors.flatMap((read, n) => {
      const symbol = draw(read);
      if (!isPutIn(trace, read)) symbol.classList.add(`of-${trace.tensor(read.tensor).of}`);
      return n > 0 ? [between(), symbol] : [symbol];
    });
    const node = chip([math(...factors)], trace.tensor(term.factors[0].tensor).of, position);
    node.classList.toggle("zero", isZeroTerm(trace, term));
    if (badges.has(position)) node.dataset.badge = badges.get(position);
    node.setAttribute("role", "option");
    node.setAttribute("aria-label", term.factors.map(say).join(` ${words.times} `));
    node.tabIndex = k === 0 ? 0 : -1;
    list.append(node);
  });
  if (many) {
    const rest = terms.slice(FIRST_TERMS).map(({ term }) => term);
    const total = formatNumber(trace.total(rest));
    const text = fill(words.moreTerms, { count: rest.length, total });
    list.append(operator("+"), el("span", { class: "more" }, text));
  }
  return list;
}

/** @param {string} label @param {...(Node|string)} children */
function row(label, ...children) {
  const terms = el("div", { class: "terms" }, ...children);
  return el("div", { class: "row" }, el("span", { class: "label" }, label), terms);
}

/** @param {(Node|string)[]} children @param {string} of @param {number} [position] of its term */
function chip(children, of, position) {
  const node = el("span", { class: `term of-${of}` }, ...children);
  if (position !== undefined) node.dataset.position = String(position);
  return node;
}

/** @returns {MathMLElement} */
function thinSpace() {
  const space = m("mspace");
  space.setAttribute("width", "0.14em");
  return space;
}

/** @param {string} sign */
function operator(sign) {
  return el("span", { class: "operator", role: "presentation" }, sign);
}

/** @param {Trace} trace @param {CellRef} ref */
function named(trace, ref) {
  const { of } = trace.tensor(ref.tensor);
  return el("span", { class: `of-${of} left` }, math(symbolOf(trace, ref)));
}

/** @param {Trace} trace @param {CellRef} ref */
function totalOf(trace, ref) {
  return el("output", { class: "total" }, formatNumber(trace.value(ref.tensor, ref.cell)));
}

/** Where a cell stands in the grid that is written. @param {SumModel} model @param {Cell} cell */
function placeText({ trace, writes, view, words }, cell) {
  const { row: down, col } = placeOf(trace.tensor(writes), view, cell);
  return fill(words.place, { row: down + 1, column: col + 1 });
}

/** @param {Trace} trace @param {Read} read @returns {MathMLElement} */
function symbolOf(trace, { tensor, cell }) {
  return fullSymbol(trace.name(tensor, cell));
}

/** @param {Trace} trace @param {Read} read @returns {number} */
function valueOf(trace, { tensor, cell }) {
  return cell === null ? 0 : trace.value(tensor, cell);
}

/** @param {Trace} trace @param {Read} read @returns {MathMLElement} */
function numberOf(trace, read) {
  return m("mn", formatFactor(valueOf(trace, read)));
}

/** @param {number} scale @returns {Node} one over a whole number as a fraction */
function scaleOf(scale) {
  const whole = Math.round(1 / scale);
  const exact = Math.abs(1 / scale - whole) < 1e-9;
  return math(
    exact ? m("mfrac", m("mn", "1"), m("mn", String(whole))) : m("mn", formatNumber(scale)),
  );
}
