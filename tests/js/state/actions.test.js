import assert from "node:assert/strict";
import { test } from "node:test";

import * as actions from "../../../static/js/state/actions.js";
import { cellCount, firstCell } from "../../../static/js/state/selectors.js";
import { stateAt, traceOf } from "../fixtures.js";

const trace = traceOf("article-multi-channel");
const slide = stateAt("forward-window/slide");
const last = cellCount(trace, slide) - 1;
const source = { tensor: "input", cell: [0, 0, 0, 0, 0] };
const busy = { ...slide, pinned: source, hover: source, term: 1 };
const cleared = { pinned: null, hover: null, term: null };

test("moving goes to a cell of the step, never past its ends, and clears what was looked at", () => {
  assert.deepEqual(actions.moveTo(trace, 3)(busy), { ...busy, ...cleared, cursor: 3 });
  assert.equal(actions.moveTo(trace, -5)(slide).cursor, 0);
  assert.equal(actions.moveTo(trace, Number.POSITIVE_INFINITY)(slide).cursor, last);
});

test("the next cell after the last is the first of the next step", () => {
  assert.equal(actions.nextCell(trace)(slide).cursor, 1);
  const next = actions.nextCell(trace)({ ...busy, cursor: last });
  assert.deepEqual(next, { ...stateAt("forward-matmul/im2col") });
});

test("the cell before the first is the last of the step before", () => {
  assert.equal(actions.previousCell(trace)({ ...slide, cursor: 2 }).cursor, 1);
  const before = actions.previousCell(trace)(stateAt("forward-matmul/im2col"));
  assert.deepEqual(before, { ...slide, cursor: last });
});

test("before the first cell of all nothing changes", () => {
  const first = stateAt("forward-window/one-channel");
  assert.equal(actions.previousCell(trace)(first), first);
  assert.equal(actions.previousStep(trace)(first), first);
});

test("after the last cell of all playing stops there", () => {
  const end = stateAt("errata/second-line-x32", { playing: true });
  const cursor = cellCount(trace, end) - 1;
  assert.deepEqual(actions.nextCell(trace)({ ...end, cursor }), { ...end, cursor, playing: false });
});

test("playing goes on from step to step", () => {
  assert.equal(actions.nextStep(trace)({ ...slide, playing: true }).playing, true);
});

test("nextCell visits every cell of every step, from where the step begins", () => {
  const count = trace.chapters.flatMap(({ id, steps }) =>
    steps.map((step) => {
      const state = stateAt(`${id}/${step.id}`);
      return cellCount(trace, state) - firstCell(trace, state);
    }),
  );
  let state = stateAt("forward-window/one-channel");
  for (let visited = 1; visited < count.reduce((a, b) => a + b); visited++) {
    state = actions.nextCell(trace)(state);
  }
  assert.deepEqual([state.chapter, state.step], ["errata", "second-line-x32"]);
  assert.equal(state.cursor, cellCount(trace, state) - 1);
});

test("going to a step starts at its first cell with nothing pinned", () => {
  assert.deepEqual(
    actions.goTo(trace, "grad-bias", "sum")({ ...busy, cursor: 4 }),
    stateAt("grad-bias/sum"),
  );
});

test("hovering a cell forgets the hovered term, and the same hover changes nothing", () => {
  const hovered = actions.hoverCell(source)({ ...slide, term: 1 });
  assert.deepEqual([hovered.hover, hovered.term], [source, null]);
  assert.equal(actions.hoverCell(source)(hovered), hovered);
  assert.equal(actions.hoverTerm(null)(slide), slide);
  assert.equal(actions.hoverTerm(2)(slide).term, 2);
});

test("pinning a cell of the result moves the cursor there and stops playing", () => {
  const pinned = { tensor: "output", cell: [0, 1, 0, 0, 1] };
  const state = actions.pinCell(trace, pinned)({ ...slide, playing: true, term: 1 });
  assert.deepEqual(state, { ...slide, pinned, cursor: 6 });
});

test("pinning a cell that is read leaves the cursor where it is", () => {
  assert.equal(actions.pinCell(trace, source)({ ...slide, cursor: 5 }).cursor, 5);
});

test("unpinning clears the pin and keeps the cursor", () => {
  assert.deepEqual(actions.unpin()({ ...busy, cursor: 4 }), { ...slide, cursor: 4 });
});

test("play toggles and lets go of what was pinned", () => {
  assert.deepEqual(actions.togglePlay()(busy), { ...slide, playing: true });
  assert.equal(actions.togglePlay()({ ...slide, playing: true }).playing, false);
});

test("speed doubles up to four and starts over", () => {
  const speeds = [1, 2, 4].map((speed) => actions.nextSpeed()({ ...slide, speed }).speed);
  assert.deepEqual(speeds, [2, 4, 1]);
});

test("show, zeros and theme are set as asked", () => {
  assert.equal(actions.setShow("symbols")(slide).show, "symbols");
  assert.equal(actions.setZeros(false)(slide).zeros, false);
  assert.equal(actions.setTheme("projector")(slide).theme, "projector");
});
