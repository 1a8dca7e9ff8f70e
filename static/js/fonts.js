/**
 * Waits for the math font, so that nothing moves when it comes, and says on the page that it is there. Only
 * once the style sheets are read is there a font to wait for: the page runs this no earlier.
 */

/** As long as a browser leaves text blank for a font; then nobody waits any longer. */
const LONGEST = 3_000;

/** @returns {Promise<void>} never rejected: where the font cannot be had, others take its place */
async function arrived() {
  const late = new Promise((done) => setTimeout(done, LONGEST));
  await Promise.race([Promise.allSettled([document.fonts.load('1em "Gradgrid Math"')]), late]);
  document.documentElement.dataset.fonts = "ready";
}

export const fonts = arrived();
