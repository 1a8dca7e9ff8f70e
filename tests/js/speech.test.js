import assert from "node:assert/strict";
import { test } from "node:test";

import { describe } from "../../static/js/speech.js";
import { stateAt, traceOf } from "./fixtures.js";

const WORDS = {
  plus: "plus",
  times: "times",
  spokenSum: "{symbol} is {terms}, which is {value}",
  spokenMany: "{symbol} is a sum of {count} terms, which is {value}",
  spokenReaders: "{symbol} is read by {count} cells of the result",
};
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
    "x22 is read by 4 cells of the result",
  );
});
