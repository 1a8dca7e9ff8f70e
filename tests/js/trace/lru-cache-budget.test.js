/**
 * The budget of the page over long walks: it is never passed, and what was dropped is worked out again rightly.
 *
 * @import {State} from "../../../static/js/state/types.js"
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTask } from "node:timers/promises";

import { Memory, ROOM } from "../../../static/js/trace/lru-cache.js";
import { drawsOf } from "../../../static/js/practice/seed.js";
import { Trace } from "../../../static/js/trace/trace.js";
import { presetFixture, stateAt } from "../fixtures.js";
import { moved, work } from "../walking.js";

/** Their sums have 200,000 terms: each state takes a while. */
const VERY_LONG = ["nudge/loss", "nudge/input"];

/** @param {Memory} memory @param {string} label */
function checkBudget(memory, label) {
  assert.ok(memory.used <= memory.room, `${label}: ${memory.used} of ${memory.room}`);
}

/** @param {Memory} memory */
function checkCount(memory) {
  const total = [...memory.held].reduce((sum, { bytes }) => sum + bytes, 0);
  assert.equal(memory.used, total);
}

/** @param {string} name @param {{room?: number, states: number}} options */
async function walk(name, { room = ROOM, states }) {
  const { trace: wire, expected } = presetFixture(name);
  const memory = new Memory(room);
  const trace = new Trace(wire, memory);
  const draw = drawsOf(name);
  for (const { id, steps } of trace.chapters) {
    for (const { id: step } of steps) {
      const place = `${id}/${step}`;
      /** @type {State} */
      let state = stateAt(place);
      const count = VERY_LONG.includes(place) && name === "resnet-stage" ? 1 : states;
      for (let k = 0; k < count; k++) {
        work(trace, state);
        checkBudget(memory, `${name} ${place}`);
        const next = moved(trace, state, draw);
        // Another step has its turn anyway.
        if (next.chapter === state.chapter && next.step === state.step) state = next;
        await nextTask();
      }
    }
  }
  checkCount(memory);
  for (const [tensor, samples] of Object.entries(expected)) {
    for (const [flat, number] of samples) assert.equal(trace.valueAt(tensor, flat), number, tensor);
  }
  checkBudget(memory, name);
  return memory;
}

test("over every step of a layer of ResNet", async () => {
  const memory = await walk("resnet-stage", { states: 4 });
  assert.ok(memory.used > memory.room / 4, "it is used");
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
  const memory = new Memory(100_000);
  const { trace: wire } = presetFixture("lenet5-conv1");
  for (let lesson = 0; lesson < 12; lesson++) {
    const trace = new Trace(structuredClone(wire), memory);
    work(trace, stateAt("forward-window/slide"));
    work(trace, stateAt("grad-input-fold/fold"));
    checkBudget(memory, `lesson ${lesson}`);
    await nextTask();
  }
  checkCount(memory);
});
