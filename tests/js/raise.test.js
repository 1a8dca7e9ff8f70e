import assert from "node:assert/strict";
import { test } from "node:test";

import { lossWith } from "../../static/js/raise.js";
import { nameOf } from "../../static/js/said.js";
import { NAMES, cellsOf, traceOf } from "./fixtures.js";

for (const name of NAMES) {
  test(`${name}: any cell raised by 1 changes the loss by exactly its gradient`, () => {
    const trace = traceOf(name);
    for (const tensor of ["input", "weight", "bias"].filter((each) => trace.tensors.has(each))) {
      for (const cell of cellsOf(trace.shapeOf(tensor))) {
        const loss = lossWith(trace, { tensor, cell });
        assert.ok(loss !== null);
        const gradient = trace.value(`grad_${tensor}`, cell);
        assert.equal(loss.after - loss.before, gradient, `${tensor} ${cell}`);
      }
    }
  });
}

test("the loss before is the sum of every output times its gradient", () => {
  const trace = traceOf("stride-2-leftover");
  const total = cellsOf(trace.shapeOf("output")).reduce(
    (sum, cell) => sum + trace.value("output", cell) * trace.value("grad_output", cell),
    0,
  );
  assert.equal(lossWith(trace, { tensor: "bias", cell: [0, 0] })?.before, total);
});

test("a symbol as text is taken apart into letter and indices", () => {
  assert.deepEqual(nameOf("dL/dy12{2}"), { letter: "y", gradient: true, sub: "12", sup: "{2}" });
  assert.deepEqual(nameOf("k22{1}[4]"), { letter: "k", gradient: false, sub: "22", sup: "{1}[4]" });
  assert.deepEqual(nameOf("x1,12"), { letter: "x", gradient: false, sub: "1,12", sup: "" });
  assert.equal(nameOf("H-k+1"), null);
  assert.equal(nameOf("0"), null);
});
