/** @import {State} from "../../../static/js/state/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawsOf } from "../../../static/js/practice/seed.js";
import { walkIndexOfCell } from "../../../static/js/state/selectors.js";
import { SHOWS, addressOf, stateOf } from "../../../static/js/state/address.js";
import { NAMES, SOURCE, stateAt, traceOf } from "../fixtures.js";

const trace = traceOf("article-multi-channel");
const start = { chapter: "forward-window", step: "slide", source: SOURCE };
const slide = stateAt("forward-window/slide");

/** @param {string} query */
const read = (query) => stateOf(new URL(`http://x/${query}`), trace, start);

/** @param {State} state */
function reopened(state, of = trace) {
  const current = new URL("http://x/");
  const url = new URL(addressOf(state, of, current), current);
  const [chapter, step] = url.pathname.split("/").slice(1);
  return stateOf(url, of, { chapter, step, source: state.source });
}

test("an address without a query opens the first cell as it is", () => {
  assert.deepEqual(read(""), slide);
});

test("what is not the default is in the address, and a link reopens it", () => {
  const pinned = { tensor: "output", cell: [0, 1, 0, 0, 1] };
  for (const changes of /** @type {Partial<State>[]} */ ([
    {},
    { cursor: 5 },
    { cursor: 6, pinned },
    { pinned: { tensor: "weight", cell: [1, 0, 2, 0, 1] } },
    { show: "symbols", zeros: false, theme: "projector", cursor: 7 },
  ])) {
    const state = { ...slide, ...changes };
    assert.deepEqual(reopened(state), state);
  }
});

test("every step's last cell is reopened by its address", () => {
  for (const name of NAMES) {
    const of = traceOf(name);
    for (const { id, steps } of of.chapters) {
      for (const { id: step, cursor_over } of steps) {
        const cursor = of.shapeOf(cursor_over).reduce((a, b) => a * b) - 1;
        const state = stateAt(`${id}/${step}`, { cursor });
        assert.deepEqual(reopened(state, of), state, `${name} ${id}/${step}`);
      }
    }
  }
});

test("an address reads well and leaves out what is the default", () => {
  const current = new URL("http://x/?preset=stride-2-leftover&other=1#top");
  const leftover = { ...slide, source: { ...SOURCE, preset: "stride-2-leftover", isFirst: false } };
  assert.equal(
    addressOf(leftover, trace, current),
    "/forward-window/slide?preset=stride-2-leftover",
  );
  const state = { ...slide, cursor: 5, zeros: false };
  assert.equal(
    addressOf(state, trace, new URL("http://x/")),
    "/forward-window/slide?cell=output:0,0,1,0,1&zeros=hidden",
  );
});

test("own numbers, the open panel and the seed of an exercise are in the address", () => {
  const source = { ...SOURCE, data: "1abc-_", isOwn: true };
  /** @type {State} */
  const state = { ...slide, source, panel: "practice", seed: "k3x9" };
  const address = addressOf(state, trace, new URL("http://x/?lang=en"));
  assert.equal(address, "/forward-window/slide?data=1abc-_&lang=en&panel=practice&seed=k3x9");
  const again = reopened(state);
  const { pinned, ...rest } = again;
  assert.deepEqual({ ...rest, pinned: null }, state);
  assert.equal(pinned?.tensor, "output", "the first question is open");
  assert.deepEqual(reopened(again), again);
});

test("the form in which numbers are shown stands beside them in the address", () => {
  const source = { ...SOURCE, data: "1abc-_", isOwn: true, form: "transposed,flipped" };
  const address = addressOf({ ...slide, source }, trace, new URL("http://x/"));
  assert.equal(address, "/forward-window/slide?data=1abc-_&as=transposed,flipped");
});

test("numbers that are too long for the address leave a sign in it", () => {
  const source = { ...SOURCE, isOwn: true };
  const address = addressOf({ ...slide, source }, trace, new URL("http://x/"));
  assert.equal(address, "/forward-window/slide?own=here");
});

test("playing, hovering and speed are not in the address", () => {
  const hover = { tensor: "input", cell: [0, 0, 0, 0, 0] };
  const state = { ...slide, playing: true, hover, term: 2, speed: 4 };
  assert.equal(addressOf(state, trace, new URL("http://x/")), "/forward-window/slide");
});

test("a preset is passed on escaped, whatever it holds", () => {
  const hostile = '"><script>&x=1#é%3A';
  const current = new URL("http://x/");
  const source = { ...SOURCE, preset: hostile, isFirst: false };
  const url = new URL(addressOf({ ...slide, source }, trace, current), current);
  assert.equal(url.searchParams.get("preset"), hostile);
  assert.equal(url.hash, "");
  assert.equal(url.search.includes("<"), false);
});

const HOSTILE = [
  "",
  "foo",
  "input",
  "input:",
  ":0,0,0,0,0",
  "input:0,0,0,0",
  "input:0,0,0,0,0,0",
  "input:0,0,0,0,3",
  "input:0,-1,0,0,0",
  "input:0,1.5,0,0,0",
  "input:0,1e0,0,0,0",
  "input:0,0x1,0,0,0",
  "input:0,,0,0,0",
  "input:0, 1,0,0,0",
  "input:0,9999999999999999999999,0,0,0",
  "input:NaN,0,0,0,0",
  "input:\u0660,0,0,0,0",
  "nothing:0,0,0,0,0",
  "__proto__:0,0,0,0,0",
  "constructor:0",
  "grad_columns:0,0,0,0,0,0,0",
  "grad_bias:0,0",
  "output:9999",
  "output:0,0",
  "output:0,7,0,0,0",
  `output:${"0,".repeat(10000)}`,
  `output:${Array(5).fill("9".repeat(400)).join()}`,
  "<script>alert(1)</script>",
  "input:<img src=x onerror=alert(1)>",
  "a".repeat(4000),
];

for (const text of HOSTILE) {
  test(`a pin or cell that is none is ignored: ${text.slice(0, 40)}`, () => {
    const value = encodeURIComponent(text);
    assert.deepEqual(read(`?pin=${value}`), slide);
    assert.deepEqual(read(`?cell=${value}`), slide);
    assert.deepEqual(read(`?pin=${value}&cell=output:0,0,1,0,0`), { ...slide, cursor: 1 });
  });
}

test("unknown words for show, zeros and theme are the defaults", () => {
  assert.deepEqual(read("?show=all&zeros=no&theme=__proto__&speed=9&playing=true"), slide);
  const markup = encodeURIComponent('"><script>alert(1)</script>');
  assert.deepEqual(read(`?show=${markup}&zeros=${markup}&theme=${markup}&panel=${markup}`), slide);
});

test("a pin of a tensor that the step does not draw is dropped", () => {
  assert.deepEqual(read("?pin=grad_weight:0,0,0,0,0"), slide);
});

test("a cell of a tensor that the step only reads leaves the cursor at the start", () => {
  assert.equal(read("?cell=input:0,1,1,0,0").cursor, 0);
});

for (const name of NAMES) {
  test(`random states are written as an address that is read as the same state: ${name}`, () => {
    const of = traceOf(name);
    const random = drawsOf(name);
    /** @template T @param {readonly T[]} all @returns {T} */
    const any = (all) => all[random(all.length)];
    /** @param {string} tensor */
    const anyCell = (tensor) => of.shapeOf(tensor).map((size) => random(size));
    const seen = new Set();
    for (let count = 0; count < 1500; count++) {
      const { id, steps } = any(of.chapters);
      const { id: step, cursor_over, draws } = any(steps);
      const panel = any(/** @type {const} */ (["read", "edit", "code"]));
      const data = any([null, null, "1AAEC", "-_09az"]);
      const preset = any(["article-multi-channel", "grouped"]);
      const isFirst = preset === "article-multi-channel";
      const tensor = any([cursor_over, any(draws).tensor]);
      const pinned = random(3) === 0 ? { tensor, cell: anyCell(tensor) } : null;
      const changes = {
        panel,
        source: { ...SOURCE, preset, isFirst, data, isOwn: data !== null },
        pinned,
        channel: random(4) === 0 ? 1 + random(2) : 0,
        show: any(SHOWS),
        zeros: random(2) === 0,
        order: any(/** @type {const} */ (["first", "last"])),
        theme: any(/** @type {const} */ (["auto", "light", "dark", "projector"])),
      };
      const state = stateAt(`${id}/${step}`, changes);
      const at = { tensor: cursor_over, cell: anyCell(cursor_over) };
      const isCursor = pinned !== null && walkIndexOfCell(of, state, pinned) !== null;
      // A pinned cell of those that are walked through is the cursor's.
      const cursor = walkIndexOfCell(of, state, isCursor ? pinned : at) ?? 0;
      const wanted = { ...state, cursor };
      const address = addressOf(wanted, of, new URL("http://x/"));
      assert.deepEqual(reopened(wanted, of), wanted, address);
      const url = new URL(address, "http://x/");
      assert.equal(addressOf(reopened(wanted, of), of, url), address);
      seen.add(address);
    }
    assert.ok(seen.size > 1000);
  });
}
