import assert from "node:assert/strict";
import { test } from "node:test";

import { drawsOf } from "../../../../static/js/practice/seed.js";
import { CheckState } from "../../../../static/js/workbench/checks/check-state.js";

/** @typedef {{name: string}} Subject */

/** A badge whose checks are made when they are let; every subject agrees but those that throw. */
function badge() {
  /** @type {{state: string, of?: string, isSlow?: boolean}[]} */
  const shown = [];
  /** @type {string[]} */
  const made = [];
  /** @type {Set<() => void>} */
  const due = new Set();
  /** What is said of a check that is slow. @type {Set<() => void>} */
  const dueLate = new Set();
  /** @type {CheckState<Subject, boolean>} */
  const state = new CheckState(
    ({ name }) => {
      made.push(name);
      if (name === "broken") throw new Error("no such step");
      return true;
    },
    (verdict) => {
      const of = verdict.state === "checked" ? { of: verdict.subject.name } : {};
      const slow = verdict.state === "checking" ? { isSlow: verdict.isSlow } : {};
      shown.push({ state: verdict.state, ...of, ...slow });
    },
    (run, milliseconds) => {
      const runs = milliseconds < 100 ? due : dueLate;
      runs.add(run);
      return () => runs.delete(run);
    },
  );
  const pass = () => {
    for (const run of [...due]) {
      due.delete(run);
      run();
    }
  };
  return { state, shown, made, due, dueLate, pass, now: () => shown.at(-1) };
}

const subject = (/** @type {string} */ name) => ({ name });

test("nothing is checked before it has been looked at", () => {
  const { state, now, pass } = badge();
  state.setSubject(subject("a"));
  assert.equal(now()?.state, "checking");
  pass();
  assert.deepEqual(now(), { state: "checked", of: "a" });
});

test("other numbers are not checked by what was said of those before", () => {
  const { state, now, pass, made } = badge();
  state.setSubject(subject("a"));
  pass();
  state.setSubject(subject("b"));
  assert.equal(now()?.state, "checking");
  pass();
  assert.deepEqual(now(), { state: "checked", of: "b" });
  assert.deepEqual(made, ["a", "b"]);
});

test("a check that comes due after other numbers are on show is not made", () => {
  const { state, now, due, made } = badge();
  state.setSubject(subject("a"));
  const [late] = due;
  state.setSubject(subject("b"));
  late();
  assert.deepEqual(made, ["b"], "only what is on show is looked at");
  assert.deepEqual(now(), { state: "checked", of: "b" });
});

test("what waits for the server is not checked, not even by a check that comes late", () => {
  const { state, now, due, pass, made } = badge();
  state.setSubject(subject("a"));
  const [late] = due;
  state.suspend("checking");
  late();
  pass();
  state.checkNow();
  assert.equal(now()?.state, "checking");
  assert.deepEqual(made, []);
  state.suspend("unsent");
  assert.deepEqual(now(), { state: "unsent" });
});

test("numbers that come back are known, and are not looked at twice", () => {
  const { state, now, pass, made } = badge();
  const a = subject("a");
  state.setSubject(a);
  pass();
  state.suspend("checking");
  state.setSubject(a);
  assert.deepEqual(now(), { state: "checked", of: "a" });
  assert.deepEqual(made, ["a"]);
});

test("the same numbers are told of once", () => {
  const { state, shown, pass } = badge();
  const a = subject("a");
  for (let k = 0; k < 3; k++) state.setSubject(a);
  pass();
  state.setSubject(a);
  assert.equal(shown.length, 2);
});

test("a check that fails says so, and the next is made all the same", () => {
  const { state, now, pass } = badge();
  state.setSubject(subject("broken"));
  pass();
  assert.deepEqual(now(), { state: "failed" });
  state.setSubject(subject("b"));
  pass();
  assert.deepEqual(now(), { state: "checked", of: "b" });
});

test("whoever asks gets the check at once, and it is made once", () => {
  const { state, now, pass, made } = badge();
  state.setSubject(subject("a"));
  state.checkNow();
  assert.deepEqual(now(), { state: "checked", of: "a" });
  pass();
  state.checkNow();
  assert.deepEqual(made, ["a"]);
});

test("a check that is quick is not told of as slow, and one wait is told of once", () => {
  const { state, shown, dueLate, pass } = badge();
  state.setSubject(subject("a"));
  pass();
  assert.equal(dueLate.size, 0);
  state.suspend("checking");
  state.suspend("checking");
  state.setSubject(subject("b"));
  assert.equal(dueLate.size, 1);
  pass();
  assert.equal(dueLate.size, 0);
  assert.deepEqual(shown, [
    { state: "checking", isSlow: false },
    { state: "checked", of: "a" },
    { state: "checking", isSlow: false },
    { state: "checked", of: "b" },
  ]);
});

test("a slow check is told of, and a change meanwhile takes nothing of that back", () => {
  const { state, shown, dueLate, pass, now } = badge();
  state.suspend("checking");
  for (const run of dueLate) run();
  state.setSubject(subject("a"));
  state.suspend("checking");
  assert.deepEqual(now(), { state: "checking", isSlow: true });
  state.setSubject(subject("b"));
  pass();
  assert.deepEqual(now(), { state: "checked", of: "b" });
  assert.equal(shown.length, 3);
});

test("whatever comes in whatever order, what is checked is what is on show", () => {
  const random = drawsOf("orders");
  const { state, due, now } = badge();
  const subjects = ["a", "b", "c", "broken"].map(subject);
  /** @type {(() => void)[]} called off or not, they may come late */
  const late = [];
  /** @type {Subject|null} */
  let onShow = null;
  let checked = 0;
  for (let k = 0; k < 3_000; k++) {
    const what = random(5);
    if (what <= 1) state.setSubject((onShow = subjects[random(4)]));
    else if (what === 2) {
      onShow = null;
      state.suspend(random(2) === 0 ? "checking" : "unsent");
    } else if (what === 3) state.checkNow();
    else late.splice(random(late.length), 1)[0]?.();
    late.push(...[...due].filter((run) => !late.includes(run)));
    if (now()?.state === "checked") {
      assert.equal(now()?.of, onShow?.name);
      checked += 1;
    }
    if (onShow === null) assert.ok(["checking", "unsent"].includes(now()?.state ?? "checking"));
  }
  assert.ok(checked > 100, `${checked}`);
});
