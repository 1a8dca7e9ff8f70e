import assert from "node:assert/strict";
import { test } from "node:test";

import {
  aimedAt,
  cellCount,
  cursorCell,
  firstCell,
  focus,
  walkIndexOfCell,
  placeOnScrubber,
  scrubber,
  shownTerms,
  stageCell,
  stepNeighbour,
  written,
} from "../../../static/js/state/selectors.js";
import { cellsOf, NAMES, stateAt, traceOf } from "../fixtures.js";
import { isZeroTerm } from "../../../static/js/trace/step.js";

const article = traceOf("article-multi-channel");
const FAN_IN = stateAt("grad-input-elements/fan-in");

test("what is written is the step's tensor in the view that the step draws", () => {
  const { step, tensor, view } = written(article, stateAt("grad-weight/multiply"));
  assert.equal(step.id, "multiply");
  assert.equal(tensor.name, "grad_weight_matrix");
  assert.deepEqual(view, tensor.view);
});

test("the cursor runs over every cell of the result once, block by block", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const { id, steps } of trace.chapters) {
      for (const { id: step, cursor_over } of steps) {
        const state = stateAt(`${id}/${step}`);
        const count = cellCount(trace, state);
        const cells = Array.from({ length: count }, (_, cursor) => {
          const ref = cursorCell(trace, { ...state, cursor });
          assert.equal(ref.tensor, cursor_over);
          assert.equal(walkIndexOfCell(trace, state, ref), cursor);
          return ref.cell.join();
        });
        const all = cellsOf(trace.shapeOf(cursor_over)).map((cell) => cell.join());
        assert.deepEqual(cells.toSorted(), all.toSorted());
      }
    }
  }
});

test("the order of a cell of another tensor is null", () => {
  assert.equal(walkIndexOfCell(article, FAN_IN, { tensor: "weight", cell: [0, 0, 0, 0, 0] }), null);
});

test("steps follow one another across chapters, and end", () => {
  assert.deepEqual(stepNeighbour(article, stateAt("forward-window/slide"), 1), {
    chapter: "forward-matmul",
    step: "im2col",
  });
  assert.deepEqual(stepNeighbour(article, stateAt("forward-matmul/im2col"), -1), {
    chapter: "forward-window",
    step: "slide",
  });
  assert.equal(stepNeighbour(article, stateAt("forward-window/one-channel"), -1), null);
  assert.equal(stepNeighbour(article, stateAt("errata/second-line-x32"), 1), null);
});

test("the focus is the hovered cell, else the pinned one, else the cursor's", () => {
  const hover = { tensor: "grad_input", cell: [0, 1, 1, 0, 0] };
  const pinned = { tensor: "grad_output", cell: [0, 0, 0, 0, 0] };
  const byCursor = focus(article, FAN_IN);
  assert.equal(byCursor.kind, "in");
  assert.deepEqual(byCursor.kind === "in" && byCursor.target.cell, [0, 0, 0, 0, 0]);
  const byPin = focus(article, { ...FAN_IN, pinned });
  assert.deepEqual(byPin.kind === "out" && byPin.source, pinned);
  const byHover = focus(article, { ...FAN_IN, pinned, hover });
  assert.deepEqual(byHover.kind === "in" && byHover.target, hover);
});

test("the fan-out of a cell is who reads it by the step's own rule", () => {
  const source = { tensor: "input", cell: [0, 1, 1, 0, 0] };
  const fan = focus(article, stateAt("grad-input-elements/fan-out", { pinned: source }));
  assert.equal(fan.kind === "out" && fan.readers.length, 8);
  const corner = { tensor: "input", cell: [0, 0, 0, 0, 0] };
  const one = focus(article, stateAt("grad-input-elements/fan-out", { pinned: corner }));
  // Both channels of the first output.
  assert.deepEqual(one.kind === "out" && one.readers, [0, 1]);
});

test("hidden zeros leave out the terms of put-in zeros and keep the others' places", () => {
  for (const place of [
    "grad-input-elements/fan-in",
    "grad-input-matrix/multiply",
    "grad-input-conv/slide",
  ]) {
    const state = stateAt(place);
    const fan = focus(article, state);
    assert.ok(fan.kind === "in");
    assert.equal(shownTerms(article, state, fan).length, 8, place);
    const shown = shownTerms(article, { ...state, zeros: false }, fan);
    assert.deepEqual(
      shown.map(({ position }) => position),
      [3, 7],
      place,
    );
    assert.ok(shown.every(({ term }) => !isZeroTerm(article, term)));
  }
});

test("a copy shows its one term even where that is a zero and zeros are hidden", () => {
  const state = stateAt("grad-input-conv/pad", { zeros: false });
  const fan = focus(article, state);
  assert.ok(fan.kind === "in");
  assert.equal(shownTerms(article, state, fan).length, 1);
});

test("a hovered source leaves the board as it is, a pinned one brings up what reads it", () => {
  const source = { tensor: "bias", cell: [0, 1] };
  const state = stateAt("grad-input-elements/fan-out", { cursor: 4 });
  const before = stageCell(article, state);
  assert.equal(before.cell.at(-1), 0);
  assert.deepEqual(stageCell(article, { ...state, hover: source }), before);
  assert.equal(stageCell(article, { ...state, pinned: source }).cell.at(-1), 1);
  const result = { tensor: "output", cell: [0, 1, 1, 0, 1] };
  const looking = { ...state, pinned: result, hover: { tensor: "input", cell: [0, 0, 0, 0, 0] } };
  assert.deepEqual(stageCell(article, looking).cell, result.cell);
});

test("a step that shows a slip begins at the cell where it lies", () => {
  const state = stateAt("errata/second-line-x21");
  const cursor = firstCell(article, state);
  assert.deepEqual(cursorCell(article, { ...state, cursor }).cell, [0, 1, 0, 0, 0]);
  assert.equal(firstCell(article, stateAt("forward-window/slide")), 0);
});

test("the scrubber runs over every cell of the chapter, step after step", () => {
  const { steps, count, position } = scrubber(
    article,
    stateAt("grad-weight/reshape", { cursor: 3 }),
  );
  const counts = steps.map(({ step }) => cellCount(article, stateAt(`grad-weight/${step}`)));
  assert.equal(
    count,
    counts.reduce((a, b) => a + b),
  );
  assert.equal(position, counts[0] + counts[1] + counts[2] + 3);
  for (let at = 0; at < count; at++) {
    const place = placeOnScrubber(article, stateAt("grad-weight/im2col"), at);
    const back = scrubber(article, stateAt(`grad-weight/${place.step}`, { cursor: place.cursor }));
    assert.equal(back.position, at);
  }
});

test("a cell that the pinned result reads lights its terms and keeps the result in focus", () => {
  const pinned = { tensor: "grad_input", cell: [0, 0, 1, 0, 0] };
  const read = { tensor: "grad_output", cell: [0, 0, 0, 0, 0] };
  const fan = focus(article, stateAt("grad-input-elements/fan-in", { pinned, hover: read }));
  assert.deepEqual([fan.kind, fan.kind === "in" && fan.lit], ["in", [2]]);
  const other = { tensor: "grad_output", cell: [0, 1, 1, 0, 0] };
  const out = focus(article, stateAt("grad-input-elements/fan-in", { pinned, hover: other }));
  assert.equal(out.kind, "out");
});

test("a raised cell stands for the result's cell of the same place", () => {
  const raised = { tensor: "weight", cell: [1, 0, 2, 0, 1] };
  const state = stateAt("nudge/weight");
  assert.deepEqual(aimedAt(article, state, raised), { tensor: "grad_weight", cell: raised.cell });
  assert.equal(aimedAt(article, state, null), null);
});
