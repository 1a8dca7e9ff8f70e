import assert from "node:assert/strict";
import { test } from "node:test";

import { asLatex, asText } from "../../../static/js/equation/copied-text.js";
import { latexName, latexNumber } from "../../../static/js/equation/latex.js";
import { focus, written } from "../../../static/js/state/selectors.js";
import { stateAt, traceOf } from "../fixtures.js";

const TITLES = {
  output: "{self}",
  grad_output: "{self}",
  input: "{self}",
  weight: "{self}",
  bias: "bias {self}",
  input_columns: "im2col({self})",
  grad_output_padded: "padded {self}",
  grad_bias_mean: "{self} of the mean loss",
};

/** @param {string} place @param {string} preset @param {number} [cursor] */
function modelAt(place, preset, cursor = 0) {
  const trace = traceOf(preset);
  const state = stateAt(place, { cursor });
  const fan = focus(trace, state);
  const { step, view } = written(trace, state);
  if (fan.kind !== "in") throw new Error(`${place} is about a source`);
  const model = { trace, rule: step.rule, writes: step.writes, view, block: 0, fan };
  return { model: { ...model, terms: [], titles: TITLES, words: {} }, fan };
}

test("as text: the rule, the terms in symbols and in numbers, the result", () => {
  const { model, fan } = modelAt("forward-window/slide", "article-single-channel");
  assert.deepEqual(asText(model, fan).split("\n"), [
    "Y[i,j] = \u03a3_u,v X[i+u\u22121,j+v\u22121] \u00b7 K[u,v] + bias b",
    "y11 = x11 \u00b7 k11 + x12 \u00b7 k12 + x21 \u00b7 k21 + x22 \u00b7 k22 + b1",
    "= 1 \u00b7 1 + 2 \u00b7 (\u22121) + 3 \u00b7 2 + (\u22122) \u00b7 3 + 1",
    "= 0",
  ]);
});

test("as LaTeX: braces of output channels are escaped, and every brace is closed", () => {
  const { model, fan } = modelAt("grad-input-elements/fan-in", "article-multi-channel");
  const latex = asLatex(model, fan);
  assert.match(latex, /\\frac\{\\partial L\}\{\\partial y_\{11\}\^\{\\\{1\\\}\}\}/);
  assert.match(latex, /k_\{11\}\^\{\\\{1\\\}\[1\]\}/);
  assert.match(latex, /\\begin\{aligned\}[\s\S]*&= [\s\S]*\\end\{aligned\}/);
  const plain = latex.replaceAll("\\{", "").replaceAll("\\}", "");
  assert.equal(plain.split("{").length, plain.split("}").length);
  assert.ok(!latex.includes("\u2212"), "a true minus sign is no LaTeX");
});

test("of a copy the place is named, and no side is written twice", () => {
  const { model, fan } = modelAt("forward-matmul/im2col", "article-single-channel", 5);
  assert.deepEqual(asText(model, fan).split("\n"), [
    "im2col(X)[i,j; u,v] = X[i+u\u22121,j+v\u22121]",
    "im2col(X)[1,2; 1,2] = x13",
    "= \u22121",
  ]);
  assert.match(asLatex(model, fan), /\\text\{\)\}\}_\{1,2; 1,2\} &= x_\{13\} \\\\\n&= -1\n/);
});

test("a zero that was put in is written once", () => {
  const { model, fan } = modelAt("grad-input-conv/pad", "article-single-channel");
  assert.equal(asText(model, fan).split("\n")[1], "padded \u2202L/\u2202Y[1,1] = 0");
  assert.equal(asText(model, fan).split("\n").length, 2);
});

test("a scale is written as a fraction before its sum", () => {
  const { model, fan } = modelAt("grad-bias/batch-mean", "groups");
  const lines = asText(model, fan).split("\n");
  assert.match(lines[1], /^\u2202L\/\u2202b1 = 1\/2 \(\u2202L\/\u2202y11\(1\)\{1\} \+ .+\)$/);
  assert.equal(lines[3], "= \u22121.5");
  assert.match(asLatex(model, fan), /&= \\tfrac\{1\}\{2\} \(\\frac/);
});

test("as LaTeX a long sum is broken into lines, and nothing of it is lost", () => {
  const { model, fan } = modelAt("forward-window/slide", "article-multi-channel");
  const lines = asLatex(model, fan).split("\n");
  assert.deepEqual(
    lines.slice(3, -2).map((line) => line.split("&")[1].slice(0, 5)),
    ["= x_{", "\\quad", "\\quad", "= 1 \\", "\\quad", "\\quad", "= 6"],
  );
  assert.equal(asLatex(model, fan).match(/k_\{\d\d\}/g)?.length, 12);
  assert.equal(asText(model, fan).match(/k\d\d/g)?.length, 12);
});

test("terms beyond the first four hundred are added up", () => {
  const { model, fan } = modelAt("forward-window/slide", "article-single-channel");
  const [x, y] = fan.terms;
  const many = { ...fan, terms: [...Array.from({ length: 400 }, () => x), y, y, y] };
  const each = model.trace.total([y]);
  const [, symbols] = asText(model, many).split("\n");
  assert.equal(symbols.match(/x11/g)?.length, 400);
  assert.ok(symbols.endsWith(` + \u2026 + (\u2212${Math.abs(3 * each)})`), symbols.slice(-40));
});

test("numbers and names are spelled as LaTeX has them", () => {
  assert.equal(latexNumber("(\u22121.5e\u22127)"), "(-1.5 \\times 10^{-7})");
  assert.equal(latexNumber("\u221212"), "-12");
  assert.equal(
    latexName({ letter: "y", gradient: true, sub: "12", sup: "(1){2}" }),
    "\\frac{\\partial L}{\\partial y_{12}^{(1)\\{2\\}}}",
  );
  assert.equal(latexName(null), "0");
});
