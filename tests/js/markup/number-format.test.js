import assert from "node:assert/strict";
import { test } from "node:test";

import { formatCell, formatFactor, formatNumber } from "../../../static/js/markup/number-format.js";

/** @type {[number, string, string][]} the value, written out, and in a cell */
const CASES = [
  [0, "0", "0"],
  [-0, "0", "0"],
  [7, "7", "7"],
  [-7, "\u22127", "\u22127"],
  [9999999, "9999999", "9999999"],
  [10000000, "10000000", "1e7"],
  [-1.5e12, "\u22121500000000000", "\u22121.5e12"],
  [2 ** 53, "9.0072e15", "9.01e15"],
  [0.5, "0.5", "0.5"],
  [-2.5, "\u22122.5", "\u22122.5"],
  [1 / 3, "0.3333333", "0.3333"],
  [0.1 + 0.2, "0.3", "0.3"],
  [123.456789, "123.4568", "123.5"],
  [0.001, "0.001", "0.001"],
  [-0.28391, "\u22120.28391", "\u22120.2839"],
  [-0.00123456, "\u22120.00123456", "\u22120.0012"],
  [-1.234e12, "\u22121234000000000", "\u22121.2e12"],
  [0.00012345, "1.2345e\u22124", "1.23e\u22124"],
];

for (const [value, text, inCell] of CASES) {
  const name = Object.is(value, -0) ? "-0" : value;
  test(`${name} is written ${text}, and ${inCell} in a cell`, () => {
    assert.equal(formatNumber(value), text);
    assert.equal(formatCell(value), inCell);
  });
}

test("a decimal has at most as many characters as its cell has room for, as long as a digit can be spared", () => {
  assert.equal(formatCell(-0.28391, 6), "\u22120.284");
  assert.equal(formatCell(-0.28391, 5), "\u22120.28");
  assert.equal(formatCell(1234.5, 5), "1.2e3");
  assert.equal(formatCell(-1.23e-10, 5), "\u22121e\u221210");
  assert.equal(formatCell(-1234567, 5), "\u22121234567");
});

test("a rounded number never looks like a whole one", () => {
  assert.equal(formatCell(123456.789), "1.23e5");
  assert.equal(formatNumber(12345678.9), "1.23457e7");
  assert.equal(formatCell(99.99999), "1e2");
});

test("a negative factor stands in parentheses", () => {
  assert.equal(formatFactor(-3), "(\u22123)");
  assert.equal(formatFactor(3), "3");
  assert.equal(formatFactor(-0), "0");
});
