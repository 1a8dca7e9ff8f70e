/**
 * Evaluates rules without an object for every term. Copies are followed to what they copy; what is left are loops over
 * flat arrays. It knows nothing of strides or kernels.
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loop-nest.js"
 * @import {TensorData} from "./tensor-data.js"
 * @import {Axis, Cell, Rule, Tensor} from "./types.js"
 */

import { affineOf, wholeOf } from "./affine.js";
import { BulkReader } from "./bulk-read.js";
import { LoopNest } from "./loop-nest.js";
import { LruCache } from "./lru-cache.js";
import { TensorDataMap, cellOf, sizesOf } from "./tensor-data.js";

/** Bytes for an evaluator that is used once and then forgotten. */
const MAX_PASSING_BYTES = 4_000_000;

/** @typedef {{loops: LoopNest, stores: TensorData[], names: string[], scale: number}} Product */

export class Evaluator {
  /** @param {Map<string, Tensor>} tensors @param {LruCache} [cache] where computed numbers are kept */
  constructor(tensors, cache = new LruCache(MAX_PASSING_BYTES)) {
    /** @type {WeakMap<Rule, Product[]>} */
    this.ready = new WeakMap();
    this.stores = new TensorDataMap(tensors, cache);
    /** @type {WeakMap<Rule, Affine[]>} */
    this.copies = new WeakMap();
    this.bulk = new BulkReader(this.stores, (store, flat) => this.read(store, flat));
  }

  /** @param {string} name @param {number} flat position in C order @returns {number} */
  at(name, flat) {
    return this.read(this.stores.of(name), flat);
  }

  /** @param {TensorData} store @param {number} flat @returns {number} */
  read(store, flat) {
    const found = store.find(flat);
    store.touch();
    if (found !== undefined && found === found) return found;
    const { tensor } = store;
    const rule = /** @type {Rule} */ (tensor.rule);
    const value = this.evaluate(rule, tensor.axes, cellOf(store, flat));
    store.put(flat, value);
    return value;
  }

  /**
   * @param {Rule} rule
   * @param {Axis[]} axes of the tensor that the rule writes
   * @param {Cell} cell
   * @param {Record<string, number>|null} [fixed] summed axes that stay where they are: a part of the first product
   * @returns {number}
   */
  evaluate(rule, axes, cell, fixed = null) {
    const products = this.prepared(rule, axes);
    if (fixed !== null) {
      const [product] = products;
      const only = product.names.map((name) => fixed[name]);
      return product.scale * this.sum(product, cell, 0, only) + 0;
    }
    let total = 0;
    for (const product of products) {
      const { scale } = product;
      if (scale === 1) total = this.sum(product, cell, total);
      else total += scale * this.sum(product, cell, 0);
    }
    return total + 0;
  }

  /**
   * @param {Product} product
   * @param {Cell} cell
   * @param {number} total to begin with
   * @param {(number|undefined)[]} [only] the one tap wanted of an axis
   * @returns {number}
   */
  sum(product, cell, total, only) {
    const { loops, stores } = product;
    for (const store of stores) store.touch();
    if (loops.isMixed) return this.sumEach(product, cell, total, only);
    if (!loops.solveFor(cell, only)) return total;
    const [one, other] = stores;
    const [from, and] = loops.start;
    if (stores.length > 2) return this.multiplyMany(product, 0, [...loops.start], total);
    if (other === undefined) return this.gather(loops, one, 0, from, total);
    return this.multiply(loops, one, other, 0, from, and, total);
  }

  /** Of three factors or more. @param {Product} product @param {number} axis @param {number[]} at where each factor is @param {number} total @returns {number} */
  multiplyMany(product, axis, at, total) {
    const { loops, stores } = product;
    if (axis === loops.sizes.length) {
      let value = 1;
      for (let k = 0; k < stores.length && value !== 0; k++) value *= this.read(stores[k], at[k]);
      return total + value;
    }
    const here = [...at];
    for (let k = 0; k < loops.count[axis]; k++) {
      total = this.multiplyMany(product, axis + 1, here, total);
      for (let n = 0; n < here.length; n++) here[n] += loops.moves[n][axis];
    }
    return total;
  }

  /** @param {LoopNest} loops @param {TensorData} one @param {number} axis @param {number} at @param {number} total @returns {number} */
  gather(loops, one, axis, at, total) {
    if (axis === loops.sizes.length) return total + this.read(one, at);
    const count = loops.count[axis];
    const move = loops.moves[0][axis];
    const isLast = axis === loops.sizes.length - 1;
    const { known } = one;
    for (let k = 0; k < count; k++, at += move) {
      if (!isLast) total = this.gather(loops, one, axis + 1, at, total);
      else {
        const value = known === null ? Number.NaN : known[at];
        total += value === value ? value : this.read(one, at);
      }
    }
    return total;
  }

  /** @param {LoopNest} loops @param {TensorData} one @param {TensorData} other @param {number} axis @param {number} a @param {number} b @param {number} total @returns {number} */
  multiply(loops, one, other, axis, a, b, total) {
    const depth = loops.sizes.length;
    if (axis === depth) return total + this.read(one, a) * this.read(other, b);
    const count = loops.count[axis];
    const da = loops.moves[0][axis];
    const db = loops.moves[1][axis];
    if (axis < depth - 1) {
      for (let k = 0; k < count; k++, a += da, b += db) {
        total = this.multiply(loops, one, other, axis + 1, a, b, total);
      }
      return total;
    }
    const left = one.known;
    const right = other.known;
    if (left !== null && right !== null) {
      const sum = dot(left, a, da, right, b, db, count, total);
      if (sum === sum) return sum;
    }
    for (let k = 0; k < count; k++, a += da, b += db) {
      const value = this.read(one, a);
      if (value !== 0) total += value * this.read(other, b);
    }
    return total;
  }

  /**
   * Where an index depends on two summed axes: every combination of taps is looked at.
   *
   * @param {Product} product
   * @param {Cell} cell
   * @param {number} total
   * @param {(number|undefined)[]} [only]
   * @returns {number}
   */
  sumEach({ loops, stores }, cell, total, only = []) {
    const point = [...cell, ...loops.sizes.map((_, axis) => only[axis] ?? 0)];
    /** @param {number} axis @returns {void} */
    const walk = (axis) => {
      if (axis === loops.sizes.length) {
        const flats = loops.arrays.map((places) => positionOf(places, point));
        if (flats.includes(-1)) return;
        total += flats.reduce((product, flat, k) => product * this.read(stores[k], flat), 1);
        return;
      }
      const end = only[axis] === undefined ? loops.sizes[axis] : only[axis] + 1;
      for (let tap = only[axis] ?? 0; tap < end; tap++) {
        point[cell.length + axis] = tap;
        walk(axis + 1);
      }
    };
    walk(0);
    return total;
  }

  /**
   * Many numbers of a tensor at once: along some of its axes, the last one fastest.
   *
   * @param {string} name
   * @param {Cell} cell where the others are
   * @param {string[]} along
   * @param {Float64Array} line receives them
   */
  fill(name, cell, along, line) {
    this.bulk.readAlong(name, cell, along, line);
  }

  /**
   * The one cell that a copy shows, without following it further.
   *
   * @param {Rule} rule
   * @param {Axis[]} axes
   * @param {Cell} cell
   * @returns {Cell|null} null where it shows a zero that was put in
   */
  copied(rule, axes, cell) {
    const [{ tensor, index }] = rule.products[0].factors;
    const names = axes.map(({ axis }) => axis);
    const indices = this.copies.get(rule) ?? index.map((each) => affineOf(each, names));
    this.copies.set(rule, indices);
    const sizes = this.stores.of(tensor).tensor.axes;
    const read = new Array(indices.length);
    for (let k = 0; k < indices.length; k++) {
      const at = wholeOf(indices[k], cell);
      if (at === null || at < 0 || at >= sizes[k].size) return null;
      read[k] = at;
    }
    return read;
  }

  /** @param {Rule} rule @param {Axis[]} axes @returns {Product[]} */
  prepared(rule, axes) {
    const known = this.ready.get(rule);
    if (known !== undefined) return known;
    const made = rule.products.map(({ scale, sum, factors }) => {
      const names = [...axes, ...sum].map(({ axis }) => axis);
      const found = factors.map(({ tensor, index }) =>
        this.stores.followed(
          tensor,
          index.map((each) => affineOf(each, names)),
        ),
      );
      const places = found.map((each) => each.places);
      return {
        loops: new LoopNest(sizesOf(axes), sizesOf(sum), places),
        stores: found.map(({ store }) => store),
        names: sum.map(({ axis }) => axis),
        scale,
      };
    });
    this.ready.set(rule, made);
    return made;
  }
}

/** @param {Place[]} places @param {number[]} point @returns {number} -1 outside */
function positionOf(places, point) {
  let flat = 0;
  for (const { index, size, stride } of places) {
    const at = wholeOf(index, point);
    if (at === null || at < 0 || at >= size) return -1;
    flat += at * stride;
  }
  return flat;
}

/** @param {Float64Array} left @param {number} a @param {number} da @param {Float64Array} right @param {number} b @param {number} db @param {number} count @param {number} total */
function dot(left, a, da, right, b, db, count, total) {
  let sum = total;
  for (let k = 0; k < count; k++, a += da, b += db) sum += left[a] * right[b];
  return sum;
}
