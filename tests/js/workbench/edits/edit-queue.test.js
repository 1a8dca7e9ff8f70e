/**
 * @import {Outcome} from "../../../../static/js/workbench/connection/server.js"
 * @import {Arrival} from "../../../../static/js/workbench/edits/edit-queue.js"
 * @import {ConvRequest} from "../../../../static/js/workbench/request.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";

import { EditQueue } from "../../../../static/js/workbench/edits/edit-queue.js";
import {
  requestOf,
  sizesOf,
  withNumber,
  withTurned,
} from "../../../../static/js/workbench/request.js";
import { Lesson } from "../../../../static/js/workbench/lesson.js";
import { FACTS, fixture } from "../../fixtures.js";

const { trace: wire } = fixture("article-single-channel");

/** A lesson with the numbers that were asked for, as the server makes it; sizes stay what they are. @param {ConvRequest} given */
function answerOf(given) {
  const tensors = wire.tensors.map((tensor) => {
    const inFlight = /** @type {any} */ (given)[tensor.name];
    return inFlight?.data === undefined ? tensor : { ...tensor, values: inFlight.data };
  });
  return { trace: { ...wire, tensors }, lesson: FACTS, prose: null, notice: null };
}

/** An edit queue whose server answers when it is told to. */
function queueWith() {
  /** @type {{wanted: any, isLive: boolean, answer: (outcome: Outcome) => void}[]} */
  const inFlight = [];
  /** @type {Arrival[]} */
  const arrivals = [];
  /** @type {string[]} */
  const problems = [];
  /** @type {boolean[]} */
  const dragEnded = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  const edits = new EditQueue(new Lesson(wire, FACTS), {
    ask: (wanted, isLive) => new Promise((answer) => inFlight.push({ wanted, isLive, answer })),
    arrived: (arrival) => arrivals.push(arrival),
    failed: (problem) => problems.push(problem),
    dragEnded: () => dragEnded.push(true),
    queued: () => {},
    reachable: () => new Promise((done) => waiting.push(done)),
  });
  const endDrag = () => new Promise((done) => setTimeout(done));
  const reply = async () => {
    const { wanted, answer } = /** @type {(typeof inFlight)[0]} */ (inFlight.at(-1));
    answer({ answer: answerOf(wanted) });
    await endDrag();
  };
  const refuse = async (problem = "no") => {
    inFlight.at(-1)?.answer({ problem });
    await endDrag();
  };
  /** The request could not be sent; the server can be asked again once it is called. */
  const lose = async () => {
    inFlight.at(-1)?.answer({ isUnreachable: true });
    await endDrag();
    return async () => {
      waiting.shift()?.();
      await endDrag();
    };
  };
  return { edits, inFlight, arrivals, problems, dragEnded, reply, refuse, lose };
}

/** @param {number} flat @param {number} value */
const put = (flat, value) => (/** @type {Lesson} */ lesson) =>
  withNumber(requestOf(lesson), "input", flat, value);
/** What the input will be. @param {EditQueue} edits */
const pendingIn = (edits) => edits.pending?.input.data;
/** @param {EditQueue} edits */
const inputOf = (edits) => requestOf(edits.lesson).input.data;

test("a change is asked for, and the lesson that comes takes the place of the old", async () => {
  const { edits, arrivals, reply } = queueWith();
  void edits.change(put(0, 99));
  await reply();
  assert.equal(inputOf(edits)[0], 99);
  assert.equal(arrivals.length, 1);
  assert.equal(arrivals[0].lesson, edits.lesson);
});

test("a queue that is stopped sends nothing more, and drops the answer that was on its way", async () => {
  const { edits, inFlight, arrivals, problems, reply } = queueWith();
  const changed = [edits.change(put(0, 7)), edits.change(put(1, 8))];
  edits.stop();
  await reply();
  assert.deepEqual(await Promise.all(changed), [false, false]);
  assert.equal(await edits.change(put(2, 9)), false);
  assert.deepEqual([inFlight.length, arrivals.length, problems.length], [1, 0, 0]);
  await edits.idle();
});

test("changes while one is on its way wait, and build on what comes", async () => {
  const { edits, inFlight, reply } = queueWith();
  void edits.change(put(0, 7));
  void edits.change(put(1, 8));
  assert.equal(inFlight.length, 1, "one at a time");
  await reply();
  assert.equal(inFlight.length, 2);
  assert.deepEqual(inFlight[1].wanted.input.data.slice(0, 2), [7, 8]);
  await reply();
  assert.deepEqual(inputOf(edits).slice(0, 2), [7, 8]);
});

test("of the moves of one slider that wait, the last alone is asked for", async () => {
  const { edits, inFlight, reply } = queueWith();
  for (const value of [1, 2, 3, 4]) void edits.change(put(0, value), { key: "x", isLive: true });
  await reply();
  assert.deepEqual(
    inFlight.map(({ wanted }) => wanted.input.data[0]),
    [1, 4],
  );
});

test("undo and redo go to and fro, and a new change forgets what was undone", async () => {
  const { edits, reply } = queueWith();
  const start = inputOf(edits)[0];
  for (const value of [5, 6]) {
    void edits.change(put(0, value));
    await reply();
  }
  const seen = [];
  for (const move of ["undo", "undo", "redo", "redo", "undo"]) {
    void edits[/** @type {"undo"|"redo"} */ (move)]();
    await reply();
    seen.push(inputOf(edits)[0]);
  }
  assert.deepEqual(seen, [5, start, 5, 6, 5]);
  assert.equal(edits.canRedo, true);
  void edits.change(put(0, 8));
  await reply();
  assert.equal(edits.canRedo, false);
  void edits.undo();
  await reply();
  assert.equal(inputOf(edits)[0], 5);
});

test("with nothing to undo or redo nothing is asked for", async () => {
  const { edits, inFlight } = queueWith();
  await edits.undo();
  await edits.redo();
  assert.equal(inFlight.length, 0);
});

test("a slider that moved and stopped is one thing to undo", async () => {
  const { edits, reply } = queueWith();
  const start = inputOf(edits)[0];
  for (const value of [1, 2, 3]) {
    void edits.change(put(0, value), { key: "x", isLive: true });
    await reply();
    assert.equal(edits.canUndo, false, "not while it moves");
  }
  void edits.change(put(0, 3));
  await reply();
  void edits.undo();
  await reply();
  assert.equal(inputOf(edits)[0], start);
  assert.equal(edits.canUndo, false);
});

test("what is refused changes nothing, and is told", async () => {
  const { edits, problems, arrivals, refuse, reply } = queueWith();
  const before = edits.lesson;
  void edits.change(put(0, 9));
  await refuse("above it, the kernel does not fit");
  assert.deepEqual(problems, ["above it, the kernel does not fit"]);
  assert.equal(edits.lesson, before);
  assert.equal(arrivals.length, 0);
  assert.equal(edits.canUndo, false);
  void edits.change(put(0, 4));
  await reply();
  assert.equal(inputOf(edits)[0], 4, "the next change goes on from there");
});

test("sizes are fitted from the numbers before they were turned, until a number is changed", async () => {
  const { edits, reply } = queueWith();
  const source = edits.source;
  const [control] = FACTS.workbench.controls;
  const turn = (/** @type {Lesson} */ lesson, /** @type {ConvRequest} */ kept) =>
    withTurned(kept, lesson, [control], 2);
  void edits.change(turn, { keepsSource: true });
  await reply();
  assert.equal(edits.source, source);
  void edits.change(put(0, 9));
  await reply();
  assert.equal(edits.source.input.data[0], 9);
});

test("numbers that come with sizes of their own are the source from then on", async () => {
  const { edits, reply } = queueWith();
  const { source } = edits;
  void edits.change((lesson) => ({ ...requestOf(lesson), sizes: sizesOf(lesson) }));
  await reply();
  assert.notEqual(edits.source, source);
});

test("a lesson opened by its address takes its turn, and leaves what can be undone", async () => {
  const { edits, inFlight, arrivals, reply } = queueWith();
  void edits.change(put(0, 9));
  void edits.open("data=1abc");
  assert.equal(inFlight.length, 1);
  await reply();
  assert.equal(inFlight.at(-1)?.wanted, "data=1abc");
  const other = put(2, 77)(new Lesson(wire, FACTS));
  inFlight.at(-1)?.answer({ answer: answerOf(other) });
  await new Promise((done) => setTimeout(done));
  assert.equal(arrivals.length, 2);
  assert.equal(edits.past.done.length, 1);
});

test("an address that undoing leads to as well is undone, and one that redoing leads to done again", async () => {
  const { edits, inFlight, reply } = queueWith();
  const start = requestOf(edits.lesson);
  void edits.change(put(0, 9));
  await reply();
  const changed = requestOf(edits.lesson);
  for (const [given, undo, redo] of /** @type {[ConvRequest, boolean, boolean][]} */ ([
    [start, false, true],
    [changed, true, false],
  ])) {
    void edits.open("data=1abc");
    inFlight.at(-1)?.answer({ answer: answerOf(given) });
    await new Promise((done) => setTimeout(done));
    assert.deepEqual([edits.canUndo, edits.canRedo], [undo, redo]);
  }
});

test("a change to what is there already is nothing to undo", async () => {
  const { edits, reply } = queueWith();
  void edits.change((lesson) => requestOf(lesson));
  await reply();
  assert.equal(edits.canUndo, false);
});

test("a change that throws is no answer, and the next goes on", async () => {
  const { edits, reply } = queueWith();
  /** @type {unknown[]} */
  const reported = [];
  Object.assign(globalThis, {
    reportError: (/** @type {unknown} */ fault) => reported.push(fault),
  });
  const fulfilled = await edits.change(() => {
    throw new RangeError("no such cell");
  });
  assert.equal(fulfilled, false);
  assert.equal(reported.length, 1);
  void edits.change(put(0, 4));
  await reply();
  assert.equal(inputOf(edits)[0], 4);
});

test("a slider whose last answer is refused has stopped all the same", async () => {
  const { edits, dragEnded, reply, refuse } = queueWith();
  const start = inputOf(edits)[0];
  void edits.change(put(0, 1), { key: "x", isLive: true });
  await reply();
  void edits.change(put(0, 2));
  await refuse();
  assert.equal(dragEnded.length, 1);
  assert.equal(inputOf(edits)[0], 1, "what came while it moved stays");
  void edits.undo();
  await reply();
  assert.equal(inputOf(edits)[0], start);
});

test("a slider that stops where nothing is to be changed asks for the whole lesson", async () => {
  const { edits, inFlight, arrivals, reply } = queueWith();
  void edits.change(put(0, 1), { key: "x", isLive: true });
  await reply();
  void edits.change(() => "");
  assert.equal(inFlight.at(-1)?.isLive, false);
  await reply();
  assert.equal(arrivals.at(-1)?.isLive, false);
});

test("changes of numbers that wait are asked for at once, and undone one by one", async () => {
  const { edits, inFlight, reply } = queueWith();
  const start = inputOf(edits);
  const told = [put(0, 7), put(1, 8), put(2, 9), put(1, 10)].map((change) => edits.change(change));
  await reply();
  await reply();
  assert.equal(inFlight.length, 2);
  assert.deepEqual(inFlight[1].wanted.input.data.slice(0, 3), [7, 10, 9]);
  assert.deepEqual(await Promise.all(told), [true, true, true, true]);
  const seen = [];
  for (let k = 0; k < 4; k++) {
    void edits.undo();
    await reply();
    seen.push(inputOf(edits).slice(0, 3));
  }
  assert.deepEqual(seen, [[7, 8, 9], [7, 8, start[2]], [7, start[1], start[2]], start.slice(0, 3)]);
  assert.equal(edits.canUndo, false);
});

test("numbers that wait are known before they are answered, and nothing waits afterwards", async () => {
  const { edits, reply } = queueWith();
  assert.equal(edits.pending, null);
  void edits.change(put(0, 7));
  void edits.change(put(1, 8));
  assert.deepEqual(pendingIn(edits)?.slice(0, 2), [7, 8]);
  assert.equal(edits.canUndo, true);
  void edits.undo();
  assert.equal(pendingIn(edits)?.[0], 7);
  assert.equal(pendingIn(edits)?.[1], inputOf(edits)[1]);
  assert.equal(edits.canRedo, true);
  await reply();
  await reply();
  assert.equal(edits.pending, null);
  assert.equal(inputOf(edits)[0], 7);
});

test("what could not be sent is kept, joined by what comes meanwhile, and sent again", async () => {
  const { edits, inFlight, problems, reply, lose } = queueWith();
  const first = edits.change(put(0, 55));
  const comesBack = await lose();
  assert.equal(pendingIn(edits)?.[0], 55);
  void edits.change(put(1, 66));
  assert.deepEqual(pendingIn(edits)?.slice(0, 2), [55, 66]);
  assert.equal(inFlight.length, 1, "nothing is inFlight of a server that is gone");
  await comesBack();
  assert.deepEqual(inFlight[1].wanted.input.data.slice(0, 2), [55, 66]);
  const again = await lose();
  await again();
  await reply();
  assert.equal(await first, true);
  assert.deepEqual(inputOf(edits).slice(0, 2), [55, 66]);
  assert.deepEqual(problems, [], "it is no fault of the numbers");
});

test("of changes that are refused together, those that are not to blame are kept", async () => {
  const { edits, inFlight, problems, reply, refuse } = queueWith();
  void edits.change(put(0, 1));
  void edits.change(put(1, 1e300));
  void edits.change(put(2, 3));
  await reply();
  await refuse();
  assert.deepEqual(problems, []);
  assert.equal(inFlight.at(-1)?.wanted.input.data[1], 1e300);
  await refuse("overflow");
  assert.deepEqual(problems, ["overflow"]);
  await reply();
  assert.deepEqual(inFlight.at(-1)?.wanted.input.data.slice(0, 3), [1, inputOf(edits)[1], 3]);
  assert.deepEqual(inputOf(edits).slice(0, 3), [1, inputOf(edits)[1], 3]);
});

test("an answer on other numbers than those asked for is not taken", async () => {
  const { edits, inFlight, problems, arrivals } = queueWith();
  const before = edits.lesson;
  void edits.change(put(0, 55));
  const stale = put(0, 77)(new Lesson(wire, FACTS));
  inFlight[0].answer({ answer: answerOf(stale) });
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(problems, ["otherNumbers"]);
  assert.equal(edits.lesson, before);
  assert.equal(arrivals.length, 0);
});

test("a size that waits leaves the numbers after it on show, and is asked for by itself", async () => {
  const { edits, inFlight, reply } = queueWith();
  const [control] = FACTS.workbench.controls;
  const turn = (/** @type {Lesson} */ lesson, /** @type {ConvRequest} */ kept) =>
    withTurned(kept, lesson, [control], 2);
  void edits.change(turn, { keepsSource: true });
  void edits.change(put(0, 55));
  assert.equal(pendingIn(edits)?.[0], 55);
  assert.equal(inFlight.length, 1);
  await reply();
  assert.equal(inFlight[1].wanted.input.data[0], 55);
  assert.equal(inFlight[1].wanted.sizes, undefined);
});

test("a slider that has stopped does not wait for the moves before it", async () => {
  const { edits, inFlight, reply } = queueWith();
  void edits.change(put(0, 1), { key: "x", isLive: true });
  void edits.change(put(0, 2), { key: "x", isLive: true });
  void edits.change(put(0, 3), { key: "x" });
  await reply();
  await reply();
  assert.deepEqual(
    inFlight.map(({ wanted, isLive }) => [wanted.input.data[0], isLive]),
    [
      [1, true],
      [3, false],
    ],
  );
});

test("a move that could not be sent gives way to a later one of its slider", async () => {
  const { edits, inFlight, lose } = queueWith();
  void edits.change(put(0, 1), { key: "x", isLive: true });
  void edits.change(put(0, 3), { key: "x" });
  const comesBack = await lose();
  await comesBack();
  assert.deepEqual(
    inFlight.map(({ isLive }) => isLive),
    [true, false],
  );
});
