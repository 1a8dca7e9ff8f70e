/** @import {State} from "../../../static/js/state/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  answerCell,
  askNext,
  hintCell,
  nextCell,
  nextStep,
  openExercise,
  openPanel,
  previousCell,
  showCell,
  togglePlay,
  unpin,
} from "../../../static/js/state/actions.js";
import {
  answersIn,
  askedIn,
  nextQuestion,
  openQuestion,
} from "../../../static/js/practice/questions.js";
import { flatten } from "../../../static/js/trace/view.js";
import { stateAt, traceOf } from "../fixtures.js";
import { questionMarks } from "../../../static/js/board/question-marks.js";

const trace = traceOf("article-multi-channel");
const SUM = "grad-input-conv/slide";
const COPY = "forward-matmul/im2col";

/** @param {string} place @returns {State} */
function practising(place) {
  return openPanel(trace, "practice")(stateAt(place, { seed: "abcd" }));
}

/** @param {State} state */
const flatOf = (state) => openQuestion(trace, state).flat;

test("opening the panel opens the first question of the seed", () => {
  const state = practising(SUM);
  assert.equal(flatOf(state), askedIn(trace, state)[0]);
  assert.equal(state.pinned?.tensor, "grad_input");
  assert.equal(state.record.answers.size, 0);
  assert.match(openPanel(trace, "practice")(stateAt(SUM)).seed, /^[a-z0-9]{4,6}$/);
});

test("a right answer leads to the next question, a wrong one stays, until all are answered", () => {
  let state = practising(SUM);
  const asked = askedIn(trace, state);
  const visited = [];
  for (const flat of asked) {
    visited.push(flatOf(state));
    state = answerCell(trace, flat, false)(state);
    assert.equal(flatOf(state), flat);
    state = answerCell(trace, flat, true)(state);
  }
  assert.deepEqual(visited, asked);
  assert.equal(flatOf(state), asked.at(-1));
});

test("next and previous go round the questions, and what is answered is passed over by askNext", () => {
  const state = practising(SUM);
  const asked = askedIn(trace, state);
  assert.equal(flatOf(nextCell(trace)(state)), asked[1]);
  assert.equal(flatOf(previousCell(trace)(state)), asked.at(-1));
  const second = answerCell(trace, asked[1], true)(nextCell(trace)(state));
  assert.equal(flatOf(second), asked[0]);
  const skipped = answerCell(trace, asked[0], true)(second);
  assert.equal(flatOf(askNext(trace)(skipped)), asked[2]);
});

test("another step or seed is another exercise, with nothing answered", () => {
  const begun = answerCell(trace, flatOf(practising(SUM)), true)(practising(SUM));
  const turned = nextStep(trace)(begun);
  assert.equal(turned.record.answers.size, 0);
  assert.equal(flatOf(turned), askedIn(trace, turned)[0]);
  const other = openExercise(trace, "zzzz1")(begun);
  assert.equal(other.seed, "zzzz1");
  assert.equal(other.record.answers.size, 0);
});

test("nothing plays and nothing is unpinned in an exercise, and leaving it takes the question away", () => {
  const state = practising(SUM);
  assert.equal(togglePlay()(state), state);
  assert.equal(unpin()(state), state);
  const left = openPanel(trace, "practice")(state);
  assert.equal(left.panel, "read");
  assert.equal(left.pinned, null);
});

test("cells are blank, asked for, right or shown", () => {
  const begun = practising(SUM);
  const asked = askedIn(trace, begun);
  const shown = showCell(asked[1])(answerCell(trace, asked[0], true)(begun));
  const answered = answersIn(shown, asked);
  const all = Array.from({ length: 27 }, (_, flat) => answered(flat));
  assert.equal(all[asked[0]], "right");
  assert.equal(all[asked[1]], "shown");
  assert.equal(all.filter((kind) => kind === "asked").length, asked.length - 2);
  assert.equal(all.filter((kind) => kind === "blank").length, 27 - asked.length);
});

test("without a hint only the question is marked, with one what it reads as well", () => {
  const state = practising(SUM);
  const { flat } = openQuestion(trace, state);
  assert.deepEqual(
    [...questionMarks(trace, openQuestion(trace, state))],
    [["grad_input", new Map([[flat, { kind: "write", badge: "" }]])]],
  );
  const hinted = questionMarks(trace, openQuestion(trace, hintCell(flat)(state)));
  assert.deepEqual([...hinted.keys()].sort(), [
    "grad_input",
    "grad_output_padded",
    "weight_swapped",
  ]);
});

test("of a cell that is copied the first hint is its row, the second the cell", () => {
  const state = practising(COPY);
  const { flat, cell } = openQuestion(trace, state);
  const origin = trace.origin("input_columns", cell);
  assert.ok(origin !== null);
  const at = flatten(trace.tensor("input").axes, origin.cell);
  const row = questionMarks(trace, openQuestion(trace, hintCell(flat)(state))).get("input");
  assert.equal(row?.size, 3);
  assert.ok(row?.has(at));
  const twice = hintCell(flat)(hintCell(flat)(state));
  const one = questionMarks(trace, openQuestion(trace, twice)).get("input");
  assert.deepEqual([...(one?.keys() ?? [])], [at]);
});

test("a pinned cell of the result is the question, whether it was asked for or not", () => {
  const state = practising(SUM);
  const asked = askedIn(trace, state);
  const other = Array.from({ length: 27 }, (_, flat) => flat).find((flat) => !asked.includes(flat));
  const cell = [
    0,
    Math.floor(Number(other) / 9),
    Math.floor(Number(other) / 3) % 3,
    0,
    Number(other) % 3,
  ];
  assert.equal(flatOf({ ...state, pinned: { tensor: "grad_input", cell } }), other);
  assert.deepEqual(nextQuestion(trace, state), state.pinned);
});
