/**
 * The mark of every cell on the stage, and the numbers that join the cells of one product. A pure
 * function of the state.
 *
 * @import {Mark, Marks} from "../grid/cell-mark.js"
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, Rule, Tensor, View} from "../trace/types.js"
 * @import {State} from "../state/types.js"
 */

import { focus, stageCell, written } from "../state/selectors.js";
import { unreadIn } from "../trace/unread-cells.js";
import { flatten, placeOf, placeOfFlat, unflatten } from "../trace/view.js";

/** Of more readers than these, all are taken to use the source. */
export const MAX_EXAMINED_READERS = 64;
/** Above this number of products, badges are omitted: they would be unreadable. */
export const MAX_BADGES = 9;
/** There can be very many. @type {Mark} */
const READER = { kind: "reader", badge: "" };
/** @type {Mark} */
const UNREAD = { kind: "unread", badge: "" };

/**
 * @param {Trace} trace
 * @param {State} state
 * @param {FanIn|FanOut} [fan] the focus, where it is at hand
 * @returns {Marks}
 */
export function marks(trace, state, fan = focus(trace, state)) {
  /** @type {Marks} */
  const found = new Map();
  /** @param {CellRef} ref @param {string} kind @param {string} [badge] */
  const add = ({ tensor, cell }, kind, badge = "") => {
    const flat = flatten(trace.tensor(tensor).axes, cell);
    const ofTensor = found.get(tensor) ?? new Map();
    found.set(tensor, ofTensor.set(flat, { kind, badge }));
  };
  for (const [tensor, flats] of unreadIn(trace, fan.step)) {
    found.set(tensor, new Map(flats.map((flat) => [flat, UNREAD])));
  }
  if (fan.kind === "in") markTerms(trace, state, fan, add);
  else markReaders(trace, state, fan, found, add);
  return found;
}

/**
 * Whether two factors of a product run through their tensors in opposite directions, so that cells at the
 * same place do not meet.
 *
 * @param {Rule} rule
 */
export function isCrossed({ products: [{ sum, factors }] }) {
  return sum.some(({ axis }) => {
    const steps = factors.flatMap(({ index }) => index.map(({ terms }) => terms[axis] ?? 0));
    return steps.some((step) => step < 0) && steps.some((step) => step > 0);
  });
}

/**
 * The number of each term that is joined by numbers: those of a crossed product that count.
 *
 * @param {Rule} rule
 * @param {FanIn} fan
 * @returns {Map<number, string>} by the term's position
 */
export function badgesOf(rule, { terms }) {
  const numbers = new Map();
  if (!isCrossed(rule)) return numbers;
  terms.forEach(({ factors }, position) => {
    if (factors.length < 2 || factors.some(({ cell }) => cell === null)) return;
    numbers.set(position, String(numbers.size + 1));
  });
  return numbers.size > MAX_BADGES ? new Map() : numbers;
}

/** @typedef {(ref: CellRef, kind: string, badge?: string) => void} Add */

/** @param {Trace} trace @param {State} state @param {FanIn} fan @param {Add} add */
function markTerms(trace, state, fan, add) {
  const { rule } = written(trace, state).step;
  const badges = badgesOf(rule, fan);
  /** @param {number} position @param {string} [kind] */
  const markTerm = (position, kind) => {
    const { factors } = fan.terms[position];
    const isIdle = factors.some(({ cell }) => cell === null);
    for (const { tensor, cell } of factors) {
      if (cell === null) continue;
      add({ tensor, cell }, kind ?? (isIdle ? "read idle" : "read"), badges.get(position));
    }
  };
  fan.terms.forEach((_, position) => {
    markTerm(position);
  });
  for (const position of fan.lit) if (position < fan.terms.length) markTerm(position, "read hot");
  add(fan.target, "write");
  const { perturbs } = fan.step;
  if (perturbs) add({ tensor: perturbs, cell: fan.target.cell }, "raised", "+1");
}

/**
 * The readers of a source in one grid of the result that really use it: those for which another factor
 * falls outside multiply it with nothing. Of very many, as many as it takes to know that.
 *
 * @param {Trace} trace
 * @param {{rule: Rule, writes: string, view: View, block: number}} step
 * @param {FanOut} fan
 * @returns {Cell[]}
 */
export function usersOf(trace, { rule, writes, view, block }, { source, readers }) {
  const here = readersIn(trace.tensor(writes), view, block, readers);
  const shape = trace.shapeOf(writes);
  const cells = here.slice(0, MAX_EXAMINED_READERS + 1).map((flat) => unflatten(shape, flat));
  if (here.length > MAX_EXAMINED_READERS) return cells;
  return cells.filter((cell) =>
    trace
      .termsReading(rule, writes, cell, source)
      .some((term) => term.factors.every((read) => read.cell !== null)),
  );
}

/** Those that stand in one grid. @param {Tensor} tensor @param {View} view @param {number} block @param {number[]} readers @returns {number[]} */
export function readersIn(tensor, view, block, readers) {
  return readers.filter((flat) => placeOfFlat(tensor, view, flat).block === block);
}

/** Whether the users of a source are joined to it by numbers. @param {Rule} rule @param {Cell[]} users */
export function areNumbered(rule, users) {
  return rule.products[0].factors.length > 1 && users.length <= MAX_BADGES;
}

/**
 * The readers, and what each of them multiplies the source with; those of the grid on the board are
 * numbered.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {FanOut} fan
 * @param {Marks} found
 * @param {Add} add
 */
function markReaders(trace, state, fan, found, add) {
  const { step, tensor, view } = written(trace, state);
  const { rule, writes } = step;
  const { block } = placeOf(tensor, view, stageCell(trace, state, fan).cell);
  if (fan.readers.length > 0) found.set(writes, new Map(fan.readers.map((flat) => [flat, READER])));
  const users = usersOf(trace, { rule, writes, view, block }, fan);
  if (areNumbered(rule, users)) {
    users.forEach((cell, k) => {
      const badge = String(k + 1);
      for (const term of trace.termsReading(rule, writes, cell, fan.source)) {
        for (const read of term.factors) {
          if (read.cell !== null) add({ tensor: read.tensor, cell: read.cell }, "partner", badge);
        }
      }
      add({ tensor: writes, cell }, "reader", badge);
    });
  }
  add(fan.source, "source");
}
