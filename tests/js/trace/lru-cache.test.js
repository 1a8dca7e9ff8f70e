import assert from "node:assert/strict";
import { test } from "node:test";

import { Memory } from "../../../static/js/trace/lru-cache.js";

const ABOUT = {};
/** What an answer costs besides its own weight. */
const PLACE = 200;

/** @param {Memory} memory @param {number} bytes @param {object} [about] @returns {boolean} whether it was found anew */
function isFound(memory, bytes, about = ABOUT) {
  let found = false;
  const find = () => {
    found = true;
    return { bytes };
  };
  const answer = memory.ask(about, String(bytes), find, (each) => each.bytes - PLACE);
  assert.equal(answer.bytes, bytes);
  assert.ok(memory.used <= memory.room, `${memory.used} of ${memory.room}`);
  return found;
}

test("an answer is found once", () => {
  const memory = new Memory(100_000);
  assert.deepEqual(
    [1000, 2000, 1000, 2000].map((each) => isFound(memory, each)),
    [true, true, false, false],
  );
  assert.equal(memory.used, 3000);
});

test("one question about two rules has two answers", () => {
  const memory = new Memory(100_000);
  assert.deepEqual([isFound(memory, 1000), isFound(memory, 1000, {})], [true, true]);
});

test("where there is no room the one used longest ago goes, whatever it is about", () => {
  const memory = new Memory(10_000);
  const other = {};
  for (let k = 0; k < 9; k++) isFound(memory, 1100 + k, k % 2 === 0 ? ABOUT : other);
  assert.equal(isFound(memory, 1100), false);
  isFound(memory, 1200);
  assert.equal(isFound(memory, 1100), false, "it was used since");
  assert.equal(isFound(memory, 1101, other), true, "it was the oldest");
});

test("what others keep counts as well, and is dropped in its turn", () => {
  const memory = new Memory(10_000);
  /** @type {string[]} */
  const dropped = [];
  const held = ["one", "two", "three"].map((name) => ({
    bytes: 3000,
    drop: () => void dropped.push(name),
  }));
  for (const each of held) memory.keep(each);
  memory.touch(held[0]);
  for (let k = 0; k < 3; k++) isFound(memory, 1100 + k);
  assert.deepEqual(dropped, ["two"]);
  assert.ok(memory.held.has(held[0]) && !memory.held.has(held[1]));
});

test("a very large answer is held weakly: it takes no room, and others stay", () => {
  const memory = new Memory(10_000);
  isFound(memory, 1000);
  isFound(memory, 900_000);
  assert.equal(memory.used, 1000 + PLACE);
  assert.equal(isFound(memory, 900_000), false, "within one task it is still there");
  assert.equal(isFound(memory, 1000), false);
});

test("whatever is asked for, the budget is never passed", () => {
  const memory = new Memory(20_000);
  for (let k = 0; k < 5000; k++) isFound(memory, 201 + ((k * 7919) % 4000));
  assert.ok(memory.held.size > 5);
});
