/**
 * Index expressions compiled for speed: over numbered variables instead of named axes, so that evaluating one takes a
 * few multiplications. The variables are the axes of the written tensor, then the summed axes.
 *
 * @import {Index} from "./types.js"
 */

/** (offset + by[0] * variable at[0] + ...) / divisor. @typedef {{offset: number, at: number[], by: number[], divisor: number}} Affine */

/** @param {Index} index @param {string[]} variables @returns {Affine} */
export function affineOf({ terms, offset, divisor }, variables) {
  const entries = Object.entries(terms).filter(([, coefficient]) => coefficient !== 0);
  return {
    offset,
    at: entries.map(([axis]) => variables.indexOf(axis)),
    by: entries.map(([, coefficient]) => coefficient),
    divisor,
  };
}

/** @param {Pick<Affine, "offset"|"at"|"by">} affine @param {ArrayLike<number>} point @returns {number} before the division */
export function aboveOf({ offset, at, by }, point) {
  let sum = offset;
  for (let k = 0; k < at.length; k++) sum += by[k] * point[at[k]];
  return sum;
}

/** @param {Affine} affine @param {ArrayLike<number>} point @returns {number|null} null where the division leaves a rest */
export function wholeOf(affine, point) {
  const at = aboveOf(affine, point) / affine.divisor;
  // Adding 0 turns -0 into 0.
  return Number.isInteger(at) ? at + 0 : null;
}

/**
 * The same index where its variables are themselves indices, which must be whole.
 *
 * @param {Affine} outer
 * @param {Affine[]} inner what each variable of the outer one is
 * @returns {Affine} in lowest terms
 */
export function substituted({ offset, at, by, divisor }, inner) {
  const common = at.reduce((all, variable) => lcm(all, inner[variable].divisor), 1);
  /** @type {Map<number, number>} */
  const terms = new Map();
  let sum = offset * common;
  at.forEach((variable, k) => {
    const each = inner[variable];
    const scale = (by[k] * common) / each.divisor;
    sum += scale * each.offset;
    each.at.forEach((name, n) => {
      terms.set(name, (terms.get(name) ?? 0) + scale * each.by[n]);
    });
  });
  const kept = [...terms].filter(([, coefficient]) => coefficient !== 0);
  const below = divisor * common;
  const shared = kept.reduce((all, [, coefficient]) => gcd(all, coefficient), gcd(below, sum));
  return {
    offset: sum / shared,
    at: kept.map(([name]) => name),
    by: kept.map(([, coefficient]) => coefficient / shared),
    divisor: below / shared,
  };
}

/** @param {Affine} affine @param {number[]} sizes of the variables @returns {[number, number]} its least and its largest value */
export function boundsOf({ offset, at, by, divisor }, sizes) {
  let [least, most] = [offset, offset];
  at.forEach((variable, k) => {
    const reach = by[k] * (sizes[variable] - 1);
    if (reach < 0) least += reach;
    else most += reach;
  });
  return [least / divisor, most / divisor];
}

/** @param {number} a @param {number} b @returns {number} at least 1 where one of them is not 0 */
export function gcd(a, b) {
  let [large, small] = [Math.abs(a), Math.abs(b)];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

/** @param {number} a @param {number} b */
function lcm(a, b) {
  return (a / gcd(a, b)) * b;
}
