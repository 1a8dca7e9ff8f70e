/**
 * The page's own elements, which no explainer has: the menus of examples and themes, the list of keys.
 *
 * @import {State} from "../state/types.js"
 */

import { el, find } from "../markup/dom.js";
import { BINDINGS, CONTROL_BINDINGS, KEY_CAPS } from "../markup/keys.js";

/** Before the letter of a key that is held with it. */
const CONTROL = "Ctrl ";

/** The menu of examples: own numbers are an entry of their own. @param {{preset: string, isOwn: boolean}} source */
export function showPreset({ preset, isOwn }) {
  find("#own").hidden = !isOwn;
  find("#preset").value = isOwn ? "" : preset;
}

/** @param {string} preset @returns {string} what the menu of examples calls it */
export function presetTitle(preset) {
  return find(`#preset option[value="${preset}"]`).textContent;
}

/** The help dialog and the key handler read the same table. */
export function listBindings() {
  const list = find("#bindings");
  const texts = JSON.parse(list.dataset.texts);
  for (const { keys, command } of [...BINDINGS, ...CONTROL_BINDINGS]) {
    const isHeld = CONTROL_BINDINGS.some((binding) => binding.command === command);
    const caps = keys.map((key) => el("kbd", {}, (isHeld ? CONTROL : "") + (KEY_CAPS[key] ?? key)));
    list.append(el("dt", {}, ...caps.flatMap((cap, k) => (k > 0 ? [" ", cap] : [cap]))));
    list.append(el("dd", {}, texts[command]));
  }
}

/** @param {State} state */
export function drawTheme({ theme }) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  find("#theme").value = theme;
}
