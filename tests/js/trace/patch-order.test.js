import assert from "node:assert/strict";
import { test } from "node:test";

import * as actions from "../../../static/js/state/actions.js";
import { canTurn, inOrder } from "../../../static/js/trace/patch-order.js";
import { cursorCell } from "../../../static/js/state/selectors.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { NAMES, cellsOf, fixture, stateAt, traceOf } from "../fixtures.js";

test("with the channel first the trace stays what it is", () => {
  const { trace } = fixture("article-multi-channel");
  assert.equal(inOrder(trace, "first"), trace);
});

for (const name of NAMES) {
  const { trace: wire } = fixture(name);
  const first = traceOf(name);
  const last = new Trace(inOrder(wire, "last"));

  test(`${name}: with the channel last a patch runs through its taps, channel by channel`, () => {
    const { cols } = last.tensor("input_columns").view;
    assert.deepEqual(cols, ["u", "v", "c"]);
    assert.deepEqual(last.tensor("weight_matrix").view.rows, ["u", "v", "c"]);
    assert.deepEqual(last.tensor("grad_output_columns").view.cols, ["u", "v", "o"]);
    assert.deepEqual(last.tensor("input").view, first.tensor("input").view);
  });

  test(`${name}: the order moves cells and terms, never a number`, () => {
    for (const { id, steps } of first.chapters) {
      for (const step of steps) {
        const other = last.step(id, step.id);
        const shape = first.shapeOf(step.writes);
        for (const cell of cellsOf(shape).slice(0, 40)) {
          const terms = [first, last].map((trace, k) =>
            trace
              .terms([step, other][k].rule, step.writes, cell)
              .map((term) => JSON.stringify(term))
              .toSorted(),
          );
          assert.deepEqual(terms[1], terms[0], `${id}/${step.id} ${cell}`);
          assert.equal(last.value(step.writes, cell), first.value(step.writes, cell));
        }
      }
    }
  });
}

test("terms run in the order in which the patch is laid out", () => {
  const { trace: wire } = fixture("article-multi-channel");
  const last = new Trace(inOrder(wire, "last"));
  const { rule, writes } = last.step("forward-matmul", "multiply");
  const channels = last
    .terms(rule, writes, [0, 0, 0, 0, 0])
    .map(({ factors }) => factors[1].cell?.[1]);
  assert.deepEqual(channels, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

test("turning the patches keeps the cell that the reader has come to", () => {
  const { trace: wire } = fixture("article-multi-channel");
  const [first, last] = [new Trace(wire), new Trace(inOrder(wire, "last"))];
  const state = stateAt("forward-matmul/im2col", { cursor: 17 });
  const turned = actions.setOrder(first, last, "last")(state);
  assert.notEqual(turned.cursor, state.cursor);
  assert.deepEqual(cursorCell(last, turned), cursorCell(first, state));
  assert.equal(turned.order, "last");
});

test("only grids with a patch in a row or a column can be turned", () => {
  const trace = traceOf("article-multi-channel");
  const turnable = [...trace.tensors.values()].filter(({ axes, view }) => canTurn(axes, view));
  assert.deepEqual(turnable.map(({ name }) => name).toSorted(), [
    "grad_columns",
    "grad_output_columns",
    "grad_weight_matrix",
    "input_columns",
    "weight_matrix",
    "weight_rotated_matrix",
  ]);
});
