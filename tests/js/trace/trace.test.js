import assert from "node:assert/strict";
import { test } from "node:test";

import { spell } from "../../../static/js/trace/cell-name.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { commonScale } from "../../../static/js/trace/rule.js";
import { cellsOf, fixture, NAMES, traceOf } from "../fixtures.js";

for (const name of NAMES) {
  test(`the value of every cell of every tensor is the engine's: ${name}`, () => {
    const trace = traceOf(name);
    const { values } = fixture(name).expected;
    assert.deepEqual([...trace.tensors.keys()], Object.keys(values));
    for (const [tensor, expected] of Object.entries(values)) {
      const found = cellsOf(trace.shapeOf(tensor)).map((cell) => trace.value(tensor, cell));
      assert.deepEqual(found, expected, tensor);
    }
  });

  test(`every step's rule gives what it writes, cell by cell: ${name}`, () => {
    const trace = traceOf(name);
    const { values } = fixture(name).expected;
    for (const { id, steps } of trace.chapters) {
      for (const { id: step, rule, writes } of steps) {
        const found = cellsOf(trace.shapeOf(writes)).map(
          (cell) => commonScale(rule) * trace.total(trace.terms(rule, writes, cell)),
        );
        assert.deepEqual(found, values[writes], `${id}/${step}`);
      }
    }
  });

  test(`symbols are the engine's: ${name}`, () => {
    const trace = traceOf(name);
    for (const [tensor, symbols] of Object.entries(fixture(name).expected.symbols)) {
      for (const [cell, expected] of symbols) {
        const spelled = trace.name(tensor, cell);
        const text = spelled && `${spelled.gradient ? "dL/d" : ""}${spelled.letter}`;
        assert.equal(spelled ? `${text}${spelled.sub}${spelled.sup}` : "0", expected, tensor);
      }
    }
  });
}

test("copies are sent without values, and are no field of the answer", () => {
  const { tensors } = fixture("groups").trace;
  const silent = tensors.filter(({ values }) => values === null).map(({ name }) => name);
  assert.ok(silent.includes("input_columns"));
  assert.ok(!silent.includes("output"));
});

test("the origin of a copied cell is the named cell it shows, or null for a zero put in", () => {
  const trace = traceOf("article-multi-channel");
  assert.deepEqual(trace.origin("input_columns", [0, 0, 1, 0, 2, 0, 1]), {
    tensor: "input",
    cell: [0, 1, 1, 0, 2],
  });
  assert.equal(trace.origin("grad_output_padded", [0, 0, 3, 0, 1]), null);
  assert.deepEqual(trace.origin("grad_output_padded", [0, 1, 2, 0, 1]), {
    tensor: "grad_output",
    cell: [0, 0, 1, 0, 1],
  });
  assert.deepEqual(trace.origin("output", [0, 0, 0, 0, 0]), {
    tensor: "output",
    cell: [0, 0, 0, 0, 0],
  });
});

test("a zero that was put in has no name, and neither has no cell", () => {
  const trace = traceOf("article-multi-channel");
  assert.equal(trace.name("grad_output_padded", [0, 0, 0, 0, 0]), null);
  assert.equal(trace.name("input", null), null);
});

test("a wide symbol parts its indices by commas and its groups by semicolons", () => {
  const index = { terms: { i: 1 }, offset: 1, divisor: 1 };
  const symbol = { letter: "a", gradient: true, subscripts: [[index, index], [index]], wide: true };
  const superscripts = [{ kind: /** @type {const} */ ("out"), index }];
  assert.deepEqual(spell({ ...symbol, superscripts }, { i: 11 }), {
    letter: "a",
    gradient: true,
    sub: "12,12;12",
    sup: "{12}",
  });
  assert.equal(spell({ ...symbol, superscripts, wide: false }, { i: 1 }).sub, "22,2");
});

test("a step has its tensor's own rule where the wire sends none, and its own view", () => {
  const trace = traceOf("article-multi-channel");
  const multiply = trace.step("grad-weight", "multiply");
  assert.equal(multiply.rule, trace.tensor("grad_weight_matrix").rule);
  const [columns, matrix] = multiply.draws;
  assert.notDeepEqual(columns.view, trace.tensor("input_columns").view);
  assert.equal(matrix.view, trace.tensor("grad_output_matrix").view);
  const fold = trace.step("grad-input-fold", "fold");
  assert.notDeepEqual(fold.rule, trace.tensor("grad_input").rule);
});

test("a name that is not in the trace is an error that names it", () => {
  const trace = traceOf("article-single-channel");
  assert.throws(() => trace.tensor("toString"), /no tensor toString in this trace/);
  assert.throws(() => trace.step("grad-bias", "batch-mean"), /no step batch-mean/);
  assert.throws(() => trace.step("nowhere", "sum"), /in chapter nowhere/);
});

test("a step that writes a base tensor by no rule is an error", () => {
  const { trace: wire } = fixture("article-single-channel");
  wire.chapters[0].steps[0].writes = "weight";
  assert.throws(() => new Trace(wire), /writes weight by no rule/);
});
