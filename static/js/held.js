/**
 * Numbers that no address can hold: they go along in the browser's history, and to another page of the tab.
 *
 * @import {Given} from "./given.js"
 */

const CARRIED = "gradgrid-given";

/** @param {Given|null} given for the page that this tab opens next */
export function carryOver(given) {
  try {
    if (given === null) sessionStorage.removeItem(CARRIED);
    else sessionStorage.setItem(CARRIED, JSON.stringify(given));
  } catch {
    // There is no room for so many: the other page begins with the example.
  }
}

/** @returns {Given|null} what was held for the page that is open */
export function heldGiven() {
  const carried = sessionStorage.getItem(CARRIED);
  return history.state?.given ?? (carried === null ? null : JSON.parse(carried));
}
