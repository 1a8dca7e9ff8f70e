/**
 * A checksum of a convolution: its geometry and all numbers that it is given. The server has the same
 * (app/lessons/workbench.py), so that what it compared can be told from what is shown here.
 *
 * @import {ConvRequest} from "../request.js"
 * @import {Geometry} from "../../trace/types.js"
 */

import { REQUEST_TENSORS, numbersOf } from "../request.js";

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** @param {Geometry} geometry @param {ConvRequest} given @returns {string} eight hexadecimal digits */
export function digestOf(geometry, given) {
  const { batch, input_size, in_channels, kernel_size, out_channels } = geometry;
  const { stride, padding, dilation, groups } = geometry;
  const sizes = [batch, ...input_size, in_channels, ...kernel_size, out_channels];
  const options = [...stride, ...padding.flat(), ...dilation, groups];
  const numbers = REQUEST_TENSORS.map((name) => numbersOf(given, name).data);
  const parts = [sizes, options, [given.bias === null ? 0 : 1], ...numbers];
  const crc = parts.reduce((rest, part) => extended(rest, part), 0xffffffff);
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

/** @param {number} crc of what came before @param {number[]} numbers @returns {number} */
function extended(crc, numbers) {
  // Float64Array has the byte order of the machine, which is little-endian wherever browsers run.
  // Zero added, the two zeros are one.
  const bytes = new Uint8Array(Float64Array.from(numbers, (value) => value + 0).buffer);
  let rest = crc;
  for (const byte of bytes) rest = (rest >>> 8) ^ TABLE[(rest ^ byte) & 0xff];
  return rest;
}
