/** @import {Tensor, View} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cellAt,
  extentOf,
  flatten,
  walkIndexOf,
  placeAt,
  placeOf,
  span,
  stretch,
  unflatten,
} from "../../../static/js/trace/view.js";
import { axis } from "../axis.js";
import { cellsOf, NAMES, traceOf } from "../fixtures.js";

/** @type {View} */
const COLUMNS = { blocks: ["g"], rows: ["i", "j"], cols: ["c", "u"] };
const AXES = Object.entries({ g: 2, i: 2, j: 3, c: 4, u: 2 }).map(([name, size]) =>
  axis(name, size),
);
/** @type {Tensor} */
const TENSOR = {
  name: "columns",
  role: "value",
  of: "input",
  letter: "X",
  axes: AXES,
  view: COLUMNS,
  values: null,
  rule: null,
  symbol: null,
};

test("the extent of a view multiplies the sizes of its axes", () => {
  assert.deepEqual(extentOf(TENSOR, COLUMNS), { blocks: 2, rows: 6, cols: 8 });
  assert.deepEqual(extentOf(TENSOR, { blocks: [], rows: [], cols: ["j"] }), {
    blocks: 1,
    rows: 1,
    cols: 3,
  });
  assert.equal(span(TENSOR, ["i", "c"]), 8);
});

test("the last axis of rows and columns runs fastest", () => {
  assert.deepEqual(placeOf(TENSOR, COLUMNS, [1, 0, 2, 3, 1]), { block: 1, row: 2, col: 7 });
  assert.deepEqual(cellAt(TENSOR, COLUMNS, { block: 0, row: 3, col: 2 }), [0, 1, 0, 1, 0]);
});

test("an order is a place by block, row and column", () => {
  const extent = extentOf(TENSOR, COLUMNS);
  assert.equal(walkIndexOf(extent, { block: 1, row: 2, col: 7 }), 48 + 16 + 7);
  assert.deepEqual(placeAt(extent, 71), { block: 1, row: 2, col: 7 });
});

test("every cell has one place and every place one cell, in every view of every step", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const { tensor: drawn, view } of trace.chapters.flatMap(({ steps }) =>
      steps.flatMap(({ draws }) => draws),
    )) {
      const tensor = trace.tensor(drawn);
      const extent = extentOf(tensor, view);
      const orders = cellsOf(trace.shapeOf(drawn)).map((cell) => {
        const place = placeOf(tensor, view, cell);
        assert.deepEqual(cellAt(tensor, view, place), cell);
        const order = walkIndexOf(extent, place);
        assert.deepEqual(placeAt(extent, order), place);
        return order;
      });
      const count = extent.blocks * extent.rows * extent.cols;
      assert.equal(orders.length, count);
      assert.equal(new Set(orders).size, count);
    }
  }
});

test("a flat position counts in C order", () => {
  const positions = cellsOf(AXES.map(({ size }) => size)).map((cell) => flatten(AXES, cell));
  assert.deepEqual(
    positions,
    positions.map((_, at) => at),
  );
});

test("a cell is found again by its flat position", () => {
  const shape = AXES.map(({ size }) => size);
  for (const cell of cellsOf(shape)) assert.deepEqual(unflatten(shape, flatten(AXES, cell)), cell);
  assert.deepEqual(unflatten([], 0), []);
});

test("a stretch is the cells under one index of the outermost axis that varies", () => {
  assert.equal(stretch(TENSOR, ["c", "u"]), 2);
  assert.equal(stretch(TENSOR, ["g", "i", "j"]), 6);
  assert.equal(stretch(TENSOR, ["u"]), 1);
  assert.equal(stretch({ ...TENSOR, axes: [axis("c", 1), ...AXES] }, ["c", "u"]), 1);
});
