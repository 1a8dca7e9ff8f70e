/**
 * <route-board>: routes to one result side by side, a <step-board> for the sources of each, and one for the
 * result that they share. The sections come with the page: [data-route] for each step, and [data-result].
 * The cells of all boards are of about one size.
 *
 * @import {Board} from "../board.js"
 * @import {BoardModel, StepBoard} from "./step-board.js"
 */

/**
 * @typedef {Omit<BoardModel, "board"|"step"> & {chapter: string, open: string, routes: Map<string, Board>,
 *   result: Board}} RoutesModel
 */

/** How much larger than the smallest the cells of a board may be. */
const UNEVEN = 1.35;

export class RouteBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {RoutesModel|null} */
    this.model = null;
    /** What the sizes were measured for. */
    this.measured = "";
    /** @type {number[]} */
    this.sizes = [];
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
    this.model = model;
    this.draw();
    for (const section of this.querySelectorAll("[data-route]")) {
      const { route } = /** @type {HTMLElement} */ (section).dataset;
      section.classList.toggle("open", route === model.open);
    }
  }

  fit() {
    if (this.model !== null && this.clientWidth > 0) this.draw();
  }

  /** The cells of each board: as large as there is room for, and not much larger than the smallest. @param {RoutesModel} model */
  measure(model) {
    const key = [this.clientWidth, this.clientHeight, model.most, model.chapter].join();
    const shape = [...model.routes.values(), model.result].map(shapeOf).join("|");
    if (this.measured === `${key}/${shape}`) return;
    this.measured = `${key}/${shape}`;
    const found = this.boards().map(([board, drawn]) => board.largest({ ...model, ...drawn }));
    const most = Math.round(Math.max(model.least, Math.min(...found)) * UNEVEN);
    this.sizes = found.map((size) => Math.min(size, most));
  }

  draw() {
    const { model } = this;
    if (model === null) return;
    this.measure(model);
    this.boards().forEach(([board, drawn], k) => {
      board.update({ ...model, ...drawn, most: this.sizes[k] });
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
  return panels.map(({ tensor, blocks }) => `${tensor.name}${blocks.length}`).join();
}
