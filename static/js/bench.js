/**
 * The workbench: what stands beside the stage when it is not the prose. It keeps the numbers that are worked
 * on, and has each panel come when it is first opened.
 *
 * @import {Outcome} from "./asking.js"
 * @import {CodePanel} from "./code-panel.js"
 * @import {Arrival} from "./desk.js"
 * @import {EditPanel} from "./edit-panel.js"
 * @import {Given, GivenName} from "./given.js"
 * @import {Lesson} from "./lesson.js"
 * @import {PracticeDesk} from "./practice-desk.js"
 * @import {Saved} from "./saved.js"
 * @import {Sharing} from "./sharing.js"
 * @import {Action, Store} from "./store.js"
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {CellRef, PanelName, State} from "./types.js"
 */

import { calm } from "./actions.js";
import { ask, posted } from "./asking.js";
import { CheckBadge } from "./check-badge.js";
import { Desk } from "./desk.js";
import { fill } from "./dom.js";
import { CellEditor, refOf } from "./elements/cell-editor.js";
import { GIVEN, givenOf, withNumber } from "./given.js";
import { heldGiven } from "./held.js";
import { plainSymbol } from "./mathml.js";
import { find } from "./page.js";
import { readAnswer } from "./practice/answer.js";
import { flatten } from "./view.js";

/**
 * @typedef {{words: Record<string, string>, titles: TitleTemplates}} Strings
 * @typedef {{controls: Record<string, string>, entering: Record<string, string>, practice: Record<string, string>}} PanelTexts
 * @typedef {{store: Store, trace: () => Trace, address: () => string, arrived: (arrival: Arrival) => void,
 *   arrive: (address: URL, isNew?: boolean) => void}} Page arrive: at the chapter, the step and the view of an
 *   address, that the browser has come to, or that is new
 * @typedef {{edit?: EditPanel, code?: CodePanel, practice?: PracticeDesk, sharing?: Sharing}} Parts
 */

export class Bench {
  /** @param {Lesson} lesson @param {Strings} strings @param {Page} page */
  constructor(lesson, strings, page) {
    this.strings = strings;
    this.page = page;
    /** @type {PanelName|null} the one that is open; null before the first drawing */
    this.panel = null;
    /** Each comes when it is first opened. @type {Parts} */
    this.parts = {};
    /** @type {Promise<PanelTexts>|null} */
    this.told = null;
    this.desk = new Desk(lesson, {
      ask: (wanted, isLive) => this.ask(wanted, isLive),
      arrived: page.arrived,
      failed: (problem) => this.say(strings.words[problem] ?? problem),
      calmed: () => page.store.dispatch(calm()),
    });
    this.editor = new CellEditor({
      isEditable: (ref) => this.isEditable(ref),
      isSheet: () => this.panel === "edit",
      isExercise: () => this.isPractice,
      textOf: (ref) => (this.isPractice ? "" : String(page.trace().value(ref.tensor, ref.cell))),
      labelOf: (ref) => fill(strings.words.entryOf, { symbol: this.symbolOf(ref) }),
      enter: (ref, text) => this.enter(ref, text),
    });
    this.badge = new CheckBadge(strings);
    this.listen();
  }

  listen() {
    find("#dismiss").addEventListener("click", () => this.say(""));
    find("#share").addEventListener("click", async () => (await this.sharing()).open());
    document.addEventListener("paste", (event) => void this.onPaste(event));
    const { classList } = document.documentElement;
    addEventListener("dragover", (event) => {
      // Text that is dragged is the browser's.
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      classList.add("dropping");
    });
    addEventListener("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) classList.remove("dropping");
    });
    addEventListener("drop", async (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      classList.remove("dropping");
      const [file] = event.dataTransfer?.files ?? [];
      if (file) await (await this.edit()).entering.takeFile(file);
    });
  }

  /** Pasted over a cell of the given numbers. @param {ClipboardEvent} event */
  async onPaste(event) {
    const { target, clipboardData } = event;
    const td = target instanceof HTMLElement ? target.closest("tensor-grid .cell") : null;
    if (!(td instanceof HTMLElement) || target instanceof HTMLInputElement) return;
    const ref = refOf(td);
    if (this.isPractice || !this.isEditable(ref)) return;
    event.preventDefault();
    const text = clipboardData?.getData("text/plain") ?? "";
    (await this.edit()).entering.takeAt(text, ref);
  }

  /** What panels say comes with the first of them. @returns {Promise<PanelTexts>} */
  texts() {
    const { lang } = document.documentElement;
    this.told ??= fetch(`/lesson/words?lang=${lang}`).then((answer) => {
      if (!answer.ok) throw new Error(`no words: ${answer.status}`);
      return answer.json();
    });
    this.told.catch(() => {
      this.told = null;
    });
    return this.told;
  }

  /** @returns {Promise<EditPanel>} */
  async edit() {
    const [{ EditPanel }, texts] = await Promise.all([import("./edit-panel.js"), this.texts()]);
    this.parts.edit ??= new EditPanel(this, texts);
    return this.parts.edit;
  }

  /** @returns {Promise<CodePanel>} */
  async code() {
    const { CodePanel } = await import("./code-panel.js");
    this.parts.code ??= new CodePanel(this);
    return this.parts.code;
  }

  /** @returns {Promise<PracticeDesk>} */
  async practice() {
    const [{ PracticeDesk }, texts] = await Promise.all([
      import("./practice-desk.js"),
      this.texts(),
    ]);
    const { store, trace } = this.page;
    const { words, titles } = this.strings;
    const said = { words, titles, texts: texts.practice };
    this.parts.practice ??= new PracticeDesk({ store, trace, ...said });
    return this.parts.practice;
  }

  /** @returns {Promise<Sharing>} */
  async sharing() {
    const { Sharing } = await import("./sharing.js");
    this.parts.sharing ??= new Sharing({
      address: this.page.address,
      given: () => givenOf(this.desk.lesson),
      fitsAddress: () => this.heldBack() === null,
      words: this.strings.words,
    });
    return this.parts.sharing;
  }

  /** @param {State} state */
  draw(state) {
    const { panel } = state;
    if (panel !== this.panel) this.open(panel);
    const trace = this.page.trace();
    const { bench } = this.desk.lesson.facts;
    if (state.source.isLive) this.badge.wait();
    else this.badge.draw(state, trace, bench);
    if (panel !== "read") this.parts[panel]?.draw(state, trace);
    this.editor.follow();
  }

  /** @param {PanelName} panel what stands beside the stage */
  open(panel) {
    this.panel = panel;
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll("[data-panel-of]")
    )) {
      section.hidden = section.dataset.panelOf !== panel;
    }
    const bench = find("#bench");
    bench.hidden = panel === "read";
    bench.classList.add("drawn");
    if (panel !== "read" && this.parts[panel] === undefined) void this.load(panel);
  }

  /** @param {Exclude<PanelName, "read">} panel */
  async load(panel) {
    try {
      await this[panel]();
    } catch (error) {
      reportError(error);
      this.say(this.strings.words.offline);
      return;
    }
    if (this.panel === panel) this.draw(this.page.store.state);
  }

  get isPractice() {
    return this.panel === "practice";
  }

  /**
   * A cell of the stage that was chosen by who practises.
   *
   * @param {CellRef} ref
   * @returns {Action|null} null where nobody does
   */
  choose(ref) {
    if (!this.isPractice) return null;
    return this.parts.practice?.choose(ref) ?? ((state) => state);
  }

  /** @param {CellRef} ref @returns {boolean} */
  isEditable({ tensor }) {
    if (!this.isPractice) return GIVEN.some((name) => name === tensor);
    return this.parts.practice?.takesNumbersOf(tensor) ?? false;
  }

  /** @param {CellRef} ref @returns {string} */
  symbolOf({ tensor, cell }) {
    return plainSymbol(this.page.trace().name(tensor, cell));
  }

  /** @param {CellRef} ref @param {string} text @returns {string|null} what is wrong with it */
  enter({ tensor, cell }, text) {
    if (this.isPractice) return this.parts.practice?.typed(text, { tensor, cell }) ?? null;
    const read = readAnswer(text);
    if ("problem" in read) return this.strings.words[`entry_${read.problem}`];
    const name = /** @type {GivenName} */ (tensor);
    void this.desk.change((lesson) => {
      const { axes } = lesson.traceIn("first").tensor(name);
      // Other sizes may have come since: the cell may be gone.
      if (cell.some((at, k) => at >= axes[k].size)) return "";
      return withNumber(givenOf(lesson), name, flatten(axes, cell), read.value);
    });
    return null;
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
    if (await this.desk.change(() => given)) this.page.arrive(new URL(view, location.origin), true);
  }

  /** An address whose numbers are not in it: they are in the browser's history, or nowhere. */
  async restore() {
    const url = new URL(location.href);
    const held = heldGiven();
    if (held === null) this.say(this.strings.words.ownElsewhere);
    else if (await this.desk.open(held)) this.page.arrive(url);
  }

  /** The numbers of an address that the browser has gone to. @param {URL} url @returns {Promise<boolean>} whether they are open now */
  async reopen(url) {
    const query = new URLSearchParams();
    for (const name of ["preset", "data"]) {
      const value = url.searchParams.get(name);
      if (value !== null) query.set(name, value);
    }
    const held = url.searchParams.has("own") ? heldGiven() : query.toString() || "of=first";
    if (held !== null) return this.desk.open(held);
    this.say(this.strings.words.ownElsewhere);
    return false;
  }

  /** What went wrong, where the reader looks. @param {string} text */
  say(text) {
    const notice = find("#notice");
    notice.hidden = text === "";
    find("#notice-text").textContent = text;
  }
}
