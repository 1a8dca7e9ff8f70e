/**
 * The interpreter of rules: what a cell reads. It knows nothing of strides or kernels; an index that is out
 * of range, or not whole after its division, reads as zero (null here).
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loop-nest.js"
 * @import {Axis, Cell, CellRef, Index, Product, Read, Rule, Term} from "./types.js"
 */

import { affineOf, wholeOf } from "./affine.js";
import { LoopNest } from "./loop-nest.js";

/** A sum of more terms is too long to list the zeros that fall outside. */
const LONG_SUM = 40;

/**
 * @param {Index} index
 * @param {Record<string, number>} point
 * @returns {number|null}
 */
export function indexAt(index, point) {
  let total = index.offset;
  for (const [axis, coefficient] of Object.entries(index.terms)) total += coefficient * point[axis];
  const quotient = total / index.divisor;
  return Number.isInteger(quotient) ? quotient : null;
}

/**
 * @param {Axis[]} axes
 * @param {Cell} cell
 * @returns {Record<string, number>}
 */
export function pointOf(axes, cell) {
  return Object.fromEntries(axes.map(({ axis }, position) => [axis, cell[position]]));
}

/**
 * Fan-in: the terms of one output cell in the order of the sum.
 *
 * @param {Rule} rule
 * @param {Axis[]} axes the axes of the tensor that the rule writes
 * @param {Cell} cell
 * @param {(tensor: string) => number[]} shapeOf
 * @param {{inside?: boolean, reading?: CellRef}} [options] whether those that read zero from outside are
 *   left out, and all that do not read that cell
 * @returns {Term[]}
 */
export function termsOf(rule, axes, cell, shapeOf, { inside = false, reading } = {}) {
  /** @type {Term[]} */
  const terms = [];
  for (const product of rule.products) {
    const { sum, factors } = product;
    const scale = ownScale(rule, product);
    const names = [...axes, ...sum].map(({ axis }) => axis);
    const ready = factors.map(({ tensor, index }) => ({
      tensor,
      indices: index.map((each) => affineOf(each, names)),
      shape: shapeOf(tensor),
    }));
    const bound = inside ? ready.map(placesOf) : [];
    if (reading !== undefined) {
      const readers = ready.filter(({ tensor }) => tensor === reading.tensor);
      if (readers.length === 0) continue;
      if (readers.length === 1) bound.push(placesAt(readers[0], reading.cell));
    }
    const taps = tapsOf(axes, sum, bound, cell);
    if (taps === null) continue;
    const point = [...cell, ...sum.map(() => 0)];
    /** @param {number} axis */
    const walk = (axis) => {
      if (axis === sum.length) {
        const reads = ready.map((factor) => ({
          tensor: factor.tensor,
          cell: readAt(factor, point),
        }));
        if (inside && reads.some((read) => read.cell === null)) return;
        if (reading === undefined || reads.some((read) => isSame(read, reading))) {
          terms.push({ factors: reads, scale });
        }
        return;
      }
      for (const tap of taps[axis]) {
        point[axes.length + axis] = tap;
        walk(axis + 1);
      }
    };
    walk(0);
  }
  return terms;
}

/** @typedef {{tensor: string, indices: Affine[], shape: number[]}} Ready */

/** @param {Ready} factor @param {number[]} point @returns {Cell|null} the cell read, or null where it falls outside */
function readAt({ indices, shape }, point) {
  const cell = new Array(indices.length);
  for (let k = 0; k < indices.length; k++) {
    const at = wholeOf(indices[k], point);
    if (at === null || at < 0 || at >= shape[k]) return null;
    cell[k] = at;
  }
  return cell;
}

/** @param {Read} read @param {CellRef} other */
export function isSame({ tensor, cell }, other) {
  return tensor === other.tensor && cell !== null && cell.every((at, k) => at === other.cell[k]);
}

/** Where a factor is inside its tensor. @param {Ready} factor @returns {Place[]} */
function placesOf({ indices, shape }) {
  return indices.map((index, k) => ({ index, size: shape[k], stride: 1 }));
}

/** Where a factor is one cell of its tensor. @param {Ready} factor @param {Cell} cell @returns {Place[]} */
function placesAt({ indices }, cell) {
  return indices.map((index, k) => {
    const offset = index.offset - index.divisor * cell[k];
    return { index: { ...index, offset }, size: 1, stride: 1 };
  });
}

/**
 * @param {Axis[]} axes
 * @param {Axis[]} sum
 * @param {Place[][]} places in which every index must be
 * @param {Cell} cell
 * @returns {number[][]|null} for each summed axis its taps, without those that fall outside whatever the
 *   others are; null where none is left
 */
function tapsOf(axes, sum, places, cell) {
  const sizes = sum.map(({ size }) => size);
  const all = () => sizes.map((size) => Array.from({ length: size }, (_, tap) => tap));
  if (places.length === 0) return all();
  const own = axes.map(({ size }) => size);
  const loops = new LoopNest(own, sizes, places);
  if (loops.isMixed) return all();
  if (!loops.solveFor(cell)) return null;
  const { first, step, count } = loops;
  /** @param {number} k */
  const hit = (k) => Array.from({ length: count[k] }, (_, n) => first[k] + n * step[k]);
  return sizes.map((_, k) => hit(k));
}

/** @param {Rule} rule @returns {number} what every product is scaled by, written once before the sum; 1 where they differ */
export function commonScale({ products: [{ scale }, ...others] }) {
  return others.every((each) => each.scale === scale) ? scale : 1;
}

/** The scale of a term as one more factor. @param {Term} term @returns {number[]} empty for 1 */
export function scaleOf({ scale }) {
  return scale === 1 ? [] : [scale];
}

/** @param {Rule} rule @param {Product} product of it @returns {number} what this product is scaled by besides */
export function ownScale(rule, { scale }) {
  return scale === commonScale(rule) ? 1 : scale;
}

/** @param {Rule} rule @returns {number} terms of every cell, those that read zero included */
export function lengthOf({ products }) {
  return products.reduce(
    (total, { sum }) => total + sum.reduce((length, { size }) => length * size, 1),
    0,
  );
}

/** @param {Rule} rule @returns {boolean} whether only terms that read nothing from outside are listed */
export function isLong(rule) {
  return lengthOf(rule) > LONG_SUM;
}

/** @param {Rule} rule @returns {boolean} whether each cell is one cell of one other tensor, or zero */
export function isCopy(rule) {
  const [product, ...others] = rule.products;
  return (
    others.length === 0 &&
    product.scale === 1 &&
    product.sum.length === 0 &&
    product.factors.length === 1
  );
}
