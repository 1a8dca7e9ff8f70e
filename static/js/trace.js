/**
 * A trace with its numbers and symbols looked up cell by cell.
 *
 * @import {Cell, CellRef, Chapter, Rule, Step, Symbol, Tensor, Term, WireStep, WireTrace} from "./types.js"
 */

import { Evaluator } from "./evaluate.js";
import { indexAt, isCopy, pointOf, readersOf, termsOf } from "./rule.js";
import { flatten } from "./view.js";

/** A sum of more terms is too long to list the zeros that fall outside. */
const LONG_SUM = 4_000;
const ANSWERS = 400;
const LOOKED_AT = 2_000;

/** @param {Rule} rule @returns {number} terms of every cell */
function lengthOf({ products }) {
  return products.reduce(
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
    /** The last few answers: board, marks and panel ask for the same cell. @type {Map<string, unknown>} */
    this.answers = new Map();
    /** @type {WeakMap<Rule, number>} */
    this.numbers = new WeakMap();
    this.rules = 0;
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

  /**
   * The largest size of a number of the tensor: of all, or of the first ones where they are too many to
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
      const looked = values === null ? Math.min(count, LOOKED_AT) : count;
      for (let flat = 0; flat < looked; flat++) {
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
    return this.remembered(rule, [name, ...cell], () =>
      lengthOf(rule) > LONG_SUM
        ? this.evaluator.hits(rule, axes, cell)
        : termsOf(rule, axes, cell, this.shapeOf),
    );
  }

  /** @param {Rule} rule @param {string} name @param {CellRef} source @returns {Cell[]} */
  readers(rule, name, source) {
    const { axes } = this.tensor(name);
    return this.remembered(rule, [name, source.tensor, ...source.cell], () =>
      readersOf(rule, axes, source.tensor, source.cell),
    );
  }

  /**
   * @template T
   * @param {Rule} rule
   * @param {(string|number)[]} question
   * @param {() => T} answer
   * @returns {T}
   */
  remembered(rule, question, answer) {
    const number = this.numbers.get(rule) ?? ++this.rules;
    this.numbers.set(rule, number);
    const key = `${number}/${question}`;
    const known = /** @type {T|undefined} */ (this.answers.get(key));
    if (known !== undefined) return known;
    if (this.answers.size >= ANSWERS) this.answers.clear();
    const fresh = answer();
    this.answers.set(key, fresh);
    return fresh;
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
    const [read] = this.terms(rule, name, cell)[0].factors;
    return read.cell === null ? null : this.origin(read.tensor, read.cell);
  }

  /** @param {string} name @param {Cell|null} cell @returns {Name|null} null for a zero put in */
  name(name, cell) {
    const origin = cell === null ? null : this.origin(name, cell);
    if (origin === null) return null;
    const { symbol, axes } = this.tensor(origin.tensor);
    return symbol === null ? null : spell(symbol, pointOf(axes, origin.cell));
  }
}

const BRACKETS = { batch: "(1)", out: "{1}", in: "[1]" };

/** @param {Symbol} symbol @param {Record<string, number>} point @returns {Name} */
export function spell(symbol, point) {
  const between = symbol.wide ? "," : "";
  const groups = symbol.subscripts.map((group) =>
    group.map((index) => indexAt(index, point)).join(between),
  );
  const marks = symbol.superscripts.map(({ kind, index }) =>
    BRACKETS[kind].replace("1", String(indexAt(index, point))),
  );
  return {
    letter: symbol.letter,
    gradient: symbol.gradient,
    sub: groups.join(symbol.wide ? ";" : ","),
    sup: marks.join(""),
  };
}
