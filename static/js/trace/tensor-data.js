/**
 * The values of tensors, one flat array in C order for each. A tensor that only copies another has none: its reads are
 * followed to what it copies.
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loop-nest.js"
 * @import {LruCache} from "./lru-cache.js"
 * @import {Axis, Cell, Rule, Tensor} from "./types.js"
 */

import { affineOf, substituted } from "./affine.js";
import { isCopy } from "./rule.js";

/** A tensor up to this share of the cache is kept whole; of a larger one only the latest values are kept. */
const LARGEST_ARRAY = 2 / 3;
/** How many latest values are kept, each at its position modulo this prime: cells of one column do not collide. */
export const LATEST = 32_749;
const NUMBER_BYTES = 8;

/** The values that came with a trace, shared by both patch orders and the checks. @type {WeakMap<number[], Float64Array>} */
const FROM_WIRE = new WeakMap();

/**
 * Values of one tensor, flat in C order: those that came with the trace, or those computed so far until the cache
 * evicts them. A copy has none.
 */
export class TensorData {
  /** @param {Tensor} tensor @param {LruCache} cache */
  constructor(tensor, cache) {
    const sizes = sizesOf(tensor.axes);
    const count = sizes.reduce((total, size) => total * size, 1);
    this.tensor = tensor;
    this.cache = cache;
    this.strides = stridesOf(sizes);
    this.isCopy = copies(tensor);
    this.isWhole = count * NUMBER_BYTES <= cache.room * LARGEST_ARRAY;
    this.bytes = this.isWhole ? count * NUMBER_BYTES : 2 * LATEST * NUMBER_BYTES;
    /** `known[k]` is NaN until computed; null where nothing is kept, and for a large tensor. @type {Float64Array|null} */
    this.known = tensor.values === null ? null : givenNumbers(tensor.values);
    /** For a large tensor: the position that each entry of `latest` belongs to. @type {Float64Array|null} */
    this.positions = null;
    /** @type {Float64Array|null} */
    this.latest = null;
    this.turn = -1;
  }

  /** @param {number} flat @returns {number|undefined} undefined or NaN where it is not known */
  find(flat) {
    if (this.known !== null) return this.known[flat];
    const place = flat % LATEST;
    return this.positions?.[place] === flat ? this.latest?.[place] : undefined;
  }

  /** @param {number} flat @param {number} value */
  put(flat, value) {
    if (this.isCopy) return;
    if (this.known === null && this.latest === null) this.open();
    if (this.known !== null) {
      this.known[flat] = value;
    } else if (this.latest !== null && this.positions !== null) {
      this.positions[flat % LATEST] = flat;
      this.latest[flat % LATEST] = value;
    }
  }

  open() {
    if (this.isWhole) {
      this.known = new Float64Array(this.bytes / NUMBER_BYTES).fill(Number.NaN);
    } else {
      this.positions = new Float64Array(LATEST).fill(-1);
      this.latest = new Float64Array(LATEST);
    }
    this.cache.keep(this);
  }

  /** Marks it as recently used, once between two insertions into the cache. */
  touch() {
    if (this.turn === this.cache.turn) return;
    this.turn = this.cache.turn;
    this.cache.touch(this);
  }

  /** The cache evicts it. */
  drop() {
    this.known = null;
    this.positions = null;
    this.latest = null;
  }
}

export class TensorDataMap {
  /** @param {Map<string, Tensor>} tensors @param {LruCache} cache */
  constructor(tensors, cache) {
    this.tensors = tensors;
    this.cache = cache;
    /** @type {Map<string, TensorData>} */
    this.made = new Map();
  }

  /** @param {string} name @returns {TensorData} */
  of(name) {
    const made = this.made.get(name);
    if (made !== undefined) return made;
    const store = new TensorData(/** @type {Tensor} */ (this.tensors.get(name)), this.cache);
    this.made.set(name, store);
    return store;
  }

  /**
   * The array that a factor reads once copies are followed, with the bounds of every tensor on the way.
   *
   * @param {string} name
   * @param {Affine[]} indices one for each axis of the tensor
   * @returns {{store: TensorData, places: Place[]}}
   */
  followed(name, indices) {
    const store = this.of(name);
    const { tensor, strides } = store;
    const follow = copies(tensor);
    const places = tensor.axes.map(({ size }, k) => ({
      index: indices[k],
      size,
      stride: follow ? 0 : strides[k],
    }));
    if (!follow) return { store, places };
    const [read] = /** @type {Rule} */ (tensor.rule).products[0].factors;
    const names = tensor.axes.map(({ axis }) => axis);
    const further = read.index.map((index) => substituted(affineOf(index, names), indices));
    const found = this.followed(read.tensor, further);
    return { store: found.store, places: [...places, ...found.places] };
  }
}

/** @param {Tensor} tensor @returns {boolean} whether it is a copy that came without values */
export function copies({ values, rule }) {
  return values === null && rule !== null && isCopy(rule);
}

/** @param {number[]} values @returns {Float64Array} */
function givenNumbers(values) {
  const numbers = FROM_WIRE.get(values) ?? Float64Array.from(values);
  FROM_WIRE.set(values, numbers);
  return numbers;
}

/** @param {Axis[]} axes */
export function sizesOf(axes) {
  return axes.map(({ size }) => size);
}

/** @param {number[]} sizes @returns {number[]} in C order */
export function stridesOf(sizes) {
  const strides = sizes.map(() => 1);
  for (let k = sizes.length - 2; k >= 0; k--) strides[k] = strides[k + 1] * sizes[k + 1];
  return strides;
}

/** @param {TensorData} store @param {number} flat @returns {Cell} */
export function cellOf({ strides }, flat) {
  const cell = new Array(strides.length);
  let rest = flat;
  for (let k = 0; k < strides.length; k++) {
    cell[k] = Math.floor(rest / strides[k]);
    rest -= cell[k] * strides[k];
  }
  return cell;
}
