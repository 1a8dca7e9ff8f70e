/**
 * A reader who goes about: steps, cells, hovers and pins at random, and what the page works out for each state.
 *
 * @import {Draw} from "../../static/js/practice/seed.js"
 * @import {Trace} from "../../static/js/trace/trace.js"
 * @import {CellRef} from "../../static/js/trace/types.js"
 * @import {State} from "../../static/js/state/types.js"
 */

import * as actions from "../../static/js/state/actions.js";
import { boardOf } from "../../static/js/board/board.js";
import { marks } from "../../static/js/board/marks.js";
import { routeMarks } from "../../static/js/board/route-marks.js";
import {
  cellCount,
  focus,
  isLockstep,
  scrubber,
  shownTerms,
  stageCell,
} from "../../static/js/state/selectors.js";

/** What the stage asks of the trace for one state. @param {Trace} trace @param {State} state */
export function work(trace, state) {
  const fan = focus(trace, state);
  const { cell } = stageCell(trace, state, fan);
  if (isLockstep(trace, state.chapter)) {
    routeMarks(trace, state, fan);
    for (const { id } of trace.stepsOf(state.chapter)) {
      boardOf(trace, { ...state, step: id }, cell, { alone: true });
    }
  } else {
    marks(trace, state, fan);
    boardOf(trace, state, cell);
  }
  if (fan.kind === "in") {
    trace.value(fan.target.tensor, fan.target.cell);
    const shown = shownTerms(trace, state, fan).slice(0, 400);
    trace.total(shown.map(({ term }) => term));
  }
  scrubber(trace, state);
}

/** One change of the state, as keys and the pointer make it. @param {Trace} trace @param {State} state @param {Draw} draw @returns {State} */
export function moved(trace, state, draw) {
  const kind = draw(10);
  if (kind < 3) return actions.nextCell(trace)(state);
  if (kind < 5) return actions.moveTo(trace, draw(cellCount(trace, state)))(state);
  if (kind < 9) {
    const { draws } = trace.step(state.chapter, state.step);
    const { tensor } = draws[draw(draws.length)];
    const ref = cellIn(trace, tensor, draw);
    return kind === 8 ? actions.pinCell(trace, ref)(state) : actions.hoverCell(ref)(state);
  }
  const { id, steps } = trace.chapters[draw(trace.chapters.length)];
  return actions.goTo(trace, id, steps[draw(steps.length)].id)(state);
}

/** @param {Trace} trace @param {string} tensor @param {Draw} draw @returns {CellRef} */
function cellIn(trace, tensor, draw) {
  return { tensor, cell: trace.shapeOf(tensor).map((size) => draw(size)) };
}
