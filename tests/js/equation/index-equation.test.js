/**
 * @import {Expression, Indexed} from "../../../static/js/equation/index-equation.js"
 * @import {Axis, Cell, Index, Step, Tensor} from "../../../static/js/trace/types.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  fromOne,
  indexEquation,
  rangesOf,
  spelled,
} from "../../../static/js/equation/index-equation.js";
import { latexOf } from "../../../static/js/equation/latex.js";
import { spokenEquation, textOf } from "../../../static/js/equation/plain-text.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { axis } from "../axis.js";
import { NAMES, cellsOf, fixture, traceOf } from "../fixtures.js";

/** @param {Expression} expression @param {Record<string, number>} at counted from 1 */
function valueOf({ terms, constant, divisor }, at) {
  const total = terms.reduce((sum, [axis, factor]) => {
    assert.ok(axis in at, `nothing says what ${axis} is`);
    return sum + factor * at[axis];
  }, constant);
  return total / divisor;
}

/** The cell that the printed indices name; an index that is not printed is 1. @param {Trace} trace @param {string} name @param {Indexed} indexed @param {Record<string, number>} at @returns {Cell|null} */
function cellNamed(trace, name, { groups }, at) {
  const cell = trace.shapeOf(name).map(() => 0);
  for (const { place, expression } of groups.flat()) cell[place] = valueOf(expression, at) - 1;
  const isInside = cell.every(
    (value, axis) => Number.isInteger(value) && value >= 0 && value < trace.shapeOf(name)[axis],
  );
  return isInside ? cell : null;
}

/** Goes through the sums as they are printed. @param {Trace} trace @param {Step} step @param {Cell} target */
function termsAsPrinted(trace, step, target) {
  const equation = indexEquation(trace, step, {});
  const own = Object.fromEntries(
    equation.left.groups.flat().map(({ place, expression }) => {
      const [[axis, coefficient], ...others] = expression.terms;
      assert.deepEqual(
        [coefficient, others, expression.constant, expression.divisor],
        [1, [], 0, 1],
      );
      return [axis, target[place] + 1];
    }),
  );
  return equation.products.flatMap(({ sum, factors }, p) =>
    cellsOf(sum.map(({ size }) => size)).map((taps) => {
      const at = { ...own, ...Object.fromEntries(sum.map(({ axis }, k) => [axis, taps[k] + 1])) };
      return factors.map((factor, k) =>
        cellNamed(trace, step.rule.products[p].factors[k].tensor, factor, at),
      );
    }),
  );
}

for (const name of NAMES) {
  test(`${name}: what is printed, counted from 1, names the cells that the engine reads`, () => {
    const trace = traceOf(name);
    const { steps } = fixture(name).expected;
    assert.ok(steps.length > 20);
    for (const { chapter, step, terms } of steps) {
      for (const [cell, expected] of terms) {
        const printed = termsAsPrinted(trace, trace.step(chapter, step), cell);
        assert.deepEqual(printed, expected, `${chapter}/${step} ${cell}`);
      }
    }
  });
}

/** @param {Record<string, number>} terms @param {number} [offset] @returns {Index} */
function index(terms, offset = 0) {
  return { terms, offset, divisor: 1 };
}

const LETTER_OF = /** @type {Record<string, string>} */ ({
  input: "X",
  weight: "K",
  output: "Y",
});

/** @param {string} name @param {Axis[]} axes @param {Partial<Tensor>} [more] @returns {Tensor} */
function tensorOf(name, axes, more = {}) {
  const view = { blocks: [], rows: [axes[0].axis], cols: [axes[1].axis] };
  const count = axes.reduce((total, { size }) => total * size, 1);
  const values = Array.from({ length: count }, (_, k) => k + 1);
  return {
    name,
    role: "value",
    of: name,
    letter: LETTER_OF[name],
    axes,
    view,
    values,
    rule: null,
    symbol: null,
    ...more,
  };
}

/** A kernel of 3 x 1 over an input of 1 x 3, with a row of zeros above and below. */
function narrowTrace() {
  const rule = {
    products: [
      {
        scale: 1,
        sum: [axis("u", 3), axis("v", 1)],
        factors: [
          { tensor: "input", index: [index({ i: 1, u: 1 }, -1), index({ j: 1, v: 1 })] },
          { tensor: "weight", index: [index({ u: 1 }), index({ v: 1 })] },
        ],
      },
    ],
  };
  const output = tensorOf("output", [axis("i", 1), axis("j", 3)], { values: null, rule });
  const input = tensorOf("input", [axis("y", 1), axis("x", 3)]);
  const weight = tensorOf("weight", [axis("u", 3), axis("v", 1)]);
  const draws = [input, weight, output].map(({ name, view }) => ({ tensor: name, view }));
  const step = {
    id: "slide",
    draws,
    writes: "output",
    cursor_over: "output",
    perturbs: null,
    erratum: null,
  };
  return new Trace({
    geometry: /** @type {any} */ ({}),
    tensors: [input, weight, output],
    chapters: [{ id: "forward", steps: [{ ...step, rule }] }],
    given: ["input", "weight"],
    answers: ["output"],
    loss: [],
  });
}

test("an axis of size 1 leaves the indices that can only be 1, and none that cannot", () => {
  const trace = narrowTrace();
  const step = trace.step("forward", "slide");
  const names = { input: "{self}", weight: "{self}", output: "{self}" };
  assert.equal(
    textOf(indexEquation(trace, step, names)),
    "Y[j] = \u03a3_u X[u\u22121,j] \u00b7 K[u]",
  );
  for (const cell of cellsOf([1, 3])) {
    const read = trace.terms(step.rule, "output", cell).map(({ factors }) => factors);
    const expected = read.map((factors) => factors.map((factor) => factor.cell));
    assert.deepEqual(termsAsPrinted(trace, step, cell), expected);
  }
});

for (const [given, text] of /** @type {[Index, string][]} */ ([
  [{ terms: { i: 1, u: 1 }, offset: 0, divisor: 1 }, "i+u\u22121"],
  [{ terms: { i: 2, u: 1 }, offset: 0, divisor: 1 }, "2i+u\u22122"],
  [{ terms: { u: -1 }, offset: 1, divisor: 1 }, "3\u2212u"],
  [{ terms: { u: -1 }, offset: -2, divisor: 1 }, "\u2212u"],
  [{ terms: { p: 1, u: -1 }, offset: 0, divisor: 2 }, "(p\u2212u+2)/2"],
  [{ terms: { c: 1 }, offset: 0, divisor: 1 }, "c"],
])) {
  test(`an index reads ${text}`, () => {
    assert.equal(spelled(fromOne(given)), text);
  });
}

const TITLES = {
  input: "{self}",
  weight: "{self}",
  bias: "bias {self}",
  output: "{self}",
  grad_output: "{self}",
  grad_output_matrix: "{self} as a matrix",
  grad_weight_matrix: "{self} as a matrix",
  grad_input: "{self}",
  grad_columns: "\u2202L/\u2060\u2202 im2col({value})",
  grad_bias_mean: "{self} of the mean loss",
  weight_matrix: "{self} as columns",
  input_columns: "im2col({self})",
};

/** @param {string} name @param {string} place */
function equationAt(name, place) {
  const trace = traceOf(name);
  const [chapter, step] = place.split("/");
  return indexEquation(trace, trace.step(chapter, step), TITLES);
}

test("a rule reads as it would be written on a board", () => {
  assert.equal(
    textOf(equationAt("article-multi-channel", "forward-window/slide")),
    "Y[i,j,o] = \u03a3_c,u,v X[i+u\u22121,j+v\u22121,c] \u00b7 K[u,v,c,o] + bias b[o]",
  );
});

test("axes with one place only are left out", () => {
  assert.equal(
    textOf(equationAt("article-single-channel", "grad-input-elements/fan-in")),
    "\u2202L/\u2202X[p,q] = \u03a3_u,v \u2202L/\u2202Y[p+u\u22122,q+v\u22122] \u00b7 K[3\u2212u,3\u2212v]",
  );
});

test("a matrix is named as over its grid, the index of its row before that of its column", () => {
  assert.equal(
    textOf(equationAt("article-multi-channel", "grad-weight/multiply")),
    "\u2202L/\u2202K as a matrix[c,u,v; o] = " +
      "\u03a3_i,j im2col(X)\u1d40[c,u,v; i,j] \u00b7 \u2202L/\u2202Y as a matrix[i,j; o]",
  );
  assert.equal(
    textOf(equationAt("article-multi-channel", "grad-input-fold/multiply")),
    "\u2202L/\u2202 im2col(X)[i,j; c,u,v] = " +
      "\u03a3_o \u2202L/\u2202Y as a matrix[i,j; o] \u00b7 (K as columns)\u1d40[o; c,u,v]",
  );
});

test("a scale stands before the sum as a fraction", () => {
  const equation = equationAt("groups", "grad-bias/batch-mean");
  assert.equal(
    textOf(equation),
    "\u2202L/\u2202b of the mean loss[g] = 1/2 \u03a3_n,j \u2202L/\u2202Y[n,j,g]",
  );
  assert.match(latexOf(equation), /= \\tfrac\{1\}\{2\} \\sum_\{n,/);
});

test("what a sum runs over is said with it", () => {
  const equation = equationAt("article-multi-channel", "forward-window/slide");
  assert.equal(rangesOf(equation.products[0].sum), "c = 1\u20263, u = 1\u20262, v = 1\u20262");
  assert.ok(spokenEquation(equation).endsWith(", c = 1\u20263, u = 1\u20262, v = 1\u20262"));
});

test("as LaTeX, words are upright, signs of their own are made safe", () => {
  assert.equal(
    latexOf(equationAt("article-multi-channel", "grad-input-fold/multiply")),
    "{\\text{$\\partial$L/$\\partial$ im2col(}X\\text{)}}_{i,j; c,u,v} = " +
      "\\sum_{o} {\\frac{\\partial L}{\\partial Y}\\text{ as a matrix}}_{i,j; o} \\cdot " +
      "{\\text{(}K\\text{ as columns)$^{\\mathsf{T}}$}}_{o; c,u,v}",
  );
  const trace = traceOf("article-single-channel");
  const step = trace.step("grad-weight", "reshape");
  const titles = { grad_weight: "a_b & 5% {self}", grad_weight_matrix: "#{self}" };
  assert.equal(
    latexOf(indexEquation(trace, step, titles)),
    "{\\text{a\\_b \\& 5\\% }\\frac{\\partial L}{\\partial K}}_{u,v} = " +
      "{\\text{\\#}\\frac{\\partial L}{\\partial K}}_{u,v}",
  );
});
