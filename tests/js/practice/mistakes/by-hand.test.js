/**
 * A window over two cells with a zero before them, and all its mistakes worked out by hand.
 *
 * @import {Product, Tensor, WireTrace} from "../../../../static/js/trace/types.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { hintsOf } from "../../../../static/js/practice/hints.js";
import { mistakesOf } from "../../../../static/js/practice/mistakes/index.js";
import { Trace } from "../../../../static/js/trace/trace.js";
import { axis } from "../../axis.js";

const PLACE = { chapter: "chapter", step: "window" };

/** y[j] = sum over v of x[j + v - 1] * k[v], with a zero for x[-1]. @type {Product} */
const WINDOW = {
  scale: 1,
  sum: [axis("v", 2)],
  factors: [
    { tensor: "x", index: [{ terms: { j: 1, v: 1 }, offset: -1, divisor: 1 }] },
    { tensor: "k", index: [{ terms: { v: 1 }, offset: 0, divisor: 1 }] },
  ],
};
/** @type {Product} */
const BIAS = {
  scale: 1,
  sum: [],
  factors: [{ tensor: "b", index: [{ terms: {}, offset: 0, divisor: 1 }] }],
};

/** @param {string} name @param {string} along @param {number[]} values @returns {Tensor} */
function row(name, along, values) {
  return {
    name,
    role: "value",
    of: name,
    letter: name,
    axes: [axis(along, values.length)],
    view: { blocks: [], rows: [], cols: [along] },
    values,
    rule: null,
    symbol: null,
  };
}

/** @param {Product[]} products @param {number} length of the result */
function traceOf(products, length = 2) {
  const y = row("y", "j", new Array(length).fill(0));
  const step = {
    id: "window",
    draws: [],
    writes: "y",
    cursor_over: "y",
    perturbs: null,
    erratum: null,
  };
  /** @type {Pick<WireTrace, "tensors"|"chapters">} */
  const wire = {
    tensors: [
      row("x", "x", [3, 5]),
      row("k", "v", [2, -7]),
      row("b", "o", [4]),
      { ...y, values: null, rule: { products } },
    ],
    chapters: [{ id: "chapter", steps: [{ ...step, rule: null }] }],
  };
  return new Trace(/** @type {WireTrace} */ (wire));
}

test("the mistakes of 0 * 2 + 3 * (-7) + 4 = -17", () => {
  const found = mistakesOf(traceOf([WINDOW, BIAS]), PLACE, [0]).map(({ id, value, detail }) => {
    const kind = "kind" in detail ? detail.kind : "by" in detail ? detail.by : "";
    const position = "position" in detail ? detail.position : null;
    return [id, value, kind, position];
  });
  assert.deepEqual(found, [
    ["sign", 17, "all", null],
    // 3 * (-7)
    ["nobias", -21, "", null],
    // 3 * 2 + 4
    ["rotation", 10, "", null],
    // -17 / 2, -21 / 2 + 4, -21 / 2; the same by 3, as the bias is a term
    ["mean", -8.5, "taps", null],
    ["mean", -6.5, "taps", null],
    ["mean", -10.5, "taps", null],
    ["mean", -17 / 3, "terms", null],
    ["mean", -3, "terms", null],
    ["mean", -7, "terms", null],
    ["missing", 4, "", 1],
    ["sign", 25, "dropped", null],
    ["sign", 25, "term", 1],
    ["sign", -25, "term", 2],
    ["neighbour", -25, "", null],
    // 3 * 2 or 5 * 2 where the rule has a zero
    ["extra", -11, "zero", 0],
    ["extra", -38, "twice", 1],
    ["extra", -13, "twice", 2],
    ["extra", -7, "zero", 0],
  ]);
});

test("a zero of a later product is told by its place in the whole sum", () => {
  const found = mistakesOf(traceOf([BIAS, WINDOW]), PLACE, [0]).flatMap((mistake) =>
    mistake.id === "extra" && mistake.detail.kind === "zero" ? [mistake] : [],
  );
  assert.deepEqual(
    found.map(({ value, detail }) => [value, detail.position, detail.term.factors[0].cell]),
    [
      [-11, 1, null],
      [-7, 1, null],
    ],
  );
});

test("a sum that nobody would write out has hints without terms, and mistakes of the whole only", () => {
  const long = { ...WINDOW, sum: [...WINDOW.sum, axis("n", 3_000)] };
  const trace = traceOf([long]);
  const [, terms] = hintsOf(trace, PLACE, [0]);
  assert.deepEqual([terms.terms, terms.left], [[], 6_000]);
  const ids = mistakesOf(trace, PLACE, [0]).map(({ id, value }) => [id, value]);
  assert.deepEqual(ids, [
    ["sign", 63_000],
    ["rotation", 18_000],
    ["mean", -21],
    ["mean", -31_500],
    ["mean", -10.5],
    ["neighbour", -87_000],
  ]);
});
