/**
 * Which part of a picture is seen, and where in it the frame may stand. All lengths are pixels of the picture.
 *
 * @typedef {{width: number, height: number}} Size
 * @typedef {{left: number, top: number}} Corner
 */

const SEEN = 64;
/** So much is seen around the frame, where there is so much. */
const MARGIN = 4;

/** How much is seen: a frame that is larger has its margin. @param {Size} picture @param {Size} frame */
export function seenSize(picture, frame) {
  return {
    width: Math.min(picture.width, Math.max(SEEN, frame.width + 2 * MARGIN)),
    height: Math.min(picture.height, Math.max(SEEN, frame.height + 2 * MARGIN)),
  };
}

/** The nearest corner at which the frame is within the picture. @param {Corner} at @param {Size} frame @param {Size} picture */
export function within(at, frame, picture) {
  return {
    left: Math.round(clamp(at.left, 0, picture.width - frame.width)),
    top: Math.round(clamp(at.top, 0, picture.height - frame.height)),
  };
}

/**
 * What is seen, moved no further than the frame asks for.
 *
 * @param {Corner} seen
 * @param {Corner} at of the frame
 * @param {Size} frame
 * @param {Size} picture
 * @returns {Corner}
 */
export function panned(seen, at, frame, picture) {
  const size = seenSize(picture, frame);
  const left = clamp(
    seen.left,
    at.left + frame.width + MARGIN - size.width,
    Math.max(at.left - MARGIN, at.left + frame.width + MARGIN - size.width),
  );
  const top = clamp(
    seen.top,
    at.top + frame.height + MARGIN - size.height,
    Math.max(at.top - MARGIN, at.top + frame.height + MARGIN - size.height),
  );
  return within({ left, top }, size, picture);
}

/** A frame that is larger than its room stands at its beginning. @param {number} value @param {number} least @param {number} most */
function clamp(value, least, most) {
  return Math.max(least, Math.min(value, most));
}
