/** The sizes that the theme and the window give. */

/**
 * What the theme says of the sizes of cells and text, and how large the window is.
 *
 * @returns {{least: number, most: number, withSymbol: number, textScale: number, windowWidth: number,
 *   windowHeight: number}}
 */
export function readSizes() {
  const styles = getComputedStyle(document.documentElement);
  /** @param {string} name of a token without a unit */
  const read = (name) => Number.parseFloat(styles.getPropertyValue(name));
  return {
    least: read("--cell-least"),
    most: read("--cell-most"),
    withSymbol: read("--cell-with-symbol"),
    textScale: Number.parseFloat(styles.fontSize) / 16,
    windowWidth: innerWidth,
    windowHeight: innerHeight,
  };
}
