/**
 * How tall the sum panel stands: the same for every cell of a step, so that the board never moves under the
 * pointer. It is arithmetic on the widths of signs, at a text of 15 pixels, without the DOM; the lengths
 * mirror ``static/css/equation.css``.
 *
 * @import {SumModel} from "./equation.js"
 * @import {Name} from "./names.js"
 * @import {Trace} from "./trace.js"
 * @import {Rule, Step} from "./types.js"
 */

import { formatFactor } from "./format.js";
import { readersIn } from "./marks.js";
import { readersWritten } from "./reader-rows.js";
import { isCopy, lengthOf } from "./rule.js";
import { isLockstep } from "./selectors.js";
import { writtenOut } from "./term-list.js";

/** Of a line of terms and of the rule above, which grow with the text; of what is around them, which does not. */
const LINE = 24;
const HEAD = 16;
const AROUND_PANEL = 22;
const AROUND_ROW = 13;
const BETWEEN_LINES = 4;
/** Of a letter, of a sign beside it, of dL/d before it, of a digit; of a chip around a term and of its plus. */
const LETTER = 11;
const SCRIPT = 5.5;
const GRADIENT = 37;
const DIGIT = 8.8;
const AROUND_TERM = 32;
/** Of the number that joins a result to its cells, and of the arrow into it. */
const INTO = 44;
/** What stands before and after the terms, what counts those left out, and what says that a cell is none. */
const ENDS = 90;
const REST = 230;
const UNKNOWN = 100;
/** Lines end where a term ends, before the edge. */
const RAGGED = 1.05;

/**
 * @param {SumModel} model
 * @param {number} width of a line of terms, in pixels
 * @param {number} scale of its text
 * @returns {number} in pixels
 */
export function panelHeight(model, width, scale) {
  const heights = besides(model.trace, model.fan.step).map((step) => {
    const rows = linesOfRows(model, step, width / scale);
    const lines = rows.reduce((sum, each) => sum + each, 0);
    const text = HEAD + LINE * lines;
    return (
      text * scale + AROUND_PANEL + AROUND_ROW * rows.length + BETWEEN_LINES * (lines - rows.length)
    );
  });
  return Math.max(...heights);
}

/** The steps on the board at once. @param {Trace} trace @param {Step} step @returns {Step[]} */
function besides(trace, step) {
  const chapter = trace.chapters.find(({ steps }) => steps.includes(step));
  return chapter !== undefined && isLockstep(trace, chapter.id) ? chapter.steps : [step];
}

/** How many lines each row takes. @param {SumModel} model @param {Step} step @param {number} width @returns {number[]} */
function linesOfRows(model, { rule, said, raises, writes, walks }, width) {
  const { trace, channels = null, terms } = model;
  const rows = [];
  if (channels !== null) rows.push(2);
  if (raises) rows.push(1);
  const shown = writtenOut(rule);
  const ends = ENDS + (shown < lengthOf(rule) ? REST : 0);
  const symbols = symbolWidth(trace, rule);
  if (said && said.terms.length > 0) {
    const after = said.value === null ? UNKNOWN : 0;
    rows.push(linesOf(said.terms.length * (AROUND_TERM + symbols) + ends + after, width));
  }
  if (isCopy(rule)) return [...rows, 1];
  rows.push(linesOf(shown * (AROUND_TERM + symbols) + ends, width));
  rows.push(linesOf(shown * (AROUND_TERM + numberWidth(trace, rule, terms)) + ends, width));
  if (walks === writes) return rows;
  const into = AROUND_TERM + INTO + symbols + widthOf(lastName(trace, writes));
  return longer(rows, [1, linesOf(mostReaders(model, rule, writes, walks) * into, width)]);
}

/** @param {number[]} one @param {number[]} other */
function longer(one, other) {
  const sum = (/** @type {number[]} */ rows) => rows.reduce((all, each) => all + each, 0);
  return sum(other) > sum(one) ? other : one;
}

/** Of a source that is gone through: its middle cell has the most readers in a grid. @param {SumModel} model @param {Rule} rule @param {string} writes @param {string} walks */
function mostReaders({ trace, view, block }, rule, writes, walks) {
  const source = { tensor: walks, cell: trace.shapeOf(walks).map((size) => size >> 1) };
  const readers = trace.readerFlats(rule, writes, source);
  const here = readersIn(trace.tensor(writes), view, block, readers);
  return readersWritten(here.length);
}

/** @param {number} needed @param {number} width */
function linesOf(needed, width) {
  return Math.max(1, Math.ceil((needed * RAGGED) / width));
}

/** The widest of the products of a rule. @param {Trace} trace @param {Rule} rule */
function symbolWidth(trace, { products }) {
  const [first] = products;
  return first.factors.reduce((sum, { tensor }) => sum + widthOf(lastName(trace, tensor)), 0);
}

/** The name of a tensor's last cell, or of what it copies. @param {Trace} trace @param {string} name @returns {Name|null} */
function lastName(trace, name) {
  const { symbol, rule, axes } = trace.tensor(name);
  if (symbol === null && rule !== null && isCopy(rule)) {
    return lastName(trace, rule.products[0].factors[0].tensor);
  }
  return trace.name(
    name,
    axes.map(({ size }) => size - 1),
  );
}

/** @param {Name|null} name */
function widthOf(name) {
  if (name === null) return DIGIT;
  const { sub, sup, gradient } = name;
  return LETTER + SCRIPT * Math.max(sub.length, sup.length) + (gradient ? GRADIENT : 0);
}

/** Numbers as wide as those of the first cell. @param {Trace} trace @param {Rule} rule @param {SumModel["terms"]} terms */
function numberWidth(trace, { products }, terms) {
  const least = formatFactor(-1).length;
  const widest = terms.slice(0, 40).reduce((most, { term }) => {
    const lengths = term.factors.map(({ tensor, cell }) =>
      cell === null ? 1 : formatFactor(trace.value(tensor, cell)).length,
    );
    return Math.max(most, ...lengths);
  }, least);
  // Few numbers are as wide as the widest.
  return products[0].factors.length * DIGIT * 0.45 * (1 + widest);
}
