/**
 * Where pasted numbers go: into one grid from a cell on, or into a whole tensor. Nothing is cut.
 *
 * @import {Numbers, Refused} from "./number.js"
 * @typedef {{block: number, row: number, col: number}} Place
 */

import { shapeText } from "./number.js";

/**
 * The cells of one grid that a table falls on, its first number on the cell `at`.
 *
 * @param {Numbers} pasted
 * @param {{rows: number, cols: number, blocks: number}} grid
 * @param {Place} at
 * @returns {{cells: (Place & {value: number})[]}|Refused}
 */
export function pasteInto({ shape, data }, grid, at) {
  const flat = asTable(shape);
  if (flat === null) return { problem: { id: "axes", shape: shapeText(shape) } };
  const [rows, cols] = flat;
  const room = { rows: grid.rows - at.row, cols: grid.cols - at.col };
  if (rows > room.rows || cols > room.cols || at.block >= grid.blocks) {
    const sizes = { size: shapeText(flat), room: shapeText([room.rows, room.cols]) };
    return { problem: { id: "size", ...sizes, grid: shapeText([grid.rows, grid.cols]) } };
  }
  const cells = data.map((value, k) => ({
    block: at.block,
    row: at.row + Math.floor(k / cols),
    col: at.col + (k % cols),
    value,
  }));
  return { cells };
}

/**
 * The numbers of a whole tensor, flat in C order. Axes of size 1 may be missing or too many; all others
 * stand in the tensor's own order.
 *
 * @param {Numbers} pasted
 * @param {readonly number[]} wanted the tensor's shape
 * @returns {{data: number[]}|Refused}
 */
export function asTensor({ shape, data }, wanted) {
  const missing = wanted.length - shape.length;
  // The same order, without the axes of size 1 in front.
  const isInner = missing >= 0 && isSame(shape, wanted.slice(missing));
  if (isInner && wanted.slice(0, missing).every((size) => size === 1)) return { data };
  const sizes = { shape: shapeText(shape), wanted: shapeText(wanted) };
  if (isSame(withoutOnes(shape), withoutOnes(wanted))) return { data };
  return { problem: { id: "shape", ...sizes } };
}

/** The shape with two axes, where the others are of size 1. @param {readonly number[]} shape */
function asTable(shape) {
  const axes = [...shape];
  while (axes.length > 2 && axes[0] === 1) axes.shift();
  while (axes.length > 2 && axes[axes.length - 1] === 1) axes.pop();
  while (axes.length < 2) axes.unshift(1);
  return axes.length === 2 ? axes : null;
}

/** @param {readonly number[]} shape */
function withoutOnes(shape) {
  return shape.filter((size) => size !== 1);
}

/** @param {readonly number[]} one @param {readonly number[]} other */
function isSame(one, other) {
  return one.length === other.length && one.every((size, axis) => size === other[axis]);
}
