/**
 * <sum-panel>: the chosen cell written out. Says "term-hover" with the position of the term that is
 * looked at, or null.
 *
 * @import {SumModel} from "../equation.js"
 */

import { equationRows } from "../equation.js";
import { isCopy } from "../rule.js";
import { keepFocus } from "./keep-focus.js";

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
    this.addEventListener("focusin", (event) => this.announce(termUnder(event)), { signal });
    this.addEventListener("focusout", () => this.announce(null), { signal });
    this.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  disconnectedCallback() {
    this.events.abort();
  }

  /** Arrows go through the terms of a row. @param {KeyboardEvent} event */
  onKey(event) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const chip = event.target instanceof Element ? event.target.closest(".term") : null;
    if (move === undefined || chip === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const chips = [.../** @type {Element} */ (chip.parentElement).querySelectorAll(".term")];
    const next = chips[chips.indexOf(chip) + move];
    if (!(next instanceof HTMLElement)) return;
    chip.setAttribute("tabindex", "-1");
    next.tabIndex = 0;
    next.focus();
  }

  /** @param {number|null} detail */
  announce(detail) {
    this.dispatchEvent(new CustomEvent("term-hover", { detail, bubbles: true }));
  }

  /** @param {SumModel} model */
  update(model) {
    if (!isSame(this.model, model)) {
      this.dataset.size = sizeOf(model);
      keepFocus(this, () => this.replaceChildren(...equationRows(model)));
      this.scrollTop = 0;
    }
    this.model = model;
    const lit = model.fan.kind === "in" ? model.fan.lit : [];
    for (const chip of this.querySelectorAll("[data-position]")) {
      const position = Number(/** @type {HTMLElement} */ (chip).dataset.position);
      const isLit = lit.includes(position);
      chip.classList.toggle("hot", isLit);
      if (chip.role === "option") chip.ariaSelected = String(isLit);
    }
  }
}

/** What the rows depend on, besides trace and rule. @param {SumModel} model @returns {string} */
function contentOf({ block, fan, terms, channels }) {
  const { tensor, cell } = fan.kind === "in" ? fan.target : fan.source;
  return [block, fan.kind, tensor, cell, terms.length, channels?.open].join();
}

/** @param {SumModel|null} old @param {SumModel} model @returns {boolean} */
function isSame(old, model) {
  return (
    old?.trace === model.trace && old.rule === model.rule && contentOf(old) === contentOf(model)
  );
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
