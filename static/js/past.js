/**
 * What can be undone and done again.
 *
 * @import {Given} from "./given.js"
 */

import { GIVEN, numbersOf } from "./given.js";

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

  /** @param {Given} was what stood before @param {Way} way how it was left */
  remember(was, way) {
    if (way === "open") return;
    if (way === "undo") {
      this.done.pop();
      this.undone.push(was);
      return;
    }
    this.done.push(was);
    if (way === "redo") this.undone.pop();
    else this.undone = [];
    while (
      this.done.length > MOST_CHANGES ||
      (this.done.length > 1 && this.count() > MOST_NUMBERS)
    ) {
      this.done.shift();
    }
  }

  count() {
    return this.done.reduce((total, given) => total + sizeOf(given), 0);
  }
}

/** @param {Given} given */
function sizeOf(given) {
  return GIVEN.reduce((total, name) => total + numbersOf(given, name).data.length, 0);
}
