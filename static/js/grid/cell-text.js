/**
 * How much room the text of cells takes at the least size at which it is read. The style sheet has the sizes;
 * the widths are measured in the page, once for each pattern of signs.
 *
 * @import {Name} from "../trace/cell-name.js"
 * @import {Trace} from "../trace/trace.js"
 */

import { el } from "../markup/dom.js";
import { CELL_ROOM, formatCell } from "../markup/number-format.js";
import { math, plainSymbol, shortSymbol } from "../markup/mathml.js";
import { isCopy } from "../trace/rule.js";
import { unflatten } from "../trace/view.js";

/** In a tensor with more cells, only about FEW evenly spaced cells are examined for its widest number. */
const MAX_MEASURED_NUMBERS = 500;
const FEW = 60;
/** Between a symbol and the edges of its cell, both together; a number may reach its edges, for cells stand apart. */
const MARGIN = 1;

/** As wide as decimals get in a cell, but for their sign. */
const WIDE_DECIMALS = ["0.88888", "8.8e\u221288"];

/**
 * The widths that a tensor's widest number and widest symbol need, at their least sizes; how wide each is
 * for each pixel of its text's size. All are 0 where there is none.
 * @typedef {{number: number, numberSlope: number, symbol: number, slope: number}} Need
 * @typedef {{symbol: string, name: Name|null, numbers: string[]}} Text
 */

/** By pattern. @type {Map<string, {width: number, size: number}>} */
const measured = new Map();
/** @type {WeakMap<Trace, Map<string, Text>>} */
const texts = new WeakMap();

/** Discards all measured widths, since a font that has loaded changes them. */
export function forgetWidths() {
  measured.clear();
}

/**
 * @param {HTMLElement} host where the cells are to stand
 * @param {Trace} trace
 * @param {string[]} tensors
 * @param {number} [room] the most characters of a number
 * @returns {Map<string, Need>}
 */
export function needsOf(host, trace, tensors, room = CELL_ROOM) {
  const asked = tensors.map((name) => ({ name, text: textOf(trace, name, room) }));
  measure(
    host,
    asked.map(({ text }) => text),
  );
  return new Map(asked.map(({ name, text }) => [name, needOf(text)]));
}

/** @param {Text} text @returns {Need} */
function needOf({ symbol, numbers }) {
  const found = numbers.map((pattern) => measured.get(pattern) ?? { width: 0, size: 1 });
  const number = Math.max(0, ...found.map(({ width }) => width));
  const numberSlope = Math.max(0, ...found.map(({ width, size }) => width / size));
  const { width = 0, size = 1 } = measured.get(symbol) ?? {};
  return { number, numberSlope, symbol: width === 0 ? 0 : width + MARGIN, slope: width / size };
}

/** Whatever is not known yet, all in one layout of the page. @param {HTMLElement} host @param {Text[]} asked */
function measure(host, asked) {
  /** @type {Map<string, HTMLElement>} */
  const fresh = new Map();
  for (const { symbol, name, numbers } of asked) {
    if (name !== null && !measured.has(symbol)) fresh.set(symbol, symbolProbe(name));
    for (const pattern of numbers) {
      if (!measured.has(pattern)) fresh.set(pattern, el("span", { class: "number" }, pattern));
    }
  }
  if (fresh.size === 0) return;
  const cells = [...fresh.values()].map((text) => {
    // Numbers take the least room where they stand alone.
    const kind = text.className === "number" ? "plain" : "";
    return el("div", { class: kind }, el("span", { class: "cell" }, text));
  });
  const probe = el("div", { class: "cell-probe", "aria-hidden": "true" }, ...cells);
  host.append(probe);
  for (const [pattern, text] of fresh) {
    const drawn = text.querySelector("math") ?? text;
    const size = Number.parseFloat(getComputedStyle(drawn).fontSize);
    const { width } = drawn.getBoundingClientRect();
    // An element that is not on the page has no width yet: measure it again later.
    if (width > 0) measured.set(pattern, { width, size });
  }
  probe.remove();
}

/** @param {Name} name @returns {HTMLElement} the symbol with digits that are all as wide */
function symbolProbe(name) {
  const even = { ...name, sub: patternOf(name.sub), sup: patternOf(name.sup) };
  return el("span", { class: "symbol" }, math(shortSymbol(even)));
}

/** @param {string} text @returns {string} the text with every digit replaced by 8, since all digits have one width */
function patternOf(text) {
  return text.replaceAll(/\d/g, "8");
}

/** The patterns of a tensor's numbers, and the symbol of its last cell, whose indices are the longest. @param {Trace} trace @param {string} name @param {number} room @returns {Text} */
function textOf(trace, name, room) {
  const known = texts.get(trace) ?? new Map();
  texts.set(trace, known);
  const key = `${name}/${room}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const last = lastName(trace, name);
  const symbol = last === null ? "" : patternOf(plainSymbol(last));
  const found = { symbol, name: last, numbers: numberPatterns(trace, name, room) };
  known.set(key, found);
  return found;
}

/** @param {Trace} trace @param {string} name @param {number} room @returns {string[]} */
function numberPatterns(trace, name, room) {
  const count = trace.shapeOf(name).reduce((product, size) => product * size, 1);
  const stride = count > MAX_MEASURED_NUMBERS ? Math.ceil(count / FEW) : 1;
  /** @type {Set<string>} */
  const found = new Set();
  for (let flat = 0; flat < count; flat += stride) {
    found.add(patternOf(formatCell(trace.valueAt(name, flat), room)));
  }
  if (stride > 1) {
    const patterns = [...found];
    const largest = trace.largest(name);
    const { least, most } = trace.reach(name);
    // What was typed or read can be anything. The room for a sign that few results have would cost all cells theirs.
    const ends = trace.tensor(name).rule === null ? [least, most] : [largest];
    for (const end of ends) found.add(patternOf(formatCell(end, room)));
    if (patterns.some((each) => each.includes("."))) {
      // A cell that was not examined may be as long, and negative.
      const sign = patterns.some((each) => each.startsWith("\u2212")) ? "\u2212" : "";
      found.add(patternOf(formatCell(sign === "" ? largest : -largest, room)));
      for (const wide of WIDE_DECIMALS) found.add(`${sign}${wide}`.slice(0, room));
    }
  }
  return [...found];
}

/** The name of a tensor's last cell, or of the last one that it copies. @param {Trace} trace @param {string} name @returns {Name|null} */
export function lastName(trace, name) {
  const { symbol, rule } = trace.tensor(name);
  if (symbol === null && rule !== null && isCopy(rule)) {
    return lastName(trace, rule.products[0].factors[0].tensor);
  }
  const shape = trace.shapeOf(name);
  const count = shape.reduce((product, size) => product * size, 1);
  return trace.name(name, unflatten(shape, count - 1));
}
