/**
 * A rule that no convolution has: a masked window of three factors, minus twice a square, drawn, written, spoken and
 * practised like any other.
 *
 * @import {Symbol, Tensor, WireTrace} from "../../../static/js/trace/types.js"
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { boardOf } from "../../../static/js/board/board.js";
import { marks } from "../../../static/js/board/marks.js";
import { asLatex, asText } from "../../../static/js/equation/copied-text.js";
import { indexEquation } from "../../../static/js/equation/index-equation.js";
import { textOf } from "../../../static/js/equation/plain-text.js";
import { describe } from "../../../static/js/equation/spoken.js";
import { hintsOf } from "../../../static/js/practice/hints.js";
import { mistakesOf } from "../../../static/js/practice/mistakes/index.js";
import { focus } from "../../../static/js/state/selectors.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { axis } from "../axis.js";
import { stateAt } from "../fixtures.js";
import { handMade, madeOf } from "../random-rules.js";

const TEXTS = new URL("../../../app/i18n/en.json", import.meta.url);
/** @type {Record<string, string>} */
const WORDS = JSON.parse(readFileSync(TEXTS, "utf8")).words;

/** @param {Record<string, number>} terms @param {number} [offset] */
const at = (terms, offset = 0) => ({ terms, offset, divisor: 1 });

/** y[j] = sum over v of x[j + v - 1] * k[v] * m[j], and -2 times b * b. */
const PRODUCTS = [
  {
    scale: 1,
    sum: [axis("v", 2)],
    factors: [
      { tensor: "x", index: [at({ j: 1, v: 1 }, -1)] },
      { tensor: "k", index: [at({ v: 1 })] },
      { tensor: "m", index: [at({ j: 1 })] },
    ],
  },
  {
    scale: -2,
    sum: [],
    factors: [
      { tensor: "b", index: [at({})] },
      { tensor: "b", index: [at({})] },
    ],
  },
];
const TITLES = { x: "{self}", k: "{self}", m: "{self}", b: "{self}", y: "{self}" };

/** @param {string} name @param {string} along @param {number[]} values @returns {Tensor} */
function row(name, along, values) {
  /** @type {Symbol} */
  const symbol = {
    letter: name,
    gradient: false,
    subscripts: [[at({ [along]: 1 }, 1)]],
    superscripts: [],
    wide: false,
  };
  const view = { blocks: [], rows: [], cols: [along] };
  const letter = name.toUpperCase();
  return handMade(name, [axis(along, values.length)], { letter, view, values, symbol });
}

/** @returns {Trace} */
function traceOf() {
  const y = { ...row("y", "j", [0, 0]), values: null, rule: { products: PRODUCTS } };
  const tensors = [
    row("x", "x", [3, 5]),
    row("k", "v", [2, -7]),
    row("m", "j", [1, -1]),
    { ...row("b", "o", [4]), axes: [axis("o", 1)] },
    y,
  ];
  const draws = tensors.map(({ name, view }) => ({ tensor: name, view }));
  const step = { id: "s", draws, writes: "y", cursor_over: "y", perturbs: null, erratum: null };
  /** @type {WireTrace} */
  const wire = { ...madeOf(tensors), chapters: [{ id: "c", steps: [{ ...step, rule: null }] }] };
  return new Trace(wire);
}

const trace = traceOf();
const state = stateAt("c/s", { cursor: 1 });
// 3 * 2 * (-1) + 5 * (-7) * (-1) - 2 * 4 * 4
const VALUE = -3;

test("every factor counts", () => {
  assert.equal(trace.value("y", [1]), VALUE);
  assert.equal(trace.value("y", [0]), 3 * -7 - 32);
});

test("the board has a grid for each tensor, also for one that is read twice", () => {
  const { units, kind } = boardOf(trace, state, [1]);
  const names = units.map(({ panels }) => panels.map(({ tensor }) => tensor.name));
  assert.deepEqual(names, [["x", "k", "m"], ["b"]]);
  assert.equal(kind, "window");
});

test("all that a cell reads is marked", () => {
  const found = marks(trace, state);
  const read = Object.fromEntries([...found].map(([name, cells]) => [name, [...cells.keys()]]));
  assert.deepEqual(read, { x: [0, 1], k: [0, 1], m: [1], b: [0], y: [1] });
});

test("the rule, the terms and what is spoken have every factor and each scale", () => {
  const fan = focus(trace, state);
  assert.ok(fan.kind === "in");
  const { rule } = trace.step("c", "s");
  const terms = fan.terms.map((term, position) => ({ term, position }));
  /** @type {any} */
  const model = { trace, rule, fan, terms, titles: TITLES, words: WORDS, writes: "y" };
  assert.equal(
    textOf(indexEquation(trace, trace.step("c", "s"), TITLES)),
    "Y[j] = \u03a3_v X[j+v\u22122] \u00b7 K[v] \u00b7 M[j] + (\u22122) B \u00b7 B",
  );
  assert.match(asText(model, fan), /= x1 \u00b7 k1 \u00b7 m2 \+ x2 \u00b7 k2 \u00b7 m2 \+ /);
  assert.match(asText(model, fan), /\(\u22122\) \u00b7 4 \u00b7 4\n= \u22123$/);
  assert.match(asLatex(model, fan), /\(-2\) \\cdot b_\{1\} \\cdot b_\{1\}/);
  const spoken = describe(trace, state, WORDS);
  assert.match(spoken, /3 times 2 times \u22121 plus .* plus \u22122 times 4 times 4/);
});

test("its hints add up, and its mistakes give other numbers", () => {
  const place = { chapter: "c", step: "s" };
  const [, , numbers] = hintsOf(trace, place, [1]);
  const total = numbers.terms.reduce(
    (sum, { term, numbers: each }) => sum + each.reduce((all, value) => all * value, term.scale),
    0,
  );
  assert.equal(numbers.scale * total, VALUE);
  const found = mistakesOf(trace, place, [1]);
  assert.ok(found.length > 5);
  for (const { id, value } of found) assert.ok(Number.isFinite(value) && value !== VALUE, id);
  const missing = found.filter(({ id }) => id === "missing").map(({ value }) => value);
  assert.deepEqual(missing, [VALUE + 6, VALUE - 35]);
});
