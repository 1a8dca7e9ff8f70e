/**
 * Axes of traces made by hand, of the kinds that the engine gives their letters.
 *
 * @import {Axis, AxisKind} from "../../static/js/trace/types.js"
 */

/** @type {Record<string, AxisKind>} */
const KIND_OF = {
  n: "batch",
  g: "group",
  c: "channel_in",
  o: "channel_out",
  y: "row",
  i: "row",
  x: "column",
  j: "column",
  u: "tap_row",
  v: "tap_column",
};

/** @param {string} name @param {number} size @returns {Axis} */
export function axis(name, size) {
  return { axis: name, size, kind: KIND_OF[name] ?? "other" };
}
