/**
 * The menus at the upper right: another example or language is another page, another theme is not.
 *
 * @import {PageLinks} from "../workbench/connection/page-links.js"
 * @import {State, Theme} from "../state/types.js"
 */

import { showPreset } from "./page.js";
import { find } from "../markup/dom.js";

/** What belongs to an example, and not to the next. */
const OF_EXAMPLE = ["cell", "pin", "data", "own"];

/**
 * @typedef {{state: () => State, address: () => string, leave: () => boolean, travel: PageLinks,
 *   setTheme: (theme: Theme) => void}} Use leave: takes along what no address holds, if it can
 */

/** @param {Use} use */
export function listenToMenus({ state, address, leave, travel, setTheme }) {
  find("#preset").addEventListener("change", async (/** @type {Event} */ event) => {
    const url = new URL(location.href);
    const { chapter, step } = state();
    url.pathname = `/${chapter}/${step}`;
    for (const name of OF_EXAMPLE) url.searchParams.delete(name);
    url.searchParams.set("preset", /** @type {HTMLSelectElement} */ (event.target).value);
    if (!(await travel.to(() => url))) showPreset(state().source);
  });
  find("#language").addEventListener("click", (/** @type {Event} */ event) => {
    event.preventDefault();
    void travel.to(() => {
      const url = new URL(address(), location.href);
      url.searchParams.set("lang", find("#language").dataset.lang);
      return leave() ? url : null;
    });
  });
  find("#theme").addEventListener("change", (/** @type {Event} */ event) => {
    setTheme(/** @type {Theme} */ (/** @type {HTMLSelectElement} */ (event.target).value));
  });
  // A page that comes back from the browser's memory keeps what its menus showed when it was left.
  addEventListener("pageshow", () => showPreset(state().source));
}
