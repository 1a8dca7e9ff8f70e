/** @import {WireTrace, WorkbenchFacts} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { requestOf } from "../../../static/js/workbench/request.js";
import { Lesson } from "../../../static/js/workbench/lesson.js";
import { digestOf } from "../../../static/js/workbench/checks/digest.js";
import { FACTS, NAMES, fixture, stateAt } from "../fixtures.js";
import { Uncheckable, checkStep } from "../../../static/js/workbench/checks/step-check.js";

/** A lesson whose server says that it compared just these numbers. @param {WireTrace} wire @param {Partial<WorkbenchFacts>} [workbench] */
function lessonOn(wire, workbench = {}) {
  const lesson = new Lesson(wire, FACTS);
  const digest = digestOf(wire.geometry, requestOf(lesson));
  return new Lesson(wire, { ...FACTS, workbench: { ...FACTS.workbench, digest, ...workbench } });
}

/** @param {Lesson} lesson @param {string} place */
const checked = (lesson, place) => checkStep(lesson.traceIn("first"), lesson, stateAt(place));

for (const name of NAMES) {
  test(`${name}: the rules of every step lead to what the kernels compute`, () => {
    const lesson = lessonOn(fixture(name).trace);
    const trace = lesson.traceIn("first");
    for (const { id, steps } of trace.chapters) {
      for (const { id: step } of steps) {
        const { rules, agrees } = checked(lesson, `${id}/${step}`);
        assert.ok(rules !== null, `${id}/${step}`);
        assert.ok(agrees, `${id}/${step}`);
        assert.equal(rules.maxError, 0, `${id}/${step}`);
        assert.ok(rules.cells > 0 && rules.cells <= rules.of);
      }
    }
  });
}

/** What the first step of each chapter is held to, and how the two are related. @type {Record<string, [string, string]>} */
const FIRST = {
  "forward-window": ["output", "beside"],
  "forward-matmul": ["output", "through"],
  "grad-weight": ["grad_weight", "through"],
  "grad-bias": ["output", "own"],
  "grad-input-elements": ["output", "own"],
  "grad-input-matrix": ["grad_input", "through"],
  "grad-input-conv": ["grad_input", "through"],
  "grad-input-fold": ["grad_input", "through"],
  "three-routes": ["grad_input", "own"],
  nudge: ["output", "beside"],
  errata: ["output", "own"],
};

for (const name of ["article-multi-channel", "stride-2-leftover", "batch-2"]) {
  test(`${name}: the first step of every chapter is held to what it leads to, in all cells`, () => {
    const lesson = lessonOn(fixture(name).trace);
    const { chapters } = lesson.traceIn("first");
    /** With one channel in, the first step is the window itself. @type {typeof FIRST} */
    const apart = name === "batch-2" ? { "forward-window": ["output", "own"] } : {};
    for (const [chapter, held] of Object.entries({ ...FIRST, ...apart })) {
      const [{ id: step }] = chapters.find(({ id }) => id === chapter)?.steps ?? [];
      const { rules } = checked(lesson, `${chapter}/${step}`);
      assert.deepEqual([rules?.tensor, rules?.relation], held, chapter);
      assert.equal(rules?.cells, rules?.of, chapter);
    }
  });
}

/** The lesson with one number of a kernel's changed. @param {string} tensor */
function falsified(tensor) {
  const { trace: wire } = fixture("article-multi-channel");
  const tensors = wire.tensors.map((each) =>
    each.name === tensor ? { ...each, values: each.values?.with(0, 1234) ?? null } : each,
  );
  return lessonOn({ ...wire, tensors });
}

test("a wrong number of a kernel is found in every step that leads to it", () => {
  for (const [tensor, places] of Object.entries({
    output: ["forward-window/slide", "forward-matmul/im2col", "forward-matmul/multiply"],
    grad_weight: ["grad-weight/im2col", "grad-weight/reshape", "grad-weight/correlate"],
    grad_bias: ["grad-bias/sum"],
    grad_input: ["grad-input-conv/pad", "grad-input-fold/multiply", "three-routes/gather"],
  })) {
    const lesson = falsified(tensor);
    for (const place of places) {
      const { rules, agrees } = checked(lesson, place);
      assert.equal(rules?.tensor, tensor, place);
      assert.equal(agrees, false, place);
    }
  }
});

test("a wrong number of a kernel is found in the first step of those chapters alone that are held to it", () => {
  for (const tensor of ["output", "grad_weight", "grad_input"]) {
    const lesson = falsified(tensor);
    for (const [chapter, [held]] of Object.entries(FIRST)) {
      const steps = lesson.traceIn("first").stepsOf(chapter);
      const { agrees, rules } = checked(lesson, `${chapter}/${steps[0].id}`);
      assert.equal(agrees, held !== tensor, `${chapter}: ${tensor}`);
      assert.equal((rules?.maxError ?? 0) > 0, held === tensor, `${chapter}: ${tensor}`);
    }
  }
});

test("a wrong number of what no kernel computes makes no difference: rules start from what is given", () => {
  const lesson = falsified("grad_columns");
  assert.equal(checked(lesson, "grad-input-fold/fold").agrees, true);
});

test("of a step that leads nowhere, what stands beside it is compared", () => {
  const lesson = lessonOn(fixture("article-multi-channel").trace);
  for (const [place, tensor] of [
    ["forward-window/one-channel", "output"],
    ["nudge/loss", "output"],
  ]) {
    const { rules } = checked(lesson, place);
    assert.deepEqual([rules?.tensor, rules?.relation], [tensor, "beside"]);
  }
});

test("a difference of the loss that is another than the gradient is told", () => {
  const tensors = ["grad_input", "grad_weight", "grad_bias"];
  for (const wrong of tensors) {
    const differences = tensors.map((tensor) => ({
      ...{ tensor, cells: 9, of: 9, unseen: 0, step: 1 },
      ...(tensor === wrong ? { max_error: 2, agrees: false } : { max_error: 0, agrees: true }),
    }));
    const lesson = lessonOn(fixture("article-multi-channel").trace, { differences });
    const found = checked(lesson, "forward-window/slide");
    assert.equal(found.agrees, false, wrong);
    assert.deepEqual(found.differences, differences);
  }
});

test("a check that can tell nothing of some cells is not a whole one", () => {
  const found = (/** @type {number} */ unseen) => {
    const one = { cells: 9 - unseen, of: 9, max_error: 0, agrees: true, step: 1, unseen };
    const differences = [{ tensor: "grad_input", ...one }];
    const lesson = lessonOn(fixture("article-multi-channel").trace, { differences });
    return checked(lesson, "forward-window/slide");
  };
  assert.deepEqual([found(0).isWhole, found(0).agrees], [true, true]);
  assert.deepEqual([found(1).isWhole, found(1).agrees], [false, true]);
});

test("without differences of the loss, as while a control moves, there is nothing to agree with", () => {
  const lesson = lessonOn(fixture("article-multi-channel").trace, { differences: undefined });
  assert.throws(() => checked(lesson, "forward-window/slide"), new Uncheckable("checkUncompared"));
});

test("what the server compared for other numbers says nothing of those on show", () => {
  const { trace: wire } = fixture("article-multi-channel");
  const of = lessonOn(wire).facts.workbench.digest;
  for (const name of ["input", "weight", "bias", "grad_output"]) {
    const tensors = wire.tensors.map((each) =>
      each.name === name ? { ...each, values: each.values?.with(0, 0.5) ?? null } : each,
    );
    const lesson = lessonOn({ ...wire, tensors }, { digest: of });
    assert.throws(() => checked(lesson, "forward-window/slide"), new Uncheckable("checkOfOthers"));
  }
  const geometry = {
    ...wire.geometry,
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilation: [2, 1],
  };
  const other = lessonOn({ ...wire, geometry }, { digest: of });
  assert.throws(() => checked(other, "forward-window/slide"), new Uncheckable("checkOfOthers"));
});

test("a checksum takes in every number, and counts the two zeros as one", () => {
  const lesson = lessonOn(fixture("article-single-channel").trace);
  const { geometry } = lesson.wire;
  const given = requestOf(lesson);
  const input = (/** @type {number} */ value) => ({
    ...given,
    input: { ...given.input, data: given.input.data.with(4, value) },
  });
  assert.equal(digestOf(geometry, input(-0)), digestOf(geometry, input(0)));
  assert.notEqual(digestOf(geometry, input(1)), digestOf(geometry, input(1 + 2 ** -52)));
  // The same is in tests/app/lessons/test_digest.py: the server's.
  assert.equal(digestOf(geometry, given), "6ef93ed9");
});
