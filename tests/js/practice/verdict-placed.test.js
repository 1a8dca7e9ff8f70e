/** @import {Reason} from "../../../static/js/practice/mistakes/index.js" */
/** @import {CellRef} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { kindOf, shownIn } from "../../../static/js/practice/question.js";
import { verdictOfPlaced } from "../../../static/js/practice/verdict.js";
import { cellsOf, traceOf } from "../fixtures.js";
import { CASES, COPIES } from "./steps.js";

const article = traceOf("article-multi-channel");
const ROTATE = { chapter: "grad-input-conv", step: "rotate" };
const PAD = { chapter: "grad-input-conv", step: "pad" };

test("cells are placed in steps that copy, numbers are typed in the others", () => {
  assert.ok(COPIES.length > 30);
  for (const { trace, place } of CASES) {
    const isPlaced = COPIES.some((each) => each.trace === trace && each.place === place);
    assert.equal(kindOf(trace, place), isPlaced ? "place" : "number");
  }
});

/** @type {Map<string, number>} */
const met = new Map();

test("every cell of the source, or a zero, is judged by where it is and not by its number", () => {
  for (const { trace, place, step, cells, label } of COPIES) {
    const [{ tensor }] = step.rule.products[0].factors;
    const sources = cellsOf(trace.shapeOf(tensor)).map((cell) => ({ tensor, cell }));
    const some = sources.filter((_, k) => k % Math.ceil(sources.length / 30) === 0);
    for (const cell of cells.filter((_, k) => k % 3 === 0)) {
      const origin = shownIn(trace, step, cell);
      const own = trace.terms(step.rule, step.writes, cell)[0].factors[0];
      const right = own.cell === null ? null : { tensor, cell: own.cell };
      assert.deepEqual(verdictOfPlaced(trace, place, cell, right), { right: true }, label);
      for (const placed of [null, ...some, ...(origin === null ? [] : [origin])]) {
        const taken = placed && trace.origin(placed.tensor, placed.cell);
        const verdict = verdictOfPlaced(trace, place, cell, placed);
        // Of zeros only the one that is read, if one is pointed at.
        const isZero = taken === null && placed !== null && origin === null;
        const isSame = isZero
          ? JSON.stringify(placed) === JSON.stringify(right)
          : JSON.stringify(taken) === JSON.stringify(origin);
        assert.equal(verdict.right, isSame, `${label} ${cell}: ${JSON.stringify(placed)}`);
        if (!verdict.right && isZero) {
          assert.deepEqual(
            verdict.reasons.map(({ id }) => id),
            ["otherzero"],
            label,
          );
          met.set("otherzero", (met.get("otherzero") ?? 0) + 1);
          continue;
        }
        if (!verdict.right) checkReasons(verdict.reasons, taken, origin, label);
        const number = taken === null ? 0 : trace.value(taken.tensor, taken.cell);
        const isEqual = number === trace.value(step.writes, cell);
        if (!verdict.right) {
          assert.equal(verdict.reasons[0]?.id === "samenumber", isEqual, label);
        }
      }
    }
  }
});

/** @param {Reason[]} reasons @param {CellRef|null} taken @param {CellRef|null} origin @param {string} label */
function checkReasons(reasons, taken, origin, label) {
  const ids = reasons.map(({ id }) => id);
  assert.ok(ids.length <= 3 && new Set(ids).size === ids.length, label);
  if (taken === null) assert.ok(ids.includes("notzero"), label);
  if (origin !== null) assert.ok(!ids.includes("zero"), label);
  for (const { id, detail } of reasons) {
    assert.ok("instead" in detail, id);
    assert.deepEqual(detail.instead, taken, `${label} ${id}`);
    met.set(id, (met.get(id) ?? 0) + 1);
  }
}

for (const id of [
  "samenumber",
  "otherzero",
  "rotation",
  "notzero",
  "zero",
  "transposed",
  "wrongchannel",
  "neighbour",
]) {
  test(`a placed cell was known as ${id} often enough to tell`, () => {
    assert.ok((met.get(id) ?? 0) >= 20, `${met.get(id)}`);
  });
}

/** @param {typeof PAD} place @param {number[]} cell @param {CellRef|null} placed */
function idsOf(place, cell, placed) {
  const verdict = verdictOfPlaced(article, place, cell, placed);
  return verdict.right ? "right" : verdict.reasons.map(({ id }) => id);
}

test("a weight that is not turned, and one of another channel", () => {
  const cell = [0, 1, 1, 0, 0];
  assert.equal(idsOf(ROTATE, cell, { tensor: "weight", cell: [1, 0, 1, 0, 0] }), "right");
  const unturned = idsOf(ROTATE, cell, { tensor: "weight", cell });
  assert.ok(unturned.includes("rotation"));
  const other = idsOf(ROTATE, cell, { tensor: "weight", cell: [1, 0, 1, 0, 1] });
  assert.ok(other.includes("wrongchannel") && !other.includes("rotation"));
});

test("a gradient in the frame, and a zero within it", () => {
  const gradient = { tensor: "grad_output", cell: [0, 0, 0, 0, 0] };
  assert.equal(idsOf(PAD, [0, 0, 0, 0, 0], null), "right");
  assert.deepEqual(idsOf(PAD, [0, 0, 0, 0, 0], gradient), ["zero"]);
  assert.equal(idsOf(PAD, [0, 1, 1, 0, 0], gradient), "right");
  assert.deepEqual(idsOf(PAD, [0, 1, 1, 0, 0], null), ["notzero", "neighbour"]);
});
