/**
 * What the mistakes are held to: the article's own slips, other tensors of the trace, and the terms.
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { mistakesOf } from "../../../../static/js/practice/mistakes/index.js";
import { verdictOf } from "../../../../static/js/practice/verdict.js";
import { commonScale } from "../../../../static/js/trace/rule.js";
import { cellsOf, traceOf } from "../../fixtures.js";
import { CASES, COPIES, named, placeAt } from "../steps.js";

const article = traceOf("article-multi-channel");
const strided = traceOf("stride-2-leftover");
const groups = traceOf("groups");

for (const [step, instead] of /** @type {const} */ ([
  ["second-line-x21", [0, 0, 1, 0, 1]],
  ["second-line-x32", [0, 1, 1, 0, 1]],
])) {
  test(`the article's slip is known as a product for a zero: ${step}`, () => {
    const { erratum } = article.step("errata", step);
    assert.ok(erratum && erratum.value !== null);
    const answer = { value: erratum.value, digits: 0 };
    const verdict = verdictOf(article, placeAt(`errata/${step}`), erratum.cell, answer);
    assert.ok(!verdict.right);
    const extra = verdict.reasons.find(({ id }) => id === "extra");
    assert.ok(extra?.id === "extra");
    assert.equal(extra.detail.position, 6);
    assert.deepEqual(extra.detail.instead, { tensor: "grad_output", cell: instead });
  });
}

test("the article's mean over the batch is known as one", () => {
  const { erratum } = groups.step("errata", "bias-mean");
  assert.ok(erratum && erratum.value !== null);
  const answer = { value: erratum.value, digits: 1 };
  const verdict = verdictOf(groups, placeAt("errata/bias-mean"), erratum.cell, answer);
  assert.ok(!verdict.right);
  assert.deepEqual(verdict.reasons[0], {
    id: "mean",
    value: erratum.value,
    detail: { by: "batch", count: 2, divisor: 1, withoutBias: false },
  });
});

test("the sum in the place of a mean is known as well", () => {
  const cell = [1, 0];
  const [sum] = named(groups, "grad-bias/batch-mean", cell, "mean");
  assert.equal(sum.detail.by, "sum");
  assert.equal(sum.value, groups.value("grad_bias", cell));
});

test("the part of one input channel is what the map of one channel shows", () => {
  for (const cell of cellsOf(article.shapeOf("output"))) {
    const bias = article.value("bias", [cell[3], cell[4]]);
    const found = named(article, "forward-window/slide", cell, "partial");
    for (const { value, detail } of found) {
      const part = article.value("output_by_channel", [...cell, detail.index]);
      assert.equal(detail.kind, "channel_in");
      assert.equal(value, detail.withRest ? part + bias : part);
    }
    assert.ok(found.length > 0);
  }
});

test("a missing bias is a mistake of its own, and no missing term", () => {
  const cell = [0, 1, 0, 0, 1];
  const [bias, ...others] = named(article, "forward-window/slide", cell, "nobias");
  assert.deepEqual(others, []);
  assert.equal(bias.detail.term.factors[0].tensor, "bias");
  assert.equal(bias.value, article.value("output", cell) - article.value("bias", [0, 1]));
  const positions = named(article, "forward-window/slide", cell, "missing").map(
    ({ detail }) => detail.position,
  );
  assert.ok(positions.length > 0 && !positions.includes(12));
});

test("each term that adds something can be missing, come twice, or have the wrong sign", () => {
  for (const { trace, place, step, cells, label } of CASES) {
    for (const cell of cells.slice(0, 8)) {
      const right = trace.value(step.writes, cell);
      const terms = trace.terms(step.rule, step.writes, cell);
      for (const mistake of mistakesOf(trace, place, cell)) {
        const { id, value, detail } = mistake;
        if (id !== "missing" && id !== "extra" && id !== "sign") continue;
        if (detail.position === null || detail.term === null) continue;
        const { term } = detail;
        assert.deepEqual(term, terms[detail.position], label);
        const product = term.factors.reduce(
          (all, read) => all * (read.cell === null ? 0 : trace.value(read.tensor, read.cell)),
          commonScale(step.rule),
        );
        if (id === "missing") assert.equal(value, right - product, label);
        else if (id === "sign") assert.equal(value, right - 2 * product, label);
        else if (detail.kind === "twice") assert.equal(value, right + product, label);
        else assert.equal(product + 0, 0, label);
      }
    }
  }
});

test("a sum whose minus signs are dropped is the sum of sizes", () => {
  for (const place of ["grad-bias/batch-mean", "grad-bias/sum"]) {
    const scale = place === "grad-bias/sum" ? 1 : 0.5;
    for (const cell of cellsOf([2, 1])) {
      let size = 0;
      for (const [n, j] of cellsOf([2, 3])) {
        size += scale * Math.abs(groups.value("grad_output", [n, 0, j, ...cell]));
      }
      const [whole, dropped] = named(groups, place, cell, "sign");
      assert.deepEqual([whole.detail.kind, dropped.detail.kind], ["all", "dropped"]);
      assert.equal(dropped.value, size);
    }
  }
});

test("a zero between the cells of a stride has neighbours on both sides", () => {
  // Row 1 of grad_input reads rows 0 and 0.5 of grad_output: the second is no row.
  const found = named(strided, "grad-input-elements/fan-in", [0, 1, 0, 0, 0], "extra");
  const rows = found
    .filter(({ detail }) => detail.kind === "zero" && detail.isNearest)
    .map(({ detail }) => `${detail.position}:${detail.instead?.cell}`);
  assert.ok(rows.length > 0);
  const halves = rows.filter((row) => row.startsWith("3:"));
  assert.deepEqual(halves, ["3:0,0,0,0,0", "3:0,1,0,0,0"]);
});

test("a neighbour is the cell that its direction says", () => {
  const cell = [0, 1, 1, 0, 1];
  const found = named(article, "grad-input-conv/slide", cell, "neighbour");
  const by = new Map(found.map(({ detail }) => [`${detail.direction} ${detail.cell}`, detail]));
  assert.deepEqual([...by.keys()].sort(), [
    "down 0,2,1,0,1",
    "grid 0,1,1,0,0",
    "grid 0,1,1,0,2",
    "left 0,1,0,0,1",
    "right 0,1,2,0,1",
    "up 0,0,1,0,1",
  ]);
  for (const { value, detail } of found) {
    assert.equal(value, article.value("grad_input", detail.cell));
  }
});

test("a mistake of a copy gives the number of the cell that was taken", () => {
  for (const { trace, place, cells, label } of COPIES) {
    for (const cell of cells) {
      for (const { id, value, detail } of mistakesOf(trace, place, cell)) {
        if (!("instead" in detail)) continue;
        const { instead } = detail;
        const number = instead === null ? 0 : trace.value(instead.tensor, instead.cell);
        assert.equal(value, number, `${label} ${cell} ${id}`);
      }
    }
  }
});

test("a number that is only float noise away from the right one is no mistake", () => {
  const { trace, place } = CASES[0];
  for (const cell of cellsOf(trace.shapeOf(trace.step(place.chapter, place.step).writes))) {
    const right = trace.value(trace.step(place.chapter, place.step).writes, cell);
    for (const { value } of mistakesOf(trace, place, cell)) {
      assert.ok(Math.abs(value - right) > 1e-9);
    }
  }
});
