/**
 * A small picture as numbers. It is read in the browser and never sent.
 *
 * @import {Problem} from "./number.js"
 * @typedef {{width: number, height: number, data: Uint8ClampedArray<ArrayBuffer>}} Picture red, green, blue and
 *   opacity of each pixel, row upon row
 * @typedef {"0-9"|"0-255"|"0-1"} Scale
 * @typedef {{left: number, top: number, height: number, width: number}} Frame in pixels of the picture
 */

const MAX_PICTURE_BYTES = 16 * 1024 ** 2;
const MAX_PICTURE_SIDE = 4096;
const LONGEST = 256;
/** Three decimals keep all 256 levels apart. */
const DECIMALS = 1000;
/** Rec. 709. */
const LUMA = [0.2126, 0.7152, 0.0722];

/**
 * The picture, its longest side scaled down to `longest` pixels; what is transparent is white.
 *
 * @param {Blob} file
 * @param {{longest?: number}} [options]
 * @returns {Promise<Picture|{problem: Problem}>}
 */
export async function loadPicture(file, { longest = LONGEST } = {}) {
  if (file.size > MAX_PICTURE_BYTES) {
    return { problem: { id: "large", size: file.size, most: MAX_PICTURE_BYTES } };
  }
  const head = await file
    .slice(0, 12)
    .arrayBuffer()
    .catch(() => null);
  if (head === null) return { problem: { id: "unreadable" } };
  if (!isPicture(new Uint8Array(head))) return { problem: { id: "kind" } };
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return { problem: { id: "damaged" } };
  const { width, height } = bitmap;
  const picture = Math.max(width, height) > MAX_PICTURE_SIDE ? null : drawn(bitmap, longest);
  bitmap.close();
  return picture ?? { problem: { id: "dimensions", width, height, most: MAX_PICTURE_SIDE } };
}

/** Whether a file begins as PNG, JPEG, GIF or WebP do. @param {Uint8Array} head its first 12 bytes */
export function isPicture(head) {
  const text = String.fromCharCode(...head);
  if (text.startsWith("RIFF")) return text.endsWith("WEBP");
  return ["\x89PNG\r\n", "\xff\xd8\xff", "GIF8"].some((start) => text.startsWith(start));
}

/**
 * The numbers in a frame, flat with the channel last. Three channels are red, green and blue, a fourth and
 * further ones grey; one or two are grey. A pixel outside the picture is 0, as padding is.
 *
 * @param {Picture} picture
 * @param {Frame & {channels: number, scale: Scale}} frame
 * @returns {number[]}
 */
export function patchOf(picture, { left, top, height, width, channels, scale }) {
  const numbers = [];
  for (let row = top; row < top + height; row++) {
    for (let col = left; col < left + width; col++) {
      const pixel = pixelAt(picture, row, col);
      for (let channel = 0; channel < channels; channel++) {
        const isColour = channels >= 3 && channel < 3;
        numbers.push(scaled(isColour ? pixel[channel] : grey(pixel), scale));
      }
    }
  }
  return numbers;
}

/** @param {Picture} picture @param {number} row @param {number} col */
function pixelAt({ width, height, data }, row, col) {
  if (row < 0 || col < 0 || row >= height || col >= width) return [0, 0, 0];
  const at = 4 * (row * width + col);
  return [data[at], data[at + 1], data[at + 2]];
}

/** @param {number[]} pixel */
function grey(pixel) {
  return LUMA.reduce((sum, share, k) => sum + share * pixel[k], 0);
}

/** @param {number} level from 0 to 255 @param {Scale} scale */
function scaled(level, scale) {
  if (scale === "0-255") return Math.round(level);
  if (scale === "0-9") return Math.round((level / 255) * 9);
  return Math.round((level / 255) * DECIMALS) / DECIMALS;
}

/** @param {ImageBitmap} bitmap @param {number} longest @returns {Picture} */
function drawn(bitmap, longest) {
  const factor = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * factor));
  const height = Math.max(1, Math.round(bitmap.height * factor));
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}
