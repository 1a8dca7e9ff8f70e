/**
 * The rule with the kernel axes u, v reversed: the mistake of a 180 degree rotation that was forgotten or wrongly
 * applied.
 *
 * @import {Affine} from "../../trace/affine.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Axis, Factor, Index, Product, Rule} from "../../trace/types.js"
 */

import { affineOf } from "../../trace/affine.js";
import { isKernel, isTap } from "../../trace/axis-kind.js";
import { isOfKernel } from "../question.js";

/** isTurned: whether the right rule has it turned; ofKernel: whether its cells are met in reverse. */
/** @typedef {{rule: Rule, isTurned: boolean, ofKernel: boolean}} Turned */

/** The evaluator prepares each rule once. @type {WeakMap<Rule, Turned|null>} */
const READY = new WeakMap();

/** @param {Trace} trace @param {Rule} rule @param {Axis[]} axes of what it writes @returns {Turned|null} null without a kernel */
export function turnedOf(trace, rule, axes) {
  const known = READY.get(rule);
  if (known !== undefined) return known;
  const made = turn(trace, rule, axes);
  READY.set(rule, made);
  return made;
}

/** @param {Trace} trace @param {Rule} rule @param {Axis[]} axes @returns {Turned|null} */
function turn(trace, rule, axes) {
  const [product, ...others] = rule.products;
  const variables = [...axes, ...product.sum];
  const taps = variables.filter(isLongTap);
  // Reversed in both factors, it would be the same sum in another order.
  const factor = product.factors.findLast(({ index }) => index.some((each) => uses(each, taps)));
  if (factor === undefined) return turnCopied(trace, rule, variables);
  const readsTaps = factor.index.some((each) => uses(each, taps) && isAlone(each));
  const index = factor.index.map((each) =>
    readsTaps && !isAlone(each) ? each : reversed(each, taps),
  );
  /** @type {Product} */
  const changed = {
    ...product,
    factors: product.factors.map((each) => (each === factor ? { ...factor, index } : each)),
  };
  return {
    rule: { ...rule, products: [changed, ...others] },
    isTurned: runsBackward(trace, factor, variables, { taps, readsTaps }),
    ofKernel: isOfKernel(trace, trace.tensor(factor.tensor)),
  };
}

/**
 * Where no index has the taps of the kernel, but a factor is in the end a copy of it, as the change of the output in
 * the last chapters is: that factor reads the kernel itself, from its other end.
 *
 * @param {Trace} trace
 * @param {Rule} rule
 * @param {Axis[]} variables
 * @returns {Turned|null}
 */
function turnCopied(trace, rule, variables) {
  const [product, ...others] = rule.products;
  const names = variables.map(({ axis }) => axis);
  for (const factor of product.factors) {
    const indices = factor.index.map((each) => affineOf(each, names));
    const { store, places } = trace.evaluator.stores.followed(factor.tensor, indices);
    const { name, axes } = store.tensor;
    if (!isKernel(store.tensor)) continue;
    const last = places.slice(places.length - axes.length);
    const areTaps = axes.map(isLongTap);
    if (!areTaps.includes(true)) continue;
    const index = last.map(({ index: at, size }, k) =>
      namedIndex(at, names, areTaps[k] ? size : 0),
    );
    const read = { tensor: name, index };
    const factors = product.factors.map((each) => (each === factor ? read : each));
    return {
      rule: { ...rule, products: [{ ...product, factors }, ...others] },
      isTurned: last.some(({ index: at }, k) => areTaps[k] && at.by.some((by) => by < 0)),
      ofKernel: true,
    };
  }
  return null;
}

/** Whether it has two taps or more, so that their order tells. @param {Axis} axis */
function isLongTap(axis) {
  return isTap(axis) && axis.size > 1;
}

/** @param {Affine} affine @param {string[]} names @param {number} size that it is read from the end of, or 0 @returns {Index} */
function namedIndex({ offset, at, by, divisor }, names, size) {
  const sign = size > 0 ? -1 : 1;
  const terms = Object.fromEntries(at.map((variable, k) => [names[variable], sign * by[k]]));
  const end = size > 0 ? divisor * (size - 1) : 0;
  return { terms, offset: end + sign * offset, divisor };
}

/** @param {Index} index @param {Axis[]} taps */
function uses({ terms }, taps) {
  return taps.some(({ axis }) => (terms[axis] ?? 0) !== 0);
}

/** @param {Index} index @returns {boolean} whether it depends on one axis only */
function isAlone({ terms }) {
  return Object.values(terms).filter((coefficient) => coefficient !== 0).length === 1;
}

/** u becomes size - 1 - u. @param {Index} index @param {Axis[]} taps @returns {Index} */
function reversed({ terms, offset, divisor }, taps) {
  const changed = { ...terms };
  let moved = offset;
  for (const { axis, size } of taps) {
    const coefficient = terms[axis] ?? 0;
    if (coefficient === 0) continue;
    moved += coefficient * (size - 1);
    changed[axis] = -coefficient;
  }
  return { terms: changed, offset: moved, divisor };
}

/** Whether what the factor copies in the end is read from its last tap to its first. @param {Trace} trace @param {Factor} factor @param {Axis[]} variables @param {{taps: Axis[], readsTaps: boolean}} about */
function runsBackward(trace, factor, variables, { taps, readsTaps }) {
  const names = variables.map(({ axis }) => axis);
  const indices = factor.index.map((each) => affineOf(each, names));
  const { store, places } = trace.evaluator.stores.followed(factor.tensor, indices);
  const last = places.slice(places.length - store.tensor.axes.length);
  return last.some(
    ({ index: { at, by } }) =>
      (!readsTaps || at.length === 1) &&
      at.some((variable, k) => by[k] < 0 && taps.includes(variables[variable])),
  );
}
