import assert from "node:assert/strict";
import { test } from "node:test";

import { tallestModels, widestCell } from "../../../static/js/equation/panel-height.js";
import { formatFactor } from "../../../static/js/markup/number-format.js";
import { focus, shownTerms, written } from "../../../static/js/state/selectors.js";
import { NAMES, stateAt, traceOf } from "../fixtures.js";

/** @param {string} name @param {string} place @param {number} [cursor] */
function modelAt(name, place, cursor = 0) {
  const trace = traceOf(name);
  const state = stateAt(place, { cursor });
  const fan = focus(trace, state);
  const { step, view } = written(trace, state);
  const terms = fan.kind === "in" ? shownTerms(trace, state, fan) : [];
  const { rule, writes } = step;
  return { trace, rule, writes, view, block: 0, fan, terms, titles: {}, words: {} };
}

/** @param {ReturnType<typeof modelAt>} model */
function cellsOf(model) {
  return tallestModels(model).map(({ fan }) =>
    fan.kind === "in" ? fan.target.cell.join() : `from ${fan.source.tensor}`,
  );
}

test("the last cell and the one with the widest numbers are measured", () => {
  for (const name of NAMES) {
    const model = modelAt(name, "forward-window/slide", 1);
    const { step } = model.fan;
    const last = model.trace.shapeOf(step.writes).map((size) => size - 1);
    const cells = cellsOf(model);
    assert.ok(cells.includes(last.join()), name);
    assert.ok(cells.includes(widestCell(model.trace, step).join()), name);
  }
});

test("no cell of a small result has wider numbers than the widest", () => {
  const { trace, fan, rule, writes } = modelAt("article-multi-channel", "forward-window/slide");
  /** @param {number[]} cell */
  const signs = (cell) =>
    trace
      .terms(rule, writes, cell)
      .flatMap(({ factors }) => factors)
      .map(({ tensor, cell: at }) => (at === null ? "0" : formatFactor(trace.value(tensor, at))))
      .join("").length;
  const widest = signs(widestCell(trace, fan.step));
  for (const [i, j, o] of [0, 1].flatMap((i) =>
    [0, 1].flatMap((j) => [0, 1].map((o) => [i, j, o])),
  )) {
    assert.ok(signs([0, i, j, 0, o]) <= widest);
  }
});

test("a step that goes through its source is measured from there as well", () => {
  const cells = cellsOf(modelAt("article-multi-channel", "grad-input-elements/fan-out"));
  assert.ok(cells.includes("from input"));
});

test("the cell that the article writes out is measured", () => {
  const model = modelAt("article-multi-channel", "errata/second-line-x21", 0);
  const { erratum } = model.fan.step;
  assert.ok(erratum);
  assert.ok(cellsOf(model).includes(erratum.cell.join()));
});

test("three routes are measured together, whichever is looked at", () => {
  const steps = ["scatter", "fold", "gather"].map((step) =>
    tallestModels(modelAt("article-multi-channel", `three-routes/${step}`)).map(
      ({ fan }) => fan.step.id,
    ),
  );
  for (const found of steps)
    assert.deepEqual([...new Set(found)].sort(), ["fold", "gather", "scatter"]);
});
