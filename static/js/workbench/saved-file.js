/**
 * A state as a file, for what is too long for an address.
 *
 * @import {ConvRequest} from "./request.js"
 */

import { BIAS, REQUEST_TENSORS } from "./request.js";

/** Format version of a saved file. */
const FORMAT = 1;
/** A path of this host, and no other host's. */
const PATH = /^\/(?![/\\])/;

/** @typedef {{given: ConvRequest, view: string}} Saved view: the path and query of the address that it was saved at */

/** @param {Saved} saved @returns {string} */
export function fileOf({ view, given }) {
  return JSON.stringify({ gradgrid: FORMAT, view, given });
}

/** @param {string} text @returns {Saved|null} what a file holds, if it was saved here */
export function savedIn(text) {
  try {
    const content = JSON.parse(text);
    if (content?.gradgrid !== FORMAT || !hasTensors(content.given)) return null;
    return typeof content.view === "string" && PATH.test(content.view) ? content : null;
  } catch {
    return null;
  }
}

/** Whether the tensors are there; what is in them is the server's to check. @param {any} given @returns {boolean} */
function hasTensors(given) {
  // A bias can be left out.
  return REQUEST_TENSORS.filter((name) => name !== BIAS).every(
    (name) => Array.isArray(given?.[name]?.shape) && Array.isArray(given[name].data),
  );
}
