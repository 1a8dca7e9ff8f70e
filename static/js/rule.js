/**
 * The interpreter of rules: what a cell reads, and which cells read it. It knows nothing of strides or
 * kernels; an index that is out of range, or not whole after its division, reads as zero (null here).
 *
 * @import {Axis, Cell, Factor, Index, Rule, Term} from "./types.js"
 */

/**
 * @param {Index} index
 * @param {Record<string, number>} point
 * @returns {number|null}
 */
export function indexAt(index, point) {
  let total = index.offset;
  for (const [axis, coefficient] of Object.entries(index.terms)) total += coefficient * point[axis];
  const quotient = total / index.divisor;
  return Number.isInteger(quotient) ? quotient : null;
}

/**
 * @param {Factor} factor
 * @param {Record<string, number>} point
 * @param {number[]} shape
 * @returns {Cell|null} the cell read, or null where it falls outside
 */
function readAt(factor, point, shape) {
  const cell = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const at = indexAt(factor.index[axis], point);
    if (at === null || at < 0 || at >= shape[axis]) return null;
    cell.push(at);
  }
  return cell;
}

/**
 * Every combination of indices, the first axis outermost.
 *
 * @param {number[]} sizes
 * @returns {Generator<number[]>}
 */
function* combinations(sizes) {
  const at = sizes.map(() => 0);
  if (sizes.some((size) => size === 0)) return;
  for (;;) {
    yield at.slice();
    let axis = sizes.length - 1;
    while (axis >= 0 && ++at[axis] === sizes[axis]) at[axis--] = 0;
    if (axis < 0) return;
  }
}

/**
 * @param {Axis[]} axes
 * @param {Cell} cell
 * @returns {Record<string, number>}
 */
export function pointOf(axes, cell) {
  return Object.fromEntries(axes.map(({ axis }, position) => [axis, cell[position]]));
}

/**
 * Fan-in: the terms of one output cell in the order of the sum, those that read zero included.
 *
 * @param {Rule} rule
 * @param {Axis[]} axes the axes of the tensor that the rule writes
 * @param {Cell} cell
 * @param {(tensor: string) => number[]} shapeOf
 * @returns {Term[]}
 */
export function termsOf(rule, axes, cell, shapeOf) {
  const terms = [];
  for (const { sum, factors } of rule.products) {
    const point = pointOf(axes, cell);
    for (const taps of combinations(sum.map(({ size }) => size))) {
      sum.forEach(({ axis }, position) => {
        point[axis] = taps[position];
      });
      terms.push({
        factors: factors.map((factor) => ({
          tensor: factor.tensor,
          cell: readAt(factor, point, shapeOf(factor.tensor)),
        })),
      });
    }
  }
  return terms;
}

/** @param {Rule} rule @returns {boolean} whether each cell is one cell of one other tensor, or zero */
export function isCopy(rule) {
  const [product, ...others] = rule.products;
  return (
    rule.scale === 1 &&
    others.length === 0 &&
    product.sum.length === 0 &&
    product.factors.length === 1
  );
}

/**
 * Fan-out: the output cells with a term that reads this cell, in C order.
 *
 * @param {Rule} rule
 * @param {Axis[]} axes the axes of the tensor that the rule writes
 * @param {string} tensor
 * @param {Cell} cell
 * @returns {Cell[]}
 */
export function readersOf(rule, axes, tensor, cell) {
  /** @type {Map<string, Cell>} */
  const found = new Map();
  for (const { sum, factors } of rule.products) {
    const sizes = Object.fromEntries([...axes, ...sum].map(({ axis, size }) => [axis, size]));
    for (const factor of factors) {
      if (factor.tensor !== tensor) continue;
      const equations = factor.index.map((index, axis) => ({ index, target: cell[axis] }));
      for (const solution of solve(equations, sizes, {})) {
        const spans = axes.map(({ axis, size }) => (axis in solution ? 1 : size));
        for (const free of combinations(spans)) {
          const reader = axes.map(({ axis }, k) => (axis in solution ? solution[axis] : free[k]));
          found.set(reader.join(), reader);
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => {
    const differing = a.findIndex((value, axis) => value !== b[axis]);
    return differing < 0 ? 0 : a[differing] - b[differing];
  });
}

/**
 * Every assignment of axes that makes each index equal its target; the equation with the fewest unknown
 * axes goes first.
 *
 * @param {{index: Index, target: number}[]} equations
 * @param {Record<string, number>} sizes
 * @param {Record<string, number>} bound
 * @returns {Generator<Record<string, number>>}
 */
function* solve(equations, sizes, bound) {
  if (equations.length === 0) {
    yield bound;
    return;
  }
  /** @param {{index: Index}} equation */
  const unknowns = ({ index }) =>
    Object.keys(index.terms).filter((axis) => !(axis in bound)).length;
  const first = equations.reduce((best, next) => (unknowns(next) < unknowns(best) ? next : best));
  const rest = equations.filter((equation) => equation !== first);
  for (const solution of solveOne(first.index, first.target, sizes, bound)) {
    yield* solve(rest, sizes, solution);
  }
}

/**
 * @param {Index} index
 * @param {number} target
 * @param {Record<string, number>} sizes
 * @param {Record<string, number>} bound
 * @returns {Generator<Record<string, number>>}
 */
function* solveOne(index, target, sizes, bound) {
  let missing = index.divisor * target - index.offset;
  /** @type {[string, number][]} */
  const unbound = [];
  for (const [axis, coefficient] of Object.entries(index.terms)) {
    if (axis in bound) missing -= coefficient * bound[axis];
    else unbound.push([axis, coefficient]);
  }
  const last = unbound.pop();
  if (last === undefined) {
    if (missing === 0) yield bound;
    return;
  }
  const [axis, coefficient] = last;
  for (const values of combinations(unbound.map(([name]) => sizes[name]))) {
    const left = unbound.reduce((sum, [, factor], k) => sum - factor * values[k], missing);
    // Adding 0 turns the -0 of a negative coefficient into 0.
    const value = left / coefficient + 0;
    if (!Number.isInteger(value) || value < 0 || value >= sizes[axis]) continue;
    const free = unbound.map(([name], k) => [name, values[k]]);
    yield { ...bound, ...Object.fromEntries(free), [axis]: value };
  }
}
