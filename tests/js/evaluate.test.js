import assert from "node:assert/strict";
import { test } from "node:test";

import { termsOf } from "../../static/js/rule.js";
import { Trace } from "../../static/js/trace.js";
import { flatten } from "../../static/js/view.js";
import { NAMES, cellsOf, fixture } from "./fixtures.js";

/** @param {string} name @returns {Trace} with the numbers of given tensors only */
function bare(name) {
  const { trace } = fixture(name);
  const tensors = trace.tensors.map((tensor) =>
    tensor.rule === null ? tensor : { ...tensor, values: null },
  );
  return new Trace({ ...trace, tensors });
}

for (const name of NAMES) {
  test(`${name}: from what is given alone, the rules make every number of the engine`, () => {
    const trace = bare(name);
    for (const [tensor, values] of Object.entries(fixture(name).expected.values)) {
      const { axes } = trace.tensor(tensor);
      for (const cell of cellsOf(trace.shapeOf(tensor))) {
        const expected = values[flatten(axes, cell)];
        assert.equal(trace.value(tensor, cell), expected, `${tensor} ${cell}`);
      }
    }
  });

  test(`${name}: the terms that hit are the terms without those that fall outside`, () => {
    const trace = bare(name);
    for (const { steps } of trace.chapters) {
      for (const { rule, writes } of steps) {
        const { axes } = trace.tensor(writes);
        for (const cell of cellsOf(trace.shapeOf(writes)).slice(0, 30)) {
          const inside = termsOf(rule, axes, cell, trace.shapeOf).filter(({ factors }) =>
            factors.every((read) => read.cell !== null),
          );
          assert.deepEqual(termsOf(rule, axes, cell, trace.shapeOf, { inside: true }), inside);
        }
      }
    }
  });

  test(`${name}: the parts of a sum add up to it`, () => {
    const trace = bare(name);
    const { rule, writes } = trace.step("grad-input-conv", "slide");
    const { size } = rule.products[0].sum[0];
    for (const cell of cellsOf(trace.shapeOf(writes))) {
      const parts = Array.from({ length: size }, (_, o) => trace.part(rule, writes, cell, { o }));
      const total = parts.reduce((sum, part) => sum + part, 0);
      assert.equal(total, trace.value(writes, cell));
    }
  });
}
