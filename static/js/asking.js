/**
 * Asks the server, and takes whatever comes of it as an answer.
 *
 * @import {LessonFacts, WireTrace} from "./types.js"
 */

/** @typedef {{trace: WireTrace, lesson: LessonFacts, prose: string|null, notice: string|null}} Answer prose: null while a control moves */
/** @typedef {{answer: Answer}|{problem: string}} Outcome the problem in the server's words, or "" without an answer */

/** @param {string} address @param {RequestInit} [options] @returns {Promise<Outcome>} */
export async function ask(address, options) {
  try {
    const response = await fetch(address, options);
    const content = await response.json();
    if (response.ok) return { answer: content };
    const [fault] = content.errors ?? [];
    return { problem: fault?.detail ?? content.detail ?? "" };
  } catch {
    return { problem: "" };
  }
}

/** @param {string} address @param {RequestInit} options @returns {Promise<string|null>} null without an answer */
export async function askText(address, options) {
  try {
    const response = await fetch(address, options);
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}

/** @param {unknown} body @returns {RequestInit} */
export function posted(body) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}
