import assert from "node:assert/strict";
import { test } from "node:test";

import { formatFactor, formatNumber } from "../../static/js/format.js";

/** @type {[number, string][]} */
const CASES = [
  [0, "0"],
  [-0, "0"],
  [7, "7"],
  [-7, "\u22127"],
  [1234567, "1234567"],
  [9999999, "9999999"],
  [10000000, "1.00e7"],
  [0.5, "0.5"],
  [1 / 3, "0.3333"],
  [-2.5, "\u22122.5"],
  [123.456789, "123.5"],
  [0.1 + 0.2, "0.3"],
  [0.001, "0.001"],
  [0.00012345, "1.23e\u22124"],
  [-1.5e12, "\u22121.50e12"],
];

for (const [value, text] of CASES) {
  test(`${Object.is(value, -0) ? "-0" : value} is written ${text}`, () =>
    assert.equal(formatNumber(value), text));
}

test("a negative factor stands in parentheses", () => {
  assert.equal(formatFactor(-3), "(\u22123)");
  assert.equal(formatFactor(3), "3");
  assert.equal(formatFactor(-0), "0");
});
