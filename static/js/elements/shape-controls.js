/**
 * <shape-controls>: a slider for every size and option. Says "shape-turn" with the controls that are turned,
 * their value and whether they still move, and "bias-turn" with whether there is a bias.
 *
 * @import {Control} from "../types.js"
 */

import { el, fill } from "../dom.js";

/** @typedef {{controls: Control[], hasBias: boolean, words: Record<string, string>, names: Record<string, string>}} ShapeModel */
/** @typedef {{controls: Control[], values: number[], label: string}} Line some controls that are turned as one */

export class ShapeControls extends HTMLElement {
  constructor() {
    super();
    /** @type {ShapeModel|null} */
    this.model = null;
    /** Whether rows and columns, and all four sides, are turned as one; null until the reader says. @type {boolean|null} */
    this.joined = null;
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    /** The line that a bound was last told of. */
    this.told = "";
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("input", (event) => this.onSlide(event, true), { signal });
    this.addEventListener("change", (event) => this.onChange(event), { signal });
    this.addEventListener("focusin", (event) => this.onFocus(event), { signal });
  }

  disconnectedCallback() {
    this.events.abort();
  }

  /** @param {ShapeModel} model */
  update(model) {
    this.model = model;
    const joined = this.joined ?? areJoined(model.controls);
    const lines = linesOf(model, joined);
    const shape = lines.map(({ label }) => label).join("|");
    if (this.dataset.shape !== shape) this.draw(model, lines, joined);
    this.dataset.shape = shape;
    for (const line of lines) this.show(line);
    /** @type {any} */ (this.querySelector("[name=bias]")).checked = model.hasBias;
    /** @type {any} */ (this.querySelector("[name=apart]")).checked = !joined;
    this.tell(this.told);
  }

  /** @param {ShapeModel} model @param {Line[]} lines @param {boolean} joined */
  draw({ words }, lines, joined) {
    this.rows = new Map();
    const list = el("div", { class: "sliders" });
    for (const { label } of lines) {
      const input = el("input", {
        type: "range",
        min: "0",
        step: "1",
        "aria-describedby": "bound",
      });
      const row = el("label", { class: "slider" }, el("span", {}, label), input, el("output", {}));
      input.dataset.label = label;
      this.rows.set(label, row);
      list.append(row);
    }
    this.replaceChildren(
      list,
      checkbox("bias", words.hasBias),
      checkbox("apart", words.apart),
      el("p", { class: "bound", id: "bound", role: "status" }),
    );
    this.classList.toggle("apart", !joined);
  }

  /** @param {Line} line */
  show({ controls, values, label }) {
    const row = this.rows.get(label);
    const input = row?.querySelector("input");
    const output = row?.querySelector("output");
    if (!input || !output) return;
    input.max = String(values.length - 1);
    const at = String(Math.max(0, values.indexOf(controls[0].value)));
    if (input.value !== at) input.value = at;
    input.disabled = values.length < 2;
    const shown = [...new Set(controls.map(({ value }) => value))];
    output.textContent =
      shown.length > 1 ? controls.map(({ value }) => value).join("\u00d7") : String(shown[0]);
    input.setAttribute("aria-valuetext", output.textContent);
    input.style.setProperty(
      "--share",
      String(values.length < 2 ? 0 : Number(at) / (values.length - 1)),
    );
  }

  /** @param {string} label */
  tell(label) {
    const line = this.lineOf(label);
    const bound = this.querySelector(".bound");
    if (bound === null || this.model === null) return;
    if (line === undefined) {
      bound.textContent = this.model.words.boundHint;
      return;
    }
    const { controls, values } = line;
    const [{ value, least, most }] = controls;
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
    const joined = this.joined ?? areJoined(this.model.controls);
    return linesOf(this.model, joined).find((line) => line.label === label);
  }

  /** @param {Event} event @param {boolean} isLive */
  onSlide({ target }, isLive) {
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    const line = this.lineOf(target.dataset.label ?? "");
    const value = line?.values[Number(target.value)];
    if (line === undefined || value === undefined) return;
    this.told = line.label;
    const detail = { controls: line.controls, value, isLive };
    this.dispatchEvent(new CustomEvent("shape-turn", { detail, bubbles: true }));
  }

  /** @param {Event} event */
  onChange(event) {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "bias") {
      this.dispatchEvent(new CustomEvent("bias-turn", { detail: target.checked, bubbles: true }));
    } else if (target.name === "apart") {
      this.joined = !target.checked;
      if (this.model !== null) this.update(this.model);
      /** @type {HTMLElement|null} */ (this.querySelector("[name=apart]"))?.focus();
    } else this.onSlide(event, false);
  }

  /** @param {Event} event */
  onFocus({ target }) {
    if (!(target instanceof HTMLInputElement) || target.type !== "range") return;
    this.told = target.dataset.label ?? "";
    this.tell(this.told);
  }
}

/** @param {string} name @param {string} text */
function checkbox(name, text) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", name }), text);
}

/** @param {Control[]} controls @returns {boolean} whether rows and columns are alike everywhere */
function areJoined(controls) {
  /** @type {Map<string, number>} */
  const first = new Map();
  return controls.every(({ name, value }) => {
    if (!first.has(name)) first.set(name, value);
    return first.get(name) === value;
  });
}

/** @param {ShapeModel} model @param {boolean} joined @returns {Line[]} */
function linesOf({ controls, names }, joined) {
  /** @param {Control} control */
  const labelOf = ({ name, axis, side }) => {
    const key = [
      name,
      ...(joined || axis === null ? [] : [axis, side].filter((at) => at !== null)),
    ];
    return names[key.join("_")];
  };
  /** @type {Map<string, Control[]>} */
  const lines = new Map();
  for (const control of controls) {
    const label = labelOf(control);
    lines.set(label, [...(lines.get(label) ?? []), control]);
  }
  return [...lines].map(([label, some]) => {
    const [first, ...others] = some;
    const values = first.values.filter((value) =>
      others.every((other) => other.values.includes(value)),
    );
    return { controls: some, values: values.length > 0 ? values : [first.value], label };
  });
}
