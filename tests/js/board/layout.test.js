import assert from "node:assert/strict";
import { test } from "node:test";

import { boardOf } from "../../../static/js/board/board.js";
import {
  WHOLE_SIDE,
  boardSize,
  isVirtual,
  panelColumns,
} from "../../../static/js/board/board-size.js";
import { TINY, layoutOf } from "../../../static/js/board/layout.js";
import { cursorCell } from "../../../static/js/state/selectors.js";
import { axis } from "../axis.js";
import { NAMES, stateAt, traceOf } from "../fixtures.js";

const LIMITS = { least: 18, most: 72, titleWidth: () => 60 };
const ROOMS = [
  { width: 320, height: 480 },
  { width: 800, height: 400 },
  { width: 1200, height: 700 },
  { width: 2400, height: 1400 },
];

/** @param {string} name */
function boardsOf(name) {
  const trace = traceOf(name);
  return trace.chapters.flatMap(({ id, steps }) =>
    steps.map((step) => {
      const state = stateAt(`${id}/${step.id}`);
      return boardOf(trace, state, cursorCell(trace, state).cell);
    }),
  );
}

const BOARDS = NAMES.flatMap(boardsOf);

test("a cell is a whole number of pixels within its limits, or smaller before it is out of sight", () => {
  for (const board of BOARDS) {
    for (const room of [{ width: 0, height: 0 }, ...ROOMS]) {
      const { cell, columns } = layoutOf(board, room, LIMITS);
      assert.ok(Number.isInteger(cell) && cell >= TINY && cell <= LIMITS.most);
      assert.ok(columns >= 1 && columns <= board.units.length);
    }
  }
});

test("more room gives cells as large, but for what standing side by side is worth", () => {
  const rooms = [1, 2, 4].map((scale) => ({ width: 1200 * scale, height: 700 * scale }));
  for (const board of boardsOf("article-single-channel")) {
    const cells = rooms.map((room) => layoutOf(board, room, LIMITS).cell);
    for (const [k, cell] of cells.slice(1).entries()) assert.ok(cell >= cells[k] / 1.2);
  }
});

test("a small board in a large room has the largest cells", () => {
  const [board] = boardsOf("article-single-channel");
  assert.equal(layoutOf(board, { width: 4000, height: 4000 }, LIMITS).cell, LIMITS.most);
});

test("the same board in the same room stands the same way", () => {
  for (const board of BOARDS) {
    assert.deepEqual(layoutOf(board, ROOMS[2], LIMITS), layoutOf(board, ROOMS[2], LIMITS));
  }
});

test("in a tall room sources stand above the result, in a wide one beside it", () => {
  const [board] = boardsOf("article-single-channel");
  assert.equal(layoutOf(board, { width: 300, height: 3000 }, LIMITS).stacked, true);
  assert.equal(layoutOf(board, { width: 3000, height: 300 }, LIMITS).stacked, false);
});

test("the grids of a panel stand in as many columns as it asks for", () => {
  const { result } = BOARDS[0];
  const panel = { ...result, blocks: [0, 1, 2, 3] };
  assert.equal(panelColumns({ ...panel, across: 2 }, true), 2);
  assert.equal(panelColumns({ ...panel, across: null }, true), 4);
  assert.equal(panelColumns({ ...panel, across: null }, false), 1);
});

test("a grid of more cells than the page keeps is virtual", () => {
  const { result } = BOARDS[0];
  const [, rows, cols] = ["n", "i", "j"];
  /** @param {number} size */
  const sized = (size) => ({
    ...result,
    view: { blocks: [], rows: [rows], cols: [cols] },
    tensor: {
      ...result.tensor,
      axes: [axis(rows, size), axis(cols, 1)],
    },
  });
  assert.equal(isVirtual(sized(WHOLE_SIDE)), false);
  assert.equal(isVirtual(sized(WHOLE_SIDE + 1)), true);
});

test("a board that fits nowhere stands in the way that scrolls least, with its smallest cells", () => {
  const room = { width: 420, height: 60 };
  for (const board of BOARDS) {
    const { cell, fits } = layoutOf(board, room, LIMITS);
    assert.equal(fits, false);
    assert.equal(cell, LIMITS.least);
  }
});

test("a scroll bar stands beside the rows of a grid that are scrolled, and only there", () => {
  const way = { columns: 1, across: false, stacked: true, upright: false, aside: false };
  const given = { width: 1200, titleWidth: () => 0 };
  /** @param {number} rows in sight */
  const grownBy = (rows) => (/** @type {typeof BOARDS[number]} */ board) => {
    const sized = { cell: 20, seen: { rows, cols: 500 } };
    return (
      boardSize(board, way, sized, { ...given, bar: 12 }).width -
      boardSize(board, way, sized, given).width
    );
  };
  const tall = BOARDS.filter(({ result }) => isVirtual(result) && result.blocks.length === 1);
  assert.ok(tall.length > 0);
  assert.deepEqual(new Set(tall.map(grownBy(8))), new Set([12]));
  assert.deepEqual(new Set(BOARDS.map(grownBy(5000))), new Set([0]));
});
