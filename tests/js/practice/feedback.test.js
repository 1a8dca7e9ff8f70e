import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { mistakesOf } from "../../../static/js/practice/mistakes/index.js";
import { reasonText } from "../../../static/js/practice/feedback.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { commonScale } from "../../../static/js/trace/rule.js";
import { cellsOf, NAMES, presetFixture, traceOf } from "../fixtures.js";

/** @param {string} language @returns {Record<string, string>} */
const textsIn = (language) =>
  JSON.parse(readFileSync(new URL(`../../../app/i18n/${language}.json`, import.meta.url), "utf8"))
    .practice;

const LANGUAGES = ["en", "zh-CN"];

test("every mistake there is has a sentence in every language, with nothing left to fill in", () => {
  const met = new Set();
  for (const language of LANGUAGES) {
    const texts = textsIn(language);
    for (const name of NAMES) {
      const trace = traceOf(name);
      for (const { id: chapter, steps } of trace.chapters) {
        for (const { id: step, writes } of steps) {
          for (const cell of cellsOf(trace.shapeOf(writes)).slice(0, 12)) {
            for (const mistake of mistakesOf(trace, { chapter, step }, cell)) {
              const text = reasonText(mistake, trace, texts);
              assert.ok(text.length > 4, mistake.id);
              assert.doesNotMatch(text, /\{[a-z]+\}|undefined|NaN|null/, text);
              met.add(`${language} ${mistake.id}`);
            }
          }
        }
      }
    }
  }
  assert.equal(met.size, 14 * LANGUAGES.length, [...met].join());
});

test("the term that is missing is named in symbols and in numbers", () => {
  const trace = traceOf("article-multi-channel");
  const place = { chapter: "forward-window", step: "slide" };
  const [first] = mistakesOf(trace, place, [0, 0, 0, 0, 0]).filter(({ id }) => id === "missing");
  const text = reasonText(first, trace, textsIn("en"));
  assert.equal(text, "The term x11[1]\u00b7k11{1}[1] = 1\u00b71 is missing.");
});

test("a sign, a kernel that is rotated or is not, and a neighbour are named as what they are", () => {
  const trace = traceOf("article-multi-channel");
  const texts = textsIn("en");
  /** What is said of each mistake of a kind. @param {string} place @param {number[]} cell @param {string} id */
  const said = (place, cell, id) => {
    const [chapter, step] = place.split("/");
    return mistakesOf(trace, { chapter, step }, cell)
      .filter((each) => each.id === id)
      .map((each) => reasonText(each, trace, texts));
  };
  assert.equal(
    said("forward-window/slide", [0, 0, 0, 0, 0], "sign")[0],
    "The sign of the result is wrong.",
  );
  assert.deepEqual(said("forward-window/slide", [0, 0, 0, 0, 0], "rotation"), [
    "You rotated the kernel: here its weights are taken in their own order.",
  ]);
  assert.deepEqual(said("grad-input-conv/slide", [0, 1, 1, 0, 0], "rotation"), [
    "You did not rotate the kernel: here its weights are taken in reverse order.",
  ]);
  const place = { chapter: "grad-input-conv", step: "slide" };
  const beside = new Map(
    cellsOf(trace.shapeOf("grad_input"))
      .flatMap((cell) => mistakesOf(trace, place, cell))
      .flatMap((each) =>
        each.id === "neighbour" ? [[each.detail.direction, reasonText(each, trace, texts)]] : [],
      ),
  );
  assert.deepEqual(Object.fromEntries(beside), {
    up: "That is the cell above it.",
    down: "That is the cell below it.",
    left: "That is the cell to its left.",
    right: "That is the cell to its right.",
    grid: "That is the same place in another grid.",
  });
});

/** What is said of a value of batch-2's mean over its two images. @param {number} value @param {string} place @param {number[]} cell */
function saidOfMean(value, place, cell) {
  const trace = new Trace(presetFixture("batch-2").trace);
  const [chapter, step] = place.split("/");
  return mistakesOf(trace, { chapter, step }, cell)
    .filter((each) => each.id === "mean" && Math.abs(each.value - value) < 1e-9)
    .map((each) => LANGUAGES.map((language) => reasonText(each, trace, textsIn(language))));
}

test("where the step is a mean, a wrong one is told what it divides by; where it is a sum, that nothing is divided", () => {
  const trace = new Trace(presetFixture("batch-2").trace);
  const cell = [0, 0];
  const mean = trace.value("grad_bias_mean", cell);
  const [images, rows, columns] = trace.shapeOf("grad_output");
  const positions = rows * columns;
  assert.deepEqual([images, positions], [2, 4]);
  assert.notEqual(mean, 0);
  const at = "grad-bias/batch-mean";
  assert.deepEqual(saidOfMean(2 * mean, at, cell), [
    ["That is the sum. This step divides it by 2.", "这是和，这一步还要除以 2。"],
  ]);
  assert.deepEqual(saidOfMean(mean / positions, at, cell)[0], [
    "You divided by the number of terms, 8. This step divides by 2.",
    "这里除以了项数 8。这一步应该除以 2。",
  ]);
  assert.deepEqual(saidOfMean(mean / 2, at, cell), [
    [
      "You divided by the 4 positions. This step divides by 2.",
      "这里除以了位置数 4。这一步应该除以 2。",
    ],
    ["You divided by 2 twice. This step divides once.", "除以了两次 2，而这一步只除一次。"],
  ]);
  for (const each of saidOfMean(mean, "grad-bias/sum", cell)[0]) {
    assert.match(each, /This step does not divide\.$|这一步不用除。$/);
  }
});

test("no sentence of a step that divides says that nothing is divided", () => {
  let met = 0;
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const { id: chapter, steps } of trace.chapters) {
      for (const { id: step, writes, rule } of steps) {
        if (commonScale(rule) === 1) continue;
        for (const cell of cellsOf(trace.shapeOf(writes))) {
          for (const mistake of mistakesOf(trace, { chapter, step }, cell)) {
            for (const language of LANGUAGES) {
              const text = reasonText(mistake, trace, textsIn(language));
              assert.doesNotMatch(text, /Nothing is divided|不用除/, `${chapter}/${step} ${cell}`);
              met += 1;
            }
          }
        }
      }
    }
  }
  assert.ok(met > 0);
});

test("of a term that is one number this stands without parentheses", () => {
  const trace = new Trace(presetFixture("batch-2").trace);
  const place = { chapter: "grad-bias", step: "batch-mean" };
  const missing = mistakesOf(trace, place, [0, 0]).filter(({ id }) => id === "missing");
  const said = missing.map((each) => reasonText(each, trace, textsIn("en")));
  assert.ok(said.includes("The term \u2202L/\u2202y12(1){1} = \u22121 is missing."), said.join());
});
