import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Root } from "../../../../static/js/markup/root.js";
import { LayoutQuestion } from "../../../../static/js/workbench/import/layout-question.js";

const TEXTS = {
  axes_asked: "The shape is {shape}.",
  means_NHWC: "last",
  means_NCHW: "first",
  channels_many: "{count} channels of {size}",
};

class Dialog extends EventTarget {
  returnValue = "";
  /** What was asked each time that it was opened. @type {string[]} */
  asked = [];

  showModal() {
    this.asked.push(this.shape.textContent);
  }

  /** @param {string} [value] none where it is cancelled */
  async close(value) {
    if (value !== undefined) this.returnValue = value;
    this.dispatchEvent(new Event("close"));
    await new Promise((done) => setImmediate(done));
  }

  shape = { textContent: "" };

  /** The button of each answer. */
  querySelector() {
    return { textContent: "" };
  }
}

/** @type {Dialog} */
let dialog;
/** @type {Root} */
let root;

beforeEach(() => {
  dialog = new Dialog();
  const parts = new Map(
    /** @type {[string, unknown][]} */ ([
      ["#first-layout-question", dialog],
      ["#first-layout-shape", dialog.shape],
    ]),
  );
  const element = {
    dataset: { ids: "first-" },
    querySelector: (/** @type {string} */ selector) => parts.get(selector) ?? null,
  };
  root = new Root(/** @type {any} */ (element));
});

/** @param {LayoutQuestion} question @param {number[]} shape */
const ask = (question, shape) => question.ask(shape, [{ layout: "NCHW", input: [1, 2, 3, 4] }]);

test("the answer is the layout that was chosen, and null where the dialog is cancelled", async () => {
  const question = new LayoutQuestion(root, TEXTS);
  for (const layout of ["NCHW", "NHWC", null]) {
    const answer = ask(question, [4, 2, 3]);
    await new Promise((done) => setImmediate(done));
    await dialog.close(layout ?? undefined);
    assert.equal(await answer, layout);
  }
});

test("a question that comes while another is open waits for its turn", async () => {
  const question = new LayoutQuestion(root, TEXTS);
  const [one, other] = [ask(question, [4, 2, 3]), ask(question, [9, 9, 9])];
  await new Promise((done) => setImmediate(done));
  assert.deepEqual(dialog.asked, ["The shape is (4, 2, 3)."]);
  await dialog.close("NHWC");
  assert.deepEqual(dialog.asked, ["The shape is (4, 2, 3).", "The shape is (9, 9, 9)."]);
  await dialog.close("NCHW");
  assert.deepEqual(await Promise.all([one, other]), ["NHWC", "NCHW"]);
});
