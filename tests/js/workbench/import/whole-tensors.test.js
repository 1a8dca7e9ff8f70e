/** @import {ConvRequest} from "../../../../static/js/workbench/request.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  placedAt,
  placedInGrid,
  placedWhole,
  refitted,
  sizesForGrid,
} from "../../../../static/js/workbench/import/whole-tensors.js";
import { requestOf, sizesOf } from "../../../../static/js/workbench/request.js";
import { Lesson } from "../../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../../fixtures.js";

const MANY = new Lesson(fixture("article-multi-channel").trace, FACTS);
const ONE = new Lesson(fixture("article-single-channel").trace, FACTS);
const trace = MANY.traceIn("first");

/** @param {number[]} shape */
const ramp = (shape) => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => k + 100),
});

/** @param {any} placed @returns {ConvRequest} */
function taken(placed) {
  assert.ok(!("problem" in placed), JSON.stringify(placed));
  return placed;
}

test("a matrix laid on a cell of a channel changes that channel from there on", () => {
  const given = requestOf(MANY);
  const placed = taken(
    placedAt(given, "input", ramp([2, 2]), trace.tensor("input"), [0, 1, 1, 0, 2]),
  );
  const changed = placed.input.data.flatMap((value, k) =>
    value === given.input.data[k] ? [] : [[k, value]],
  );
  // Row, column and channel of three in flat positions: (y * 3 + x) * 3 + 2.
  assert.deepEqual(changed, [
    [14, 100],
    [17, 101],
    [23, 102],
    [26, 103],
  ]);
});

test("a matrix past the edge of its grid is refused", () => {
  const placed = placedAt(
    requestOf(MANY),
    "input",
    ramp([2, 2]),
    trace.tensor("input"),
    [0, 2, 1, 0, 0],
  );
  assert.ok("problem" in placed);
  assert.equal(placed.problem.id, "size");
});

test("a matrix of the size of a grid takes the place of that grid alone", () => {
  const placed = taken(placedWhole(MANY, { input: ramp([3, 3]) }, trace, { input: 1 }));
  const given = requestOf(MANY);
  placed.input.data.forEach((value, k) => {
    assert.equal(value, k % 3 === 1 ? 100 + (k - 1) / 3 : given.input.data[k]);
  });
  assert.equal(placed.sizes, undefined);
});

test("a matrix goes to the first grid of a tensor that is not on the sheet, and to the last where there are fewer", () => {
  /** Which channels of the input are another. @param {Partial<Record<string, number>>} blocks */
  const changed = (blocks) => {
    const placed = taken(placedWhole(MANY, { input: ramp([3, 3]) }, trace, blocks));
    const before = requestOf(MANY).input.data;
    return new Set(placed.input.data.flatMap((value, k) => (value === before[k] ? [] : [k % 3])));
  };
  assert.deepEqual(changed({ weight: 2 }), new Set([0]));
  assert.deepEqual(changed({ input: 7 }), new Set([2]));
});

test("a matrix of another size is the whole of an input of one channel, and the rest is fitted", () => {
  const placed = taken(placedWhole(ONE, { input: ramp([5, 4]) }, ONE.traceIn("first"), {}));
  assert.deepEqual(placed.input.shape, [1, 5, 4, 1]);
  assert.deepEqual(placed.sizes, { ...sizesOf(ONE), input_size: [5, 4] });
});

test("for one of several grids another size asks for other sizes first", () => {
  assert.deepEqual(sizesForGrid(trace, "input", [5, 4]), { input_size: [5, 4] });
  assert.deepEqual(sizesForGrid(trace, "weight", [1, 2]), { kernel_size: [1, 2] });
  assert.equal(sizesForGrid(trace, "input", [3, 3]), null);
  assert.equal(sizesForGrid(trace, "grad_output", [5, 5]), null);
  assert.equal(sizesForGrid(ONE.traceIn("first"), "input", [5, 4]), null);
});

test("where its sizes were refused, a matrix is not taken as a tensor of one channel", () => {
  assert.deepEqual(placedInGrid(MANY, "input", ramp([5, 4]), 1), {
    problem: { id: "shape", shape: "5×4", wanted: "3×3" },
  });
  const placed = taken(placedInGrid(MANY, "input", ramp([3, 3]), 1));
  assert.deepEqual(placed, placedWhole(MANY, { input: ramp([3, 3]) }, trace, { input: 1 }));
});

test("whole tensors bring their channels and kernels along", () => {
  const placed = taken(
    placedWhole(MANY, { input: ramp([2, 4, 5, 2]), weight: ramp([3, 2, 2, 4]) }, trace, {}),
  );
  assert.deepEqual(placed.sizes, {
    ...sizesOf(MANY),
    batch: 2,
    input_size: [4, 5],
    in_channels: 2,
    kernel_size: [3, 2],
    out_channels: 4,
  });
});

test("with a gradient among them all shapes have to agree as they are", () => {
  const placed = taken(
    placedWhole(MANY, { input: ramp([1, 4, 4, 3]), grad_output: ramp([1, 2, 2, 2]) }, trace, {}),
  );
  assert.equal(placed.sizes, undefined, "the server says what does not fit");
});

test("tensors whose sizes others decide are refused with both shapes", () => {
  for (const [arrays, shape, wanted] of /** @type {[any, string, string][]} */ ([
    [{ grad_output: ramp([3, 3]) }, "3×3", "1×2×2×2"],
    [{ grad_output: ramp([1, 3, 3, 2]) }, "1×3×3×2", "1×2×2×2"],
    [{ bias: ramp([3]) }, "3", "2"],
    [{ weight: ramp([2, 2, 3, 4]), bias: ramp([2]) }, "2", "4"],
    [{ input: ramp([5]) }, "5", "1×3×3×3"],
  ])) {
    const placed = placedWhole(MANY, arrays, trace, {});
    assert.deepEqual(placed, { problem: { id: "shape", shape, wanted } }, JSON.stringify(arrays));
  }
});

test("rows are told from columns: a row is no column of as many numbers", () => {
  const column = placedWhole(ONE, { weight: ramp([4, 1]) }, ONE.traceIn("first"), {});
  assert.deepEqual(taken(column).weight.shape, [4, 1, 1, 1]);
  const row = placedWhole(ONE, { weight: ramp([1, 4]) }, ONE.traceIn("first"), {});
  assert.deepEqual(taken(row).weight.shape, [1, 4, 1, 1]);
});

test("a bias that comes where there was none is one number for each kernel", () => {
  const facts = { ...FACTS, workbench: { ...FACTS.workbench, has_bias: false } };
  const bare = new Lesson(fixture("article-single-channel").trace, facts);
  assert.equal(requestOf(bare).bias, null);
  const placed = taken(placedWhole(bare, { bias: ramp([1]) }, bare.traceIn("first"), {}));
  assert.deepEqual([placed.bias, placed.sizes?.has_bias], [[100], true]);
});

test("tensors that were cut or filled up so that the sizes fit are named", () => {
  const before = requestOf(MANY);
  const now = { ...before, input: ramp([1, 3, 3, 2]), weight: ramp([2, 2, 2, 2]) };
  assert.deepEqual(refitted(before, now, ["input"]), [
    { name: "weight", was: "2×2×3×2", is: "2×2×2×2" },
  ]);
  assert.deepEqual(refitted(before, before, []), []);
});
