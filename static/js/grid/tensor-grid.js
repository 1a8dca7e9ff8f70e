/**
 * <tensor-grid>: one grid of a tensor. It is given a model and marks, and says which cell is looked at:
 * events "cell-hover" and "cell-pin", each with a CellRef (or null) as detail. It knows nothing of
 * convolution.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef, Tensor, View} from "../trace/types.js"
 * @import {Mark} from "./cell-mark.js"
 */

import { el } from "../markup/dom.js";
import { ARROWS } from "../markup/keys.js";
import { cellAt, extentOf, flatten, placeOf, placeOfFlat, stretch } from "../trace/view.js";
import { CellPool } from "./cell-pool.js";
import { NONE, wear } from "./cell-mark.js";
import { blankCell, fillCell } from "./tensor-cell.js";
import { VirtualWindow } from "./virtual-window.js";

/**
 * @typedef {{trace: Trace, tensor: Tensor, view: View, block: number, label: string, withSymbols: boolean,
 *   virtual: boolean, room?: number}} GridModel room: the most characters of a number
 * @typedef {"asked"|"blank"|"right"|"shown"} Answered how a cell stands in an exercise
 * @typedef {{of: (flat: number) => Answered, labels: Record<Answered, string>}} Answers how each cell stands in an
 *   exercise, and what a screen reader hears of one without its number
 */

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
    /** @type {Answers|null} */
    this.answers = null;
    /** @type {VirtualWindow|null} */
    this.window = null;
    /** @type {CellPool|null} */
    this.pool = null;
    /** @type {Cell|null} the one cell that Tab reaches */
    this.tabStop = null;
    /** @type {HTMLElement|null} that cell, or the first in sight */
    this.stop = null;
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
    this.cells.clear();
    this.turns.clear();
    this.tabStop = this.cellOf(0, 0);
    this.stop = null;
    const body = el("tbody", {});
    const table = el(
      "table",
      { role: "grid", "aria-rowcount": String(rows), "aria-colcount": String(cols) },
      body,
    );
    table.setAttribute("aria-label", model.label);
    this.pool = new CellPool(body, {
      fill: (td, row, col) => this.fill(td, row, col),
      drop: (td, row, col) => this.drop(td, row, col),
    });
    if (model.virtual) {
      this.window = new VirtualWindow(this, { rows, cols }, table, (rowRange, colRange) =>
        this.draw(rowRange, colRange),
      );
      if (this.isConnected) this.window.start();
      return;
    }
    this.draw([0, rows], [0, cols]);
    setApart(body, model);
    this.replaceChildren(el("div", { class: "frame" }, table));
  }

  /** @param {[number, number]} rowRange @param {[number, number]} colRange */
  draw(rowRange, colRange) {
    this.pool?.show(rowRange, colRange);
    const { tensor } = /** @type {GridModel} */ (this.model);
    const stop = this.tabStop && this.cells.get(flatten(tensor.axes, this.tabStop));
    this.moveStop(stop ?? this.cells.values().next().value ?? null);
  }

  /** @param {HTMLTableCellElement} td @param {number} row @param {number} col */
  fill(td, row, col) {
    const model = /** @type {GridModel} */ (this.model);
    const { trace, tensor, view } = model;
    const flat = fillCell(td, trace, tensor, this.cellOf(row, col), model);
    td.setAttribute("aria-colindex", String(col + 1));
    this.blank(td, flat);
    wear(td, this.marked.get(flat) ?? NONE);
    const turn = row * extentOf(tensor, view).cols + col;
    if (this.todoFrom !== null && turn >= this.todoFrom) td.classList.add("todo");
    this.cells.set(flat, td);
    this.turns.set(turn, td);
  }

  /** @param {HTMLTableCellElement} td @param {number} row @param {number} col */
  drop(td, row, col) {
    const { tensor, view } = /** @type {GridModel} */ (this.model);
    this.cells.delete(Number(td.dataset.flat));
    this.turns.delete(row * extentOf(tensor, view).cols + col);
  }

  /**
   * @param {Map<number, Mark>} marks by flat position
   * @param {number|null} todoFrom cells from this turn on are not written yet
   * @param {boolean} [isHeld] whether it stays where it is scrolled to
   */
  mark(marks, todoFrom, isHeld = false) {
    if (this.window !== null && !isHeld) this.reveal(marks);
    if (todoFrom !== this.todoFrom) this.markTodo(todoFrom);
    for (const flat of this.marked.keys()) {
      if (!marks.has(flat)) wear(this.cells.get(flat), NONE);
    }
    for (const [flat, mark] of marks) wear(this.cells.get(flat), mark);
    this.marked = marks;
  }

  /** In an exercise, cells whose number is still asked for are blank. @param {Answers|null} answers */
  answer(answers) {
    if (answers === null && this.answers === null) return;
    this.answers = answers;
    const model = /** @type {GridModel} */ (this.model);
    for (const [flat, td] of this.cells) {
      if (td.dataset.answer === answers?.of(flat)) continue;
      const isLead = td.classList.contains("lead");
      fillCell(td, model.trace, model.tensor, this.refOf(td).cell, model);
      td.classList.toggle("lead", isLead);
      this.blank(td, flat);
    }
  }

  /** @param {HTMLTableCellElement} td @param {number} flat */
  blank(td, flat) {
    if (this.answers === null) {
      delete td.dataset.answer;
      return;
    }
    const answered = this.answers.of(flat);
    td.dataset.answer = answered;
    if (answered === "right" || answered === "shown") return;
    const { tensor } = /** @type {GridModel} */ (this.model);
    blankCell(td, this.answers.labels[answered], tensor.symbol !== null);
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

  /** @param {number} row @param {number} col @returns {Cell} */
  cellOf(row, col) {
    const { tensor, view, block } = /** @type {GridModel} */ (this.model);
    return cellAt(tensor, view, { block, row, col });
  }

  /**
   * Bring what is looked at into sight of a grid that scrolls: the cell itself, else the first of those
   * that go with it, where none of them is in sight.
   *
   * @param {Map<number, Mark>} marks
   */
  reveal(marks) {
    const { tensor, view, block } = /** @type {GridModel} */ (this.model);
    const { window } = this;
    if (window === null) return;
    let first = null;
    let isInSight = false;
    for (const [flat, { kind }] of marks) {
      const isIt = kind === "write" || kind === "source";
      if (first !== null && isInSight && !isIt) continue;
      const place = placeOfFlat(tensor, view, flat);
      if (place.block !== block) continue;
      if (isIt) {
        window.reveal(place.row, place.col);
        return;
      }
      first ??= place;
      isInSight ||= window.shows(place.row, place.col);
    }
    if (first !== null && !isInSight) window.reveal(first.row, first.col);
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
    const { tensor } = /** @type {GridModel} */ (this.model);
    const found = this.cells.get(flatten(tensor.axes, this.cellOf(row, col)));
    if (found === undefined) return;
    this.stopAt(found);
    found.focus();
  }

  /** @param {HTMLElement} td */
  stopAt(td) {
    this.moveStop(td);
    this.tabStop = this.refOf(td).cell;
  }

  /** @param {HTMLElement|null} td */
  moveStop(td) {
    if (td === this.stop) return;
    this.stop?.setAttribute("tabindex", "-1");
    td?.setAttribute("tabindex", "0");
    this.stop = td;
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

/** Wider gaps between channels. @param {HTMLElement} body @param {GridModel} model */
function setApart(body, { tensor, view }) {
  const rowLead = stretch(tensor, view.rows);
  const colLead = stretch(tensor, view.cols);
  [...body.children].forEach((tr, row) => {
    if (row > 0 && rowLead > 1 && row % rowLead === 0) tr.classList.add("lead");
    if (colLead <= 1) return;
    for (let col = colLead; col < tr.children.length; col += colLead) {
      tr.children[col].classList.add("lead");
    }
  });
}
