/** @import {PatternId} from "../../../../static/js/workbench/import/patterns.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { PATTERNS, filled, patternsFor } from "../../../../static/js/workbench/import/patterns.js";

/** @param {PatternId} id @param {{tensor: string, shape: number[], seed?: number, groups?: number}} filling */
function fillingOf(id, filling) {
  return filled(id, { isKernel: filling.tensor === "weight", ...filling });
}

/** One channel in and out. @param {PatternId} id @param {number} rows @param {number} cols */
function taps(id, rows, cols) {
  const data = fillingOf(id, { tensor: "weight", shape: [rows, cols, 1, 1] });
  return Array.from({ length: rows }, (_, row) => data.slice(row * cols, (row + 1) * cols));
}

test("a weight has all patterns, other tensors those without a kernel's shape", () => {
  assert.deepEqual(
    patternsFor(true),
    PATTERNS.map(({ id }) => id),
  );
  assert.deepEqual(patternsFor(false), ["random", "ones", "zeros", "ramp"]);
  assert.throws(() => fillingOf("blur", { tensor: "input", shape: [1, 3, 3, 1] }), /weight alone/);
});

test("every pattern fills every shape with finite numbers and no minus zero", () => {
  for (const tensor of /** @type {const} */ (["input", "weight", "bias", "grad_output"])) {
    for (const shape of tensor === "bias"
      ? [[1], [7]]
      : [
          [1, 1, 1, 1],
          [2, 3, 4, 6],
          [7, 2, 1, 3],
        ]) {
      for (const id of patternsFor(tensor === "weight")) {
        const data = fillingOf(id, { tensor, shape, seed: 3 });
        const count = shape.reduce((product, size) => product * size, 1);
        assert.equal(data.length, count, `${id} ${tensor} ${shape}`);
        assert.ok(data.every((value) => Number.isInteger(value) && !Object.is(value, -0)));
      }
    }
  }
});

test("random numbers are the same for a seed, others for another seed or tensor", () => {
  const shape = [1, 3, 4, 1];
  const first = fillingOf("random", { tensor: "input", shape, seed: 1 });
  assert.deepEqual(first, [3, 2, -1, -2, -4, -2, -3, 1, -3, 2, 3, 1]);
  assert.notDeepEqual(first, fillingOf("random", { tensor: "input", shape, seed: 2 }));
  assert.notDeepEqual(first, fillingOf("random", { tensor: "grad_output", shape, seed: 1 }));
});

test("random numbers are from -4 to 4, all about as frequent and 0 rare", () => {
  const counts = new Map();
  const data = fillingOf("random", { tensor: "input", shape: [1, 100, 100, 1], seed: 5 });
  for (const value of data) counts.set(value, (counts.get(value) ?? 0) + 1);
  assert.deepEqual(
    [...counts.keys()].sort((a, b) => a - b),
    [-4, -3, -2, -1, 0, 1, 2, 3, 4],
  );
  for (const [value, count] of counts) {
    const expected = value === 0 ? 400 : 1200;
    assert.ok(Math.abs(count - expected) < expected / 4, `${value}: ${count}`);
  }
});

test("a ramp counts each grid anew", () => {
  assert.deepEqual(
    fillingOf("ramp", { tensor: "input", shape: [2, 1, 3, 2] }),
    [1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3],
  );
  assert.deepEqual(
    fillingOf("ramp", { tensor: "weight", shape: [2, 1, 1, 3] }),
    [1, 1, 1, 2, 2, 2],
  );
  assert.deepEqual(fillingOf("ramp", { tensor: "bias", shape: [3] }), [1, 2, 3]);
});

test("ones and zeros are nothing else, and a kernel's ramp counts its taps", () => {
  const shape = [1, 2, 2, 2];
  assert.deepEqual(fillingOf("ones", { tensor: "input", shape }), new Array(8).fill(1));
  assert.deepEqual(fillingOf("zeros", { tensor: "input", shape }), new Array(8).fill(0));
  assert.deepEqual(taps("ramp", 3, 3), [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);
});

test("stencils are those of the books at 3 x 3 and keep what has room in smaller kernels", () => {
  assert.deepEqual(taps("edge-x", 3, 3), [
    [-1, 0, 1],
    [-2, 0, 2],
    [-1, 0, 1],
  ]);
  assert.deepEqual(taps("edge-y", 3, 3), [
    [-1, -2, -1],
    [0, 0, 0],
    [1, 2, 1],
  ]);
  assert.deepEqual(taps("laplace", 3, 3), [
    [0, 1, 0],
    [1, -4, 1],
    [0, 1, 0],
  ]);
  assert.deepEqual(taps("sharpen", 3, 3), [
    [0, -1, 0],
    [-1, 5, -1],
    [0, -1, 0],
  ]);
  assert.deepEqual(taps("blur", 3, 3), [
    [1, 1, 1],
    [1, 1, 1],
    [1, 1, 1],
  ]);
  assert.deepEqual(taps("identity", 3, 3), [
    [0, 0, 0],
    [0, 1, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(taps("edge-x", 1, 2), [[-1, 1]]);
  assert.deepEqual(taps("edge-x", 2, 2), [
    [-1, 1],
    [-1, 1],
  ]);
  assert.deepEqual(taps("edge-x", 3, 1), [[0], [0], [0]]);
  assert.deepEqual(taps("laplace", 2, 2), [
    [-2, 1],
    [1, 0],
  ]);
  assert.deepEqual(taps("sharpen", 1, 3), [[-1, 3, -1]]);
  assert.deepEqual(taps("blur", 2, 3), [
    [1, 1, 1],
    [1, 1, 1],
  ]);
});

test("a stencil lies around the middle of a larger kernel, whose even sizes have it left and above", () => {
  assert.deepEqual(taps("laplace", 4, 5), [
    [0, 0, 1, 0, 0],
    [0, 1, -4, 1, 0],
    [0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
  assert.deepEqual(taps("identity", 2, 2), [
    [1, 0],
    [0, 0],
  ]);
});

test("every stencil keeps its sum in every kernel that is not too small for it", () => {
  for (const [id, sum] of /** @type {[PatternId, number][]} */ ([
    ["identity", 1],
    ["sharpen", 1],
    ["laplace", 0],
    ["edge-x", 0],
    ["edge-y", 0],
  ])) {
    for (let rows = 1; rows < 6; rows++) {
      for (let cols = 1; cols < 6; cols++) {
        const total = taps(id, rows, cols)
          .flat()
          .reduce((a, b) => a + b);
        assert.equal(total, sum, `${id} ${rows}x${cols}`);
      }
    }
  }
});

test("identity leads each channel to the same one, group by group", () => {
  const shape = [1, 1, 2, 4];
  assert.deepEqual(fillingOf("identity", { tensor: "weight", shape }), [1, 0, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual(
    fillingOf("identity", { tensor: "weight", shape, groups: 2 }),
    [1, 0, 1, 0, 0, 1, 0, 1],
  );
});
