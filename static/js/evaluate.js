/**
 * The numbers of rules, without an object for every term. A factor that only copies is followed to what it
 * copies; what is left are loops over flat arrays. It knows nothing of strides or kernels.
 *
 * @import {Affine} from "./affine.js"
 * @import {Place} from "./loops.js"
 * @import {Axis, Cell, Rule, Tensor} from "./types.js"
 */

import { affineOf, substituted, wholeOf } from "./affine.js";
import { Loops } from "./loops.js";
import { isCopy } from "./rule.js";

/** Of a tensor up to this size every number is remembered; of a larger one the latest. */
const REMEMBERED = 2_000_000;
const LATEST = 50_000;

/** Where numbers are: ``known`` holds NaN for those not computed yet, null where there are too many. */
/** @typedef {{tensor: Tensor, strides: number[], known: Float64Array|null, latest: Map<number, number>}} Store */
/** @typedef {{loops: Loops, stores: Store[], names: string[]}} Product */

/** @param {number[]} sizes @returns {number[]} of C order */
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
    /** @type {Map<string, Store>} */
    this.stores = new Map();
    /** @type {WeakMap<Rule, Affine[]>} */
    this.copies = new WeakMap();
    /** @type {Map<string, Product>} what is gone through to fill lines */
    this.lines = new Map();
  }

  /** @param {string} name @param {number} flat position in C order @returns {number} */
  at(name, flat) {
    return this.read(this.store(name), flat);
  }

  /** @param {string} name @returns {Store} */
  store(name) {
    const made = this.stores.get(name);
    if (made !== undefined) return made;
    const tensor = /** @type {Tensor} */ (this.tensors.get(name));
    const sizes = sizesOf(tensor.axes);
    const count = sizes.reduce((total, size) => total * size, 1);
    let known = tensor.values === null ? null : Float64Array.from(tensor.values);
    if (known === null && !copies(tensor) && count <= REMEMBERED) {
      known = new Float64Array(count).fill(Number.NaN);
    }
    const store = { tensor, strides: stridesOf(sizes), known, latest: new Map() };
    this.stores.set(name, store);
    return store;
  }

  /** @param {Store} store @param {number} flat @returns {number} */
  read(store, flat) {
    const { tensor, known, latest } = store;
    const found = known === null ? latest.get(flat) : known[flat];
    if (found !== undefined && found === found) return found;
    const rule = /** @type {Rule} */ (tensor.rule);
    const value = this.evaluate(rule, tensor.axes, cellOf(store, flat));
    if (known !== null) known[flat] = value;
    else if (!copies(tensor)) {
      if (latest.size >= LATEST) latest.clear();
      latest.set(flat, value);
    }
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
      return (
        rule.scale *
          this.sum(
            product,
            cell,
            0,
            product.names.map((name) => fixed[name]),
          ) +
        0
      );
    }
    let total = 0;
    for (const product of products) total = this.sum(product, cell, total);
    return rule.scale * total + 0;
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
    if (loops.isMixed) return this.sumEach(product, cell, total, only);
    if (!loops.aim(cell, only)) return total;
    const [one, other] = stores;
    const [from, and] = loops.start;
    if (other === undefined) return this.gather(loops, one, 0, from, total);
    return this.multiply(loops, one, other, 0, from, and, total);
  }

  /** @param {Loops} loops @param {Store} one @param {number} axis @param {number} at @param {number} total @returns {number} */
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

  /** @param {Loops} loops @param {Store} one @param {Store} other @param {number} axis @param {number} a @param {number} b @param {number} total @returns {number} */
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
    const { loops, stores } = this.line(name, along);
    const [store] = stores;
    line.fill(0);
    if (loops.isMixed) {
      const sizes = loops.sizes;
      const own = this.store(name);
      const point = cell.slice();
      const axes = along.map((axis) => own.tensor.axes.findIndex((each) => each.axis === axis));
      for (let at = 0; at < line.length; at++) {
        let rest = at;
        for (let k = sizes.length - 1; k >= 0; k--) {
          point[axes[k]] = rest % sizes[k];
          rest = Math.floor(rest / sizes[k]);
        }
        line[at] = this.read(
          own,
          point.reduce((sum, each, k) => sum + each * own.strides[k], 0),
        );
      }
      return;
    }
    if (!loops.aim(cell)) return;
    /** @param {number} axis @param {number} from @param {number} to */
    const walk = (axis, from, to) => {
      if (axis === loops.sizes.length) {
        line[to] = this.read(store, from);
        return;
      }
      const [away, on] = [loops.moves[0][axis], loops.moves[1][axis]];
      for (let k = 0; k < loops.count[axis]; k++) walk(axis + 1, from + k * away, to + k * on);
    };
    walk(0, loops.start[0], loops.start[1]);
  }

  /** @param {string} name @param {string[]} along @returns {Product} */
  line(name, along) {
    const key = `${name}/${along}`;
    const made = this.lines.get(key);
    if (made !== undefined) return made;
    const { axes } = this.store(name).tensor;
    const looped = along.map((axis) => axes.findIndex((each) => each.axis === axis));
    const variables = axes.map((_, k) =>
      looped.includes(k) ? axes.length + looped.indexOf(k) : k,
    );
    const identity = variables.map(variable);
    const sizes = looped.map((k) => axes[k].size);
    const strides = stridesOf(sizes);
    const from = this.followed(name, identity);
    const to = looped.map((k, n) => ({ index: identity[k], size: sizes[n], stride: strides[n] }));
    const loops = new Loops(sizesOf(axes), sizes, [from.places, to]);
    const product = { loops, stores: [from.store], names: along };
    this.lines.set(key, product);
    return product;
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
    const sizes = this.store(tensor).tensor.axes;
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
    const made = rule.products.map(({ sum, factors }) => {
      const names = [...axes, ...sum].map(({ axis }) => axis);
      const found = factors.map(({ tensor, index }) =>
        this.followed(
          tensor,
          index.map((each) => affineOf(each, names)),
        ),
      );
      const places = found.map((each) => each.places);
      return {
        loops: new Loops(sizesOf(axes), sizesOf(sum), places),
        stores: found.map(({ store }) => store),
        names: sum.map(({ axis }) => axis),
      };
    });
    this.ready.set(rule, made);
    return made;
  }

  /**
   * The array that a factor reads in the end: copies are followed, and what must hold on the way is kept.
   *
   * @param {string} name
   * @param {Affine[]} indices one for each axis of the tensor
   * @returns {{store: Store, places: Place[]}}
   */
  followed(name, indices) {
    const store = this.store(name);
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
function copies({ values, rule }) {
  return values === null && rule !== null && isCopy(rule);
}

/** @param {Axis[]} axes */
function sizesOf(axes) {
  return axes.map(({ size }) => size);
}

/** @param {number} at @returns {Affine} */
function variable(at) {
  return { offset: 0, at: [at], by: [1], divisor: 1 };
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

/** @param {Store} store @param {number} flat @returns {Cell} */
function cellOf({ strides }, flat) {
  const cell = new Array(strides.length);
  let rest = flat;
  for (let k = 0; k < strides.length; k++) {
    cell[k] = Math.floor(rest / strides[k]);
    rest -= cell[k] * strides[k];
  }
  return cell;
}

/** @param {Float64Array} left @param {number} a @param {number} da @param {Float64Array} right @param {number} b @param {number} db @param {number} count @param {number} total */
function dot(left, a, da, right, b, db, count, total) {
  let sum = total;
  for (let k = 0; k < count; k++, a += da, b += db) sum += left[a] * right[b];
  return sum;
}
