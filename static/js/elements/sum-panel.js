/**
 * <sum-panel>: the chosen cell written out. Says "term-hover" with the position of the term that is
 * looked at, or null.
 *
 * @import {SumModel} from "../equation.js"
 */

import { equationRows } from "../equation.js";
import { isCopy } from "../rule.js";

export class SumPanel extends HTMLElement {
  constructor() {
    super();
    /** @type {SumModel|null} */
    this.model = null;
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("pointerover", (event) => this.announce(termUnder(event)), { signal });
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
    if (this.model?.trace !== model.trace || contentOf(this.model) !== contentOf(model)) {
      this.dataset.size = sizeOf(model);
      this.replaceChildren(...equationRows(model));
      this.scrollTop = 0;
    }
    this.model = model;
    for (const chip of this.querySelectorAll("[data-position]")) {
      const position = Number(/** @type {HTMLElement} */ (chip).dataset.position);
      chip.classList.toggle("hot", position === model.hot);
    }
  }
}

/** What the rows depend on. @param {SumModel} model @returns {string} */
function contentOf({ rule, writes, block, fan, terms }) {
  const { tensor, cell } = fan.kind === "in" ? fan.target : fan.source;
  const products = rule.products.map(({ factors }) => factors.map((factor) => factor.tensor));
  return [writes, block, products, fan.kind, tensor, cell, terms.length].join();
}

/** How much room the step's equations need, the same for all its cells. @param {SumModel} model */
function sizeOf({ rule }) {
  if (isCopy(rule)) return "one";
  const count = rule.products.reduce(
    (total, { sum }) => total + sum.reduce((product, { size }) => product * size, 1),
    0,
  );
  if (count <= 5) return "few";
  return count <= 9 ? "some" : "many";
}

/** @param {Event} event @returns {number|null} */
function termUnder({ target }) {
  const chip = target instanceof Element ? target.closest("[data-position]") : null;
  return chip instanceof HTMLElement ? Number(chip.dataset.position) : null;
}
