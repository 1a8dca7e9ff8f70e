import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { mistakesOf } from "../../../static/js/practice/mistakes.js";
import { reasonText } from "../../../static/js/practice/reasons.js";
import { cellsOf, NAMES, traceOf } from "../fixtures.js";

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
  assert.equal(met.size, 11 * LANGUAGES.length, [...met].join());
});

test("the term that is missing is named in symbols and in numbers", () => {
  const trace = traceOf("article-multi-channel");
  const place = { chapter: "forward-window", step: "slide" };
  const [first] = mistakesOf(trace, place, [0, 0, 0, 0, 0]).filter(({ id }) => id === "missing");
  const text = reasonText(first, trace, textsIn("en"));
  assert.equal(text, "The term x11[1]\u00b7k11{1}[1] = 1\u00b71 is missing.");
});
