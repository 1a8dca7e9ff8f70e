import assert from "node:assert/strict";
import { test } from "node:test";

import { asLatex, asText } from "../../static/js/copying.js";
import { focus, written } from "../../static/js/selectors.js";
import { stateAt, traceOf } from "./fixtures.js";

const TITLES = { output: "{self}", input: "{self}", weight: "{self}", bias: "bias {self}" };

/** @param {string} place @param {string} preset */
function modelAt(place, preset) {
  const trace = traceOf(preset);
  const state = stateAt(place);
  const fan = focus(trace, state);
  const { step, view } = written(trace, state);
  assert.equal(fan.kind, "in");
  const model = { trace, rule: step.rule, writes: step.writes, view, block: 0, fan };
  return { model: { ...model, terms: [], titles: TITLES, words: {} }, fan };
}

test("as text: the rule, the terms in symbols and in numbers, the result", () => {
  const { model, fan } = modelAt("forward-window/slide", "article-single-channel");
  if (fan.kind !== "in") return;
  assert.deepEqual(asText(model, fan).split("\n"), [
    "Y[i,j] = \u03a3_u,v X[i+u\u22121,j+v\u22121] \u00b7 K[u,v] + bias b",
    "y11 = x11 \u00b7 k11 + x12 \u00b7 k12 + x21 \u00b7 k21 + x22 \u00b7 k22 + b1",
    "= 1 \u00b7 1 + 2 \u00b7 (\u22121) + 3 \u00b7 2 + (\u22122) \u00b7 3 + 1",
    "= 0",
  ]);
});

test("as LaTeX: braces of output channels are escaped, and every brace is closed", () => {
  const { model, fan } = modelAt("grad-input-elements/fan-in", "article-multi-channel");
  if (fan.kind !== "in") return;
  const latex = asLatex(model, fan);
  assert.match(latex, /\\frac\{\\partial L\}\{\\partial y_\{11\}\^\{\\\{1\\\}\}\}/);
  assert.match(latex, /k_\{11\}\^\{\\\{1\\\}\[1\]\}/);
  assert.match(latex, /\\begin\{aligned\}[\s\S]*&= [\s\S]*\\end\{aligned\}/);
  const plain = latex.replaceAll("\\{", "").replaceAll("\\}", "");
  assert.equal(plain.split("{").length, plain.split("}").length);
  assert.ok(!latex.includes("\u2212"), "a true minus sign is no LaTeX");
});
