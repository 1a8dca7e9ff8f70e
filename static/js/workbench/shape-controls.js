/**
 * <shape-controls>: a slider for every size and option. Says "shape-turn" with the control that is turned, its
 * value and whether it still moves, and "bias-turn" with whether there is a bias.
 *
 * @import {Control} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { BIAS } from "./request.js";

/**
 * @typedef {{controls: Control[], hasBias: boolean, words: Record<string, string>, names: Record<string, string>,
 *   isBusy: boolean, ids: string}} ShapeModel isBusy: a slider has been moved further than the controls say;
 *   ids: what ids begin with, which are unique in a document
 * @typedef {{control: Control, shown: number[], label: string}} Line shown: the numbers that it turns
 */

export class ShapeControls extends HTMLElement {
  constructor() {
    super();
    /** @type {ShapeModel|null} */
    this.model = null;
    /** Whether rows and columns, and all four sides, are turned as one; null before the first drawing. @type {boolean|null} */
    this.joined = null;
    /** Whether the reader has said so. */
    this.isChosen = false;
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    /** What the places of each slider stand for, as it is drawn: while it moves, answers have other bounds. @type {WeakMap<HTMLInputElement, number[]>} */
    this.drawn = new WeakMap();
    /** The slider that moves. @type {HTMLInputElement|null} */
    this.moving = null;
    /** What the reader has turned controls to, by label, until that is answered. @type {Map<string, number|boolean>} */
    this.requested = new Map();
    /** The line that a bound was last told of. */
    this.boundLabel = "";
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("input", (event) => this.onSlide(event, true), { signal });
    this.addEventListener("change", (event) => this.onChange(event), { signal });
    this.addEventListener("focusin", (event) => this.onFocus(event), { signal });
    // A slider that comes to rest where it began says no "change".
    for (const type of ["pointerup", "pointercancel", "focusout"]) {
      this.addEventListener(type, () => setTimeout(() => this.endDrag(), 0), { signal });
    }
  }

  disconnectedCallback() {
    this.events.abort();
  }

  /** @param {ShapeModel} model */
  update(model) {
    this.model = model;
    if (!model.isBusy) this.requested.clear();
    const joined = this.decide(model);
    const lines = linesOf(model, joined);
    const shape = lines.map(({ label }) => label).join("|");
    if (this.dataset.shape !== shape) this.draw(model, lines, joined);
    this.dataset.shape = shape;
    for (const line of lines) this.show(line);
    /** @type {any} */ (this.querySelector("[name=bias]")).checked =
      this.requested.get(BIAS) ?? model.hasBias;
    /** @type {any} */ (this.querySelector("[name=apart]")).checked = !joined;
    this.showBound(this.boundLabel);
  }

  /** Never from apart to joined by itself: a slider would go from under the pointer. @param {ShapeModel} model @returns {boolean} */
  decide({ controls }) {
    if (this.joined === null) this.joined = areJoined(controls);
    else if (this.joined && !this.isChosen) this.joined = areJoined(controls);
    return this.joined;
  }

  /** @param {ShapeModel} model @param {Line[]} lines @param {boolean} joined */
  draw({ words, ids }, lines, joined) {
    this.rows = new Map();
    const list = el("div", { class: "sliders" });
    for (const { label } of lines) {
      const input = el("input", {
        type: "range",
        min: "0",
        step: "1",
        "aria-describedby": `${ids}bound`,
      });
      const row = el("label", { class: "slider" }, el("span", {}, label), input, el("output", {}));
      input.dataset.label = label;
      this.rows.set(label, row);
      list.append(row);
    }
    this.replaceChildren(
      list,
      checkbox(BIAS, words.hasBias),
      checkbox("apart", words.apart),
      el("p", { class: "bound", id: `${ids}bound`, role: "status" }),
    );
    this.classList.toggle("apart", !joined);
  }

  /** @param {Line} line */
  show({ control, shown, label }) {
    const row = this.rows.get(label);
    const input = row?.querySelector("input");
    const output = row?.querySelector("output");
    if (!input || !output) return;
    const { value, values } = control;
    const requested = this.requested.get(label);
    const isOne = requested !== undefined || new Set(shown).size < 2;
    output.textContent = isOne ? String(requested ?? value) : shown.join("\u00d7");
    output.classList.toggle("pending", requested !== undefined);
    input.setAttribute("aria-valuetext", output.textContent);
    // What the reader has moved further meanwhile stays there, unless the slider has just been drawn anew.
    if (requested === undefined || !this.drawn.has(input)) {
      this.drawn.set(input, values);
      input.max = String(values.length - 1);
      const at = String(Math.max(0, values.indexOf(Number(requested ?? value))));
      if (input.value !== at) input.value = at;
      input.classList.toggle("still", values.length < 2);
    }
    const last = Number(input.max);
    const share = last === 0 ? 0 : Number(input.value) / last;
    input.style.setProperty("--share", String(share));
  }

  /** @param {string} label */
  showBound(label) {
    const line = this.lineOf(label);
    const bound = this.querySelector(".bound");
    if (bound === null || this.model === null) return;
    if (line === undefined) {
      bound.textContent = this.model.words.boundHint;
      return;
    }
    const { value, values, least, most } = line.control;
    const isOne = values.length < 2;
    const ends = [];
    if (isOne || value === values[0]) ends.push(least);
    if (value === values.at(-1)) ends.push(most);
    const text = isOne ? most : ends.join("; ");
    bound.textContent =
      text === "" ? this.model.words.boundHint : fill(this.model.words.boundOf, { label, text });
  }

  /** @param {string} label @returns {Line|undefined} */
  lineOf(label) {
    if (this.model === null) return undefined;
    return linesOf(this.model, this.decide(this.model)).find((line) => line.label === label);
  }

  /** @param {{target: EventTarget|null}} event @param {boolean} isLive */
  onSlide({ target }, isLive) {
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    const line = this.lineOf(target.dataset.label ?? "");
    const value = this.drawn.get(target)?.[Number(target.value)];
    if (line === undefined || value === undefined) return;
    this.boundLabel = line.label;
    this.moving = isLive ? target : null;
    this.requested.set(line.label, value);
    const detail = { control: line.control, value, isLive };
    this.dispatchEvent(new CustomEvent("shape-turn", { detail, bubbles: true }));
  }

  endDrag() {
    const target = this.moving;
    if (target !== null) this.onSlide({ target }, false);
  }

  /** @param {Event} event */
  onChange(event) {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === BIAS) {
      this.requested.set(BIAS, target.checked);
      this.dispatchEvent(new CustomEvent("bias-turn", { detail: target.checked, bubbles: true }));
    } else if (target.name === "apart") {
      this.joined = !target.checked;
      this.isChosen = true;
      if (this.model !== null) this.update(this.model);
      /** @type {HTMLElement|null} */ (this.querySelector("[name=apart]"))?.focus();
    } else this.onSlide(event, false);
  }

  /** @param {Event} event */
  onFocus({ target }) {
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    this.boundLabel = target.dataset.label ?? "";
    this.showBound(this.boundLabel);
  }
}

/** @param {string} name @param {string} text */
function checkbox(name, text) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", name }), text);
}

/** @param {Control[]} controls @returns {boolean} whether rows and columns are alike everywhere */
function areJoined(controls) {
  const single = controls.filter(({ joined }) => !joined);
  /** @type {Map<string, number>} */
  const first = new Map();
  return single.every(({ name, value }) => {
    if (!first.has(name)) first.set(name, value);
    return first.get(name) === value;
  });
}

/** @param {ShapeModel} model @param {boolean} joined @returns {Line[]} */
function linesOf({ controls, names }, joined) {
  const shown = controls.filter((control) => control.axis === null || !joined);
  // Those that turn several come last; in the list they stand where the first of theirs would.
  const order = [...new Set(controls.map(({ name }) => name))];
  return shown
    .filter((control) => control.joined === (joined && hasAxes(controls, control.name)))
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
    .map((control) => {
      const { name, axis, side } = control;
      const key = [name, axis, side].filter((part) => part !== null).join("_");
      const parts = controls.filter((each) => each.name === name && !each.joined);
      const numbers = control.joined ? parts.map(({ value }) => value) : [control.value];
      return { control, shown: numbers, label: names[key] };
    });
}

/** @param {Control[]} controls @param {string} name */
function hasAxes(controls, name) {
  return controls.some((control) => control.name === name && control.axis !== null);
}
