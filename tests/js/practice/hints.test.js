import assert from "node:assert/strict";
import { test } from "node:test";

import { hintsOf } from "../../../static/js/practice/hints.js";
import { plainSymbol } from "../../../static/js/markup/mathml.js";
import { traceOf } from "../fixtures.js";
import { CASES } from "./steps.js";

test("the numbers of the last hint add up to the cell, and every one is a cell of the first", () => {
  for (const { trace, place, step, cells, label } of CASES) {
    for (const cell of cells.slice(0, 20)) {
      const [read, symbols, numbers] = hintsOf(trace, place, cell);
      const total = numbers.terms.reduce(
        (sum, each) => sum + each.numbers.reduce((all, number) => all * number, 1),
        0,
      );
      assert.equal(numbers.left, 0, label);
      assert.equal(numbers.scale * total, trace.value(step.writes, cell), `${label} ${cell}`);
      const used = numbers.terms.flatMap(({ term }) => term.factors.map((each) => `${each.cell}`));
      const listed = read.cells.map((each) => `${each.cell}`);
      assert.deepEqual(new Set(listed), new Set(used), label);
      assert.ok(
        symbols.terms.every(({ names }) => names.every((name) => name !== null)) || isBare(label),
      );
    }
  }
});

/** What one output changes by has no symbols. @param {string} label */
function isBare(label) {
  return label.includes("/nudge/");
}

test("the hints of a corner leave out the zeros that it reads", () => {
  const trace = traceOf("article-multi-channel");
  const place = { chapter: "grad-input-elements", step: "fan-in" };
  const [read, symbols, numbers] = hintsOf(trace, place, [0, 0, 0, 0, 0]);
  assert.equal(read.cells.length, 4);
  assert.deepEqual(
    symbols.terms.map(({ position, names }) => `${position} ${names.map(plainSymbol).join(" ")}`),
    ["3 \u2202L/\u2202y11{1} k11{1}[1]", "7 \u2202L/\u2202y11{2} k11{2}[1]"],
  );
  assert.deepEqual(
    numbers.terms.map((each) => each.numbers),
    [
      [2, 1],
      [1, -1],
    ],
  );
});

test("a zero that is put in reads nothing", () => {
  const trace = traceOf("article-multi-channel");
  const place = { chapter: "grad-input-conv", step: "pad" };
  const [read, symbols] = hintsOf(trace, place, [0, 0, 0, 0, 0]);
  assert.deepEqual([read.cells, symbols.terms], [[], []]);
});
