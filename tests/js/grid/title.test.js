import assert from "node:assert/strict";
import { test } from "node:test";

import { titleOf } from "../../../static/js/grid/title.js";
import { traceOf } from "../fixtures.js";

const TEMPLATES = {
  input: "{self}",
  weight: "{self}",
  output: "{self}",
  grad_output: "{self}",
  input_columns: "im2col({self})",
  grad_columns: "gradient of im2col({value})",
  grad_output_padded: "padded {self}",
  bias: "bias {self}",
  article_columns: "article: {self}, image {block}",
};
const article = traceOf("article-multi-channel");

/** @param {string} name @param {number} [block] */
function title(name, block = 0, trace = article) {
  const tensor = trace.tensor(name);
  return titleOf(trace, tensor, tensor.view, block, TEMPLATES);
}

test("a grid of one channel carries that channel on its letter", () => {
  assert.deepEqual(title("input", 2).name, { letter: "X", gradient: false, sub: "", sup: "[3]" });
  assert.equal(title("weight", 4).name?.sup, "{2}[2]");
  assert.equal(title("output", 1).name?.sup, "{2}");
});

test("a copy carries the channel of what it shows, in words of its own", () => {
  const { before, name, after } = title("grad_output_padded", 1);
  assert.deepEqual(
    [before, name, after],
    ["padded ", { letter: "Y", gradient: true, sub: "", sup: "{2}" }, ""],
  );
});

test("a grid over all channels carries none", () => {
  assert.deepEqual(title("input_columns"), {
    before: "im2col(",
    name: { letter: "X", gradient: false, sub: "", sup: "" },
    after: ")",
    group: null,
  });
});

test("the letter of a value stands in a gradient's title without the gradient", () => {
  const { name } = title("grad_columns");
  assert.deepEqual([name?.letter, name?.gradient], ["X", false]);
});

test("a tensor without a template has its own name and no letter", () => {
  const { before, name, after } = title("weight_matrix");
  assert.deepEqual([before, name, after], ["weight_matrix", null, ""]);
});

test("one channel alone is not counted", () => {
  assert.equal(title("input", 0, traceOf("article-single-channel")).name?.sup, "");
});

test("a view that is not the tensor's own is transposed", () => {
  const tensor = article.tensor("input_columns");
  const { draws } = article.step("grad-weight", "multiply");
  const templates = {
    ...TEMPLATES,
    input_columns: "im2col({self})",
    weight_matrix: "{self} as columns",
  };
  const { before, after } = titleOf(article, tensor, draws[0].view, 0, templates);
  assert.deepEqual([before, after], ["im2col(", ")\u1d40"]);
  const matrix = article.tensor("weight_matrix");
  const turned = article.step("grad-input-fold", "multiply").draws[1].view;
  const whole = titleOf(article, matrix, turned, 0, templates);
  assert.deepEqual([whole.before, whole.after], ["(", " as columns)\u1d40"]);
});

test("in groups a grid carries its example and whole channel, or else names its group", () => {
  const groups = traceOf("groups");
  assert.equal(title("input", 7, groups).name?.sup, "(2)[4]");
  assert.equal(title("input", 7, groups).group, null);
  assert.deepEqual(
    [0, 1].map((block) => title("input_columns", block, groups).group),
    [1, 2],
  );
});

test("a template can number its grids", () => {
  assert.equal(title("article_columns", 2).after, ", image 3");
});
