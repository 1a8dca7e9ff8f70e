/**
 * Undo and redo: bounded stacks of requests.
 *
 * @import {ConvRequest, Numbers} from "../request.js"
 */

import { REQUEST_TENSORS, numbersOf } from "../request.js";

/** At most this many changes are kept, and this many numbers over all of them. */
const MAX_CHANGES = 100;
const MAX_KEPT_NUMBERS = 4_000_000;

/** @typedef {"new"|"undo"|"redo"|"open"} Move open: an address; it makes no undo entry unless undo or redo leads there */

export class UndoHistory {
  constructor() {
    /** @type {ConvRequest[]} */
    this.undone = [];
    /** @type {ConvRequest[]} */
    this.done = [];
  }

  /** @param {Move} move @returns {ConvRequest|null} where it leads */
  target(move) {
    return (move === "undo" ? this.done : this.undone).at(-1) ?? null;
  }

  /** @param {ConvRequest} was what stood before @param {ConvRequest} now @param {Move} move how it came there */
  remember(was, now, move) {
    const taken = move === "open" ? this.moveTo(now) : move;
    if (taken === null || (taken === "new" && isSame(was, now))) return;
    if (taken === "undo") {
      this.done.pop();
      this.undone.push(was);
      return;
    }
    this.done.push(was);
    if (taken === "redo") this.undone.pop();
    else this.undone = [];
    while (
      this.done.length > MAX_CHANGES ||
      (this.done.length > 1 && this.count() > MAX_KEPT_NUMBERS)
    ) {
      this.done.shift();
    }
  }

  /** An address that is opened may be one that undoing leads to as well. @param {ConvRequest} now @returns {Move|null} */
  moveTo(now) {
    for (const move of /** @type {Move[]} */ (["undo", "redo"])) {
      const target = this.target(move);
      if (target !== null && isSame(target, now)) return move;
    }
    return null;
  }

  /** @returns {UndoHistory} an independent copy */
  copy() {
    const copied = new UndoHistory();
    copied.undone = [...this.undone];
    copied.done = [...this.done];
    return copied;
  }

  count() {
    return this.done.reduce((total, given) => total + sizeOf(given), 0);
  }
}

/** @param {ConvRequest} given */
function sizeOf(given) {
  return REQUEST_TENSORS.reduce((total, name) => total + numbersOf(given, name).data.length, 0);
}

/** @param {ConvRequest} one @param {ConvRequest} other */
function isSame(one, other) {
  return hasSameOptions(one, other) && hasSameNumbers(one, other);
}

/** @param {ConvRequest} one @param {ConvRequest} other @returns {boolean} */
export function hasSameOptions(one, other) {
  const [these, those] = [one, other].map(({ stride, padding, dilation, groups, bias }) =>
    JSON.stringify([stride, padding, dilation, groups, bias === null]),
  );
  return these === those;
}

/** @param {ConvRequest} one @param {ConvRequest} other @returns {boolean} */
export function hasSameNumbers(one, other) {
  return REQUEST_TENSORS.every((name) => isAlike(numbersOf(one, name), numbersOf(other, name)));
}

/** @param {Numbers} one @param {Numbers} other */
function isAlike(one, other) {
  return (
    one.shape.join() === other.shape.join() &&
    (one.data === other.data || one.data.every((value, k) => value === other.data[k]))
  );
}
