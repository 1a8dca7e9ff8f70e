/** @import {Axis, Index, Rule} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readersOf as readersAndCount } from "../../../static/js/trace/readers.js";
import { indexAt, isCopy, pointOf, termsOf } from "../../../static/js/trace/rule.js";
import { unflatten } from "../../../static/js/trace/view.js";
import { axis } from "../axis.js";
import { cellsOf, fixture, MARKED, traceOf } from "../fixtures.js";

/** @param {Record<string, number>} terms @param {number} offset @param {number} divisor @returns {Index} */
const at = (terms, offset = 0, divisor = 1) => ({ terms, offset, divisor });

/** @type {(...asked: Parameters<typeof readersAndCount>) => import("../../../static/js/trace/types.js").Cell[]} */
const readersOf = (rule, axes, tensor, cell) => {
  const shape = axes.map(({ size }) => size);
  return readersAndCount(rule, axes, tensor, cell).flats.map((flat) => unflatten(shape, flat));
};

const AXES = [axis("i", 2)];
/** A window of two taps at stride 2, one zero before the input. @type {Rule} */
const WINDOW = {
  products: [
    {
      scale: 1,
      sum: [axis("u", 2)],
      factors: [
        { tensor: "x", index: [at({ i: 2, u: 1 }, -1)] },
        { tensor: "k", index: [at({ u: 1 })] },
      ],
    },
  ],
};
/** @param {string} tensor */
const shapeOf = (tensor) => (tensor === "x" ? [3] : [2]);

test("an index is the sum of its terms over its divisor, or null where that is not whole", () => {
  assert.equal(indexAt(at({}, 3), {}), 3);
  assert.equal(indexAt(at({ i: 2, u: -3 }, 1), { i: 4, u: 2 }), 3);
  assert.equal(indexAt(at({ i: 1 }, 0, 2), { i: 4 }), 2);
  assert.equal(indexAt(at({ i: 1 }, 0, 2), { i: 5 }), null);
  assert.equal(indexAt(at({ i: 1 }, -4, 3), { i: 1 }), -1);
  assert.equal(indexAt(at({ i: 1 }, -4, 3), { i: 2 }), null);
});

test("a point names each axis of a cell", () => {
  const axes = [axis("y", 2), axis("x", 3)];
  assert.deepEqual(pointOf(axes, [1, 2]), { y: 1, x: 2 });
});

test("the terms of a window list every tap, and null for what falls outside", () => {
  assert.deepEqual(termsOf(WINDOW, AXES, [0], shapeOf), [
    {
      factors: [
        { tensor: "x", cell: null },
        { tensor: "k", cell: [0] },
      ],
      scale: 1,
    },
    {
      factors: [
        { tensor: "x", cell: [0] },
        { tensor: "k", cell: [1] },
      ],
      scale: 1,
    },
  ]);
});

test("a term has the scale of its product where products differ, and 1 where they do not", () => {
  const [product] = WINDOW.products;
  const scales = (/** @type {number[]} */ ...of) => {
    const rule = { products: of.map((scale) => ({ ...product, scale })) };
    return termsOf(rule, AXES, [0], shapeOf).map(({ scale }) => scale);
  };
  assert.deepEqual(scales(2), [1, 1]);
  assert.deepEqual(scales(2, 2), [1, 1, 1, 1]);
  assert.deepEqual(scales(2, -1), [2, 2, -1, -1]);
});

test("the readers of a cell include terms whose other factor falls outside", () => {
  assert.deepEqual(readersOf(WINDOW, AXES, "k", [0]), [[0], [1]]);
  assert.deepEqual(readersOf(WINDOW, AXES, "x", [0]), [[0]]);
  assert.deepEqual(readersOf(WINDOW, AXES, "x", [1]), [[1]]);
  assert.deepEqual(readersOf(WINDOW, AXES, "other", [0]), []);
});

test("the readers along an axis that a factor lacks are all of it, in C order", () => {
  /** @type {Axis[]} */
  const axes = [axis("j", 2), axis("i", 2)];
  /** @type {Rule} */
  const outer = {
    products: [
      {
        scale: 1,
        sum: [],
        factors: [
          { tensor: "x", index: [at({ i: 1 })] },
          { tensor: "x", index: [at({ j: 1 })] },
        ],
      },
    ],
  };
  assert.deepEqual(readersOf(outer, axes, "x", [0]), [
    [0, 0],
    [0, 1],
    [1, 0],
  ]);
});

test("readers are sorted by number, not by digits", () => {
  /** @type {Rule} */
  const sum = {
    products: [{ scale: 1, sum: [], factors: [{ tensor: "x", index: [at({ i: 1 }, 0, 12)] }] }],
  };
  assert.deepEqual(readersOf(sum, [axis("i", 13)], "x", [1]), [[12]]);
  /** @type {Rule} */
  const everywhere = {
    products: [{ scale: 1, sum: [], factors: [{ tensor: "x", index: [at({}, 0)] }] }],
  };
  const readers = readersOf(everywhere, [axis("i", 12)], "x", [0]);
  assert.deepEqual(readers, cellsOf([12]));
});

test("a copy has one unscaled product of one factor without a sum", () => {
  const factors = [{ tensor: "x", index: [at({ i: 1 })] }];
  const product = { scale: 1, sum: [], factors };
  assert.equal(isCopy({ products: [product] }), true);
  assert.equal(isCopy({ products: [{ ...product, scale: 0.5 }] }), false);
  assert.equal(isCopy({ products: [product, product] }), false);
  assert.equal(isCopy({ products: [{ scale: 1, sum: [axis("u", 2)], factors }] }), false);
  assert.equal(isCopy(WINDOW), false);
});

for (const name of MARKED) {
  test(`terms and readers are the engine's: ${name}`, () => {
    const trace = traceOf(name);
    for (const { chapter, step, terms, readers } of fixture(name).expected.steps) {
      const { rule, writes } = trace.step(chapter, step);
      for (const [cell, expected] of terms) {
        const found = trace.terms(rule, writes, cell);
        const cells = found.map(({ factors }) => factors.map((read) => read.cell));
        assert.deepEqual(cells, expected, `${chapter}/${step} ${cell}`);
      }
      for (const [tensor, cell, expected] of readers) {
        const found = trace.readers(rule, writes, { tensor, cell });
        assert.deepEqual(found, expected, `${chapter}/${step} ${tensor}:${cell}`);
      }
    }
  });
}

test("the readers of every cell undo the terms of every cell", () => {
  const trace = traceOf("stride-2-leftover");
  for (const { id, steps } of trace.chapters) {
    for (const { id: step, rule, writes } of steps) {
      /** @type {Map<string, Set<string>>} */
      const expected = new Map();
      for (const cell of cellsOf(trace.shapeOf(writes))) {
        for (const read of trace.terms(rule, writes, cell).flatMap(({ factors }) => factors)) {
          if (read.cell === null) continue;
          const key = `${read.tensor}:${read.cell}`;
          expected.set(key, (expected.get(key) ?? new Set()).add(cell.join()));
        }
      }
      const sources = rule.products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor));
      for (const tensor of new Set(sources)) {
        for (const cell of cellsOf(trace.shapeOf(tensor))) {
          const found = trace
            .readers(rule, writes, { tensor, cell })
            .map((reader) => reader.join());
          const wanted = [...(expected.get(`${tensor}:${cell}`) ?? [])];
          assert.deepEqual(found, wanted, `${id}/${step} ${tensor}:${cell}`);
        }
      }
    }
  }
});
