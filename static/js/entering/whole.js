/**
 * Numbers that were pasted or read from a file, put into what is given: at a cell, over a grid, or as a whole
 * tensor of sizes of its own, to which the server fits the others.
 *
 * @import {Given, GivenName, Numbers, Sizes} from "../given.js"
 * @import {Lesson} from "../lesson.js"
 * @import {Trace} from "../trace.js"
 * @import {Cell, Tensor} from "../types.js"
 */

import { givenOf, numbersOf, sizesOf, withNumbers } from "../given.js";
import { asTensor, pasteInto } from "./placing.js";
import { cellAt, extentOf, flatten, placeOf, unflatten } from "../view.js";

/** @typedef {Partial<Record<GivenName, Numbers>>} Arrays */
/** @typedef {{problem: {id: string, [detail: string]: string|number}}} Refusal */

/**
 * A matrix laid down with its first number on a cell.
 *
 * @param {Given} given
 * @param {GivenName} name
 * @param {Numbers} numbers
 * @param {Tensor} tensor
 * @param {Cell} cell
 * @returns {Given|Refusal}
 */
export function placedAt(given, name, numbers, tensor, cell) {
  const at = placeOf(tensor, tensor.view, cell);
  const pasted = pasteInto(numbers, extentOf(tensor, tensor.view), at);
  if ("problem" in pasted) return pasted;
  const changed = [...numbersOf(given, name).data];
  for (const { value, ...place } of pasted.cells) {
    changed[flatten(tensor.axes, cellAt(tensor, tensor.view, place))] = value;
  }
  return withNumbers(given, name, changed);
}

/**
 * Whole tensors. What is not among them is kept as far as it fits; with a grad_output among them all shapes
 * have to agree as they are.
 *
 * @param {Lesson} lesson
 * @param {Partial<Record<GivenName, Numbers>>} arrays
 * @param {Trace} trace
 * @param {number} block the grid that a matrix of its size goes to
 * @returns {Given|Refusal}
 */
export function placedWhole(lesson, arrays, trace, block) {
  let given = givenOf(lesson);
  const turned = channelsLast(arrays, given.groups);
  const isLayer = turned.input !== undefined && turned.weight !== undefined;
  /** @type {any} */
  const sizes = sizesOf(lesson);
  let isResized = false;
  for (const [key, numbers] of Object.entries(turned)) {
    const name = /** @type {GivenName} */ (key);
    const known = numbersOf(given, name).shape;
    const fitting = name === "bias" && known[0] === 0 ? numbers : asTensor(numbers, known);
    const shape = newShape(name, numbers.shape, isLayer);
    const isWhole = isLayer && shape?.length === 4;
    if (!("problem" in fitting) && !isWhole) {
      given = withNumbers(given, name, fitting.data);
      if (name === "bias") sizes.has_bias = true;
    } else if (!isWhole && isOneGrid(trace, name, numbers.shape)) {
      const tensor = trace.tensor(name);
      const cell = cellAt(tensor, tensor.view, { block, row: 0, col: 0 });
      const placed = placedAt(given, name, numbers, tensor, cell);
      if ("problem" in placed) return placed;
      given = placed;
    } else if (
      "problem" in fitting &&
      !isWhole &&
      (fitting.problem.id === "first" || shape === null)
    ) {
      return { problem: fitting.problem };
    } else if (name === "bias") {
      given = { ...given, bias: numbers.data };
    } else {
      const taken = shape ?? known;
      given = { ...given, [name]: { shape: taken, data: numbers.data } };
      Object.assign(sizes, sizesFrom(name, taken, given.groups));
      isResized ||= taken.join() !== known.join();
    }
  }
  const count = given.weight.shape[3];
  // All shapes have to agree then, and there is no bias of so many numbers.
  if (turned.grad_output && given.bias !== null && given.bias.length !== count && !turned.bias) {
    given = { ...given, bias: new Array(count).fill(0) };
  }
  return isResized && turned.grad_output === undefined ? { ...given, sizes } : given;
}

/**
 * The sizes that make a matrix one of several grids; null where it is one already, or the whole tensor.
 *
 * @param {Trace} trace
 * @param {GivenName} name
 * @param {number[]} shape
 * @returns {Partial<Sizes>|null}
 */
export function sizesForGrid(trace, name, shape) {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined || shape.length !== 2 || isOneGrid(trace, name, shape)) return null;
  if (extentOf(tensor, tensor.view).blocks === 1) return null;
  if (name === "input") return { input_size: shape };
  return name === "weight" ? { kernel_size: shape } : null;
}

/** Whether an array is a matrix of the size of one grid, where the tensor has several. @param {Trace} trace @param {GivenName} name @param {number[]} shape */
function isOneGrid(trace, name, shape) {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined || shape.length > 2) return false;
  const { rows, cols } = extentOf(tensor, tensor.view);
  return shape.join() === [rows, cols].slice(-shape.length).join();
}

/**
 * The shape in which an array of other sizes can be the tensor: (H, W) and (H, W, C) are an input of one image.
 *
 * @param {GivenName} name
 * @param {number[]} shape
 * @param {boolean} isLayer whether input and weight come along, and decide the sizes
 * @returns {number[]|null} null where the sizes that there are decide
 */
function newShape(name, shape, isLayer) {
  if (name === "bias") return isLayer && shape.length === 1 ? shape : null;
  if (name === "grad_output") return isLayer && shape.length === 4 ? shape : null;
  if (shape.length < 2) return null;
  if (shape.length === 4) return shape;
  const [rows, cols, channels = 1] = shape;
  return name === "input" ? [1, rows, cols, channels] : [rows, cols, channels, 1];
}

/** @param {GivenName} name @param {number[]} shape @param {number} groups @returns {Partial<Sizes>} */
function sizesFrom(name, shape, groups) {
  const [a, b, c, d] = shape;
  if (name === "grad_output") return {};
  if (name === "input") return { batch: a, input_size: [b, c], in_channels: d };
  return { kernel_size: [a, b], in_channels: c * groups, out_channels: d };
}

/**
 * Input and weight that agree only with their channels first, as PyTorch has them, with their channels last.
 *
 * @param {Arrays} arrays
 * @param {number} groups
 * @returns {Arrays}
 */
function channelsLast(arrays, groups) {
  const { input, weight, grad_output } = arrays;
  if (input?.shape.length !== 4 || weight?.shape.length !== 4) return arrays;
  const isLast = weight.shape[2] * groups === input.shape[3];
  const isFirst = weight.shape[1] * groups === input.shape[1];
  if (isLast || !isFirst) return arrays;
  const turned = {
    input: turnedAxes(input, [0, 2, 3, 1]),
    weight: turnedAxes(weight, [2, 3, 1, 0]),
  };
  if (grad_output?.shape.length !== 4) return { ...arrays, ...turned };
  return { ...arrays, ...turned, grad_output: turnedAxes(grad_output, [0, 2, 3, 1]) };
}

/** @param {Numbers} numbers @param {number[]} order which axis comes to stand in each place @returns {Numbers} */
function turnedAxes({ shape, data }, order) {
  const strides = shape.map((_, k) => shape.slice(k + 1).reduce((all, size) => all * size, 1));
  const sizes = order.map((axis) => shape[axis]);
  const turned = data.map((_, flat) => {
    const cell = unflatten(sizes, flat);
    return data[cell.reduce((at, index, k) => at + index * strides[order[k]], 0)];
  });
  return { shape: sizes, data: turned };
}
