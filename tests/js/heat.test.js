import assert from "node:assert/strict";
import { test } from "node:test";

import { heatOf, paint } from "../../static/js/heat.js";
import { traceOf } from "./fixtures.js";

test("heat runs from none at zero to full at the largest, whatever the sign", () => {
  assert.equal(heatOf(0, 5), 0);
  assert.equal(heatOf(5, 5), 1);
  assert.equal(heatOf(-5, 5), 1);
  assert.ok(heatOf(1, 5) < heatOf(2, 5) && heatOf(2, 5) < heatOf(-4, 5));
});

test("a pixel has the colour of its sign and the strength of its size", () => {
  const pixels = new Uint8ClampedArray(12);
  const colours = { positive: [1, 2, 3], negative: [7, 8, 9] };
  [4, -1, 0].forEach((value, k) => paint(value, 4, colours, pixels, 4 * k));
  assert.deepEqual([...pixels], [1, 2, 3, 255, 7, 8, 9, 128, 1, 2, 3, 0]);
});

test("a tensor's largest number is that of what it copies", () => {
  const trace = traceOf("article-multi-channel");
  assert.equal(trace.largest("input"), 4);
  assert.equal(trace.largest("input_columns"), 4);
  assert.equal(trace.largest("output"), Math.max(...fixtureOutput(trace)));
});

/** @param {ReturnType<typeof traceOf>} trace */
function fixtureOutput(trace) {
  return (trace.tensor("output").values ?? []).map(Math.abs);
}
