/**
 * The properties of elements that follow from a trace and a state alone, for the stage and for the playground.
 *
 * @import {Board} from "../board/board.js"
 * @import {RoutesModel} from "../board/route-board.js"
 * @import {SumModel} from "../equation/rows.js"
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {State} from "../state/types.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell} from "../trace/types.js"
 * @import {TransportModel} from "./transport-bar.js"
 */

import { boardOf } from "../board/board.js";
import { cellCount, scrubber, shownTerms, stepNeighbour, written } from "../state/selectors.js";
import { placeOf } from "../trace/view.js";

/**
 * @param {Trace} trace
 * @param {State} state
 * @param {{fan: FanIn|FanOut, cell: Cell, board: Board}} open what is in focus, the cell on the stage and its board
 * @returns {Omit<SumModel, "titles"|"words"|"room">}
 */
export function sumModel(trace, state, { fan, cell, board }) {
  const { step } = fan;
  const { view } = written(trace, state);
  return {
    trace,
    rule: step.rule,
    writes: step.writes,
    channels: board.channels,
    view,
    block: placeOf(trace.tensor(step.writes), view, cell).block,
    fan,
    terms: fan.kind === "in" ? shownTerms(trace, state, fan) : [],
  };
}

/** @param {Trace} trace @param {State} state @returns {Omit<TransportModel, "words">} */
export function transportModel(trace, state) {
  return {
    ...scrubber(trace, state),
    cell: state.cursor,
    cells: cellCount(trace, state),
    playing: state.playing,
    speed: state.speed,
    atStart: stepNeighbour(trace, state, -1) === null,
    atEnd: stepNeighbour(trace, state, 1) === null,
  };
}

/** The boards of a chapter whose steps stand side by side. @param {Trace} trace @param {State} state @param {Cell} cell on the stage @returns {Pick<RoutesModel, "chapter"|"open"|"routes"|"result">} */
export function routesModel(trace, state, cell) {
  const steps = trace.stepsOf(state.chapter).map(({ id }) => id);
  /** @param {string} step */
  const board = (step) => boardOf(trace, { ...state, step }, cell, { alone: true });
  return {
    chapter: state.chapter,
    open: state.step,
    routes: new Map(steps.map((id) => [id, { ...board(id), part: "sources" }])),
    result: { ...board(steps[0]), units: [], part: "result" },
  };
}
