import assert from "node:assert/strict";
import { test } from "node:test";

import { lossBySteps, lossWith } from "../../../static/js/trace/perturbation.js";
import { NAMES, cellsOf, traceOf } from "../fixtures.js";

for (const name of NAMES) {
  test(`${name}: any cell raised by 1 changes the loss by exactly its gradient`, () => {
    const trace = traceOf(name);
    for (const tensor of ["input", "weight", "bias"].filter((each) => trace.tensors.has(each))) {
      for (const cell of cellsOf(trace.shapeOf(tensor))) {
        const loss = lossWith(trace, { tensor, cell });
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
  assert.equal(lossWith(trace, { tensor: "bias", cell: [0, 0] }).before, total);
});

test("a trace is the same after a cell was raised", () => {
  const trace = traceOf("stride-2-leftover");
  const cell = [0, 1, 1, 0, 0];
  const outputs = cellsOf(trace.shapeOf("output")).map((at) => trace.value("output", at));
  const value = trace.value("input", cell);
  lossWith(trace, { tensor: "input", cell });
  assert.equal(trace.value("input", cell), value);
  assert.deepEqual(
    cellsOf(trace.shapeOf("output")).map((at) => trace.value("output", at)),
    outputs,
  );
});

test("computed with pauses, the loss is the same", () => {
  const trace = traceOf("groups");
  const ref = { tensor: "input", cell: [1, 1, 1, 0, 1] };
  const work = lossBySteps(trace, ref);
  let pauses = 0;
  let last = work.next();
  for (; !last.done; last = work.next()) pauses++;
  assert.ok(pauses > 0);
  assert.deepEqual(last.value, lossWith(trace, ref));
});
