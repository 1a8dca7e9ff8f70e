/**
 * What the article writes for a cell, as a row of the panel: its terms, and which of their factors are wrong.
 *
 * @import {FanIn} from "../state/selectors.js"
 * @import {Name} from "../trace/cell-name.js"
 * @import {Erratum, QuotedFactor} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatNumber } from "../markup/number-format.js";
import { fullSymbol, m, math, thinSpace } from "../markup/mathml.js";
import { chip, operator, quietTotal, scaled } from "./row-parts.js";

const SYMBOL =
  /^(?<gradient>dL\/d)?(?<letter>[A-Za-z])(?<sub>[\d,;]*)(?<sup>(?:\(\d+\)|\{\d+\}|\[\d+\])*)$/;

/** @param {string} text such as dL/dy12{2} @returns {Name|null} null where it is no name of a cell */
export function nameOf(text) {
  const found = SYMBOL.exec(text)?.groups;
  if (found === undefined) return null;
  const { gradient, letter, sub, sup } = found;
  return { letter, gradient: gradient !== undefined, sub, sup };
}

/** What the article writes of the cell in focus, if anything is written out. @param {FanIn} fan @returns {Erratum|null} */
export function erratumAt({ step: { erratum }, target }) {
  return erratum && erratum.terms.length > 0 && `${erratum.cell}` === `${target.cell}`
    ? erratum
    : null;
}

/**
 * @param {Erratum} erratum
 * @param {Record<string, string>} words
 * @param {(tensor: string) => string} colourOf
 * @returns {Node[]}
 */
export function erratumTerms(erratum, words, colourOf) {
  const terms = erratum.terms.flatMap((factors, k) => {
    const areNames = factors.every(({ symbol }) => symbol === "0" || nameOf(symbol) !== null);
    const drawn = factors.flatMap((factor, n) => [
      ...(n > 0 ? [math(areNames ? thinSpace() : m("mo", "\u00b7"))] : []),
      factorOf(factor, words, colourOf),
    ]);
    const node = chip(drawn, colourOf(factors[0].tensor));
    const isZero = factors.some(({ symbol, wrong }) => symbol === "0" && !wrong);
    node.classList.toggle("zero", isZero);
    return k > 0 ? [operator("+"), node] : [node];
  });
  const total =
    erratum.value === null
      ? [quietTotal("?"), el("span", { class: "count" }, words.unknown)]
      : [quietTotal(formatNumber(erratum.value))];
  if (erratum.right !== null) {
    const right = fill(words.instead, { value: formatNumber(erratum.right) });
    total.push(el("strong", {}, right));
  }
  return [...scaled(erratum.scale, terms), operator("="), ...total];
}

/** @param {QuotedFactor} factor @param {Record<string, string>} words @param {(tensor: string) => string} colourOf */
function factorOf({ tensor, symbol, wrong, value }, words, colourOf) {
  const name = nameOf(symbol);
  const node = el(wrong ? "mark" : "span", {
    class: symbol === "0" ? "" : `of-${colourOf(tensor)}`,
  });
  node.append(name === null ? symbol.replaceAll("-", "\u2212") : math(fullSymbol(name)));
  node.classList.toggle("wrong", wrong);
  if (wrong && value === null) node.title = words.unknown;
  return node;
}
