/**
 * The page's own elements: what the server put into it, theme, prose and links of another lesson, the list of keys.
 *
 * @import {Lesson} from "../workbench/lesson.js"
 * @import {Source, State, Theme} from "../state/types.js"
 */

import { el, find } from "../markup/dom.js";
import { BINDINGS, CONTROL_BINDINGS, KEY_CAPS } from "../markup/keys.js";

/** Before the letter of a key that is held with it. */
const CONTROL = "Ctrl ";

/** @param {string} id @returns {any} the JSON that the server put into the page */
export function embedded(id) {
  return JSON.parse(find(`#${id}`).textContent);
}

/** @param {Lesson} lesson @param {string} form @param {boolean} [isLive] @returns {Source} */
export function sourceOf({ facts }, form, isLive = false) {
  const { preset, isFirst, data, isOwn } = facts;
  return { preset, isFirst, data, isOwn, isLive, form };
}

/** Every link leads to the numbers that are open, but for those to an example. @param {Source} source @param {Theme} theme */
export function aimLinks({ preset, data, form }, theme) {
  const lang = new URLSearchParams(location.search).get("lang");
  const reader = {
    lang: lang === document.documentElement.lang ? lang : null,
    theme: theme === "auto" ? null : theme,
  };
  const as = form === "" ? null : form;
  for (const link of links("main a[data-to], header a:not(#language)")) {
    if (link.pathname !== "/docs") aim(link, { preset, data, as, ...reader });
  }
  for (const link of links("#prose .absent a")) aim(link, reader);
}

/** @param {HTMLAnchorElement} link @param {Record<string, string|null>} query null where the link is to say nothing of it */
function aim(link, query) {
  const asked = new URLSearchParams(link.search);
  for (const [name, value] of Object.entries(query)) {
    if (value === null) asked.delete(name);
    else asked.set(name, value);
  }
  link.search = asked.toString();
}

/** @param {string} selector @returns {NodeListOf<HTMLAnchorElement>} */
function links(selector) {
  return document.querySelectorAll(selector);
}

/** The menu of examples: own numbers are an entry of their own. @param {{preset: string, isOwn: boolean}} source */
export function showPreset({ preset, isOwn }) {
  find("#own").hidden = !isOwn;
  find("#preset").value = isOwn ? "" : preset;
}

/** The reader starts each step at its top, and the browser's history with its name. */
export function openStep() {
  find(".narration:not([hidden])").scrollTop = 0;
  document.title = `${stepTitle()} \u00b7 Gradgrid`;
  showStep();
}

/** The open step, in sight in the list of steps; prose that has to be scrolled can be, by keys as well. */
export function showStep() {
  const prose = find(".narration:not([hidden])");
  if (prose.scrollHeight > prose.clientHeight) prose.tabIndex = 0;
  else prose.removeAttribute("tabindex");
  const link = find(".steps:not([hidden]) [aria-current]");
  const item = link.closest("li");
  item.parentElement.scrollTop = (item.previousElementSibling ?? item).offsetTop;
}

/** @returns {string} */
export function stepTitle() {
  return find(".narration:not([hidden]) h1").textContent;
}

/**
 * What the theme says of the sizes of cells and text, and how large the window is.
 *
 * @returns {{least: number, most: number, withSymbol: number, textScale: number, windowWidth: number,
 *   windowHeight: number}}
 */
export function readSizes() {
  const styles = getComputedStyle(document.documentElement);
  /** @param {string} name of a token without a unit */
  const read = (name) => Number.parseFloat(styles.getPropertyValue(name));
  return {
    least: read("--cell-least"),
    most: read("--cell-most"),
    withSymbol: read("--cell-with-symbol"),
    textScale: Number.parseFloat(styles.fontSize) / 16,
    windowWidth: innerWidth,
    windowHeight: innerHeight,
  };
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
