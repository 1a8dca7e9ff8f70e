/**
 * The terms of a cell as a list that Tab reaches once and arrows go through.
 *
 * @import {SumModel} from "./rows.js"
 * @import {FanIn} from "../state/selectors.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Read, Rule} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { m, math, plainSymbol, thinSpace } from "../markup/mathml.js";
import { chip, moreOf, numberOf, operator, symbolOf, valueOf } from "./row-parts.js";
import { commonScale, isLong, lengthOf, scaleOf } from "../trace/rule.js";
import { isPutIn, isZeroTerm } from "../trace/step.js";

/** Terms of a long sum that are written out at first: nonzero ones, if there are any. */
const FIRST_TERMS = 9;
/** Terms searched for nonzero ones. */
const LOOKED_AT = 2_000;
/** Most terms written out once the reader has opened a long sum. */
export const MAX_OPENED_TERMS = 400;

/** @param {Rule} rule @returns {number} how many of its terms are written out */
export function writtenOut(rule) {
  return isLong(rule) ? FIRST_TERMS : lengthOf(rule);
}

/** @typedef {SumModel["terms"]} Numbered */

/** The terms that are written out, in their order. @param {SumModel} model @returns {Numbered} */
export function writtenTerms({ trace, rule, terms, isOpen = false }) {
  const count = isOpen ? MAX_OPENED_TERMS : writtenOut(rule);
  if (count >= terms.length) return terms;
  const telling = firstTelling(trace, terms);
  if (!isOpen && telling.length > 0) return telling;
  // An opened sum keeps the terms already written out and adds the first of the others.
  const kept = new Set(telling);
  const others = terms.filter((each) => !kept.has(each)).slice(0, count - telling.length);
  return [...telling, ...others].sort((a, b) => a.position - b.position);
}

/** The first nonzero terms of a long sum. @param {Trace} trace @param {Numbered} terms @returns {Numbered} */
function firstTelling(trace, terms) {
  /** @type {Numbered} */
  const found = [];
  for (const each of terms.slice(0, LOOKED_AT)) {
    if (found.length === FIRST_TERMS) break;
    if (trace.total([each.term]) !== 0) found.push(each);
  }
  return found;
}

/** @param {SumModel} model @param {Numbered} written @param {Map<number, string>} badges what joins a term to its cells @returns {Node[]} */
export function symbolList(model, written, badges) {
  const { trace, words } = model;
  return termList(model, written, words.symbols, {
    draw: (read) => symbolOf(trace, read),
    say: (read) => plainSymbol(trace.name(read.tensor, read.cell)),
    between: thinSpace,
    badges,
  });
}

/** @param {SumModel} model @param {Numbered} written @returns {Node[]} */
export function numberList(model, written) {
  const { trace, words } = model;
  return termList(model, written, words.numbers, {
    draw: (read) => numberOf(trace, read),
    say: (read) => formatNumber(valueOf(trace, read)),
    between: () => m("mo", "\u00b7"),
    badges: new Map(),
  });
}

/** What is left of the sum after the terms written out: adding up the others would take too long. @param {Pick<SumModel, "trace"|"rule">} model @param {Pick<FanIn, "target">} fan @param {Numbered} written @returns {number} */
export function totalAfter({ trace, rule }, { target }, written) {
  const total = trace.total(written.map(({ term }) => term));
  return trace.value(target.tensor, target.cell) / commonScale(rule) - total;
}

/**
 * @param {SumModel} model
 * @param {Numbered} written
 * @param {string} label
 * @param {{draw: (read: Read) => MathMLElement, say: (read: Read) => string,
 *   between: () => MathMLElement, badges: Map<number, string>}} factor how a factor is drawn and said,
 *   and what stands before another
 * @returns {Node[]}
 */
function termList(model, written, label, { draw, say, between, badges }) {
  const { trace, terms, words } = model;
  if (terms.length === 0) return [el("span", { class: "term zero" }, "0")];
  const list = el("span", { class: "list", role: "listbox", "aria-label": label });
  written.forEach(({ term, position }, k) => {
    if (k > 0) list.append(operator("+"));
    const factors = term.factors.flatMap((read, n) => {
      const symbol = draw(read);
      if (!isPutIn(trace, read)) symbol.classList.add(`of-${trace.tensor(read.tensor).of}`);
      return n > 0 ? [between(), symbol] : [symbol];
    });
    if (term.scale !== 1) {
      factors.unshift(m("mn", formatFactor(term.scale)), m("mo", "\u00b7"));
    }
    const node = chip([math(...factors)], trace.tensor(term.factors[0].tensor).of, position);
    node.classList.toggle("zero", isZeroTerm(trace, term));
    if (badges.has(position)) node.dataset.badge = badges.get(position);
    node.setAttribute("role", "option");
    const spoken = [...scaleOf(term).map(formatNumber), ...term.factors.map(say)];
    node.setAttribute("aria-label", spoken.join(` ${words.times} `));
    node.tabIndex = k === 0 ? 0 : -1;
    list.append(node);
  });
  if (written.length === terms.length) return [list];
  const total = formatNumber(totalAfter(model, /** @type {FanIn} */ (model.fan), written));
  const text = fill(words.moreTerms, { count: terms.length - written.length, total });
  return [list, operator("+"), moreOf(model, text)];
}
