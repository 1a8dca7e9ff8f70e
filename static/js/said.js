/**
 * What the article writes for a cell, as a row of the panel: its terms, and which of their factors are wrong.
 *
 * @import {Name} from "./trace.js"
 * @import {Said, SaidFactor} from "./types.js"
 */

import { el } from "./dom.js";
import { formatNumber } from "./format.js";
import { fullSymbol, m, math } from "./mathml.js";

const SYMBOL =
  /^(?<gradient>dL\/d)?(?<letter>[A-Za-z])(?<sub>[\d,;]*)(?<sup>(?:\(\d+\)|\{\d+\}|\[\d+\])*)$/;

/** @param {string} text such as dL/dy12{2} @returns {Name|null} null where it is no name of a cell */
export function nameOf(text) {
  const found = SYMBOL.exec(text)?.groups;
  if (found === undefined) return null;
  const { gradient, letter, sub, sup } = found;
  return { letter, gradient: gradient !== undefined, sub, sup };
}

/**
 * @param {Said} said
 * @param {Record<string, string>} words
 * @param {(tensor: string) => string} colourOf
 * @returns {Node[]}
 */
export function saidTerms(said, words, colourOf) {
  const terms = said.terms.flatMap((factors, k) => {
    const chip = el("span", { class: `term of-${colourOf(factors[0].tensor)}` });
    chip.classList.toggle(
      "zero",
      factors.some(({ value, wrong }) => value === 0 && !wrong),
    );
    chip.append(
      ...factors.flatMap((factor, n) => [
        ...(n > 0 ? [math(m("mo", "\u00b7"))] : []),
        drawn(factor, words, colourOf),
      ]),
    );
    return k > 0 ? [sign("+"), chip] : [chip];
  });
  const scale =
    said.scale === 1
      ? []
      : [math(m("mfrac", m("mn", "1"), m("mn", String(Math.round(1 / said.scale))))), "("];
  const close = said.scale === 1 ? [] : [")"];
  const value = said.value === null ? "?" : formatNumber(said.value);
  return [
    ...scale.map((part) => (typeof part === "string" ? sign(part) : part)),
    ...terms,
    ...close.map(sign),
    sign("="),
    el("output", { class: "total quiet" }, value),
  ];
}

/** @param {SaidFactor} factor @param {Record<string, string>} words @param {(tensor: string) => string} colourOf */
function drawn({ tensor, symbol, wrong, value }, words, colourOf) {
  const name = nameOf(symbol);
  const node = el("span", { class: symbol === "0" ? "" : `of-${colourOf(tensor)}` });
  node.append(name === null ? symbol.replaceAll("-", "\u2212") : math(fullSymbol(name)));
  node.classList.toggle("wrong", wrong);
  if (wrong && value === null) node.title = words.unknown;
  return node;
}

/** @param {string} text */
function sign(text) {
  return el("span", { class: "operator", role: "presentation" }, text);
}
