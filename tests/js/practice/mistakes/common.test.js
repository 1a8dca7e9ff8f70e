/**
 * The slips that are made most often, held to plain loops on numbers so large that no other explains them: the bias
 * forgotten, the tap at the rotated place, the gradient of the output in reverse, one image only, the stride left
 * out, and two of them at once.
 *
 * @import {Cell} from "../../../../static/js/trace/types.js"
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { reasonText } from "../../../../static/js/practice/feedback.js";
import { verdictOf } from "../../../../static/js/practice/verdict.js";
import { Trace } from "../../../../static/js/trace/trace.js";
import { cellsOf, presetFixture, traceOf } from "../../fixtures.js";
import { placeAt } from "../steps.js";

/** @param {string} language @returns {Record<string, string>} */
const textsIn = (language) =>
  JSON.parse(
    readFileSync(new URL(`../../../../app/i18n/${language}.json`, import.meta.url), "utf8"),
  ).practice;
const TEXTS = textsIn("en");

const REQUEST_TENSORS = ["input", "weight", "bias", "grad_output"];

/** A preset's geometry with large numbers that look random, the rest computed by the rules. @param {string} name */
function largeOf(name) {
  const { trace: wire } = presetFixture(name);
  let state = 12345;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return (Math.floor(state / 64) % 19999) - 9999;
  };
  const tensors = wire.tensors.map((each) => ({
    ...each,
    values:
      each.rule === null && REQUEST_TENSORS.includes(each.name)
        ? (each.values?.map(next) ?? null)
        : null,
  }));
  return new Trace({ ...wire, tensors });
}

/** @param {Trace} trace @param {string} place @param {Cell} cell @param {number} value @param {Record<string, string>} [texts] */
function said(trace, place, cell, value, texts = TEXTS) {
  const answer = { value, digits: Number.POSITIVE_INFINITY };
  const verdict = verdictOf(trace, placeAt(place), cell, answer);
  assert.ok(!verdict.right, `${place} ${cell}: ${value}`);
  return verdict.reasons.map((reason) => reasonText(reason, trace, texts));
}

/** The gradient of one tap, by plain loops. @param {Trace} trace @param {Cell} tap @param {{images?: number[], isReversed?: boolean, stride: number}} how */
function weightGradient(trace, [u, v, c, g, o], { images = [0, 1], isReversed = false, stride }) {
  const [, rows, cols] = trace.shapeOf("grad_output");
  const [, height, width] = trace.shapeOf("input");
  let sum = 0;
  for (const [n, i, j] of cellsOf([images.length, rows, cols])) {
    const [y, x] = [stride * i + u, stride * j + v];
    if (y >= height || x >= width) continue;
    const at = isReversed ? [rows - 1 - i, cols - 1 - j] : [i, j];
    sum +=
      trace.value("input", [images[n], y, x, g, c]) *
      trace.value("grad_output", [images[n], ...at, g, o]);
  }
  return sum;
}

const ROTATED = "That is the weight at the rotated place: this gradient is not rotated.";
const REVERSED = "\u2202L/\u2202Y was taken in reverse order: here it is taken in its own order.";
const SIGN = "The sign of the result is wrong.";
const CORRELATED = ["grad-weight/correlate", "nudge/weight"];

for (const [name, stride] of /** @type {[string, number][]} */ ([
  ["batch-2", 1],
  ["stride-2-leftover", 2],
])) {
  test(`${name}: the rotated place and the gradient of the output in reverse have a sentence each`, () => {
    const trace = largeOf(name);
    const images = Array.from({ length: trace.shapeOf("input")[0] }, (_, n) => n);
    const [rows, cols] = trace.shapeOf("grad_weight");
    for (const place of CORRELATED) {
      for (const cell of cellsOf(trace.shapeOf("grad_weight"))) {
        const [u, v, ...rest] = cell;
        const right = weightGradient(trace, cell, { images, stride });
        assert.equal(trace.value("grad_weight", cell), right);
        const opposite = [rows - 1 - u, cols - 1 - v, ...rest];
        const rotated = weightGradient(trace, opposite, { images, stride });
        const reversed = weightGradient(trace, cell, { images, stride, isReversed: true });
        if (rotated !== right) assert.equal(said(trace, place, cell, rotated)[0], ROTATED);
        assert.deepEqual(said(trace, place, cell, reversed), [REVERSED]);
        const turned = `Two mistakes at once. ${REVERSED} ${SIGN}`;
        assert.deepEqual(said(trace, place, cell, -reversed), [turned]);
      }
    }
  });
}

test("in the matrix product as well", () => {
  const trace = largeOf("batch-2");
  for (const cell of cellsOf(trace.shapeOf("grad_weight_matrix"))) {
    const [g, c, u, v, o] = cell;
    const reversed = weightGradient(trace, [u, v, c, g, o], { stride: 1, isReversed: true });
    assert.deepEqual(said(trace, "grad-weight/multiply", cell, reversed), [REVERSED]);
  }
});

test("one image of two is known in the gradients of the kernel and of the bias", () => {
  const trace = largeOf("batch-2");
  const [, rows, cols] = trace.shapeOf("grad_output");
  for (const n of [0, 1]) {
    const alone = `That is the part of image ${n + 1}: all images must be added.`;
    for (const place of CORRELATED) {
      for (const cell of cellsOf(trace.shapeOf("grad_weight"))) {
        const value = weightGradient(trace, cell, { images: [n], stride: 1 });
        assert.deepEqual(said(trace, place, cell, value), [alone]);
        assert.deepEqual(said(trace, place, cell, -value), [
          `Two mistakes at once. ${alone} ${SIGN}`,
        ]);
      }
    }
    for (const [g, o] of cellsOf(trace.shapeOf("grad_bias"))) {
      const value = cellsOf([rows, cols]).reduce(
        (sum, at) => sum + trace.value("grad_output", [n, ...at, g, o]),
        0,
      );
      assert.deepEqual(said(trace, "grad-bias/sum", [g, o], value), [alone]);
      assert.deepEqual(said(trace, "grad-bias/batch-mean", [g, o], value / 2), [alone]);
      assert.deepEqual(said(trace, "grad-bias/batch-mean", [g, o], value), [alone]);
    }
  }
});

test("the bias that is forgotten is named before a term that is missing or comes twice", () => {
  const trace = traceOf("article-multi-channel");
  const cell = [0, 0, 0, 0, 0];
  const right = trace.value("output", cell);
  const bias = trace.value("bias", [0, 0]);
  assert.deepEqual([right, bias], [6, 1]);
  const [first, next] = said(trace, "forward-window/slide", cell, right - bias);
  assert.equal(first, "The bias is missing: b1 = 1.");
  assert.match(next, /^The term .* is missing\.$/);
});

test("a window with the kernel rotated, without the bias, with its sign turned: each two of them are known", () => {
  const trace = largeOf("article-multi-channel");
  const rotation = "You rotated the kernel: here its weights are taken in their own order.";
  for (const cell of cellsOf(trace.shapeOf("output"))) {
    const [n, i, j, g, o] = cell;
    const right = trace.value("output", cell);
    const bias = trace.value("bias", [g, o]);
    let rotated = 0;
    for (const [u, v, c] of cellsOf([2, 2, 3])) {
      const x = trace.value("input", [n, i + u, j + v, g, c]);
      rotated += x * trace.value("weight", [1 - u, 1 - v, c, g, o]);
    }
    const place = "forward-window/slide";
    const [missing, ...others] = said(trace, place, cell, right - bias);
    assert.match(missing, /^The bias is missing: b/);
    assert.deepEqual(others, []);
    assert.deepEqual(said(trace, place, cell, rotated + bias), [rotation]);
    assert.deepEqual(said(trace, place, cell, rotated), [
      `Two mistakes at once. ${rotation} ${missing}`,
    ]);
    assert.deepEqual(said(trace, place, cell, -(rotated + bias)), [
      `Two mistakes at once. ${rotation} ${SIGN}`,
    ]);
    assert.deepEqual(said(trace, place, cell, bias - right), [
      `Two mistakes at once. ${missing} ${SIGN}`,
    ]);
    const chinese = said(trace, place, cell, rotated, textsIn("zh-CN"));
    assert.match(chinese[0], /^同时有两处错误。卷积核旋转了.*漏了偏置：.*。$/);
  }
});

test("the kernel that is not rotated, with a turned sign, is known where it is summed and where it is copied", () => {
  const trace = largeOf("article-multi-channel");
  const rotation = "You did not rotate the kernel: here its weights are taken in reverse order.";
  for (const cell of cellsOf(trace.shapeOf("weight_rotated"))) {
    const value = trace.value("weight", cell);
    assert.deepEqual(said(trace, "grad-input-conv/rotate", cell, -value), [
      `Two mistakes at once. ${rotation} ${SIGN}`,
    ]);
  }
  for (const cell of cellsOf(trace.shapeOf("grad_input"))) {
    const [n, y, x, g, c] = cell;
    let value = 0;
    for (const [u, v, o] of cellsOf([2, 2, 2])) {
      const [i, j] = [y + u - 1, x + v - 1];
      if (i < 0 || i > 1 || j < 0 || j > 1) continue;
      value += trace.value("grad_output", [n, i, j, g, o]) * trace.value("weight", [u, v, c, g, o]);
    }
    assert.deepEqual(said(trace, "grad-input-conv/slide", cell, -value), [
      `Two mistakes at once. ${rotation} ${SIGN}`,
    ]);
  }
});

test("a window that moves by 1 where the stride is 2 is known", () => {
  const trace = largeOf("stride-2-leftover");
  let told = 0;
  const [height, width] = trace.shapeOf("weight");
  const channels = trace.shapeOf("input")[4];
  for (const cell of cellsOf(trace.shapeOf("output"))) {
    const [n, i, j, g, o] = cell;
    let value = trace.value("bias", [g, o]);
    for (const [u, v, c] of cellsOf([height, width, channels])) {
      value +=
        trace.value("input", [n, i + u, j + v, g, c]) * trace.value("weight", [u, v, c, g, o]);
    }
    if (i === 0 && j === 0) continue;
    assert.deepEqual(said(trace, "forward-window/slide", cell, value), [
      "The stride is not taken into account.",
    ]);
    told += 1;
  }
  assert.ok(told > 0);
});
