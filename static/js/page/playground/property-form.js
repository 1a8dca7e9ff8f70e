/**
 * The form of the playground: one field for each property. The address holds what was chosen, so that a reload
 * and a link show the same.
 *
 * @import {Property} from "./scene.js"
 */

import { el } from "../../markup/dom.js";

export class PropertyForm {
  /** @param {HTMLFormElement} form with a [data-part=own] for the fields of the element @param {URLSearchParams} asked what the address says */
  constructor(form, asked) {
    this.form = form;
    this.asked = asked;
    this.own = /** @type {HTMLElement} */ (form.querySelector("[data-part=own]"));
    /** What the fields were drawn for. */
    this.drawn = "";
  }

  /** The fields of the open element; they keep what they hold as long as they stay the same. @param {Property[]} properties */
  draw(properties) {
    const shape = JSON.stringify(properties);
    if (shape === this.drawn) return;
    this.drawn = shape;
    const held = { ...Object.fromEntries(this.asked), ...this.values() };
    this.own.replaceChildren(...properties.map((property) => field(property, held[property.name])));
  }

  /** Each property by its name; a toggle that is off is "off". @returns {Record<string, string>} */
  values() {
    /** @type {Record<string, string>} */
    const found = {};
    for (const input of this.form.elements) {
      if (input instanceof HTMLInputElement && input.type === "checkbox")
        found[input.name] = input.checked ? "on" : "off";
      else if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement)
        found[input.name] = input.value;
    }
    return found;
  }

  /** Sets a field that is there already. @param {string} name @param {string} value */
  set(name, value) {
    const input = this.form.elements.namedItem(name);
    if (input instanceof HTMLSelectElement || input instanceof HTMLInputElement)
      input.value = value;
  }
}

/** @param {Property} property @param {string} [held] @returns {HTMLElement} */
export function field(property, held) {
  const { name, label } = property;
  const text = el("span", {}, label);
  if (property.kind === "choice") {
    const select = el("select", { name });
    select.append(...property.options.map((option) => el("option", { value: option }, option)));
    if (held !== undefined && property.options.includes(held)) select.value = held;
    return el("label", {}, text, select);
  }
  if (property.kind === "toggle") {
    const box = el("input", { type: "checkbox", name });
    box.checked = held === undefined ? property.start : held === "on";
    return el("label", { class: "toggle" }, box, text);
  }
  const { least, most, start } = property;
  const input = el("input", { type: "range", name, min: String(least), max: String(most) });
  input.value = held ?? String(start);
  const output = el("output", {}, input.value);
  input.addEventListener("input", () => {
    output.textContent = input.value;
  });
  return el("label", {}, text, input, output);
}
