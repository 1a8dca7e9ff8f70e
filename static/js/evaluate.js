/**
 * The numbers of a rule, without an object for every term: for each summed axis the taps that hit are found
 * first, and only their combinations are gone through. It knows nothing of strides or kernels.
 *
 * @import {Axis, Cell, Factor, Rule, Tensor, Term} from "./types.js"
 */

import { isCopy } from "./rule.js";

/** Of a tensor up to this size every number is remembered; of a larger one the latest. */
const REMEMBERED = 2_000_000;
const LATEST = 50_000;

/**
 * A factor made ready: per axis of its tensor the offset, the coefficients of the rule's axes, the divisor,
 * the size and the stride. ``by`` is the one summed axis that an index depends on, -1 for none.
 * @typedef {{offset: number, own: number[], by: number, coefficient: number, divisor: number, size: number,
 *   stride: number}} Place
 * @typedef {{tensor: string, places: Place[]}} Ready
 * @typedef {{sizes: number[], names: string[], factors: Ready[]}} Product
 */

/** @param {number[]} sizes @returns {number[]} C order */
function stridesOf(sizes) {
  const strides = sizes.map(() => 1);
  for (let k = sizes.length - 2; k >= 0; k--) strides[k] = strides[k + 1] * sizes[k + 1];
  return strides;
}

export class Evaluator {
  /** @param {Map<string, Tensor>} tensors */
  constructor(tensors) {
    this.tensors = tensors;
    /** @type {WeakMap<Rule, Product[]>} */
    this.ready = new WeakMap();
    /** @type {Map<string, Float64Array|Map<number, number>>} */
    this.memory = new Map();
  }

  /** @param {string} name @param {number} flat position in C order @returns {number} */
  at(name, flat) {
    const tensor = /** @type {Tensor} */ (this.tensors.get(name));
    if (tensor.values !== null) return tensor.values[flat];
    const rule = /** @type {Rule} */ (tensor.rule);
    if (isCopy(rule)) return this.evaluate(rule, tensor.axes, cellOf(tensor.axes, flat));
    const known = this.recall(tensor);
    const found = known instanceof Map ? known.get(flat) : known[flat];
    if (found !== undefined && !Number.isNaN(found)) return found;
    const value = this.evaluate(rule, tensor.axes, cellOf(tensor.axes, flat));
    if (!(known instanceof Map)) known[flat] = value;
    else {
      if (known.size >= LATEST) known.clear();
      known.set(flat, value);
    }
    return value;
  }

  /** @param {Tensor} tensor @returns {Float64Array|Map<number, number>} */
  recall({ name, axes }) {
    const known = this.memory.get(name);
    if (known !== undefined) return known;
    const size = axes.reduce((total, axis) => total * axis.size, 1);
    const fresh = size <= REMEMBERED ? new Float64Array(size).fill(Number.NaN) : new Map();
    this.memory.set(name, fresh);
    return fresh;
  }

  /**
   * @param {Rule} rule
   * @param {Axis[]} axes of the tensor that the rule writes
   * @param {Cell} cell
   * @param {Record<string, number>} [fixed] summed axes that stay where they are: a part of the first product
   * @returns {number}
   */
  evaluate(rule, axes, cell, fixed = {}) {
    const products = this.prepared(rule, axes);
    if (products.length === 1 && isPlain(products[0])) {
      const flat = flatOf(products[0].factors[0], cell);
      return flat < 0 ? 0 : rule.scale * this.at(products[0].factors[0].tensor, flat);
    }
    const wanted = Object.keys(fixed).length === 0 ? products : products.slice(0, 1);
    let total = 0;
    for (const product of wanted) {
      total += this.sum(product, hitsOf(product, cell, fixed));
    }
    return rule.scale * total + 0;
  }

  /**
   * The terms of a cell that read no zero from outside, in the order of the sum.
   *
   * @param {Rule} rule
   * @param {Axis[]} axes
   * @param {Cell} cell
   * @returns {Term[]}
   */
  hits(rule, axes, cell) {
    return this.prepared(rule, axes).flatMap((product) => {
      const hits = hitsOf(product, cell, {});
      if (hits === null) return [];
      /** @type {Term[]} */
      const terms = [];
      visit(product, hits, (flats) => {
        terms.push({
          factors: product.factors.map(({ tensor }, k) => ({
            tensor,
            cell: cellOf(/** @type {Tensor} */ (this.tensors.get(tensor)).axes, flats[k]),
          })),
        });
      });
      return terms;
    });
  }

  /** @param {Product} product @param {Hits|null} hits @returns {number} */
  sum(product, hits) {
    if (hits === null) return 0;
    const [one, other] = product.factors;
    let total = 0;
    visit(product, hits, (flats) => {
      const left = this.at(one.tensor, flats[0]);
      if (left === 0) return;
      total += other === undefined ? left : left * this.at(other.tensor, flats[1]);
    });
    return total;
  }

  /** @param {Rule} rule @param {Axis[]} axes @returns {Product[]} */
  prepared(rule, axes) {
    const known = this.ready.get(rule);
    if (known !== undefined) return known;
    const made = rule.products.map(({ sum, factors }) => ({
      sizes: sum.map(({ size }) => size),
      names: sum.map(({ axis }) => axis),
      factors: factors.map((factor) => this.prepare(factor, axes, sum)),
    }));
    this.ready.set(rule, made);
    return made;
  }

  /** @param {Factor} factor @param {Axis[]} axes @param {Axis[]} sum @returns {Ready} */
  prepare({ tensor, index }, axes, sum) {
    const sizes = /** @type {Tensor} */ (this.tensors.get(tensor)).axes.map(({ size }) => size);
    const strides = stridesOf(sizes);
    const places = index.map(({ terms, offset, divisor }, k) => {
      const summed = sum.findIndex(({ axis }) => axis in terms);
      const others = sum.filter(({ axis }) => axis in terms).length;
      if (others > 1) throw new RangeError(`an index of ${tensor} depends on two summed axes`);
      return {
        offset,
        own: axes.map(({ axis }) => terms[axis] ?? 0),
        by: summed,
        coefficient: summed < 0 ? 0 : terms[sum[summed].axis],
        divisor,
        size: sizes[k],
        stride: strides[k],
      };
    });
    return { tensor, places };
  }
}

/** @param {Product} product @returns {boolean} whether it is one cell of one tensor */
function isPlain({ sizes, factors }) {
  return sizes.length === 0 && factors.length === 1;
}

/** @param {Ready} factor without summed axes @param {Cell} cell @returns {number} the position read, -1 outside */
function flatOf({ places }, cell) {
  let flat = 0;
  for (const { offset, own, divisor, size, stride } of places) {
    let at = offset;
    for (let axis = 0; axis < own.length; axis++) at += own[axis] * cell[axis];
    at /= divisor;
    if (at < 0 || at >= size || !Number.isInteger(at)) return -1;
    flat += at * stride;
  }
  return flat;
}

/** Per summed axis the taps that hit, with what each adds to the position in every factor. */
/** @typedef {{base: number[], taps: number[][][]}} Hits */

/**
 * @param {Product} product
 * @param {Cell} cell
 * @param {Record<string, number>} fixed
 * @returns {Hits|null} null where no term reads anything
 */
function hitsOf({ sizes, names, factors }, cell, fixed) {
  const base = factors.map(() => 0);
  /** @type {{factor: number, place: Place, start: number}[][]} */
  const depending = sizes.map(() => []);
  for (let k = 0; k < factors.length; k++) {
    for (const place of factors[k].places) {
      let start = place.offset;
      for (let axis = 0; axis < cell.length; axis++) start += place.own[axis] * cell[axis];
      if (place.by >= 0) {
        depending[place.by].push({ factor: k, place, start });
        continue;
      }
      const at = start / place.divisor;
      if (!Number.isInteger(at) || at < 0 || at >= place.size) return null;
      base[k] += at * place.stride;
    }
  }
  const taps = sizes.map((size, axis) => {
    const only = fixed[names[axis]];
    const found = [];
    for (let tap = only ?? 0; tap < (only === undefined ? size : only + 1); tap++) {
      const adds = factors.map(() => 0);
      let hit = true;
      for (const { factor, place, start } of depending[axis]) {
        const at = (start + place.coefficient * tap) / place.divisor;
        hit = Number.isInteger(at) && at >= 0 && at < place.size;
        if (!hit) break;
        adds[factor] += at * place.stride;
      }
      if (hit) found.push(adds);
    }
    return found;
  });
  return { base, taps };
}

/** Every combination of taps, the first axis outermost. @param {Product} product @param {Hits} hits @param {(flats: number[]) => void} visitor */
function visit({ factors }, { base, taps }, visitor) {
  const depth = taps.length;
  const flats = Array.from({ length: depth + 1 }, () => base.slice());
  /** @param {number} axis */
  const walk = (axis) => {
    if (axis === depth) {
      visitor(flats[depth]);
      return;
    }
    for (const adds of taps[axis]) {
      for (let k = 0; k < factors.length; k++) flats[axis + 1][k] = flats[axis][k] + adds[k];
      walk(axis + 1);
    }
  };
  walk(0);
}

/** @param {Axis[]} axes @param {number} flat @returns {Cell} */
function cellOf(axes, flat) {
  const cell = new Array(axes.length);
  let rest = flat;
  for (let k = axes.length - 1; k >= 0; k--) {
    const { size } = axes[k];
    cell[k] = rest % size;
    rest = Math.floor(rest / size);
  }
  return cell;
}
