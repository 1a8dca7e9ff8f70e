/**
 * The page binds to kinds of axes, to roles and to lists that come with a trace: no name of a tensor and no letter
 * of an axis stands in it, but for the fields of a request in one table.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { REQUEST_TENSORS } from "../../../static/js/workbench/request.js";
import { PRESETS, presetFixture } from "../fixtures.js";

const ROOT = new URL("../../../static/js/", import.meta.url);
/** What is sent to the API has these fields. */
const TABLE = "workbench/request.js";
/** Strings that HTML, a style sheet or a keyboard takes: elements and events, a class, keys. */
const NOT_OF_A_TRACE = [
  /\bel\(\s*"\w+"/g,
  /\b(?:addEventListener|querySelector|createElement)\("\w+"/g,
  /\bclass: "\w+"/g,
  /\bkeys: \[[^\]]*\]/g,
];
const STRING = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;
const KEY = /[{,]\s*(\w+):/g;

const wires = PRESETS.map((name) => presetFixture(name).trace);
const tensors = new Set(wires.flatMap((wire) => wire.tensors.map(({ name }) => name)));
const axes = new Set(
  wires.flatMap((wire) => wire.tensors.flatMap(({ axes: own }) => own.map(({ axis }) => axis))),
);

/** @param {string} source @returns {string} without its comments and what is not of a trace */
function bare(source) {
  const code = source.replace(/\/\*[^]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  return NOT_OF_A_TRACE.reduce((rest, pattern) => rest.replace(pattern, ""), code);
}

/** @param {string} source @returns {string[]} what names a tensor or an axis in it */
function namesIn(source) {
  const code = bare(source);
  const strings = [...code.matchAll(STRING)].map(([, , text]) => text);
  const keys = [...code.matchAll(KEY)].map(([, key]) => key);
  return [
    ...strings.filter((text) => tensors.has(text) || axes.has(text)),
    ...keys.filter((key) => axes.has(key)),
  ];
}

test("a list of known names is found wherever one stands", () => {
  assert.deepEqual(namesIn(`const A = ["grad_weight", 'u'];`), ["grad_weight", "u"]);
  assert.deepEqual(namesIn("const B = { n: 1, y: 2 };"), ["n", "y"]);
  assert.deepEqual(namesIn(`el("input", { class: "loss" }); // "input"`), []);
});

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".js"),
);

for (const file of files) {
  if (file === TABLE) continue;
  test(`${file} knows no tensor and no axis by name`, () => {
    assert.deepEqual(namesIn(readFileSync(new URL(file, ROOT), "utf8")), []);
  });
}

test("the table of a request's fields is what every trace is given", () => {
  for (const { given } of wires) {
    assert.deepEqual(
      REQUEST_TENSORS.filter((name) => given.includes(name)),
      given,
    );
  }
  assert.ok(files.includes(TABLE));
  assert.deepEqual(new Set(wires.flatMap(({ given }) => given)), new Set(REQUEST_TENSORS));
});
