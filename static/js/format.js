/** Numbers as the page shows them: integers whole, others to four digits, a true minus sign. */

const MINUS = "\u2212";

/** @param {number} value @returns {string} */
export function formatNumber(value) {
  if (Object.is(value, -0)) return "0";
  const size = Math.abs(value);
  const plain = Number.isInteger(value) && size < 1e7;
  const text = plain || size === 0 ? String(value) : shorten(value, size);
  return text.replaceAll("-", MINUS);
}

/** @param {number} value @param {number} size @returns {string} */
function shorten(value, size) {
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** @param {number} value @returns {string} with parentheses where a sign would meet an operator */
export function formatFactor(value) {
  const text = formatNumber(value);
  return text.startsWith(MINUS) ? `(${text})` : text;
}
