/**
 * The terms of a cell as a list that Tab reaches once and arrows go through.
 *
 * @import {SumModel} from "./equation.js"
 * @import {FanIn} from "./selectors.js"
 * @import {Read} from "./types.js"
 */

import { el, fill } from "./dom.js";
import { formatNumber } from "./format.js";
import { m, math, plainSymbol, thinSpace } from "./mathml.js";
import { chip, numberOf, operator, symbolOf, valueOf } from "./panel-parts.js";
import { isPutIn, isZeroTerm } from "./selectors.js";

/** Of more terms than these only the first are written out. */
const MOST_TERMS = 40;
const FIRST_TERMS = 8;

/** @param {number} count of terms @returns {number} how many of them are written out */
export function writtenOut(count) {
  return count > MOST_TERMS ? FIRST_TERMS : count;
}

/** @param {SumModel} model @param {Map<number, string>} badges what joins a term to its cells @returns {Node} */
export function symbolList(model, badges) {
  const { trace, words } = model;
  return termList(model, words.symbols, {
    draw: (read) => symbolOf(trace, read),
    say: (read) => plainSymbol(trace.name(read.tensor, read.cell)),
    between: thinSpace,
    badges,
  });
}

/** @param {SumModel} model @returns {Node} */
export function numberList(model) {
  const { trace, words } = model;
  return termList(model, words.numbers, {
    draw: (read) => numberOf(trace, read),
    say: (read) => formatNumber(valueOf(trace, read)),
    between: () => m("mo", "\u00b7"),
    badges: new Map(),
  });
}

/** What is left of the sum after its first terms: adding up the others would take too long. @param {SumModel} model @param {FanIn} fan @param {number} shown @returns {number} */
function totalAfter({ trace, rule, terms }, { target }, shown) {
  const written = terms.slice(0, shown).map(({ term }) => term);
  return trace.value(target.tensor, target.cell) / rule.scale - trace.total(written);
}

/**
 * @param {SumModel} model
 * @param {string} label
 * @param {{draw: (read: Read) => MathMLElement, say: (read: Read) => string,
 *   between: () => MathMLElement, badges: Map<number, string>}} factor how a factor is drawn and said,
 *   and what stands before another
 * @returns {Node}
 */
function termList(model, label, { draw, say, between, badges }) {
  const { trace, terms, words } = model;
  if (terms.length === 0) return el("span", { class: "term zero" }, "0");
  const shown = writtenOut(terms.length);
  const list = el("span", { class: "list", role: "listbox", "aria-label": label });
  terms.slice(0, shown).forEach(({ term, position }, k) => {
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
  if (shown < terms.length) {
    const total = formatNumber(totalAfter(model, /** @type {FanIn} */ (model.fan), shown));
    const text = fill(words.moreTerms, { count: terms.length - shown, total });
    list.append(operator("+"), el("span", { class: "more" }, text));
  }
  return list;
}
