/**
 * What an axis runs over, as the wire says it: no name of an axis means anything to the page.
 *
 * @import {Axis, Tensor} from "./types.js"
 */

/** @typedef {Pick<Axis, "kind">} Kinded */

/** @param {Kinded} axis */
export function isChannel({ kind }) {
  return kind === "channel_in" || kind === "channel_out";
}

/** @param {Kinded} axis */
export function isTap({ kind }) {
  return kind === "tap_row" || kind === "tap_column";
}

/** Whether it runs over rows or columns of a picture. @param {Kinded} axis */
export function isPosition({ kind }) {
  return kind === "row" || kind === "column";
}

/** @param {Kinded} axis */
export function isBatch({ kind }) {
  return kind === "batch";
}

/** @param {Kinded} axis */
export function isGroup({ kind }) {
  return kind === "group";
}

/** A kernel is given, and has taps. @param {Pick<Tensor, "axes"|"rule">} tensor */
export function isKernel({ axes, rule }) {
  return rule === null && axes.some(isTap);
}
