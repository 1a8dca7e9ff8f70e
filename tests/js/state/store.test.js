/** @import {State} from "../../../static/js/state/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Store } from "../../../static/js/state/store.js";
import { stateAt } from "../fixtures.js";

/** A store whose frames come when the test says so. */
function storeByHand() {
  /** @type {(() => void)[]} */
  const frames = [];
  const start = stateAt("forward-window/slide");
  const store = new Store(start, (run) => frames.push(run));
  /** @type {[State, State][]} */
  const heard = [];
  store.subscribe((state, previous) => heard.push([state, previous]));
  return { store, start, frames, heard };
}

/** @param {number} cursor */
const moveTo = (cursor) => (/** @type {State} */ state) => ({ ...state, cursor });

test("an action changes the state at once and is heard of at the next frame", () => {
  const { store, start, frames, heard } = storeByHand();
  store.dispatch(moveTo(3));
  assert.equal(store.state.cursor, 3);
  assert.equal(heard.length, 0);
  frames[0]();
  assert.deepEqual(heard, [[{ ...start, cursor: 3 }, start]]);
});

test("actions within one frame are heard of once, with the state before all of them", () => {
  const { store, start, frames, heard } = storeByHand();
  for (const cursor of [1, 2, 3]) store.dispatch(moveTo(cursor));
  assert.equal(frames.length, 1);
  frames[0]();
  assert.equal(heard.length, 1);
  assert.equal(heard[0][0].cursor, 3);
  assert.equal(heard[0][1], start);
});

test("an action that gives the same state asks for no frame", () => {
  const { store, frames } = storeByHand();
  store.dispatch((state) => state);
  assert.equal(frames.length, 0);
});

test("an action after a frame asks for another", () => {
  const { store, frames, heard } = storeByHand();
  store.dispatch(moveTo(1));
  frames[0]();
  store.dispatch(moveTo(2));
  assert.equal(frames.length, 2);
  frames[1]();
  assert.deepEqual(
    heard.map(([state, previous]) => [state.cursor, previous.cursor]),
    [
      [1, 0],
      [2, 1],
    ],
  );
});

test("an action that a listener dispatches is heard of in a frame of its own", () => {
  const { store, frames, heard } = storeByHand();
  store.subscribe((state) => {
    if (state.cursor === 1) store.dispatch(moveTo(2));
  });
  store.dispatch(moveTo(1));
  frames[0]();
  assert.equal(frames.length, 2);
  frames[1]();
  assert.deepEqual(
    heard.map(([state]) => state.cursor),
    [1, 2],
  );
});
