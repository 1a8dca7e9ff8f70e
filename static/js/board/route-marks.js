/**
 * Routes: the steps of a chapter that write one tensor by different rules, drawn side by side. Every term is
 * taken apart into products of given cells, so that a product can be followed from route to route.
 *
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, Read, Step, Term} from "../trace/types.js"
 * @import {Mark, Marks} from "../grid/cell-mark.js"
 * @import {State} from "../state/types.js"
 */

import { MAX_BADGES, MAX_EXAMINED_READERS, readersIn } from "./marks.js";
import { stageCell, written } from "../state/selectors.js";
import { flatten, placeOf, unflatten } from "../trace/view.js";
import { uses } from "../trace/step.js";

/** One product as a route meets it: its key, and the cells of that route that take part. */
/** @typedef {{key: string, term: number, reads: CellRef[]}} Product */
/** @typedef {{marks: Marks, badges: Map<string, Map<number, string>>}} RouteMarks badges by step and term */

/** @param {Trace} trace @param {Step} step @param {Cell} cell of the result @returns {Product[]} */
export function productsOf(trace, step, cell) {
  return trace.terms(step.rule, step.writes, cell).flatMap((term, position) =>
    expanded(trace, term).map((parts) => ({
      key: parts.toSorted().join("|"),
      term: position,
      reads: inRange(term),
    })),
  );
}

/** A term as the products of given cells that it is the sum of. @param {Trace} trace @param {Term} term @returns {string[][]} */
function expanded(trace, { factors }) {
  /** @type {string[][]} */
  const one = [[]];
  return factors.reduce(
    (all, read) => all.flatMap((parts) => partsOf(trace, read).map((more) => [...parts, ...more])),
    one,
  );
}

/** @param {Trace} trace @param {Read} read @returns {string[][]} */
function partsOf(trace, { tensor, cell }) {
  const origin = cell === null ? null : trace.origin(tensor, cell);
  if (origin === null) return [];
  const { rule } = trace.tensor(origin.tensor);
  if (rule === null) return [[`${origin.tensor}:${origin.cell}`]];
  return trace.terms(rule, origin.tensor, origin.cell).flatMap((term) => expanded(trace, term));
}

/** @param {Term} term @returns {CellRef[]} */
function inRange({ factors }) {
  return factors.flatMap(({ tensor, cell }) => (cell === null ? [] : [{ tensor, cell }]));
}

/**
 * The marks of all routes at once: a product carries the same number wherever it is met.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {FanIn|FanOut} fan
 * @returns {RouteMarks}
 */
export function routeMarks(trace, state, fan) {
  const steps = trace.stepsOf(state.chapter);
  const found = new Found(trace);
  const chosen =
    fan.kind === "in"
      ? productsOf(trace, fan.step, fan.target.cell).map((it) => ({ ...it, cell: fan.target.cell }))
      : productsThrough(trace, state, fan);
  const numbers = numbered(trace, steps[steps.length - 1], chosen);
  const lit = fan.kind === "in" ? litKeys(chosen, fan.lit) : new Set();
  const cells = new Map(chosen.map(({ cell }) => [cell.join(), cell]));
  const ids = new Set(chosen.map(({ cell, key }) => `${cell}/${key}`));
  if (fan.kind === "out") {
    const { rule, writes } = fan.step;
    for (const cell of trace.readers(rule, writes, fan.source)) {
      found.put({ tensor: writes, cell }, "reader");
    }
  }
  if (fan.kind === "in") for (const step of steps) markIdle(trace, step, fan.target.cell, found);
  for (const step of steps) {
    for (const [at, cell] of cells) {
      for (const product of productsOf(trace, step, cell)) {
        const id = `${at}/${product.key}`;
        if (!ids.has(id)) continue;
        const number = numbers.get(id) ?? "";
        const kind = fan.kind === "out" ? "partner" : lit.has(product.key) ? "read hot" : "read";
        for (const ref of product.reads) found.add(ref, kind, number);
        found.number(step.id, product.term, number);
        if (fan.kind === "out") found.add({ tensor: step.writes, cell }, "reader", number);
      }
    }
  }
  if (fan.kind === "in") found.put(fan.target, "write");
  else found.put(fan.source, "source");
  return found;
}

/** @typedef {Product & {cell: Cell}} Placed a product with the cell of the result that it goes into */

/**
 * The products in which a source takes part, into the grid of the result that is shown.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {FanOut} fan
 * @returns {Placed[]}
 */
function productsThrough(trace, state, fan) {
  const { step, source, readers } = fan;
  const { tensor, view } = written(trace, state);
  const shown = placeOf(tensor, view, stageCell(trace, state, fan).cell).block;
  const here = readersIn(tensor, view, shown, readers);
  // With more readers, expanding all products would take longer than a frame.
  if (here.length > MAX_EXAMINED_READERS) return [];
  const shape = trace.shapeOf(tensor.name);
  return here.flatMap((flat) => {
    const cell = unflatten(shape, flat);
    const terms = trace.terms(step.rule, step.writes, cell);
    return productsOf(trace, step, cell)
      .filter(({ term }) => uses(terms[term], source))
      .map((product) => ({ ...product, cell }));
  });
}

/** Numbers in the order of one route. @param {Trace} trace @param {Step} route @param {Placed[]} chosen */
function numbered(trace, route, chosen) {
  /** @type {Map<string, string>} */
  const numbers = new Map();
  if (chosen.length > MAX_BADGES) return numbers;
  const ids = new Set(chosen.map(({ cell, key }) => `${cell}/${key}`));
  for (const cell of new Map(chosen.map((it) => [it.cell.join(), it.cell])).values()) {
    for (const { key } of productsOf(trace, route, cell)) {
      const id = `${cell}/${key}`;
      if (ids.has(id) && !numbers.has(id)) numbers.set(id, String(numbers.size + 1));
    }
  }
  return numbers;
}

/** @param {Placed[]} chosen @param {number[]} lit terms that are pointed at @returns {Set<string>} */
function litKeys(chosen, lit) {
  return new Set(chosen.flatMap(({ term, key }) => (lit.includes(term) ? [key] : [])));
}

/** Terms that are no product of given cells: a factor is missing, or a zero that was put in. @param {Trace} trace @param {Step} step @param {Cell} cell @param {Found} found */
function markIdle(trace, step, cell, found) {
  for (const term of trace.terms(step.rule, step.writes, cell)) {
    if (expanded(trace, term).length > 0 || term.factors.some((read) => read.cell === null))
      continue;
    for (const ref of inRange(term)) found.put(ref, "read idle");
  }
}

/** Marks and badges as they are found; a cell that takes part in several products carries all their numbers. */
class Found {
  /** @param {Trace} trace */
  constructor(trace) {
    this.trace = trace;
    /** @type {Marks} */
    this.marks = new Map();
    /** @type {Map<string, Map<number, string>>} */
    this.badges = new Map();
  }

  /** @param {CellRef} ref @param {string} kind @param {string} [number] */
  add(ref, kind, number = "") {
    const { ofTensor, flat } = this.placeOf(ref);
    const old = ofTensor.get(flat) ?? { kind, badge: "" };
    const numbers = new Set([...old.badge.split(","), number].filter(Boolean));
    const strongest = old.kind === "read hot" ? old.kind : kind;
    ofTensor.set(flat, { kind: strongest, badge: [...numbers].join() });
  }

  /** Whatever stood there before. @param {CellRef} ref @param {string} kind */
  put(ref, kind) {
    const { ofTensor, flat } = this.placeOf(ref);
    ofTensor.set(flat, { kind, badge: "" });
  }

  /** @param {string} step @param {number} term @param {string} number */
  number(step, term, number) {
    const ofStep = this.badges.get(step) ?? new Map();
    this.badges.set(step, ofStep);
    const old = ofStep.get(term);
    if (number !== "") ofStep.set(term, old === undefined ? number : `${old},${number}`);
  }

  /** @param {CellRef} ref @returns {{ofTensor: Map<number, Mark>, flat: number}} */
  placeOf({ tensor, cell }) {
    const ofTensor = this.marks.get(tensor) ?? new Map();
    this.marks.set(tensor, ofTensor);
    return { ofTensor, flat: flatten(this.trace.tensor(tensor).axes, cell) };
  }
}
