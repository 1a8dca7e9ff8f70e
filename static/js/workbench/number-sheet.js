/**
 * <number-sheet>: one grid of the numbers that are given, to be typed over. Says "sheet-open" with the tensor
 * and the grid to be shown, and "sheet-drawn" where it had to draw its cells anew for another width.
 *
 * @import {RequestTensor} from "./request.js"
 * @import {Need} from "../grid/cell-text.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 */

import { isVirtual } from "../board/board-size.js";
import { el } from "../markup/dom.js";
import { CELL_ROOM } from "../markup/number-format.js";
import { REQUEST_TENSORS } from "./request.js";
import { needsOf } from "../grid/cell-text.js";
import { fullSymbol, math, plainSymbol } from "../markup/mathml.js";
import { titleOf } from "../grid/title.js";
import { extentOf } from "../trace/view.js";
import { keepFocus } from "../markup/keep-focus.js";
import { TensorGrid } from "../grid/tensor-grid.js";

/**
 * @typedef {{trace: Trace, tensor: RequestTensor, block: number, titles: TitleTemplates,
 *   words: Record<string, string>}} SheetModel
 * @typedef {{room: number, size: number, characters: number, isLarge: boolean, numberSlope: number}} Fitted room: pixels
 *   for all columns; size: of a cell; isLarge: whether it scrolls sideways, or keeps only the cells in sight
 */

const CELL_MOST = 40;
const CELL_LEAST = 30;
/** How many characters a number may have; the most are tried first. */
const ROOMS = [CELL_ROOM, 6, 5];
const GAP = 3;
const FRAME = 13;

export class NumberSheet extends HTMLElement {
  constructor() {
    super();
    /** @type {SheetModel|null} */
    this.model = null;
    /** @type {HTMLElement|null} */
    this.section = null;
    /** What its cells were drawn for. */
    this.drawn = "";
    this.events = new AbortController();
    this.observer = new ResizeObserver(() => this.refit());
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("click", (event) => this.onClick(event), { signal });
    this.addEventListener("change", (event) => this.onChange(event), { signal });
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.events.abort();
    this.observer.disconnect();
  }

  /** @param {SheetModel} asked whose grid may not be there any more */
  update(asked) {
    const old = this.model;
    const tensor = asked.trace.tensor(asked.tensor);
    const { blocks } = extentOf(tensor, tensor.view);
    const model = { ...asked, block: Math.min(asked.block, blocks - 1) };
    this.model = model;
    if (old?.trace === model.trace && old.tensor === model.tensor && old.block === model.block)
      return;
    keepFocus(this, () => this.draw(model));
  }

  /** @param {SheetModel} model */
  draw(model) {
    const { trace, words } = model;
    const tensor = trace.tensor(model.tensor);
    const { view } = tensor;
    const { blocks } = extentOf(tensor, view);
    const chips = REQUEST_TENSORS.filter((name) => trace.tensors.has(name)).map((name) => {
      const each = trace.tensor(name);
      const { name: letter } = titleOf(trace, each, each.view, 0, model.titles);
      const plain = { ...(letter ?? { letter: name, gradient: false, sub: "" }), sup: "" };
      const chip = el("button", {
        type: "button",
        class: `of-${each.of}`,
        "data-tensor-chip": name,
      });
      chip.setAttribute("aria-pressed", String(name === model.tensor));
      chip.setAttribute("aria-label", plainSymbol(plain));
      chip.append(math(fullSymbol(plain)));
      return chip;
    });
    const head = el("div", { class: "segments chips", role: "group", "aria-label": words.tensors });
    head.append(...chips);
    const title = titleOf(trace, tensor, view, model.block, model.titles);
    const label = `${title.before}${title.name ? plainSymbol(title.name) : ""}${title.after}`;
    const grid = new TensorGrid();
    const fitted = this.fitted(model);
    const { characters, isLarge } = fitted;
    this.drawn = drawnFor(fitted);
    grid.show({
      trace,
      tensor,
      view,
      block: model.block,
      label,
      withSymbols: false,
      virtual: isLarge,
      room: characters,
    });
    const section = el("section", { class: `tensor of-${tensor.of}`, "data-tensor": tensor.name });
    section.append(grid);
    this.section = section;
    this.size(fitted);
    this.style.setProperty("--seen-rows", "8");
    this.replaceChildren(head, ...blockChoice(model, blocks), section);
  }

  /** In another width cells may have another size, fewer digits, or scroll. */
  refit() {
    const { model } = this;
    if (model === null || this.clientWidth === 0) return;
    const fitted = this.fitted(model);
    if (drawnFor(fitted) === this.drawn) {
      this.size(fitted);
      return;
    }
    keepFocus(this, () => this.draw(model));
    this.dispatchEvent(new CustomEvent("sheet-drawn", { bubbles: true }));
  }

  /** The sizes of cells and text. @param {Fitted} fitted */
  size({ room, size, numberSlope }) {
    if (numberSlope > 0) {
      this.section?.style.setProperty("--number-most", `${size / numberSlope}px`);
    }
    this.style.setProperty("--cell", `${size}px`);
    this.style.setProperty("--seen-cols", String(Math.floor(room / (size + GAP))));
  }

  /** The layout that fits the sheet's width. @param {SheetModel} model @returns {Fitted} */
  fitted(model) {
    const tensor = model.trace.tensor(model.tensor);
    const { view } = tensor;
    const room = this.clientWidth - FRAME;
    const most = Math.floor(room / extentOf(tensor, view).cols) - GAP;
    const { least, characters, numberSlope } = this.textWithin(model, most);
    const isLarge = least > most || isVirtual({ tensor, view });
    const size = isLarge ? least : Math.max(least, Math.min(CELL_MOST, most));
    return { room, size, characters, isLarge, numberSlope };
  }

  /**
   * How many characters a number may have, and how large its cell is at least: fewer characters before the sheet
   * scrolls sideways, which it does in the end.
   *
   * @param {SheetModel} model @param {number} most the largest size with which it does not
   */
  textWithin({ trace, tensor }, most) {
    const needFor = (/** @type {number} */ characters) => {
      const need = needsOf(this, trace, [tensor], characters).get(tensor);
      const { number, numberSlope } = /** @type {Need} */ (need);
      return { characters, numberSlope, least: Math.max(CELL_LEAST, Math.ceil(number)) };
    };
    const needs = ROOMS.map(needFor);
    return needs.find(({ least }) => least <= most) ?? needs[0];
  }

  /** @param {Event} event */
  onClick({ target }) {
    const chip = target instanceof Element ? target.closest("[data-tensor-chip]") : null;
    if (!(chip instanceof HTMLElement)) return;
    this.open(/** @type {RequestTensor} */ (chip.dataset.tensorChip), 0);
  }

  /** @param {Event} event */
  onChange({ target }) {
    if (!(target instanceof HTMLSelectElement) || this.model === null) return;
    const { tensor, block } = this.model;
    if (!this.open(tensor, Number(target.value))) target.value = String(block);
  }

  /** @param {RequestTensor} tensor @param {number} block @returns {boolean} whether nothing speaks against it */
  open(tensor, block) {
    const detail = { tensor, block };
    const asks = { detail, bubbles: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent("sheet-open", asks));
  }
}

/** @param {Fitted} fitted @returns {string} what of it cells are drawn for */
function drawnFor({ characters, isLarge }) {
  return `${characters}/${isLarge}`;
}

/** Which of several grids is shown. @param {SheetModel} model @param {number} blocks @returns {HTMLElement[]} */
function blockChoice({ trace, tensor: name, block, titles, words }, blocks) {
  if (blocks < 2) return [];
  const tensor = trace.tensor(name);
  const select = el("select", { "aria-label": words.gridOf });
  for (let at = 0; at < blocks; at++) {
    const { before, name: letter, after, group } = titleOf(trace, tensor, tensor.view, at, titles);
    const ofGroup = group === null ? "" : ` (${group})`;
    const text = `${before}${letter ? plainSymbol(letter) : ""}${after}${ofGroup}`;
    select.append(el("option", { value: String(at) }, text));
  }
  select.value = String(block);
  return [select];
}
