/**
 * Practising: takes answers, says whether they are right and what else they may be, gives hints, keeps score.
 *
 * @import {Root} from "../markup/root.js"
 * @import {Hints} from "../practice/hints.js"
 * @import {Reason} from "../practice/mistakes/index.js"
 * @import {Open} from "../practice/questions.js"
 * @import {Verdict} from "../practice/verdict.js"
 * @import {Action, Store} from "../state/store.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {CellRef} from "../trace/types.js"
 * @import {State} from "../state/types.js"
 */

import {
  answerCell,
  askNext,
  hintCell,
  openExercise,
  pinCell,
  showCell,
} from "../state/actions.js";
import { el, fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { fullSymbol, math, plainSymbol } from "../markup/mathml.js";
import { readAnswer } from "../practice/answer.js";
import { isOver, openQuestion } from "../practice/questions.js";
import { reasonText } from "../practice/feedback.js";
import { scoreOf } from "../practice/score.js";
import { verdictOf, verdictOfPlaced } from "../practice/verdict.js";
import { titleOf } from "../grid/title.js";
import { scaleOf } from "../trace/rule.js";
import { placeOf, unflatten } from "../trace/view.js";

/**
 * @typedef {{store: Store, trace: () => Trace, words: Record<string, string>, texts: Record<string, string>,
 *   titles: TitleTemplates}} Use
 */

export class PracticePanel {
  /** @param {Root} root @param {Use} use */
  constructor(root, use) {
    this.root = root;
    this.use = use;
    /** What was said of the last answer, and of which question. */
    this.said = { of: "", text: "", isRight: false };
    root.listen(root.named("practice-form"), "submit", (event) => {
      event.preventDefault();
      this.typed(root.named("practice-answer").value);
    });
    for (const [id, act] of /** @type {[string, () => void][]} */ ([
      ["practice-zero", () => this.placed(null)],
      ["practice-rest", () => this.restAreZeros()],
      ["practice-hint-button", () => this.dispatch(hintCell(this.open().flat))],
      ["practice-show", () => this.show()],
      ["practice-next", () => this.dispatch(askNext(use.trace()))],
      ["practice-new", () => this.dispatch(openExercise(use.trace()))],
    ])) {
      root.listen(root.named(id), "click", act);
    }
  }

  /** @param {Action} action */
  dispatch(action) {
    this.use.store.dispatch(action);
  }

  /** @returns {Open} */
  open() {
    return openQuestion(this.use.trace(), this.use.store.state);
  }

  /** @param {string} tensor @returns {boolean} whether the question is answered by a number in one of its cells */
  takesNumbersOf(tensor) {
    const open = this.open();
    return open.kind === "number" && tensor === open.tensor;
  }

  /**
   * A cell of the stage that was chosen: of the result, the next question; of a source, the answer to one that
   * asks which cell is copied.
   *
   * @param {CellRef} ref
   * @returns {Action}
   */
  choose(ref) {
    const { tensor, kind } = this.open();
    if (ref.tensor === tensor) return pinCell(this.use.trace(), ref);
    if (kind === "place") this.placed(ref);
    return (state) => state;
  }

  /** @param {string} text @param {CellRef} [ref] the cell that was typed into @returns {string|null} what is wrong, or null */
  typed(text, ref) {
    const { use } = this;
    const answer = readAnswer(text);
    if ("problem" in answer) {
      const problem = use.words[`entry_${answer.problem}`];
      this.say(problem, false);
      return problem;
    }
    if (ref !== undefined) this.dispatch(pinCell(use.trace(), ref));
    const open = this.open();
    return this.judge(open, verdictOf(use.trace(), use.store.state, open.cell, answer));
  }

  /** @param {CellRef|null} ref null for a zero */
  placed(ref) {
    const { use } = this;
    const open = this.open();
    this.judge(open, verdictOfPlaced(use.trace(), use.store.state, open.cell, ref));
  }

  /** @param {Open} open @param {Verdict} verdict @returns {string|null} */
  judge(open, verdict) {
    const { texts, store, trace } = this.use;
    if (isOver(store.state, open.flat)) return null;
    const text = verdict.right
      ? this.stated(open, "right")
      : fill(texts.wrong, { text: this.reasons(verdict.reasons) });
    this.dispatch(answerCell(trace(), open.flat, verdict.right));
    this.say(text, verdict.right);
    const input = this.root.named("practice-answer");
    if (verdict.right) input.value = "";
    else if (document.activeElement === input) input.select();
    return verdict.right ? null : text;
  }

  /** The likeliest, and the next beside it. @param {Reason[]} reasons @returns {string} */
  reasons(reasons) {
    const { texts, trace } = this.use;
    if (reasons.length === 0)
      return this.open().kind === "place" ? texts.noPlaceReason : texts.noReason;
    const [text, other] = reasons.map((reason) => reasonText(reason, trace(), texts));
    return other === undefined ? text : fill(texts.or, { text, other });
  }

  /** Every question left that asks for a zero is answered; of the others it is said that they are none. */
  restAreZeros() {
    const { trace, store, texts } = this.use;
    const { asked, tensor } = this.open();
    let wrong = 0;
    for (const flat of asked) {
      if (isOver(store.state, flat)) continue;
      const cell = unflatten(trace().shapeOf(tensor), flat);
      const { right } = verdictOfPlaced(trace(), store.state, cell, null);
      // A guess at all of them is a try at each.
      this.dispatch(answerCell(trace(), flat, right));
      if (!right) wrong += 1;
    }
    this.say(wrong > 0 ? fill(texts.notAllZeros, { count: wrong }) : texts.allZeros, wrong === 0);
  }

  show() {
    const open = this.open();
    this.dispatch(showCell(open.flat));
    this.say(this.stated(open, "shown"), false);
  }

  /** @param {string} text @param {boolean} isRight */
  say(text, isRight) {
    const { state } = this.use.store;
    this.said = { of: placeIn(state), text, isRight };
    this.draw(state);
  }

  /** @param {State} state */
  draw(state) {
    const { texts } = this.use;
    const { root } = this;
    const open = this.open();
    const isDone = isOver(state, open.flat);
    const score = scoreOf(state.record, open.asked);
    root.named("practice-question").replaceChildren(...this.question(open));
    root.named("practice-form").hidden = open.kind !== "number";
    root.named("practice-place").hidden = open.kind !== "place";
    root.named("practice-answer").disabled = isDone;
    root.named("practice-rest").hidden = !this.hasZeros(open);
    root.named("practice-hint-button").disabled = isDone || open.attempt.hints >= mostHints(open);
    root.named("practice-show").disabled = isDone;
    root.named("practice-next").hidden = score.answered === open.asked.length;
    const feedback = root.named("practice-feedback");
    feedback.textContent = this.said.of === placeIn(state) ? this.said.text : "";
    feedback.classList.toggle("is-right", this.said.isRight);
    root.named("practice-hints").replaceChildren(...(isDone ? [] : this.hintLines(open)));
    root.named("practice-score").textContent = fill(texts.score, {
      ...score,
      count: open.asked.length,
    });
    root.named("practice-seed").textContent = fill(texts.seed, { seed: state.seed });
    root.named("practice-done").hidden = score.answered < open.asked.length;
    root.named("practice-what").textContent =
      open.kind === "place" ? texts.howToPlace : texts.howToType;
  }

  /** Whether any question asks for a zero that is put in. @param {Open} open */
  hasZeros({ asked, tensor, kind }) {
    const shape = this.use.trace().shapeOf(tensor);
    return (
      kind === "place" &&
      asked.some((flat) => this.use.trace().origin(tensor, unflatten(shape, flat)) === null)
    );
  }

  /** @param {Open} open @returns {(Node|string)[]} */
  question(open) {
    const { texts, trace } = this.use;
    const tensor = trace().tensor(open.tensor);
    const { block, row, col } = placeOf(tensor, tensor.view, open.cell);
    const place = fill(texts.place, { row: row + 1, column: col + 1 });
    if (tensor.symbol === null) {
      const { before, name, after } = titleOf(trace(), tensor, tensor.view, block, this.use.titles);
      return [
        before,
        name === null ? "" : math(fullSymbol(name)),
        after,
        " ",
        el("small", {}, place),
      ];
    }
    return [math(fullSymbol(trace().name(open.tensor, open.cell))), " ", el("small", {}, place)];
  }

  /** @param {Open} open @returns {HTMLElement[]} */
  hintLines({ attempt, hints, kind }) {
    const { texts } = this.use;
    return /** @type {Hints[number][]} */ (hints.slice(0, attempt.hints)).map((hint) => {
      if (hint.degree === 1) {
        const count = hint.cells.length;
        if (count === 0) return el("li", {}, texts.hintNothing);
        return el("li", {}, kind === "place" ? texts.hintRow : fill(texts.hintCells, { count }));
      }
      return el("li", {}, ...written(hint));
    });
  }

  /** A cell with its number. @param {Open} open @param {"right"|"shown"} how */
  stated({ tensor, cell }, how) {
    const { texts, trace } = this.use;
    const name = trace().name(tensor, cell);
    const value = formatNumber(trace().value(tensor, cell));
    if (name === null) return texts[`${how}Zero`];
    return fill(texts[how], { symbol: plainSymbol(name), value });
  }
}

/** The terms of a hint, without their total. @param {Hints[1]|Hints[2]} hint @returns {(Node|string)[]} */
function written({ terms, scale, left }) {
  const sum = terms.flatMap((term, k) => {
    const drawn =
      "names" in term
        ? term.names.map((name) => math(fullSymbol(name)))
        : term.numbers.map(formatFactor);
    const factors = [...scaleOf(term.term).map(formatFactor), ...drawn];
    const product = factors.flatMap((factor, at) => (at > 0 ? [" \u00b7 ", factor] : [factor]));
    return k > 0 ? [" + ", ...product] : product;
  });
  if (sum.length === 0) sum.push("0");
  if (left > 0) sum.push(" + \u2026");
  return scale === 1 ? sum : [`${formatNumber(scale)} \u00b7 (`, ...sum, ")"];
}

/** The number of the one cell would be the answer. @param {Open} open */
function mostHints({ kind, hints }) {
  return kind === "place" ? hints.length - 1 : hints.length;
}

/** What a remark belongs to: it goes when the step turns. @param {State} state */
function placeIn({ chapter, step, seed }) {
  return `${chapter}/${step}/${seed}`;
}
