import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOf } from "../../../static/js/equation/erratum-row.js";

test("a symbol as text is taken apart into letter and indices", () => {
  assert.deepEqual(nameOf("dL/dy12{2}"), { letter: "y", gradient: true, sub: "12", sup: "{2}" });
  assert.deepEqual(nameOf("k22{1}[4]"), { letter: "k", gradient: false, sub: "22", sup: "{1}[4]" });
  assert.deepEqual(nameOf("x1,12"), { letter: "x", gradient: false, sub: "1,12", sup: "" });
  assert.equal(nameOf("H-k+1"), null);
  assert.equal(nameOf("0"), null);
});
