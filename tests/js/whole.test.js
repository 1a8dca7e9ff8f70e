/** @import {Given} from "../../static/js/given.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { placedAt, placedWhole, sizesForGrid } from "../../static/js/entering/whole.js";
import { givenOf, sizesOf } from "../../static/js/given.js";
import { Lesson } from "../../static/js/lesson.js";
import { FACTS, fixture } from "./fixtures.js";

const MANY = new Lesson(fixture("article-multi-channel").trace, FACTS);
const ONE = new Lesson(fixture("article-single-channel").trace, FACTS);
const trace = MANY.traceIn("first");

/** @param {number[]} shape */
const ramp = (shape) => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => k + 100),
});

/** @param {any} placed @returns {Given} */
function taken(placed) {
  assert.ok(!("problem" in placed), JSON.stringify(placed));
  return placed;
}

test("a matrix laid on a cell of a channel changes that channel from there on", () => {
  const given = givenOf(MANY);
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
    givenOf(MANY),
    "input",
    ramp([2, 2]),
    trace.tensor("input"),
    [0, 2, 1, 0, 0],
  );
  assert.ok("problem" in placed);
  assert.equal(placed.problem.id, "size");
});

test("a matrix of the size of a grid takes the place of that grid alone", () => {
  const placed = taken(placedWhole(MANY, { input: ramp([3, 3]) }, trace, 1));
  const given = givenOf(MANY);
  placed.input.data.forEach((value, k) => {
    assert.equal(value, k % 3 === 1 ? 100 + (k - 1) / 3 : given.input.data[k]);
  });
  assert.equal(placed.sizes, undefined);
});

test("a matrix of another size is the whole of an input of one channel, and the rest is fitted", () => {
  const placed = taken(placedWhole(ONE, { input: ramp([5, 4]) }, ONE.traceIn("first"), 0));
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

test("whole tensors bring their channels and kernels along", () => {
  const placed = taken(
    placedWhole(MANY, { input: ramp([2, 4, 5, 2]), weight: ramp([3, 2, 2, 4]) }, trace, 0),
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
    placedWhole(MANY, { input: ramp([1, 4, 4, 3]), grad_output: ramp([1, 2, 2, 2]) }, trace, 0),
  );
  assert.equal(placed.sizes, undefined, "the server says what does not fit");
});

const LAYER = {
  input: ramp([1, 5, 4, 2]),
  weight: ramp([3, 3, 2, 1]),
  grad_output: ramp([1, 3, 2, 1]),
};

test("a whole layer of its own sizes is taken as it is, with or without a bias", () => {
  for (const [bias, taking] of /** @type {[any, number[]][]} */ ([
    [ramp([1]), [100]],
    [undefined, [0]],
  ])) {
    const arrays = bias === undefined ? LAYER : { ...LAYER, bias };
    const placed = taken(placedWhole(MANY, arrays, trace, 0));
    assert.deepEqual(placed.input, LAYER.input);
    assert.deepEqual(placed.weight, LAYER.weight);
    assert.deepEqual(placed.grad_output, LAYER.grad_output);
    assert.deepEqual(placed.bias, taking);
    assert.equal(placed.sizes, undefined);
  }
});

test("a layer in PyTorch's layout is turned, where only that makes its channels agree", () => {
  const first = {
    input: ramp([1, 2, 5, 4]),
    weight: ramp([1, 2, 3, 3]),
    grad_output: ramp([1, 1, 3, 2]),
  };
  const placed = taken(placedWhole(MANY, first, trace, 0));
  assert.deepEqual(placed.input.shape, [1, 5, 4, 2]);
  assert.deepEqual(placed.weight.shape, [3, 3, 2, 1]);
  assert.deepEqual(placed.grad_output.shape, [1, 3, 2, 1]);
  // Row 2, column 3, channel 1: of 20 numbers a channel and 4 a row.
  assert.equal(placed.input.data[(2 * 4 + 3) * 2 + 1], 100 + 20 + 2 * 4 + 3);
  assert.equal(placed.weight.data[(2 * 3 + 1) * 2 + 1], 100 + 9 + 2 * 3 + 1);
});

test("one tensor with its channels first, and gradients of another size, are refused in words", () => {
  for (const [arrays, id] of /** @type {[any, string][]} */ ([
    [{ weight: ramp([2, 3, 2, 2]) }, "first"],
    [{ grad_output: ramp([3, 3]) }, "shape"],
    [{ bias: ramp([3]) }, "shape"],
  ])) {
    const placed = placedWhole(MANY, arrays, trace, 0);
    assert.equal("problem" in placed ? placed.problem.id : "", id, JSON.stringify(arrays));
  }
});
