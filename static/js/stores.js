/**
 * Where the numbers of tensors are, one flat array for each that has or keeps any. A factor that only copies
 * is followed to what it copies.
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loops.js"
 * @import {Axis, Cell, Rule, Tensor} from "./types.js"
 */

import { affineOf, substituted } from "./affine.js";
import { isCopy } from "./rule.js";

/** Of a tensor up to this size every number is remembered; of a larger one the latest. */
const REMEMBERED = 2_000_000;
export const LATEST = 50_000;

/** Where numbers are: ``known`` holds NaN for those not computed yet, null where there are too many. */
/** @typedef {{tensor: Tensor, strides: number[], known: Float64Array|null, latest: Map<number, number>}} Store */

export class Stores {
  /** @param {Map<string, Tensor>} tensors */
  constructor(tensors) {
    this.tensors = tensors;
    /** @type {Map<string, Store>} */
    this.made = new Map();
  }

  /** @param {string} name @returns {Store} */
  of(name) {
    const made = this.made.get(name);
    if (made !== undefined) return made;
    const tensor = /** @type {Tensor} */ (this.tensors.get(name));
    const sizes = sizesOf(tensor.axes);
    const count = sizes.reduce((total, size) => total * size, 1);
    let known = tensor.values === null ? null : Float64Array.from(tensor.values);
    if (known === null && !copies(tensor) && count <= REMEMBERED) {
      known = new Float64Array(count).fill(Number.NaN);
    }
    const store = { tensor, strides: stridesOf(sizes), known, latest: new Map() };
    this.made.set(name, store);
    return store;
  }

  /**
   * The array that a factor reads in the end: copies are followed, and what must hold on the way is kept.
   *
   * @param {string} name
   * @param {Affine[]} indices one for each axis of the tensor
   * @returns {{store: Store, places: Place[]}}
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

/** @param {Store} store @param {number} flat @returns {Cell} */
export function cellOf({ strides }, flat) {
  const cell = new Array(strides.length);
  let rest = flat;
  for (let k = 0; k < strides.length; k++) {
    cell[k] = Math.floor(rest / strides[k]);
    rest -= cell[k] * strides[k];
  }
  return cell;
}
