/** @import {ConvRequest} from "../../../static/js/workbench/request.js" */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { curlOf } from "../../../static/js/workbench/curl-command.js";
import { requestOf } from "../../../static/js/workbench/request.js";
import { Lesson } from "../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../fixtures.js";

const REQUEST_TENSORS = requestOf(new Lesson(fixture("article-multi-channel").trace, FACTS));

/** What a shell makes of the command: the arguments of curl, and what it reads. @param {string} command */
function run(command) {
  const script = `curl() { printf '%s\\0' "$@"; cat; }\n${command}`;
  const said = execFileSync("/bin/sh", { input: script, encoding: "utf8" });
  const parts = said.split("\0");
  return { options: parts.slice(0, -1), input: parts[parts.length - 1] };
}

/** @param {any} value @returns {number[]} the shape of lists in lists */
function shapeOf(value) {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

test("a shell sends just the numbers of the page to the API of its server", () => {
  const { options } = run(curlOf(REQUEST_TENSORS, "http://127.0.0.1:8000"));
  assert.equal(options[1], "http://127.0.0.1:8000/api/v1/conv2d/backward");
  const body = JSON.parse(options[options.length - 1]);
  for (const name of /** @type {const} */ (["input", "weight", "grad_output"])) {
    assert.deepEqual(shapeOf(body[name]), REQUEST_TENSORS[name].shape);
    assert.deepEqual(body[name].flat(3), REQUEST_TENSORS[name].data);
  }
  const { bias, stride, padding, dilation, groups } = REQUEST_TENSORS;
  const { input: _, weight: __, grad_output: ___, ...rest } = body;
  assert.deepEqual(rest, { layout: "NHWC", bias, stride, padding, dilation, groups });
});

test("numbers too many for an argument stand below the command", () => {
  const data = Array.from({ length: 60_000 }, (_, at) => at / 8);
  /** @type {ConvRequest} */
  const given = { ...REQUEST_TENSORS, bias: null, input: { shape: [1, 200, 300, 1], data } };
  const { options, input } = run(curlOf(given, "http://host"));
  assert.deepEqual(options.slice(-2), ["--data-binary", "@-"]);
  assert.deepEqual(JSON.parse(input).input.flat(3), data);
  assert.equal(JSON.parse(input).bias, null);
});
