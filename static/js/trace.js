/**
 * A trace with its numbers and symbols looked up cell by cell.
 *
 * @import {Affine} from "./affine.js"
 * @import {Cell, CellRef, Chapter, Rule, Step, Symbol, Tensor, Term, WireStep, WireTrace} from "./types.js"
 */

import { affineOf, wholeOf } from "./affine.js";
import { Evaluator } from "./evaluate.js";
import { readersOf } from "./readers.js";
import { isCopy, termsOf } from "./rule.js";
import { flatten } from "./view.js";

/** A sum of more terms is too long to list the zeros that fall outside. */
const LONG_SUM = 4_000;
/** Answers kept for each rule. */
const ANSWERS = 100;
/** To find the largest number, at most so many are computed, and so many terms. */
const LOOKED_AT = 2_000;
const LOOKED_AT_TERMS = 400_000;

/** @param {Rule|null} rule @returns {number} terms of every cell */
function lengthOf(rule) {
  if (rule === null) return 1;
  return rule.products.reduce(
    (total, { sum }) => total + sum.reduce((product, { size }) => product * size, 1),
    0,
  );
}

/** @typedef {{letter: string, gradient: boolean, sub: string, sup: string}} Name */

export class Trace {
  /** @param {WireTrace} wire */
  constructor(wire) {
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
    this.evaluator = new Evaluator(this.tensors);
    /** By rule: board, marks and panel ask for the same cell. @type {WeakMap<Rule, Map<string, unknown>>} */
    this.answers = new WeakMap();
    /** @type {WeakMap<Symbol, ReadySymbol>} */
    this.symbols = new WeakMap();
    /** @type {Map<string, number>} */
    this.sizes = new Map();
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

  /**
   * The largest size of a number of the tensor: of all, or of some all over it where they are too many to
   * compute.
   *
   * @param {string} name
   * @returns {number} at least a very small number
   */
  largest(name) {
    const known = this.sizes.get(name);
    if (known !== undefined) return known;
    const { values, rule, axes } = this.tensor(name);
    let most = Number.MIN_VALUE;
    if (values === null && rule !== null && isCopy(rule)) {
      most = this.largest(rule.products[0].factors[0].tensor);
    } else {
      const count = axes.reduce((total, { size }) => total * size, 1);
      const affordable = Math.min(LOOKED_AT, LOOKED_AT_TERMS / lengthOf(rule));
      const step = values === null ? Math.ceil(count / affordable) : 1;
      for (let flat = 0; flat < count; flat += step) {
        most = Math.max(most, Math.abs(this.evaluator.at(name, flat)));
      }
    }
    this.sizes.set(name, most);
    return most;
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
    return terms.reduce((sum, { factors }) => {
      const product = factors.reduce(
        (value, read) =>
          value === 0 || read.cell === null ? 0 : value * this.value(read.tensor, read.cell),
        1,
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
    const inside = lengthOf(rule) > LONG_SUM;
    return this.remembered(rule, `${name} ${cell}`, () =>
      termsOf(rule, axes, cell, this.shapeOf, { inside }),
    );
  }

  /** The terms of a cell that read a source. @param {Rule} rule @param {string} name @param {Cell} cell @param {CellRef} source @returns {Term[]} */
  termsReading(rule, name, cell, source) {
    const { axes } = this.tensor(name);
    return termsOf(rule, axes, cell, this.shapeOf, { reading: source });
  }

  /** Fan-out; of very many readers the first. @param {Rule} rule @param {string} name @param {CellRef} source @returns {Cell[]} */
  readers(rule, name, source) {
    return this.read(rule, name, source).cells;
  }

  /** How many readers there are in all. @param {Rule} rule @param {string} name @param {CellRef} source @returns {number} */
  readerCount(rule, name, source) {
    return this.read(rule, name, source).count;
  }

  /** @param {Rule} rule @param {string} name @param {CellRef} source */
  read(rule, name, { tensor, cell }) {
    const { axes } = this.tensor(name);
    return this.remembered(rule, `${name} ${tensor} ${cell}`, () =>
      readersOf(rule, axes, tensor, cell),
    );
  }

  /**
   * The last few answers, the latest asked last.
   *
   * @template T
   * @param {Rule} rule
   * @param {string} question
   * @param {() => T} answer
   * @returns {T}
   */
  remembered(rule, question, answer) {
    const known = this.answers.get(rule) ?? new Map();
    this.answers.set(rule, known);
    const found = /** @type {T|undefined} */ (known.get(question)) ?? answer();
    known.delete(question);
    known.set(question, found);
    if (known.size > ANSWERS) known.delete(known.keys().next().value);
    return found;
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
    if (symbol === null) return null;
    const ready = this.symbols.get(symbol) ?? readySymbol(symbol, axes);
    this.symbols.set(symbol, ready);
    return written(ready, origin.cell);
  }
}

/** @type {Record<string, string>} */
const BRACKETS = { batch: "(1)", out: "{1}", in: "[1]" };

/** A symbol whose indices are made ready. */
/** @typedef {{symbol: Symbol, below: Affine[][], above: {kind: string, index: Affine}[]}} ReadySymbol */

/** @param {Symbol} symbol @param {{axis: string}[]} axes @returns {ReadySymbol} */
function readySymbol(symbol, axes) {
  const names = axes.map(({ axis }) => axis);
  return {
    symbol,
    below: symbol.subscripts.map((group) => group.map((index) => affineOf(index, names))),
    above: symbol.superscripts.map(({ kind, index }) => ({ kind, index: affineOf(index, names) })),
  };
}

/** @param {ReadySymbol} ready @param {Cell} cell @returns {Name} */
function written({ symbol, below, above }, cell) {
  const between = symbol.wide ? "," : "";
  const groups = below.map((group) => group.map((index) => wholeOf(index, cell)).join(between));
  const marks = above.map(({ kind, index }) =>
    BRACKETS[kind].replace("1", String(wholeOf(index, cell))),
  );
  return {
    letter: symbol.letter,
    gradient: symbol.gradient,
    sub: groups.join(symbol.wide ? ";" : ","),
    sup: marks.join(""),
  };
}

/** @param {Symbol} symbol @param {Record<string, number>} point @returns {Name} */
export function spell(symbol, point) {
  const axes = Object.keys(point).map((axis) => ({ axis }));
  return written(readySymbol(symbol, axes), Object.values(point));
}
