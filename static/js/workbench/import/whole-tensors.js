/**
 * Numbers that were pasted or read from a file, put into what is given: at a cell, over a grid, or as a whole
 * tensor of sizes of its own, to which the server fits the others.
 *
 * @import {ConvRequest, RequestTensor, Numbers, Sizes} from "../request.js"
 * @import {Lesson} from "../lesson.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Cell, Tensor} from "../../trace/types.js"
 */

import {
  BIAS,
  REQUEST_TENSORS,
  GRAD_OUTPUT,
  INPUT,
  WEIGHT,
  requestOf,
  numbersOf,
  sizesOf,
  withNumbers,
} from "../request.js";
import { asTensor, pasteInto } from "./placement.js";
import { shapeText } from "./number.js";
import { cellAt, extentOf, flatten, placeOf } from "../../trace/view.js";

/** @typedef {Partial<Record<RequestTensor, Numbers>>} Arrays */
/** @typedef {Partial<Record<RequestTensor, number>>} Blocks which grid of a tensor a matrix goes to: the first, unless told */
/** @typedef {{problem: {id: string, [detail: string]: string|number}}} Refusal */

/**
 * A matrix laid down with its first number on a cell.
 *
 * @param {ConvRequest} given
 * @param {RequestTensor} name
 * @param {Numbers} numbers
 * @param {Tensor} tensor
 * @param {Cell} cell
 * @returns {ConvRequest|Refusal}
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
 * Tensors in the place of some of those given, channels last on four axes, or matrices. What is not among
 * them is kept as far as it fits; one whose size follows from others has to be of that size.
 *
 * @param {Lesson} lesson
 * @param {Arrays} arrays
 * @param {Trace} trace
 * @param {Blocks} blocks for matrices of the size of a grid
 * @returns {ConvRequest|Refusal}
 */
export function placedWhole(lesson, arrays, trace, blocks) {
  let given = requestOf(lesson);
  const sizes = sizesOf(lesson);
  let isResized = false;
  for (const name of REQUEST_TENSORS) {
    const numbers = arrays[name];
    if (numbers === undefined) continue;
    const known = name === BIAS ? [sizes.out_channels] : given[name].shape;
    if (isWhole(name, numbers, known)) {
      given = withNumbers(given, name, numbers.data);
      isResized ||= name === BIAS && !sizes.has_bias;
      if (name === BIAS) sizes.has_bias = true;
    } else if (name !== BIAS && isOneGrid(trace, name, numbers.shape)) {
      const tensor = trace.tensor(name);
      // There may be fewer grids now than when one of them was chosen.
      const last = extentOf(tensor, tensor.view).blocks - 1;
      const block = Math.min(blocks[name] ?? 0, last);
      const cell = cellAt(tensor, tensor.view, { block, row: 0, col: 0 });
      const placed = placedAt(given, name, numbers, tensor, cell);
      if ("problem" in placed) return placed;
      given = placed;
    } else {
      const isAnswered = arrays.input !== undefined || arrays.weight !== undefined;
      const shape = newShape(name, numbers.shape, isAnswered);
      if (shape === null) {
        const wanted = shapeText(known);
        return { problem: { id: "shape", shape: shapeText(numbers.shape), wanted } };
      }
      given = { ...given, [name]: { shape, data: numbers.data } };
      Object.assign(sizes, sizesFrom(name, shape, given.groups));
      isResized = true;
    }
  }
  // With the gradient of its output all shapes have to agree, and the server says where they do not.
  const isFitted =
    isResized && (arrays.grad_output === undefined || arrays.grad_output.shape.length < 4);
  return isFitted ? { ...given, sizes } : given;
}

/**
 * A matrix in the place of one of several grids, after the sizes that it brings along were asked for.
 *
 * @param {Lesson} lesson
 * @param {RequestTensor} name
 * @param {Numbers} numbers
 * @param {number} block
 * @returns {ConvRequest|Refusal}
 */
export function placedInGrid(lesson, name, numbers, block) {
  const trace = lesson.traceIn("first");
  // Without its sizes it would be taken as the whole of a tensor of one channel.
  if (sizesForGrid(trace, name, numbers.shape) !== null) {
    const { rows, cols } = extentOf(trace.tensor(name), trace.tensor(name).view);
    const wanted = shapeText([rows, cols]);
    return { problem: { id: "shape", shape: shapeText(numbers.shape), wanted } };
  }
  return placedWhole(lesson, { [name]: numbers }, trace, { [name]: block });
}

/**
 * The tensors of which numbers were cut away, or to which numbers came, so that all sizes fit.
 *
 * @param {ConvRequest} before
 * @param {ConvRequest} now
 * @param {readonly RequestTensor[]} taken those that came with sizes of their own
 * @returns {{name: RequestTensor, was: string, is: string}[]}
 */
export function refitted(before, now, taken) {
  return REQUEST_TENSORS.filter((name) => !taken.includes(name)).flatMap((name) => {
    const [was, is] = [before, now].map((given) => shapeText(numbersOf(given, name).shape));
    return was === is ? [] : [{ name, was, is }];
  });
}

/**
 * The sizes that make a matrix one of several grids; null where it is one already, or the whole tensor.
 *
 * @param {Trace} trace
 * @param {RequestTensor} name
 * @param {number[]} shape
 * @returns {Partial<Sizes>|null}
 */
export function sizesForGrid(trace, name, shape) {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined || shape.length !== 2 || isOneGrid(trace, name, shape)) return null;
  if (extentOf(tensor, tensor.view).blocks === 1) return null;
  if (name === INPUT) return { input_size: shape };
  return name === WEIGHT ? { kernel_size: shape } : null;
}

/** Rows are told from columns, so only what is flat may lack axes. @param {RequestTensor} name @param {Numbers} numbers @param {number[]} known */
function isWhole(name, numbers, known) {
  const isFlat = name === BIAS || numbers.shape.length < 2;
  return isFlat ? !("problem" in asTensor(numbers, known)) : numbers.shape.join() === known.join();
}

/** Whether an array is a matrix of the size of one grid, where the tensor has several. @param {Trace} trace @param {RequestTensor} name @param {number[]} shape */
function isOneGrid(trace, name, shape) {
  const tensor = trace.tensors.get(name);
  if (tensor === undefined || shape.length > 2) return false;
  const { rows, cols } = extentOf(tensor, tensor.view);
  return shape.join() === [rows, cols].slice(-shape.length).join();
}

/**
 * The shape in which an array of other sizes can be the tensor: a matrix is an input, or a kernel, of one
 * channel.
 *
 * @param {RequestTensor} name
 * @param {number[]} shape
 * @param {boolean} isAnswered whether what decides the size of the output came along
 * @returns {number[]|null} null where the sizes that there are decide
 */
function newShape(name, shape, isAnswered) {
  if (name === GRAD_OUTPUT) return isAnswered && shape.length === 4 ? shape : null;
  if (name === BIAS) return null;
  if (shape.length === 4) return shape;
  if (shape.length !== 2) return null;
  return name === INPUT ? [1, ...shape, 1] : [...shape, 1, 1];
}

/** @param {RequestTensor} name @param {number[]} shape @param {number} groups @returns {Partial<Sizes>} */
function sizesFrom(name, [a, b, c, d], groups) {
  if (name === GRAD_OUTPUT) return {};
  if (name === INPUT) return { batch: a, input_size: [b, c], in_channels: d };
  return { kernel_size: [a, b], in_channels: c * groups, out_channels: d };
}
