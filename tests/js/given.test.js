import assert from "node:assert/strict";
import { test } from "node:test";

import {
  GIVEN,
  givenOf,
  numbersOf,
  sizesOf,
  withNumber,
  withNumbers,
  withTurned,
} from "../../static/js/given.js";
import { Lesson } from "../../static/js/lesson.js";
import { FACTS, fixture } from "./fixtures.js";

const GROUPS = new Lesson(fixture("groups").trace, {
  ...FACTS,
  bench: { ...FACTS.bench, has_bias: false },
});
const ARTICLE = new Lesson(fixture("article-multi-channel").trace, FACTS);

test("what a lesson is given has the shapes of the request, channels whole", () => {
  const given = givenOf(GROUPS);
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
  for (const name of GIVEN) {
    const { shape, data } = numbersOf(given, name);
    assert.equal(
      data.length,
      shape.reduce((total, size) => total * size, 1),
      name,
    );
  }
});

test("a number or a whole tensor is changed in a copy", () => {
  const given = givenOf(ARTICLE);
  const before = structuredClone(given);
  for (const name of GIVEN) {
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
  const source = givenOf(ARTICLE);
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
  const turned = withTurned(givenOf(ARTICLE), ARTICLE, [padding], 2);
  assert.deepEqual(turned.padding, [
    [2, 2],
    [2, 2],
  ]);
  const size = withTurned(givenOf(ARTICLE), ARTICLE, [{ ...padding, name: "input_size" }], 5);
  assert.deepEqual(size.sizes?.input_size, [5, 5]);
});
