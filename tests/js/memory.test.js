import assert from "node:assert/strict";
import { test } from "node:test";

import { Memory } from "../../static/js/memory.js";

/** @param {Memory<number>} memory @param {number} number @returns {boolean} whether it was found anew */
function isFound(memory, number) {
  let found = false;
  const find = () => {
    found = true;
    return number;
  };
  const answer = memory.ask(String(number), find, (weight) => weight);
  assert.equal(answer, number);
  return found;
}

test("an answer is found once", () => {
  const memory = new Memory(3, 100);
  assert.deepEqual(
    [1, 2, 1, 2].map((each) => isFound(memory, each)),
    [true, true, false, false],
  );
});

test("of more answers the one asked for longest ago goes", () => {
  const memory = new Memory(2, 100);
  for (const each of [1, 2, 1, 3]) isFound(memory, each);
  assert.equal(isFound(memory, 1), false);
  assert.equal(isFound(memory, 2), true);
});

test("all answers together stay within their room, but for the last", () => {
  const memory = new Memory(10, 100);
  for (const each of [40, 50]) isFound(memory, each);
  isFound(memory, 30);
  assert.equal(memory.used, 80);
  isFound(memory, 400);
  assert.equal(memory.used, 400);
  assert.equal(isFound(memory, 400), false);
  isFound(memory, 1);
  assert.equal(memory.used, 1);
});
