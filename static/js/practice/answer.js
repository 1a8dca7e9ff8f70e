/**
 * What a learner typed, read as a number, and whether it is the number asked for.
 */

import { formatCell, formatNumber } from "../markup/number-format.js";

/** @typedef {{value: number, digits: number}} Answer digits: how many decimals were typed, fewer than 0 for 12e3; Infinity for a fraction */
/** @typedef {{problem: "empty"|"number"|"range"}} Unread */

const NUMBER = /^[+-]?(?:\d+\.?(?<decimals>\d*)|\.(?<only>\d+))(?:e(?<exponent>[+-]?\d+))?$/;
/** Minus signs and dashes that stand for one, as keyboards and the page write them. */
const MINUS = /[\u2010-\u2015\u2212]/g;
/** The full forms of ! to ~ that a Chinese keyboard gives, this far from the plain ones. */
const FULL_FORMS = /[\uff01-\uff5e]/g;
const FULL_FORM_SHIFT = 0xfee0;
const FULL_STOP = /\u3002/g;
const FRACTION_BARS = /[\u00f7\u2044\u2215]/g;

/** A float that far from a whole number is that whole number, as a share of what was added up. */
const NOISE = 1e-12;
/** Sums of numbers smaller than this are rare, noise of that size is not. */
const LEAST_SIZE = 1e-3;
const CLOSE = 1e-6;

/**
 * Reads "7", "−7", "2,5", "7/3", "1.2e5" and what a Chinese keyboard makes of them.
 *
 * @param {string} text
 * @returns {Answer|Unread}
 */
export function readAnswer(text) {
  const plain = plainText(text);
  if (plain === "") return { problem: "empty" };
  const [above, below, ...more] = plain.split("/").map(readNumber);
  if (more.length > 0 || above === null || below === null) return { problem: "number" };
  if (below === undefined) return inRange(above);
  if (below.value === 0) return { problem: "number" };
  const value = above.value / below.value;
  return inRange({ value: withoutNoise(value, Math.abs(value)), digits: Number.POSITIVE_INFINITY });
}

/**
 * A whole number must be met. Any other may be rounded, to two significant decimals at least. What the page
 * itself writes for the number is always right.
 *
 * @param {Answer} answer
 * @param {number} value
 * @param {number} [size] of what was added up to the value: it tells how large the noise of floats can be
 * @returns {boolean}
 */
export function isRight(answer, value, size = Math.abs(value)) {
  const exact = withoutNoise(value, size);
  if (answer.value === exact || isShown(answer, value)) return true;
  if (Number.isInteger(exact)) return false;
  const away = Math.abs(answer.value - exact);
  if (away <= CLOSE * Math.abs(exact)) return true;
  return answer.digits >= leastDigits(exact) && away <= halfOf(answer.digits);
}

/** @param {number} value @param {number} size @returns {number} whole where only float noise keeps it from that */
function withoutNoise(value, size) {
  const whole = Math.round(value) + 0;
  return Math.abs(value - whole) <= NOISE * Math.max(size, LEAST_SIZE) ? whole : value;
}

/** @param {Answer} answer @param {number} value */
function isShown(answer, value) {
  return [formatNumber, formatCell].some((format) => {
    const shown = readAnswer(format(value));
    return "value" in shown && shown.value === answer.value;
  });
}

/** @param {number} value @returns {number} decimals that show two of its digits, and two at least */
function leastDigits(value) {
  return Math.max(2, 1 - Math.floor(Math.log10(Math.abs(value))));
}

/** Half of the last digit typed, and a little for noise. @param {number} digits */
function halfOf(digits) {
  return 0.5 * 10 ** -digits * (1 + 1e-9);
}

/** @param {string} text @returns {string} in ASCII, with a point, without the spaces that mean nothing */
function plainText(text) {
  const ascii = text
    .replace(FULL_FORMS, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_FORM_SHIFT))
    .replace(MINUS, "-")
    .replace(FULL_STOP, ".")
    .replace(FRACTION_BARS, "/")
    .toLowerCase()
    .trim()
    .replace(/\s*([/+-])\s*/g, "$1")
    .replace(/(?<=\d)\s(?=\d{3}(?!\d))/g, "");
  return ascii.includes(".") ? ascii : ascii.replace(/^([^,]*),([^,]*)$/, "$1.$2");
}

/** @param {string} text @returns {Answer|null} */
function readNumber(text) {
  const found = NUMBER.exec(text)?.groups;
  if (found === undefined) return null;
  const decimals = (found.decimals ?? found.only).length;
  const value = Number(text);
  const isLost = value === 0 && /[1-9]/.test(text.split("e")[0]);
  return {
    value: isLost ? Number.NaN : value + 0,
    digits: decimals - Number(found.exponent ?? 0),
  };
}

/** @param {Answer} answer @returns {Answer|Unread} */
function inRange(answer) {
  return Number.isFinite(answer.value) ? answer : { problem: "range" };
}
