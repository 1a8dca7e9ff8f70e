/**
 * A trace with its numbers and symbols looked up cell by cell.
 *
 * @import {LruCache} from "./lru-cache.js"
 * @import {Name} from "./cell-name.js"
 * @import {Cell, CellRef, Chapter, Rule, Step, Tensor, Term, WireStep, WireTrace} from "./types.js"
 */

import { Evaluator } from "./evaluator.js";
import { PAGE_CACHE } from "./lru-cache.js";
import { Names } from "./cell-name.js";
import { readersOf } from "./readers.js";
import { isCopy, isLong, lengthOf, termsOf } from "./rule.js";
import { flatten, unflatten } from "./view.js";

/** About what a browser takes for a term, for each of its reads, and for the place of a reader. */
const TERM_BYTES = 64;
const READ_BYTES = 96;
const READER_BYTES = 8;
/** To find the largest number, at most so many are computed, and so many terms. */
const LOOKED_AT = 2_000;
const LOOKED_AT_TERMS = 400_000;

export class Trace {
  /** @param {WireTrace} wire @param {LruCache} [cache] that it shares with the other traces of the page */
  constructor(wire, cache = PAGE_CACHE) {
    this.cache = cache;
    /** @type {Map<string, Tensor>} */
    this.tensors = new Map(wire.tensors.map((tensor) => [tensor.name, tensor]));
    /** @type {Chapter[]} */
    this.chapters = wire.chapters.map(({ id, steps }) => ({
      id,
      steps: steps.map((step) => this.completed(step)),
    }));
    /** @type {Map<string, number[]>} */
    this.shapes = new Map(
      wire.tensors.map(({ name, axes }) => [name, axes.map(({ size }) => size)]),
    );
    /** What the request gave, what kernels answer, and the two tensors whose product is added up to the loss. */
    this.given = wire.given;
    this.answers = wire.answers;
    this.loss = wire.loss;
    this.evaluator = new Evaluator(this.tensors, cache);
    this.names = new Names();
    /** By tensor. @type {Map<string, {least: number, most: number}>} */
    this.reaches = new Map();
    /** @param {string} name */
    this.shapeOf = (name) => /** @type {number[]} */ (this.shapes.get(name));
  }

  /**
   * The step with its rule, which the wire leaves out where it is the tensor's own, and with the
   * tensor's own view wherever the step's is equal to it.
   *
   * @param {WireStep} step
   * @returns {Step}
   */
  completed(step) {
    const rule = step.rule ?? this.tensor(step.writes).rule;
    if (rule === null) throw new RangeError(`step ${step.id} writes ${step.writes} by no rule`);
    const draws = step.draws.map(({ tensor, view }) => {
      const own = this.tensor(tensor).view;
      return { tensor, view: JSON.stringify(view) === JSON.stringify(own) ? own : view };
    });
    return { ...step, draws, rule };
  }

  /** @param {string} name @returns {Tensor} */
  tensor(name) {
    const tensor = this.tensors.get(name);
    if (tensor === undefined) throw new RangeError(`no tensor ${name} in this trace`);
    return tensor;
  }

  /** @param {string} chapter @param {string} step @returns {Step} */
  step(chapter, step) {
    const found = this.chapters
      .find(({ id }) => id === chapter)
      ?.steps.find(({ id }) => id === step);
    if (found === undefined) throw new RangeError(`no step ${step} in chapter ${chapter}`);
    return found;
  }

  /** @param {string} chapter @returns {Step[]} */
  stepsOf(chapter) {
    return this.chapters.find(({ id }) => id === chapter)?.steps ?? [];
  }

  /** @param {string} name @param {Cell} cell @returns {number} */
  value(name, cell) {
    return this.evaluator.at(name, flatten(this.tensor(name).axes, cell));
  }

  /** @param {string} name @param {number} flat position in C order @returns {number} */
  valueAt(name, flat) {
    return this.evaluator.at(name, flat);
  }

  /**
   * Many numbers at once, for a picture: along some axes, the last one fastest.
   *
   * @param {string} name
   * @param {Cell} cell where the other axes are; 0 for those gone along
   * @param {string[]} along
   * @param {Float64Array} line receives them
   */
  fill(name, cell, along, line) {
    this.evaluator.fill(name, cell, along, line);
  }

  /** The largest size of a number of the tensor. @param {string} name @returns {number} at least a very small number */
  largest(name) {
    const { least, most } = this.reach(name);
    return Math.max(Number.MIN_VALUE, -least, most);
  }

  /**
   * How far the numbers of the tensor go on either side of 0: all of them, or some all over it where they are too
   * many to compute.
   *
   * @param {string} name
   * @returns {{least: number, most: number}}
   */
  reach(name) {
    const known = this.reaches.get(name);
    if (known !== undefined) return known;
    const { values, rule, axes } = this.tensor(name);
    let [least, most] = [0, 0];
    if (values === null && rule !== null && isCopy(rule)) {
      ({ least, most } = this.reach(rule.products[0].factors[0].tensor));
    } else {
      const count = axes.reduce((total, { size }) => total * size, 1);
      const affordable = Math.min(
        LOOKED_AT,
        LOOKED_AT_TERMS / (rule === null ? 1 : lengthOf(rule)),
      );
      const step = values === null ? Math.ceil(count / affordable) : 1;
      for (let flat = 0; flat < count; flat += step) {
        const value = this.evaluator.at(name, flat);
        if (value > most) most = value;
        else if (value < least) least = value;
      }
    }
    const found = { least, most };
    this.reaches.set(name, found);
    return found;
  }

  /**
   * What a part of a cell's sum adds to it.
   *
   * @param {Rule} rule
   * @param {string} name
   * @param {Cell} cell
   * @param {Record<string, number>} fixed where some of the summed axes stand
   * @returns {number}
   */
  part(rule, name, cell, fixed) {
    return this.evaluator.evaluate(rule, this.tensor(name).axes, cell, fixed);
  }

  /** @param {Term[]} terms @returns {number} */
  total(terms) {
    return terms.reduce((sum, { factors, scale }) => {
      const product = factors.reduce(
        (value, read) =>
          value === 0 || read.cell === null ? 0 : value * this.value(read.tensor, read.cell),
        scale,
      );
      return sum + product;
    }, 0);
  }

  /**
   * Fan-in; of a very long sum only the terms that read nothing from outside.
   *
   * @param {Rule} rule
   * @param {string} name
   * @param {Cell} cell
   * @returns {Term[]}
   */
  terms(rule, name, cell) {
    const { axes } = this.tensor(name);
    const inside = isLong(rule);
    // Board, marks and panel ask for the same cell.
    return this.cache.getOrCompute(
      rule,
      `in ${name} ${cell}`,
      () => termsOf(rule, axes, cell, this.shapeOf, { inside }),
      bytesOf,
    );
  }

  /** The terms of a cell that read a source. @param {Rule} rule @param {string} name @param {Cell} cell @param {CellRef} source @returns {Term[]} */
  termsReading(rule, name, cell, source) {
    const { axes } = this.tensor(name);
    return termsOf(rule, axes, cell, this.shapeOf, { reading: source });
  }

  /** Fan-out; of very many readers the first. @param {Rule} rule @param {string} name @param {CellRef} source @returns {Cell[]} */
  readers(rule, name, source) {
    const shape = this.shapeOf(name);
    return this.readerFlats(rule, name, source).map((flat) => unflatten(shape, flat));
  }

  /** The same as flat positions: there can be very many. @param {Rule} rule @param {string} name @param {CellRef} source @returns {number[]} */
  readerFlats(rule, name, source) {
    return this.read(rule, name, source).flats;
  }

  /** How many readers there are in all. @param {Rule} rule @param {string} name @param {CellRef} source @returns {number} */
  readerCount(rule, name, source) {
    return this.read(rule, name, source).count;
  }

  /** @param {Rule} rule @param {string} name @param {CellRef} source */
  read(rule, name, { tensor, cell }) {
    const { axes } = this.tensor(name);
    return this.cache.getOrCompute(
      rule,
      `out ${name} ${tensor} ${cell}`,
      () => readersOf(rule, axes, tensor, cell),
      ({ flats }) => flats.length * READER_BYTES,
    );
  }

  /**
   * The named cell that a copy shows; null where it shows a zero that was put in.
   *
   * @param {string} name
   * @param {Cell} cell
   * @returns {CellRef|null}
   */
  origin(name, cell) {
    const { rule, symbol } = this.tensor(name);
    if (symbol !== null || rule === null || !isCopy(rule)) return { tensor: name, cell };
    const read = this.evaluator.copied(rule, this.tensor(name).axes, cell);
    return read === null ? null : this.origin(rule.products[0].factors[0].tensor, read);
  }

  /** @param {string} name @param {Cell|null} cell @returns {Name|null} null for a zero put in */
  name(name, cell) {
    const origin = cell === null ? null : this.origin(name, cell);
    if (origin === null) return null;
    const { symbol, axes } = this.tensor(origin.tensor);
    return symbol === null ? null : this.names.name(symbol, axes, origin.cell);
  }
}

/** @param {Term[]} terms */
function bytesOf(terms) {
  const reads = terms[0]?.factors.length ?? 0;
  return terms.length * (TERM_BYTES + reads * READ_BYTES);
}
