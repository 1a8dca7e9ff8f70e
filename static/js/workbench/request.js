/**
 * The numbers that a lesson is given, as the body of a request: what the workbench changes and sends.
 *
 * @import {Lesson} from "./lesson.js"
 * @import {Control} from "../trace/types.js"
 */

/**
 * @typedef {import("../trace/wire-types.js").Numbers} Numbers
 * @typedef {{batch: number, input_size: number[], kernel_size: number[], in_channels: number,
 *   out_channels: number, has_bias: boolean}} Sizes
 * @typedef {import("../trace/wire-types.js").Given & {preset: string, sizes?: Sizes}} ConvRequest
 * @typedef {"input"|"weight"|"bias"|"grad_output"} RequestTensor
 */

/**
 * The fields of a request that are tensors. This is the one table of names on the page: what is sent must have them,
 * and which sizes each of them brings along is a matter of this operation. All else goes by the kinds of axes, by
 * roles, and by the lists that come with a trace.
 */
export const INPUT = "input";
export const WEIGHT = "weight";
export const BIAS = "bias";
export const GRAD_OUTPUT = "grad_output";
/** @type {RequestTensor[]} */
export const REQUEST_TENSORS = [INPUT, WEIGHT, BIAS, GRAD_OUTPUT];

/** @param {Lesson} lesson @returns {ConvRequest} */
export function requestOf({ wire, facts }) {
  const { geometry } = wire;
  const { stride, padding, dilation, groups } = geometry;
  const shapes = shapesOf(geometry);
  /** @param {RequestTensor} name */
  const numbers = (name) => {
    const tensor = wire.tensors.find((each) => each.name === name);
    return { shape: shapes[name], data: tensor?.values ?? [] };
  };
  return {
    preset: facts.preset,
    input: numbers(INPUT),
    weight: numbers(WEIGHT),
    bias: facts.workbench.has_bias ? numbers(BIAS).data : null,
    grad_output: numbers(GRAD_OUTPUT),
    stride,
    padding,
    dilation,
    groups,
  };
}

/** @param {Lesson["wire"]["geometry"]} geometry @returns {Record<RequestTensor, number[]>} */
function shapesOf({
  batch,
  input_size,
  kernel_size,
  in_channels,
  out_channels,
  output_size,
  groups,
}) {
  return {
    input: [batch, ...input_size, in_channels],
    weight: [...kernel_size, in_channels / groups, out_channels],
    bias: [out_channels],
    grad_output: [batch, ...output_size, out_channels],
  };
}

/** @param {ConvRequest} given @param {RequestTensor} name @returns {Numbers} */
export function numbersOf(given, name) {
  if (name !== BIAS) return given[name];
  const data = given.bias ?? [];
  return { shape: [data.length], data };
}

/** @param {ConvRequest} given @param {RequestTensor} name @param {number[]} data @returns {ConvRequest} */
export function withNumbers(given, name, data) {
  if (name === BIAS) return { ...given, bias: data };
  return { ...given, [name]: { shape: given[name].shape, data } };
}

/** @param {ConvRequest} given @param {RequestTensor} name @param {number} flat @param {number} value @returns {ConvRequest} */
export function withNumber(given, name, flat, value) {
  return withNumbers(given, name, numbersOf(given, name).data.with(flat, value));
}

/** @param {any} held a number, a pair, or a pair of pairs @param {number} value @returns {any} */
function allTurned(held, value) {
  return Array.isArray(held) ? held.map((each) => allTurned(each, value)) : value;
}

/** @param {Lesson} lesson @returns {Sizes} */
export function sizesOf({ wire, facts }) {
  const { batch, input_size, kernel_size, in_channels, out_channels } = wire.geometry;
  const { has_bias } = facts.workbench;
  return { batch, input_size, kernel_size, in_channels, out_channels, has_bias };
}

/**
 * A control turned: a request whose numbers the server fits to the new sizes.
 *
 * @param {ConvRequest} source whose numbers are kept where they fit
 * @param {Lesson} lesson as it stands
 * @param {Control[]} controls
 * @param {number} value that all of them take
 * @returns {ConvRequest}
 */
export function withTurned(source, lesson, controls, value) {
  const { stride, padding, dilation, groups } = lesson.wire.geometry;
  /** @type {any} */
  const options = structuredClone({ stride, padding, dilation, groups });
  /** @type {any} */
  const sizes = structuredClone(sizesOf(lesson));
  for (const { name, axis, side, joined } of controls) {
    const holder = name in options ? options : sizes;
    if (joined) holder[name] = allTurned(holder[name], value);
    else if (axis === null) holder[name] = value;
    else if (side === null) holder[name][axis] = value;
    else holder[name][axis][side] = value;
  }
  return { ...source, ...options, sizes };
}
