import assert from "node:assert/strict";
import { test } from "node:test";

import { formatCell, formatNumber } from "../../../static/js/markup/number-format.js";
import { isRight, readAnswer } from "../../../static/js/practice/answer.js";

/** @type {[string, number, number][]} what is typed, its value, its decimals */
const READ = [
  ["7", 7, 0],
  ["  7 ", 7, 0],
  ["+7", 7, 0],
  ["-7", -7, 0],
  ["\u22127", -7, 0],
  ["\u2013 7", -7, 0],
  ["- 7", -7, 0],
  ["-0", 0, 0],
  ["007", 7, 0],
  ["2.50", 2.5, 2],
  [".5", 0.5, 1],
  ["5.", 5, 0],
  ["2,5", 2.5, 1],
  ["\u22122,5", -2.5, 1],
  ["1 000", 1000, 0],
  ["1\u202f234\u202f567", 1234567, 0],
  ["1.23e5", 123000, -3],
  ["1.23E\u22124", 0.000123, 6],
  // The keys of a Chinese keyboard.
  ["\uff11\uff12", 12, 0],
  ["\uff0d\uff13", -3, 0],
  ["\uff0b\uff13", 3, 0],
  ["\uff12\uff0e\uff15", 2.5, 1],
  ["2\u30025", 2.5, 1],
  ["2\uff0c5", 2.5, 1],
  ["7\uff0f2", 3.5, Infinity],
  ["\u30007\u3000", 7, 0],
  ["7/3", 7 / 3, Infinity],
  ["\u22127 / 3", -7 / 3, Infinity],
  ["7/-2", -3.5, Infinity],
  ["6/3", 2, Infinity],
  ["0.6/0.2", 3, Infinity],
];

for (const [text, value, digits] of READ) {
  test(`${JSON.stringify(text)} is read as ${value}`, () => {
    const read = readAnswer(text);
    assert.deepEqual(read, { value, digits });
    assert.ok("value" in read && !Object.is(read.value, -0));
  });
}

/** @type {[string, "empty"|"number"|"range"][]} */
const UNREAD = [
  ["", "empty"],
  [" \u3000 ", "empty"],
  ["abc", "number"],
  ["-", "number"],
  [".", "number"],
  ["1 2", "number"],
  ["1.2.3", "number"],
  ["1,2,3", "number"],
  ["1,234.5", "number"],
  ["--7", "number"],
  ["7/", "number"],
  ["/3", "number"],
  ["7/0", "number"],
  ["1/2/3", "number"],
  ["0x10", "number"],
  ["NaN", "number"],
  ["Infinity", "number"],
  ["3+4", "number"],
  ["1\u00bd", "number"],
  ["e5", "number"],
  ["1e400", "range"],
  ["-1e400", "range"],
  ["1e-400", "range"],
  ["9".repeat(400), "range"],
];

for (const [text, problem] of UNREAD) {
  test(`${JSON.stringify(text.slice(0, 12))} is not read: ${problem}`, () => {
    assert.deepEqual(readAnswer(text), { problem });
  });
}

/** @type {[string, number, boolean][]} */
const JUDGED = [
  ["7", 7, true],
  ["7.0", 7, true],
  ["7.004", 7, false],
  ["6.9999999", 7, false],
  ["-7", 7, false],
  ["21/3", 7, true],
  ["0", 0, true],
  ["0.00", 0.0012, false],
  ["0", -0, true],
  // Noise of floats.
  ["0.3", 0.1 + 0.2, true],
  ["0.30", 0.1 + 0.2, true],
  ["0", 0.1 + 0.2 - 0.3, true],
  ["3", 2.9999999999999996, true],
  ["2.9999", 2.9999999999999996, false],
  // Rounded.
  ["0.33", 1 / 3, true],
  ["0.333", 1 / 3, true],
  ["1/3", 1 / 3, true],
  ["0.3", 1 / 3, false],
  ["0.34", 1 / 3, false],
  ["0.3334", 1 / 3, false],
  ["2.33", 7 / 3, true],
  ["2.3", 7 / 3, false],
  ["2", 7 / 3, false],
  ["\u22122,33", -7 / 3, true],
  ["2.5", 2.5, true],
  ["3", 2.5, false],
  ["0.12", 0.125, true],
  ["0.13", 0.125, true],
  ["0.14", 0.125, false],
  ["0.012", 0.01234, true],
  ["0.01", 0.01234, false],
  ["123.5", 123.456789, true],
  ["123.4", 123.456789, false],
  // As the page writes them.
  ["1.23e7", 12345678, true],
  ["1.24e7", 12345678, false],
  ["12345678", 12345678, true],
  ["12345679", 12345678, false],
];

for (const [text, value, right] of JUDGED) {
  test(`${text} for ${value} is ${right ? "right" : "wrong"}`, () => {
    const answer = readAnswer(text);
    assert.ok("value" in answer);
    assert.equal(isRight(answer, value), right);
  });
}

test("the noise of a sum is as large as what was added up", () => {
  const value = 1e6 + 0.1 - 1e6 - 0.1;
  assert.notEqual(value, 0);
  assert.equal(isRight({ value: 0, digits: 0 }, value), false);
  assert.equal(isRight({ value: 0, digits: 0 }, value, 2e6), true);
});

test("what the page writes is right for any number", () => {
  let state = 1;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let k = 0; k < 20_000; k++) {
    const size = 10 ** Math.floor(next() * 24 - 12);
    const value = (next() - 0.5) * size * (k % 3 === 0 ? 1 : 4);
    for (const text of [formatNumber, formatCell].flatMap((f) => [
      f(value),
      f(Math.round(value)),
    ])) {
      const number = [value, Math.round(value)].some((each) => {
        const answer = readAnswer(text);
        return "value" in answer && isRight(answer, each);
      });
      assert.ok(number, `${text} for ${value}`);
    }
    const shown = readAnswer(formatCell(value));
    assert.ok("value" in shown && isRight(shown, value), `${value}`);
    assert.ok(!isRight({ value: value * 1.2, digits: 9 }, value), `${value}`);
  }
});
