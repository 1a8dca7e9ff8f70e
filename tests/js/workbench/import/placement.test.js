import assert from "node:assert/strict";
import { test } from "node:test";

import { asTensor, pasteInto } from "../../../../static/js/workbench/import/placement.js";

/** @param {...number} shape */
function numbered(...shape) {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Array.from({ length: count }, (_, at) => at + 1) };
}

const GRID = { rows: 4, cols: 5, blocks: 3 };

test("a table pasted on a cell falls on the cells right of it and below", () => {
  const pasted = pasteInto(numbered(2, 2), GRID, { block: 1, row: 2, col: 3 });
  assert.deepEqual(pasted, {
    cells: [
      { block: 1, row: 2, col: 3, value: 1 },
      { block: 1, row: 2, col: 4, value: 2 },
      { block: 1, row: 3, col: 3, value: 3 },
      { block: 1, row: 3, col: 4, value: 4 },
    ],
  });
});

test("a list is a row, and axes of size 1 around a table count for nothing", () => {
  const at = { block: 0, row: 0, col: 0 };
  for (const [shape, rows, cols] of /** @type {[number[], number, number][]} */ ([
    [[], 1, 1],
    [[3], 1, 3],
    [[3, 1], 3, 1],
    [[1, 1, 2, 3], 2, 3],
    [[1, 2, 3, 1], 2, 3],
    [[1, 3, 1, 1], 3, 1],
  ])) {
    const pasted = pasteInto(numbered(...shape), GRID, at);
    assert.ok("cells" in pasted, String(shape));
    const last = pasted.cells[pasted.cells.length - 1];
    assert.deepEqual([last.row + 1, last.col + 1], [rows, cols], String(shape));
  }
});

test("a table past the grid is refused with its size, what there is room for, and the grid's", () => {
  assert.deepEqual(pasteInto(numbered(2, 3), GRID, { block: 0, row: 0, col: 3 }), {
    problem: { id: "size", size: "2×3", room: "4×2", grid: "4×5" },
  });
  assert.deepEqual(pasteInto(numbered(2, 3, 4), GRID, { block: 0, row: 0, col: 0 }), {
    problem: { id: "axes", shape: "2×3×4" },
  });
});

test("a whole tensor may lack axes of size 1 or have more of them", () => {
  for (const [shape, wanted] of [
    [
      [1, 4, 5, 3],
      [1, 4, 5, 3],
    ],
    [
      [4, 5, 3],
      [1, 4, 5, 3],
    ],
    [
      [4, 5],
      [1, 4, 5, 1],
    ],
    [
      [1, 1, 4, 4],
      [1, 4, 4, 1],
    ],
    [
      [1, 1, 2, 3],
      [2, 3, 1, 1],
    ],
    [[1, 3], [3]],
    [[], [1, 1, 1, 1]],
  ]) {
    const pasted = numbered(...shape);
    assert.deepEqual(asTensor(pasted, wanted), { data: pasted.data }, String(shape));
  }
});

test("a tensor of another shape is refused with both shapes", () => {
  assert.deepEqual(asTensor(numbered(4, 5), [1, 5, 4, 1]), {
    problem: { id: "shape", shape: "4×5", wanted: "1×5×4×1" },
  });
  assert.deepEqual(asTensor(numbered(20), [1, 5, 4, 1]), {
    problem: { id: "shape", shape: "20", wanted: "1×5×4×1" },
  });
});
