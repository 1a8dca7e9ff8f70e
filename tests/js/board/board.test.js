/** @import {Axis, WireTrace} from "../../../static/js/trace/types.js" */
/** @import {State} from "../../../static/js/state/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { boardOf } from "../../../static/js/board/board.js";
import { partialSums, stripOf } from "../../../static/js/equation/channel-sums.js";
import { cellCount, cursorCell, focus, stageCell } from "../../../static/js/state/selectors.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { cellAt, extentOf, placeOf } from "../../../static/js/trace/view.js";
import { axis } from "../axis.js";
import { NAMES, stateAt, traceOf } from "../fixtures.js";

const article = traceOf("article-multi-channel");

/** @param {string} place @param {number} [cursor] */
function boardAt(place, cursor = 0, trace = article) {
  const state = stateAt(place, { cursor });
  return boardOf(trace, state, cursorCell(trace, state).cell);
}

/** @param {import("../../../static/js/board/board.js").Panel[]} panels */
const shown = (panels) => panels.map(({ tensor, blocks }) => [tensor.name, blocks]);

test("a sliding window stands one pair of grids for each input channel, then the bias", () => {
  const { units, result, kind, channels, arrow } = boardAt("forward-window/slide", 5);
  assert.equal(kind, "window");
  assert.deepEqual(
    units.map(({ panels }) => shown(panels)),
    [
      [
        ["input", [0]],
        ["weight", [3]],
      ],
      [
        ["input", [1]],
        ["weight", [4]],
      ],
      [
        ["input", [2]],
        ["weight", [5]],
      ],
      [["bias", [0]]],
    ],
  );
  assert.deepEqual(shown([result]), [["output", [1]]]);
  assert.deepEqual([channels, arrow], [null, "\u2192"]);
});

test("one channel at a time is a single pair", () => {
  const { units, kind } = boardAt("forward-window/one-channel", 4 * 5);
  assert.equal(kind, "window");
  assert.deepEqual(
    units.map(({ panels }) => shown(panels)),
    [
      [
        ["input", [2]],
        ["weight", [5]],
      ],
    ],
  );
});

test("a matrix product stands two matrices before an equals sign", () => {
  for (const [place, left, right] of [
    ["forward-matmul/multiply", "input_columns", "weight_matrix"],
    ["grad-weight/multiply", "input_columns", "grad_output_matrix"],
    ["grad-input-matrix/multiply", "grad_output_columns", "weight_rotated_matrix"],
    ["grad-input-fold/multiply", "grad_output_matrix", "weight_matrix"],
  ]) {
    const { units, kind, arrow } = boardAt(place);
    assert.deepEqual([kind, arrow], ["product", "="], place);
    assert.deepEqual(shown(units[0].panels), [
      [left, [0]],
      [right, [0]],
    ]);
  }
});

test("a copy of few grids shows all of them, and needs no tabs", () => {
  const { units, result, kind, tabs } = boardAt("grad-input-conv/rotate");
  assert.equal(kind, "copy");
  const all = [0, 1, 2, 3, 4, 5];
  assert.deepEqual(shown(units[0].panels), [["weight", all]]);
  assert.deepEqual(shown([result]), [["weight_rotated", all]]);
  assert.equal(tabs, 0);
});

test("a copy of many grids shows the one of its target on either side, and has tabs", () => {
  const groups = traceOf("groups");
  const last = cellCount(groups, stateAt("forward-window/pad")) - 1;
  const { units, result, tabs } = boardAt("forward-window/pad", last, groups);
  assert.deepEqual(shown(units[0].panels), [["input", [7]]]);
  assert.deepEqual(shown([result]), [["input_padded", [7]]]);
  assert.equal(tabs, 3);
});

test("a result of which one grid is shown has tabs for the others", () => {
  assert.equal(boardAt("forward-window/slide").tabs, 1);
  assert.equal(boardAt("forward-window/slide", 0, traceOf("article-single-channel")).tabs, 0);
});

test("a board holds every cell that its target reads, and the target", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const { id, steps } of trace.chapters) {
      for (const { id: step, cursor_over, writes } of steps) {
        if (cursor_over !== writes) continue;
        const state = stateAt(`${id}/${step}`);
        const count = cellCount(trace, state);
        for (const cursor of new Set([0, count >> 1, count - 1])) {
          assertHoldsItsCells(trace, { ...state, cursor }, `${name} ${id}/${step} ${cursor}`);
        }
      }
    }
  }
});

test("the board of a step that walks a source holds that cell and its first reader", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    const state = stateAt("grad-input-elements/fan-out");
    const source = cursorCell(trace, state);
    const { cell, isWritten } = stageCell(trace, state);
    const { units, result } = boardOf(trace, state, cell);
    assert.equal(isWritten, false);
    for (const ref of [source, { tensor: "output", cell }]) {
      const panels = [...units.flatMap((unit) => unit.panels), result];
      const holders = panels.filter(({ tensor }) => tensor.name === ref.tensor);
      const blocks = holders.flatMap(({ tensor, view, blocks: shown }) =>
        shown.includes(placeOf(tensor, view, ref.cell).block) ? shown : [],
      );
      assert.ok(blocks.length > 0, `${name} ${ref.tensor} ${ref.cell}`);
    }
  }
});

/** @param {Trace} trace @param {State} state @param {string} message */
function assertHoldsItsCells(trace, state, message) {
  const fan = focus(trace, state);
  assert.ok(fan.kind === "in");
  const { units, result } = boardOf(trace, state, fan.target.cell);
  const panels = [...units.flatMap((unit) => unit.panels), result];
  const reads = fan.terms.flatMap(({ factors }) => factors);
  for (const { tensor, cell } of [fan.target, ...reads]) {
    if (cell === null) continue;
    const isHeld = panels.some(
      (panel) =>
        panel.tensor.name === tensor &&
        panel.blocks.includes(placeOf(panel.tensor, panel.view, cell).block),
    );
    assert.ok(isHeld, `${message}: no grid shows ${tensor}:${cell}`);
  }
}

test("the panels of a board stand in the views of the step, with grids that exist", () => {
  for (const { id, steps } of article.chapters) {
    for (const { id: step, draws } of steps) {
      const { units, result } = boardAt(`${id}/${step}`);
      for (const panel of [...units.flatMap((unit) => unit.panels), result]) {
        const drawn = draws.find(({ tensor }) => tensor === panel.tensor.name);
        assert.equal(panel.view, drawn?.view);
        const { blocks } = extentOf(panel.tensor, panel.view);
        assert.ok(panel.blocks.every((block) => block >= 0 && block < blocks));
        assert.equal(new Set(panel.blocks).size, panel.blocks.length);
      }
    }
  }
});

test("in groups a window shows the channels of its own group", () => {
  const groups = traceOf("groups");
  const state = stateAt("forward-window/slide");
  const last = cellCount(groups, state) - 1;
  const { units } = boardAt("forward-window/slide", last, groups);
  const cells = units.map(({ panels: [input] }) =>
    cellAt(input.tensor, input.view, { block: input.blocks[0], row: 0, col: 0 }),
  );
  assert.deepEqual(
    cells.map(([n, , , g, c]) => [n, g, c]),
    [
      [1, 1, 0],
      [1, 1, 1],
    ],
  );
});

test("past six pairs two are on the board, from the chosen channel on, and all in the strip", () => {
  const trace = manyChannels(40);
  /** @param {number} channel */
  const at = (channel) => boardOf(trace, stateAt("c/s", { channel }), [0, 0]);
  /** @param {ReturnType<typeof at>} board */
  const pairs = ({ units }) => units.map(({ panels }) => panels[0].blocks[0]);
  assert.deepEqual(pairs(at(0)), [0, 1]);
  assert.deepEqual(pairs(at(17)), [17, 18]);
  assert.deepEqual(pairs(at(99)), [38, 39]);
  const { channels } = at(17);
  assert.ok(channels !== null);
  assert.equal(channels.units.length, 40);
  const sums = partialSums(trace, channels, "out", [0, 0]);
  assert.deepEqual(
    sums,
    Array.from({ length: 40 }, (_, value) => value * value),
  );
});

test("what the strip shows adds up to the whole, wherever it stands", () => {
  const trace = manyChannels(40);
  for (const channel of [0, 5, 20, 39]) {
    const { channels } = boardOf(trace, stateAt("c/s", { channel }), [0, 0]);
    assert.ok(channels !== null);
    const sums = partialSums(trace, channels, "out", [0, 0]);
    const { before, parts, after, whole } = stripOf(trace, channels, sums);
    const shown = [before, ...parts, after].map((part) => part?.value ?? 0);
    assert.equal(
      shown.reduce((a, b) => a + b),
      whole.value,
    );
    assert.equal(whole.value, trace.value("out", [0, 0]));
    assert.equal((before?.count ?? 0) + parts.length + (after?.count ?? 0), 40);
    const open = parts.filter((part) => part.open).map(({ position }) => position);
    assert.deepEqual(open, [Math.min(channel, 38), Math.min(channel, 38) + 1]);
  }
});

test("a tensor that the rule does not read stands beside, at the cell of the result", () => {
  const raised = boardAt("nudge/weight", 7);
  assert.deepEqual(shown(raised.context), [["weight", [1]]]);
  assert.deepEqual(shown(boardAt("errata/reshape").context), [["article_columns", [0, 1, 2, 3]]]);
  assert.deepEqual(boardAt("forward-window/slide").context, []);
});

/** A 1x1 convolution from ``size`` channels to one. @param {number} size */
function manyChannels(size) {
  /** @param {Axis[]} axes @param {string[]} blocks */
  const shared = (axes, blocks) => ({
    role: /** @type {const} */ ("value"),
    axes,
    view: { blocks, rows: ["y"], cols: ["x"] },
    symbol: null,
  });
  const place = ["y", "x"].map((name) => axis(name, 1));
  const channels = [...place, axis("c", size)];
  const values = Array.from({ length: size }, (_, at) => at);
  const index = ["y", "x", "c"].map((axis) => ({ terms: { [axis]: 1 }, offset: 0, divisor: 1 }));
  const factors = ["a", "b"].map((tensor) => ({ tensor, index }));
  const rule = { products: [{ scale: 1, sum: [axis("c", size)], factors }] };
  const sources = ["a", "b"].map((name) => ({
    ...shared(channels, ["c"]),
    name,
    of: "input",
    letter: "X",
    values,
    rule: null,
  }));
  const result = {
    ...shared(place, []),
    name: "out",
    of: "output",
    letter: "Y",
    values: null,
    rule,
  };
  const draws = [...sources, result].map(({ name, view }) => ({ tensor: name, view }));
  const steps = [
    {
      id: "s",
      draws,
      writes: "out",
      cursor_over: "out",
      rule: null,
      perturbs: null,
      erratum: null,
    },
  ];
  /** @type {WireTrace} */
  const wire = {
    geometry: /** @type {any} */ ({}),
    tensors: [...sources, result],
    chapters: [{ id: "c", steps }],
    given: ["a", "b"],
    answers: ["out"],
    loss: [],
  };
  return new Trace(wire);
}
