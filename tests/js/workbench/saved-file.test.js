import assert from "node:assert/strict";
import { test } from "node:test";

import { requestOf } from "../../../static/js/workbench/request.js";
import { Lesson } from "../../../static/js/workbench/lesson.js";
import { fileOf, savedIn } from "../../../static/js/workbench/saved-file.js";
import { FACTS, fixture } from "../fixtures.js";

const REQUEST_TENSORS = requestOf(new Lesson(fixture("article-multi-channel").trace, FACTS));
const VIEW = "/forward-window/slide?cell=output:0,0,0,0,1";

test("a saved state is read as it was written", () => {
  assert.deepEqual(savedIn(fileOf({ view: VIEW, given: REQUEST_TENSORS })), {
    gradgrid: 1,
    view: VIEW,
    given: REQUEST_TENSORS,
  });
});

test("a file that lacks tensors, or leads to another host, is no saved state", () => {
  const { weight: _, ...rest } = REQUEST_TENSORS;
  const flat = { ...REQUEST_TENSORS, input: REQUEST_TENSORS.input.data };
  for (const given of [null, undefined, 5, {}, rest, flat]) {
    const text = JSON.stringify({ gradgrid: 1, view: VIEW, given });
    assert.equal(savedIn(text), null, text.slice(0, 80));
  }
  for (const view of [undefined, "http://host/", "//host/", "/\\host/"]) {
    assert.equal(
      savedIn(JSON.stringify({ gradgrid: 1, view, given: REQUEST_TENSORS })),
      null,
      String(view),
    );
  }
  for (const text of ["", "1 2\n3 4", JSON.stringify(REQUEST_TENSORS)])
    assert.equal(savedIn(text), null);
});
