/**
 * <sum-panel>: the chosen cell written out. Says "term-hover" with the position of the term that is
 * looked at, or null.
 *
 * @import {SumModel} from "./rows.js"
 * @import {Step} from "../trace/types.js"
 */

import { toClipboard } from "../markup/clipboard.js";
import { asLatex, asText } from "./copied-text.js";
import { el } from "../markup/dom.js";
import { briefOf, equationRows } from "./rows.js";
import { MAX_CHANNEL_PARTS } from "./channel-sums.js";
import { tallestModels } from "./panel-height.js";
import { indexEquation } from "./index-equation.js";
import { drawnEquation } from "./index-mathml.js";
import { keepFocus } from "../markup/keep-focus.js";

const COPIED_MILLISECONDS = 1600;
/** Of a strip of channels that takes more than a line, so many parts are left out at a time, down to the least. */
const FEWER_PARTS = 2;
const LEAST_PARTS = 3;

export class SumPanel extends HTMLElement {
  constructor() {
    super();
    /** @type {SumModel|null} */
    this.model = null;
    /** @type {HTMLElement|null} */
    this.head = null;
    /** The step whose rule the head shows. @type {Step|null} */
    this.headStep = null;
    /** Timer that removes the "Copied" message. @type {ReturnType<typeof setTimeout>|undefined} */
    this.copied = undefined;
    /** What the height was measured for, and what it is in pixels. */
    this.sizedFor = "";
    this.panelHeight = 0;
    /** How many parts a strip of channels has room for. */
    this.parts = MAX_CHANNEL_PARTS;
    /** Whether a long sum is written out as far as it goes: until another cell is chosen. */
    this.isOpen = false;
    /** Whether it is scrolled; cached, since reading scrollTop would force a layout. */
    this.isScrolled = false;
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
    const onScroll = () => {
      this.isScrolled = true;
    };
    this.addEventListener("scroll", onScroll, { signal, passive: true });
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
  headOf({ trace, titles, words, fan }) {
    if (this.head === null || this.headStep !== fan.step) {
      const equation = drawnEquation(indexEquation(trace, fan.step, titles));
      const line = el("div", { class: "equation" }, el("span", { class: "label" }, words.index));
      line.append(equation);
      const brief = el("div", { class: "brief", "aria-hidden": "true" });
      this.head = el("div", { class: "head" }, brief, line, copyButtons(words));
      this.headStep = fan.step;
    }
    return this.head;
  }

  /** @param {Event} event */
  async onClick({ target }) {
    const { model } = this;
    if (!(target instanceof Element) || model === null) return;
    if (target.closest("[data-more]") !== null) this.open(model);
    const button = target.closest("[data-copy]");
    if (!(button instanceof HTMLElement) || model.fan.kind !== "in") return;
    const write = button.dataset.copy === "latex" ? asLatex : asText;
    if (!(await toClipboard(write(model, model.fan)))) return;
    this.showCopied(button, model.words.copied);
  }

  /** For a moment the button says so, and no other does. @param {HTMLElement} button @param {string} text */
  showCopied(button, text) {
    clearTimeout(this.copied);
    const group = /** @type {HTMLElement} */ (button.parentElement);
    const tell = (/** @type {HTMLElement|null} */ chosen) => {
      for (const each of group.querySelectorAll("[data-copy]")) {
        each.classList.toggle("copied", each === chosen);
      }
      const status = group.querySelector("[role=status]");
      if (status) status.textContent = chosen === null ? "" : text;
    };
    tell(button);
    this.copied = setTimeout(() => tell(null), COPIED_MILLISECONDS);
  }

  /** @param {number|null} detail */
  announce(detail) {
    this.dispatchEvent(new CustomEvent("term-hover", { detail, bubbles: true }));
  }

  /** In an exercise it has nothing to say. It is not empty: what waits for its first drawing goes by that. */
  clear() {
    if (this.model === null && this.hasChildNodes()) return;
    this.model = null;
    this.head = null;
    this.headStep = null;
    this.sizedFor = "";
    this.replaceChildren(el("span", {}));
  }

  /** @param {SumModel} model */
  update(model) {
    const isFitted = this.fit(model);
    if (!isSame(this.model, model)) {
      this.isOpen = false;
      this.draw(model);
      if (this.isScrolled) this.scrollTop = 0;
      this.isScrolled = false;
      this.growLater();
    } else if (isFitted) {
      // A strip of channels has room for more parts now, or for fewer.
      if (model.channels) this.draw(model);
      this.growLater();
    }
    this.model = model;
    this.light(model);
  }

  /** The rows in full. @param {SumModel} model */
  open(model) {
    this.isOpen = true;
    this.draw(model);
    this.light(model);
  }

  /** @param {SumModel} model */
  draw(model) {
    const head = this.headOf(model);
    const rows = equationRows({ ...model, isOpen: this.isOpen, parts: this.parts });
    fillHead(head, model);
    keepFocus(this, () => this.replaceRows(head, rows));
  }

  /** The terms that are pointed at. @param {SumModel} model */
  light(model) {
    const lit = model.fan.kind === "in" ? model.fan.lit : [];
    for (const chip of this.querySelectorAll("[data-position]")) {
      const position = Number(/** @type {HTMLElement} */ (chip).dataset.position);
      const isLit = lit.includes(position);
      chip.classList.toggle("hot", isLit);
      if (chip.role === "option") chip.ariaSelected = String(isLit);
    }
  }

  /** The head stays where it is, and so does the focus on its buttons. @param {HTMLElement} head @param {HTMLElement[]} rows */
  replaceRows(head, rows) {
    if (head.parentElement === this) while (head.nextSibling) head.nextSibling.remove();
    else this.replaceChildren(head);
    head.after(...rows);
  }

  /** A step keeps the height that it began with, in the room that it began in. @param {SumModel} model @returns {boolean} whether it was measured anew */
  fit(model) {
    const { fan, channels, room } = model;
    const place = [fan.step.id, fan.step.writes, Boolean(channels), room].join();
    if (place === this.sizedFor && model.trace === this.model?.trace) return false;
    this.sizedFor = place;
    const styles = getComputedStyle(this);
    const around = [
      styles.paddingTop,
      styles.paddingBottom,
      styles.borderTopWidth,
      styles.borderBottomWidth,
    ].reduce((sum, length) => sum + Number.parseFloat(length), 0);
    // In a column, as on a phone, only the result and its sum have to be in sight.
    const isColumn = styles.display === "grid";
    this.parts = MAX_CHANNEL_PARTS;
    let measured = this.measure(model, isColumn);
    while (measured.isWrapped && this.parts > LEAST_PARTS && !isColumn) {
      this.parts -= FEWER_PARTS;
      measured = this.measure(model, isColumn);
    }
    this.setHeight(measured.height + around);
    return true;
  }

  /** @param {number} height in pixels */
  setHeight(height) {
    this.panelHeight = Math.ceil(height);
    this.style.setProperty("--tall", `${this.panelHeight}px`);
  }

  /**
   * Draws the cells that need the most room out of sight, all of them in one layout of the page.
   *
   * @param {SumModel} model
   * @param {boolean} isColumn
   * @returns {{height: number, isWrapped: boolean}} whether a strip of channels takes more than a line
   */
  measure(model, isColumn) {
    const drawn = tallestModels(model).map((each) => {
      const head = /** @type {HTMLElement} */ (this.headOf(each).cloneNode(true));
      fillHead(head, each);
      return el("div", {}, head, ...equationRows({ ...each, parts: this.parts }));
    });
    const probe = el("div", { class: "probe", "aria-hidden": "true" }, ...drawn);
    this.append(probe);
    const height = Math.max(...drawn.map((each) => heightOf(each, isColumn)));
    const isWrapped = [...probe.querySelectorAll(".channels")].some(isInLines);
    probe.remove();
    return { height, isWrapped };
  }

  /** What was foreseen may fall short of a cell. The layout of the frame before costs nothing to ask for. */
  growLater() {
    requestAnimationFrame(() => {
      const { display, maxHeight } = getComputedStyle(this);
      // It cannot grow past the style sheet's max-height.
      const isTallest = this.panelHeight >= Number.parseFloat(maxHeight);
      if (display === "grid" || isTallest) return;
      const more = this.scrollHeight - this.clientHeight;
      if (more > 0 && this.model?.fan.kind === "in" && !this.isOpen)
        this.setHeight(this.panelHeight + more);
    });
  }
}

/** What of the head depends on the cell; of one that is read there is no sum to copy. @param {HTMLElement} head @param {SumModel} model */
function fillHead(head, model) {
  head.querySelector(".brief")?.replaceChildren(...briefOf(model));
  head.querySelector(".copying")?.toggleAttribute("hidden", model.fan.kind === "out");
}

/** @param {HTMLElement} drawn @param {boolean} isColumn whether only the numbers count, which come first there */
function heightOf(drawn, isColumn) {
  const { top, height } = drawn.getBoundingClientRect();
  const last = drawn.lastElementChild;
  return isColumn && last !== null ? last.getBoundingClientRect().bottom - top : height;
}

/** @param {Element} strip @returns {boolean} whether it takes more than a line */
function isInLines({ firstElementChild: first, lastElementChild: last }) {
  if (first === null || last === null) return false;
  return last.getBoundingClientRect().top >= first.getBoundingClientRect().bottom;
}

/** @param {Record<string, string>} words */
function copyButtons(words) {
  const group = el("div", { class: "copying", role: "group", "aria-label": words.copy });
  group.append(el("span", { "aria-hidden": "true" }, words.copy));
  for (const [kind, text] of [
    ["latex", words.copyLatex],
    ["text", words.copyText],
  ]) {
    const mark = el("span", { class: "done", "aria-hidden": "true" }, words.copied);
    group.append(
      el(
        "button",
        // Keeps the button's accessible name while it shows "Copied".
        { type: "button", class: "copy", "data-copy": kind, "aria-label": text },
        el("span", {}, text),
        mark,
      ),
    );
  }
  group.append(el("span", { class: "spoken", role: "status" }));
  return group;
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

/** @param {Event} event @returns {number|null} */
function termUnder({ target }) {
  const chip = target instanceof Element ? target.closest("[data-position]") : null;
  return chip instanceof HTMLElement ? Number(chip.dataset.position) : null;
}
