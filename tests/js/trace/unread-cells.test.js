import assert from "node:assert/strict";
import { test } from "node:test";

import { unreadIn } from "../../../static/js/trace/unread-cells.js";
import { unflatten } from "../../../static/js/trace/view.js";
import { traceOf } from "../fixtures.js";

const leftover = traceOf("stride-2-leftover");

test("the row past the last window is read by nothing, in every channel", () => {
  const step = leftover.step("forward-window", "slide");
  const flats = unreadIn(leftover, step).get("input") ?? [];
  const cells = flats.map((flat) => unflatten(leftover.shapeOf("input"), flat));
  assert.equal(cells.length, 4 * 2);
  assert.ok(cells.every(([, row]) => row === 4));
  assert.equal(unreadIn(leftover, step), unreadIn(leftover, step));
});

test("where windows reach everything, nothing is unread", () => {
  const trace = traceOf("article-multi-channel");
  assert.equal(unreadIn(trace, trace.step("forward-window", "slide")).size, 0);
});

test("what a step does not read is not asked for", () => {
  const step = leftover.step("grad-input-fold", "multiply");
  assert.equal(unreadIn(leftover, step).has("input"), false);
});
