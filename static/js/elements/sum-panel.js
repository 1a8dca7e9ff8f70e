/**
 * <sum-panel>: the chosen cell written out. Says "term-hover" with the position of the term that is
 * looked at, or null.
 *
 * @import {SumModel} from "../equation.js"
 */

import { asLatex, asText, toClipboard } from "../copying.js";
import { el } from "../dom.js";
import { equationRows } from "../equation.js";
import { indexEquation, mathOf } from "../index-equation.js";
import { math } from "../mathml.js";
import { isCopy } from "../rule.js";
import { keepFocus } from "./keep-focus.js";

const COPIED_MILLISECONDS = 1600;

export class SumPanel extends HTMLElement {
  constructor() {
    super();
    /** @type {SumModel|null} */
    this.model = null;
    /** @type {HTMLElement|null} */
    this.head = null;
    /** What the head says. @type {unknown} */
    this.headed = null;
    /** @type {unknown} */
    this.headedIn = null;
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("pointerover", (event) => this.announce(termUnder(event)), { signal });
    this.addEventListener("pointerleave", () => this.announce(null), { signal });
    this.addEventListener("focusin", (event) => this.announce(termUnder(event)), { signal });
    this.addEventListener("focusout", () => this.announce(null), { signal });
    this.addEventListener("click", (event) => void this.onClick(event), { signal });
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

  /**
   * The rule, which is the same for all cells of a step, and the buttons that copy.
   *
   * @param {SumModel} model
   * @returns {HTMLElement}
   */
  headOf(model) {
    const { trace, rule, writes, titles, words } = model;
    if (this.head === null || this.headed !== rule || this.headedIn !== trace) {
      const equation = math(...mathOf(indexEquation(trace, rule, writes, titles)));
      const line = el("div", { class: "equation" }, el("span", { class: "label" }, words.index));
      line.append(equation);
      const buttons = el("div", { class: "copying", role: "group", "aria-label": words.copy });
      buttons.append(copyButton("latex", words.copyLatex), copyButton("text", words.copyText));
      this.head = el("div", { class: "head" }, line, buttons);
      [this.headed, this.headedIn] = [rule, trace];
    }
    this.head.querySelector(".copying")?.toggleAttribute("hidden", model.fan.kind === "out");
    return this.head;
  }

  /** @param {Event} event */
  async onClick({ target }) {
    const button = target instanceof Element ? target.closest("[data-copy]") : null;
    if (!(button instanceof HTMLElement) || this.model?.fan.kind !== "in") return;
    const write = button.dataset.copy === "latex" ? asLatex : asText;
    await toClipboard(write(this.model, this.model.fan));
    const label = button.textContent;
    button.textContent = this.model.words.copied;
    setTimeout(() => {
      button.textContent = label;
    }, COPIED_MILLISECONDS);
  }

  /** @param {number|null} detail */
  announce(detail) {
    this.dispatchEvent(new CustomEvent("term-hover", { detail, bubbles: true }));
  }

  /** @param {SumModel} model */
  update(model) {
    if (!isSame(this.model, model)) {
      this.dataset.size = sizeOf(model);
      const head = this.headOf(model);
      keepFocus(this, () => this.replaceChildren(head, ...equationRows(model)));
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

/** @param {string} kind @param {string} text */
function copyButton(kind, text) {
  return el(
    "button",
    { type: "button", class: "copy", "data-copy": kind, "aria-live": "polite" },
    text,
  );
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
function sizeOf({ rule, fan: { step } }) {
  if (step.said && step.said.terms.length > 0) return isCopy(rule) ? "some" : "most";
  if (step.raises) return "most";
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
