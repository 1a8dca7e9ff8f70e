/**
 * Views: where a cell of a tensor stands among the tensor's grids. A view names the axes that run over
 * blocks (one grid each), rows and columns; the last axis of each list runs fastest.
 *
 * @import {Axis, Cell, Tensor, View} from "./types.js"
 */

/** @typedef {{block: number, row: number, col: number}} Place */
/** @typedef {{blocks: number, rows: number, cols: number}} Extent */

/** @param {Tensor} tensor @param {string} name @returns {number} */
function sizeOf(tensor, name) {
  return tensor.axes.find(({ axis }) => axis === name)?.size ?? 1;
}

/** @param {Tensor} tensor @param {string[]} names @returns {number} */
export function span(tensor, names) {
  return names.reduce((total, name) => total * sizeOf(tensor, name), 1);
}

/** @param {Tensor} tensor @param {View} view @returns {Extent} */
export function extentOf(tensor, view) {
  return {
    blocks: span(tensor, view.blocks),
    rows: span(tensor, view.rows),
    cols: span(tensor, view.cols),
  };
}

/**
 * For each axis of a tensor: its part of a view, how many positions there one step of it takes, its size,
 * and how many positions in C order.
 * @typedef {{part: 0|1|2, pitch: number, size: number, stride: number}} Span
 */

/** @type {WeakMap<View, {tensor: Tensor, spans: Span[]}>} */
const READY = new WeakMap();

/** @param {Tensor} tensor @param {View} view @returns {Span[]} */
function spansOf(tensor, view) {
  const known = READY.get(view);
  if (known?.tensor === tensor) return known.spans;
  const parts = [view.blocks, view.rows, view.cols];
  const spans = tensor.axes.map(({ axis, size }, k) => {
    const part = /** @type {0|1|2} */ (parts.findIndex((names) => names.includes(axis)));
    const names = parts[part];
    const pitch = span(tensor, names.slice(names.indexOf(axis) + 1));
    const stride = tensor.axes.slice(k + 1).reduce((all, each) => all * each.size, 1);
    return { part, pitch, size, stride };
  });
  READY.set(view, { tensor, spans });
  return spans;
}

/**
 * @param {Tensor} tensor
 * @param {View} view
 * @param {Place} place
 * @returns {Cell}
 */
export function cellAt(tensor, view, { block, row, col }) {
  return spansOf(tensor, view).map(({ part, pitch, size }) => {
    const position = part === 0 ? block : part === 1 ? row : col;
    return Math.floor(position / pitch) % size;
  });
}

/**
 * @param {Tensor} tensor
 * @param {View} view
 * @param {Cell} cell
 * @returns {Place}
 */
export function placeOf(tensor, view, cell) {
  return placeIn(spansOf(tensor, view), (_, k) => cell[k]);
}

/** @param {Tensor} tensor @param {View} view @param {number} flat position in C order @returns {Place} */
export function placeOfFlat(tensor, view, flat) {
  return placeIn(spansOf(tensor, view), ({ stride, size }) => Math.floor(flat / stride) % size);
}

/** @param {Span[]} spans @param {(span: Span, k: number) => number} indexOf @returns {Place} */
function placeIn(spans, indexOf) {
  const found = { block: 0, row: 0, col: 0 };
  for (let k = 0; k < spans.length; k++) {
    const { part, pitch } = spans[k];
    const share = indexOf(spans[k], k) * pitch;
    if (part === 0) found.block += share;
    else if (part === 1) found.row += share;
    else found.col += share;
  }
  return found;
}

/** @param {Extent} extent @param {Place} place @returns {number} the cell's turn: by block, row, column */
export function walkIndexOf(extent, place) {
  return (place.block * extent.rows + place.row) * extent.cols + place.col;
}

/** @param {Extent} extent @param {number} order @returns {Place} */
export function placeAt(extent, order) {
  const row = Math.floor(order / extent.cols);
  return {
    block: Math.floor(row / extent.rows),
    row: row % extent.rows,
    col: order % extent.cols,
  };
}

/**
 * How many positions one step of the outermost axis takes: where a matrix gets a wider gap, so that its
 * channels stand apart.
 *
 * @param {Tensor} tensor
 * @param {string[]} names
 * @returns {number}
 */
export function stretch(tensor, names) {
  const inner = names.filter((name) => sizeOf(tensor, name) > 1).slice(1);
  return span(tensor, inner);
}

/** @param {Axis[]} axes @param {Cell} cell @returns {number} position in C order */
export function flatten(axes, cell) {
  return axes.reduce((sum, { size }, k) => sum * size + cell[k], 0);
}

/** @param {number[]} shape @param {number} flat position in C order @returns {Cell} */
export function unflatten(shape, flat) {
  const cell = new Array(shape.length);
  let rest = flat;
  for (let k = shape.length - 1; k >= 0; k--) {
    cell[k] = rest % shape[k];
    rest = Math.floor(rest / shape[k]);
  }
  return cell;
}
