/**
 * One number as people write it, and why another text is none. A problem is an id with what its sentence
 * needs, ready for fill().
 *
 * @typedef {{shape: number[], data: number[]}} Numbers flat, in C order
 * @typedef {{id: string, [detail: string]: string|number}} Problem
 * @typedef {{problem: Problem}} Refused
 */

// No part of it can match one text in two ways: a long row of digits takes one pass.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity|\u221e)$/i;
const ELIDED = /^(?:\.\.\.|[\u2026\u22ee\u22ef])$/;
const MAX_SHOWN_CHARACTERS = 20;

/** @param {string} token @returns {number} not finite where the token is no number */
export function numberOf(token) {
  // The sum makes a zero of a minus zero.
  return NUMBER.test(token) ? Number(token) + 0 : NaN;
}

/** @param {string} token of which numberOf is not finite @returns {Problem} */
export function faultOf(token) {
  if (ELIDED.test(token)) return { id: "elided" };
  const text = clipped(token);
  if (NOT_FINITE.test(token)) return { id: "notfinite", text };
  return { id: NUMBER.test(token) ? "range" : "number", text };
}

/** @param {string} text @returns {string} at most 20 characters of it */
export function clipped(text) {
  const characters = Array.from(text.slice(0, 2 * MAX_SHOWN_CHARACTERS + 2));
  if (characters.length <= MAX_SHOWN_CHARACTERS) return text;
  return `${characters.slice(0, MAX_SHOWN_CHARACTERS - 1).join("")}\u2026`;
}

/** @param {readonly number[]} shape @returns {string} */
export function shapeText(shape) {
  return shape.length === 0 ? "1" : shape.join("\u00d7");
}
