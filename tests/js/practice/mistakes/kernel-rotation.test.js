/**
 * Kernels met in reverse order, held to plain loops.
 *
 * @import {Cell} from "../../../../static/js/trace/types.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { cellsOf, traceOf } from "../../fixtures.js";
import { named, placeAt } from "../steps.js";

const article = traceOf("article-multi-channel");
const strided = traceOf("stride-2-leftover");

test("a window whose kernel is turned is the sum by plain loops", () => {
  for (const cell of cellsOf(article.shapeOf("output"))) {
    const [n, i, j, g, o] = cell;
    let value = article.value("bias", [g, o]);
    for (const [u, v, c] of cellsOf([2, 2, 3])) {
      const x = article.value("input", [n, i + u, j + v, g, c]);
      value += x * article.value("weight", [1 - u, 1 - v, c, g, o]);
    }
    checkRotation("forward-window/slide", cell, value, "output", false);
    checkRotation("forward-matmul/multiply", [g, n, i, j, o], value, "output", false);
  }
});

test("a gradient of the input whose kernel is not turned is the sum by plain loops", () => {
  for (const cell of cellsOf(article.shapeOf("grad_input"))) {
    const [n, y, x, g, c] = cell;
    let value = 0;
    for (const [u, v, o] of cellsOf([2, 2, 2])) {
      const [i, j] = [y + u - 1, x + v - 1];
      if (i < 0 || i > 1 || j < 0 || j > 1) continue;
      value +=
        article.value("grad_output", [n, i, j, g, o]) * article.value("weight", [u, v, c, g, o]);
    }
    checkRotation("grad-input-elements/fan-in", cell, value, "grad_input", true);
    checkRotation("grad-input-conv/slide", cell, value, "grad_input", true);
    checkRotation("grad-input-matrix/multiply", [g, n, y, x, c], value, "grad_input", true);
    checkRotation("three-routes/scatter", cell, value, "grad_input", false);
    checkRotation("three-routes/fold", cell, value, "grad_input", false);
  }
});

/** @param {string} place @param {Cell} cell @param {number} value @param {string} tensor @param {boolean} isTurned */
function checkRotation(place, cell, value, tensor, isTurned) {
  const found = named(article, place, cell, "rotation");
  const { step, chapter } = placeAt(place);
  const { writes, rule } = article.step(chapter, step);
  const added = tensor === "output" && rule.products.length === 1;
  const bias = added ? article.value("bias", [cell[0], cell[4]]) : 0;
  if (value - bias === article.value(writes, cell)) return assert.deepEqual(found, []);
  assert.equal(found.length, 1, `${place} ${cell}`);
  assert.equal(found[0].value, value - bias, `${place} ${cell}`);
  assert.equal(found[0].detail.isTurned, isTurned, place);
  return undefined;
}

test("a copied kernel that is turned by mistake, or not, is the weight at the opposite tap", () => {
  let count = 0;
  for (const cell of cellsOf(strided.shapeOf("weight"))) {
    const [u, v, c, g, o] = cell;
    for (const { value, detail } of named(strided, "grad-input-conv/rotate", cell, "rotation")) {
      assert.deepEqual(detail, {
        isTurned: true,
        ofKernel: true,
        isPlace: false,
        instead: { tensor: "weight", cell },
      });
      assert.equal(value, strided.value("weight", cell));
      count += 1;
    }
    const at = [g, c, u, v, o];
    for (const { value, detail } of named(
      strided,
      "forward-matmul/kernel-matrix",
      at,
      "rotation",
    )) {
      assert.equal(detail.isTurned, false);
      assert.equal(value, strided.value("weight", [1 - u, 1 - v, c, g, o]));
      count += 1;
    }
  }
  assert.ok(count >= 20, `${count}`);
});
