/**
 * @import {Outcome} from "../../../../static/js/workbench/connection/server.js"
 * @import {Arrival} from "../../../../static/js/workbench/edits/edit-queue.js"
 * @import {Given} from "../../../../static/js/workbench/request.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Desk } from "../../../../static/js/workbench/edits/edit-queue.js";
import {
  givenOf,
  sizesOf,
  withNumber,
  withTurned,
} from "../../../../static/js/workbench/request.js";
import { Lesson } from "../../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../../fixtures.js";

const { trace: wire } = fixture("article-single-channel");

/** A lesson with the numbers that were asked for, as the server makes it; sizes stay what they are. @param {Given} given */
function answerOf(given) {
  const tensors = wire.tensors.map((tensor) => {
    const asked = /** @type {any} */ (given)[tensor.name];
    return asked?.data === undefined ? tensor : { ...tensor, values: asked.data };
  });
  return { trace: { ...wire, tensors }, lesson: FACTS, prose: null, notice: null };
}

/** A desk whose server answers when it is let. */
function deskWith() {
  /** @type {{wanted: any, isLive: boolean, answer: (outcome: Outcome) => void}[]} */
  const asked = [];
  /** @type {Arrival[]} */
  const arrivals = [];
  /** @type {string[]} */
  const problems = [];
  /** @type {boolean[]} */
  const calmed = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  const desk = new Desk(new Lesson(wire, FACTS), {
    ask: (wanted, isLive) => new Promise((answer) => asked.push({ wanted, isLive, answer })),
    arrived: (arrival) => arrivals.push(arrival),
    failed: (problem) => problems.push(problem),
    calmed: () => calmed.push(true),
    queued: () => {},
    reachable: () => new Promise((done) => waiting.push(done)),
  });
  const settle = () => new Promise((done) => setTimeout(done));
  const reply = async () => {
    const { wanted, answer } = /** @type {(typeof asked)[0]} */ (asked.at(-1));
    answer({ answer: answerOf(wanted) });
    await settle();
  };
  const refuse = async (problem = "no") => {
    asked.at(-1)?.answer({ problem });
    await settle();
  };
  /** The request could not be sent; the server can be asked again once it is called. */
  const lose = async () => {
    asked.at(-1)?.answer({ isUnreachable: true });
    await settle();
    return async () => {
      waiting.shift()?.();
      await settle();
    };
  };
  return { desk, asked, arrivals, problems, calmed, reply, refuse, lose };
}

/** @param {number} flat @param {number} value */
const put = (flat, value) => (/** @type {Lesson} */ lesson) =>
  withNumber(givenOf(lesson), "input", flat, value);
/** What the input will be. @param {Desk} desk */
const pendingIn = (desk) => desk.pending?.input.data;
/** @param {Desk} desk */
const inputOf = (desk) => givenOf(desk.lesson).input.data;

test("a change is asked for, and the lesson that comes takes the place of the old", async () => {
  const { desk, arrivals, reply } = deskWith();
  void desk.change(put(0, 99));
  await reply();
  assert.equal(inputOf(desk)[0], 99);
  assert.equal(arrivals.length, 1);
  assert.equal(arrivals[0].lesson, desk.lesson);
});

test("changes while one is on its way wait, and build on what comes", async () => {
  const { desk, asked, reply } = deskWith();
  void desk.change(put(0, 7));
  void desk.change(put(1, 8));
  assert.equal(asked.length, 1, "one at a time");
  await reply();
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1].wanted.input.data.slice(0, 2), [7, 8]);
  await reply();
  assert.deepEqual(inputOf(desk).slice(0, 2), [7, 8]);
});

test("of the moves of one slider that wait, the last alone is asked for", async () => {
  const { desk, asked, reply } = deskWith();
  for (const value of [1, 2, 3, 4]) void desk.change(put(0, value), { key: "x", isLive: true });
  await reply();
  assert.deepEqual(
    asked.map(({ wanted }) => wanted.input.data[0]),
    [1, 4],
  );
});

test("undo and redo go to and fro, and a new change forgets what was undone", async () => {
  const { desk, reply } = deskWith();
  const start = inputOf(desk)[0];
  for (const value of [5, 6]) {
    void desk.change(put(0, value));
    await reply();
  }
  const seen = [];
  for (const move of ["undo", "undo", "redo", "redo", "undo"]) {
    void desk[/** @type {"undo"|"redo"} */ (move)]();
    await reply();
    seen.push(inputOf(desk)[0]);
  }
  assert.deepEqual(seen, [5, start, 5, 6, 5]);
  assert.equal(desk.canRedo, true);
  void desk.change(put(0, 8));
  await reply();
  assert.equal(desk.canRedo, false);
  void desk.undo();
  await reply();
  assert.equal(inputOf(desk)[0], 5);
});

test("with nothing to undo or redo nothing is asked for", async () => {
  const { desk, asked } = deskWith();
  await desk.undo();
  await desk.redo();
  assert.equal(asked.length, 0);
});

test("a slider that moved and stopped is one thing to undo", async () => {
  const { desk, reply } = deskWith();
  const start = inputOf(desk)[0];
  for (const value of [1, 2, 3]) {
    void desk.change(put(0, value), { key: "x", isLive: true });
    await reply();
    assert.equal(desk.canUndo, false, "not while it moves");
  }
  void desk.change(put(0, 3));
  await reply();
  void desk.undo();
  await reply();
  assert.equal(inputOf(desk)[0], start);
  assert.equal(desk.canUndo, false);
});

test("what is refused changes nothing, and is told", async () => {
  const { desk, problems, arrivals, refuse, reply } = deskWith();
  const before = desk.lesson;
  void desk.change(put(0, 9));
  await refuse("above it, the kernel does not fit");
  assert.deepEqual(problems, ["above it, the kernel does not fit"]);
  assert.equal(desk.lesson, before);
  assert.equal(arrivals.length, 0);
  assert.equal(desk.canUndo, false);
  void desk.change(put(0, 4));
  await reply();
  assert.equal(inputOf(desk)[0], 4, "the next change goes on from there");
});

test("sizes are fitted from the numbers before they were turned, until a number is changed", async () => {
  const { desk, reply } = deskWith();
  const source = desk.source;
  const [control] = FACTS.bench.controls;
  const turn = (/** @type {Lesson} */ lesson, /** @type {Given} */ kept) =>
    withTurned(kept, lesson, [control], 2);
  void desk.change(turn, { keepsSource: true });
  await reply();
  assert.equal(desk.source, source);
  void desk.change(put(0, 9));
  await reply();
  assert.equal(desk.source.input.data[0], 9);
});

test("numbers that come with sizes of their own are the source from then on", async () => {
  const { desk, reply } = deskWith();
  const { source } = desk;
  void desk.change((lesson) => ({ ...givenOf(lesson), sizes: sizesOf(lesson) }));
  await reply();
  assert.notEqual(desk.source, source);
});

test("a lesson opened by its address takes its turn, and leaves what can be undone", async () => {
  const { desk, asked, arrivals, reply } = deskWith();
  void desk.change(put(0, 9));
  void desk.open("data=1abc");
  assert.equal(asked.length, 1);
  await reply();
  assert.equal(asked.at(-1)?.wanted, "data=1abc");
  const other = put(2, 77)(new Lesson(wire, FACTS));
  asked.at(-1)?.answer({ answer: answerOf(other) });
  await new Promise((done) => setTimeout(done));
  assert.equal(arrivals.length, 2);
  assert.equal(desk.past.done.length, 1);
});

test("an address that undoing leads to as well is undone, and one that redoing leads to done again", async () => {
  const { desk, asked, reply } = deskWith();
  const start = givenOf(desk.lesson);
  void desk.change(put(0, 9));
  await reply();
  const changed = givenOf(desk.lesson);
  for (const [given, undo, redo] of /** @type {[Given, boolean, boolean][]} */ ([
    [start, false, true],
    [changed, true, false],
  ])) {
    void desk.open("data=1abc");
    asked.at(-1)?.answer({ answer: answerOf(given) });
    await new Promise((done) => setTimeout(done));
    assert.deepEqual([desk.canUndo, desk.canRedo], [undo, redo]);
  }
});

test("a change to what is there already is nothing to undo", async () => {
  const { desk, reply } = deskWith();
  void desk.change((lesson) => givenOf(lesson));
  await reply();
  assert.equal(desk.canUndo, false);
});

test("a change that throws is no answer, and the next goes on", async () => {
  const { desk, reply } = deskWith();
  /** @type {unknown[]} */
  const reported = [];
  Object.assign(globalThis, {
    reportError: (/** @type {unknown} */ fault) => reported.push(fault),
  });
  const fulfilled = await desk.change(() => {
    throw new RangeError("no such cell");
  });
  assert.equal(fulfilled, false);
  assert.equal(reported.length, 1);
  void desk.change(put(0, 4));
  await reply();
  assert.equal(inputOf(desk)[0], 4);
});

test("a slider whose last answer is refused has stopped all the same", async () => {
  const { desk, calmed, reply, refuse } = deskWith();
  const start = inputOf(desk)[0];
  void desk.change(put(0, 1), { key: "x", isLive: true });
  await reply();
  void desk.change(put(0, 2));
  await refuse();
  assert.equal(calmed.length, 1);
  assert.equal(inputOf(desk)[0], 1, "what came while it moved stays");
  void desk.undo();
  await reply();
  assert.equal(inputOf(desk)[0], start);
});

test("a slider that stops where nothing is to be changed asks for the whole lesson", async () => {
  const { desk, asked, arrivals, reply } = deskWith();
  void desk.change(put(0, 1), { key: "x", isLive: true });
  await reply();
  void desk.change(() => "");
  assert.equal(asked.at(-1)?.isLive, false);
  await reply();
  assert.equal(arrivals.at(-1)?.isLive, false);
});

test("changes of numbers that wait are asked for at once, and undone one by one", async () => {
  const { desk, asked, reply } = deskWith();
  const start = inputOf(desk);
  const told = [put(0, 7), put(1, 8), put(2, 9), put(1, 10)].map((change) => desk.change(change));
  await reply();
  await reply();
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1].wanted.input.data.slice(0, 3), [7, 10, 9]);
  assert.deepEqual(await Promise.all(told), [true, true, true, true]);
  const seen = [];
  for (let k = 0; k < 4; k++) {
    void desk.undo();
    await reply();
    seen.push(inputOf(desk).slice(0, 3));
  }
  assert.deepEqual(seen, [[7, 8, 9], [7, 8, start[2]], [7, start[1], start[2]], start.slice(0, 3)]);
  assert.equal(desk.canUndo, false);
});

test("numbers that wait are known before they are answered, and nothing waits afterwards", async () => {
  const { desk, reply } = deskWith();
  assert.equal(desk.pending, null);
  void desk.change(put(0, 7));
  void desk.change(put(1, 8));
  assert.deepEqual(pendingIn(desk)?.slice(0, 2), [7, 8]);
  assert.equal(desk.canUndo, true);
  void desk.undo();
  assert.equal(pendingIn(desk)?.[0], 7);
  assert.equal(pendingIn(desk)?.[1], inputOf(desk)[1]);
  assert.equal(desk.canRedo, true);
  await reply();
  await reply();
  assert.equal(desk.pending, null);
  assert.equal(inputOf(desk)[0], 7);
});

test("what could not be sent is kept, joined by what comes meanwhile, and sent again", async () => {
  const { desk, asked, problems, reply, lose } = deskWith();
  const first = desk.change(put(0, 55));
  const comesBack = await lose();
  assert.equal(pendingIn(desk)?.[0], 55);
  void desk.change(put(1, 66));
  assert.deepEqual(pendingIn(desk)?.slice(0, 2), [55, 66]);
  assert.equal(asked.length, 1, "nothing is asked of a server that is gone");
  await comesBack();
  assert.deepEqual(asked[1].wanted.input.data.slice(0, 2), [55, 66]);
  const again = await lose();
  await again();
  await reply();
  assert.equal(await first, true);
  assert.deepEqual(inputOf(desk).slice(0, 2), [55, 66]);
  assert.deepEqual(problems, [], "it is no fault of the numbers");
});

test("of changes that are refused together, those that are not to blame are kept", async () => {
  const { desk, asked, problems, reply, refuse } = deskWith();
  void desk.change(put(0, 1));
  void desk.change(put(1, 1e300));
  void desk.change(put(2, 3));
  await reply();
  await refuse();
  assert.deepEqual(problems, []);
  assert.equal(asked.at(-1)?.wanted.input.data[1], 1e300);
  await refuse("overflow");
  assert.deepEqual(problems, ["overflow"]);
  await reply();
  assert.deepEqual(asked.at(-1)?.wanted.input.data.slice(0, 3), [1, inputOf(desk)[1], 3]);
  assert.deepEqual(inputOf(desk).slice(0, 3), [1, inputOf(desk)[1], 3]);
});

test("an answer on other numbers than those asked for is not taken", async () => {
  const { desk, asked, problems, arrivals } = deskWith();
  const before = desk.lesson;
  void desk.change(put(0, 55));
  const stale = put(0, 77)(new Lesson(wire, FACTS));
  asked[0].answer({ answer: answerOf(stale) });
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(problems, ["otherNumbers"]);
  assert.equal(desk.lesson, before);
  assert.equal(arrivals.length, 0);
});

test("a size that waits leaves the numbers after it on show, and is asked for by itself", async () => {
  const { desk, asked, reply } = deskWith();
  const [control] = FACTS.bench.controls;
  const turn = (/** @type {Lesson} */ lesson, /** @type {Given} */ kept) =>
    withTurned(kept, lesson, [control], 2);
  void desk.change(turn, { keepsSource: true });
  void desk.change(put(0, 55));
  assert.equal(pendingIn(desk)?.[0], 55);
  assert.equal(asked.length, 1);
  await reply();
  assert.equal(asked[1].wanted.input.data[0], 55);
  assert.equal(asked[1].wanted.sizes, undefined);
});

test("a slider that has stopped does not wait for the moves before it", async () => {
  const { desk, asked, reply } = deskWith();
  void desk.change(put(0, 1), { key: "x", isLive: true });
  void desk.change(put(0, 2), { key: "x", isLive: true });
  void desk.change(put(0, 3), { key: "x" });
  await reply();
  await reply();
  assert.deepEqual(
    asked.map(({ wanted, isLive }) => [wanted.input.data[0], isLive]),
    [
      [1, true],
      [3, false],
    ],
  );
});

test("a move that could not be sent gives way to a later one of its slider", async () => {
  const { desk, asked, lose } = deskWith();
  void desk.change(put(0, 1), { key: "x", isLive: true });
  void desk.change(put(0, 3), { key: "x" });
  const comesBack = await lose();
  await comesBack();
  assert.deepEqual(
    asked.map(({ isLive }) => isLive),
    [true, false],
  );
});
