/**
 * Sends a request, and returns the answer, a problem in words, or that the server is unreachable.
 *
 * @import {LessonFacts, WireTrace} from "../../trace/types.js"
 * @import {LessonParts} from "../lesson-parts.js"
 * @import {Connection} from "./connection.js"
 */

import { Unreachable } from "./connection.js";

const UNPROCESSABLE = 422;

/** @typedef {{key: string, html: string}} Prose */
/** @typedef {{trace: WireTrace, lesson: LessonFacts, prose: Prose|null, notice: string|null}} Answer prose: null while a control moves */
/** @typedef {{answer: Answer}|{problem: string}|{isUnreachable: true}} Outcome the problem in the server's words, or
 *   "overflow", or "unreadable" */
/** @typedef {{text: string}|{problem: string}|{isUnreachable: true}} TextOutcome the problem in the server's words, or
 *   "unreadable" */

/** @param {Connection} connection @param {LessonParts} parts that the page has @param {string} address @param {RequestInit} [options] @returns {Promise<Outcome>} */
export async function ask(connection, parts, address, options) {
  try {
    const response = await connection.fetch(address, options);
    const content = await response.json();
    if (response.ok) return { answer: parts.whole(content) };
    const [fault] = content.errors ?? [];
    // What is wrong at no place in particular are the results.
    if (response.status === UNPROCESSABLE && fault === undefined) return { problem: "overflow" };
    return { problem: fault?.detail ?? content.detail ?? "unreadable" };
  } catch (error) {
    return failureOf(error);
  }
}

/** @param {Connection} connection @param {string} address @param {RequestInit} options @returns {Promise<TextOutcome>} */
export async function askText(connection, address, options) {
  try {
    const response = await connection.fetch(address, options);
    if (response.ok) return { text: await response.text() };
    const { errors = [], detail } = await response.json();
    return { problem: errors[0]?.detail ?? detail ?? "unreadable" };
  } catch (error) {
    return failureOf(error);
  }
}

/** @param {unknown} error @returns {{problem: string}|{isUnreachable: true}} */
function failureOf(error) {
  return error instanceof Unreachable ? { isUnreachable: true } : { problem: "unreadable" };
}

/** @param {unknown} body @returns {RequestInit} */
export function posted(body) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}
