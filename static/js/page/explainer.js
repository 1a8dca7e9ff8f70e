/**
 * One explainer: keeps the state, and hands each element below its root its properties. Event, action, store,
 * selectors, properties, and round again. Several can stand in one page; what is the page's, such as its address
 * and theme, is not known here.
 *
 * @import {Arrival} from "../workbench/edits/edit-queue.js"
 * @import {Connection} from "../workbench/connection/connection.js"
 * @import {LessonAnswer, Order} from "../trace/types.js"
 * @import {State} from "../state/types.js"
 */

import * as actions from "../state/actions.js";
import "./define-elements.js";
import { Workbench } from "../workbench/workbench.js";
import { commandsOf } from "./commands.js";
import { Lesson } from "../workbench/lesson.js";
import { LessonParts } from "../workbench/lesson-parts.js";
import { aimLinks } from "./lesson-links.js";
import { listenToElements, listenToReader } from "./listening.js";
import { openStep, showStep, stepTitle } from "./open-step.js";
import { describe } from "../equation/spoken.js";
import { Carrier } from "../board/motion.js";
import { Root } from "../markup/root.js";
import { Speech } from "./speech.js";
import { Stage } from "./stage.js";
import { StageFrame } from "./stage-frame.js";
import { Store } from "../state/store.js";
import { addressOf, patchOrderIn, stateOf } from "../state/address.js";
import { ShownForms } from "../workbench/shown-forms.js";

const CELL_MILLISECONDS = 1200;

/**
 * @typedef {{connection: Connection, url: () => URL, presetTitle: (preset: string) => string, events?: EventTarget,
 *   help?: HTMLDialogElement|null}} Surroundings url: the address that it opens at, and from which it makes others;
 *   events: where it listens to keys, clicks, what is pasted and dropped, if not on its root; help: the dialog of
 *   the page that lists the keys
 */

export class Explainer {
  /** @param {HTMLElement} element its root, with all that the server made for it @param {Surroundings} surroundings */
  constructor(element, { connection, url, presetTitle, events = element, help = null }) {
    const root = new Root(element);
    this.root = root;
    this.url = url;
    this.events = events;
    this.help = help;
    this.strings = root.embedded("strings");
    const lessonParts = new LessonParts();
    const opening = lessonParts.whole(this.embeddedLesson());
    this.lesson = new Lesson(opening.trace, opening.lesson);
    const forms = new ShownForms(JSON.parse(root.named("notice").dataset.forms));
    const { searchParams } = url();
    const isOwn = this.lesson.facts.isOwn || searchParams.has("own");
    /** In which the request of its address is shown. */
    this.form = isOwn ? forms.named(searchParams.get("as")) : "";
    const { chapter = "", step = "" } = element.dataset;
    const start = { chapter, step, source: this.lesson.sourceIn(this.form) };
    this.store = new Store(stateOf(url(), this.lesson.traceIn(patchOrderIn(url())), start));
    this.stage = new Stage(root, this.strings);
    this.frame = new StageFrame(root);
    this.carrier = new Carrier(root.named("stage"), element);
    this.speech = new Speech(root);
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.player = undefined;
    this.workbench = new Workbench(root, this.lesson, this.strings, {
      store: this.store,
      connection,
      lessonParts,
      forms,
      events,
      trace: () => this.trace(),
      address: () => this.address(),
      title: () => stepTitle(root),
      presetTitle,
      arrived: (arrival) => this.openLesson(arrival),
      arrive: (address) => this.arrive(address, true),
    });
    this.commands = commandsOf(this);
  }

  /** Draws, and follows the reader from now on. */
  start() {
    this.store.subscribe((state, previous) => {
      if (!this.isStopped) this.follow(state, previous);
    });
    listenToElements(this);
    listenToReader(this);
    this.workbench.startIn(this.form);
    showStep(this.root);
    this.draw();
  }

  /** For good: what it has drawn stays, and nothing of it listens or waits any more. */
  stop() {
    this.root.stop();
    this.speech.hush();
    clearInterval(this.player);
    this.carrier.stop();
  }

  get isStopped() {
    return this.root.signal.aborted;
  }

  /** The answer that came with the page, with the prose that stands in it. @returns {LessonAnswer} */
  embeddedLesson() {
    const answer = this.root.embedded("lesson");
    const { dataset, innerHTML } = this.root.named("prose");
    return {
      ...answer,
      keys: { ...answer.keys, prose: dataset.key },
      parts: { ...answer.parts, prose: innerHTML },
    };
  }

  /** The trace in the order of patches that is drawn. */
  trace() {
    return this.lesson.traceIn(this.store.state.order);
  }

  /** @returns {string} that opens what is on show */
  address() {
    return addressOf(this.store.state, this.trace(), this.url());
  }

  /** @param {Arrival} arrival a lesson that takes the place of the one that is open */
  openLesson({ answer, lesson, isLive }) {
    this.lesson = lesson;
    const source = lesson.sourceIn(this.workbench.formOf(lesson), isLive);
    if (answer.prose !== null) this.frame.showProse(answer.prose);
    if (answer.notice !== null) this.workbench.say(answer.notice);
    this.store.dispatch(actions.openLesson(this.trace(), source));
  }

  /** @param {Order} order */
  turnPatches(order) {
    const { store, lesson } = this;
    store.dispatch(actions.setOrder(this.trace(), lesson.traceIn(order), order));
  }

  /** The state of an address, on the lesson that is open. @param {URL} url @param {boolean} [isNew] whether it is an entry of its own */
  arrive(url, isNew = false) {
    const { state } = this.store;
    const [to, at] = url.pathname.split("/").slice(1);
    const found = this.trace().chapters.find(({ id }) => id === to);
    const steps = found?.steps.map(({ id }) => id) ?? [state.step];
    const place = {
      chapter: found?.id ?? state.chapter,
      step: steps.includes(at) ? at : steps[0],
      source: state.source,
    };
    const { theme, show, zeros, speed, order } = state;
    // Going back changes nothing of how cells are shown; a saved view brings that along.
    const kept = isNew ? { speed } : { theme, show, zeros, speed, order };
    const shown = isNew ? this.lesson.traceIn(patchOrderIn(url)) : this.trace();
    this.store.dispatch(() => ({ ...stateOf(url, shown, place), ...kept }));
  }

  draw() {
    const { state } = this.store;
    this.frame.draw(state, this.trace(), this.lesson.traceIn("first"));
    this.stage.draw(state, this.trace());
    this.workbench.draw(state);
  }

  /** @param {State} state @param {State} previous */
  follow(state, previous) {
    const { root, carrier, speech } = this;
    if (state.theme !== previous.theme) this.stage.measure();
    this.draw();
    const turned = state.step !== previous.step || state.chapter !== previous.chapter;
    const isOther = state.source !== previous.source;
    if ((isOther || state.theme !== previous.theme) && !state.source.isLive) {
      aimLinks(root, state.source, state.theme, this.url());
    }
    if (turned) openStep(root);
    else if (isOther) showStep(root);
    const isNext = !turned && state.cursor === previous.cursor + 1;
    if (isNext) carrier.carry(state.playing ? state.speed : 1);
    else carrier.land();
    if (state.playing) speech.hush(turned);
    else speech.wait(turned, () => this.spoken(state));
    if (state.playing !== previous.playing || state.speed !== previous.speed) this.play(state);
  }

  /** @param {State} state @returns {string} of the open cell; nothing that an exercise asks for */
  spoken(state) {
    return state.panel === "practice" ? "" : describe(this.trace(), state, this.strings.words);
  }

  /** @param {State} state */
  play({ playing, speed }) {
    clearInterval(this.player);
    if (playing) this.player = setInterval(this.commands.nextCell, CELL_MILLISECONDS / speed);
  }
}
