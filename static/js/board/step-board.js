/**
 * <step-board>: the grids of one step, left to right: sources, operation, result. Grids are kept as long
 * as the board stays the same; a new cell changes marks only.
 *
 * @import {Board, Panel, Unit} from "./board.js"
 * @import {Need} from "../grid/cell-text.js"
 * @import {Layout} from "./layout.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, CellRef} from "../trace/types.js"
 * @import {Answers} from "../grid/tensor-grid.js"
 * @import {HeadingContext} from "../grid/tensor-heading.js"
 * @import {Marks} from "../grid/cell-mark.js"
 * @import {Show} from "../state/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { isVirtual, panelColumns } from "./board-size.js";
import { needsOf } from "../grid/cell-text.js";
import { scrollBarWidth } from "../grid/scroll-bar.js";
import { layoutOf } from "./layout.js";
import { extentOf, walkIndexOf, placeOf } from "../trace/view.js";
import { blockTabs, markTabs } from "./block-tabs.js";
import { headingOf, headingWidth } from "../grid/tensor-heading.js";
import { TensorGrid } from "../grid/tensor-grid.js";
import { HeatMap } from "../grid/heat-map.js";
import { keepFocus } from "../markup/keep-focus.js";

/**
 * @typedef {HeadingContext & {step: string, board: Board, marks: Marks, cursor: CellRef, written: Cell|null, show: Show, zeros: boolean, isHovered: boolean, answers: Answers|null,
 *   least: number, most: number, withSymbol: number, windowWidth: number, textScale: number, layout?: Layout}} BoardModel
 *   isHovered: a cell is looked at that is not the chosen one; layout: where it has been found already
 */

/** @typedef {TensorGrid|HeatMap} Grid */

/** Symbols in more cells than this would be too small to read. */
const MANY_CELLS = 900;
/** With at least this many grids of one tensor, titles omit the shape. */
const MANY_BLOCKS = 4;
/** Beside a grid stands an operator, lower than the title, which may reach over it. */
const TITLE_OVERHANG = 34;
/** The same at the end of a unit on a part of a board, whose padding has room for it. */
const CLOSE_OVERHANG = 22;
/** Width of the colour scale in a title, CSS px. */
const HEAT_SCALE = 38;
const NARROW = 560;
const NARROW_CELL = 40;

export class StepBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {BoardModel|null} */
    this.model = null;
    /** @type {Map<string, Grid>} */
    this.grids = new Map();
    /** Of each grid, with its tensor. @type {{section: HTMLElement, tensor: string}[]} */
    this.sections = [];
    /** The key of the board that its grids were drawn for. */
    this.drawn = "";
    /** @type {Trace|null} */
    this.drawnFrom = null;
    /** Whether all of it is in sight. */
    this.fits = true;
    /** Whether it is as narrow as on a phone. Asked once, before anything is written: each question after that is a layout of the page. */
    this.isNarrow = false;
    /** Whether its titles are without shapes. */
    this.isTerse = false;
    this.observer = new ResizeObserver(() => this.fit(false));
  }

  connectedCallback() {
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  /** @param {BoardModel} model */
  update(model) {
    const old = this.model;
    this.model = model;
    this.dataset.show = model.show;
    this.dataset.zeros = model.zeros ? "shown" : "hidden";
    if (this.drawnFrom !== model.trace || this.drawn !== boardKey(model)) {
      this.fit(true);
      return;
    }
    if (old?.layout !== model.layout) this.fit(false);
    this.mark();
    if (old?.cursor.cell.join() !== model.cursor.cell.join()) this.reveal();
  }

  /** What there is room for; before a board scrolls, its titles say nothing of shapes. @param {BoardModel} model @returns {Layout} */
  layoutIn(model) {
    this.isNarrow = this.isNarrowFor(model);
    this.isTerse = false;
    const layout = this.layoutOf(model);
    if (layout.fits || isPart(model)) return layout;
    this.isTerse = true;
    return this.layoutOf(model);
  }

  /** @param {BoardModel} model @returns {Layout} */
  layoutOf(model) {
    const { board, least, most } = model;
    const padding = isPart(model) ? CLOSE_OVERHANG : 0;
    // Numbers are always drawn, and never too small to read.
    const text = model.show === "heat" ? 0 : Math.ceil(widestNumber(this.needsOf(model)));
    const room = {
      width: this.clientWidth - padding - 2,
      height: this.isNarrow ? Number.POSITIVE_INFINITY : this.clientHeight - 2,
    };
    // Every way to stand the grids asks for the same titles.
    /** @type {Map<Panel, number>} */
    const widths = new Map();
    return layoutOf(board, room, {
      least: Math.max(least, text),
      most: Math.max(this.isNarrow ? Math.min(most, NARROW_CELL) : most, text),
      text,
      bar: scrollBarWidth(),
      titleWidth: (panel) => {
        const width = widths.get(panel) ?? this.titleWidth(model, panel);
        widths.set(panel, width);
        return width;
      },
    });
  }

  /** Lays the board out for the room there is. @param {boolean} anew whether its grids are others now */
  fit(anew) {
    const { model } = this;
    // A board that is not attached yet is laid out when it is.
    if (model === null || (model.layout === undefined && this.clientWidth === 0)) return;
    if (model.layout !== undefined) this.isNarrow = this.isNarrowFor(model);
    const layout = model.layout ?? this.layoutIn(model);
    this.style.setProperty("--cell", `${layout.cell}px`);
    this.style.setProperty("--seen-rows", String(layout.seen.rows));
    this.style.setProperty("--seen-cols", String(layout.seen.cols));
    this.fits = layout.fits;
    const { columns, across, stacked, upright, aside } = layout;
    const shape = [this.isNarrow, this.isTerse, columns, across, stacked, upright, aside].join();
    if (!anew && shape === this.dataset.shape) {
      this.fitText(layout);
      return;
    }
    this.dataset.shape = shape;
    this.drawn = boardKey(model);
    this.drawnFrom = model.trace;
    // Redrawing detaches grids, which loses :hover: it is asked for before.
    const held = this.gridUnderMouse();
    keepFocus(this, () => this.draw(layout));
    this.fitText(layout);
    this.mark(held);
    if (held === null) this.reveal();
  }

  /** @param {BoardModel} model @returns {Map<string, Need>} of the tensors on the board */
  needsOf({ board, trace }) {
    const names = panelsOf(board).map(({ tensor }) => tensor.name);
    return needsOf(this, trace, [...new Set(names)]);
  }

  /** Symbols that would be too small to read, or wider than their cells, are left out. @param {Layout} layout */
  fitText({ cell }) {
    const model = /** @type {BoardModel} */ (this.model);
    const needs = this.needsOf(model);
    let isAnyPlain = false;
    for (const { section, tensor } of this.sections) {
      const need = needs.get(tensor);
      // A part of a board leaves out the result.
      if (need === undefined) continue;
      const { symbol, slope, numberSlope } = need;
      const isPlain = cell < Math.max(model.withSymbol, symbol);
      section.classList.toggle("plain", isPlain);
      section.style.setProperty("--symbol-most", slope > 0 ? `${(cell - 2) / slope}px` : "100px");
      if (numberSlope > 0) section.style.setProperty("--number-most", `${cell / numberSlope}px`);
      isAnyPlain ||= isPlain && symbol > 0;
    }
    this.classList.toggle("small", isAnyPlain);
  }

  /** Whether there is little width: the board's own or, for a part of a board, the window's. @param {BoardModel} model */
  isNarrowFor({ board, windowWidth }) {
    return (board.part === undefined ? this.clientWidth : windowWidth) < NARROW;
  }

  /** On a part there is no room for it. @param {BoardModel} model @param {number[]} blocks the grids of one tensor */
  showsShape(model, blocks) {
    if (this.isTerse || isPart(model)) return false;
    return blocks.length < MANY_BLOCKS && !this.isNarrow;
  }

  /** @param {BoardModel} model @param {Panel} panel @returns {number} pixels that its title needs of the grid's width */
  titleWidth(model, panel) {
    const { tensor, view, blocks } = panel;
    const withShape = this.showsShape(model, blocks);
    const words = headingWidth(model, { tensor, view, block: blocks[0] ?? 0, withShape });
    const width = words + (model.show === "heat" ? HEAT_SCALE : 0);
    const isAtEdge = !isPart(model) && panel === model.board.result;
    if (blocks.length > 1 || isAtEdge || this.isNarrow) return width;
    return width - (isPart(model) && isLast(model, panel) ? CLOSE_OVERHANG : TITLE_OVERHANG);
  }

  /** @param {Layout} layout */
  draw(layout) {
    const model = /** @type {BoardModel} */ (this.model);
    const { board, words } = model;
    const kept = this.grids;
    this.grids = new Map();
    this.sections = [];
    const units = board.units.map((unit, position) => this.unit(unit, position, layout, kept));
    const sources = el("div", { class: "units" }, ...units);
    sources.style.setProperty("--columns", String(layout.columns));
    if (board.shownOf !== null) {
      sources.append(el("p", { class: "shown-of" }, fill(words.shownOf, board.shownOf)));
    }
    const result = el("div", { class: "result" }, this.panel(board.result, layout, kept));
    if (board.tabs > 0) result.append(blockTabs(model, board.result));
    this.classList.toggle("upright", layout.upright);
    const arrow = operator(layout.stacked && board.arrow !== "=" ? "\u2193" : board.arrow);
    const parts = { sources: [sources], result: [result] };
    const flow = board.part ? parts[board.part] : [sources, arrow, result];
    const isApart = board.context.length > 0;
    this.classList.toggle("stacked", isApart ? !layout.aside : layout.stacked);
    if (!isApart) {
      this.replaceChildren(...flow);
      return;
    }
    const context = board.context.map((panel) =>
      el("div", { class: "context" }, this.panel(panel, layout, kept)),
    );
    this.replaceChildren(
      ...context,
      el("div", { class: layout.stacked ? "flow stacked" : "flow" }, ...flow),
    );
  }

  /** @param {Unit} unit @param {number} position @param {Layout} layout @param {Map<string, Grid>} kept */
  unit(unit, position, layout, kept) {
    const { board } = /** @type {BoardModel} */ (this.model);
    const children = unit.panels.flatMap((panel, k) => {
      const drawn = this.panel(panel, layout, kept);
      return k === 0 ? [drawn] : [operator(unit.operator), drawn];
    });
    if (board.units.length > 1) children.unshift(operator(position > 0 ? "+" : ""));
    return el("div", { class: "unit" }, ...children);
  }

  /** @param {Panel} panel @param {Layout} layout @param {Map<string, Grid>} kept @returns {HTMLElement} */
  panel(panel, layout, kept) {
    const model = /** @type {BoardModel} */ (this.model);
    const { tensor, view, blocks } = panel;
    const across = panelColumns(panel, layout.across);
    const holder = el("div", { class: `panel of-${tensor.of}` });
    holder.style.setProperty("--across", String(across));
    holder.style.setProperty("--down", String(Math.ceil(blocks.length / across)));
    const withShape = this.showsShape(model, blocks);
    const least = `${this.titleWidth(model, panel)}px`;
    for (const block of blocks) {
      const heading = headingOf(model, { tensor, view, block, withShape });
      const grid = this.grid(panel, block, heading.ariaLabel ?? "", kept);
      const section = el("section", { class: "tensor", "data-tensor": tensor.name }, heading, grid);
      section.style.minWidth = least;
      this.sections.push({ section, tensor: tensor.name });
      holder.append(section);
    }
    return holder;
  }

  /** A kept grid, or a new one. @param {Panel} panel @param {number} block @param {string} label
   *  @param {Map<string, Grid>} kept @returns {Grid} */
  grid(panel, block, label, kept) {
    const { trace } = /** @type {BoardModel} */ (this.model);
    const { tensor, view } = panel;
    const isPicture = this.model?.show === "heat" && isVirtual(panel);
    // One tensor may be laid out in several ways, by one step after the other.
    const laidOut = [view.blocks, view.rows, view.cols].join("/");
    const key = `${tensor.name}/${laidOut}/${block}/${isPicture}`;
    const old = kept.get(key);
    const fresh = () => (isPicture ? new HeatMap() : new TensorGrid());
    const grid = old?.model?.trace === trace ? old : fresh();
    if (grid !== old) {
      const { rows, cols } = extentOf(tensor, view);
      const withSymbols = rows * cols <= MANY_CELLS;
      grid.show({ trace, tensor, view, block, label, withSymbols, virtual: isVirtual(panel) });
    }
    this.grids.set(key, grid);
    return grid;
  }

  /** The grid under the pointer. It is not scrolled, since scrolling would bring other cells under the pointer. @returns {Grid|null} */
  gridUnderMouse() {
    if (!this.model?.isHovered) return null;
    return [...this.grids.values()].find((grid) => grid.matches(":hover")) ?? null;
  }

  /** @param {Grid|null} [held] the grid that is not to move */
  mark(held = this.gridUnderMouse()) {
    const { marks, written, board, answers } = /** @type {BoardModel} */ (this.model);
    const { tensor, view } = board.result;
    const extent = extentOf(tensor, view);
    const upTo = written && walkIndexOf(extent, placeOf(tensor, view, written)) + 1;
    for (const grid of this.grids.values()) {
      if (grid.model === null) continue;
      const before = grid.model.block * extent.rows * extent.cols;
      const todoFrom = grid.model.tensor === tensor && upTo !== null ? upTo - before : null;
      const marked = marks.get(grid.model.tensor.name) ?? new Map();
      if (grid instanceof HeatMap) {
        grid.mark(marked);
        continue;
      }
      grid.answer(grid.model.tensor === tensor ? answers : null);
      grid.mark(marked, todoFrom, grid === held);
    }
    markTabs(this, board.result, marks.get(tensor.name) ?? new Map());
  }

  /** A board that scrolls follows the cell that is written. */
  reveal() {
    if (this.fits) return;
    const cell = this.querySelector('.result [data-mark="write"]');
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** The panels that are drawn. @param {Board} board @returns {Panel[]} */
function panelsOf({ context, units, result, part }) {
  const sources = units.flatMap(({ panels }) => panels);
  return part === "sources" ? sources : [...context, ...sources, result];
}

/** @param {Map<string, Need>} needs */
function widestNumber(needs) {
  return Math.max(...[...needs.values()].map(({ number }) => number));
}

/** @param {string} sign */
function operator(sign) {
  const kind = sign === "\u00b7" ? "operator dot" : "operator";
  return el("span", { class: kind, "aria-hidden": "true" }, sign);
}

/** @param {BoardModel} model @returns {boolean} whether other boards stand beside it */
function isPart({ board }) {
  return board.part === "sources";
}

/** @param {BoardModel} model @param {Panel} panel @returns {boolean} whether another unit, or nothing, follows it */
function isLast({ board }, panel) {
  return board.units.some(({ panels }) => panels.at(-1) === panel);
}

/** What the drawn board depends on, besides the trace. @param {BoardModel} model @returns {string} */
function boardKey({ board: { context, units, result, arrow, channels }, step, show, most }) {
  /** @param {Panel} panel */
  const spelled = ({ tensor, view, blocks }) =>
    `${tensor.name}/${view.rows}/${view.cols}/${blocks}`;
  const sources = units.map(({ panels, operator: sign }) => panels.map(spelled).join(sign));
  return [
    step,
    ...sources,
    arrow,
    spelled(result),
    context.map(spelled),
    channels?.open,
    show === "heat",
    most,
  ].join("|");
}
