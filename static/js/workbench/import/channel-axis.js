/**
 * Which axis of an array holds the channels: channels last, as here and in TensorFlow, or channels first, as in
 * PyTorch. One array alone does not say; where the rest does not either, it is asked.
 *
 * @import {ConvRequest, RequestTensor, Numbers} from "../request.js"
 * @import {Layout} from "./read-by-server.js"
 */

import { stridesOf } from "../../trace/tensor-data.js";
import { unflatten } from "../../trace/view.js";
import { BIAS, GRAD_OUTPUT, INPUT, WEIGHT } from "../request.js";

/** @typedef {{layout: Layout, numbers: Numbers}} Reading the numbers with their channels last, on four axes */

/** Which axis of the array comes to stand where, when its channels stand first. */
const TO_LAST = { activation: [0, 2, 3, 1], weight: [2, 3, 1, 0] };

/**
 * The ways in which an array can be a tensor: one where both are the same, none where it has no axis of
 * channels.
 *
 * @param {RequestTensor} name
 * @param {Numbers} numbers
 * @returns {Reading[]}
 */
export function readingsOf(name, numbers) {
  const { shape, data } = numbers;
  if (name === BIAS || shape.length < 3) return [];
  const isWeight = name === WEIGHT;
  // Without a batch, or of one kernel.
  const last = shape.length === 4 ? shape : isWeight ? [...shape, 1] : [1, ...shape];
  const first = shape.length === 4 ? shape : [1, ...shape];
  const order = isWeight ? TO_LAST.weight : TO_LAST.activation;
  /** @type {Reading[]} */
  const readings = [
    { layout: "NHWC", numbers: { shape: last, data } },
    { layout: "NCHW", numbers: turnedAxes({ shape: first, data }, order) },
  ];
  return isAlike(readings[0].numbers, readings[1].numbers) ? readings.slice(0, 1) : readings;
}

/**
 * Those readings that fit the other tensors as they are.
 *
 * @param {Reading[]} readings
 * @param {RequestTensor} name
 * @param {ConvRequest} given
 * @returns {Reading[]}
 */
export function fitting(readings, name, given) {
  return readings.filter(({ numbers: { shape } }) => {
    if (name === GRAD_OUTPUT) return shape.join() === given.grad_output.shape.join();
    const input = name === INPUT ? shape : given.input.shape;
    const weight = name === WEIGHT ? shape : given.weight.shape;
    if (weight[2] * given.groups !== input[3]) return false;
    return [0, 1].every((axis) => {
      const padding = given.padding[axis][0] + given.padding[axis][1];
      return given.dilation[axis] * (weight[axis] - 1) + 1 <= input[axis + 1] + padding;
    });
  });
}

/** @param {Numbers} one @param {Numbers} other */
function isAlike(one, other) {
  const isSame = one.shape.join() === other.shape.join();
  return isSame && one.data.every((value, at) => value === other.data[at]);
}

/** @param {Numbers} numbers @param {number[]} order which axis comes to stand in each place @returns {Numbers} */
function turnedAxes({ shape, data }, order) {
  const strides = stridesOf(shape);
  const sizes = order.map((axis) => shape[axis]);
  const turned = data.map((_, flat) => {
    const cell = unflatten(sizes, flat);
    return data[cell.reduce((at, index, k) => at + index * strides[order[k]], 0)];
  });
  return { shape: sizes, data: turned };
}
