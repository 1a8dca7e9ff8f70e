import assert from "node:assert/strict";
import { test } from "node:test";

import { heatOf, paint, pictureOf, rowsOf, strongest } from "../../../static/js/grid/heat.js";
import { traceOf } from "../fixtures.js";

const COLOURS = { positive: [1, 2, 3], negative: [7, 8, 9], paper: [250, 250, 250] };

test("heat runs from none at zero to full at the largest, whatever the sign", () => {
  assert.equal(heatOf(0, 5), 0);
  assert.equal(heatOf(5, 5), 1);
  assert.equal(heatOf(-5, 5), 1);
  assert.ok(heatOf(1, 5) < heatOf(2, 5) && heatOf(2, 5) < heatOf(-4, 5));
});

test("a pixel has the colour of its sign and the strength of its size", () => {
  const pixels = new Uint8ClampedArray(12);
  paint(Float64Array.of(4, -1, 0), 4, COLOURS, pixels, 1);
  assert.deepEqual([...pixels], [1, 2, 3, 255, 7, 8, 9, 128, 1, 2, 3, 0]);
});

test("a large cell has a stroke through its middle where it is negative, and only there", () => {
  const side = 6;
  const pixels = new Uint8ClampedArray(4 * side * side * 2);
  paint(Float64Array.of(4, -4), 4, COLOURS, pixels, side);
  const reds = Array.from({ length: side }, (_, line) =>
    Array.from({ length: 2 * side }, (_, x) => pixels[4 * (line * 2 * side + x)]),
  );
  const plain = [1, 1, 1, 1, 1, 1, 7, 7, 7, 7, 7, 7];
  const stroke = [1, 1, 1, 1, 1, 1, 7, 250, 250, 250, 250, 7];
  assert.deepEqual(reds, [plain, plain, plain, stroke, plain, plain]);
});

test("a picture gives every cell its square, or as many points as there is room for", () => {
  assert.deepEqual(pictureOf(55, 55), { width: 660, height: 660, side: 12 });
  assert.deepEqual(pictureOf(227, 227), { width: 1135, height: 1135, side: 5 });
  assert.deepEqual(pictureOf(3025, 363), { width: 363, height: 1200, side: 1 });
  assert.deepEqual(pictureOf(51529, 11616), { width: 1200, height: 1200, side: 1 });
});

test("the lines of a picture share out the rows, each to one line", () => {
  const lines = Array.from({ length: 1200 }, (_, line) => rowsOf(line, 1200, 3025, 363));
  assert.deepEqual(
    lines.flat(),
    Array.from({ length: 3025 }, (_, row) => row),
  );
  assert.ok(lines.every((rows) => rows.length > 0));
  assert.deepEqual(rowsOf(7, 55, 55, 55), [7]);
});

test("of far too many rows a line takes one of its own", () => {
  const lines = Array.from({ length: 1200 }, (_, line) => rowsOf(line, 1200, 51529, 11616));
  assert.ok(lines.every((rows) => rows.length === 1));
  const rows = lines.flat();
  assert.ok(rows.every((row, k) => row < 51529 && (k === 0 || row > rows[k - 1])));
});

test("a point shows the strongest of the numbers that share it, with its sign", () => {
  const points = Float64Array.of(0, 6);
  strongest(Float64Array.of(1, -5, 2, 3), points);
  assert.deepEqual([...points], [-5, 6]);
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
