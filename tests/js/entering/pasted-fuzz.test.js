import assert from "node:assert/strict";
import { test } from "node:test";

import { parsePasted } from "../../../static/js/entering/pasted.js";

const PIECES = [
  ..."0123456789.,;[](){}\t\n\r -+eE\"'=<>:_xn\u2212\uff11\uff0c\u2026\ufdd0\ud800\u00e9",
  ...["1.5", "-2", "1e400", "nan", "inf", "...", "array(", "tensor([", "dtype=float32", ", dtype="],
  ...["], ", "[[", "]]", "np.float64(", "x = ", "<tf.Tensor: numpy=", "\r\n", "1,2", "; ", "\t\t"],
];
const IDS =
  "empty named number range notfinite ragged elided brackets deep many mixed blank ambiguous".split(
    " ",
  );
// What is read in squared time takes minutes.
const LIMIT_CPU_MILLISECONDS = 20_000;

/** @param {number} seed */
function randomizer(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {string} text @param {number} most */
function assertSound(text, most) {
  const read = parsePasted(text, { most });
  const said = JSON.stringify(text.slice(0, 200));
  if ("problem" in read) {
    assert.ok(IDS.includes(read.problem.id), said);
    for (const field of ["row", "column"]) assert.ok(Number(read.problem[field] ?? 1) >= 1, said);
    assert.ok(Array.from(String(read.problem.text ?? "")).length <= 20, said);
    return;
  }
  const { shape, data } = read;
  assert.equal(
    data.length,
    shape.reduce((count, size) => count * size, 1),
    said,
  );
  assert.ok(shape.length <= 4 && data.length >= 1 && data.length <= most, said);
  assert.ok(data.every(Number.isFinite), said);
}

test("no text throws, and what is read has the shape that it says", () => {
  const random = randomizer(20260802);
  for (let round = 0; round < 30_000; round++) {
    const length = random(24);
    const text = Array.from({ length }, () => PIECES[random(PIECES.length)]).join("");
    assertSound(text, 50);
  }
});

test("what is read is what was written, in every form", () => {
  const random = randomizer(7);
  for (let round = 0; round < 500; round++) {
    const [rows, cols] = [1 + random(5), 1 + random(5)];
    const table = Array.from({ length: rows }, () =>
      Array.from({ length: cols }, () => (random(20001) - 10000) / 100),
    );
    const wanted = { shape: [rows, cols], data: table.flat() };
    const lines = (/** @type {string} */ by) => table.map((row) => row.join(by));
    for (const text of [
      lines("\t").join("\r\n"),
      lines(",").join("\n"),
      lines("  ").join("\n"),
      lines(";").join("\n"),
      cols > 1 ? lines(";").join("\n").replaceAll(".", ",") : lines("\t").join("\n"),
      JSON.stringify(table),
      `array(${JSON.stringify(table)}, dtype=float64)`,
      `[${lines(" ")
        .map((line) => `[${line}]`)
        .join("\n ")}]`,
      `[${lines(" ").join("; ")}; ]`,
      JSON.stringify(table).replaceAll("-", "\u2212"),
    ]) {
      assert.deepEqual(parsePasted(text), wanted, text);
    }
  }
});

for (const [name, piece, around] of [
  ["a spreadsheet", "-1.25\t0.75\t3\t4.5\n", ["", ""]],
  ["nested lists", "[1.25, -2.5, 3.75],\n", ["array([", "[1, 2, 3]], dtype=float32)"]],
  ["a matrix", "1.25 2.5 3.75;", ["[", "]"]],
  ["one long line", "1.25, ", ["", "1"]],
  ["digits", "9", ["", ""]],
  ["spaces", " ", ["1", "x"]],
  ["tabs", "\t", ["1", "x"]],
  ["commas", ", ", ["(", ""]],
  ["open brackets", "[", ["", ""]],
  ["calls", "array(", ["", ""]],
  ["words with points", "a.", ["", "("]],
  ["options", ",dtype=", ["(", ""]],
  ["empty lines", "\r\n", ["", ""]],
]) {
  test(`two million characters of ${name} are read or refused at once`, () => {
    const text = around[0] + String(piece).repeat(2_000_000 / piece.length) + around[1];
    const began = process.cpuUsage();
    assertSound(text, 2_000_000);
    const { user, system } = process.cpuUsage(began);
    const spent = (user + system) / 1000;
    assert.ok(spent < LIMIT_CPU_MILLISECONDS, `${spent} ms of processor time`);
  });
}
