/**
 * The strips along the edges of a window onto a large grid, which number its rows and columns.
 */

/** CSS pixels. */
const STRIP_HEIGHT = 20;
const DIGIT_WIDTH = 7;

/** @param {{rows: number}} extent @returns {{width: number, height: number}} in CSS pixels */
export function stripsOf({ rows }) {
  return { width: 8 + DIGIT_WIDTH * String(rows).length, height: STRIP_HEIGHT };
}
