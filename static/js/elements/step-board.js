/**
 * <step-board>: the grids of one step, left to right: sources, operation, result. Grids are kept as long
 * as the board stays the same; a new cell changes marks only.
 *
 * @import {Board, Panel, Unit} from "../board.js"
 * @import {Layout} from "../layout.js"
 * @import {Marks} from "../selectors.js"
 * @import {TitleTemplates} from "../titles.js"
 * @import {Trace} from "../trace.js"
 * @import {CellRef, Show} from "../types.js"
 */

import { el, fill } from "../dom.js";
import { isVirtual, layoutOf, panelColumns } from "../layout.js";
import { fullSymbol, m, math } from "../mathml.js";
import { titleOf } from "../titles.js";
import { cellAt, extentOf, placeOf } from "../view.js";
import { TensorGrid } from "./tensor-grid.js";

/**
 * @typedef {{trace: Trace, board: Board, marks: Marks, cursor: CellRef, show: Show, titles: TitleTemplates,
 *   words: Record<string, string>, least: number, most: number}} BoardModel
 */

const MANY_CELLS = 900;
const MANY_BLOCKS = 4;
/** Beside a grid stands an operator, lower than the title, which may reach over it. */
const TITLE_OVERHANG = 34;

/** Measures titles: the words are bold, and the indices, which are small, make up for it. */
const TITLE_TEXT = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d")
);
TITLE_TEXT.font = "600 14px system-ui, sans-serif";

export class StepBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {BoardModel|null} */
    this.model = null;
    this.drawn = "";
    /** @type {Map<string, TensorGrid>} */
    this.grids = new Map();
    this.observer = new ResizeObserver(() => this.fit());
  }

  connectedCallback() {
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  /** @param {BoardModel} model */
  update(model) {
    this.model = model;
    this.dataset.show = model.show;
    const key = boardKey(model.board);
    if (key !== this.drawn) {
      this.drawn = key;
      this.fit(true);
    }
    this.mark();
  }

  /** Lays the board out for the room there is. @param {boolean} [anew] */
  fit(anew = false) {
    if (this.model === null) return;
    const { board, least, most } = this.model;
    const narrow = this.clientWidth < 560;
    const room = {
      width: this.clientWidth - 2,
      height: narrow ? Number.POSITIVE_INFINITY : this.clientHeight - 2,
    };
    const layout = layoutOf(board, room, {
      least,
      most: narrow ? Math.min(most, 40) : most,
      titleWidth: (panel) => this.titleWidth(panel),
    });
    const shape = [layout.columns, layout.across, layout.stacked, layout.upright].join();
    this.style.setProperty("--cell", `${layout.cell}px`);
    this.classList.toggle("small", layout.cell < 34);
    if (anew || shape !== this.dataset.shape) {
      this.dataset.shape = shape;
      this.draw(layout);
      this.mark();
    }
  }

  /** @param {Panel} panel @returns {number} pixels that its longest title takes */
  titleWidth({ tensor, view, blocks }) {
    const { trace, titles } = /** @type {BoardModel} */ (this.model);
    const { rows, cols } = extentOf(tensor, view);
    const { before, name, after } = titleOf(trace, tensor, view, blocks[0] ?? 0, titles);
    const symbol = name === null ? "" : `${name.gradient ? "\u2202L/\u2202" : ""}X${name.sup}`;
    const shape = blocks.length < MANY_BLOCKS ? ` ${rows}\u00d7${cols}` : "";
    const text = TITLE_TEXT.measureText(`${before}${symbol}${after}${shape}`);
    const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    return text.width * scale - (blocks.length > 1 ? 0 : TITLE_OVERHANG);
  }

  /** @param {Layout} layout */
  draw(layout) {
    const { board, words } = /** @type {BoardModel} */ (this.model);
    const kept = this.grids;
    this.grids = new Map();
    const units = board.units.map((unit, position) => this.unit(unit, position, layout, kept));
    const sources = el("div", { class: "units" }, ...units);
    sources.style.setProperty("--columns", String(layout.columns));
    if (board.hidden > 0) {
      const note = fill(words.hiddenChannels, { count: board.hidden });
      sources.append(el("p", { class: "hidden-units" }, note));
    }
    const arrow = el(
      "span",
      { class: "operator", "aria-hidden": "true" },
      layout.stacked ? "\u2193" : board.arrow,
    );
    const result = el("div", { class: "result" }, this.panel(board.result, layout, kept));
    if (board.tabs) result.append(this.blockTabs(board.result));
    this.classList.toggle("stacked", layout.stacked);
    this.classList.toggle("upright", layout.upright);
    this.replaceChildren(sources, arrow, result);
  }

  /** @param {Unit} unit @param {number} position @param {Layout} layout @param {Map<string, TensorGrid>} kept */
  unit(unit, position, layout, kept) {
    const { board } = /** @type {BoardModel} */ (this.model);
    const children = unit.panels.flatMap((panel, k) => {
      const drawn = this.panel(panel, layout, kept);
      const kind = unit.operator === "\u00b7" ? "operator dot" : "operator";
      const operator = el("span", { class: kind, "aria-hidden": "true" }, unit.operator);
      return k === 0 ? [drawn] : [operator, drawn];
    });
    if (board.units.length > 1) {
      const plus = position > 0 ? "+" : "";
      children.unshift(el("span", { class: "operator plus", "aria-hidden": "true" }, plus));
    }
    return el("div", { class: "unit" }, ...children);
  }

  /** @param {Panel} panel @param {Layout} layout @param {Map<string, TensorGrid>} kept @returns {HTMLElement} */
  panel(panel, layout, kept) {
    const { trace, titles, words } = /** @type {BoardModel} */ (this.model);
    const { tensor, view } = panel;
    const { rows, cols } = extentOf(tensor, view);
    const across = panelColumns(panel, layout.across);
    const down = Math.ceil(panel.blocks.length / across);
    const holder = el("div", { class: `panel of-${tensor.of}` });
    holder.style.setProperty("--across", String(across));
    holder.style.setProperty("--down", String(down));
    for (const block of panel.blocks) {
      const title = titleOf(trace, tensor, view, block, titles);
      const symbol =
        title.name &&
        math(fullSymbol(title.name), ...(title.transposed ? [m("mo", "\u1d40")] : []));
      const heading = el("h2", {}, title.before, symbol ?? "", title.after);
      if (title.group !== null)
        heading.append(el("small", {}, fill(words.group, { group: title.group })));
      if (panel.blocks.length < MANY_BLOCKS)
        heading.append(el("small", {}, `${rows}\u00d7${cols}`));
      const key = gridKey(tensor.name, view !== tensor.view, block);
      const virtual = isVirtual(panel);
      const withSymbols = rows * cols <= MANY_CELLS;
      let grid = kept.get(key);
      const label = heading.textContent ?? "";
      if (grid === undefined || grid.model?.trace !== trace) {
        grid = new TensorGrid();
        grid.show({ trace, tensor, view, block, label, withSymbols, virtual });
      }
      this.grids.set(key, grid);
      holder.append(el("section", { class: "tensor", "data-tensor": tensor.name }, heading, grid));
    }
    return holder;
  }

  /** Ways to the result's other grids. @param {Panel} panel @returns {HTMLElement} */
  blockTabs({ tensor, view, blocks: shown }) {
    const { blocks } = extentOf(tensor, view);
    const { trace, titles, words } = /** @type {BoardModel} */ (this.model);
    const tabs = el("nav", { class: `blocks of-${tensor.of}`, "aria-label": words.otherChannels });
    for (let block = 0; block < Math.min(blocks, 12); block++) {
      const { name, group } = titleOf(trace, tensor, view, block, titles);
      const text = name?.sup || `${group ?? block + 1}`;
      const tab = el("button", { type: "button", "data-block": String(block) }, text);
      if (shown.includes(block)) tab.setAttribute("aria-current", "true");
      tab.addEventListener("click", () => {
        const cell = cellAt(tensor, view, { block, row: 0, col: 0 });
        const detail = { tensor: tensor.name, cell };
        this.dispatchEvent(new CustomEvent("block-open", { detail, bubbles: true }));
      });
      tabs.append(tab);
    }
    return tabs;
  }

  mark() {
    this.markGrids();
    const written = this.querySelector('.result [data-mark="write"]');
    if (this.scrollHeight > this.clientHeight || this.scrollWidth > this.clientWidth) {
      written?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  markGrids() {
    const { marks, cursor, board, trace } = /** @type {BoardModel} */ (this.model);
    const { tensor, view } = board.result;
    const at = placeOf(tensor, view, cursor.cell);
    const { rows, cols } = extentOf(tensor, view);
    /** @type {Map<number, string>} */
    const none = new Map();
    for (const grid of this.grids.values()) {
      const { model } = grid;
      if (model === null) continue;
      const marked = marks.get(model.tensor.name) ?? none;
      const isResult = model.tensor === tensor;
      grid.mark(
        marked,
        isResult ? (at.block - model.block) * rows * cols + at.row * cols + at.col + 1 : null,
      );
    }
    const holding = new Set(
      [...(marks.get(tensor.name) ?? none).keys()].map((flat) => {
        return placeOf(tensor, view, unflatten(trace.shapeOf(tensor.name), flat)).block;
      }),
    );
    for (const tab of this.querySelectorAll(".blocks button")) {
      const held = holding.has(Number(/** @type {HTMLElement} */ (tab).dataset.block));
      tab.classList.toggle("marked", held);
    }
  }
}

/** @param {string} tensor @param {boolean} turned @param {number} block */
function gridKey(tensor, turned, block) {
  return `${tensor}${turned ? "'" : ""}/${block}`;
}

/** @param {Board} board @returns {string} */
function boardKey({ units, result }) {
  const panels = [...units.flatMap((unit) => unit.panels), result];
  return panels
    .map(({ tensor, view, blocks }) => `${tensor.name}${view === tensor.view ? "" : "'"}:${blocks}`)
    .join("|");
}

/** @param {number[]} shape @param {number} flat @returns {number[]} */
function unflatten(shape, flat) {
  const cell = [];
  let rest = flat;
  for (const size of shape.toReversed()) {
    cell.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return cell;
}
