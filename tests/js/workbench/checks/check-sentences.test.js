import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { differenceLine } from "../../../../static/js/workbench/checks/check-sentences.js";

/** @param {string} language @returns {Record<string, string>} */
const wordsIn = (language) =>
  JSON.parse(
    readFileSync(new URL(`../../../../app/i18n/${language}.json`, import.meta.url), "utf8"),
  ).words;

const FOUND = {
  ...{ tensor: "grad_input", cells: 3, of: 3, max_error: 0, agrees: true },
  ...{ unseen: 0, step: 1 },
};

/** @param {Partial<typeof FOUND>} found */
const said = (found) => differenceLine({ ...FOUND, ...found }, "D", wordsIn("en"));

test("cells raised by 1 are said to be, with the distance that rounding makes", () => {
  const line =
    "D: 3 of 3 cells raised by 1, one at a time. Each time, the loss rose by exactly the gradient.";
  assert.equal(said({}), line);
  assert.equal(said({ max_error: 0.5 }), `${line} Largest difference: 0.5, due to rounding.`);
});

test("a larger step is said in the place of 1", () => {
  assert.match(
    said({ step: 1024 }),
    /^D: 3 of 3 cells raised one at a time, by up to 1.?024, because /,
  );
  assert.doesNotMatch(said({ step: 1024 }), /raised by 1,/);
});

test("cells that rounding hides are not among those that agree", () => {
  const line = said({ cells: 2, unseen: 1 });
  assert.match(line, /^D: 2 of 3 cells .*1 of 3 cells could not be checked\./);
  assert.match(said({ cells: 0, unseen: 3 }), /^D: 3 of 3 cells could not be checked\./);
});

test("a difference is said as well where other cells are hidden", () => {
  const line = said({ cells: 2, unseen: 1, agrees: false, max_error: 4 });
  assert.match(
    line,
    /differs from the gradient by up to 4\. .*1 of 3 cells could not be checked\./,
  );
});

test("nothing is left to fill in, in any language", () => {
  for (const language of ["en", "zh-CN"]) {
    for (const agrees of [true, false]) {
      const found = { ...FOUND, unseen: 2, step: 4, max_error: 1, agrees };
      assert.doesNotMatch(differenceLine(found, "D", wordsIn(language)), /\{|undefined/);
    }
  }
});
