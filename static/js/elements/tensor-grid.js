/**
 * <tensor-grid>: one grid of a tensor. It is given a model and marks, and says which cell is looked at:
 * events "cell-hover" and "cell-pin", each with a CellRef (or null) as detail. It knows nothing of
 * convolution.
 *
 * @import {Mark} from "../marks.js"
 * @import {Trace} from "../trace.js"
 * @import {Cell, CellRef, Tensor, View} from "../types.js"
 */

import { el } from "../dom.js";
import { cellAt, extentOf, placeOf, stretch, unflatten } from "../view.js";
import { tensorCell } from "./tensor-cell.js";
import { VirtualWindow } from "./virtual-window.js";

/**
 * @typedef {{trace: Trace, tensor: Tensor, view: View, block: number, label: string, withSymbols: boolean,
 *   virtual: boolean}} GridModel
 */

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});

export class TensorGrid extends HTMLElement {
  constructor() {
    super();
    /** @type {GridModel|null} */
    this.model = null;
    /** @type {Map<number, HTMLTableCellElement>} by flat position */
    this.cells = new Map();
    /** @type {Map<number, HTMLTableCellElement>} by turn: row by row */
    this.turns = new Map();
    /** @type {Map<number, Mark>} */
    this.marked = new Map();
    /** @type {number|null} */
    this.todoFrom = null;
    /** @type {VirtualWindow|null} */
    this.window = null;
    /** @type {Cell|null} the one cell that Tab reaches */
    this.tabStop = null;
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    this.window?.start();
    const { signal } = this.events;
    this.addEventListener("pointerover", (event) => this.onPointer(event), { signal });
    this.addEventListener("pointerleave", () => this.announce("cell-hover", null), { signal });
    this.addEventListener("click", (event) => this.onClick(event), { signal });
    this.addEventListener("focusin", (event) => this.onFocus(event), { signal });
    this.addEventListener("focusout", () => this.announce("cell-hover", null), { signal });
    this.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  disconnectedCallback() {
    this.events.abort();
    this.window?.stop();
  }

  /** @param {GridModel} model */
  show(model) {
    this.model = model;
    this.window?.stop();
    this.window = null;
    this.marked = new Map();
    this.todoFrom = null;
    const { rows, cols } = extentOf(model.tensor, model.view);
    this.tabStop = this.cellOf(0, 0);
    if (model.virtual) {
      this.window = new VirtualWindow(this, { rows, cols }, model.label, (rowRange, colRange) =>
        this.table(rowRange, colRange),
      );
      if (this.isConnected) this.window.start();
      return;
    }
    const table = this.table([0, rows], [0, cols]);
    table.setAttribute("aria-label", model.label);
    this.replaceChildren(el("div", { class: "frame" }, table));
  }

  /**
   * @param {Map<number, Mark>} marks by flat position
   * @param {number|null} todoFrom cells from this turn on are not written yet
   */
  mark(marks, todoFrom) {
    if (this.window !== null) this.reveal(marks);
    if (todoFrom !== this.todoFrom) this.markTodo(todoFrom);
    for (const flat of this.marked.keys()) {
      if (!marks.has(flat)) wear(this.cells.get(flat), { kind: "", badge: "" });
    }
    for (const [flat, mark] of marks) wear(this.cells.get(flat), mark);
    this.marked = marks;
  }

  /** @param {number|null} todoFrom */
  markTodo(todoFrom) {
    const was = this.todoFrom ?? Number.POSITIVE_INFINITY;
    const is = todoFrom ?? Number.POSITIVE_INFINITY;
    this.todoFrom = todoFrom;
    for (const [turn, td] of this.turns) {
      if (turn >= Math.min(was, is) && turn < Math.max(was, is)) {
        td.classList.toggle("todo", turn >= is);
      }
    }
  }

  /** @param {[number, number]} rowRange @param {[number, number]} colRange @returns {HTMLTableElement} */
  table(rowRange, colRange) {
    const { trace, tensor, view, withSymbols } = /** @type {GridModel} */ (this.model);
    const rowLead = stretch(tensor, view.rows);
    const colLead = stretch(tensor, view.cols);
    const { rows, cols } = extentOf(tensor, view);
    const body = el("tbody", {});
    this.cells = new Map();
    this.turns = new Map();
    for (let row = rowRange[0]; row < rowRange[1]; row++) {
      const tr = el("tr", { role: "row", "aria-rowindex": String(row + 1) });
      if (row > rowRange[0] && rowLead > 1 && row % rowLead === 0) tr.classList.add("lead");
      for (let col = colRange[0]; col < colRange[1]; col++) {
        const cell = this.cellOf(row, col);
        const td = tensorCell(trace, tensor, cell, withSymbols);
        td.setAttribute("aria-colindex", String(col + 1));
        if (col > colRange[0] && colLead > 1 && col % colLead === 0) td.classList.add("lead");
        const flat = Number(td.dataset.flat);
        wear(td, this.marked.get(flat));
        if (cell.join() === this.tabStop?.join()) td.tabIndex = 0;
        const turn = row * cols + col;
        if (this.todoFrom !== null && turn >= this.todoFrom) td.classList.add("todo");
        this.cells.set(flat, td);
        this.turns.set(turn, td);
        tr.append(td);
      }
      body.append(tr);
    }
    const inSight = body.querySelector('[tabindex="0"]') ?? body.querySelector(".cell");
    inSight?.setAttribute("tabindex", "0");
    return el(
      "table",
      { role: "grid", "aria-rowcount": String(rows), "aria-colcount": String(cols) },
      body,
    );
  }

  /** @param {number} row @param {number} col @returns {Cell} */
  cellOf(row, col) {
    const { tensor, view, block } = /** @type {GridModel} */ (this.model);
    return cellAt(tensor, view, { block, row, col });
  }

  /** Bring the first marked cell of a grid that scrolls into sight. @param {Map<number, Mark>} marks */
  reveal(marks) {
    const { tensor, view, block } = /** @type {GridModel} */ (this.model);
    const shape = tensor.axes.map(({ size }) => size);
    for (const flat of marks.keys()) {
      const place = placeOf(tensor, view, unflatten(shape, flat));
      if (place.block !== block) continue;
      this.window?.reveal(place.row, place.col);
      return;
    }
  }

  /** @param {Event} event @returns {HTMLElement|null} */
  target(event) {
    return event.target instanceof Element ? event.target.closest(".cell") : null;
  }

  /** @param {PointerEvent} event */
  onPointer(event) {
    if (event.pointerType === "touch") return;
    const td = this.target(event);
    if (td !== null) this.announce("cell-hover", this.refOf(td));
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const td = this.target(event);
    if (td === null) return;
    this.stopAt(td);
    this.announce("cell-pin", this.refOf(td));
  }

  /** @param {FocusEvent} event */
  onFocus(event) {
    const td = this.target(event);
    if (td?.matches(":focus-visible")) this.announce("cell-hover", this.refOf(td));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const td = this.target(event);
    if (td === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      this.announce("cell-pin", this.refOf(td));
      event.stopPropagation();
      return;
    }
    const move = ARROWS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { tensor, view } = /** @type {GridModel} */ (this.model);
    const { rows, cols } = extentOf(tensor, view);
    const { row, col } = placeOf(tensor, view, this.refOf(td).cell);
    const next = [row + move[0], col + move[1]];
    if (next[0] < 0 || next[1] < 0 || next[0] >= rows || next[1] >= cols) return;
    this.focusCell(next[0], next[1]);
  }

  /** @param {number} row @param {number} col */
  focusCell(row, col) {
    this.window?.reveal(row, col);
    const found = this.querySelector(`[data-cell="${this.cellOf(row, col).join()}"]`);
    if (!(found instanceof HTMLElement)) return;
    this.stopAt(found);
    found.focus();
  }

  /** @param {HTMLElement} td */
  stopAt(td) {
    for (const old of this.querySelectorAll('.cell[tabindex="0"]')) {
      old.setAttribute("tabindex", "-1");
    }
    td.tabIndex = 0;
    this.tabStop = this.refOf(td).cell;
  }

  /** @param {HTMLElement} td @returns {CellRef} */
  refOf(td) {
    const { tensor } = /** @type {GridModel} */ (this.model);
    return { tensor: tensor.name, cell: (td.dataset.cell ?? "").split(",").map(Number) };
  }

  /** @param {"cell-hover"|"cell-pin"} type @param {CellRef|null} detail */
  announce(type, detail) {
    if ("quiet" in this.dataset) return;
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}

/** @param {HTMLElement|undefined} td @param {Mark|undefined} mark an empty one takes marks off */
function wear(td, mark) {
  if (td === undefined || mark === undefined) return;
  for (const [name, value] of [
    ["data-mark", mark.kind],
    ["data-badge", mark.badge],
  ]) {
    if (value === "") td.removeAttribute(name);
    else if (td.getAttribute(name) !== value) td.setAttribute(name, value);
  }
}
