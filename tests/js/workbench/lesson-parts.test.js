import assert from "node:assert/strict";
import { test } from "node:test";

import { LessonParts } from "../../../static/js/workbench/lesson-parts.js";

/** @param {number} scale @returns {any} the rules of a lesson */
const rules = (scale) => ({
  geometry: { batch: scale },
  tensors: [
    { name: "input", values: null },
    { name: "input_columns", values: null },
  ],
  chapters: [
    {
      id: "errata",
      steps: [
        {
          id: "quoted",
          erratum: { terms: [[{ value: null }, { value: null }]], scale: 1, value: null },
        },
        { id: "pointed-at", erratum: { terms: [], scale: 1, value: null } },
        { id: "plain", erratum: null },
      ],
    },
  ],
});

/** @param {Partial<Record<string, any>>} [changed] @returns {any} */
const answer = (changed = {}) => ({
  notice: null,
  lesson: { preset: "grouped", isFirst: false, isOwn: true, data: null },
  keys: { rules: "r1", controls: "c1", code: "k1", prose: "p1" },
  parts: {
    rules: rules(1),
    controls: { has_bias: true, controls: [] },
    code: { errata: {} },
    prose: "<p>1</p>",
  },
  numbers: {
    values: { input: [1, 2] },
    errata: { "errata/quoted": { factors: [[3, null]], value: null } },
  },
  checks: { differences: [], digest: "00000000" },
  ...changed,
});

/** @param {LessonParts} parts */
const keys = (parts) => [...parts.texts.keys()];

test("a lesson is put together from its parts and its numbers", () => {
  const { trace, lesson, prose, notice } = new LessonParts().whole(answer({ notice: "cut" }));
  assert.equal(notice, "cut");
  assert.deepEqual(prose, { key: "p1", html: "<p>1</p>" });
  assert.deepEqual(lesson, {
    ...answer().lesson,
    workbench: {
      has_bias: true,
      controls: [],
      code: { errata: {} },
      differences: [],
      digest: "00000000",
    },
  });
  assert.deepEqual(
    trace.tensors.map(({ values }) => values),
    [[1, 2], null],
  );
  const [quoted, pointedAt, plain] = trace.chapters[0].steps;
  assert.deepEqual(quoted.erratum?.terms, [[{ value: 3 }, { value: null }]]);
  assert.deepEqual(pointedAt, rules(1).chapters[0].steps[1]);
  assert.equal(plain.erratum, null);
});

test("what is known need not be sent, and has none of the numbers that it was first sent with", () => {
  const parts = new LessonParts();
  parts.whole(answer());
  assert.equal(parts.known, "r1.c1.k1.p1");
  const numbers = { values: { input_columns: [7] }, errata: {} };
  const later = parts.whole(answer({ parts: {}, numbers }));
  assert.deepEqual(
    later.trace.tensors.map(({ values }) => values),
    [null, [7]],
  );
  assert.deepEqual(later.trace.chapters, rules(1).chapters);
  assert.deepEqual(later.prose, { key: "p1", html: "<p>1</p>" });
});

test("what one lesson does with a part does not reach the next", () => {
  const parts = new LessonParts();
  const first = parts.whole(answer());
  const second = parts.whole(answer({ parts: {} }));
  assert.notEqual(first.trace.tensors[0], second.trace.tensors[0]);
  /** @type {any} */ (second.lesson.workbench.controls).push("a control");
  assert.deepEqual(parts.whole(answer({ parts: {} })).lesson.workbench.controls, []);
});

test("a lesson that moves has neither code, prose nor checks", () => {
  const { rules, controls } = answer().parts;
  const live = { keys: { rules: "r1", controls: "c1" }, parts: { rules, controls }, checks: null };
  const { lesson, prose } = new LessonParts().whole(answer(live));
  assert.equal(prose, null);
  assert.deepEqual(lesson.workbench, { has_bias: true, controls: [], code: undefined });
});

test("another server's parts are not taken for those that are known", () => {
  const parts = new LessonParts();
  parts.whole(answer());
  // After an upgrade every key is another, and nothing is left out.
  const fresh = answer({
    keys: { rules: "r2", controls: "c2", code: "k2", prose: "p2" },
    parts: { ...answer().parts, rules: rules(2), prose: "<p>2</p>" },
  });
  const { trace, prose } = parts.whole(fresh);
  assert.equal(trace.geometry.batch, 2);
  assert.deepEqual(prose, { key: "p2", html: "<p>2</p>" });
});

test("an answer that lacks a part that the page lacks is refused, and nothing of it is kept", () => {
  const parts = new LessonParts();
  const { code: _, ...some } = answer().parts;
  assert.throws(() => parts.whole(answer({ parts: some })), /lacks the code/);
  assert.deepEqual(keys(parts), []);
});

test("what was used longest ago is forgotten, and what is in use is put together all the same", () => {
  const size = JSON.stringify(rules(1)).length;
  const parts = new LessonParts(2 * size + 10);
  /** @param {string} key @param {any} [content] */
  const open = (key, content = rules(1)) =>
    parts.whole(
      answer({
        keys: { rules: key, controls: "c" },
        parts: { ...(content && { rules: content }), controls: {} },
      }),
    );
  open("a");
  open("b");
  open("a", null);
  open("d");
  assert.deepEqual(keys(parts), ["a", "d", "c"]);
  assert.equal(
    parts.used,
    [...parts.texts.values()].reduce((total, { length }) => total + length, 0),
  );
  assert.ok(parts.used <= parts.room);
  const tight = new LessonParts(10);
  assert.equal(tight.whole(answer()).trace.geometry.batch, 1);
  assert.ok(tight.used <= 10);
});

test("keys of all that is kept are short beside the 8 kB that an edit may move", () => {
  const parts = new LessonParts();
  // No rules are shorter, and no key is longer.
  const long = { name: "x".repeat(35_000) };
  for (let size = 1000; size < 1300; size++) {
    parts.whole(
      answer({
        keys: { rules: `rulesrul${size}`, controls: `controls${size}` },
        parts: { rules: { ...rules(1), long }, controls: { has_bias: true, controls: [] } },
      }),
    );
  }
  assert.ok(parts.known.length < 3_000, `${parts.known.length} characters`);
  assert.ok(parts.known.endsWith("rulesrul1299.controls1299"));
});
