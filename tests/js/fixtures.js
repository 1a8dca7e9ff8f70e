/**
 * Traces as the engine makes them, with what the engine says of each: see make_traces.py.
 *
 * @import {Cell, LessonFacts, WireTrace} from "../../static/js/trace/types.js"
 * @import {Source, State} from "../../static/js/state/types.js"
 */

import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { newRecord } from "../../static/js/practice/score.js";
import { Trace } from "../../static/js/trace/trace.js";

/**
 * @typedef {{chapter: string, step: string, terms: [Cell, (Cell|null)[][]][],
 *   readers: [string, Cell, Cell[]][]}} ExpectedStep
 * @typedef {{values: Record<string, number[]>, symbols: Record<string, [Cell, string][]>,
 *   steps: ExpectedStep[]}} Expected
 */

export const NAMES = [
  "article-multi-channel",
  "article-single-channel",
  "stride-2-leftover",
  "groups",
];
/** Those whose marks are compared: they are the examples that the browser tests walk through as well. */
export const MARKED = [...NAMES, "grouped", "batch-2", "dilated", "asymmetric-padding"];

/** An example that is nobody's own. @type {Source} */
export const SOURCE = {
  preset: "article-multi-channel",
  isFirst: true,
  data: null,
  isOwn: false,
  isLive: false,
  form: "",
};

/** What the server says of a lesson besides its trace. @type {LessonFacts} */
export const FACTS = {
  preset: "article-multi-channel",
  isFirst: true,
  isOwn: false,
  data: null,
  workbench: {
    has_bias: true,
    controls: [
      {
        name: "input_size",
        axis: 0,
        side: null,
        joined: false,
        value: 3,
        values: [2, 3, 4],
        least: "at least 2",
        most: "at most 4",
      },
    ],
    differences: [
      { tensor: "grad_input", cells: 9, of: 9, max_error: 0, agrees: true, unseen: 0, step: 1 },
    ],
    code: {},
  },
};

/** @param {string} name @returns {{trace: WireTrace, expected: Expected}} */
export function fixture(name) {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));
}

/** @param {string} name @returns {Trace} */
export function traceOf(name) {
  return new Trace(fixture(name).trace);
}

/** @param {string} place chapter/step @param {Partial<State>} [changes] @returns {State} */
export function stateAt(place, changes = {}) {
  const [chapter, step] = place.split("/");
  return {
    source: SOURCE,
    panel: "read",
    seed: "",
    record: newRecord(),
    sheet: { tensor: "input", block: 0 },
    chapter,
    step,
    cursor: 0,
    pinned: null,
    hover: null,
    term: null,
    channel: 0,
    playing: false,
    speed: 1,
    show: "both",
    zeros: true,
    order: "first",
    theme: "auto",
    ...changes,
  };
}

/** @param {number[]} shape @returns {Cell[]} every cell, in C order */
export function cellsOf(shape) {
  return shape.reduce(
    (cells, size) =>
      cells.flatMap((cell) => Array.from({ length: size }, (_, at) => [...cell, at])),
    /** @type {Cell[]} */ ([[]]),
  );
}

/** Of a preset, without the numbers that its rules give; samples of those that the kernels computed, by flat position. @param {string} name @returns {{trace: WireTrace, expected: Record<string, [number, number][]>}} */
export function presetFixture(name) {
  const packed = readFileSync(new URL(`fixtures/presets/${name}.json.gz`, import.meta.url));
  return JSON.parse(gunzipSync(packed).toString("utf8"));
}

export const PRESETS = readdirSync(new URL("fixtures/presets/", import.meta.url)).map((file) =>
  file.replace(".json.gz", ""),
);
