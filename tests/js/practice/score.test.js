import assert from "node:assert/strict";
import { test } from "node:test";

import { gaveUp, hinted, newRecord, scoreOf, tried } from "../../../static/js/practice/score.js";

/** w wrong, r right, h a hint, s shown. @param {string} story @param {number} flat */
function recordOf(story, flat = 4) {
  return [...story].reduce((record, event) => {
    if (event === "h") return hinted(record, flat);
    if (event === "s") return gaveUp(record, flat);
    return tried(record, flat, event === "r");
  }, newRecord());
}

/** @type {[string, number][]} */
const STORIES = [
  ["", 0],
  ["w", 0],
  ["h", 0],
  ["r", 3],
  ["wr", 2],
  ["hr", 2],
  ["whr", 1],
  ["hwr", 1],
  ["wwr", 1],
  ["wwwwwr", 1],
  ["hhhr", 1],
  ["s", 0],
  ["whs", 0],
  // What comes after the end changes nothing.
  ["rw", 3],
  ["rh", 3],
  ["rs", 3],
  ["sr", 0],
  ["wrhw", 2],
];

for (const [story, points] of STORIES) {
  test(`the story "${story}" is worth ${points}`, () => {
    const isOver = /[rs]/.test(story);
    assert.deepEqual(scoreOf(recordOf(story), [4]), {
      points,
      most: 3,
      right: points > 0 ? 1 : 0,
      answered: isOver ? 1 : 0,
    });
  });
}

test("a score is of the cells asked only", () => {
  let record = recordOf("wr", 4);
  record = tried(record, 9, true);
  record = gaveUp(record, 2);
  record = tried(record, 100, true);
  assert.deepEqual(scoreOf(record, [4, 9, 2, 7]), { points: 5, most: 12, right: 2, answered: 3 });
  assert.deepEqual(scoreOf(record, []), { points: 0, most: 0, right: 0, answered: 0 });
});

test("a record is never changed, a new one is made", () => {
  const first = newRecord();
  const second = tried(first, 4, false);
  const third = hinted(second, 4);
  assert.equal(first.answers.size, 0);
  assert.deepEqual(second.answers.get(4), { tries: 1, hints: 0, right: false, gaveUp: false });
  assert.deepEqual(third.answers.get(4), { tries: 1, hints: 1, right: false, gaveUp: false });
  assert.equal(newRecord().answers.size, 0);
});
