/**
 * The workbench: what stands beside the stage when it is not the prose. It turns what the reader does there
 * into changes of the numbers, and shows what came of them.
 *
 * @import {Outcome} from "./asking.js"
 * @import {Arrival} from "./desk.js"
 * @import {NumberSheet} from "./elements/number-sheet.js"
 * @import {ShapeControls} from "./elements/shape-controls.js"
 * @import {Given, GivenName} from "./given.js"
 * @import {Lesson} from "./lesson.js"
 * @import {Saved} from "./sharing.js"
 * @import {Store} from "./store.js"
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {CellRef, Control, PanelName, State} from "./types.js"
 */

import { openSheet } from "./actions.js";
import { ask, posted } from "./asking.js";
import { CodePanel } from "./code-panel.js";
import { Desk } from "./desk.js";
import { CheckBadge } from "./check-badge.js";
import { CellEditor } from "./elements/cell-editor.js";
import { Entering } from "./entering.js";
import { GIVEN, givenOf, sizesOf, withNumber, withTurned } from "./given.js";
import { plainSymbol } from "./mathml.js";
import { fill } from "./dom.js";
import { find } from "./page.js";
import { PracticeDesk } from "./practice-desk.js";
import { readAnswer } from "./practice/answer.js";
import { Sharing } from "./sharing.js";
import { flatten } from "./view.js";

const CARRIED = "gradgrid-given";

/**
 * @typedef {{words: Record<string, string>, titles: TitleTemplates, controls: Record<string, string>,
 *   entering: Record<string, string>, practice: Record<string, string>}} Strings
 * @typedef {{store: Store, trace: () => Trace, address: () => string, arrived: (arrival: Arrival) => void,
 *   arrive: (address: URL) => void}} Page arrive: at the chapter, the step and the view of an address
 */

export class Bench {
  /** @param {Lesson} lesson @param {Strings} strings @param {Page} page */
  constructor(lesson, strings, page) {
    this.strings = strings;
    this.page = page;
    /** @type {PanelName|null} the one that is open; null before the first drawing */
    this.panel = null;
    this.desk = new Desk(lesson, {
      ask: (wanted, isLive) => this.ask(wanted, isLive),
      arrived: page.arrived,
      failed: (problem) => this.say(problem || strings.words.offline),
    });
    this.shape = /** @type {ShapeControls} */ (find("shape-controls"));
    this.code = new CodePanel(strings.words, () => givenOf(this.desk.lesson));
    this.sheet = /** @type {NumberSheet} */ (find("number-sheet"));
    this.practice = new PracticeDesk({
      store: page.store,
      trace: page.trace,
      words: strings.words,
      texts: strings.practice,
      entering: strings.entering,
    });
    this.editor = new CellEditor({
      isEditable: (ref) => this.isEditable(ref),
      isSheet: () => page.store.state.panel === "edit",
      textOf: (ref) => (this.practice.isOn ? "" : String(page.trace().value(ref.tensor, ref.cell))),
      labelOf: (ref) => fill(strings.words.entryOf, { symbol: this.symbolOf(ref) }),
      enter: (ref, text) => this.enter(ref, text),
    });
    this.badge = new CheckBadge(strings);
    this.entering = new Entering(this);
    this.sharing = new Sharing({
      address: page.address,
      given: () => givenOf(this.desk.lesson),
      fitsAddress: () => this.heldBack() === null,
      words: strings.words,
    });
    this.listen();
  }

  listen() {
    this.shape.addEventListener("shape-turn", (event) => {
      const { controls, value, isLive } = /** @type {CustomEvent} */ (event).detail;
      this.turn(controls, value, isLive);
    });
    this.shape.addEventListener("bias-turn", (event) => {
      const has_bias = /** @type {CustomEvent} */ (event).detail;
      void this.desk.change((lesson, source) => ({
        ...withTurned(source, lesson, [], 0),
        sizes: { ...sizesOf(lesson), has_bias },
      }));
    });
    this.sheet.addEventListener("sheet-open", (event) => {
      const { tensor, block } = /** @type {CustomEvent} */ (event).detail;
      this.page.store.dispatch(openSheet(tensor, block));
    });
    for (const [id, act] of /** @type {[string, () => unknown][]} */ ([
      ["undo", () => this.desk.undo()],
      ["redo", () => this.desk.redo()],
      ["reset", () => this.reset()],
      ["dismiss", () => this.say("")],
    ])) {
      find(`#${id}`).addEventListener("click", act);
    }
  }

  /** @param {State} state */
  draw(state) {
    this.open(state.panel);
    find("#undo").disabled = !this.desk.canUndo;
    find("#redo").disabled = !this.desk.canRedo;
    find("#reset").disabled = !state.source.isOwn;
    if (state.source.isLive) this.badge.wait();
    else this.badge.draw(state, this.page.trace(), this.desk.lesson.facts.bench);
    if (state.panel === "edit") this.drawEdit(state);
    if (state.panel === "code")
      this.code.draw(state, this.page.trace(), this.desk.lesson.facts.bench);
    this.practice.draw(state);
    this.editor.follow();
  }

  /** @param {PanelName} panel what stands beside the stage */
  open(panel) {
    if (panel === this.panel) return;
    this.panel = panel;
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-panel-of]")
    )) {
      section.hidden = section.dataset.panelOf !== panel;
    }
    const bench = find("#bench");
    bench.hidden = panel === "read";
    bench.classList.add("drawn");
  }

  /** @param {State} state */
  drawEdit(state) {
    const { bench } = this.desk.lesson.facts;
    const { words, controls, titles } = this.strings;
    const trace = this.page.trace();
    this.shape.update({
      controls: bench.controls,
      hasBias: bench.has_bias,
      words,
      names: controls,
    });
    const { sheet } = state;
    const tensor = trace.tensors.has(sheet.tensor) ? sheet.tensor : "input";
    this.sheet.update({ trace, tensor, block: sheet.block, titles, words });
    this.entering.draw(tensor);
  }

  /** @param {CellRef} ref @returns {boolean} */
  isEditable({ tensor }) {
    if (!this.practice.isOn) return GIVEN.some((name) => name === tensor);
    const open = this.practice.open();
    return open.kind === "number" && tensor === open.tensor;
  }

  /** @param {CellRef} ref @returns {string} */
  symbolOf({ tensor, cell }) {
    return plainSymbol(this.page.trace().name(tensor, cell));
  }

  /** @param {CellRef} ref @param {string} text @returns {string|null} what is wrong with it */
  enter({ tensor, cell }, text) {
    if (this.practice.isOn) return this.practice.typed(text, { tensor, cell });
    const read = readAnswer(text);
    if ("problem" in read) return this.strings.entering[`entry_${read.problem}`];
    const flat = flatten(this.page.trace().tensor(tensor).axes, cell);
    const name = /** @type {GivenName} */ (tensor);
    void this.desk.change((lesson) => withNumber(givenOf(lesson), name, flat, read.value));
    return null;
  }

  /** @param {Control[]} controls @param {number} value @param {boolean} isLive */
  turn(controls, value, isLive) {
    this.say("");
    void this.desk.change((lesson, source) => withTurned(source, lesson, controls, value), {
      key: isLive ? controls[0].name : "",
      isLive,
    });
  }

  /** Back to the example that the numbers began with. */
  reset() {
    const { preset } = this.page.store.state.source;
    return this.desk.change(() => `preset=${encodeURIComponent(preset)}`);
  }

  /** @param {Given|string} wanted numbers, or the query of an address @param {boolean} [isLive] while a control moves @returns {Promise<Outcome>} */
  ask(wanted, isLive = false) {
    const asked = new URLSearchParams(typeof wanted === "string" ? wanted : "");
    asked.set("lang", document.documentElement.lang);
    const { theme } = this.page.store.state;
    if (theme !== "auto") asked.set("theme", theme);
    if (isLive) asked.set("live", "true");
    return ask(`/lesson?${asked}`, typeof wanted === "string" ? undefined : posted(wanted));
  }

  /** The numbers that no address can hold. @returns {Given|null} */
  heldBack() {
    const { lesson } = this.desk;
    return lesson.facts.isOwn && lesson.facts.data === null ? givenOf(lesson) : null;
  }

  /** @param {Saved} saved a state that was saved as a file */
  async openSaved({ given, view }) {
    this.say("");
    await this.desk.change(() => given);
    this.page.arrive(new URL(view, location.origin));
  }

  /** An address whose numbers are not in it: they are in the browser's history, or nowhere. */
  async restore() {
    const url = new URL(location.href);
    if ((await this.reopen(url)) === true) this.page.arrive(url);
    else this.say(this.strings.words.ownElsewhere);
  }

  /** The numbers of an address that the browser has gone to. @param {URL} url @returns {Promise<boolean>} whether they could be had */
  async reopen(url) {
    const query = new URLSearchParams();
    for (const name of ["preset", "data"]) {
      const value = url.searchParams.get(name);
      if (value !== null) query.set(name, value);
    }
    const held = url.searchParams.has("own") ? heldGiven() : query.toString();
    if (held === null) return false;
    const outcome = await this.ask(held);
    if ("problem" in outcome) {
      this.say(outcome.problem || this.strings.words.offline);
      return false;
    }
    this.desk.open(outcome.answer);
    return true;
  }

  /** Numbers that no address can hold go along to another page of this tab. */
  carryOver() {
    const given = this.heldBack();
    try {
      if (given === null) sessionStorage.removeItem(CARRIED);
      else sessionStorage.setItem(CARRIED, JSON.stringify(given));
    } catch {
      // There is no room for so many: the other page begins with the example.
    }
  }

  /** What went wrong, where the reader looks. @param {string} text */
  say(text) {
    const notice = find("#notice");
    notice.hidden = text === "";
    find("#notice-text").textContent = text;
  }
}

/** The numbers that were kept because no address can hold them. @returns {Given|null} */
function heldGiven() {
  const carried = sessionStorage.getItem(CARRIED);
  return history.state?.given ?? (carried === null ? null : JSON.parse(carried));
}
