/**
 * What an element of the playground is drawn from: a lesson, a state of the page, and the properties that were
 * chosen in the form.
 *
 * @import {Trace} from "../../trace/trace.js"
 * @import {LessonFacts} from "../../trace/types.js"
 * @import {TitleTemplates} from "../../grid/title.js"
 * @import {State} from "../../state/types.js"
 *
 * @typedef {{trace: Trace, state: State, facts: LessonFacts, titles: TitleTemplates, words: Record<string, string>,
 *   controls: Record<string, string>, sizes: ReturnType<typeof import("../sizes.js").readSizes>,
 *   values: Record<string, string>}} Scene values: by property
 * @typedef {{name: string, label: string} & ({kind: "choice", options: string[]}
 *   | {kind: "number", least: number, most: number, start: number} | {kind: "toggle", start: boolean})} Property
 * @typedef {{properties?: (scene: Scene) => Property[], fits?: (scene: Scene) => boolean,
 *   draw: (host: HTMLElement, scene: Scene) => void}} Entry fits: whether the open step has what the element draws
 */

import { boardOf } from "../../board/board.js";
import { stageCell } from "../../state/selectors.js";

/** The board of the open step. @param {Scene} scene */
export function boardIn({ trace, state }) {
  return boardOf(trace, state, stageCell(trace, state).cell);
}

/** The element of a class in the host; a new one where another stands there. @template {HTMLElement} E @param {HTMLElement} host @param {new () => E} kind @returns {E} */
export function elementIn(host, kind) {
  const [first] = host.children;
  if (first instanceof kind) return first;
  const fresh = new kind();
  host.replaceChildren(fresh);
  return fresh;
}

/** @param {Scene} scene @param {string} name @returns {number} */
export function numberOf({ values }, name) {
  return Number(values[name]);
}

/** @param {Scene} scene @param {string} name @returns {boolean} */
export function isOn({ values }, name) {
  return values[name] === "on";
}
