/**
 * Heat: the size of a number as strength of colour, from none at zero to full at the tensor's largest; a
 * stroke says that it is negative.
 */

/** @typedef {{positive: number[], negative: number[], paper: number[]}} Colours each [r, g, b] */

/** A picture has at most so many points to a side. */
const MAX_SAMPLED_POINTS = 1_200;
/** Where there is room, a cell is a square of up to so many points; from so many on it has its stroke. */
const MAX_DOT_SIDE = 12;
const LEAST_STROKE = 5;
/** Of a grid with more cells, a point stands for one row, not for the strongest of all that it covers. */
const MAX_HEAT_CELLS = 4_000_000;

/** The root lifts small numbers out of the paper. @param {number} value @param {number} largest @returns {number} 0 to 1 */
export function heatOf(value, largest) {
  return Math.sqrt(Math.min(1, Math.abs(value) / largest));
}

/**
 * The size of a grid's picture: cells are squares of ``side`` points, or share a point where they are many.
 *
 * @param {number} rows
 * @param {number} cols
 * @returns {{width: number, height: number, side: number}}
 */
export function pictureOf(rows, cols) {
  const fitting = Math.floor(MAX_SAMPLED_POINTS / Math.max(rows, cols));
  const side = Math.max(1, Math.min(MAX_DOT_SIDE, fitting));
  return {
    width: Math.min(cols, MAX_SAMPLED_POINTS) * side,
    height: Math.min(rows, MAX_SAMPLED_POINTS) * side,
    side,
  };
}

/**
 * The rows that one line of a picture stands for: the middle one alone, where all would be too many.
 *
 * @param {number} line
 * @param {number} lines
 * @param {number} rows
 * @param {number} cols
 * @returns {number[]}
 */
export function rowsOf(line, lines, rows, cols) {
  const first = Math.floor((line * rows) / lines);
  const end = Math.max(first + 1, Math.floor(((line + 1) * rows) / lines));
  if (rows * cols > MAX_HEAT_CELLS) return [Math.floor((first + end) / 2)];
  return Array.from({ length: end - first }, (_, k) => first + k);
}

/**
 * Keeps for each point the number that is largest in size of all that share it.
 *
 * @param {Float64Array} numbers
 * @param {Float64Array} points as many or fewer, with what they showed until now
 */
export function strongest(numbers, points) {
  const share = points.length / numbers.length;
  for (let k = 0; k < numbers.length; k++) {
    const at = Math.floor(k * share);
    if (Math.abs(numbers[k]) > Math.abs(points[at])) points[at] = numbers[k];
  }
}

/**
 * One row of cells: of the tensor's colour where they are positive, of ink where they are negative.
 *
 * @param {Float64Array} cells
 * @param {number} largest
 * @param {Colours} colours
 * @param {Uint8ClampedArray} pixels receives ``side`` lines of them
 * @param {number} side of a cell
 */
export function paint(cells, largest, { positive, negative, paper }, pixels, side) {
  const from = Math.floor(side / 4);
  const stroke = side < LEAST_STROKE ? -1 : Math.floor(side / 2);
  for (let line = 0; line < side; line++) {
    for (let x = 0, at = 4 * line * cells.length * side; x < cells.length * side; x++, at += 4) {
      const value = cells[Math.floor(x / side)];
      const column = x % side;
      const isStroke = value < 0 && line === stroke && column >= from && column < side - from;
      const [r, g, b] = isStroke ? paper : value < 0 ? negative : positive;
      pixels[at] = r;
      pixels[at + 1] = g;
      pixels[at + 2] = b;
      pixels[at + 3] = isStroke ? 255 : Math.round(255 * heatOf(value, largest));
    }
  }
}
