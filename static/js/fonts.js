/**
 * Fetches the math font, so that nothing moves when it comes, and says on the page that it is there. The page
 * runs this at once, before its style sheets are read.
 */

const SOURCE = 'url("/fonts/math.woff2") format("woff2")';
/** As long as a browser leaves text blank for a font; then nobody waits any longer. */
const LONGEST = 3_000;

/** @returns {Promise<void>} never rejected: where the font cannot be had, others take its place */
async function arrived() {
  const face = new FontFace("Gradgrid Math", SOURCE);
  document.fonts.add(face);
  const late = new Promise((done) => setTimeout(done, LONGEST));
  await Promise.race([Promise.allSettled([face.load()]), late]);
  document.documentElement.dataset.fonts = "ready";
}

export const fonts = arrived();
