/** @import {Mistake, Reason} from "../../../static/js/practice/mistakes/index.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatCell, formatNumber } from "../../../static/js/markup/number-format.js";
import { isRight, readAnswer } from "../../../static/js/practice/answer.js";
import { mistakesOf, LIKELIHOOD, pairsIn } from "../../../static/js/practice/mistakes/index.js";
import { questionOf } from "../../../static/js/practice/question.js";
import { verdictOf } from "../../../static/js/practice/verdict.js";
import { CASES } from "./steps.js";

/** @param {string} text */
function answerOf(text) {
  const answer = readAnswer(text);
  assert.ok("value" in answer, text);
  return answer;
}

/** @param {number} value */
function textsOf(value) {
  return [formatNumber(value), formatCell(value)];
}

test("the right number of every cell is right as the page writes it", () => {
  let count = 0;
  for (const { trace, place, step, cells, label } of CASES) {
    for (const cell of cells) {
      for (const text of textsOf(trace.value(step.writes, cell))) {
        const verdict = verdictOf(trace, place, cell, answerOf(text));
        assert.deepEqual(verdict, { right: true }, `${label} ${cell}: ${text}`);
        count += 1;
      }
    }
  }
  assert.ok(count > 5000, `${count}`);
});

test("a number that no mistake gives is wrong without a reason", () => {
  for (const { trace, place, cells, label } of CASES) {
    for (const cell of cells.slice(0, 10)) {
      const verdict = verdictOf(trace, place, cell, { value: 123457.25, digits: 2 });
      assert.deepEqual(verdict, { right: false, reasons: [] }, `${label} ${cell}`);
    }
  }
});

/** What the cases of one reason gave. @type {Map<string, number>} */
const recognised = new Map();
const IDS = LIKELIHOOD.filter((id) => !["samenumber", "otherzero", "pair"].includes(id));

test("the number of a mistake is met by its reason, unless three likelier ones are", () => {
  for (const { trace, place, step, cells, label } of CASES) {
    for (const cell of cells.filter((_, k) => k % 3 === 0)) {
      const right = trace.value(step.writes, cell);
      const mistakes = mistakesOf(trace, place, cell);
      const numbers = new Map(mistakes.map((mistake) => [mistake.value, mistake]));
      for (const value of numbers.keys()) {
        const about = `${label} ${cell}: ${value} for ${right}`;
        assert.notEqual(value, right, about);
        const answer = answerOf(formatNumber(value));
        const verdict = verdictOf(trace, place, cell, answer);
        assert.ok(!verdict.right, about);
        checkReasons(verdict.reasons, mistakes, value, about);
      }
    }
  }
});

/** @param {Reason[]} reasons @param {Mistake[]} mistakes of the cell @param {number} value @param {string} about */
function checkReasons(reasons, mistakes, value, about) {
  const wanted = LIKELIHOOD.filter((id) =>
    mistakes.some((mistake) => mistake.id === id && Math.abs(mistake.value - value) < 1e-9),
  );
  const isTurned = mistakes.some(
    ({ id, detail, value: given }) =>
      id === "sign" && detail.kind === "all" && Math.abs(given - value) < 1e-9,
  );
  if (isTurned) wanted.unshift(...wanted.splice(wanted.indexOf("sign"), 1));
  assert.deepEqual(
    reasons.map(({ id }) => id),
    wanted.slice(0, 3),
    about,
  );
  for (const reason of reasons) {
    assert.ok(Math.abs(reason.value - value) < 1e-9, about);
    recognised.set(reason.id, (recognised.get(reason.id) ?? 0) + 1);
  }
}

for (const id of IDS) {
  test(`${id} was recognised often enough to tell`, () => {
    assert.ok((recognised.get(id) ?? 0) >= 20, `${recognised.get(id)}`);
  });
}

test("random wrong numbers get only reasons that give them", () => {
  let named = 0;
  let all = 0;
  for (const { trace, place, step, cells, label } of CASES) {
    for (const cell of cells.slice(0, 3)) {
      const right = trace.value(step.writes, cell);
      /** @type {Reason[]} */
      const mistakes = [
        ...mistakesOf(trace, place, cell),
        ...pairsIn(questionOf(trace, place, cell)),
      ];
      for (let value = Math.round(right) - 15; value <= right + 15; value++) {
        const answer = { value, digits: 0 };
        const verdict = verdictOf(trace, place, cell, answer);
        assert.equal(verdict.right, value === right, `${label} ${cell}: ${value}`);
        if (verdict.right) continue;
        all += 1;
        if (verdict.reasons.length > 0) named += 1;
        for (const { id, value: given } of verdict.reasons) {
          assert.ok(isRight(answer, given), `${label} ${cell}: ${value} is not ${given}`);
          assert.ok(mistakes.some((mistake) => mistake.id === id && mistake.value === given));
        }
        const ids = verdict.reasons.map((reason) => reason.id);
        assert.equal(new Set(ids).size, ids.length);
        assert.ok(ids.length <= 3);
      }
    }
  }
  assert.ok(named > 0 && named < all, `${named} of ${all}`);
});
