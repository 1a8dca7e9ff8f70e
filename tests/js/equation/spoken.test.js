import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { describe } from "../../../static/js/equation/spoken.js";
import { stateAt, traceOf } from "../fixtures.js";

const { words: WORDS } = JSON.parse(
  readFileSync(new URL("../../../app/i18n/en.json", import.meta.url), "utf8"),
);
const single = traceOf("article-single-channel");
const article = traceOf("article-multi-channel");

test("a cell is spoken as the sum that it is", () => {
  assert.equal(
    describe(single, stateAt("forward-window/slide"), WORDS),
    "y11 is 1 times 1 plus 2 times \u22121 plus 3 times 2 plus \u22122 times 3 plus 1, which is 0",
  );
});

test("hidden zeros are not spoken", () => {
  const state = stateAt("grad-input-elements/fan-in", { zeros: false });
  assert.equal(describe(single, state, WORDS), "\u2202L/\u2202x11 is 2 times 1, which is 2");
});

test("a long sum is counted", () => {
  assert.equal(
    describe(article, stateAt("forward-window/slide"), WORDS),
    "y11{1} is a sum of 13 terms, which is 6",
  );
});

test("a pinned source is spoken by its readers", () => {
  const pinned = { tensor: "input", cell: [0, 1, 1, 0, 0] };
  assert.equal(
    describe(single, stateAt("forward-window/slide", { pinned }), WORDS),
    "x22 is \u22122, read by 4 cells of the result",
  );
});

test("a cell that nothing reads is said to be so", () => {
  const pinned = { tensor: "input", cell: [0, 4, 0, 0, 0] };
  assert.match(
    describe(traceOf("stride-2-leftover"), stateAt("forward-window/slide", { pinned }), WORDS),
    /^x51\[1\] is .+, no cell of the result reads it$/,
  );
});

test("a copy is spoken by its place and the cell it shows", () => {
  const state = stateAt("grad-input-conv/rotate");
  assert.equal(describe(single, state, WORDS), "row 1, column 1 is k22, 3");
});

test("a zero that was put in is spoken as such", () => {
  const state = stateAt("grad-input-conv/pad");
  assert.equal(describe(single, state, WORDS), "row 1, column 1 is an inserted zero");
});

test("a sum of nothing but hidden zeros is spoken as zero", () => {
  const last = traceOf("stride-2-leftover");
  const state = stateAt("grad-input-conv/slide", { zeros: false, cursor: 39 });
  assert.equal(
    describe(last, state, WORDS),
    "every term of \u2202L/\u2202x54[2] is zero, so it is 0",
  );
});

test("a scale is spoken with the sum", () => {
  assert.equal(
    describe(traceOf("groups"), stateAt("grad-bias/batch-mean"), WORDS),
    "\u2202L/\u2202b1 is 0.5 times the sum \u22124 plus 1 plus \u22123 plus 2 plus \u22122 plus 3, " +
      "which is \u22121.5",
  );
});

test("a raised cell is spoken with the change of the loss, which is its gradient", () => {
  assert.equal(
    describe(single, stateAt("nudge/bias"), WORDS),
    "\u2202L/\u2202b1 is 2 plus \u22121 plus 3 plus 1, which is 5; raised by 1, it changes the loss by 5",
  );
});

test("what the article has for the cell is spoken after what the engine has, and for no other cell", () => {
  const at = single.step("errata", "first-window").erratum;
  assert.ok(at);
  const spoken = describe(single, stateAt("errata/first-window"), WORDS);
  assert.match(spoken, /^y11 is .+, which is 0; the article has \S+$/);
  assert.doesNotMatch(
    describe(single, stateAt("errata/first-window", { cursor: 1 }), WORDS),
    /article/,
  );
});

test("a cell that the article makes up is spoken as none", () => {
  const spoken = describe(article, stateAt("errata/third-channel"), WORDS);
  assert.ok(spoken.endsWith("; article: no such cell"), spoken);
});
