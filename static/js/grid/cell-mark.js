/**
 * The mark of a cell: the kind that sets its CSS class, and the badge numbers that it shares with related cells.
 */

/** @typedef {{kind: string, badge: string}} Mark */
/** @typedef {Map<string, Map<number, Mark>>} Marks by tensor, then by flat position */

/** @type {Mark} */
export const NONE = { kind: "", badge: "" };

/** Three numbers or more in a row, as the first and the last of them. @param {string} badge @returns {string} */
function spanOf(badge) {
  // Fast path: this runs for every cell drawn, and few cells have several numbers.
  if (!badge.includes(",")) return "";
  const numbers = badge.split(",").map(Number);
  const [first, last] = [numbers[0], numbers[numbers.length - 1]];
  return numbers.length > 2 && last - first === numbers.length - 1 ? `${first}\u2013${last}` : "";
}

/** @param {HTMLElement|undefined} td @param {Mark} mark an empty one takes marks off */
export function wear(td, mark) {
  if (td === undefined) return;
  for (const [name, value] of [
    ["data-mark", mark.kind],
    ["data-badge", mark.badge],
    ["data-span", spanOf(mark.badge)],
  ]) {
    if (value === "") td.removeAttribute(name);
    else if (td.getAttribute(name) !== value) td.setAttribute(name, value);
  }
}
