/** @import {CellRef} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { marks } from "../../../static/js/board/marks.js";
import { walkIndexOfCell } from "../../../static/js/state/selectors.js";
import { flatten } from "../../../static/js/trace/view.js";
import { MARKED, fixture, stateAt, traceOf } from "../fixtures.js";

const article = traceOf("article-multi-channel");
const FAN_IN = stateAt("grad-input-elements/fan-in");

/** @param {ReturnType<typeof marks>} found @param {CellRef} ref */
const markOf = (found, { tensor, cell }) =>
  found.get(tensor)?.get(flatten(article.tensor(tensor).axes, cell))?.kind;

test("the marks of a fan-in are the cell written and the cells read", () => {
  const found = marks(article, { ...FAN_IN, cursor: 1 });
  assert.equal(markOf(found, { tensor: "grad_input", cell: [0, 0, 1, 0, 0] }), "write");
  assert.equal(markOf(found, { tensor: "grad_output", cell: [0, 0, 1, 0, 1] }), "read");
  assert.equal(markOf(found, { tensor: "grad_output", cell: [0, 1, 1, 0, 1] }), undefined);
  assert.equal(found.get("grad_output")?.size, 4);
  assert.equal(found.get("weight")?.size, 8);
});

test("the factors of the hovered term are hot, and no others", () => {
  const found = marks(article, { ...FAN_IN, cursor: 1, term: 2 });
  assert.equal(markOf(found, { tensor: "grad_output", cell: [0, 0, 0, 0, 0] }), "read hot");
  assert.equal(markOf(found, { tensor: "weight", cell: [0, 1, 0, 0, 0] }), "read hot");
  const hot = [...found.values()].flatMap((ofTensor) => [...ofTensor.values()]);
  assert.equal(hot.filter(({ kind }) => kind === "read hot").length, 2);
});

test("a cell that two terms read stays hot whichever of them is hovered", () => {
  for (const term of [0, 1, 2, 3]) {
    const state = stateAt("grad-bias/broadcast", { term });
    const found = marks(article, state);
    const hot = [...found.values()].flatMap((ofTensor) => [...ofTensor.values()]);
    assert.equal(hot.filter(({ kind }) => kind === "read hot").length, term < 2 ? 1 : 0);
  }
});

test("the marks of a fan-out are the source and its readers", () => {
  const pinned = { tensor: "weight", cell: [0, 0, 0, 0, 1] };
  const found = marks(article, { ...FAN_IN, pinned });
  assert.equal(markOf(found, pinned), "source");
  const readers = [...(found.get("grad_input")?.values() ?? [])];
  assert.ok(readers.length > 0 && readers.every(({ kind }) => kind === "reader"));
  const partners = [...(found.get("grad_output")?.values() ?? [])];
  assert.deepEqual(
    partners.map(({ kind }) => kind),
    ["partner", "partner", "partner", "partner"],
  );
  assert.deepEqual(new Set(partners.map(({ badge }) => badge)), new Set(["1", "2", "3", "4"]));
});

test("equal numbers join a gradient to the weight that it meets, where they do not stand alike", () => {
  const found = marks(article, { ...FAN_IN, cursor: 4 });
  const badgeOf = (/** @type {string} */ tensor, /** @type {number[]} */ cell) =>
    found.get(tensor)?.get(flatten(article.tensor(tensor).axes, cell))?.badge;
  assert.equal(badgeOf("grad_output", [0, 0, 0, 0, 0]), "1");
  assert.equal(badgeOf("weight", [1, 1, 0, 0, 0]), "1");
  assert.equal(badgeOf("grad_output", [0, 1, 1, 0, 0]), "4");
  assert.equal(badgeOf("weight", [0, 0, 0, 0, 0]), "4");
});

test("a weight whose gradient falls outside is read idly, and has no number", () => {
  const found = marks(article, { ...FAN_IN, cursor: 0 });
  const idle = [...(found.get("weight")?.values() ?? [])].filter(
    ({ kind }) => kind === "read idle",
  );
  assert.equal(idle.length, 6);
  assert.ok(idle.every(({ badge }) => badge === ""));
});

test("a window that slides needs no numbers", () => {
  const found = marks(article, stateAt("grad-input-conv/slide", { cursor: 4 }));
  const all = [...found.values()].flatMap((ofTensor) => [...ofTensor.values()]);
  assert.ok(all.length > 0 && all.every(({ badge }) => badge === ""));
});

test("a step that walks a source marks the readers of the cursor's cell", () => {
  const found = marks(article, stateAt("grad-input-elements/fan-out", { cursor: 4 }));
  assert.equal(markOf(found, { tensor: "input", cell: [0, 1, 1, 0, 0] }), "source");
  assert.equal(found.get("output")?.size, 8);
  const joined = [...(found.get("weight")?.values() ?? [])].map(({ badge }) => badge);
  assert.deepEqual(joined.toSorted(), ["1", "2", "3", "4"]);
});

for (const name of MARKED) {
  test(`what lights at a cell are the engine's terms and readers: ${name}`, () => {
    const trace = traceOf(name);
    let compared = 0;
    for (const { chapter, step, terms, readers } of fixture(name).expected.steps) {
      const { writes, rule, perturbs, draws, cursor_over } = trace.step(chapter, step);
      // Routes stand side by side, and a raised cell stands for the one that it changes: other tests have them.
      if (chapter === "three-routes" || perturbs !== null || cursor_over !== writes) continue;
      const state = stateAt(`${chapter}/${step}`);
      const where = `${name} ${chapter}/${step}`;
      /** @param {Map<string, Map<number, {kind: string}>>} found @param {string} kind */
      const lit = (found, kind) =>
        [...found].flatMap(([tensor, cells]) =>
          [...cells]
            .filter(([, mark]) => mark.kind.startsWith(kind))
            .map(([at]) => `${tensor}:${at}`),
        );
      /** @param {string} tensor @param {number[]} cell */
      const spelled = (tensor, cell) => `${tensor}:${flatten(trace.tensor(tensor).axes, cell)}`;
      // These terms are the engine's: rule.test.js.
      for (const [cell] of terms) {
        const cursor = walkIndexOfCell(trace, state, { tensor: writes, cell });
        if (cursor === null) continue;
        const found = marks(trace, { ...state, cursor });
        assert.deepEqual(lit(found, "write"), [spelled(writes, cell)], where);
        const read = trace
          .terms(rule, writes, cell)
          .flatMap(({ factors }) => factors)
          .flatMap(({ tensor, cell: at }) => (at === null ? [] : [spelled(tensor, at)]));
        assert.deepEqual(new Set(lit(found, "read")), new Set(read), where);
        compared += 1;
      }
      for (const [tensor, cell, expected] of readers) {
        if (!draws.some((each) => each.tensor === tensor)) continue;
        const found = marks(trace, { ...state, hover: { tensor, cell } });
        assert.deepEqual(lit(found, "source"), [spelled(tensor, cell)], where);
        assert.deepEqual(
          new Set(lit(found, "reader")),
          new Set(expected.map((at) => spelled(writes, at))),
          where,
        );
      }
    }
    assert.ok(compared > 50, `${compared} cells`);
  });
}
