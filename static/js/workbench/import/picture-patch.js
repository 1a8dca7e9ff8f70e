/**
 * <picture-patch>: a part of a picture, magnified, with a frame that is dragged or moved by keys; what is seen
 * goes along with it. It is given a model and says "patch-move" with the frame's corner in pixels.
 *
 * @import {Picture} from "./picture.js"
 * @import {Corner} from "./picture-view.js"
 */

import { el, fill } from "../../markup/dom.js";
import { panned, seenSize, within } from "./picture-view.js";
import { ARROWS } from "../../markup/keys.js";

/** Needs no translation: columns, rows, and the picture's size. */
const PLACE = "{left}\u2013{right}, {top}\u2013{bottom} / {width}\u00d7{height}";

/**
 * @typedef {{picture: Picture, width: number, height: number, label: string, left?: number, top?: number,
 *   place?: string}} PatchModel the frame's size and corner; its name; and a sentence for its place with {left},
 *   {right}, {top}, {bottom}, counted from 1, and {width} and {height} of the picture
 */

export class PicturePatch extends HTMLElement {
  constructor() {
    super();
    /** @type {PatchModel|null} */
    this.model = null;
    /** @type {Corner} */
    this.at = { left: 0, top: 0 };
    /** @type {Corner} */
    this.seen = { left: 0, top: 0 };
    /** Where in the frame it is held while it is dragged. @type {Corner|null} */
    this.held = null;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.frame = el("div", { class: "patch-frame" });
    this.pane = el("div", { class: "patch-pane", role: "application", tabindex: "0" });
    this.place = el("output", { class: "patch-place" });
    this.pane.append(this.canvas, this.frame);
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.pane.addEventListener("pointerdown", (event) => this.onDown(event), { signal });
    this.pane.addEventListener("pointermove", (event) => this.onDrag(event), { signal });
    this.pane.addEventListener("pointerup", () => this.letGo(), { signal });
    this.pane.addEventListener("pointercancel", () => this.letGo(), { signal });
    this.pane.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.replaceChildren(this.pane, this.place);
  }

  disconnectedCallback() {
    this.events.abort();
    this.letGo();
  }

  /** @param {PatchModel} model */
  update(model) {
    const isNew = this.model?.picture !== model.picture;
    const { left = 0, top = 0, picture, label } = model;
    this.model = model;
    this.at = within({ left, top }, model, picture);
    if (isNew) this.seen = this.centred(this.at);
    this.pane.setAttribute("aria-label", label);
    this.draw();
  }

  /** What is seen with the frame in its middle. @param {Corner} at @returns {Corner} */
  centred(at) {
    const { picture, width, height } = this.now;
    const size = seenSize(picture, { width, height });
    const left = at.left + (width - size.width) / 2;
    const top = at.top + (height - size.height) / 2;
    return within({ left, top }, size, picture);
  }

  get now() {
    return /** @type {PatchModel} */ (this.model);
  }

  draw() {
    const { picture, width, height, place = PLACE } = this.now;
    const { left, top } = this.at;
    const size = seenSize(picture, this.now);
    this.seen = panned(this.seen, this.at, this.now, picture);
    if (this.canvas.width !== size.width || this.canvas.height !== size.height) {
      Object.assign(this.canvas, size);
    }
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    const image = new ImageData(picture.data, picture.width, picture.height);
    context.putImageData(image, -this.seen.left, -this.seen.top);
    this.pane.style.aspectRatio = `${size.width} / ${size.height}`;
    this.pane.style.setProperty("--proportion", String(size.width / size.height));
    const { style } = this.frame;
    style.left = percent(left - this.seen.left, size.width);
    style.top = percent(top - this.seen.top, size.height);
    style.width = percent(width, size.width);
    style.height = percent(height, size.height);
    const ends = { right: left + width, bottom: top + height };
    const places = { left: left + 1, top: top + 1, ...ends };
    const said = fill(place, { ...places, width: picture.width, height: picture.height });
    if (this.place.textContent !== said) this.place.textContent = said;
  }

  /** @param {Corner} corner */
  move(corner) {
    const at = within(corner, this.now, this.now.picture);
    if (at.left === this.at.left && at.top === this.at.top) return;
    this.at = at;
    this.draw();
    this.dispatchEvent(new CustomEvent("patch-move", { detail: at, bubbles: true }));
  }

  /** The place in the picture under the pointer. @param {PointerEvent} event @returns {Corner} */
  under(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return {
      left: this.seen.left + ((event.clientX - left) / width) * this.canvas.width,
      top: this.seen.top + ((event.clientY - top) / height) * this.canvas.height,
    };
  }

  /** A press beside the frame brings it there. @param {PointerEvent} event */
  onDown(event) {
    if (this.model === null || event.button !== 0) return;
    const { width, height } = this.model;
    const point = this.under(event);
    const held = { left: point.left - this.at.left, top: point.top - this.at.top };
    const isInside = held.left >= 0 && held.top >= 0 && held.left < width && held.top < height;
    this.held = isInside ? held : { left: width / 2, top: height / 2 };
    this.pane.setPointerCapture(event.pointerId);
    this.pane.classList.add("held");
    this.onDrag(event);
  }

  /** @param {PointerEvent} event */
  onDrag(event) {
    if (this.held === null) return;
    const { left, top } = this.under(event);
    this.move({ left: left - this.held.left, top: top - this.held.top });
  }

  letGo() {
    this.held = null;
    this.pane.classList.remove("held");
  }

  /** With Shift by a whole frame. @param {KeyboardEvent} event */
  onKey(event) {
    const step = ARROWS[event.key];
    if (this.model === null || step === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { width, height } = event.shiftKey ? this.model : { width: 1, height: 1 };
    this.move({ left: this.at.left + step[1] * width, top: this.at.top + step[0] * height });
  }
}

/** @param {number} part @param {number} whole */
function percent(part, whole) {
  return `${(part / whole) * 100}%`;
}
