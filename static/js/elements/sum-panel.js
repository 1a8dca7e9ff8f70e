/**
 * <sum-panel>: the chosen cell written out: its terms in symbols, in numbers, and the result; or, for a
 * source cell, the results that it goes into. Says "term-hover" with a term's position.
 *
 * @import {Trace} from "../trace.js"
 * @import {FanIn, FanOut} from "../selectors.js"
 * @import {CellRef, Read, Rule, Term} from "../types.js"
 */

import { el, fill } from "../dom.js";
import { formatFactor, formatNumber } from "../format.js";
import { fullSymbol, m, math } from "../mathml.js";
import { isCopy } from "../rule.js";
import { isPutIn, isZeroTerm } from "../selectors.js";

/**
 * @typedef {{trace: Trace, rule: Rule, writes: string, fan: FanIn|FanOut,
 *   terms: {term: Term, position: number}[], hot: number|null, words: Record<string, string>}} SumModel
 */

const MOST_TERMS = 40;
const FIRST_TERMS = 24;

export class SumPanel extends HTMLElement {
  constructor() {
    super();
    this.shown = "";
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("pointerover", (event) => this.announce(positionUnder(event)), {
      signal,
    });
    this.addEventListener("pointerleave", () => this.announce(null), { signal });
  }

  disconnectedCallback() {
    this.events.abort();
  }

  /** @param {number|null} detail */
  announce(detail) {
    this.dispatchEvent(new CustomEvent("term-hover", { detail, bubbles: true }));
  }

  /** @param {SumModel} model */
  update(model) {
    const { fan, terms } = model;
    const ref = fan.kind === "in" ? fan.target : fan.source;
    this.dataset.size = sizeOf(model);
    const key = [
      model.writes,
      fan.kind,
      ref.tensor,
      ref.cell,
      terms.length,
      model.rule.scale,
    ].join();
    if (key !== this.shown || this.model?.rule !== model.rule || this.model.trace !== model.trace) {
      this.shown = key;
      const rows = fan.kind === "in" ? this.fanIn(model, fan) : this.fanOut(model, fan);
      this.replaceChildren(...rows);
      this.scrollTop = 0;
    }
    this.model = model;
    for (const chip of this.querySelectorAll("[data-position]")) {
      const position = Number(/** @type {HTMLElement} */ (chip).dataset.position);
      chip.classList.toggle("hot", position === model.hot);
    }
  }

  /** @param {SumModel} model @param {FanIn} fan */
  fanIn(model, { target }) {
    const { trace, rule, terms, words } = model;
    const tensor = trace.tensor(target.tensor);
    const value = el(
      "output",
      { class: "total" },
      formatNumber(trace.value(target.tensor, target.cell)),
    );
    const name = trace.name(target.tensor, target.cell);
    if (isCopy(rule)) return [this.copyRow(model, target, value)];
    const left = el("span", { class: `of-${tensor.of} left` }, math(fullSymbol(name)));
    const scale = rule.scale === 1 ? [] : [scaleOf(rule.scale), "("];
    const close = rule.scale === 1 ? [] : [")"];
    const symbols = this.chips(model, terms, (read) =>
      fullSymbol(trace.name(read.tensor, read.cell)),
    );
    const numbers = this.chips(model, terms, (read) => numberOf(trace, read), "\u00b7");
    return [
      row(words.symbols, left, equals(), ...scale, ...symbols, ...close),
      row(words.numbers, equals(), ...scale, ...numbers, ...close, equals(), value),
    ];
  }

  /** @param {SumModel} model @param {CellRef} target @param {HTMLElement} value */
  copyRow({ trace, rule, words }, target, value) {
    const [
      {
        factors: [read],
      },
    ] = trace.terms(rule, target.tensor, target.cell);
    if (isPutIn(trace, read))
      return row(
        words.copied,
        el("span", { class: "term zero" }, words.zeroPutIn),
        equals(),
        value,
      );
    const symbol = math(fullSymbol(trace.name(read.tensor, read.cell)));
    return row(words.copied, chip([symbol], trace.tensor(read.tensor).of, "0"), equals(), value);
  }

  /** @param {SumModel} model @param {FanOut} fan */
  fanOut(model, { source, readers }) {
    const { trace, rule, writes, words } = model;
    const symbol = el(
      "span",
      { class: `of-${trace.tensor(source.tensor).of} left` },
      math(fullSymbol(trace.name(source.tensor, source.cell))),
    );
    const number = formatNumber(trace.value(source.tensor, source.cell));
    const count = fill(readers.length === 1 ? words.readByOne : words.readBy, {
      count: readers.length,
    });
    const chips = readers.slice(0, FIRST_TERMS).map((cell) => {
      const reader = { tensor: writes, cell };
      const products = trace
        .terms(rule, writes, cell)
        .filter(({ factors }) => factors.some((read) => isSame(read, source)));
      const parts = products.map(({ factors }) =>
        m("mrow", ...factors.map((read) => fullSymbol(trace.name(read.tensor, read.cell)))),
      );
      const into = math(
        fullSymbol(trace.name(reader.tensor, reader.cell)),
        m("mo", "\u2190"),
        ...parts,
      );
      return chip([into], trace.tensor(writes).of, "");
    });
    if (readers.length > FIRST_TERMS) {
      chips.push(
        el(
          "span",
          { class: "more" },
          fill(words.moreReaders, { count: readers.length - FIRST_TERMS }),
        ),
      );
    }
    return [
      row(
        words.cell,
        symbol,
        equals(),
        el("output", { class: "total quiet" }, number),
        el("span", { class: "count" }, count),
      ),
      ...(chips.length > 0 ? [row(words.goesInto, ...chips)] : []),
    ];
  }

  /**
   * @param {SumModel} model
   * @param {{term: Term, position: number}[]} terms
   * @param {(read: Read) => MathMLElement} draw
   * @param {string} [between]
   * @returns {Node[]}
   */
  chips({ trace, words }, terms, draw, between) {
    const many = terms.length > MOST_TERMS;
    const drawn = many ? terms.slice(0, FIRST_TERMS) : terms;
    const nodes = drawn.flatMap(({ term, position }, k) => {
      const factors = term.factors.map((read) => {
        const of = `of-${trace.tensor(read.tensor).of}`;
        const symbol = draw(read);
        symbol.classList.add(isPutIn(trace, read) ? "put-in" : of);
        return symbol;
      });
      const spaced =
        between === undefined
          ? factors
          : factors.flatMap((f, n) => (n > 0 ? [m("mo", between), f] : [f]));
      const zero = isZeroTerm(trace, term);
      const of = trace.tensor(term.factors[0].tensor).of;
      const node = chip([math(...spaced)], of, String(position));
      node.classList.toggle("zero", zero);
      return k > 0 ? [plus(), node] : [node];
    });
    if (many) {
      const rest = terms.slice(FIRST_TERMS).map(({ term }) => term);
      const text = fill(words.moreTerms, {
        count: rest.length,
        total: formatNumber(trace.total(rest)),
      });
      nodes.push(plus(), el("span", { class: "more" }, text));
    }
    return nodes.length > 0 ? nodes : [el("span", { class: "term zero" }, "0")];
  }
}

/** How much room the step's equations need, the same for all its cells. @param {SumModel} model */
function sizeOf({ rule }) {
  const count = rule.products.reduce(
    (total, { sum }) => total + sum.reduce((product, { size }) => product * size, 1),
    0,
  );
  if (isCopy(rule)) return "one";
  return count <= 5 ? "few" : count <= 9 ? "some" : "many";
}

/** @param {string} label @param {...(Node|string)} children */
function row(label, ...children) {
  const words = children.map((child) =>
    typeof child === "string" ? el("span", {}, child) : child,
  );
  return el(
    "div",
    { class: "row" },
    el("span", { class: "label" }, label),
    el("div", { class: "terms" }, ...words),
  );
}

/** @param {Node[]} children @param {string} of @param {string} position */
function chip(children, of, position) {
  const attributes = {
    class: `term of-${of}`,
    ...(position === "" ? {} : { "data-position": position }),
  };
  return el("span", attributes, ...children);
}

function equals() {
  return el("span", { class: "operator" }, "=");
}

function plus() {
  return el("span", { class: "operator" }, "+");
}

/** @param {number} scale @returns {Node} one over a whole number as a fraction */
function scaleOf(scale) {
  const whole = Math.round(1 / scale);
  const exact = Math.abs(1 / scale - whole) < 1e-9;
  return math(
    exact ? m("mfrac", m("mn", "1"), m("mn", String(whole))) : m("mn", formatNumber(scale)),
  );
}

/** @param {Trace} trace @param {Read} read @returns {MathMLElement} */
function numberOf(trace, read) {
  const value = read.cell === null ? 0 : trace.value(read.tensor, read.cell);
  return m("mn", formatFactor(value));
}

/** @param {Read} read @param {CellRef} ref */
function isSame(read, ref) {
  return read.tensor === ref.tensor && read.cell?.join() === ref.cell.join();
}

/** @param {Event} event @returns {number|null} */
function positionUnder({ target }) {
  const found = target instanceof Element ? target.closest("[data-position]") : null;
  return found instanceof HTMLElement ? Number(found.dataset.position) : null;
}
