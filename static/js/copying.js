/**
 * The chosen cell to take along, as LaTeX and as text: the rule, the terms in symbols and in numbers, the
 * result.
 *
 * @import {FanIn} from "./selectors.js"
 * @import {SumModel} from "./equation.js"
 * @import {Name} from "./trace.js"
 * @import {Read, Term} from "./types.js"
 */

import { formatFactor, formatNumber } from "./format.js";
import { indexEquation, latexOf, textOf } from "./index-equation.js";
import { plainSymbol } from "./mathml.js";
import { isCopy } from "./rule.js";

/** More terms than these are taken together. */
const MOST_TERMS = 400;

/** @param {SumModel} model @param {FanIn} fan @returns {string} lines of plain text */
export function asText(model, fan) {
  const { trace, rule, writes } = model;
  const left = plainSymbol(trace.name(fan.target.tensor, fan.target.cell));
  return lines(model, fan, {
    rule: textOf(indexEquation(trace, rule, writes, model.titles)),
    left,
    symbol: (name) => plainSymbol(name),
    times: " \u00b7 ",
    more: "\u2026",
  }).join("\n");
}

/** @param {SumModel} model @param {FanIn} fan @returns {string} an aligned block */
export function asLatex(model, fan) {
  const { trace, rule, writes } = model;
  const [index, ...rest] = lines(model, fan, {
    rule: latexOf(indexEquation(trace, rule, writes, model.titles)),
    left: latexName(trace.name(fan.target.tensor, fan.target.cell)),
    symbol: latexName,
    times: " \\cdot ",
    more: "\\cdots",
  });
  const aligned = rest.map((line) => line.replace("= ", "&= ").replaceAll("\u2212", "-"));
  const block = ["\\begin{aligned}", aligned.join(" \\\\\n"), "\\end{aligned}"].join("\n");
  return `\\[${index.replaceAll("\u2212", "-")}\\]\n\\[\n${block}\n\\]`;
}

/** @param {Name|null} name @returns {string} x_{12}^{[1]}, with the braces of an output channel escaped */
export function latexName(name) {
  if (name === null) return "0";
  const sup = name.sup.replaceAll("{", "\\{").replaceAll("}", "\\}");
  const body = `${name.letter}${name.sub && `_{${name.sub}}`}${sup && `^{${sup}}`}`;
  return name.gradient ? `\\frac{\\partial L}{\\partial ${body}}` : body;
}

/**
 * @param {SumModel} model
 * @param {FanIn} fan
 * @param {{rule: string, left: string, symbol: (name: Name|null) => string, times: string, more: string}} style
 * @returns {string[]}
 */
function lines({ trace, rule }, { target, terms }, style) {
  const shown = terms.slice(0, MOST_TERMS);
  const rest = terms.slice(MOST_TERMS);
  const value = formatNumber(trace.value(target.tensor, target.cell));
  /** @param {(read: Read) => string} draw */
  const sum = (draw) => {
    const parts = shown.map((/** @type {Term} */ { factors }) =>
      factors.map(draw).join(style.times),
    );
    if (rest.length > 0) parts.push(style.more, formatFactor(trace.total(rest)));
    const whole = parts.join(" + ") || "0";
    return rule.scale === 1 ? whole : `${formatNumber(rule.scale)} (${whole})`;
  };
  const symbols = sum(({ tensor, cell }) => style.symbol(trace.name(tensor, cell)));
  if (isCopy(rule)) return [style.rule, `${style.left} = ${symbols}`, `= ${value}`];
  const numbers = sum(({ tensor, cell }) =>
    formatFactor(cell === null ? 0 : trace.value(tensor, cell)),
  );
  return [style.rule, `${style.left} = ${symbols}`, `= ${numbers}`, `= ${value}`];
}

/** A page that is not served securely has no clipboard, but can copy what is selected. @param {string} text */
export async function toClipboard(text) {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "spoken";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
