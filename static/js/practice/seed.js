/**
 * Seeds of exercises: short enough for an address, with the same random numbers on every machine.
 */

const SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH = 5;
/** Whatever a teacher writes: week-3, 2026. */
const SEED = /^[\w-]{1,24}$/;

/** @param {() => number} [random] from 0 to less than 1 @returns {string} */
export function newSeed(random = Math.random) {
  return Array.from({ length: LENGTH }, () => SIGNS[Math.floor(random() * SIGNS.length)]).join("");
}

/** @param {string} text @returns {boolean} */
export function isSeed(text) {
  return SEED.test(text);
}

/** @typedef {(count: number) => number} Draw a whole number from 0 to count - 1 */

/** Draws that depend on the text alone: FNV-1a starts them, mulberry32 goes on, both in whole numbers. @param {string} text @returns {Draw} */
export function drawsOf(text) {
  let state = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) {
    state = Math.imul(state ^ text.charCodeAt(k), 0x01000193);
  }
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

/** @param {Draw} draw @param {number} count @param {number} most @returns {number[]} distinct whole numbers below count, in a drawn order */
export function sample(draw, count, most) {
  /** Only what has been moved, as count may be a million. @type {Map<number, number>} */
  const moved = new Map();
  return Array.from({ length: Math.min(count, most) }, (_, k) => {
    const at = k + draw(count - k);
    const taken = moved.get(at) ?? at;
    moved.set(at, moved.get(k) ?? k);
    return taken;
  });
}
