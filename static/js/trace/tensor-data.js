/**
 * Where the numbers of tensors are, one flat array for each that has or keeps any. A factor that only copies
 * is followed to what it copies.
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loop-nest.js"
 * @import {LruCache} from "./lru-cache.js"
 * @import {Axis, Cell, Rule, Tensor} from "./types.js"
 */

import { affineOf, substituted } from "./affine.js";
import { isCopy } from "./rule.js";

/** Of a tensor up to this share of the room every number is kept; of a larger one the latest. */
const LARGEST_ARRAY = 2 / 3;
/** So many of the latest, each at its position modulo this: a prime, so that the cells of a column stay apart. */
export const LATEST = 32_749;
const NUMBER_BYTES = 8;

/** Of the numbers that come with a trace: its two orders and the checks share them. @type {WeakMap<number[], Float64Array>} */
const FROM_WIRE = new WeakMap();

/**
 * The numbers of one tensor: those that came with the trace; else those computed so far, unless the cache has
 * dropped them; none of a mere copy.
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
    /** By position, NaN where not computed yet; null where not at hand. @type {Float64Array|null} */
    this.known = tensor.values === null ? null : givenNumbers(tensor.values);
    /** Of a tensor that is not kept whole: which number stands in each place of ``latest``. @type {Float64Array|null} */
    this.positions = null;
    /** @type {Float64Array|null} */
    this.latest = null;
    this.turn = -1;
  }

  /** @param {number} flat @returns {number|undefined} undefined or NaN where it is not at hand */
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

  /** It has been read: once a turn is enough. */
  touch() {
    if (this.turn === this.cache.turn) return;
    this.turn = this.cache.turn;
    this.cache.touch(this);
  }

  /** To make room for others. */
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
   * The array that a factor reads in the end: copies are followed, and what must hold on the way is kept.
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

/** @param {Tensor} tensor @returns {boolean} whether its numbers are another's, and not at hand */
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

/** @param {number[]} sizes @returns {number[]} of C order */
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
