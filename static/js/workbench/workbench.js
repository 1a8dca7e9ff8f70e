/**
 * The workbench: what stands beside the stage when it is not the prose. It keeps the numbers that are worked
 * on, and has each panel come when it is first opened.
 *
 * @import {Root} from "../markup/root.js"
 * @import {Outcome} from "./connection/server.js"
 * @import {Arrival} from "./edits/edit-queue.js"
 * @import {ConvRequest, RequestTensor} from "./request.js"
 * @import {Lesson} from "./lesson.js"
 * @import {LessonParts} from "./lesson-parts.js"
 * @import {Saved} from "./saved-file.js"
 * @import {Action, Store} from "../state/store.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {CellRef} from "../trace/types.js"
 * @import {Connection} from "./connection/connection.js"
 * @import {ShownForms} from "./shown-forms.js"
 * @import {PanelsByName} from "./panel-loader.js"
 * @import {PanelName, State} from "../state/types.js"
 */

import { calm } from "../state/actions.js";
import { ask, posted } from "./connection/server.js";
import { CheckBadge } from "./checks/check-badge.js";
import { EditQueue } from "./edits/edit-queue.js";
import { fill } from "../markup/dom.js";
import { CellEditor, refOf } from "./cell-editor.js";
import { REQUEST_TENSORS, requestOf, numbersOf, withNumber } from "./request.js";
import { carriedRequest } from "./carried-numbers.js";
import { plainSymbol } from "../markup/mathml.js";
import { readAnswer } from "../practice/answer.js";
import { flatten } from "../trace/view.js";
import { PanelLoader } from "./panel-loader.js";
import { PendingCells } from "./edits/pending-cells.js";

/**
 * @typedef {{words: Record<string, string>, titles: TitleTemplates}} Strings
 * @typedef {{store: Store, connection: Connection, lessonParts: LessonParts, forms: ShownForms, events: EventTarget,
 *   trace: () => Trace, address: () => string, title: () => string, presetTitle: (preset: string) => string,
 *   arrived: (arrival: Arrival) => void, arrive: (address: URL) => void}} Page events: where it listens to what is
 *   pasted and dropped; arrive: at the chapter, the step and the view of an address that was saved
 */

export class Workbench {
  /** @param {Root} root @param {Lesson} lesson @param {Strings} strings @param {Page} page */
  constructor(root, lesson, strings, page) {
    this.root = root;
    this.strings = strings;
    this.page = page;
    /** @type {PanelName|null} the one that is open; null before the first drawing */
    this.panel = null;
    this.loader = new PanelLoader(this);
    /** Each comes when it is first opened. @type {Partial<PanelsByName>} */
    this.parts = this.loader.open;
    this.edits = new EditQueue(lesson, {
      ask: (wanted, isLive) => this.ask(wanted, isLive),
      arrived: page.arrived,
      failed: (problem) => this.say(strings.words[problem] ?? problem),
      dragEnded: () => page.store.dispatch(calm()),
      queued: () => page.connection.announce(),
      reachable: () => page.connection.reachable(),
    });
    /** Whether what waits is drawn in the next frame. */
    this.isQueueDue = false;
    this.pendingCells = new PendingCells(root, strings.words);
    this.editor = new CellEditor(root, {
      isEditable: (ref) => this.isEditable(ref),
      isSheet: () => this.panel === "edit",
      isExercise: () => this.isPractice,
      textOf: (ref) => (this.isPractice ? "" : String(this.numberIn(ref))),
      labelOf: (ref) => fill(strings.words.entryOf, { symbol: this.symbolOf(ref) }),
      enter: (ref, text) => this.enter(ref, text),
    });
    this.badge = new CheckBadge(root, { ...strings, presetTitle: page.presetTitle });
    root.atEnd(page.connection.subscribe(() => this.drawQueueLater()));
    root.atEnd(() => this.badge.stop());
    root.atEnd(() => this.edits.stop());
    this.listen();
  }

  listen() {
    const { root } = this;
    const { events } = this.page;
    root.listen(root.named("dismiss"), "click", () => {
      root.named("notice").hidden = true;
    });
    root.listen(root.named("share"), "click", () => void this.share());
    // Edits that still wait for the server would be lost with the page.
    root.listen(globalThis, "beforeunload", (event) => {
      if (this.edits.isBusy && this.page.connection.reach !== "open") event.preventDefault();
    });
    root.listen(events, "paste", (event) => void this.onPaste(event));
    const { classList } = root.element;
    root.listen(events, "dragover", (event) => {
      // Text that is dragged is the browser's.
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      classList.add("dropping");
    });
    root.listen(events, "dragleave", ({ relatedTarget }) => {
      if (!root.element.contains(relatedTarget)) classList.remove("dropping");
    });
    root.listen(events, "drop", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      classList.remove("dropping");
      void this.takeFile(event.dataTransfer.files[0]);
    });
  }

  async share() {
    const sharing = await this.loader.get("sharing");
    sharing?.open();
  }

  /** @param {File|undefined} file that was dropped */
  async takeFile(file) {
    if (file === undefined) return;
    const edit = await this.loader.get("edit");
    await edit?.entering.takeFile(file);
  }

  /** Pasted over a cell of the given numbers, or arrays and requests anywhere. @param {ClipboardEvent} event */
  async onPaste(event) {
    const { target, clipboardData } = event;
    const isEntry = target instanceof HTMLElement && target.matches("input, textarea, select");
    if (this.isPractice || isEntry || this.root.element.querySelector("dialog[open]")) return;
    const td = target instanceof HTMLElement ? target.closest("tensor-grid .cell") : null;
    const ref = td instanceof HTMLElement ? refOf(td) : null;
    const text = clipboardData?.getData("text/plain") ?? "";
    if (ref !== null && this.isEditable(ref)) {
      event.preventDefault();
      const edit = await this.loader.get("edit");
      await edit?.entering.takeAt(text, ref);
    } else {
      const edit = await this.loader.get("edit");
      await edit?.entering.takeAnywhere(text);
    }
  }

  /** @param {State} state */
  draw(state) {
    const { panel } = state;
    if (panel !== this.panel) this.open(panel);
    const trace = this.page.trace();
    this.drawBadge(state);
    if (panel !== "read") this.parts[panel]?.draw(state, trace);
    this.drawPending();
    this.editor.follow();
  }

  drawQueueLater() {
    // At once: by the next frame an answer may be on its way, and the badge still green.
    if (this.edits.isBusy) this.drawBadge(this.page.store.state);
    if (this.isQueueDue) return;
    this.isQueueDue = true;
    requestAnimationFrame(() => {
      this.isQueueDue = false;
      this.drawQueue();
    });
  }

  /** Other changes wait for the server than before. */
  drawQueue() {
    const { state } = this.page.store;
    this.drawBadge(state);
    if (this.panel === "edit") this.parts.edit?.draw(state, this.page.trace());
    this.drawPending();
  }

  /** Edits that wait, or that still move, are not checked. @param {State} state */
  drawBadge(state) {
    const { edits, page } = this;
    const isCertain = !edits.isBusy && !state.source.isLive;
    if (isCertain) this.badge.draw(state, page.trace(), edits.lesson);
    else this.badge.wait(page.connection.failure === null);
  }

  drawPending() {
    const { lesson, pending } = this.edits;
    this.pendingCells.draw(requestOf(lesson), this.isPractice ? null : pending);
  }

  /** @param {PanelName} panel what stands beside the stage */
  open(panel) {
    this.panel = panel;
    for (const section of this.root.all("[data-panel-of]")) {
      section.hidden = section.dataset.panelOf !== panel;
    }
    this.root.named("workbench").classList.add("drawn");
    if (panel !== "read" && this.parts[panel] === undefined) void this.load(panel);
  }

  /** @param {Exclude<PanelName, "read">} panel */
  async load(panel) {
    const part = await this.loader.get(panel);
    if (part !== null && this.panel === panel) this.draw(this.page.store.state);
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
    if (!this.isPractice) return REQUEST_TENSORS.some((name) => name === tensor);
    return this.parts.practice?.takesNumbersOf(tensor) ?? false;
  }

  /** The number of a cell, as it was typed if that is not answered yet. @param {CellRef} ref @returns {number} */
  numberIn({ tensor, cell }) {
    const trace = this.page.trace();
    const name = REQUEST_TENSORS.find((each) => each === tensor);
    const { pending } = this.edits;
    if (name === undefined || pending === null) return trace.value(tensor, cell);
    return numbersOf(pending, name).data[flatten(trace.tensor(tensor).axes, cell)];
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
    const name = /** @type {RequestTensor} */ (tensor);
    void this.edits.change((lesson) => {
      const { axes } = lesson.traceIn("first").tensor(name);
      // Other sizes may have come since: the cell may be gone.
      if (cell.some((at, k) => at >= axes[k].size)) return "";
      return withNumber(requestOf(lesson), name, flatten(axes, cell), read.value);
    });
    return null;
  }

  /** @param {ConvRequest|string} wanted numbers, or the query of an address @param {boolean} [isLive] while a control moves @returns {Promise<Outcome>} */
  ask(wanted, isLive = false) {
    const { connection, lessonParts } = this.page;
    const asked = new URLSearchParams(typeof wanted === "string" ? wanted : "");
    asked.set("lang", this.root.language);
    asked.set("known", lessonParts.known);
    if (isLive) asked.set("live", "true");
    return ask(
      connection,
      lessonParts,
      `/lesson?${asked}`,
      typeof wanted === "string" ? undefined : posted(wanted),
    );
  }

  /** The numbers that no address can hold. @returns {ConvRequest|null} */
  unlinkableRequest() {
    const { lesson } = this.edits;
    return lesson.facts.isOwn && lesson.facts.data === null ? requestOf(lesson) : null;
  }

  /** @param {Saved} saved a state that was saved as a file */
  async openSaved({ given, view }) {
    this.say("");
    if (!(await this.edits.change(() => given))) return;
    const url = new URL(view, location.origin);
    this.openAs(url);
    this.page.arrive(url);
  }

  /** An address whose numbers are not in it: they are in the browser's history, or nowhere. @param {URL} url @returns {Promise<boolean>} whether they are open now */
  async restore(url) {
    const held = carriedRequest();
    if (held === null) this.say(this.strings.words.ownElsewhere);
    else if (await this.edits.open(held)) {
      this.openAs(url);
      return true;
    }
    return false;
  }

  /** What is open is that of an address. @param {URL} url */
  openAs(url) {
    this.showAs(this.page.forms.named(url.searchParams.get("as")));
    if (this.root.named("notice").hidden) this.say("");
  }

  /** The numbers of an address that the browser has gone to. @param {URL} url @returns {Promise<boolean>} whether they are open now */
  async reopen(url) {
    const query = new URLSearchParams();
    for (const name of ["preset", "data"]) {
      const value = url.searchParams.get(name);
      if (value !== null) query.set(name, value);
    }
    const held = url.searchParams.has("own") ? carriedRequest() : query.toString() || "of=first";
    if (held !== null) {
      const isOpen = await this.edits.open(held);
      if (isOpen) this.openAs(url);
      return isOpen;
    }
    this.say(this.strings.words.ownElsewhere);
    return false;
  }

  /** The page was opened on numbers that are shown in this form. @param {string} form */
  startIn(form) {
    this.page.forms.arrived(this.edits.lesson.facts, sizesOf(this.edits.lesson));
    this.page.forms.open = form;
    if (this.edits.lesson.facts.isOwn) this.page.forms.tell(this.edits.lesson.facts, form);
  }

  /** The form in which a lesson is shown that has come; what was said of the one before goes. @param {Lesson} lesson */
  formOf(lesson) {
    const { forms } = this.page;
    const before = forms.text;
    const form = forms.arrived(lesson.facts, sizesOf(lesson));
    if (forms.text !== before && this.root.named("notice-text").textContent.includes(before))
      this.say("");
    return form;
  }

  /** The numbers that are open are a request that is shown in this form. @param {string} form */
  showAs(form) {
    const { forms, store } = this.page;
    forms.tell(this.edits.lesson.facts, form);
    store.dispatch((state) => ({ ...state, source: { ...state.source, form: forms.open } }));
  }

  /** What went wrong, where the reader looks; else in which form the numbers are shown. @param {string} text */
  say(text) {
    const told = text === "" ? this.page.forms.text : text;
    this.root.named("notice").hidden = told === "";
    this.root.named("notice-text").textContent = told;
  }
}

/** @param {Lesson} lesson @returns {string} */
function sizesOf({ wire }) {
  return JSON.stringify(wire.geometry);
}
