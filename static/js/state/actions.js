/**
 * Everything that can happen to the state. Each function makes an action; none touches the page.
 *
 * @import {Action} from "./store.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {CellRef, Order} from "../trace/types.js"
 * @import {PanelName, Show, Source, State, Theme} from "./types.js"
 */

import { nextQuestion, openQuestion } from "../practice/questions.js";
import { gaveUp, hinted, newRecord, tried } from "../practice/score.js";
import { newSeed } from "../practice/seed.js";
import {
  cellCount,
  cursorCell,
  firstCell,
  walkIndexOfCell,
  placeOnScrubber,
  stepAbout,
  stepNeighbour,
} from "./selectors.js";
import { unflatten } from "../trace/view.js";

const RESET = { pinned: null, hover: null, term: null };

/** @param {Trace} trace @param {number} cursor @returns {Action} */
export function moveTo(trace, cursor) {
  return (state) => {
    const last = cellCount(trace, state) - 1;
    return { ...state, ...RESET, cursor: Math.min(Math.max(cursor, 0), last) };
  };
}

/** The next cell; past the last one, the next step. @param {Trace} trace @returns {Action} */
export function nextCell(trace) {
  return (state) => {
    if (state.panel === "practice") return askBeside(trace, state, 1);
    if (state.cursor + 1 < cellCount(trace, state)) return moveTo(trace, state.cursor + 1)(state);
    return nextStep(trace)(state);
  };
}

/** The cell before; before the first one, the last of the step before. @param {Trace} trace @returns {Action} */
export function previousCell(trace) {
  return (state) => {
    if (state.panel === "practice") return askBeside(trace, state, -1);
    if (state.cursor > 0) return moveTo(trace, state.cursor - 1)(state);
    const before = previousStep(trace)(state);
    return before === state ? state : moveTo(trace, Number.POSITIVE_INFINITY)(before);
  };
}

/**
 * The next or previous question of an exercise, wrapping around at the ends.
 *
 * @param {Trace} trace
 * @param {State} state
 * @param {1|-1} direction
 * @returns {State}
 */
function askBeside(trace, state, direction) {
  const { asked, flat, tensor } = openQuestion(trace, state);
  const at = (asked.indexOf(flat) + direction + asked.length) % asked.length;
  const cell = unflatten(trace.shapeOf(tensor), asked[at]);
  return { ...state, pinned: { tensor, cell } };
}

/** @param {Trace} trace @returns {Action} */
export function nextStep(trace) {
  return (state) =>
    turn(trace, state, stepNeighbour(trace, state, 1)) ?? { ...state, playing: false };
}

/** @param {Trace} trace @returns {Action} */
export function previousStep(trace) {
  return (state) => turn(trace, state, stepNeighbour(trace, state, -1)) ?? state;
}

/** @param {Trace} trace @param {string} chapter @param {string} step @returns {Action} */
export function goTo(trace, chapter, step) {
  return (state) => turn(trace, state, { chapter, step }) ?? state;
}

/** A place on the scrubber, which runs over every cell of the chapter. @param {Trace} trace @param {number} position @returns {Action} */
export function scrubTo(trace, position) {
  return (state) => {
    const { step, cursor } = placeOnScrubber(trace, state, position);
    if (step === state.step) return moveTo(trace, cursor)(state);
    const turned = { ...state, ...RESET, channel: 0, step };
    return startExercise(trace, moveTo(trace, cursor)(turned));
  };
}

/** @param {Trace} trace @param {State} state @param {{chapter: string, step: string}|null} target */
function turn(trace, state, target) {
  if (target === null) return null;
  const turned = { ...state, ...RESET, ...target, channel: 0 };
  return startExercise(trace, { ...turned, cursor: firstCell(trace, turned) });
}

/**
 * In the practice panel, starts a new exercise: no answers, first question open.
 *
 * @param {Trace} trace
 * @param {State} state
 * @returns {State}
 */
export function startExercise(trace, state) {
  if (state.panel !== "practice") return state;
  const fresh = { ...state, seed: state.seed || newSeed(), record: newRecord(), playing: false };
  return { ...fresh, pinned: nextQuestion(trace, fresh) };
}

/** @param {CellRef|null} hover @returns {Action} */
export function hoverCell(hover) {
  return (state) => (state.hover === hover ? state : { ...state, hover, term: null });
}

/** @param {number|null} term @returns {Action} */
export function hoverTerm(term) {
  return (state) => (state.term === term ? state : { ...state, term });
}

/** A cell of the result becomes the cursor as well. @param {Trace} trace @param {CellRef} pinned @returns {Action} */
export function pinCell(trace, pinned) {
  return (state) => {
    const order = walkIndexOfCell(trace, state, pinned);
    const step = stepAbout(trace, state, pinned.tensor).id;
    const cursor = order ?? (step === state.step ? state.cursor : 0);
    return { ...state, step, pinned, playing: false, term: null, cursor };
  };
}

/** @returns {Action} */
export function unpin() {
  return (state) => (state.panel === "practice" ? state : { ...state, ...RESET });
}

/** @returns {Action} */
export function togglePlay() {
  return (state) =>
    state.panel === "practice" ? state : { ...state, ...RESET, playing: !state.playing };
}

/** @returns {Action} */
export function nextSpeed() {
  return (state) => ({ ...state, speed: state.speed >= 4 ? 1 : state.speed * 2 });
}

/** @param {Show} show @returns {Action} */
export function setShow(show) {
  return (state) => ({ ...state, show });
}

/** @param {boolean} zeros @returns {Action} */
export function setZeros(zeros) {
  return (state) => ({ ...state, zeros });
}

/**
 * The same cell in the other order of a patch.
 *
 * @param {Trace} trace as it is
 * @param {Trace} other the trace in the other order
 * @param {Order} order
 * @returns {Action}
 */
export function setOrder(trace, other, order) {
  return (state) => {
    const cursor = walkIndexOfCell(other, state, cursorCell(trace, state));
    return { ...state, hover: null, term: null, order, cursor: cursor ?? 0 };
  };
}

/** Which of the summed channels is on the board. @param {number} channel @returns {Action} */
export function openChannel(channel) {
  return (state) => ({ ...state, hover: null, term: null, channel: Math.max(0, channel) });
}

/** @param {Trace} trace @param {PanelName} panel one that is open is closed @returns {Action} */
export function openPanel(trace, panel) {
  return (state) => {
    const isOpen = panel === state.panel;
    const left = state.panel === "practice" ? RESET : {};
    const opened = { ...state, ...left, panel: isOpen ? /** @type {const} */ ("read") : panel };
    return startExercise(trace, { ...opened, playing: false });
  };
}

/** Another exercise on the same step. @param {Trace} trace @param {string} [seed] @returns {Action} */
export function openExercise(trace, seed = "") {
  return (state) => startExercise(trace, { ...state, seed });
}

/** What was answered is right: on to the next question; or wrong. @param {Trace} trace @param {number} flat @param {boolean} isRight @returns {Action} */
export function answerCell(trace, flat, isRight) {
  return (state) => {
    const answered = { ...state, record: tried(state.record, flat, isRight) };
    return isRight ? { ...answered, pinned: nextQuestion(trace, answered) } : answered;
  };
}

/** @param {number} flat @returns {Action} */
export function hintCell(flat) {
  return (state) => ({ ...state, record: hinted(state.record, flat) });
}

/** @param {number} flat @returns {Action} */
export function showCell(flat) {
  return (state) => ({ ...state, record: gaveUp(state.record, flat) });
}

/** @param {Trace} trace @returns {Action} */
export function askNext(trace) {
  return (state) => ({ ...state, pinned: nextQuestion(trace, state) });
}

/** Which of the given numbers the sheet shows. @param {string} tensor @param {number} block @returns {Action} */
export function openSheet(tensor, block) {
  return (state) => ({ ...state, sheet: { tensor, block } });
}

/**
 * Other numbers, or another geometry: the same step if there is one, the same cells if they are there.
 *
 * @param {Trace} trace
 * @param {Source} source
 * @returns {Action}
 */
export function openLesson(trace, source) {
  return (state) => {
    const steps = trace.stepsOf(state.chapter);
    const step = (steps.find(({ id }) => id === state.step) ?? steps[0]).id;
    const opened = { ...state, source, step, hover: null, term: null };
    const isDrawn = trace
      .step(state.chapter, step)
      .draws.some(({ tensor }) => tensor === state.pinned?.tensor);
    const { pinned } = state;
    const isThere =
      isDrawn &&
      pinned !== null &&
      pinned.cell.every((at, k) => at < trace.shapeOf(pinned.tensor)[k]);
    const kept = { ...opened, pinned: isThere ? pinned : null };
    const last = cellCount(trace, kept) - 1;
    const cursor = step === state.step ? Math.min(state.cursor, last) : 0;
    return startExercise(trace, { ...kept, cursor });
  };
}

/** Clears `isLive` once the reader has stopped moving a control. @returns {Action} */
export function calm() {
  return (state) => ({ ...state, source: { ...state.source, isLive: false } });
}

/** @param {Theme} theme @returns {Action} */
export function setTheme(theme) {
  return (state) => ({ ...state, theme });
}
