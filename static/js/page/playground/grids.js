/**
 * Grids in the playground: one tensor alone, and boards.
 *
 * @import {GridModel} from "../../grid/tensor-grid.js"
 * @import {BoardModel} from "../../board/step-board.js"
 * @import {Entry, Property, Scene} from "./scene.js"
 */

import { blockTabs } from "../../board/block-tabs.js";
import { isVirtual } from "../../board/board-size.js";
import { marks } from "../../board/marks.js";
import { RouteBoard } from "../../board/route-board.js";
import { routeMarks } from "../../board/route-marks.js";
import { StepBoard } from "../../board/step-board.js";
import { HeatMap } from "../../grid/heat-map.js";
import { headingOf } from "../../grid/tensor-heading.js";
import { TensorGrid } from "../../grid/tensor-grid.js";
import { el } from "../../markup/dom.js";
import { cursorCell, focus, isLockstep, stageCell, written } from "../../state/selectors.js";
import { extentOf } from "../../trace/view.js";
import { routesModel } from "../models.js";
import { boardIn, elementIn, isOn, numberOf } from "./scene.js";
import { drawing } from "../../trace/step.js";

/** @param {Scene} scene */
function stepOf({ trace, state }) {
  return trace.step(state.chapter, state.step);
}

/** The tensor that is chosen, as the open step draws it. @param {Scene} scene */
function chosen(scene) {
  const step = stepOf(scene);
  const names = step.draws.map(({ tensor }) => tensor);
  const name = names.includes(scene.values.tensor) ? scene.values.tensor : step.writes;
  return drawing(scene.trace, step, name);
}

/** @param {Scene} scene @returns {Property[]} */
function gridProperties(scene) {
  const { tensor, view } = chosen(scene);
  return [
    {
      name: "tensor",
      label: "tensor",
      kind: "choice",
      options: stepOf(scene).draws.map((drawn) => drawn.tensor),
    },
    {
      name: "block",
      label: "grid",
      kind: "number",
      least: 1,
      most: extentOf(tensor, view).blocks,
      start: 1,
    },
    { name: "cell", label: "cell, pixels", kind: "number", least: 16, most: 76, start: 44 },
  ];
}

/** The model of one grid, and a section in the colours of its tensor, with a heading. @param {Scene} scene @returns {{model: GridModel, section: HTMLElement}} */
function framed(scene) {
  const { trace, titles, words } = scene;
  const { tensor, view } = chosen(scene);
  const block = Math.min(numberOf(scene, "block"), extentOf(tensor, view).blocks) - 1;
  const heading = headingOf({ trace, titles, words }, { tensor, view, block, withShape: true });
  const section = el("section", { class: `tensor of-${tensor.of}` }, heading);
  const model = {
    trace,
    tensor,
    view,
    block,
    label: heading.ariaLabel ?? tensor.name,
    withSymbols: isOn(scene, "symbols"),
    virtual: isOn(scene, "virtual"),
  };
  const room = numberOf(scene, "room");
  return { model: room > 0 ? { ...model, room } : model, section };
}

/** A grid is drawn anew for other properties; for another cell it is only marked. @template {TensorGrid|HeatMap} G @param {HTMLElement} host @param {Scene} scene @param {new () => G} kind */
function drawGrid(host, scene, kind) {
  const { model, section } = framed(scene);
  const { block, withSymbols, virtual, room, tensor } = model;
  const key = JSON.stringify([
    scene.state.order,
    scene.state.step,
    tensor.name,
    { block, withSymbols, virtual, room },
  ]);
  let grid = host.querySelector("tensor-grid, heat-map");
  if (!(grid instanceof kind) || host.dataset.drawn !== key) {
    const fresh = new kind();
    section.append(fresh);
    host.replaceChildren(section);
    fresh.show(model);
    host.dataset.drawn = key;
    grid = fresh;
  }
  host.style.setProperty("--cell", `${numberOf(scene, "cell")}px`);
  host.style.setProperty("--seen-rows", "8");
  host.style.setProperty("--seen-cols", "12");
  const marked = marks(scene.trace, scene.state).get(tensor.name) ?? new Map();
  /** @type {TensorGrid|HeatMap} */ (grid).mark(marked, null);
}

/** What boards have in common. @param {Scene} scene @returns {Omit<BoardModel, "board"|"step"|"marks">} */
function shared({ trace, state, titles, words, sizes }) {
  const { cell, isWritten } = stageCell(trace, state);
  return {
    trace,
    titles,
    words,
    ...sizes,
    cursor: cursorCell(trace, state),
    answers: null,
    written: isWritten ? cell : null,
    show: state.show,
    zeros: state.zeros,
    isHovered: state.hover !== null,
  };
}

/** @type {Entry} */
const tensorGrid = {
  properties: (scene) => [
    ...gridProperties(scene),
    { name: "room", label: "characters", kind: "number", least: 3, most: 8, start: 7 },
    { name: "symbols", label: "symbols", kind: "toggle", start: true },
    {
      name: "virtual",
      label: "only the cells in sight",
      kind: "toggle",
      start: isVirtual(chosen(scene)),
    },
  ],
  draw: (host, scene) => drawGrid(host, scene, TensorGrid),
};

/** @type {Entry} */
const heatMap = {
  properties: gridProperties,
  draw: (host, scene) => drawGrid(host, scene, HeatMap),
};

/** @type {Entry} */
const stepBoard = {
  fits: ({ trace, state }) => !isLockstep(trace, state.chapter),
  draw(host, scene) {
    const { trace, state } = scene;
    elementIn(host, StepBoard).update({
      ...shared(scene),
      step: `${state.chapter}/${state.step}`,
      board: boardIn(scene),
      marks: marks(trace, state),
    });
  },
};

/** @type {Entry} */
const routeBoard = {
  fits: ({ trace, state }) => isLockstep(trace, state.chapter),
  draw(host, scene) {
    const { trace, state } = scene;
    const steps = trace.stepsOf(state.chapter).map(({ id }) => id);
    const element = elementIn(host, RouteBoard);
    if (element.childElementCount === 0) {
      const routes = steps.map((id) => {
        const section = el("section", { class: "route" }, el("h2", {}, id), new StepBoard());
        section.dataset.route = id;
        return section;
      });
      const result = el("section", { class: "route-result", "data-result": "" }, new StepBoard());
      element.append(...routes, result);
    }
    element.update({
      ...shared(scene),
      ...routesModel(trace, state, stageCell(trace, state).cell),
      marks: routeMarks(trace, state, focus(trace, state)).marks,
    });
  },
};

/** @type {Entry} */
const tabs = {
  fits: (scene) => boardIn(scene).tabs > 0,
  draw(host, scene) {
    const { trace, titles, words } = scene;
    const holder = el("div", { class: `of-${written(trace, scene.state).tensor.of}` });
    holder.append(blockTabs({ trace, titles, words }, boardIn(scene).result));
    host.replaceChildren(holder);
  },
};

/** @type {Record<string, Entry>} */
export const GRIDS = {
  "tensor-grid": tensorGrid,
  "heat-map": heatMap,
  "step-board": stepBoard,
  "route-board": routeBoard,
  "block-tabs": tabs,
};
