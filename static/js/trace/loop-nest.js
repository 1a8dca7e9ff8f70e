/**
 * A nest of loops: over some axes, the positions that go with each other in a few flat arrays. For each
 * axis it is solved which taps hit, so that what falls outside costs nothing: they are a first one, a step
 * and a count, and from one to the next every position moves by the same distance.
 *
 * @import {Affine} from "./affine.js"
 */

import { aboveOf, boundsOf, gcd } from "./affine.js";

/**
 * An index that must be whole and from 0 to size - 1; its share of the array's position is stride times it.
 * @typedef {{index: Affine, size: number, stride: number}} Place
 * One that depends on no loop, or on one: the part before the loop, and its coefficient.
 * @typedef {{array: number, offset: number, at: number[], by: number[], divisor: number, size: number, stride: number,
 *   coefficient: number}} Condition
 */

export class LoopNest {
  /**
   * @param {number[]} own sizes of the axes that stand still
   * @param {number[]} looped sizes of the axes gone through
   * @param {Place[][]} arrays for each of them its places, over both kinds of axes in this order
   */
  constructor(own, looped, arrays) {
    this.sizes = looped;
    this.own = own.length;
    this.arrays = arrays;
    /** @type {Condition[]} */
    this.still = [];
    /** @type {Condition[][]} */
    this.moving = looped.map(() => []);
    /** An index that depends on two loops at once cannot be solved axis by axis. */
    this.isMixed = false;
    this.first = looped.map(() => 0);
    this.step = looped.map(() => 1);
    this.count = looped.map(() => 0);
    this.start = arrays.map(() => 0);
    /** By array, then by axis: how far a step moves. */
    this.moves = arrays.map(() => looped.map(() => 0));
    const sizes = [...own, ...looped];
    arrays.forEach((places, array) => {
      for (const place of places) if (!isIdle(place, sizes)) this.add(place, array);
    });
  }

  /** @param {Place} place @param {number} array */
  add({ index, size, stride }, array) {
    const { offset, at, by, divisor } = index;
    const loops = at.filter((variable) => variable >= this.own);
    if (loops.length > 1) this.isMixed = true;
    const own = at.map((_, k) => k).filter((k) => at[k] < this.own);
    const coefficient = loops.length === 1 ? by[at.indexOf(loops[0])] : 0;
    const condition = {
      array,
      offset,
      at: own.map((k) => at[k]),
      by: own.map((k) => by[k]),
      divisor,
      size,
      stride,
      coefficient,
    };
    if (loops.length === 0) this.still.push(condition);
    else this.moving[loops[0] - this.own].push(condition);
  }

  /**
   * Finds the taps that hit for one cell.
   *
   * @param {ArrayLike<number>} cell where the axes that stand still are
   * @param {(number|undefined)[]} [only] the one tap wanted of an axis
   * @returns {boolean} whether there are any; not to be asked of mixed loops
   */
  solveFor(cell, only) {
    const { start, moves, first, step, count } = this;
    start.fill(0);
    for (const condition of this.still) {
      const at = aboveOf(condition, cell) / condition.divisor;
      if (!Number.isInteger(at) || at < 0 || at >= condition.size) return false;
      start[condition.array] += at * condition.stride;
    }
    for (let axis = 0; axis < this.sizes.length; axis++) {
      const tap = only?.[axis];
      first[axis] = tap ?? 0;
      step[axis] = 1;
      let last = tap ?? this.sizes[axis] - 1;
      for (const condition of this.moving[axis]) {
        last = this.narrow(axis, last, condition, aboveOf(condition, cell));
        if (first[axis] > last) return false;
      }
      count[axis] = Math.floor((last - first[axis]) / step[axis]) + 1;
      if (count[axis] < 1) return false;
      for (const way of moves) way[axis] = 0;
      for (const condition of this.moving[axis]) {
        const { array, stride, coefficient, divisor } = condition;
        const at = (aboveOf(condition, cell) + coefficient * first[axis]) / divisor;
        start[array] += stride * at;
        moves[array][axis] += (stride * coefficient * step[axis]) / divisor;
      }
    }
    return true;
  }

  /**
   * Leaves of an axis's taps those for which a condition holds.
   *
   * @param {number} axis
   * @param {number} last
   * @param {Condition} condition
   * @param {number} begin its index above the divisor at tap 0
   * @returns {number} the new last one; before the first where none is left
   */
  narrow(axis, last, { coefficient, divisor, size }, begin) {
    const { first, step } = this;
    const low = -begin / coefficient;
    const high = (divisor * (size - 1) - begin) / coefficient;
    const end = Math.min(last, Math.floor(Math.max(low, high)));
    const least = Math.ceil(Math.min(low, high));
    if (least > first[axis]) {
      first[axis] += Math.ceil((least - first[axis]) / step[axis]) * step[axis];
    }
    if (divisor === 1) return end;
    const period = divisor / gcd(coefficient * step[axis], divisor);
    for (let tried = 0; (begin + coefficient * first[axis]) % divisor !== 0; tried++) {
      if (tried === period || first[axis] > end) return -1;
      first[axis] += step[axis];
    }
    step[axis] *= period;
    return end;
  }
}

/** Whether a place adds nothing and can never be outside. @param {Place} place @param {number[]} sizes */
function isIdle({ index, size, stride }, sizes) {
  if (stride !== 0 || index.divisor !== 1) return false;
  const [least, most] = boundsOf(index, sizes);
  return least >= 0 && most < size;
}
