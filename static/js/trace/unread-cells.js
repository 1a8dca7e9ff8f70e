/**
 * The source cells that no result cell reads, such as those past the last window: they are drawn faint.
 *
 * @import {Trace} from "./trace.js"
 * @import {Step} from "./types.js"
 */

import { readersOf } from "./readers.js";
import { unflatten } from "./view.js";

/** In a larger tensor only a part is in sight, and asking for each cell would take too long. */
const MAX_EXAMINED_CELLS = 2_000;

const NUMBER_BYTES = 8;

/** @param {Trace} trace @param {Step} step @returns {Map<string, number[]>} flat positions, by tensor that the step reads */
export function unreadIn(trace, step) {
  return trace.cache.getOrCompute(
    step,
    "unread",
    () => search(trace, step),
    (found) => [...found.values()].flat().length * NUMBER_BYTES,
  );
}

/** @param {Trace} trace @param {Step} step */
function search(trace, { rule, writes }) {
  const { axes } = trace.tensor(writes);
  const names = new Set(
    rule.products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor)),
  );
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const name of names) {
    const shape = trace.shapeOf(name);
    const count = shape.reduce((total, size) => total * size, 1);
    if (count > MAX_EXAMINED_CELLS) continue;
    const flats = Array.from({ length: count }, (_, flat) => flat).filter(
      (flat) => readersOf(rule, axes, name, unflatten(shape, flat), 1).count === 0,
    );
    if (flats.length > 0) found.set(name, flats);
  }
  return found;
}
