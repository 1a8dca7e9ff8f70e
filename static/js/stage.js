/**
 * The stage: hands each element its properties, for one state.
 *
 * @import {StepBoard} from "./elements/step-board.js"
 * @import {SumPanel} from "./elements/sum-panel.js"
 * @import {TransportBar} from "./elements/transport-bar.js"
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {State} from "./types.js"
 */

import { boardOf } from "./board.js";
import { marks } from "./marks.js";
import { find, readCellLimits } from "./page.js";
import {
  cellCount,
  cursorCell,
  focus,
  scrubber,
  shownTerms,
  stageCell,
  stepNeighbour,
  written,
} from "./selectors.js";
import { placeOf } from "./view.js";

export class Stage {
  /** @param {{words: Record<string, string>, titles: TitleTemplates}} strings */
  constructor({ words, titles }) {
    this.words = words;
    this.titles = titles;
    this.board = /** @type {StepBoard} */ (find("step-board"));
    this.sum = /** @type {SumPanel} */ (find("sum-panel"));
    this.transport = /** @type {TransportBar} */ (find("transport-bar"));
    /** The theme's limits of a cell: read when theme or window change, not with every cell. */
    this.cellLimits = readCellLimits();
  }

  /** After the theme or the window has changed. */
  measure() {
    this.cellLimits = readCellLimits();
  }

  /** @param {State} state @param {Trace} trace */
  draw(state, trace) {
    const { words, titles } = this;
    const { step, view } = written(trace, state);
    const cursor = cursorCell(trace, state);
    const fan = focus(trace, state);
    const { cell: onStage, isWritten } = stageCell(trace, state, fan);
    this.sum.update({
      trace,
      rule: step.rule,
      writes: step.writes,
      view,
      block: placeOf(trace.tensor(step.writes), view, onStage).block,
      fan,
      terms: fan.kind === "in" ? shownTerms(trace, state, fan) : [],
      words,
    });
    this.board.update({
      trace,
      step: `${state.chapter}/${state.step}`,
      board: boardOf(trace, state, onStage),
      marks: marks(trace, state, fan),
      cursor,
      written: isWritten ? cursor.cell : null,
      show: state.show,
      zeros: state.zeros,
      titles,
      words,
      ...this.cellLimits,
    });
    this.transport.update({
      ...scrubber(trace, state),
      cell: state.cursor,
      cells: cellCount(trace, state),
      playing: state.playing,
      speed: state.speed,
      words,
      atStart: stepNeighbour(trace, state, -1) === null,
      atEnd: stepNeighbour(trace, state, 1) === null,
    });
  }
}
