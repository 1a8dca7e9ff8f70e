/**
 * Reads many values of a tensor at once, for heat maps: along some axes, without evaluating an index for each cell.
 *
 * @import {Affine} from "./affine.js"
 * @import {TensorData, TensorDataMap} from "./tensor-data.js"
 * @import {Cell} from "./types.js"
 */

import { LoopNest } from "./loop-nest.js";
import { sizesOf, stridesOf } from "./tensor-data.js";
import { flatten, unflatten } from "./view.js";

/** The loops over the cells of a line, and the values they read. @typedef {{loops: LoopNest, store: TensorData}} Line */

export class BulkReader {
  /** @param {TensorDataMap} stores @param {(store: TensorData, flat: number) => number} read */
  constructor(stores, read) {
    this.stores = stores;
    this.read = read;
    /** @type {Map<string, Line>} */
    this.made = new Map();
  }

  /**
   * Reads values of a tensor along some of its axes, the last one fastest.
   *
   * @param {string} name
   * @param {Cell} cell gives the indices of the other axes
   * @param {string[]} along
   * @param {Float64Array} line receives them
   */
  readAlong(name, cell, along, line) {
    const { loops, store } = this.line(name, along);
    line.fill(0);
    if (loops.isMixed) {
      this.readEach(name, cell, along, line);
      return;
    }
    if (!loops.solveFor(cell)) return;
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

  /** Cell by cell, where an index depends on two axes. @param {string} name @param {Cell} cell @param {string[]} along @param {Float64Array} line */
  readEach(name, cell, along, line) {
    const own = this.stores.of(name);
    const axes = along.map((axis) => own.tensor.axes.findIndex((each) => each.axis === axis));
    const sizes = axes.map((axis) => own.tensor.axes[axis].size);
    const point = cell.slice();
    for (let at = 0; at < line.length; at++) {
      unflatten(sizes, at).forEach((each, k) => {
        point[axes[k]] = each;
      });
      line[at] = this.read(own, flatten(own.tensor.axes, point));
    }
  }

  /** @param {string} name @param {string[]} along @returns {Line} */
  line(name, along) {
    const key = `${name}/${along}`;
    const made = this.made.get(key);
    if (made !== undefined) return made;
    const { axes } = this.stores.of(name).tensor;
    const looped = along.map((axis) => axes.findIndex((each) => each.axis === axis));
    const variables = axes.map((_, k) =>
      looped.includes(k) ? axes.length + looped.indexOf(k) : k,
    );
    const identity = variables.map(variable);
    const sizes = looped.map((k) => axes[k].size);
    const strides = stridesOf(sizes);
    const from = this.stores.followed(name, identity);
    const to = looped.map((k, n) => ({ index: identity[k], size: sizes[n], stride: strides[n] }));
    const loops = new LoopNest(sizesOf(axes), sizes, [from.places, to]);
    const found = { loops, store: from.store };
    this.made.set(key, found);
    return found;
  }
}

/** @param {number} at @returns {Affine} */
function variable(at) {
  return { offset: 0, at: [at], by: [1], divisor: 1 };
}
