import assert from "node:assert/strict";
import { test } from "node:test";

import { isTable, readTable } from "../../../../static/js/workbench/import/table.js";

/** @param {string} text @param {number[]} shape @param {number[]} data */
function assertRead(text, shape, data) {
  assert.ok(isTable(text), JSON.stringify(text));
  assert.deepEqual(readTable(text), { shape, data }, JSON.stringify(text));
}

/** @param {string} text @param {Record<string, string|number>} problem */
function assertRefused(text, problem) {
  assert.ok(isTable(text), JSON.stringify(text));
  assert.deepEqual(readTable(text), { problem }, JSON.stringify(text));
}

const SQUARE = [1, 2, 3, 4];

test("rows of cells are read here, what has brackets or names by the server", () => {
  for (const text of ["1 2\n3 4", "1\t2", "-1.5e3, nan", "1 abc", "", "1 2; 3 4"]) {
    assert.ok(isTable(text), text);
  }
  for (const text of [
    "[[1, 2]]",
    "tensor([1.])",
    "x = 1 2",
    '{"input": [[1]]}',
    "curl -s http://host/ -d @-",
    "input: 1 2",
    "\uff3b1\uff3d",
    "<tf.Tensor: numpy=1>",
    "(5)\t(6)",
  ]) {
    assert.ok(!isTable(text), text);
  }
});

test("cells of a spreadsheet are read, whatever ends a row and with empty columns around", () => {
  for (const text of [
    "1\t2\n3\t4",
    "1\t2\r\n3\t4\r\n",
    "1\t2\r3\t4\r",
    "1\t2\t\n3\t4\t\n\t\t\n",
    "\t1\t2\n\t3\t4",
    "1\t 2 \n\n3\t4",
  ]) {
    assertRead(text, [2, 2], SQUARE);
  }
});

test("commas and semicolons part cells, with a decimal comma beside semicolons and tabs", () => {
  assertRead("1,2\n3,4\n", [2, 2], SQUARE);
  assertRead('"1", "2"\n"3", "4"', [2, 2], SQUARE);
  assertRead("1,2,\n3,4,", [2, 2], SQUARE);
  assertRead("1,5;2,5\n3;-4e1", [2, 2], [1.5, 2.5, 3, -40]);
  assertRead("0,5\t2", [1, 2], [0.5, 2]);
  assertRead("1.5;2", [1, 2], [1.5, 2]);
  assertRead("1 2; 3 4", [2, 2], SQUARE);
  assertRead("1, 2; 3, 4", [2, 2], SQUARE);
});

test("a comma that may part thousands is not guessed at", () => {
  assertRefused("1,234\t5", { id: "ambiguous", text: "1,234", row: 1, column: 1 });
  assertRead("1,234\t5,5", [1, 2], [1.234, 5.5]);
  assertRead("0,234\t5", [1, 2], [0.234, 5]);
  assertRefused("1.5\t2,5", { id: "number", text: "2,5", row: 1, column: 2 });
});

test("columns of text and a single number are a table", () => {
  assertRead("  1  2\n  3  4\n", [2, 2], SQUARE);
  assertRead("5", [1, 1], [5]);
  assertRead("-0", [1, 1], [0]);
  assertRead("1\n2\n3", [3, 1], [1, 2, 3]);
});

test("true minus signs, fullwidth characters and odd spaces are read as plain ones", () => {
  assertRead("\u22121\u00a0\u20132", [1, 2], [-1, -2]);
  assertRead("\uff11\uff0e\uff15\uff0c\uff0d\uff12", [1, 2], [1.5, -2]);
  assertRead("\ufeff1\u3000\u200b2", [1, 2], [1, 2]);
  assertRefused("10\u00b2", { id: "number", text: "10\u00b2", row: 1, column: 1 });
});

test("what is no number is refused with its place and no more than 20 characters of it", () => {
  assertRefused("1\t2\n3\tabc", { id: "number", text: "abc", row: 2, column: 2 });
  assertRefused("x".repeat(99), { id: "number", text: `${"x".repeat(19)}…`, row: 1, column: 1 });
  for (const text of ["0x10", "1_000", "1j", "5%", "1e", ".", "+", "1.2.3", "true", "--1"]) {
    assertRefused(text, { id: "number", text, row: 1, column: 1 });
  }
  assertRefused("1 1e400", { id: "range", text: "1e400", row: 1, column: 2 });
  for (const text of ["nan", "NaN", "-inf", "Infinity", "\u221e"]) {
    assertRefused(`1,${text}`, { id: "notfinite", text, row: 1, column: 2 });
  }
});

test("rows of unlike lengths, empty cells and elided rows are refused", () => {
  assertRefused("1 2\n3", { id: "ragged", row: 2, length: 1, first: 2 });
  assertRefused("1\t2\n3\t4\t5", { id: "ragged", row: 2, length: 3, first: 2 });
  assertRefused("1\t\t3", { id: "blank", row: 1, column: 2 });
  assertRefused("1\t\n2\t3", { id: "blank", row: 1, column: 2 });
  assertRefused("\t2\n3\t", { id: "blank", row: 1, column: 1 });
  assertRefused("0 \u2026 1", { id: "elided", row: 1, column: 2 });
});

test("nothing, and more than is taken, is refused", () => {
  for (const text of ["", " \r\n\t", "\t\t\n"]) assertRefused(text, { id: "empty" });
  assert.deepEqual(readTable("1 2\n3 4", 4), { shape: [2, 2], data: SQUARE });
  assert.deepEqual(readTable("1 2\n3 4", 3), { problem: { id: "many", most: 3 } });
});

test("what is read is what was written, in every form", () => {
  const value = (/** @type {number} */ at) => ((at * 7919) % 20001) / 100 - 100;
  for (let rows = 1; rows < 6; rows++) {
    for (let cols = 1; cols < 6; cols++) {
      const table = Array.from({ length: rows }, (_, row) =>
        Array.from({ length: cols }, (_, col) => value(31 * row + 7 * col + rows)),
      );
      const wanted = { shape: [rows, cols], data: table.flat() };
      const lines = (/** @type {string} */ by) => table.map((row) => row.join(by)).join("\n");
      for (const by of ["\t", ",", "  ", ";"]) assert.deepEqual(readTable(lines(by)), wanted);
      if (cols > 1) assert.deepEqual(readTable(lines(";").replaceAll(".", ",")), wanted);
    }
  }
});

for (const piece of ["-1.25\t0.75\t3\t4.5\n", "1.25, ", "1.25 2.5 3.75;", "9", "\t", " ", "\r\n"]) {
  test(`a million characters of ${JSON.stringify(piece)} take time in proportion`, () => {
    const cost = (/** @type {number} */ length) => {
      const text = piece.repeat(length / piece.length);
      const { user } = process.cpuUsage();
      assert.ok(isTable(text));
      readTable(text, 2_000_000);
      return process.cpuUsage().user - user;
    };
    cost(10_000);
    // Eight times the text costs eight times as much, not sixty-four times.
    assert.ok(cost(1_000_000) < 32 * cost(125_000) + 100_000);
  });
}
