/**
 * Numbers to fill a tensor with. A weight has the shape (kernel rows, kernel columns, input channels of a
 * group, output channels); input and gradient have (batch, rows, columns, channels), a bias (channels).
 *
 * A stencil stands alike in every pair of channels. It has 3 x 3 taps around the middle tap, which in an even
 * kernel is the one above or left of the middle. In a smaller kernel it keeps what has room, and its sum: along
 * 2 taps an edge is -1, 1 and smoothed by 1, 1, and laplace and sharpen have less in the middle for each
 * neighbour that is missing. An edge along a single tap has no room at all and is 0.
 *
 * @typedef {"random"|"ones"|"zeros"|"ramp"|"identity"|"edge-x"|"edge-y"|"laplace"|"blur"|"sharpen"} PatternId
 * @typedef {{tensor: string, isKernel: boolean, shape: readonly number[], seed?: number, groups?: number}} Filling
 * @typedef {{row: number, col: number, rows: number, cols: number}} Tap from the middle, and the kernel's size
 */

const MAX_RANDOM_VALUE = 4;
/** One number in so many is 0. */
const ZERO_IN = 25;

/** @type {Record<string, (tap: Tap) => number>} */
const STENCILS = {
  "edge-x": ({ row, col, rows, cols }) => smooth(row, rows) * difference(col, cols),
  "edge-y": ({ row, col, rows, cols }) => smooth(col, cols) * difference(row, rows),
  laplace: (tap) => (isMiddle(tap) ? -neighbours(tap) : cross(tap)),
  blur: () => 1,
  sharpen: (tap) => (isMiddle(tap) ? 1 + neighbours(tap) : -cross(tap)),
};

/** @type {readonly {id: PatternId, kernelOnly: boolean}[]} */
export const PATTERNS = [
  { id: "random", kernelOnly: false },
  { id: "ones", kernelOnly: false },
  { id: "zeros", kernelOnly: false },
  { id: "ramp", kernelOnly: false },
  { id: "identity", kernelOnly: true },
  { id: "edge-x", kernelOnly: true },
  { id: "edge-y", kernelOnly: true },
  { id: "laplace", kernelOnly: true },
  { id: "blur", kernelOnly: true },
  { id: "sharpen", kernelOnly: true },
];

/** @param {boolean} isKernel whether the tensor to fill is one @returns {PatternId[]} */
export function patternsFor(isKernel) {
  const fitting = PATTERNS.filter(({ kernelOnly }) => isKernel || !kernelOnly);
  return fitting.map(({ id }) => id);
}

/**
 * The numbers of a pattern, flat in C order. One seed gives the same numbers everywhere, and each tensor
 * numbers of its own; `groups` tells identity which channels are the same.
 *
 * @param {PatternId} id
 * @param {Filling} filling
 * @returns {number[]}
 */
export function filled(id, { tensor, isKernel, shape, seed = 0, groups = 1 }) {
  const count = shape.reduce((product, size) => product * size, 1);
  if (id === "random") return randomNumbers(count, mixed(seed, tensor));
  if (id === "ones" || id === "zeros") return Array(count).fill(id === "ones" ? 1 : 0);
  if (id === "ramp") return Array.from({ length: count }, rampOf(isKernel, shape));
  if (!isKernel) throw new RangeError(`${id} fills a weight alone`);
  const value = id === "identity" ? identityOf(shape, groups) : stencilOf(STENCILS[id]);
  return kernel(shape, value);
}

/** @param {boolean} isKernel @param {readonly number[]} shape */
function rampOf(isKernel, shape) {
  if (shape.length === 1) return (/** @type {unknown} */ _, /** @type {number} */ at) => at + 1;
  const grids = isKernel ? shape[2] * shape[3] : shape[3];
  const cells = isKernel ? shape[0] * shape[1] : shape[1] * shape[2];
  return (/** @type {unknown} */ _, /** @type {number} */ at) =>
    (Math.floor(at / grids) % cells) + 1;
}

/**
 * @param {readonly number[]} shape
 * @param {(tap: Tap, input: number, output: number) => number} value
 */
function kernel([rows, cols, inputs, outputs], value) {
  const numbers = [];
  const [down, right] = [Math.floor((rows - 1) / 2), Math.floor((cols - 1) / 2)];
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const tap = { row: r - down, col: c - right, rows, cols };
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) numbers.push(value(tap, i, o) + 0);
      }
    }
  }
  return numbers;
}

/** @param {readonly number[]} shape @param {number} groups */
function identityOf([, , , outputs], groups) {
  return (/** @type {Tap} */ tap, /** @type {number} */ input, /** @type {number} */ output) =>
    isMiddle(tap) && input === output % (outputs / groups) ? 1 : 0;
}

/** @param {(tap: Tap) => number} stencil */
function stencilOf(stencil) {
  return (/** @type {Tap} */ tap) => stencil(tap);
}

/** 1, 2, 1 around the middle; 1, 1 where there are two taps. @param {number} at @param {number} size */
function smooth(at, size) {
  return size < 3 ? 1 : Math.max(0, 2 - Math.abs(at));
}

/** -1, 0, 1 around the middle; -1, 1 where there are two taps. @param {number} at @param {number} size */
function difference(at, size) {
  if (size === 1 || Math.abs(at) > 1) return 0;
  return size === 2 ? 2 * at - 1 : at;
}

/** @param {Tap} tap */
function isMiddle({ row, col }) {
  return row === 0 && col === 0;
}

/** 1 above, below, left and right of the middle. @param {Tap} tap */
function cross({ row, col }) {
  return Math.abs(row) + Math.abs(col) === 1 ? 1 : 0;
}

/** How many of those four the kernel has. @param {Tap} tap */
function neighbours({ rows, cols }) {
  return Math.min(2, rows - 1) + Math.min(2, cols - 1);
}

/** Whole numbers from -4 to 4. @param {number} count @param {number} seed */
function randomNumbers(count, seed) {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    const draw = scrambled(state) % ZERO_IN;
    const size = (draw % MAX_RANDOM_VALUE) + 1;
    if (draw === ZERO_IN - 1) return 0;
    return draw < (ZERO_IN - 1) / 2 ? size : -size;
  });
}

/** Mulberry32's output: arithmetic of 32 bits, the same in every engine. @param {number} state */
function scrambled(state) {
  let bits = Math.imul(state ^ (state >>> 15), state | 1);
  bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
  return (bits ^ (bits >>> 14)) >>> 0;
}

/** @param {number} seed @param {string} name */
function mixed(seed, name) {
  let state = scrambled(Math.trunc(seed) | 0);
  for (const letter of name) state = scrambled((state ^ letter.charCodeAt(0)) | 0);
  return state | 0;
}
