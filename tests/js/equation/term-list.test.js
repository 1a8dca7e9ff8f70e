import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MAX_OPENED_TERMS,
  totalAfter,
  writtenOut,
  writtenTerms,
} from "../../../static/js/equation/term-list.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { axis } from "../axis.js";
import { presetFixture } from "../fixtures.js";

/** @param {number} count @returns {any} a rule with so many terms */
function ruleOf(count) {
  return { products: [{ scale: 1, sum: [axis("u", count)], factors: [] }] };
}

/** A sum of one factor a term, of which only some are not 0. @param {number[]} values @returns {any} */
function modelOf(values) {
  const terms = values.map((value, position) => ({ term: { value }, position }));
  const rule = ruleOf(values.length);
  return { rule, trace: { total: (/** @type {any[]} */ [{ value }]) => value }, terms };
}

/** @param {any} model @returns {number[]} */
function places(model) {
  return writtenTerms(model).map(({ position }) => position);
}

test("a short sum is written out with its zeros", () => {
  assert.deepEqual(places(modelOf([0, 3, 0])), [0, 1, 2]);
});

test("of a long sum the first terms that are not 0 are written out, in their order", () => {
  const values = Array.from({ length: 100 }, (_, k) => (k % 7 === 3 ? k : 0));
  assert.deepEqual(places(modelOf(values)), [3, 10, 17, 24, 31, 38, 45, 52, 59]);
});

test("of a long sum with few of them only those are written out", () => {
  const values = Array.from({ length: 100 }, (_, k) => (k === 41 || k === 90 ? 1 : 0));
  assert.deepEqual(places(modelOf(values)), [41, 90]);
});

test("of a long sum of zeros the first terms are written out", () => {
  assert.deepEqual(places(modelOf(new Array(100).fill(0))), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(writtenOut(ruleOf(100)), 9);
});

test("a sum that is opened is written out from its start, as far as it goes", () => {
  const values = new Array(MAX_OPENED_TERMS + 1).fill(0);
  const opened = places({ ...modelOf(values), isOpen: true });
  assert.equal(opened.length, MAX_OPENED_TERMS);
  assert.deepEqual(opened.slice(0, 3), [0, 1, 2]);
  assert.equal(places({ ...modelOf(values.slice(0, 60)), isOpen: true }).length, 60);
});

test("a sum that is opened still has the terms that were written before", () => {
  const values = Array.from({ length: 1000 }, (_, k) => (k === 600 ? 1 : 0));
  const opened = places({ ...modelOf(values), isOpen: true });
  assert.equal(opened.length, MAX_OPENED_TERMS);
  assert.deepEqual(opened.slice(-2), [398, 600]);
});

for (const name of ["resnet-stage", "lenet5-conv1"]) {
  test(`${name}: the terms left out of a long sum make up the rest of it`, () => {
    const trace = new Trace(presetFixture(name).trace);
    const { rule, writes } = trace.step("nudge", "weight");
    const cell = trace.shapeOf(writes).map(() => 0);
    const terms = trace.terms(rule, writes, cell).map((term, position) => ({ term, position }));
    const products = terms.map(({ term }) =>
      term.factors.reduce(
        (product, read) => product * (read.cell === null ? 0 : trace.value(read.tensor, read.cell)),
        1,
      ),
    );
    const first = [...products.entries()].filter(([, product]) => product !== 0).slice(0, 9);
    const model = /** @type {any} */ ({ trace, rule, terms });
    const written = writtenTerms(model);
    assert.deepEqual(
      written.map(({ position }) => position),
      first.map(([position]) => position),
    );
    const sum = (/** @type {number[]} */ values) => values.reduce((total, each) => total + each, 0);
    assert.equal(
      totalAfter(model, { target: { tensor: writes, cell } }, written),
      sum(products) - sum(first.map(([, product]) => product)),
    );
  });
}
