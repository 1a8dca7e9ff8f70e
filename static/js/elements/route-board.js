/**
 * <route-board>: routes to one result side by side, a <step-board> for the sources of each, and one for the
 * result that they share. The sections come with the page: [data-route] for each step, and [data-result].
 * The cells of all boards are of one size.
 *
 * @import {Board} from "../board.js"
 * @import {BoardModel, StepBoard} from "./step-board.js"
 */

/**
 * @typedef {Omit<BoardModel, "board"|"step"> & {chapter: string, open: string, routes: Map<string, Board>,
 *   result: Board}} RoutesModel
 */

export class RouteBoard extends HTMLElement {
  constructor() {
    super();
    /** @type {RoutesModel|null} */
    this.model = null;
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
    this.draw(this.size(model));
    for (const section of this.querySelectorAll("[data-route]")) {
      const { route } = /** @type {HTMLElement} */ (section).dataset;
      section.classList.toggle("open", route === model.open);
    }
  }

  fit() {
    if (this.model !== null && this.clientWidth > 0) this.draw(this.size(this.model));
  }

  /** The largest cell that every board has room for. @param {RoutesModel} model @returns {number} */
  size(model) {
    const key = [this.clientWidth, this.clientHeight, model.most, model.chapter].join();
    const shape = [...model.routes.values(), model.result].map(shapeOf).join("|");
    if (this.dataset.fits !== `${key}/${shape}`) {
      this.dataset.fits = `${key}/${shape}`;
      const sizes = this.boards().map(([board, drawn]) => board.largest({ ...model, ...drawn }));
      this.dataset.cell = String(Math.max(model.least, Math.min(model.most, ...sizes)));
    }
    return Number(this.dataset.cell);
  }

  /** @param {number} most */
  draw(most) {
    if (this.model === null) return;
    for (const [board, drawn] of this.boards()) board.update({ ...this.model, ...drawn, most });
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
