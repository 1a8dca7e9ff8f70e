/** @import {Index} from "../../static/js/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromOne, indexEquation, spelled, textOf } from "../../static/js/index-equation.js";
import { indexAt } from "../../static/js/rule.js";
import { NAMES, traceOf } from "./fixtures.js";

/** @param {ReturnType<typeof fromOne>} expression @param {Record<string, number>} at counted from 1 */
function valueOf({ terms, constant, divisor }, at) {
  return terms.reduce((sum, [axis, factor]) => sum + factor * at[axis], constant) / divisor;
}

test("an index counted from 1 gives the cell that the rule reads, counted from 1", () => {
  for (const name of NAMES) {
    const trace = traceOf(name);
    for (const { steps } of trace.chapters) {
      for (const { rule } of steps) {
        const indices = rule.products.flatMap(({ factors }) => factors.flatMap((f) => f.index));
        for (const index of indices) {
          const axes = Object.keys(index.terms);
          for (let place = 0; place < 4; place++) {
            const at = Object.fromEntries(axes.map((axis, k) => [axis, (place * (k + 1)) % 4]));
            const read = indexAt(index, at);
            if (read === null) continue;
            const one = Object.fromEntries(axes.map((axis) => [axis, at[axis] + 1]));
            assert.equal(valueOf(fromOne(index), one), read + 1);
          }
        }
      }
    }
  }
});

for (const [index, text] of /** @type {[Index, string][]} */ ([
  [{ terms: { i: 1, u: 1 }, offset: 0, divisor: 1 }, "i+u\u22121"],
  [{ terms: { i: 2, u: 1 }, offset: 0, divisor: 1 }, "2i+u\u22122"],
  [{ terms: { u: -1 }, offset: 1, divisor: 1 }, "3\u2212u"],
  [{ terms: { y: 1, u: -1 }, offset: 0, divisor: 2 }, "(p\u2212u+2)/2"],
  [{ terms: { c: 1 }, offset: 0, divisor: 1 }, "c"],
])) {
  test(`an index reads ${text}`, () => {
    assert.equal(spelled(fromOne(index)), text);
  });
}

const TITLES = {
  input: "{self}",
  weight: "{self}",
  bias: "bias {self}",
  output: "{self}",
  grad_output: "{self}",
  grad_input: "{self}",
  weight_matrix: "{self} as columns",
  input_columns: "im2col({self})",
};

test("a rule reads as it would be written on a board", () => {
  const trace = traceOf("article-multi-channel");
  const { rule, writes } = trace.step("forward-window", "slide");
  assert.equal(
    textOf(indexEquation(trace, rule, writes, TITLES)),
    "Y[i,j,o] = \u03a3_c,u,v X[i+u\u22121,j+v\u22121,c] \u00b7 K[u,v,c,o] + bias b[o]",
  );
});

test("axes with one place only are left out", () => {
  const trace = traceOf("article-single-channel");
  const { rule, writes } = trace.step("grad-input-elements", "fan-in");
  assert.equal(
    textOf(indexEquation(trace, rule, writes, TITLES)),
    "\u2202L/\u2202X[p,q] = \u03a3_u,v \u2202L/\u2202Y[p+u\u22122,q+v\u22122] \u00b7 K[3\u2212u,3\u2212v]",
  );
});
