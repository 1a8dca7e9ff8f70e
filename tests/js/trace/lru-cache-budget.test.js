/**
 * The budget of the page over long walks: it is never passed, and what was dropped is worked out again rightly.
 *
 * @import {State} from "../../../static/js/state/types.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTask } from "node:timers/promises";

import { LruCache, MAX_CACHE_BYTES } from "../../../static/js/trace/lru-cache.js";
import { drawsOf } from "../../../static/js/practice/seed.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { presetFixture, stateAt } from "../fixtures.js";
import { moved, work } from "../walking.js";

/** Their sums have 200,000 terms: each state takes a while. */
const VERY_LONG = ["nudge/loss", "nudge/input"];

/** @param {LruCache} cache @param {string} label */
function checkBudget(cache, label) {
  assert.ok(cache.used <= cache.room, `${label}: ${cache.used} of ${cache.room}`);
}

/** @param {LruCache} cache */
function checkCount(cache) {
  const total = [...cache.held].reduce((sum, { bytes }) => sum + bytes, 0);
  assert.equal(cache.used, total);
}

/** @param {string} name @param {{room?: number, states: number}} options */
async function walk(name, { room = MAX_CACHE_BYTES, states }) {
  const { trace: wire, expected } = presetFixture(name);
  const cache = new LruCache(room);
  const trace = new Trace(wire, cache);
  const draw = drawsOf(name);
  for (const { id, steps } of trace.chapters) {
    for (const { id: step } of steps) {
      const place = `${id}/${step}`;
      /** @type {State} */
      let state = stateAt(place);
      const count = VERY_LONG.includes(place) && name === "resnet-stage" ? 1 : states;
      for (let k = 0; k < count; k++) {
        work(trace, state);
        checkBudget(cache, `${name} ${place}`);
        const next = moved(trace, state, draw);
        // Another step has its turn anyway.
        if (next.chapter === state.chapter && next.step === state.step) state = next;
        await nextTask();
      }
    }
  }
  checkCount(cache);
  for (const [tensor, samples] of Object.entries(expected)) {
    for (const [flat, number] of samples) assert.equal(trace.valueAt(tensor, flat), number, tensor);
  }
  checkBudget(cache, name);
  return cache;
}

test("over every step of a layer of ResNet", async () => {
  const cache = await walk("resnet-stage", { states: 4 });
  assert.ok(cache.used > cache.room / 4, "it is used");
});

test("over every step of LeNet's first layer", async () => {
  await walk("lenet5-conv1", { states: 10 });
});

test("with so little room that nothing stays, every number is right", async () => {
  for (const name of ["batch-2", "asymmetric-padding", "dilated"]) {
    await walk(name, { states: 12, room: 8_000 });
  }
});

test("all traces of a page share one budget, and old ones give way", async () => {
  const cache = new LruCache(100_000);
  const { trace: wire } = presetFixture("lenet5-conv1");
  for (let lesson = 0; lesson < 12; lesson++) {
    const trace = new Trace(structuredClone(wire), cache);
    work(trace, stateAt("forward-window/slide"));
    work(trace, stateAt("grad-input-fold/fold"));
    checkBudget(cache, `lesson ${lesson}`);
    await nextTask();
  }
  checkCount(cache);
});
