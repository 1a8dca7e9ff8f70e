/**
 * The address is the state: /chapter/step?preset=...&data=...&panel=...&cell=...&channel=...&show=...
 *
 * @import {Cell, CellRef, Order} from "../trace/types.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {PanelName, Show, Source, State, Theme} from "./types.js"
 */

import { startExercise } from "./actions.js";
import { newRecord } from "../practice/score.js";
import { isSeed } from "../practice/seed.js";
import { cursorCell, firstCell, walkIndexOfCell } from "./selectors.js";

/** @type {Show[]} in the order in which a key goes through them */
export const SHOWS = ["both", "numbers", "symbols", "heat"];
/** @type {Theme[]} */
const THEMES = ["auto", "light", "dark", "projector"];
/** @type {PanelName[]} */
export const PANELS = ["read", "edit", "code", "practice"];

/**
 * @param {URL} url
 * @param {Trace} trace
 * @param {{chapter: string, step: string, source: Source}} start where the server opened the page, and on what
 * @returns {State}
 */
export function stateOf(url, trace, start) {
  const query = url.searchParams;
  const seed = query.get("seed") ?? "";
  /** @type {State} */
  const state = {
    ...start,
    panel: PANELS.find((panel) => panel === query.get("panel")) ?? "read",
    seed: isSeed(seed) ? seed : "",
    record: newRecord(),
    sheet: { tensor: trace.given[0], block: 0 },
    cursor: 0,
    pinned: null,
    hover: null,
    term: null,
    channel: /^\d{1,5}$/.test(query.get("channel") ?? "") ? Number(query.get("channel")) : 0,
    playing: false,
    speed: 1,
    show: SHOWS.find((show) => show === query.get("show")) ?? "both",
    zeros: query.get("zeros") !== "hidden",
    order: patchOrderIn(url),
    theme: THEMES.find((theme) => theme === query.get("theme")) ?? "auto",
  };
  const pinned = refOf(query.get("pin"), trace);
  const target = refOf(query.get("cell"), trace) ?? pinned;
  const first = firstCell(trace, state);
  const cursor = target === null ? first : (walkIndexOfCell(trace, state, target) ?? first);
  const opened = { ...state, pinned: isDrawn(trace, state, pinned) ? pinned : null, cursor };
  return opened.panel === "practice" ? startExercise(trace, opened) : opened;
}

/** @param {URL} url @returns {Order} */
export function patchOrderIn(url) {
  return url.searchParams.get("order") === "last" ? "last" : "first";
}

/** @param {State} state @param {Trace} trace @param {URL} current @returns {string} path and query */
export function addressOf(state, trace, current) {
  const query = new URLSearchParams();
  const { preset, data, isOwn, isFirst, form } = state.source;
  if (current.searchParams.has("preset") || !isFirst) query.set("preset", preset);
  if (data !== null) query.set("data", data);
  else if (isOwn) query.set("own", "here");
  if (form !== "") query.set("as", form);
  const lang = current.searchParams.get("lang");
  if (lang !== null) query.set("lang", lang);
  if (state.panel !== "read") query.set("panel", state.panel);
  if (state.panel === "practice") query.set("seed", state.seed);
  if (state.pinned !== null && state.panel !== "practice") query.set("pin", spelled(state.pinned));
  const isPinned =
    query.has("pin") &&
    state.pinned !== null &&
    walkIndexOfCell(trace, state, state.pinned) !== null;
  if (state.cursor !== firstCell(trace, state) && !isPinned)
    query.set("cell", spelled(cursorCell(trace, state)));
  if (state.channel > 0) query.set("channel", String(state.channel));
  if (state.show !== "both") query.set("show", state.show);
  if (!state.zeros) query.set("zeros", "hidden");
  if (state.order !== "first") query.set("order", state.order);
  if (state.theme !== "auto") query.set("theme", state.theme);
  // A colon and a comma may stand in a query as they are, and read better so.
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return `/${state.chapter}/${state.step}${text && `?${text}`}`;
}

/** @param {CellRef} ref @returns {string} input:0,1,1,0,0 */
function spelled({ tensor, cell }) {
  return `${tensor}:${cell.join()}`;
}

/** @param {string|null} text @param {Trace} trace @returns {CellRef|null} null unless it is a cell of the trace */
function refOf(text, trace) {
  const [tensor, digits] = (text ?? "").split(":");
  if (!trace.tensors.has(tensor) || digits === undefined) return null;
  /** @type {Cell} */
  const cell = digits.split(",").map((part) => (/^\d{1,6}$/.test(part) ? Number(part) : -1));
  const shape = trace.shapeOf(tensor);
  const fits = cell.length === shape.length && cell.every((at, k) => at >= 0 && at < shape[k]);
  return fits ? { tensor, cell } : null;
}

/** @param {Trace} trace @param {State} state @param {CellRef|null} ref */
function isDrawn(trace, state, ref) {
  const { draws } = trace.step(state.chapter, state.step);
  return draws.some(({ tensor }) => tensor === ref?.tensor);
}
