/**
 * A trace with its numbers and symbols looked up cell by cell.
 *
 * @import {Cell, CellRef, Chapter, Rule, Step, Symbol, Tensor, Term, WireStep, WireTrace} from "./types.js"
 */

import { indexAt, isCopy, pointOf, readersOf, termsOf } from "./rule.js";
import { flatten } from "./view.js";

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
    const tensor = this.tensor(name);
    if (tensor.values !== null) return tensor.values[flatten(tensor.axes, cell)];
    const rule = /** @type {Rule} */ (tensor.rule);
    return rule.scale * this.total(this.terms(rule, name, cell));
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

  /** @param {Rule} rule @param {string} name @param {Cell} cell @returns {Term[]} */
  terms(rule, name, cell) {
    return termsOf(rule, this.tensor(name).axes, cell, this.shapeOf);
  }

  /** @param {Rule} rule @param {string} name @param {CellRef} source @returns {Cell[]} */
  readers(rule, name, source) {
    return readersOf(rule, this.tensor(name).axes, source.tensor, source.cell);
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
