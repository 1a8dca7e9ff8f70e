/**
 * Numbers as the page shows them, with a true minus sign: in full where they are written out, shorter in a
 * cell. What is rounded never looks like a whole number.
 */

const MINUS = "\u2212";
const PANEL_DIGITS = 7;
const CELL_DIGITS = 4;
const CELL_WHOLE = 1e7;
/** So many characters a cell has room for. */
export const CELL_ROOM = 7;

/** @param {number} value @returns {string} integers whole, others to seven digits */
export function formatNumber(value) {
  if (Number.isSafeInteger(value)) return withMinus(String(value + 0));
  return withMinus(rounded(value, PANEL_DIGITS));
}

/**
 * @param {number} value
 * @param {number} [room] the most characters
 * @returns {string} longer only where it is whole, or no digit can be spared
 */
export function formatCell(value, room = CELL_ROOM) {
  if (Number.isInteger(value) && Math.abs(value) < CELL_WHOLE) return formatNumber(value);
  let text = "";
  for (let digits = CELL_DIGITS; digits > 0; digits--) {
    const shorter = withMinus(rounded(value, digits));
    if (text === "" || shorter.length < text.length) text = shorter;
    if (text.length <= room) break;
  }
  return text;
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
  const [mantissa, exponent] = value.toExponential(Math.max(digits - 2, 0)).split("e");
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** @param {string} text */
function withMinus(text) {
  return text.replaceAll("-", MINUS);
}
