/**
 * Fan-out: which cells read a given one. Each index of a factor is an equation; where the equations leave an
 * axis free, all of it reads.
 *
 * @import {Axis, Cell, Factor, Rule} from "./types.js"
 */

import { affineOf } from "./affine.js";

/** @typedef {{flats: number[], count: number}} Readers their flat positions, and how many there are in all */

/** Enough for every cell of the largest grids that are read in full; of more, the first ones. */
export const MAX_READERS = 60_000;

/**
 * One index as an equation: its known variables, those it finds by trying, and the one that follows then.
 * @typedef {{axis: number, offset: number, divisor: number, known: [number, number][], tried: [number, number][],
 *   last: [number, number]|null}} Equation each pair a variable and its coefficient
 */

/**
 * The output cells with a term that reads this cell, in C order, and how many there are.
 *
 * @param {Rule} rule
 * @param {Axis[]} axes the axes of the tensor that the rule writes
 * @param {string} tensor
 * @param {Cell} cell
 * @param {number} [most]
 * @returns {Readers}
 */
export function readersOf(rule, axes, tensor, cell, most = MAX_READERS) {
  const sizes = axes.map(({ size }) => size);
  /** By solution: where each axis stands, -1 where it is free. @type {Map<string, number[]>} */
  const solutions = new Map();
  for (const { sum, factors } of rule.products) {
    for (const factor of factors) {
      if (factor.tensor !== tensor) continue;
      for (const point of solve(factor, [...axes, ...sum], cell)) {
        const reader = point.slice(0, axes.length);
        solutions.set(reader.join(), reader);
      }
    }
  }
  const found = [...solutions.values()];
  const spans = found.map((point) =>
    point.reduce((all, at, k) => all * (at < 0 ? sizes[k] : 1), 1),
  );
  // Solutions with the same axes free never meet.
  const areApart = found.every((point) => point.every((at, k) => at < 0 === found[0][k] < 0));
  /** @type {number[]} */
  let flats = [];
  for (const point of found) expand(point, sizes, flats, most);
  if (!areApart) flats = [...new Set(flats)];
  const isWhole = flats.length < most;
  const count = isWhole ? flats.length : spans.reduce((all, each) => all + each, 0);
  if (found.length > 1) flats.sort((a, b) => a - b);
  return { flats, count };
}

/** The flat positions of a solution. @param {number[]} point @param {number[]} sizes @param {number[]} flats @param {number} most */
function expand(point, sizes, flats, most) {
  /** @param {number} axis @param {number} flat */
  const walk = (axis, flat) => {
    if (flats.length >= most) return;
    if (axis === sizes.length) {
      flats.push(flat);
      return;
    }
    const size = sizes[axis];
    if (point[axis] >= 0) walk(axis + 1, flat * size + point[axis]);
    else for (let at = 0; at < size; at++) walk(axis + 1, flat * size + at);
  };
  walk(0, 0);
}

/**
 * Every way to set the variables that makes each index its target; -1 for a variable in no index.
 *
 * @param {Factor} factor
 * @param {Axis[]} variables
 * @param {Cell} target
 * @returns {number[][]}
 */
function solve(factor, variables, target) {
  const equations = ordered(factor, variables);
  const point = variables.map(() => -1);
  /** @type {number[][]} */
  const found = [];
  /** @param {number} k */
  const next = (k) => {
    if (k === equations.length) {
      found.push(point.slice());
      return;
    }
    const { axis, offset, divisor, known, tried, last } = equations[k];
    let missing = divisor * target[axis] - offset;
    for (const [variable, coefficient] of known) missing -= coefficient * point[variable];
    /** @param {number} n @param {number} left */
    const attempt = (n, left) => {
      if (n < tried.length) {
        const [variable, coefficient] = tried[n];
        for (let at = 0; at < variables[variable].size; at++) {
          point[variable] = at;
          attempt(n + 1, left - coefficient * at);
        }
      } else if (last === null) {
        if (left === 0) next(k + 1);
      } else {
        // Adding 0 turns the -0 of a negative coefficient into 0.
        const at = left / last[1] + 0;
        if (!Number.isInteger(at) || at < 0 || at >= variables[last[0]].size) return;
        point[last[0]] = at;
        next(k + 1);
      }
    };
    attempt(0, missing);
  };
  next(0);
  return found;
}

/**
 * The equations of a factor, each time the one with the fewest unknowns; of these the longest axis follows
 * from the others.
 *
 * @param {Factor} factor
 * @param {Axis[]} variables
 * @returns {Equation[]}
 */
function ordered({ index }, variables) {
  const names = variables.map(({ axis }) => axis);
  const rest = index.map((each, axis) => ({ axis, ...affineOf(each, names) }));
  const known = new Set();
  /** @type {Equation[]} */
  const found = [];
  while (rest.length > 0) {
    const open = rest.map(({ at }) => at.filter((variable) => !known.has(variable)).length);
    const [{ axis, offset, divisor, at, by }] = rest.splice(open.indexOf(Math.min(...open)), 1);
    const pairs = at.map((variable, k) => /** @type {[number, number]} */ ([variable, by[k]]));
    const tried = pairs
      .filter(([variable]) => !known.has(variable))
      .sort(([a], [b]) => variables[a].size - variables[b].size);
    const last = tried.pop() ?? null;
    found.push({
      axis,
      offset,
      divisor,
      known: pairs.filter(([variable]) => known.has(variable)),
      tried,
      last,
    });
    for (const variable of at) known.add(variable);
  }
  return found;
}
