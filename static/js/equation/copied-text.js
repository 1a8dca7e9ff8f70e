/**
 * The chosen cell for the clipboard, as LaTeX and as plain text: the rule, the terms in symbols and in numbers, the
 * result.
 *
 * @import {FanIn} from "../state/selectors.js"
 * @import {SumModel} from "./rows.js"
 * @import {Name} from "../trace/cell-name.js"
 * @import {Read} from "../trace/types.js"
 */

import { formatFactor, formatNumber } from "../markup/number-format.js";
import { indexEquation } from "./index-equation.js";
import { latexName, latexNumber, latexOf, latexScale, latexTensor } from "./latex.js";
import { plainSymbol } from "../markup/mathml.js";
import { plainScale, plainTensor, textOf } from "./plain-text.js";
import { commonScale, isCopy, scaleOf } from "../trace/rule.js";

/** More terms than these are taken together. */
const MAX_COPIED_TERMS = 400;
/** Terms per line of LaTeX, so that a line fits the width of a page. */
const TERMS_A_LINE = 6;

/** @param {SumModel} model @param {FanIn} fan @returns {string} lines of plain text */
export function asText(model, fan) {
  const equation = indexEquation(model.trace, fan.step, model.titles);
  const { left, sides } = sidesOf(model, fan, {
    left: plainTensor(equation.left, fan.target.cell),
    name: plainSymbol,
    number: (text) => text,
    scale: plainScale,
    times: " \u00b7 ",
    more: "\u2026",
  });
  const lines = sides.map(({ open, terms, close }) => `= ${open}${terms.join(" + ")}${close}`);
  return [textOf(equation), `${left} ${lines[0]}`, ...lines.slice(1)].join("\n");
}

/** @param {SumModel} model @param {FanIn} fan @returns {string} the rule, then an aligned block */
export function asLatex(model, fan) {
  const equation = indexEquation(model.trace, fan.step, model.titles);
  const { left, sides } = sidesOf(model, fan, {
    left: latexTensor(equation.left, fan.target.cell),
    name: latexName,
    number: latexNumber,
    scale: latexScale,
    times: " \\cdot ",
    more: "\\cdots",
  });
  const lines = sides.flatMap(({ open, terms, close }) => {
    const rows = [];
    for (let from = 0; from < terms.length; from += TERMS_A_LINE) {
      rows.push(terms.slice(from, from + TERMS_A_LINE).join(" + "));
    }
    const last = rows.length - 1;
    return rows.map(
      (row, k) => `${k === 0 ? `&= ${open}` : "&\\quad + "}${row}${k === last ? close : ""}`,
    );
  });
  const block = [`${left} ${lines[0]}`, ...lines.slice(1)].join(" \\\\\n");
  return `\\[${latexOf(equation)}\\]\n\\[\n\\begin{aligned}\n${block}\n\\end{aligned}\n\\]`;
}

/**
 * @typedef {{open: string, terms: string[], close: string}} Side what stands after one equals sign
 * @typedef {{left: string, name: (name: Name|null) => string, number: (text: string) => string,
 *   scale: (scale: number) => string, times: string, more: string}} Style
 *
 * @param {SumModel} model
 * @param {FanIn} fan
 * @param {Style} style its ``left`` is for a copy, which has no symbol of its own
 * @returns {{left: string, sides: Side[]}} no side is written twice
 */
function sidesOf({ trace, rule }, { target, terms }, style) {
  const shown = terms.slice(0, MAX_COPIED_TERMS);
  const rest = terms.slice(MAX_COPIED_TERMS);
  const common = commonScale(rule);
  const open = common === 1 ? "" : `${style.scale(common)} (`;
  const close = common === 1 ? "" : ")";
  /** @param {(read: Read) => string} draw @returns {Side} */
  const sum = (draw) => {
    const parts = shown.map((term) =>
      [
        ...scaleOf(term).map((scale) => style.number(formatFactor(scale))),
        ...term.factors.map(draw),
      ].join(style.times),
    );
    if (rest.length > 0) parts.push(style.more, style.number(formatFactor(trace.total(rest))));
    return { open, terms: parts.length > 0 ? parts : ["0"], close };
  };
  const symbols = sum(({ tensor, cell }) => style.name(trace.name(tensor, cell)));
  const numbers = sum(({ tensor, cell }) =>
    style.number(formatFactor(cell === null ? 0 : trace.value(tensor, cell))),
  );
  const value = style.number(formatNumber(trace.value(target.tensor, target.cell)));
  const total = { open: "", terms: [value], close: "" };
  const sides = isCopy(rule) ? [symbols, total] : [symbols, numbers, total];
  return {
    left: isCopy(rule) ? style.left : style.name(trace.name(target.tensor, target.cell)),
    sides: sides.filter(
      (side, k) => k === 0 || JSON.stringify(side) !== JSON.stringify(sides[k - 1]),
    ),
  };
}
