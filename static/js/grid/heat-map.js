/**
 * <heat-map>: the whole of a large grid as a picture. Like <tensor-grid> it is given a model and marks, and
 * says "cell-hover" and "cell-pin". It is painted a slice a frame.
 *
 * @import {Colours} from "./heat.js"
 * @import {GridModel} from "./tensor-grid.js"
 * @import {CellRef} from "../trace/types.js"
 * @import {Mark} from "./cell-mark.js"
 */

import { el } from "../markup/dom.js";
import { formatNumber } from "../markup/number-format.js";
import { paint, pictureOf, rowsOf, strongest } from "./heat.js";
import { plainSymbol } from "../markup/mathml.js";
import { ARROWS } from "../markup/keys.js";
import { cellAt, extentOf, flatten, placeOfFlat } from "../trace/view.js";

const SLICE_MILLISECONDS = 7;
const LEAST_RING = 9;
const LEAST_DOT = 3;
/** Above this number of marks, only the written cell and the source cell get rings; the others are filled. */
const MAX_RINGS = 400;

export class HeatMap extends HTMLElement {
  constructor() {
    super();
    /** @type {GridModel|null} */
    this.model = null;
    this.picture = document.createElement("canvas");
    this.veil = document.createElement("canvas");
    this.veil.className = "veil";
    this.rings = el("div", { class: "rings" });
    this.at = { row: 0, col: 0 };
    /** Whether the pointer is over that cell. */
    this.isOver = false;
    this.painted = 0;
    this.frame = 0;
    /** @type {Map<number, Mark>} */
    this.marked = new Map();
    this.events = new AbortController();
    this.theme = new MutationObserver(() => this.repaint());
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("pointermove", (event) => this.onPointer(event), { signal });
    this.addEventListener("pointerleave", () => this.onLeave(), { signal });
    this.addEventListener("click", (event) => this.onPointer(event), { signal });
    this.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.addEventListener("focus", () => this.onFocus(), { signal });
    this.addEventListener("blur", () => this.announce("cell-hover", null), { signal });
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.repaint(), { signal });
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.repaint();
  }

  disconnectedCallback() {
    this.events.abort();
    this.theme.disconnect();
    cancelAnimationFrame(this.frame);
  }

  /** @param {GridModel} model */
  show(model) {
    this.model = model;
    const { rows, cols } = extentOf(model.tensor, model.view);
    const { width, height } = pictureOf(rows, cols);
    Object.assign(this.picture, { width, height });
    Object.assign(this.veil, { width, height });
    this.tabIndex = 0;
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", model.label);
    this.style.setProperty("--rows", String(rows));
    this.style.setProperty("--cols", String(cols));
    this.picture.style.aspectRatio = `${cols} / ${rows}`;
    // A picture with fewer points than cells is smoothed where it is made smaller still.
    this.classList.toggle("dense", height < rows || width < cols);
    const sheet = el("div", { class: "heat-sheet" });
    sheet.append(this.picture, this.veil, this.rings);
    this.replaceChildren(el("div", { class: "frame" }, sheet));
    if (this.isConnected) this.repaint();
  }

  repaint() {
    cancelAnimationFrame(this.frame);
    this.painted = 0;
    if (this.model === null) return;
    const styles = getComputedStyle(this);
    const colours = {
      positive: rgb(`hsl(${styles.getPropertyValue("--h")})`),
      negative: rgb(styles.getPropertyValue("--ink")),
      paper: rgb(styles.getPropertyValue("--paper")),
    };
    this.paint(colours);
  }

  /** Rows for as long as a slice lasts, and the next ones in the next frame. @param {Colours} colours */
  paint(colours) {
    const { trace, tensor, view, block } = /** @type {GridModel} */ (this.model);
    const { rows, cols } = extentOf(tensor, view);
    const { width, height, side } = pictureOf(rows, cols);
    const context = /** @type {CanvasRenderingContext2D} */ (this.picture.getContext("2d"));
    const largest = trace.largest(tensor.name);
    const numbers = new Float64Array(cols);
    const shown = new Float64Array(width / side);
    const until = performance.now() + SLICE_MILLISECONDS;
    while (this.painted < height && performance.now() < until) {
      shown.fill(0);
      for (const row of rowsOf(this.painted / side, height / side, rows, cols)) {
        trace.fill(tensor.name, cellAt(tensor, view, { block, row, col: 0 }), view.cols, numbers);
        strongest(numbers, shown);
      }
      const band = context.createImageData(width, side);
      paint(shown, largest, colours, band.data, side);
      context.putImageData(band, 0, this.painted);
      this.painted += side;
    }
    if (this.painted < height) this.frame = requestAnimationFrame(() => this.paint(colours));
  }

  /** @param {Map<number, Mark>} marks by flat position */
  mark(marks) {
    if (this.model === null || marks === this.marked) return;
    this.marked = marks;
    const { tensor, view, block } = this.model;
    const { rows, cols } = extentOf(tensor, view);
    const rings = [];
    const isCrowd = marks.size > MAX_RINGS;
    const veil = /** @type {CanvasRenderingContext2D} */ (this.veil.getContext("2d"));
    const { width, height } = this.veil;
    veil.clearRect(0, 0, width, height);
    if (isCrowd) veil.fillStyle = getComputedStyle(this).getPropertyValue("--accent");
    for (const [flat, { kind }] of marks) {
      const place = placeOfFlat(tensor, view, flat);
      if (place.block !== block) continue;
      const isIt = kind === "write" || kind === "source";
      if (isCrowd && !isIt) {
        const [across, down] = [width / cols, height / rows];
        const [w, h] = [Math.max(LEAST_DOT, across), Math.max(LEAST_DOT, down)];
        const [x, y] = [(place.col + 0.5) * across - w / 2, (place.row + 0.5) * down - h / 2];
        veil.fillRect(x, y, w, h);
        continue;
      }
      const ring = el("i", { "data-mark": kind });
      ring.style.setProperty("--row", String(place.row));
      ring.style.setProperty("--col", String(place.col));
      ring.style.setProperty("--ring", `${LEAST_RING}px`);
      rings.push(ring);
    }
    this.rings.replaceChildren(...rings);
  }

  onLeave() {
    this.isOver = false;
    this.announce("cell-hover", null);
  }

  /** Keys begin where they were. */
  onFocus() {
    if (this.matches(":focus-visible")) this.goTo(this.at.row, this.at.col, "cell-hover");
  }

  /** @param {PointerEvent|MouseEvent} event */
  onPointer(event) {
    const isFinger = event instanceof PointerEvent && event.pointerType === "touch";
    if (this.model === null || (isFinger && event.type !== "click")) return;
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    const { rows, cols } = extentOf(this.model.tensor, this.model.view);
    const row = Math.floor(((event.clientY - top) / height) * rows);
    const col = Math.floor(((event.clientX - left) / width) * cols);
    if (row < 0 || col < 0 || row >= rows || col >= cols) return;
    const isHere = this.isOver && row === this.at.row && col === this.at.col;
    if (event.type !== "click" && isHere) return;
    this.isOver = true;
    this.goTo(row, col, event.type === "click" ? "cell-pin" : "cell-hover");
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (this.model === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const { rows, cols } = extentOf(this.model.tensor, this.model.view);
    if (event.key === "Enter") {
      this.goTo(this.at.row, this.at.col, "cell-pin");
      event.stopPropagation();
    }
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
    const name = trace.name(tensor.name, cell);
    const value = formatNumber(trace.value(tensor.name, cell));
    const said = name === null ? value : `${plainSymbol(name)} = ${value}`;
    this.title = said;
    this.setAttribute("aria-label", `${label}: ${said}`);
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
  return Array.from(probe.getImageData(0, 0, 1, 1).data.subarray(0, 3));
}
