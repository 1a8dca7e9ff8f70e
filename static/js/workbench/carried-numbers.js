/**
 * Requests that are too long for an address: kept in history.state, and in sessionStorage across pages of the tab.
 *
 * @import {ConvRequest} from "./request.js"
 */

const CARRIED = "gradgrid-given";

/** @param {ConvRequest|null} given for the page that this tab opens next @returns {boolean} false where the storage is full */
export function carryOver(given) {
  try {
    sessionStorage.removeItem(CARRIED);
    if (given !== null) sessionStorage.setItem(CARRIED, JSON.stringify(given));
    return true;
  } catch {
    return given === null;
  }
}

/** The request kept for this page; one from the page before is read once and removed. @returns {ConvRequest|null} */
export function carriedRequest() {
  if (history.state?.given) return history.state.given;
  try {
    const carried = sessionStorage.getItem(CARRIED);
    sessionStorage.removeItem(CARRIED);
    const given = carried === null ? null : JSON.parse(carried);
    if (given !== null) hold(given);
    return given;
  } catch {
    return null;
  }
}

/** The page may be loaded anew before the server has answered, and the address follows later still. @param {ConvRequest} given */
function hold(given) {
  try {
    history.replaceState({ given }, "");
  } catch {
    // There is no room for it: they are on this page alone.
  }
}
