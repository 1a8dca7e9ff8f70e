import assert from "node:assert/strict";
import { test } from "node:test";

import { LruCache } from "../../../static/js/trace/lru-cache.js";

const ABOUT = {};
/** What an answer costs besides its own weight. */
const PLACE = 200;

/** @param {LruCache} cache @param {number} bytes @param {object} [about] @returns {boolean} whether it was found anew */
function isFound(cache, bytes, about = ABOUT) {
  let found = false;
  const find = () => {
    found = true;
    return { bytes };
  };
  const answer = cache.getOrCompute(about, String(bytes), find, (each) => each.bytes - PLACE);
  assert.equal(answer.bytes, bytes);
  assert.ok(cache.used <= cache.room, `${cache.used} of ${cache.room}`);
  return found;
}

test("an answer is found once", () => {
  const cache = new LruCache(100_000);
  assert.deepEqual(
    [1000, 2000, 1000, 2000].map((each) => isFound(cache, each)),
    [true, true, false, false],
  );
  assert.equal(cache.used, 3000);
});

test("one question about two rules has two answers", () => {
  const cache = new LruCache(100_000);
  assert.deepEqual([isFound(cache, 1000), isFound(cache, 1000, {})], [true, true]);
});

test("where there is no room the one used longest ago goes, whatever it is about", () => {
  const cache = new LruCache(10_000);
  const other = {};
  for (let k = 0; k < 9; k++) isFound(cache, 1100 + k, k % 2 === 0 ? ABOUT : other);
  assert.equal(isFound(cache, 1100), false);
  isFound(cache, 1200);
  assert.equal(isFound(cache, 1100), false, "it was used since");
  assert.equal(isFound(cache, 1101, other), true, "it was the oldest");
});

test("what others keep counts as well, and is dropped in its turn", () => {
  const cache = new LruCache(10_000);
  /** @type {string[]} */
  const dropped = [];
  const held = ["one", "two", "three"].map((name) => ({
    bytes: 3000,
    drop: () => void dropped.push(name),
  }));
  for (const each of held) cache.keep(each);
  cache.touch(held[0]);
  for (let k = 0; k < 3; k++) isFound(cache, 1100 + k);
  assert.deepEqual(dropped, ["two"]);
  assert.ok(cache.held.has(held[0]) && !cache.held.has(held[1]));
});

test("a very large answer is held weakly: it takes no room, and others stay", () => {
  const cache = new LruCache(10_000);
  isFound(cache, 1000);
  isFound(cache, 900_000);
  assert.equal(cache.used, 1000 + PLACE);
  assert.equal(isFound(cache, 900_000), false, "within one task it is still there");
  assert.equal(isFound(cache, 1000), false);
});

test("whatever is asked for, the budget is never passed", () => {
  const cache = new LruCache(20_000);
  for (let k = 0; k < 5000; k++) isFound(cache, 201 + ((k * 7919) % 4000));
  assert.ok(cache.held.size > 5);
});
