/**
 * Everything that can happen to the state. Each function makes an action; none touches the page.
 *
 * @import {Action} from "./store.js"
 * @import {Trace} from "./trace.js"
 * @import {CellRef, Show, State, Theme} from "./types.js"
 */

import { cellCount, orderOfCell, stepNeighbour } from "./selectors.js";

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
    if (state.cursor + 1 < cellCount(trace, state)) return moveTo(trace, state.cursor + 1)(state);
    return nextStep(trace)(state);
  };
}

/** The cell before; before the first one, the last of the step before. @param {Trace} trace @returns {Action} */
export function previousCell(trace) {
  return (state) => {
    if (state.cursor > 0) return moveTo(trace, state.cursor - 1)(state);
    const before = previousStep(trace)(state);
    return before === state ? state : moveTo(trace, Number.POSITIVE_INFINITY)(before);
  };
}

/** @param {Trace} trace @returns {Action} */
export function nextStep(trace) {
  return (state) => turn(state, stepNeighbour(trace, state, 1)) ?? { ...state, playing: false };
}

/** @param {Trace} trace @returns {Action} */
export function previousStep(trace) {
  return (state) => turn(state, stepNeighbour(trace, state, -1)) ?? state;
}

/** @param {string} chapter @param {string} step @returns {Action} */
export function goTo(chapter, step) {
  return (state) => turn(state, { chapter, step }) ?? state;
}

/** @param {State} state @param {{chapter: string, step: string}|null} target */
function turn(state, target) {
  return target && { ...state, ...RESET, ...target, cursor: 0 };
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
    const order = orderOfCell(trace, state, pinned);
    return { ...state, pinned, playing: false, term: null, cursor: order ?? state.cursor };
  };
}

/** @returns {Action} */
export function unpin() {
  return (state) => ({ ...state, ...RESET });
}

/** @returns {Action} */
export function togglePlay() {
  return (state) => ({ ...state, ...RESET, playing: !state.playing });
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

/** @param {Theme} theme @returns {Action} */
export function setTheme(theme) {
  return (state) => ({ ...state, theme });
}
