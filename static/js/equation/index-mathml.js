/**
 * The index equation in MathML, in pieces that a narrow panel can set one below the other.
 *
 * @import {Expression, IndexEquation, Indexed} from "./index-equation.js"
 * @import {Axis} from "../trace/types.js"
 */

import { el } from "../markup/dom.js";
import { rangesOf, tokensOf } from "./index-equation.js";
import { m, math, thinSpace, tightSlash } from "../markup/mathml.js";
import { factorOf } from "./row-parts.js";
import { spokenEquation } from "./plain-text.js";

const TAGS = { variable: "mi", number: "mn", operator: "mo" };

/** @param {IndexEquation} equation @returns {HTMLElement} */
export function drawnEquation(equation) {
  const { left, scale, products } = equation;
  const isBracketed = scale !== 1 && products.length > 1;
  const pieces = [piece([tensorOf(left), sign("=")])];
  products.forEach(({ scale: own, sum, factors }, k) => {
    factors.forEach((factor, n) => {
      const lead = [];
      if (n > 0) lead.push(sign("\u00b7"));
      else if (k > 0) lead.push(sign("+"));
      if (n === 0 && k === 0 && scale !== 1) lead.push(...scaleOf(scale, isBracketed));
      if (n === 0 && own !== 1) lead.push(...ownScaleOf(own));
      if (n === 0 && sum.length > 0) lead.push(sumSign(sum));
      const isLast = k === products.length - 1 && n === factors.length - 1;
      const close = isBracketed && isLast ? [m("mo", ")")] : [];
      pieces.push(piece([...lead, tensorOf(factor), ...close], n === 0 ? rangesOf(sum) : ""));
    });
  });
  const whole = el("span", { class: "pieces", role: "img" }, ...pieces);
  whole.setAttribute("aria-label", spokenEquation(equation));
  return whole;
}

/** An operator with space around it wherever it stands. @param {string} text */
function sign(text) {
  const drawn = m("mo", text);
  drawn.setAttribute("form", "infix");
  return drawn;
}

/** @param {MathMLElement[]} children @param {string} [title] */
function piece(children, title = "") {
  const found = el("span", { class: "piece" }, math(...children));
  if (title !== "") found.title = title;
  return found;
}

/** @param {number} scale @param {boolean} opens whether a bracket follows @returns {MathMLElement[]} */
function scaleOf(scale, opens) {
  return opens ? [factorOf(scale), m("mo", "(")] : [factorOf(scale)];
}

/** Of a term of a sum. @param {number} own @returns {MathMLElement[]} */
function ownScaleOf(own) {
  return own < 0 ? [m("mo", "("), factorOf(own), m("mo", ")")] : [factorOf(own)];
}

/** @param {Axis[]} sum */
function sumSign(sum) {
  const sigma = m("mo", "\u2211");
  sigma.setAttribute("largeop", "false");
  sigma.setAttribute("lspace", "0");
  sigma.setAttribute("rspace", "0");
  const names = sum.flatMap(({ axis }, k) => [...(k > 0 ? [separator(",")] : []), m("mi", axis)]);
  return m("mrow", m("msub", sigma, m("mrow", ...names)), thinSpace());
}

/** @param {Indexed} indexed @returns {MathMLElement} */
function tensorOf({ before, letter, gradient, after, of, groups }) {
  const base = m("mrow");
  if (before !== "") base.append(m("mtext", before.replace(/ $/, "\u00a0")));
  if (gradient) base.append(m("mi", "\u2202"), m("mi", "L"), tightSlash(), m("mi", "\u2202"));
  if (letter !== "") base.append(m("mi", letter));
  if (after !== "") base.append(m("mtext", after.replace(/^ /, "\u00a0")));
  const below = groups.flatMap((group, g) =>
    group.flatMap(({ expression }, k) => [
      ...(k > 0 ? [separator(",")] : g > 0 ? [separator(";")] : []),
      ...expressionOf(expression),
    ]),
  );
  const whole = below.length === 0 ? base : m("msub", base, m("mrow", ...below));
  whole.classList.add(`of-${of}`);
  return whole;
}

/** @param {Expression} expression @returns {MathMLElement[]} without the spaces of a line of its own */
function expressionOf(expression) {
  return tokensOf(expression).map(({ kind, text }) => {
    const drawn = m(TAGS[kind], text);
    if (kind === "operator") {
      drawn.setAttribute("lspace", "0");
      drawn.setAttribute("rspace", "0");
      drawn.setAttribute("stretchy", "false");
    }
    return drawn;
  });
}

/** @param {string} text */
function separator(text) {
  const drawn = m("mo", text);
  drawn.setAttribute("lspace", "0");
  drawn.setAttribute("rspace", text === "," ? "0.14em" : "0.3em");
  return drawn;
}
