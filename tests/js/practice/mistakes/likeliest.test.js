/** The usual mistakes on every step of every small preset: each is known, no right answer is refused, no wrong one taken. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { exerciseOf } from "../../../../static/js/practice/exercise.js";
import { mistakesOf } from "../../../../static/js/practice/mistakes/index.js";
import { shownIn } from "../../../../static/js/practice/question.js";
import { verdictOf, verdictOfPlaced } from "../../../../static/js/practice/verdict.js";
import { isCopy } from "../../../../static/js/trace/rule.js";
import { Trace } from "../../../../static/js/trace/trace.js";
import { unflatten } from "../../../../static/js/trace/view.js";
import { PRESETS, presetFixture } from "../../fixtures.js";

const SEEDS = ["one", "two"];
/** Of these a sum has up to 200,000 terms, which takes too long to ask about everywhere. */
const LAYERS = ["lenet5-conv1", "resnet-stage", "alexnet-conv1"];

/** @param {number} value */
const typed = (value) => ({ value, digits: Number.POSITIVE_INFINITY });

/** @param {string} name */
function traceOf(name) {
  return new Trace(presetFixture(name).trace);
}

for (const name of PRESETS.filter((each) => !LAYERS.includes(each))) {
  test(`${name}: right is right, a turned sign is named first, a wrong number is not taken`, () => {
    const trace = traceOf(name);
    let turned = 0;
    for (const { id, steps } of trace.chapters) {
      for (const step of steps) {
        const place = { chapter: id, step: step.id };
        const label = `${id}/${step.id}`;
        for (const seed of SEEDS) {
          for (const flat of exerciseOf(trace, place, seed).slice(0, 6)) {
            const cell = unflatten(trace.shapeOf(step.writes), flat);
            const right = trace.value(step.writes, cell);
            const about = `${label} ${cell}: ${right}`;
            assert.deepEqual(verdictOf(trace, place, cell, typed(right)), { right: true }, about);
            for (const away of [1, -1, 2, right + 3]) {
              if (away !== 0) {
                const verdict = verdictOf(trace, place, cell, typed(right + away));
                assert.equal(verdict.right, false, about);
              }
            }
            if (right === 0) continue;
            const verdict = verdictOf(trace, place, cell, typed(-right));
            assert.ok(!verdict.right, about);
            const [first] = verdict.reasons;
            assert.ok(first.id === "sign" && first.detail.kind === "all", about);
            turned += 1;
          }
        }
      }
    }
    assert.ok(turned > 20, `${turned}`);
  });
}

test("the sign is named where two likelier reasons give the same number", () => {
  const trace = traceOf("stride-2-leftover");
  const place = { chapter: "three-routes", step: "scatter" };
  let met = 0;
  for (let flat = 0; flat < 40; flat++) {
    const cell = unflatten(trace.shapeOf("grad_input"), flat);
    const right = trace.value("grad_input", cell);
    if (right === 0) continue;
    const verdict = verdictOf(trace, place, cell, typed(-right));
    assert.ok(!verdict.right && verdict.reasons[0].id === "sign");
    if (verdict.reasons.length > 2) met += 1;
  }
  assert.ok(met > 0, "there is such a cell");
});

/** @param {Trace} trace @param {string} chapter @param {string} step @param {number[]} cell @param {number} value */
function kindsOf(trace, chapter, step, cell, value) {
  return mistakesOf(trace, { chapter, step }, cell)
    .filter((each) => Math.abs(each.value - value) < 1e-9)
    .map(({ id, detail }) => ("by" in detail ? `${id} ${detail.by}` : id));
}

test("a mean over the taps, the channels, the positions and the images is known, with and without the bias", () => {
  const trace = traceOf("article-multi-channel");
  const bias = trace.value("bias", [0, 1]);
  assert.notEqual(bias, 0);
  const output = trace.value("output", [0, 0, 1, 0, 1]);
  const taps = 4;
  const channels = trace.shapeOf("input")[4];
  for (const value of [output / taps, (output - bias) / taps, (output - bias) / taps + bias]) {
    const kinds = kindsOf(trace, "forward-window", "slide", [0, 0, 1, 0, 1], value);
    assert.ok(kinds.includes("mean taps"), `${value}: ${kinds}`);
  }
  const byChannels = (output - bias) / channels;
  assert.ok(
    kindsOf(trace, "forward-window", "slide", [0, 0, 1, 0, 1], byChannels).includes(
      "mean channels",
    ),
  );
  const batch = traceOf("batch-2");
  const [images, rows, cols] = batch.shapeOf("grad_output");
  const gradient = batch.value("grad_weight", [0, 0, 0, 0, 0]);
  for (const [count, by] of /** @type {[number, string][]} */ ([
    [images, "mean batch"],
    [rows * cols, "mean positions"],
  ])) {
    const kinds = kindsOf(batch, "grad-weight", "correlate", [0, 0, 0, 0, 0], gradient / count);
    assert.ok(kinds.includes(by), `${count}: ${kinds}`);
  }
});

test("the unrotated kernel is known in chapter 10, where the change of the output hides it", () => {
  let told = 0;
  for (const name of [
    "article-multi-channel",
    "stride-2-leftover",
    "asymmetric-padding",
    "dilated",
    "grouped",
  ]) {
    const trace = traceOf(name);
    const slide = { chapter: "grad-input-elements", step: "fan-in" };
    const shape = trace.shapeOf("grad_input");
    const count = shape.reduce((all, size) => all * size, 1);
    for (let flat = 0; flat < Math.min(count, 60); flat++) {
      const cell = unflatten(shape, flat);
      /** @param {{chapter: string, step: string}} place */
      const rotations = (place) =>
        mistakesOf(trace, place, cell).flatMap((each) =>
          each.id === "rotation" ? [[each.value, each.detail.isTurned, each.detail.ofKernel]] : [],
        );
      const known = rotations(slide);
      assert.deepEqual(rotations({ chapter: "nudge", step: "input" }), known, `${name} ${cell}`);
      told += known.length;
    }
  }
  assert.ok(told > 50, `${told}`);
});

test("of the zeros of a frame only the one that is read is taken; that it is a zero can be said", () => {
  const trace = traceOf("batch-2");
  let others = 0;
  for (const { id, steps } of trace.chapters) {
    for (const step of steps.filter(({ rule }) => isCopy(rule))) {
      const place = { chapter: id, step: step.id };
      const [{ tensor }] = step.rule.products[0].factors;
      const shape = trace.shapeOf(tensor);
      const count = shape.reduce((all, size) => all * size, 1);
      const zeros = Array.from({ length: count }, (_, flat) => unflatten(shape, flat)).filter(
        (cell) => trace.origin(tensor, cell) === null,
      );
      for (const flat of exerciseOf(trace, place, "zeros")) {
        const cell = unflatten(trace.shapeOf(step.writes), flat);
        if (shownIn(trace, step, cell) !== null) continue;
        assert.ok(verdictOfPlaced(trace, place, cell, null).right);
        const [read] = trace.terms(step.rule, step.writes, cell)[0].factors;
        for (const zero of zeros) {
          const verdict = verdictOfPlaced(trace, place, cell, { tensor, cell: zero });
          assert.equal(verdict.right, `${zero}` === `${read.cell}`, `${id}/${step.id} ${cell}`);
          if (!verdict.right) others += 1;
        }
      }
    }
  }
  assert.ok(others > 10, `${others}`);
});
