/**
 * The names of cells, as they are written on paper: a letter, indices below it, channels above.
 *
 * @import {Affine} from "./affine.js"
 * @import {Cell, Symbol} from "./types.js"
 */

import { affineOf, wholeOf } from "./affine.js";

/** @typedef {{letter: string, gradient: boolean, sub: string, sup: string}} Name */
/** A symbol whose indices are made ready. */
/** @typedef {{symbol: Symbol, below: Affine[][], above: {kind: string, index: Affine}[]}} ReadySymbol */

/** @type {Record<string, string>} */
const BRACKETS = { batch: "(1)", out: "{1}", in: "[1]" };
/** What stands in the brackets of an axis, by its kind. */
const BRACKETED = /** @type {Record<string, RegExp>} */ ({
  batch: /\(\d+\)/,
  channel_in: /\[\d+\]/,
  channel_out: /\{\d+\}/,
});

export class Names {
  constructor() {
    /** @type {WeakMap<Symbol, ReadySymbol>} */
    this.ready = new WeakMap();
  }

  /** @param {Symbol} symbol @param {{axis: string}[]} axes of its tensor @param {Cell} cell @returns {Name} */
  name(symbol, axes, cell) {
    const ready = this.ready.get(symbol) ?? readySymbol(symbol, axes);
    this.ready.set(symbol, ready);
    return written(ready, cell);
  }
}

/** @param {Symbol} symbol @param {Record<string, number>} point @returns {Name} */
export function spell(symbol, point) {
  const axes = Object.keys(point).map((axis) => ({ axis }));
  return written(readySymbol(symbol, axes), Object.values(point));
}

/** The index of an axis as a name carries it: {2} for an output channel. @param {Name|null} name @param {{kind: string}} axis @returns {string|null} */
export function indexIn(name, { kind }) {
  return name?.sup.match(BRACKETED[kind] ?? /$^/)?.[0] ?? null;
}

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
