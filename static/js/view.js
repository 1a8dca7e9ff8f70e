/**
 * Views: where a cell of a tensor stands among the tensor's grids. A view names the axes that run over
 * blocks (one grid each), rows and columns; the last axis of each list runs fastest.
 *
 * @import {Axis, Cell, Tensor, View} from "./types.js"
 */

import { pointOf } from "./rule.js";

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
 * @param {Tensor} tensor
 * @param {string[]} names
 * @param {number} position
 * @param {Record<string, number>} point receives one index for each name
 */
function unravel(tensor, names, position, point) {
  let rest = position;
  for (const name of names.toReversed()) {
    const size = sizeOf(tensor, name);
    point[name] = rest % size;
    rest = Math.floor(rest / size);
  }
}

/**
 * @param {Tensor} tensor
 * @param {View} view
 * @param {Place} place
 * @returns {Cell}
 */
export function cellAt(tensor, view, place) {
  /** @type {Record<string, number>} */
  const point = {};
  unravel(tensor, view.blocks, place.block, point);
  unravel(tensor, view.rows, place.row, point);
  unravel(tensor, view.cols, place.col, point);
  return tensor.axes.map(({ axis }) => point[axis]);
}

/**
 * @param {Tensor} tensor
 * @param {View} view
 * @param {Cell} cell
 * @returns {Place}
 */
export function placeOf(tensor, view, cell) {
  const point = pointOf(tensor.axes, cell);
  /** @param {string[]} names */
  const ravel = (names) => names.reduce((sum, name) => sum * sizeOf(tensor, name) + point[name], 0);
  return { block: ravel(view.blocks), row: ravel(view.rows), col: ravel(view.cols) };
}

/** @param {Extent} extent @param {Place} place @returns {number} the cell's turn: by block, row, column */
export function orderOf(extent, place) {
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
  const cell = [];
  let rest = flat;
  for (const size of shape.toReversed()) {
    cell.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return cell;
}
