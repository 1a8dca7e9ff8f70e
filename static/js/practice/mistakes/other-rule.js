/**
 * Rules that a step can be confused with: the output gradient in reverse order, and a stride of 1; and the part that is
 * added once, such as a bias.
 *
 * @import {Question} from "../question.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Axis, Index, Product, Rule} from "../../trace/types.js"
 */

import { isPosition } from "../../trace/axis-kind.js";
import { isOfKernel } from "../question.js";

/** @typedef {{reversed: Rule|null, unstrided: Rule|null, bias: Rule|null}} OtherRules */

/** The evaluator prepares each rule once. @type {WeakMap<Rule, OtherRules>} */
const READY = new WeakMap();

/**
 * @param {Question} question
 * @returns {OtherRules} null where it would be the same rule, or a slip that nobody makes there
 */
export function otherRulesOf({ trace, step: { rule }, tensor }) {
  let known = READY.get(rule);
  if (known === undefined) {
    // Only the gradient of the kernel slides the gradient of the output over the input.
    const reversed = isOfKernel(trace, tensor)
      ? changed(rule, (product) => reverse(trace, product))
      : null;
    const added = rule.products.slice(1).filter(({ sum }) => sum.length === 0);
    const bias = added.length > 0 ? { ...rule, products: added } : null;
    known = {
      reversed,
      unstrided: changed(rule, (product) => unstride(product, tensor.axes)),
      bias,
    };
    READY.set(rule, known);
  }
  return known;
}

/** @param {Rule} rule @param {(product: Product) => Product|null} change of the product that is summed @returns {Rule|null} */
function changed(rule, change) {
  const [product, ...others] = rule.products;
  const made = change(product);
  return made === null ? null : { ...rule, products: [made, ...others] };
}

/** @param {Trace} trace @param {Product} product @returns {Product|null} */
function reverse(trace, product) {
  const positions = product.sum.filter((each) => isPosition(each) && each.size > 1);
  const met = product.factors.find(({ tensor }) => trace.tensor(tensor).role === "gradient");
  if (met === undefined || product.factors.length < 2 || positions.length === 0) return null;
  const ends = new Map(positions.map(({ axis, size }) => [axis, size - 1]));
  const index = met.index.map((each) => fromTheEnd(each, ends));
  const factors = product.factors.map((each) => (each === met ? { ...met, index } : each));
  return { ...product, factors };
}

/** i becomes size - 1 - i. @param {Index} index @param {Map<string, number>} ends @returns {Index} */
function fromTheEnd({ terms, offset, divisor }, ends) {
  const turned = Object.entries(terms).map(([axis, coefficient]) => ({
    axis,
    coefficient: ends.has(axis) ? -coefficient : coefficient,
    moved: coefficient * (ends.get(axis) ?? 0),
  }));
  return {
    terms: Object.fromEntries(turned.map(({ axis, coefficient }) => [axis, coefficient])),
    offset: turned.reduce((all, { moved }) => all + moved, offset),
    divisor,
  };
}

/** @param {Product} product @param {Axis[]} axes of what is written @returns {Product|null} */
function unstride(product, axes) {
  const positions = [...axes, ...product.sum].filter(isPosition).map(({ axis }) => axis);
  let isOther = false;
  const factors = product.factors.map((factor) => ({
    ...factor,
    index: factor.index.map(({ terms, offset, divisor }) => {
      const steps = Object.entries(terms).map(([axis, coefficient]) => {
        const isStride = positions.includes(axis) && coefficient > 1;
        isOther ||= isStride;
        return [axis, isStride ? 1 : coefficient];
      });
      isOther ||= divisor > 1;
      return { terms: Object.fromEntries(steps), offset, divisor: 1 };
    }),
  }));
  return isOther ? { ...product, factors } : null;
}
