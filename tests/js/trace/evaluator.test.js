/** @import {Axis, Cell, Rule, Term} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { MAX_READERS, readersOf } from "../../../static/js/trace/readers.js";
import { termsOf } from "../../../static/js/trace/rule.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { flatten } from "../../../static/js/trace/view.js";
import { axis } from "../axis.js";
import { NAMES, cellsOf, fixture } from "../fixtures.js";
import { handMade, madeOf, plainValue, randomTrace } from "../random-rules.js";

/**
 * What the engine makes of a rule: see engine_rules.py.
 * @typedef {{sources: Record<string, [number[], number[]]>, axes: Axis[], rule: Rule, values: number[],
 *   terms: (Cell|null)[][][], readers: Record<string, Cell[][]>}} EngineRule
 */

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

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

test("200 random rules: every number is that of the definition", () => {
  let notZero = 0;
  for (const seed of SEEDS) {
    const wire = randomTrace(seed);
    const trace = new Trace(wire);
    for (const { name } of wire.tensors) {
      for (const cell of cellsOf(trace.shapeOf(name))) {
        const expected = plainValue(wire, name, cell);
        assert.equal(trace.value(name, cell), expected, `seed ${seed}: ${name} ${cell}`);
        if (expected !== 0 && !"ab".includes(name)) notZero += 1;
      }
    }
  }
  assert.ok(notZero > 500, `${notZero} numbers that are made and not zero`);
});

test("200 random rules: a line of numbers is the numbers one by one", () => {
  for (const seed of SEEDS) {
    const trace = new Trace(randomTrace(seed));
    for (const { name, axes } of trace.tensors.values()) {
      const along = axes.slice(seed % 2).map(({ axis }) => axis);
      const cell = axes.map(() => 0);
      const spans = axes.map(({ size }, k) => (k < seed % 2 ? 1 : size));
      const line = new Float64Array(spans.reduce((all, size) => all * size, 1)).fill(7);
      trace.fill(name, cell, along, line);
      const expected = cellsOf(spans).map((each) => trace.value(name, each));
      assert.deepEqual([...line], expected, `seed ${seed}: ${name}`);
    }
  }
});

test("200 random rules: readers undo terms, and the terms that read a cell are found", () => {
  for (const seed of SEEDS) {
    const trace = new Trace(randomTrace(seed));
    const { axes, rule } = trace.tensor("e");
    if (rule === null) throw new Error("e has a rule");
    const all = cellsOf(axes.map(({ size }) => size));
    for (const tensor of ["a", "b", "c", "d"]) {
      for (const source of cellsOf(trace.shapeOf(tensor))) {
        /** @type {Term[][]} */
        const reading = all.map((cell) =>
          trace
            .terms(rule, "e", cell)
            .filter(({ factors }) =>
              factors.some((read) => read.tensor === tensor && `${read.cell}` === `${source}`),
            ),
        );
        const ref = { tensor, cell: source };
        const readers = all.filter((_, k) => reading[k].length > 0);
        assert.deepEqual(trace.readers(rule, "e", ref), readers, `seed ${seed}`);
        assert.equal(trace.readerCount(rule, "e", ref), readers.length);
        all.forEach((cell, k) => {
          assert.deepEqual(trace.termsReading(rule, "e", cell, ref), reading[k]);
        });
      }
    }
  }
});

test("random rules of up to four factors: numbers, terms and readers are the engine's", () => {
  const text = readFileSync(new URL("../fixtures/engine-rules.json", import.meta.url), "utf8");
  /** @type {EngineRule[]} */
  const rules = JSON.parse(text);
  const lengths = new Set();
  for (const { sources, axes, rule, values, terms, readers } of rules) {
    for (const { factors } of rule.products) lengths.add(factors.length);
    const wire = madeOf([
      ...Object.entries(sources).map(([name, [shape, numbers]]) =>
        handMade(
          name,
          shape.map((size, k) => axis("pq"[k], size)),
          { values: numbers },
        ),
      ),
      handMade("e", axes, { rule }),
    ]);
    const trace = new Trace(wire);
    const cells = cellsOf(trace.shapeOf("e"));
    assert.deepEqual(
      cells.map((cell) => trace.value("e", cell)),
      values,
    );
    const found = cells.map((cell) => termsOf(rule, axes, cell, trace.shapeOf));
    assert.deepEqual(
      found.map((each) => each.map(({ factors }) => factors.map(({ cell }) => cell))),
      terms,
    );
    for (const [name, expected] of Object.entries(readers)) {
      const read = cellsOf(trace.shapeOf(name)).map((cell) =>
        trace.readers(rule, "e", { tensor: name, cell }),
      );
      assert.deepEqual(read, expected);
    }
  }
  assert.deepEqual([...lengths].sort(), [1, 2, 3, 4]);
});

test("of more readers than are listed the number is known", () => {
  const axes = [axis("i", 400), axis("j", 300)];
  const index = [{ terms: {}, offset: 0, divisor: 1 }];
  const rule = { products: [{ scale: 1, sum: [], factors: [{ tensor: "x", index }] }] };
  const { flats, count } = readersOf(rule, axes, "x", [0]);
  assert.equal(count, 120_000);
  assert.equal(flats.length, MAX_READERS);
  assert.equal(flats.at(-1), MAX_READERS - 1);
});
