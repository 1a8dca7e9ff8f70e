/** @import {ConvRequest} from "../../../../static/js/workbench/request.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitting, readingsOf } from "../../../../static/js/workbench/import/channel-axis.js";
import { described } from "../../../../static/js/workbench/import/layout-question.js";
import { requestOf } from "../../../../static/js/workbench/request.js";
import { Lesson } from "../../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../../fixtures.js";

/** 3x3x3, a kernel of 2x2 with two channels out. */
const REQUEST_TENSORS = requestOf(new Lesson(fixture("article-multi-channel").trace, FACTS));

/** @param {number[]} shape */
const ramp = (shape) => ({
  shape,
  data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => k),
});

/** @param {any} readings */
const shapes = (readings) =>
  Object.fromEntries(readings.map((/** @type {any} */ each) => [each.layout, each.numbers.shape]));

test("an image may have its channels last or first", () => {
  const readings = readingsOf("input", ramp([1, 2, 4, 3]));
  assert.deepEqual(shapes(readings), { NHWC: [1, 2, 4, 3], NCHW: [1, 4, 3, 2] });
  assert.deepEqual(readings[0].numbers.data.slice(0, 4), [0, 1, 2, 3]);
  // The second channel begins after 4 rows of 3.
  assert.deepEqual(readings[1].numbers.data.slice(0, 4), [0, 12, 1, 13]);
  assert.deepEqual(shapes(readingsOf("grad_output", ramp([2, 4, 3]))), {
    NHWC: [1, 2, 4, 3],
    NCHW: [1, 4, 3, 2],
  });
});

test("a kernel may be HWIO or OIHW", () => {
  const readings = readingsOf("weight", ramp([2, 3, 4, 5]));
  assert.deepEqual(shapes(readings), { NHWC: [2, 3, 4, 5], NCHW: [4, 5, 3, 2] });
  // Of the first tap, the number of the second kernel stands 60 further on.
  assert.deepEqual(readings[1].numbers.data.slice(0, 3), [0, 60, 20]);
  assert.deepEqual(shapes(readingsOf("weight", ramp([3, 2, 4]))), {
    NHWC: [3, 2, 4, 1],
    NCHW: [2, 4, 3, 1],
  });
});

test("there is one reading where both are the same, and none without channels", () => {
  assert.equal(readingsOf("input", ramp([1, 1, 1, 1])).length, 1);
  assert.equal(readingsOf("input", { shape: [1, 2, 2, 2], data: new Array(8).fill(1) }).length, 1);
  assert.equal(readingsOf("input", ramp([1, 2, 2, 2])).length, 2);
  assert.deepEqual(readingsOf("input", ramp([2, 2])), []);
  assert.deepEqual(readingsOf("bias", ramp([1, 1, 2])), []);
});

for (const [name, shape, layouts] of /** @type {[any, number[], string[]][]} */ ([
  ["input", [1, 3, 4, 5], ["NCHW"]],
  ["input", [1, 4, 5, 3], ["NHWC"]],
  ["input", [1, 3, 3, 3], ["NHWC", "NCHW"]],
  ["input", [3, 3, 3], ["NHWC", "NCHW"]],
  ["input", [3, 4, 5], ["NCHW"]],
  ["input", [1, 4, 5, 2], []],
  // Channels fit, but a kernel of 2 rows does not fit in one row.
  ["input", [1, 3, 1, 3], []],
  ["weight", [2, 3, 2, 2], ["NCHW"]],
  ["weight", [2, 2, 3, 2], ["NHWC"]],
  ["weight", [3, 3, 3, 3], ["NHWC", "NCHW"]],
  ["grad_output", [1, 2, 2, 2], ["NHWC", "NCHW"]],
  ["grad_output", [1, 2, 3, 2], []],
])) {
  test(`${name} of ${shape} fits the rest as ${layouts.join(" and ") || "neither"}`, () => {
    const fits = fitting(readingsOf(name, ramp(shape)), name, REQUEST_TENSORS);
    assert.deepEqual(
      fits.map(({ layout }) => layout),
      layouts,
    );
  });
}

test("groups and padding count in what fits", () => {
  const grouped = /** @type {ConvRequest} */ ({
    ...REQUEST_TENSORS,
    input: ramp([1, 3, 3, 4]),
    weight: ramp([2, 2, 2, 4]),
    groups: 2,
  });
  const fits = fitting(readingsOf("input", ramp([1, 4, 3, 2])), "input", grouped);
  assert.deepEqual(
    fits.map(({ layout }) => layout),
    ["NCHW"],
  );
  const padding = [
    [1, 0],
    [0, 0],
  ];
  const readings = readingsOf("input", ramp([1, 3, 1, 3]));
  assert.deepEqual(
    fitting(readings, "input", { ...REQUEST_TENSORS, padding }).map(({ layout }) => layout),
    ["NCHW"],
  );
});

test("a reading is described by its grids and channels", () => {
  const texts = {
    channels_one: "1 channel of {size}",
    channels_many: "{count} channels of {size}",
    images_many: "{count} images with {each}",
    kernels_one: "1 kernel with {each}",
    kernels_many: "{count} kernels with {each}",
  };
  assert.equal(described({ layout: "NCHW", input: [1, 4, 4, 2] }, texts), "2 channels of 4×4");
  assert.equal(
    described({ layout: "NHWC", input: [3, 2, 4, 1], weight: [1, 2, 3, 4] }, texts),
    "3 images with 1 channel of 2×4; 4 kernels with 3 channels of 1×2",
  );
});
