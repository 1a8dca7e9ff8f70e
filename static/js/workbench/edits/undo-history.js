/**
 * Undo and redo: bounded stacks of the numbers before each change, and of those that were undone.
 *
 * @import {Given, Numbers} from "../request.js"
 */

import { GIVEN, numbersOf } from "../request.js";

/** As many changes are kept, of as many numbers in all. */
const MOST_CHANGES = 100;
const MOST_NUMBERS = 4_000_000;

/** @typedef {"new"|"undo"|"redo"|"open"} Way what was opened by its address is nothing to undo */

export class Past {
  constructor() {
    /** @type {Given[]} */
    this.undone = [];
    /** @type {Given[]} */
    this.done = [];
  }

  /** @param {Way} way @returns {Given|null} where it leads */
  target(way) {
    return (way === "undo" ? this.done : this.undone).at(-1) ?? null;
  }

  /** @param {Given} was what stood before @param {Given} now @param {Way} way how it came there */
  remember(was, now, way) {
    const taken = way === "open" ? this.wayTo(now) : way;
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
      this.done.length > MOST_CHANGES ||
      (this.done.length > 1 && this.count() > MOST_NUMBERS)
    ) {
      this.done.shift();
    }
  }

  /** An address that is opened may be one that undoing leads to as well. @param {Given} now @returns {Way|null} */
  wayTo(now) {
    for (const way of /** @type {Way[]} */ (["undo", "redo"])) {
      const target = this.target(way);
      if (target !== null && isSame(target, now)) return way;
    }
    return null;
  }

  /** @returns {Past} that can go its own way */
  copy() {
    const copied = new Past();
    copied.undone = [...this.undone];
    copied.done = [...this.done];
    return copied;
  }

  count() {
    return this.done.reduce((total, given) => total + sizeOf(given), 0);
  }
}

/** @param {Given} given */
function sizeOf(given) {
  return GIVEN.reduce((total, name) => total + numbersOf(given, name).data.length, 0);
}

/** @param {Given} one @param {Given} other */
function isSame(one, other) {
  return hasSameOptions(one, other) && hasSameNumbers(one, other);
}

/** @param {Given} one @param {Given} other @returns {boolean} */
export function hasSameOptions(one, other) {
  const [these, those] = [one, other].map(({ stride, padding, dilation, groups, bias }) =>
    JSON.stringify([stride, padding, dilation, groups, bias === null]),
  );
  return these === those;
}

/** @param {Given} one @param {Given} other @returns {boolean} */
export function hasSameNumbers(one, other) {
  return GIVEN.every((name) => isAlike(numbersOf(one, name), numbersOf(other, name)));
}

/** @param {Numbers} one @param {Numbers} other */
function isAlike(one, other) {
  return (
    one.shape.join() === other.shape.join() &&
    (one.data === other.data || one.data.every((value, k) => value === other.data[k]))
  );
}
