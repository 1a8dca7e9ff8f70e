/**
 * <route-board>: routes to one result side by side, a <step-board> for the sources of each, and one for the
 * result that they share. The sections come with the page: [data-route] for each step, and [data-result].
 * The cells of all boards are of about one size, and the width is shared out so that they are large.
 *
 * @import {Board} from "./board.js"
 * @import {BoardModel, StepBoard} from "./step-board.js"
 * @import {Layout} from "./layout.js"
 */

/**
 * @typedef {Omit<BoardModel, "board"|"step"> & {chapter: string, open: string, routes: Map<string, Board>,
 *   result: Board}} RoutesModel
 */

/** How much larger than the smallest the cells of a board may be. */
const UNEVEN = 1.35;
/** Side by side they may be smaller than alone, before a board scrolls. */
const LEAST = 16;
/**
 * Shares of the width, those of the last route and of the result last: even ones, room for two pairs side by
 * side, and room for a large kernel beside a window on each of two routes.
 */
const SHARES = [
  [1, 0.85, 1.25, 0.62],
  [0.76, 0.64, 2.08, 0.52],
  [1.19, 0.55, 1.24, 0.41],
];
/** Where a board would scroll with each of those: what titles leave to the cells in a narrow window. */
const TIGHT_SHARES = [
  [1, 0.8, 1.45, 0.55],
  [1.05, 0.72, 1.5, 0.52],
  [0.9, 0.72, 1.6, 0.52],
];

export class RouteBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {RoutesModel|null} */
    this.model = null;
    /** Its own size, null until it has been asked for: asking would have the page laid out each time. */
    this.size = /** @type {string|null} */ (null);
    /** What the layouts were measured for. */
    this.measured = "";
    /** Of each board. @type {Layout[]} */
    this.layouts = [];
    this.observer = new ResizeObserver(() => this.fit());
  }

  connectedCallback() {
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  /** @param {RoutesModel} model */
  update(model) {
    this.model = { ...model, least: Math.min(model.least, LEAST) };
    this.draw();
    for (const section of this.querySelectorAll("[data-route]")) {
      const { route } = /** @type {HTMLElement} */ (section).dataset;
      section.classList.toggle("open", route === model.open);
    }
  }

  fit() {
    this.size = this.clientWidth > 0 ? `${this.clientWidth},${this.clientHeight}` : null;
    if (this.model !== null && this.size !== null) this.draw();
  }

  /** The cells of each board: as large as there is room for, and not much larger than the smallest. @param {RoutesModel} model */
  measure(model) {
    const { most, least, chapter } = model;
    this.size ??= `${this.clientWidth},${this.clientHeight}`;
    const shape = [...model.routes.values(), model.result].map(shapeOf).join("|");
    const key = [this.size, most, least, chapter, shape].join("/");
    if (this.measured === key) return;
    this.measured = key;
    // One below the other, as on a phone, they share nothing.
    const isColumn = getComputedStyle(this).display === "flex";
    let best = this.best(model, isColumn ? SHARES.slice(0, 1) : SHARES);
    if (best.worth === 0 && !isColumn) best = this.best(model, [best.shares, ...TIGHT_SHARES]);
    this.share(best.shares);
    const even = Math.round(Math.max(least, Math.min(...best.cells)) * UNEVEN);
    this.layouts = this.boards().map(([board, drawn], k) =>
      board.layoutIn({ ...model, ...drawn, most: Math.min(best.cells[k], even) }),
    );
  }

  /** @param {RoutesModel} model @param {number[][]} tried */
  best(model, tried) {
    return tried
      .map((shares) => this.room(model, shares))
      .reduce((one, other) => (other.worth > one.worth ? other : one));
  }

  /**
   * The cells for which there is room with such shares; worth nothing where a board would scroll.
   *
   * @param {RoutesModel} model
   * @param {number[]} shares
   */
  room(model, shares) {
    this.share(shares);
    const found = this.boards().map(([board, drawn]) => board.layoutIn({ ...model, ...drawn }));
    const cells = found.map(({ cell }) => cell);
    return { shares, cells, worth: found.every(({ fits }) => fits) ? Math.min(...cells) : 0 };
  }

  /** @param {number[]} shares */
  share(shares) {
    this.style.setProperty("--shares", shares.map((each) => `minmax(0, ${each}fr)`).join(" "));
  }

  draw() {
    const { model } = this;
    if (model === null) return;
    this.measure(model);
    this.boards().forEach(([board, drawn], k) => {
      const layout = this.layouts[k];
      board.update({ ...model, ...drawn, most: layout.cell, layout });
    });
  }

  /** @returns {[StepBoard, {board: Board, step: string}][]} */
  boards() {
    const { routes, result, chapter } = /** @type {RoutesModel} */ (this.model);
    const found = [...routes].map(([route, board]) =>
      this.pair(`[data-route="${route}"]`, chapter, board),
    );
    return [...found, this.pair("[data-result]", chapter, result)];
  }

  /** @param {string} selector @param {string} chapter @param {Board} board @returns {[StepBoard, {board: Board, step: string}]} */
  pair(selector, chapter, board) {
    const element = /** @type {StepBoard} */ (this.querySelector(`${selector} step-board`));
    return [element, { board, step: `${chapter}${selector}` }];
  }
}

/** @param {Board} board @returns {string} what its size depends on */
function shapeOf({ units, result, part }) {
  const panels = part === "result" ? [result] : units.flatMap((unit) => unit.panels);
  return panels
    .map(({ tensor, view, blocks }) => [tensor.name, view.rows, view.cols, blocks.length].join())
    .join();
}
