/**
 * The stage: hands each element its properties, for one state.
 *
 * @import {Root} from "../markup/root.js"
 * @import {RouteBoard} from "../board/route-board.js"
 * @import {StepBoard} from "../board/step-board.js"
 * @import {SumPanel} from "../equation/sum-panel.js"
 * @import {Board} from "../board/board.js"
 * @import {Answers} from "../grid/tensor-grid.js"
 * @import {BoardModel} from "../board/step-board.js"
 * @import {TransportBar} from "./transport-bar.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell} from "../trace/types.js"
 * @import {Marks} from "../grid/cell-mark.js"
 * @import {State} from "../state/types.js"
 */

import { boardOf } from "../board/board.js";
import { forgetWidths } from "../grid/cell-text.js";
import { marks } from "../board/marks.js";
import { readSizes } from "./sizes.js";
import { answersIn, openQuestion } from "../practice/questions.js";
import { routeMarks } from "../board/route-marks.js";
import {
  cellCount,
  cursorCell,
  focus,
  isLockstep,
  scrubber,
  shownTerms,
  stageCell,
  stepNeighbour,
  written,
} from "../state/selectors.js";
import { placeOf } from "../trace/view.js";
import { questionMarks } from "../board/question-marks.js";

/** Without text a cell can be small. */
const HEAT_LEAST = 7;

export class Stage {
  /** @param {Root} root @param {{words: Record<string, string>, titles: TitleTemplates}} strings */
  constructor(root, { words, titles }) {
    this.words = words;
    this.titles = titles;
    this.board = /** @type {StepBoard} */ (root.named("board"));
    this.routes = /** @type {RouteBoard} */ (root.find("route-board"));
    this.sum = /** @type {SumPanel} */ (root.find("sum-panel"));
    this.transport = /** @type {TransportBar} */ (root.find("transport-bar"));
    /** Of cells, text and window: read when theme or window change, not with every cell. */
    this.sizes = readSizes();
  }

  /** After the theme or the window has changed. */
  measure() {
    this.sizes = readSizes();
  }

  /** After a font has come, in which text is as wide as it will be. */
  refit() {
    forgetWidths();
    this.board.fit(false);
    this.routes.measured = "";
    this.sum.sizedFor = "";
  }

  /** @param {State} state @param {Trace} trace */
  draw(state, trace) {
    const { words, titles } = this;
    const { view } = written(trace, state);
    const cursor = cursorCell(trace, state);
    const fan = focus(trace, state);
    const { step } = fan;
    const { cell: onStage, isWritten } = stageCell(trace, state, fan);
    const question = state.panel === "practice" ? openQuestion(trace, state) : null;
    /** @type {Answers|null} */
    const answers = question && {
      of: answersIn(state, question.asked),
      labels: { asked: words.asked, blank: words.blank, right: "", shown: "" },
    };
    const shared = {
      trace,
      cursor,
      answers,
      written: isWritten && question === null ? cursor.cell : null,
      // Colours would tell the numbers that are asked for.
      show: question !== null && state.show === "heat" ? /** @type {const} */ ("both") : state.show,
      zeros: state.zeros,
      isHovered: state.hover !== null,
      titles,
      words,
      ...this.sizes,
    };
    if (shared.show === "heat") shared.least = HEAT_LEAST;
    const inLockstep = isLockstep(trace, state.chapter);
    this.board.hidden = inLockstep;
    this.routes.hidden = !inLockstep;
    const routes = inLockstep ? routeMarks(trace, state, fan) : undefined;
    const board = boardOf(trace, state, onStage);
    // The panel first: what it takes of the height is not the board's.
    this.sum.hidden = question !== null;
    if (question !== null) this.sum.clear();
    else
      this.sum.update({
        trace,
        rule: step.rule,
        writes: step.writes,
        badges: routes && (routes.badges.get(step.id) ?? new Map()),
        channels: board.channels,
        titles,
        view,
        block: placeOf(trace.tensor(step.writes), view, onStage).block,
        fan,
        terms: fan.kind === "in" ? shownTerms(trace, state, fan) : [],
        words,
        room: `${state.panel}/${state.theme}/${this.sizes.windowWidth}x${this.sizes.windowHeight}`,
      });
    const asked = question && questionMarks(trace, question);
    if (routes) this.drawRoutes(state, trace, asked ?? routes.marks, onStage, shared);
    else {
      this.board.update({
        ...shared,
        step: `${state.chapter}/${state.step}`,
        board,
        marks: asked ?? marks(trace, state, fan),
      });
    }
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

  /**
   * @param {State} state
   * @param {Trace} trace
   * @param {Marks} marked
   * @param {Cell} onStage
   * @param {Omit<BoardModel, "board"|"step"|"marks">} shared
   */
  drawRoutes(state, trace, marked, onStage, shared) {
    /** @param {string} step @returns {Board} */
    const board = (step) => boardOf(trace, { ...state, step }, onStage, { alone: true });
    const steps = trace.stepsOf(state.chapter).map(({ id }) => id);
    this.routes.update({
      ...shared,
      marks: marked,
      chapter: state.chapter,
      open: state.step,
      routes: new Map(steps.map((id) => [id, { ...board(id), part: "sources" }])),
      result: { ...board(steps[0]), units: [], part: "result" },
    });
  }
}
