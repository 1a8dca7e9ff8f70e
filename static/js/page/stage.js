/**
 * The stage: hands each element its properties, for one state.
 *
 * @import {Root} from "../markup/root.js"
 * @import {RouteBoard} from "../board/route-board.js"
 * @import {StepBoard} from "../board/step-board.js"
 * @import {SumPanel} from "../equation/sum-panel.js"
 * @import {Answers} from "../grid/tensor-grid.js"
 * @import {TransportBar} from "./transport-bar.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {State} from "../state/types.js"
 */

import { boardOf } from "../board/board.js";
import { forgetWidths } from "../grid/cell-text.js";
import { marks } from "../board/marks.js";
import { readSizes } from "./sizes.js";
import { answersIn, openQuestion } from "../practice/questions.js";
import { routeMarks } from "../board/route-marks.js";
import { cursorCell, focus, isLockstep, stageCell } from "../state/selectors.js";
import { routesModel, sumModel, transportModel } from "./models.js";
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
    const cursor = cursorCell(trace, state);
    const fan = focus(trace, state);
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
        ...sumModel(trace, state, { fan, cell: onStage, board }),
        badges: routes && (routes.badges.get(fan.step.id) ?? new Map()),
        titles,
        words,
        room: `${state.panel}/${state.theme}/${this.sizes.windowWidth}x${this.sizes.windowHeight}`,
      });
    const asked = question && questionMarks(trace, question);
    if (routes) {
      this.routes.update({
        ...shared,
        ...routesModel(trace, state, onStage),
        marks: asked ?? routes.marks,
      });
    } else {
      this.board.update({
        ...shared,
        step: `${state.chapter}/${state.step}`,
        board,
        marks: asked ?? marks(trace, state, fan),
      });
    }
    this.transport.update({ ...transportModel(trace, state), words });
  }
}
