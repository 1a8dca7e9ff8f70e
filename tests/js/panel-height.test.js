import assert from "node:assert/strict";
import { test } from "node:test";

import { panelHeight } from "../../static/js/panel-height.js";
import { cellCount, focus, shownTerms, written } from "../../static/js/selectors.js";
import { NAMES, stateAt, traceOf } from "./fixtures.js";

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

const WIDTH = 800;

test("a copy takes one row, a sum two, a raised cell one more", () => {
  const copy = panelHeight(modelAt("article-single-channel", "grad-input-conv/rotate"), WIDTH, 1);
  const sum = panelHeight(modelAt("article-single-channel", "grad-weight/correlate"), WIDTH, 1);
  const raised = panelHeight(modelAt("article-single-channel", "nudge/weight"), WIDTH, 1);
  assert.equal(sum - copy, raised - sum);
  assert.ok(sum > copy);
});

test("a long sum is taller in a narrow panel, and a larger text makes it taller still", () => {
  const model = modelAt("article-multi-channel", "forward-window/slide");
  const [wide, narrow] = [1600, 500].map((width) => panelHeight(model, width, 1));
  assert.ok(narrow > wide);
  assert.ok(panelHeight(model, 500, 1.4) > 1.4 * (narrow - 60));
});

test("the height hardly depends on the cell that a step begins with", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const place of ["forward-window/slide", "grad-input-elements/fan-in"]) {
      const heights = Array.from({ length: cellCount(trace, stateAt(place)) }, (_, cursor) =>
        panelHeight(modelAt(name, place, cursor), WIDTH, 1),
      );
      assert.ok(Math.max(...heights) - Math.min(...heights) <= 28, `${name} ${place}`);
    }
  }
});

test("three routes have one height, whichever is looked at", () => {
  const heights = ["scatter", "fold", "gather"].map((step) =>
    panelHeight(modelAt("article-multi-channel", `three-routes/${step}`), WIDTH, 1),
  );
  assert.deepEqual(new Set(heights).size, 1);
});
