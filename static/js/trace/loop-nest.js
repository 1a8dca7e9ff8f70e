/**
 * For one output cell, solves which values of each summed axis keep every index whole and in range: first, step and
 * count per axis. Terms out of range are never visited. From one value to the next, the position in each array moves by
 * a fixed distance.
 *
 * @import {Affine} from "./affine.js"
 */

import { aboveOf, boundsOf, gcd } from "./affine.js";

/**
 * An index that must be whole and from 0 to size - 1; it adds stride times its value to the position in the array.
 * @typedef {{index: Affine, size: number, stride: number}} Place
 * A Place that depends on at most one loop: its part outside the loop, and the loop's coefficient.
 * @typedef {{array: number, offset: number, at: number[], by: number[], divisor: number, size: number, stride: number,
 *   coefficient: number}} Condition
 */

export class LoopNest {
  /**
   * @param {number[]} own sizes of the fixed axes: those of the output cell
   * @param {number[]} looped sizes of the summed axes
   * @param {Place[][]} arrays the places of each array; their indices run over the fixed axes, then the summed ones
   */
  constructor(own, looped, arrays) {
    this.sizes = looped;
    this.own = own.length;
    this.arrays = arrays;
    /** @type {Condition[]} */
    this.still = [];
    /** @type {Condition[][]} */
    this.moving = looped.map(() => []);
    /** Whether an index depends on two loops at once: it cannot be solved axis by axis. */
    this.isMixed = false;
    this.first = looped.map(() => 0);
    this.step = looped.map(() => 1);
    this.count = looped.map(() => 0);
    this.start = arrays.map(() => 0);
    /** By array, then by axis: the distance in the array from one value to the next. */
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
   * Solves the loops for one output cell.
   *
   * @param {ArrayLike<number>} cell values of the fixed axes
   * @param {(number|undefined)[]} [only] a single value that is wanted of an axis
   * @returns {boolean} whether any term is in range; must not be called where isMixed
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
   * Narrows the values of an axis to those for which a condition holds.
   *
   * @param {number} axis
   * @param {number} last
   * @param {Condition} condition
   * @param {number} begin the numerator of the index where the axis is 0
   * @returns {number} the new last value; smaller than the first where none is left
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

/** Whether an index adds nothing to a position and is never out of range. @param {Place} place @param {number[]} sizes */
function isIdle({ index, size, stride }, sizes) {
  if (stride !== 0 || index.divisor !== 1) return false;
  const [least, most] = boundsOf(index, sizes);
  return least >= 0 && most < size;
}
