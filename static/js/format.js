/**
 * Numbers as the page shows them, with a true minus sign: in full where they are written out, shorter in a
 * cell. What is rounded never looks like a whole number.
 */

const MINUS = "\u2212";
const PANEL_DIGITS = 7;
const CELL_DIGITS = 4;
const CELL_WHOLE = 1e7;

/** @param {number} value @returns {string} integers whole, others to seven digits */
export function formatNumber(value) {
  if (Number.isSafeInteger(value)) return withMinus(String(value + 0));
  return withMinus(rounded(value, PANEL_DIGITS));
}

/** @param {number} value @returns {string} at most about seven characters */
export function formatCell(value) {
  if (Number.isInteger(value) && Math.abs(value) < CELL_WHOLE) return formatNumber(value);
  return withMinus(rounded(value, CELL_DIGITS));
}

/** @param {number} value @returns {string} with parentheses where a sign would meet an operator */
export function formatFactor(value) {
  const text = formatNumber(value);
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/** @param {number} value @param {number} digits */
function rounded(value, digits) {
  const short = Number(value.toPrecision(digits));
  const size = Math.abs(short);
  const plain = size >= 1e-3 && (!Number.isInteger(short) || short === value) && size < CELL_WHOLE;
  if (plain) return String(short);
  const [mantissa, exponent] = value.toExponential(Math.min(digits, PANEL_DIGITS) - 2).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** @param {string} text */
function withMinus(text) {
  return text.replaceAll("-", MINUS);
}
