import assert from "node:assert/strict";
import test from "node:test";

import { isPutIn } from "../../../static/js/trace/step.js";
import { traceOf } from "../fixtures.js";

const article = traceOf("article-multi-channel");

test("a zero is put in where an index falls outside or a copy shows one", () => {
  assert.equal(isPutIn(article, { tensor: "input", cell: null }), true);
  const padded = "grad_output_padded";
  assert.equal(isPutIn(article, { tensor: padded, cell: [0, 0, 0, 0, 0] }), true);
  assert.equal(isPutIn(article, { tensor: padded, cell: [0, 1, 1, 0, 0] }), false);
});
