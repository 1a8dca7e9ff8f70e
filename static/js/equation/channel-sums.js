/**
 * The parts of a sum over many channels: what each pair of grids adds to the chosen cell.
 *
 * @import {Channels, Unit} from "../board/board.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, Rule} from "../trace/types.js"
 */

import { indexIn } from "../trace/cell-name.js";
import { titleOf } from "../grid/title.js";

/** At most so many stand around those that are open, and the rest is added up. */
export const MAX_CHANNEL_PARTS = 9;

/** @typedef {{label: string, value: number, position: number, open: boolean}} Part */
/** @typedef {{count: number, value: number, position: number}} Rest several parts in one number */

/**
 * What each pair adds.
 *
 * @param {Trace} trace
 * @param {Channels} channels
 * @param {string} writes
 * @param {Cell} target
 * @returns {number[]}
 */
export function partialSums(trace, { rule, units }, writes, target) {
  return units.map(({ at = {} }) => trace.part(rule, writes, target, at));
}

/**
 * The parts around those that are open, and what lies before and after them: all of it adds up to the whole.
 *
 * @param {Trace} trace
 * @param {Channels} channels
 * @param {number[]} sums
 * @param {number} [most] how many parts there is room for
 * @returns {{before: Rest|null, parts: Part[], after: Rest|null, whole: Rest}}
 */
export function stripOf(trace, { rule, units, open, shown }, sums, most = MAX_CHANNEL_PARTS) {
  const wanted = open + Math.floor((shown - most) / 2);
  const from = Math.max(0, Math.min(wanted, units.length - most));
  const to = Math.min(units.length, from + most);
  /** @param {number} first @param {number} end @param {number} position @returns {Rest} */
  const rest = (first, end, position) => ({
    count: end - first,
    value: sums.slice(first, end).reduce((total, value) => total + value, 0),
    position,
  });
  const parts = units.slice(from, to).map((unit, k) => ({
    label: labelOf(trace, rule, unit),
    value: sums[from + k],
    position: from + k,
    open: from + k >= open && from + k < open + shown,
  }));
  return {
    before: from > 0 ? rest(0, from, Math.max(0, open - most)) : null,
    parts,
    after: to < units.length ? rest(to, units.length, open + most) : null,
    whole: rest(0, units.length, 0),
  };
}

/** The indices of a pair that the sum runs over, as its grids carry them. @param {Trace} trace @param {Rule} rule @param {Unit} unit @returns {string} */
function labelOf(trace, rule, { panels, at = {} }) {
  const names = panels.map(
    ({ tensor, view, blocks }) =>
      titleOf(trace, tensor, view, blocks[0], { [tensor.name]: "{self}" }).name,
  );
  return Object.entries(at)
    .map(([axis, value]) => {
      const summed = rule.products[0].sum.find((each) => each.axis === axis);
      const found = names
        .map((name) => summed && indexIn(name, summed))
        .find((index) => index !== null);
      return found ?? String(value + 1);
    })
    .join("");
}
