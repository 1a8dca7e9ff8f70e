/**
 * What becomes of the loss when a cell is raised by 1: the outputs that read it are computed anew, with the
 * raised number, and the loss with them.
 *
 * @import {Trace} from "./trace.js"
 * @import {Cell, CellRef, Rule} from "./types.js"
 */

import { isCopy } from "./rule.js";

/** To compute so many terms anew would take longer than a frame. */
const MOST_TERMS = 20_000;

/**
 * @param {Trace} trace
 * @param {CellRef} raised
 * @returns {{before: number, after: number}|null} null where it would take too long
 */
export function lossWith(trace, raised) {
  const output = trace.tensor("output");
  const rule = /** @type {Rule} */ (output.rule);
  const before = trace.value("loss", [0]);
  const touched = touchedBy(trace, rule, raised);
  if (touched.length === 0) return { before, after: before };
  if (touched.length * trace.terms(rule, "output", touched[0]).length > MOST_TERMS) return null;
  const after = touched.reduce((loss, cell) => {
    const change = valueWith(trace, rule, cell, raised) - trace.value("output", cell);
    return loss + trace.value("grad_output", cell) * change;
  }, before);
  return { before, after };
}

/** The outputs that read a cell, straight or by way of copies. @param {Trace} trace @param {Rule} rule @param {CellRef} ref @returns {Cell[]} */
function touchedBy(trace, rule, ref) {
  const read = rule.products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor));
  if (read.includes(ref.tensor)) return trace.readers(rule, "output", ref);
  return read.flatMap((name) => {
    const between = trace.tensor(name).rule;
    if (between === null || !isCopy(between)) return [];
    return trace
      .readers(between, name, ref)
      .flatMap((cell) => trace.readers(rule, "output", { tensor: name, cell }));
  });
}

/** @param {Trace} trace @param {Rule} rule @param {Cell} cell @param {CellRef} raised @returns {number} */
function valueWith(trace, rule, cell, raised) {
  return trace.terms(rule, "output", cell).reduce((sum, { factors }) => {
    const product = factors.reduce((value, read) => {
      if (read.cell === null) return 0;
      const origin = trace.origin(read.tensor, read.cell);
      const isRaised = origin?.tensor === raised.tensor && `${origin.cell}` === `${raised.cell}`;
      return value * (trace.value(read.tensor, read.cell) + (isRaised ? 1 : 0));
    }, rule.scale);
    return sum + product;
  }, 0);
}
