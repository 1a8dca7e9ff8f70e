/** @import {Trace} from "../../../static/js/trace/trace.js" */
/** @import {Cell} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { productsOf, routeMarks } from "../../../static/js/board/route-marks.js";
import { focus, isLockstep } from "../../../static/js/state/selectors.js";
import { flatten } from "../../../static/js/trace/view.js";
import { MARKED, NAMES, cellsOf, stateAt, traceOf } from "../fixtures.js";

const CHAPTER = "three-routes";

/** @param {Trace} trace @param {string} key @returns {number} the product that a key spells */
function productOf(trace, key) {
  return key.split("|").reduce((product, part) => {
    const [tensor, cell] = part.split(":");
    return product * trace.value(tensor, cell.split(",").map(Number));
  }, 1);
}

for (const name of NAMES) {
  test(`${name}: every route takes each gradient apart into the same products, which add up to it`, () => {
    const trace = traceOf(name);
    for (const cell of cellsOf(trace.shapeOf("grad_input"))) {
      const routes = trace
        .stepsOf(CHAPTER)
        .map((step) => productsOf(trace, step, cell).map(({ key }) => key));
      const [first, ...others] = routes.map((keys) => keys.toSorted());
      for (const other of others) assert.deepEqual(other, first);
      assert.equal(new Set(first).size, first.length);
      const total = first.reduce((sum, key) => sum + productOf(trace, key), 0);
      assert.equal(total, trace.value("grad_input", cell));
    }
  });
}

/** @param {Trace} trace @param {string} step @param {Partial<import("../../../static/js/state/types.js").State>} [changes] */
function marked(trace, step, changes) {
  const state = stateAt(`${CHAPTER}/${step}`, changes);
  return routeMarks(trace, state, focus(trace, state));
}

/** @param {Trace} trace @param {ReturnType<typeof marked>} found @param {string} tensor @param {Cell} cell */
function badgeAt(trace, { marks }, tensor, cell) {
  return marks.get(tensor)?.get(flatten(trace.tensor(tensor).axes, cell))?.badge;
}

/** More than these have no numbers. */
const MOST_NUMBERS = 9;

for (const name of MARKED) {
  test(`${name}: one product of a sum has one number, wherever it is met, and no other cell has any`, () => {
    const trace = traceOf(name);
    const steps = trace.stepsOf(CHAPTER);
    let numbered = 0;
    for (const cell of cellsOf(trace.shapeOf("grad_input"))) {
      const pinned = { tensor: "grad_input", cell };
      const { marks } = marked(trace, "gather", { pinned });
      const met = steps.flatMap((step) => productsOf(trace, step, cell));
      const keys = [...new Set(met.map(({ key }) => key))];
      /** @type {Map<string, Set<string>>} */
      const shown = new Map();
      for (const [tensor, cells] of marks) {
        for (const [flat, { badge }] of cells) {
          if (badge) shown.set(`${tensor} ${flat}`, new Set(badge.split(",")));
        }
      }
      if (keys.length > MOST_NUMBERS) {
        assert.equal(shown.size, 0, String(cell));
        continue;
      }
      const placesOf = (/** @type {string} */ key) =>
        met
          .filter((product) => product.key === key)
          .flatMap(({ reads }) =>
            reads.map(
              (read) => `${read.tensor} ${flatten(trace.tensor(read.tensor).axes, read.cell)}`,
            ),
          );
      const numbers = new Map(
        keys.map((key) => {
          const [first, ...others] = placesOf(key).map((place) => shown.get(place) ?? new Set());
          const common = [...first].filter((each) => others.every((other) => other.has(each)));
          assert.equal(common.length, 1, `${cell}: ${key} has the numbers ${common}`);
          return [key, common[0]];
        }),
      );
      assert.deepEqual(
        [...numbers.values()].map(Number).toSorted((a, b) => a - b),
        keys.map((_, k) => k + 1),
      );
      /** @type {Map<string, Set<string>>} */
      const expected = new Map();
      for (const [key, number] of numbers) {
        for (const place of placesOf(key)) {
          expected.set(place, (expected.get(place) ?? new Set()).add(number));
        }
      }
      assert.deepEqual(shown, expected, String(cell));
      numbered += keys.length;
    }
    assert.ok(numbered > 0);
  });
}

test("a product carries one number on every route", () => {
  const trace = traceOf("article-multi-channel");
  const pinned = { tensor: "grad_input", cell: [0, 0, 1, 0, 0] };
  const found = marked(trace, "gather", { pinned });
  // The four products of dL/dx12[1], as the padded gradient is read.
  assert.equal(badgeAt(trace, found, "grad_output", [0, 0, 0, 0, 0]), "1");
  assert.equal(badgeAt(trace, found, "weight", [0, 1, 0, 0, 0]), "1");
  assert.equal(badgeAt(trace, found, "grad_output_padded", [0, 1, 1, 0, 0]), "1");
  assert.equal(badgeAt(trace, found, "weight_swapped", [1, 0, 0, 0, 0]), "1");
  assert.equal(badgeAt(trace, found, "grad_output", [0, 0, 1, 0, 1]), "4");
  assert.equal(badgeAt(trace, found, "weight", [0, 0, 0, 0, 1]), "4");
  // Each copy of x12 holds the products of one window, of both output channels.
  assert.equal(badgeAt(trace, found, "grad_columns", [0, 0, 0, 0, 0, 0, 1]), "1,3");
  assert.equal(badgeAt(trace, found, "grad_columns", [0, 0, 0, 1, 0, 0, 0]), "2,4");
  assert.deepEqual([...(found.badges.get("fold")?.values() ?? [])].toSorted(), ["1,3", "2,4"]);
});

test("the numbers of the terms are the same in whichever route the cell is looked at", () => {
  const trace = traceOf("article-multi-channel");
  const pinned = { tensor: "grad_input", cell: [0, 1, 1, 0, 2] };
  const [scatter, fold, gather] = ["scatter", "fold", "gather"].map((step) =>
    marked(trace, step, { pinned }),
  );
  assert.deepEqual(scatter, gather);
  assert.deepEqual(fold, gather);
});

test("a cell of the output's gradient lights the window that it spreads over, on every route", () => {
  const trace = traceOf("article-multi-channel");
  const hover = { tensor: "grad_output", cell: [0, 1, 0, 0, 1] };
  const found = marked(trace, "scatter", { hover });
  const window = [
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
  ];
  const readers = window.map(([y, x]) => badgeAt(trace, found, "grad_input", [0, y, x, 0, 0]));
  assert.deepEqual(readers, ["1", "2", "3", "4"]);
  window.forEach(([y, x], k) => {
    assert.equal(badgeAt(trace, found, "weight", [y - 1, x, 0, 0, 1]), String(k + 1));
    assert.equal(badgeAt(trace, found, "grad_columns", [0, 0, 1, 0, 0, y - 1, x]), String(k + 1));
  });
});

test("only routes to one result stand side by side", () => {
  const trace = traceOf("article-multi-channel");
  const found = trace.chapters.filter(({ id }) => isLockstep(trace, id)).map(({ id }) => id);
  assert.deepEqual(found, [CHAPTER]);
});
