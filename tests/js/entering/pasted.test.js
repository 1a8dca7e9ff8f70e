import assert from "node:assert/strict";
import { test } from "node:test";

import { parsePasted } from "../../../static/js/entering/pasted.js";

/** @param {string} text @param {number[]} shape @param {number[]} data */
function assertRead(text, shape, data) {
  assert.deepEqual(parsePasted(text), { shape, data }, JSON.stringify(text));
}

/** @param {string} text @param {Record<string, string|number>} problem */
function assertRefused(text, problem) {
  assert.deepEqual(parsePasted(text), { problem }, JSON.stringify(text));
}

const SQUARE = [1, 2, 3, 4];

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
});

test("arrays with names are refused as such, and not as wrong numbers", () => {
  for (const text of ['{"input":[[1,2],[3,4]]}', " {\n 'x' : [1] }", '{"": 1}']) {
    assertRefused(text, { id: "named" });
  }
  assertRead("{1, 2}", [2], [1, 2]);
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

test("lists of JSON and Python have an axis for each level", () => {
  assertRead("[[1, 2], [3, 4]]", [2, 2], SQUARE);
  assertRead("((1, 2), (3, 4),)", [2, 2], SQUARE);
  assertRead("{{1, 2}, {3, 4}}", [2, 2], SQUARE);
  assertRead("[1, 2], [3, 4],", [2, 2], SQUARE);
  assertRead("[[[[1],[2]],[[3],[4]]]]", [1, 2, 2, 1], SQUARE);
  assertRead("x = [1, -2.5e1]", [2], [1, -25]);
});

test("arrays are read as libraries print them", () => {
  for (const text of [
    "[[1. 2.]\n [3. 4.]]",
    "array([[1., 2.],\n       [3., 4.]], dtype=float32)",
    "np.array([[1, 2], [3, 4]], dtype=np.int8)",
    "x = torch.tensor([[1., 2.],\n        [3., 4.]], device='cuda:0', grad_fn=<AddBackward0>)",
    "Parameter containing:\ntensor([[1., 2.],\n        [3., 4.]], requires_grad=True)",
    "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)",
    "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n [3., 4.]], dtype=float32)>",
    "Tensor(shape=[2, 2], dtype=float32, place=Place(cpu), stop_gradient=True,\n [[1., 2.], [3., 4.]])",
    "[array([1., 2.], dtype=float32), array([3., 4.], dtype=float32)]",
    "[[np.float64(1.0), np.float64(2.0)], [np.float64(3.0), np.float64(4.0)]]",
  ]) {
    assertRead(text, [2, 2], SQUARE);
  }
  assertRead("tensor(5.)", [], [5]);
});

test("matrices of MATLAB are read", () => {
  for (const text of ["[1 2; 3 4]", "A = [1, 2; 3, 4];", "[1 2\n3 4;]", "1 2; 3 4", "1, 2; 3, 4"]) {
    assertRead(text, [2, 2], SQUARE);
  }
  assertRead("A =\n\n     1     2\n     3     4\n\n", [2, 2], SQUARE);
  assertRead("[1;2;3]", [3, 1], [1, 2, 3]);
});

test("true minus signs, fullwidth characters and odd spaces are read as plain ones", () => {
  assertRead("\u22121\u00a0\u20132", [1, 2], [-1, -2]);
  assertRead("\uff3b\uff3b\uff11\uff0e\uff15\uff0c\uff0d\uff12\uff3d\uff3d", [1, 2], [1.5, -2]);
  assertRead("[1 2\uff1b3 4]", [2, 2], SQUARE);
  assertRead("\ufeff1\u3000\u200b2", [1, 2], [1, 2]);
  assertRefused("10\u00b2", { id: "number", text: "10\u00b2", row: 1, column: 1 });
});

test("what is no number is refused with its place and no more than 20 characters of it", () => {
  assertRefused("1\t2\n3\tabc", { id: "number", text: "abc", row: 2, column: 2 });
  assertRefused("[[1, 2], [3, abc]]", { id: "number", text: "abc", row: 2, column: 2 });
  assertRefused("[1 2; 3 x]", { id: "number", text: "x", row: 2, column: 2 });
  assertRefused("x".repeat(99), { id: "number", text: `${"x".repeat(19)}…`, row: 1, column: 1 });
  assertRefused("1\t(5)", { id: "number", text: "(5)", row: 1, column: 2 });
  assertRefused("(5)\t(6)", { id: "number", text: "(5)", row: 1, column: 1 });
  for (const text of ["0x10", "1_000", "1j", "5%", "1e", ".", "+", "1.2.3", "true", "--1"]) {
    assertRefused(text, { id: "number", text, row: 1, column: 1 });
  }
});

test("numbers past the range and those that are none are told apart", () => {
  assertRefused("1 1e400", { id: "range", text: "1e400", row: 1, column: 2 });
  assertRefused("[[1], [-1e400]]", { id: "range", text: "-1e400", row: 2, column: 1 });
  for (const text of ["nan", "NaN", "-inf", "Infinity", "\u221e"]) {
    assertRefused(`1,${text}`, { id: "notfinite", text, row: 1, column: 2 });
  }
});

test("rows of unlike lengths, empty cells and elided rows are refused", () => {
  assertRefused("1 2\n3", { id: "ragged", row: 2, length: 1, first: 2 });
  assertRefused("1\t2\n3\t4\t5", { id: "ragged", row: 2, length: 3, first: 2 });
  assertRefused("[[1, 2], [3]]", { id: "ragged", row: 2, length: 1, first: 2 });
  assertRefused("[[1, 2], []]", { id: "ragged", row: 2, length: 0, first: 2 });
  assertRefused("1\t\t3", { id: "blank", row: 1, column: 2 });
  assertRefused("1\t\n2\t3", { id: "blank", row: 1, column: 2 });
  assertRefused("\t2\n3\t", { id: "blank", row: 1, column: 1 });
  assertRefused("[1,,2]", { id: "blank", row: 1, column: 2 });
  assertRefused("[[1],,[2]]", { id: "blank", row: 2, column: 1 });
  assertRefused("[[1],[,2]]", { id: "blank", row: 2, column: 1 });
  assertRefused("[[0., ..., 1.]]", { id: "elided", row: 1, column: 2 });
  assertRefused("0 \u2026 1", { id: "elided", row: 1, column: 2 });
});

test("brackets that do not pair, go too deep or mix levels are refused", () => {
  assertRefused("[[1, 2]", { id: "brackets", text: "[", row: 1 });
  assertRefused("[1, 2]]", { id: "brackets", text: "]", row: 1 });
  assertRefused("[1, 2)", { id: "brackets", text: ")", row: 1 });
  assertRefused("[1 2; 3", { id: "brackets", text: "[", row: 1 });
  assertRefused("[[[[[1]]]]]", { id: "deep", most: 4 });
  assertRefused("[1, [2]]", { id: "mixed", text: "[", row: 1 });
  assertRefused("[[1], 2]", { id: "mixed", text: "2", row: 2 });
});

test("nothing, and more than is taken, is refused", () => {
  for (const text of ["", " \r\n\t", "[]", "[[], []]", "array([], dtype=float64)", "\t\t\n"]) {
    assertRefused(text, { id: "empty" });
  }
  assert.deepEqual(parsePasted("1 2\n3 4", { most: 4 }), { shape: [2, 2], data: SQUARE });
  for (const text of ["1 2\n3 4", "[[1,2],[3,4]]", "[1 2;3 4]"]) {
    assert.deepEqual(parsePasted(text, { most: 3 }), { problem: { id: "many", most: 3 } });
  }
});
