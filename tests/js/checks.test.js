import assert from "node:assert/strict";
import { test } from "node:test";

import { checkStep } from "../../static/js/checks.js";
import { Trace } from "../../static/js/trace.js";
import { FACTS, NAMES, fixture, stateAt, traceOf } from "./fixtures.js";

for (const name of NAMES) {
  test(`${name}: the rules of every step lead to what the kernels compute`, () => {
    const trace = traceOf(name);
    for (const { id, steps } of trace.chapters) {
      for (const { id: step } of steps) {
        const { rules, agrees } = checkStep(trace, FACTS.bench, stateAt(`${id}/${step}`));
        assert.ok(rules !== null, `${id}/${step}`);
        assert.ok(agrees, `${id}/${step}`);
        assert.equal(rules.maxError, 0, `${id}/${step}`);
        assert.ok(rules.cells > 0 && rules.cells <= rules.of);
      }
    }
  });
}

/** The trace with one number of a kernel's changed. @param {string} tensor */
function falsified(tensor) {
  const { trace: wire } = fixture("article-multi-channel");
  const tensors = wire.tensors.map((each) =>
    each.name === tensor ? { ...each, values: each.values?.with(0, 1234) ?? null } : each,
  );
  return new Trace({ ...wire, tensors });
}

test("a wrong number of a kernel is found in every step that leads to it", () => {
  for (const [tensor, places] of Object.entries({
    output: ["forward-window/slide", "forward-matmul/im2col", "forward-matmul/multiply"],
    grad_weight: ["grad-weight/im2col", "grad-weight/reshape", "grad-weight/correlate"],
    grad_bias: ["grad-bias/sum"],
    grad_input: ["grad-input-conv/pad", "grad-input-fold/multiply", "three-routes/gather"],
  })) {
    const trace = falsified(tensor);
    for (const place of places) {
      const { rules, agrees } = checkStep(trace, FACTS.bench, stateAt(place));
      assert.equal(rules?.tensor, tensor, place);
      assert.equal(agrees, false, place);
    }
  }
});

test("a wrong number of what no kernel computes makes no difference: rules start from what is given", () => {
  const trace = falsified("grad_columns");
  assert.equal(checkStep(trace, FACTS.bench, stateAt("grad-input-fold/fold")).agrees, true);
});

test("of a step that leads nowhere, what stands beside it is compared", () => {
  const trace = traceOf("article-multi-channel");
  for (const [place, tensor] of [
    ["forward-window/one-channel", "output"],
    ["nudge/loss", "output"],
  ]) {
    const { rules } = checkStep(trace, FACTS.bench, stateAt(place));
    assert.deepEqual([rules?.tensor, rules?.relation], [tensor, "beside"]);
  }
});

test("a difference of the loss that is another than the gradient is told", () => {
  const differences = [{ tensor: "grad_input", cells: 9, of: 9, max_error: 2, agrees: false }];
  const bench = { ...FACTS.bench, differences };
  const state = stateAt("forward-window/slide");
  assert.equal(checkStep(traceOf("article-multi-channel"), bench, state).agrees, false);
});
