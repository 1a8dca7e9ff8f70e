/**
 * <heat-map>: the whole of a large grid as a picture, a pixel or more for each cell. Like <tensor-grid> it is
 * given a model and marks, and says "cell-hover" and "cell-pin". It is painted a slice a frame.
 *
 * @import {GridModel} from "./tensor-grid.js"
 * @import {Mark} from "../marks.js"
 * @import {CellRef} from "../types.js"
 */

import { el } from "../dom.js";
import { formatNumber } from "../format.js";
import { paint } from "../heat.js";
import { plainSymbol } from "../mathml.js";
import { cellAt, extentOf, flatten, placeOf, unflatten } from "../view.js";

const SLICE_MILLISECONDS = 7;
const LEAST_RING = 9;

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

export class HeatMap extends HTMLElement {
  constructor() {
    super();
    /** @type {GridModel|null} */
    this.model = null;
    this.picture = document.createElement("canvas");
    this.rings = el("div", { class: "rings" });
    this.at = { row: 0, col: 0 };
    this.painted = 0;
    this.frame = 0;
    /** @type {Map<number, Mark>} */
    this.marked = new Map();
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("pointermove", (event) => this.onPointer(event), { signal });
    this.addEventListener("pointerleave", () => this.announce("cell-hover", null), { signal });
    this.addEventListener("click", (event) => this.onPointer(event), { signal });
    this.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.addEventListener("blur", () => this.announce("cell-hover", null), { signal });
    this.paint();
  }

  disconnectedCallback() {
    this.events.abort();
    cancelAnimationFrame(this.frame);
  }

  /** @param {GridModel} model */
  show(model) {
    this.model = model;
    const { rows, cols } = extentOf(model.tensor, model.view);
    Object.assign(this.picture, { width: cols, height: rows });
    this.painted = 0;
    this.tabIndex = 0;
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", model.label);
    this.style.setProperty("--rows", String(rows));
    this.style.setProperty("--cols", String(cols));
    this.picture.style.aspectRatio = `${cols} / ${rows}`;
    const sheet = el("div", { class: "heat-sheet" });
    sheet.append(this.picture, this.rings);
    this.replaceChildren(el("div", { class: "frame" }, sheet));
  }

  /** Rows for as long as a slice lasts, and the next ones in the next frame. */
  paint() {
    const { model } = this;
    if (model === null) return;
    const { rows, cols } = extentOf(model.tensor, model.view);
    const context = /** @type {CanvasRenderingContext2D} */ (this.picture.getContext("2d"));
    const styles = getComputedStyle(this);
    const colours = {
      positive: rgb(`hsl(${styles.getPropertyValue("--h")})`),
      negative: rgb(styles.getPropertyValue("--ink")),
    };
    const largest = model.trace.largest(model.tensor.name);
    const until = performance.now() + SLICE_MILLISECONDS;
    while (this.painted < rows && performance.now() < until) {
      const line = context.createImageData(cols, 1);
      for (let col = 0; col < cols; col++) {
        const value = this.valueAt(this.painted, col);
        paint(value, largest, colours, line.data, 4 * col);
      }
      context.putImageData(line, 0, this.painted++);
    }
    if (this.painted < rows) this.frame = requestAnimationFrame(() => this.paint());
  }

  /** @param {number} row @param {number} col */
  valueAt(row, col) {
    const { trace, tensor, view, block } = /** @type {GridModel} */ (this.model);
    return trace.value(tensor.name, cellAt(tensor, view, { block, row, col }));
  }

  /** @param {Map<number, Mark>} marks by flat position */
  mark(marks) {
    if (this.model === null || marks === this.marked) return;
    this.marked = marks;
    const { tensor, view, block } = this.model;
    const shape = tensor.axes.map(({ size }) => size);
    const rings = [];
    for (const [flat, { kind }] of marks) {
      const place = placeOf(tensor, view, unflatten(shape, flat));
      if (place.block !== block || rings.length >= 400) continue;
      const ring = el("i", { "data-mark": kind });
      ring.style.setProperty("--row", String(place.row));
      ring.style.setProperty("--col", String(place.col));
      ring.style.setProperty("--ring", `${LEAST_RING}px`);
      rings.push(ring);
    }
    this.rings.replaceChildren(...rings);
  }

  /** @param {PointerEvent|MouseEvent} event */
  onPointer(event) {
    if (this.model === null) return;
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    const { rows, cols } = extentOf(this.model.tensor, this.model.view);
    const row = Math.floor(((event.clientY - top) / height) * rows);
    const col = Math.floor(((event.clientX - left) / width) * cols);
    if (row < 0 || col < 0 || row >= rows || col >= cols) return;
    if (event.type !== "click" && row === this.at.row && col === this.at.col) return;
    this.goTo(row, col, event.type === "click" ? "cell-pin" : "cell-hover");
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (this.model === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { rows, cols } = extentOf(this.model.tensor, this.model.view);
    if (event.key === "Enter") this.goTo(this.at.row, this.at.col, "cell-pin");
    const move = ARROWS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.min(Math.max(this.at.row + move[0], 0), rows - 1);
    const col = Math.min(Math.max(this.at.col + move[1], 0), cols - 1);
    this.goTo(row, col, "cell-hover");
  }

  /** @param {number} row @param {number} col @param {"cell-hover"|"cell-pin"} type */
  goTo(row, col, type) {
    const { trace, tensor, view, block, label } = /** @type {GridModel} */ (this.model);
    this.at = { row, col };
    const cell = cellAt(tensor, view, { block, row, col });
    const name = plainSymbol(trace.name(tensor.name, cell));
    const value = formatNumber(trace.value(tensor.name, cell));
    this.title = `${name} = ${value}`;
    this.setAttribute("aria-label", `${label}: ${name} = ${value}`);
    this.dataset.flat = String(flatten(tensor.axes, cell));
    this.announce(type, { tensor: tensor.name, cell });
  }

  /** @param {"cell-hover"|"cell-pin"} type @param {CellRef|null} detail */
  announce(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

const probe = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d", { willReadFrequently: true })
);

/** @param {string} colour as CSS has it @returns {number[]} */
function rgb(colour) {
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
