/**
 * What stands around the stage and follows the state: narration, links to steps, pressed buttons, the pin. It came
 * with the page and is only switched here. Its elements are looked up once, and what does not change with a state
 * is not touched: a hover draws nothing of this.
 *
 * @import {Root} from "../markup/root.js"
 * @import {Prose} from "../workbench/connection/server.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {State} from "../state/types.js"
 */

import { fullSymbol, math } from "../markup/mathml.js";
import { isLockstep } from "../state/selectors.js";
import { canTurn } from "../trace/patch-order.js";

export class StageFrame {
  /** @param {Root} root */
  constructor(root) {
    this.root = root;
    this.prose = root.named("prose");
    this.lesson = root.find(".lesson");
    this.workbench = root.named("workbench");
    this.orders = root.named("orders");
    this.unpin = root.named("unpin");
    this.pinned = root.named("pinned");
    this.buttons = {
      show: root.all("button[data-show-mode]"),
      zeros: root.all("button[data-zeros]"),
      order: root.all("button[data-order]"),
      panel: root.all(".panels [data-panel]"),
    };
    /** Of the prose among others. @type {HTMLElement[]} */
    this.sections = [];
    /** @type {HTMLElement[]} */
    this.links = [];
    /** By what is drawn: what it was last drawn from. @type {Map<string, unknown[]>} */
    this.drawn = new Map();
    this.lookUpProse();
  }

  /** The prose of the lesson that is open now. @param {Prose} prose */
  showProse({ key, html }) {
    if (key !== this.prose.dataset.key) {
      this.prose.innerHTML = html;
      this.prose.dataset.key = key;
      this.lookUpProse();
    }
    // That a step was asked for which the first lesson does not have is over.
    for (const text of this.prose.querySelectorAll(".lacks")) text.remove();
  }

  lookUpProse() {
    this.sections = this.root.all("[data-chapter-id]");
    this.links = this.root.all("a[data-to]");
    this.drawn.delete("step");
  }

  /** @param {State} state @param {Trace} trace @param {Trace} untouched in the order in which it came */
  draw(state, trace, untouched) {
    const { chapter, step, panel, order, theme } = state;
    if (this.isOther("step", chapter, step)) this.drawStep(state);
    if (this.isOther("orders", untouched, chapter, step)) {
      const { draws } = untouched.step(chapter, step);
      this.orders.hidden = !draws.some(({ tensor, view }) =>
        canTurn(untouched.tensor(tensor).axes, view),
      );
    }
    if (this.isOther("show", state.show)) press(this.buttons.show, "showMode", state.show);
    const zeros = state.zeros ? "shown" : "hidden";
    if (this.isOther("zeros", zeros)) press(this.buttons.zeros, "zeros", zeros);
    if (this.isOther("order", order)) press(this.buttons.order, "order", order);
    if (this.isOther("panel", panel)) press(this.buttons.panel, "panel", panel);
    if (this.isOther("main", trace, chapter, theme, panel, order)) this.drawMain(state, trace);
    // In an exercise the pinned cell is the question, and its symbol may be the answer.
    const pinned = panel === "practice" ? null : state.pinned;
    if (this.isOther("pin", trace, pinned)) this.drawPin(pinned, trace);
  }

  /** @param {string} what @param {...unknown} from all that it is drawn from @returns {boolean} whether that is other than last time */
  isOther(what, ...from) {
    const before = this.drawn.get(what);
    if (before !== undefined && from.every((each, k) => each === before[k])) return false;
    this.drawn.set(what, from);
    return true;
  }

  /** @param {State} state */
  drawStep({ chapter, step }) {
    for (const section of this.sections) {
      const { chapterId, stepId } = section.dataset;
      section.hidden = chapterId !== chapter || (stepId ?? step) !== step;
    }
    for (const link of this.links) {
      const [toChapter, toStep] = link.dataset.to?.split("/") ?? [];
      const isHere = toChapter === chapter && (toStep ?? step) === step;
      if (isHere) link.setAttribute("aria-current", toStep === undefined ? "true" : "step");
      else link.removeAttribute("aria-current");
    }
  }

  /** @param {State} state @param {Trace} trace */
  drawMain({ chapter, panel, theme, order }, trace) {
    const { classList } = this.lesson;
    const isWide = isLockstep(trace, chapter) || theme === "projector";
    classList.toggle("wide", isWide && panel === "read");
    classList.toggle("with-workbench", panel !== "read");
    // Before the stage is drawn: without what stands beside it, its sum would be measured in that column.
    this.workbench.hidden = panel === "read";
    classList.toggle("coding", panel === "code");
    classList.toggle("channel-last", order === "last");
    classList.toggle("practising", panel === "practice");
  }

  /** @param {State["pinned"]} pinned @param {Trace} trace */
  drawPin(pinned, trace) {
    this.unpin.hidden = pinned === null;
    if (pinned === null) return;
    this.pinned.replaceChildren(math(fullSymbol(trace.name(pinned.tensor, pinned.cell))));
  }
}

/** @param {HTMLElement[]} buttons @param {string} field of their data @param {string} value of the one that is pressed */
function press(buttons, field, value) {
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset[field] === value));
  }
}
