import assert from "node:assert/strict";
import { test } from "node:test";

import { exerciseOf } from "../../../static/js/practice/exercise.js";
import { shownIn } from "../../../static/js/practice/question.js";
import { drawsOf, isSeed, newSeed, sample } from "../../../static/js/practice/seed.js";
import { extentOf, walkIndexOf, placeOfFlat, unflatten } from "../../../static/js/trace/view.js";
import { traceOf } from "../fixtures.js";
import { CASES } from "./steps.js";
import { drawing } from "../../../static/js/trace/step.js";

const SEEDS = ["a1b2", "zzzzz", "00000", "seed9", "k3k3k3"];
const article = traceOf("article-multi-channel");
const single = traceOf("article-single-channel");
const strided = traceOf("stride-2-leftover");

test("an exercise asks distinct cells of the result, the same for the same seed", () => {
  for (const { trace, place, step, label } of CASES) {
    const count = trace.shapeOf(step.writes).reduce((all, size) => all * size, 1);
    for (const seed of SEEDS) {
      const flats = exerciseOf(trace, place, seed);
      assert.deepEqual(exerciseOf(trace, place, seed), flats, label);
      assert.ok(flats.length > 0 && flats.length <= 36, label);
      const { tensor, view } = drawing(trace, step, step.writes);
      const orders = flats.map((flat) =>
        walkIndexOf(extentOf(tensor, view), placeOfFlat(tensor, view, flat)),
      );
      // Distinct, and in the order in which they are drawn.
      assert.ok(
        orders.every((order, k) => k === 0 || order > orders[k - 1]),
        label,
      );
      assert.ok(
        flats.every((flat) => Number.isInteger(flat) && flat >= 0 && flat < count),
        label,
      );
    }
  }
});

for (const [trace, chapter, step, flats] of /** @type {const} */ ([
  [article, "forward-window", "slide", [0, 2, 6, 1, 5, 7]],
  [article, "grad-input-elements", "fan-in", [12, 15, 10, 16, 22, 5]],
  [single, "forward-matmul", "im2col", [4, 5, 6, 7, 8, 9, 10, 11]],
])) {
  // Else a shared address would ask something else.
  test(`what a seed asks stays as it is: ${chapter}/${step}`, () => {
    assert.deepEqual(exerciseOf(trace, { chapter, step }, "a1b2"), flats);
  });
}

test("other seeds ask other cells", () => {
  const place = { chapter: "grad-input-elements", step: "fan-in" };
  const asked = SEEDS.map((seed) => exerciseOf(article, place, seed).join());
  assert.equal(new Set(asked).size, SEEDS.length);
});

test("a sum is asked where several terms add something, and totals differ", () => {
  for (const seed of SEEDS) {
    const place = { chapter: "grad-input-elements", step: "fan-in" };
    const { rule, writes } = article.step(place.chapter, place.step);
    const flats = exerciseOf(article, place, seed);
    assert.equal(flats.length, 6);
    assert.equal(new Set(flats.map((flat) => article.valueAt(writes, flat))).size, 6);
    for (const flat of flats) {
      const terms = article.terms(rule, writes, unflatten(article.shapeOf(writes), flat));
      assert.ok(terms.filter((term) => article.total([term]) !== 0).length >= 2);
    }
    assert.equal(exerciseOf(article, place, seed, { most: 3 }).length, 3);
  }
});

test("im2col is asked by whole rows, two of them where they are short", () => {
  const place = { chapter: "forward-matmul", step: "im2col" };
  for (const [trace, rows, cols] of /** @type {const} */ ([
    [article, 1, 12],
    [single, 2, 4],
    [strided, 1, 8],
  ])) {
    const { tensor, view } = drawing(
      trace,
      trace.step("forward-matmul", "im2col"),
      "input_columns",
    );
    for (const seed of SEEDS) {
      const places = exerciseOf(trace, place, seed).map((flat) => placeOfFlat(tensor, view, flat));
      assert.equal(places.length, rows * cols);
      assert.equal(new Set(places.map(({ row }) => row)).size, rows);
      assert.deepEqual(
        places.map(({ col }) => col),
        Array.from({ length: rows * cols }, (_, k) => k % cols),
      );
    }
  }
});

test("a step that puts zeros in is asked by a whole grid, with zeros and values", () => {
  for (const step of ["dilate", "pad"]) {
    const place = { chapter: "grad-input-conv", step };
    const facts = strided.step(place.chapter, step);
    const { tensor, view } = drawing(strided, facts, facts.writes);
    const { rows, cols } = extentOf(tensor, view);
    for (const seed of SEEDS) {
      const flats = exerciseOf(strided, place, seed);
      assert.equal(flats.length, rows * cols);
      const blocks = flats.map((flat) => placeOfFlat(tensor, view, flat).block);
      assert.equal(new Set(blocks).size, 1);
      const shape = strided.shapeOf(facts.writes);
      const origins = flats.map((flat) => shownIn(strided, facts, unflatten(shape, flat)));
      assert.ok(origins.includes(null) && origins.some((origin) => origin !== null));
    }
  }
});

test("a copy without zeros asks different numbers", () => {
  for (const seed of SEEDS) {
    const flats = exerciseOf(article, { chapter: "grad-input-conv", step: "rotate" }, seed);
    const values = flats.map((flat) => article.valueAt("weight_rotated", flat));
    assert.equal(flats.length, 6);
    assert.equal(new Set(values).size, 6);
  }
});

test("a seed is a short text of letters, digits and dashes", () => {
  for (let k = 0; k < 200; k++) assert.ok(isSeed(newSeed()));
  assert.equal(
    newSeed(() => 0),
    "aaaaa",
  );
  assert.equal(
    newSeed(() => 1 - 2 ** -53),
    "99999",
  );
  for (const text of ["1", "abc", "week-3", "2026_11", "ABCD"]) assert.ok(isSeed(text), text);
  for (const text of ["", "a".repeat(25), "a b", "abcd\n", "\uff11234", "<b>"]) {
    assert.equal(isSeed(text), false, text);
  }
});

test("draws are whole, spread out, and depend on the text alone", () => {
  const draw = drawsOf("seed");
  const again = drawsOf("seed");
  const counts = new Array(10).fill(0);
  for (let k = 0; k < 10_000; k++) {
    const drawn = draw(10);
    assert.equal(drawn, again(10));
    counts[drawn] += 1;
  }
  assert.ok(
    counts.every((count) => count > 850 && count < 1150),
    counts.join(),
  );
});

test("a sample is distinct, and all there is where that is less", () => {
  const all = sample(drawsOf("x"), 20, 50);
  assert.deepEqual(
    all.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, k) => k),
  );
  const some = sample(drawsOf("x"), 1_000_000, 300);
  assert.equal(new Set(some).size, 300);
  assert.ok(Math.max(...some) > 900_000);
});
