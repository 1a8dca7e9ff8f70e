/**
 * Heat: the size of a number as strength of colour, from none at zero to full at the tensor's largest.
 */

/** The root lifts small numbers out of the paper. @param {number} value @param {number} largest @returns {number} 0 to 1 */
export function heatOf(value, largest) {
  return Math.sqrt(Math.min(1, Math.abs(value) / largest));
}

/**
 * The pixel of a number: its tensor's colour where it is positive, ink where it is negative.
 *
 * @param {number} value
 * @param {number} largest
 * @param {{positive: number[], negative: number[]}} colours each [r, g, b]
 * @param {Uint8ClampedArray} pixels
 * @param {number} at where its four bytes begin
 */
export function paint(value, largest, { positive, negative }, pixels, at) {
  const [r, g, b] = value < 0 ? negative : positive;
  pixels[at] = r;
  pixels[at + 1] = g;
  pixels[at + 2] = b;
  pixels[at + 3] = Math.round(255 * heatOf(value, largest));
}
