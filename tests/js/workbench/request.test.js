import assert from "node:assert/strict";
import { test } from "node:test";

import {
  REQUEST_TENSORS,
  requestOf,
  numbersOf,
  sizesOf,
  withNumber,
  withNumbers,
  withTurned,
} from "../../../static/js/workbench/request.js";
import { Lesson } from "../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../fixtures.js";

const GROUPS = new Lesson(fixture("groups").trace, {
  ...FACTS,
  workbench: { ...FACTS.workbench, has_bias: false },
});
const ARTICLE = new Lesson(fixture("article-multi-channel").trace, FACTS);

test("what a lesson is given has the shapes of the request, channels whole", () => {
  const given = requestOf(GROUPS);
  assert.deepEqual(given.input.shape, [2, 3, 3, 4]);
  assert.deepEqual(given.weight.shape, [2, 2, 2, 2]);
  assert.deepEqual(given.grad_output.shape, [2, 1, 3, 2]);
  assert.equal(given.bias, null);
  assert.deepEqual(
    [given.stride, given.padding, given.dilation, given.groups],
    [
      [2, 1],
      [
        [1, 0],
        [0, 1],
      ],
      [2, 1],
      2,
    ],
  );
  for (const name of REQUEST_TENSORS) {
    const { shape, data } = numbersOf(given, name);
    assert.equal(
      data.length,
      shape.reduce((total, size) => total * size, 1),
      name,
    );
  }
});

test("a number or a whole tensor is changed in a copy", () => {
  const given = requestOf(ARTICLE);
  const before = structuredClone(given);
  for (const name of REQUEST_TENSORS) {
    const changed = withNumber(given, name, 1, 77);
    assert.equal(numbersOf(changed, name).data[1], 77);
    const filled = withNumbers(
      given,
      name,
      numbersOf(given, name).data.map(() => 3),
    );
    assert.ok(numbersOf(filled, name).data.every((value) => value === 3));
  }
  assert.deepEqual(given, before);
});

test("a turned control sets its own axis or side, and the sizes ask for fitting", () => {
  const source = requestOf(ARTICLE);
  /** @param {string} name @param {number|null} axis @param {number|null} side */
  const control = (name, axis, side) => ({
    ...{ name, axis, side, joined: false, value: 0, values: [], least: "", most: "" },
  });
  const turned = withTurned(
    source,
    ARTICLE,
    [control("padding", 1, 0), control("input_size", 0, null), control("batch", null, null)],
    4,
  );
  assert.deepEqual(turned.padding, [
    [0, 0],
    [4, 0],
  ]);
  assert.deepEqual(turned.sizes, { ...sizesOf(ARTICLE), input_size: [4, 3], batch: 4 });
  assert.equal(turned.input, source.input, "the numbers are the server's to fit");
  assert.deepEqual(source.padding, [
    [0, 0],
    [0, 0],
  ]);
});

test("a joined control sets both axes and all sides", () => {
  const joined = { name: "padding", axis: null, side: null, joined: true, value: 0 };
  const padding = { ...joined, values: [], least: "", most: "" };
  const turned = withTurned(requestOf(ARTICLE), ARTICLE, [padding], 2);
  assert.deepEqual(turned.padding, [
    [2, 2],
    [2, 2],
  ]);
  const size = withTurned(requestOf(ARTICLE), ARTICLE, [{ ...padding, name: "input_size" }], 5);
  assert.deepEqual(size.sizes?.input_size, [5, 5]);
});

/** What a request has besides its numbers. @param {ReturnType<typeof withTurned>} given */
function shapeOf({ stride, padding, dilation, groups, sizes }) {
  return { stride, padding, dilation, groups, ...sizes };
}

/** Every control by its name, axis and side, with what it turns to 7. @type {[string, number|null, number|null, boolean, any][]} */
const CONTROLS = [
  ["input_size", 0, null, false, [7, 3]],
  ["input_size", 1, null, false, [3, 7]],
  ["input_size", null, null, true, [7, 7]],
  ["kernel_size", 0, null, false, [7, 2]],
  ["kernel_size", 1, null, false, [2, 7]],
  ["kernel_size", null, null, true, [7, 7]],
  ["stride", 0, null, false, [7, 1]],
  ["stride", 1, null, false, [2, 7]],
  ["stride", null, null, true, [7, 7]],
  ["dilation", 0, null, false, [7, 1]],
  ["dilation", 1, null, false, [2, 7]],
  ["dilation", null, null, true, [7, 7]],
  // prettier-ignore
  ["padding", 0, 0, false, [[7, 0], [0, 1]]],
  // prettier-ignore
  ["padding", 0, 1, false, [[1, 7], [0, 1]]],
  // prettier-ignore
  ["padding", 1, 0, false, [[1, 0], [7, 1]]],
  // prettier-ignore
  ["padding", 1, 1, false, [[1, 0], [0, 7]]],
  // prettier-ignore
  ["padding", null, null, true, [[7, 7], [7, 7]]],
  ["in_channels", null, null, false, 7],
  ["out_channels", null, null, false, 7],
  ["groups", null, null, false, 7],
  ["batch", null, null, false, 7],
];

test("every control turns its own size or option, and nothing else", () => {
  const source = requestOf(GROUPS);
  const before = shapeOf({ ...source, sizes: sizesOf(GROUPS) });
  for (const [name, axis, side, joined, turned] of CONTROLS) {
    const control = { name, axis, side, joined, value: 1, values: [1, 7], least: "", most: "" };
    const wanted = withTurned(source, GROUPS, [control], 7);
    const label = `${name} ${axis} ${side}`;
    assert.deepEqual(shapeOf(wanted), { ...before, [name]: turned }, label);
    for (const given of REQUEST_TENSORS) assert.equal(wanted[given], source[given], label);
  }
});
