import assert from "node:assert/strict";
import { test } from "node:test";

import { isPicture, patchOf } from "../../../../static/js/workbench/import/picture.js";
import { panned, seenSize, within } from "../../../../static/js/workbench/import/picture-view.js";

/** Red, green; blue, white. */
const PICTURE = {
  width: 2,
  height: 2,
  data: new Uint8ClampedArray([
    ...[255, 0, 0, 255],
    ...[0, 255, 0, 255],
    ...[0, 0, 255, 255],
    ...[255, 255, 255, 255],
  ]),
};
const WHOLE = { left: 0, top: 0, height: 2, width: 2 };

test("a patch of one channel is grey by the luma of each pixel", () => {
  const grey = (/** @type {"0-9"|"0-255"|"0-1"} */ scale) =>
    patchOf(PICTURE, { ...WHOLE, channels: 1, scale });
  assert.deepEqual(grey("0-255"), [54, 182, 18, 255]);
  assert.deepEqual(grey("0-9"), [2, 6, 1, 9]);
  assert.deepEqual(grey("0-1"), [0.213, 0.715, 0.072, 1]);
});

test("three channels are red, green and blue, further ones grey, two are grey", () => {
  const frame = { left: 0, top: 0, height: 1, width: 2 };
  const channels = (/** @type {number} */ count) =>
    patchOf(PICTURE, { ...frame, channels: count, scale: "0-9" });
  assert.deepEqual(channels(3), [9, 0, 0, 0, 9, 0]);
  assert.deepEqual(channels(4), [9, 0, 0, 2, 0, 9, 0, 6]);
  assert.deepEqual(channels(2), [2, 2, 6, 6]);
});

test("a pixel outside the picture is 0", () => {
  const frame = { left: 1, top: 1, height: 2, width: 2 };
  assert.deepEqual(patchOf(PICTURE, { ...frame, channels: 1, scale: "0-255" }), [255, 0, 0, 0]);
});

test("a picture is known by its first bytes, whatever it is called", () => {
  const bytes = (/** @type {string} */ text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
  for (const head of [
    "\x89PNG\r\n\x1a\n\0\0\0\r",
    "\xff\xd8\xff\xe0",
    "GIF89a",
    "RIFF\0\0\0\0WEBP",
  ]) {
    assert.ok(isPicture(bytes(head)), head);
  }
  for (const head of ["", "<svg xmlns=", "RIFF\0\0\0\0WAVE", "BM", "%PDF-1.7", "\x93NUMPY"]) {
    assert.ok(!isPicture(bytes(head)), head);
  }
});

test("the frame stays within the picture, and at its beginning where it is larger", () => {
  const picture = { width: 100, height: 50 };
  const frame = { width: 3, height: 3 };
  assert.deepEqual(within({ left: -5, top: 48.6 }, frame, picture), { left: 0, top: 47 });
  assert.deepEqual(within({ left: 9, top: 9 }, { width: 200, height: 60 }, picture), {
    left: 0,
    top: 0,
  });
});

test("what is seen moves no further than the frame asks for and never out of the picture", () => {
  const picture = { width: 256, height: 40 };
  const frame = { width: 3, height: 3 };
  assert.deepEqual(seenSize(picture, frame), { width: 64, height: 40 });
  const from = { left: 100, top: 0 };
  const seen = (/** @type {number} */ left) => panned(from, { left, top: 20 }, frame, picture).left;
  assert.equal(seen(130), 100);
  assert.equal(seen(104), 100);
  assert.equal(seen(103), 99);
  assert.equal(seen(157), 100);
  assert.equal(seen(158), 101);
  assert.equal(seen(253), 192);
  assert.equal(seen(0), 0);
});
