/**
 * The page: reads the lesson that came with it, keeps the state, and hands each element its properties.
 * Event, action, store, selectors, properties, and round again.
 *
 * @import {Action} from "../state/store.js"
 * @import {Arrival} from "../workbench/edits/edit-queue.js"
 * @import {Command} from "../markup/keys.js"
 * @import {LessonAnswer, Order} from "../trace/types.js"
 * @import {PanelName, Show, State} from "../state/types.js"
 */

import * as actions from "../state/actions.js";
import "./define-elements.js";
import { Workbench } from "../workbench/workbench.js";
import { carryOver } from "../workbench/carried-numbers.js";
import { AddressBar } from "../state/address-bar.js";
import { commandOf } from "../markup/keys.js";
import { Lesson } from "../workbench/lesson.js";
import { LessonParts } from "../workbench/lesson-parts.js";
import { listenToMenus } from "./menus.js";
import {
  aimLinks,
  drawTheme,
  embedded,
  listBindings,
  openStep,
  showPreset,
  showStep,
  sourceOf,
  stepTitle,
} from "./page.js";
import { aimedAt } from "../state/selectors.js";
import { describe } from "../equation/spoken.js";
import { Carrier } from "../board/motion.js";
import { Stage } from "./stage.js";
import { StageFrame } from "./stage-frame.js";
import { Store } from "../state/store.js";
import { SHOWS, addressOf, patchOrderIn, stateOf } from "../state/address.js";
import { showConnection } from "../workbench/connection/connection-bar.js";
import { Connection } from "../workbench/connection/connection.js";
import { ShownForms } from "../workbench/shown-forms.js";
import { PageLinks } from "../workbench/connection/page-links.js";
import { find } from "../markup/dom.js";

const CELL_MILLISECONDS = 1200;
const SPEECH_DELAY = 350;

const strings = embedded("strings");
const lessonParts = new LessonParts();
const opening = lessonParts.whole(embeddedLesson());
let lesson = new Lesson(opening.trace, opening.lesson);
const { chapter = "", step = "" } = document.body.dataset;
const here = new URL(location.href);
const forms = new ShownForms(JSON.parse(find("#notice").dataset.forms));
const isOwnHere = lesson.facts.isOwn || here.searchParams.has("own");
const form = isOwnHere ? forms.named(here.searchParams.get("as")) : "";
const start = { chapter, step, source: sourceOf(lesson, form) };
const store = new Store(stateOf(here, lesson.traceIn(patchOrderIn(here)), start));

const addressBar = new AddressBar(trace, () => workbench.unlinkableRequest());
const stage = new Stage(strings);
const frame = new StageFrame();
const carrier = new Carrier(find("#stage"));
const connection = new Connection();
const help = /** @type {HTMLDialogElement} */ (find("#help"));
const workbench = new Workbench(lesson, strings, {
  store,
  connection,
  lessonParts,
  forms,
  trace,
  address: () => addressOf(store.state, trace(), new URL(location.href)),
  title: stepTitle,
  arrived: openLesson,
  arrive,
});

/** @type {Record<Command, () => void>} */
const COMMANDS = {
  nextCell: () => store.dispatch(actions.nextCell(trace())),
  previousCell: () => store.dispatch(actions.previousCell(trace())),
  nextStep: () => store.dispatch(actions.nextStep(trace())),
  previousStep: () => store.dispatch(actions.previousStep(trace())),
  firstCell: () => store.dispatch(actions.moveTo(trace(), 0)),
  lastCell: () => store.dispatch(actions.moveTo(trace(), Number.POSITIVE_INFINITY)),
  play: () => store.dispatch(actions.togglePlay()),
  speed: () => store.dispatch(actions.nextSpeed()),
  unpin: () => store.dispatch(actions.unpin()),
  show: () => {
    const at = SHOWS.indexOf(store.state.show);
    store.dispatch(actions.setShow(SHOWS[(at + 1) % SHOWS.length]));
  },
  zeros: () => store.dispatch(actions.setZeros(!store.state.zeros)),
  order: () => turnPatches(store.state.order === "first" ? "last" : "first"),
  edit: () => store.dispatch(actions.openPanel(trace(), "edit")),
  code: () => store.dispatch(actions.openPanel(trace(), "code")),
  practice: () => store.dispatch(actions.openPanel(trace(), "practice")),
  undo: () => void workbench.edits.undo(),
  redo: () => void workbench.edits.redo(),
  help: () => (help.open ? help.close() : help.showModal()),
};

/** The answer that came with the page, with the prose that stands in it. @returns {LessonAnswer} */
function embeddedLesson() {
  const answer = embedded("lesson");
  const { dataset, innerHTML } = find("#prose");
  return {
    ...answer,
    keys: { ...answer.keys, prose: dataset.key },
    parts: { ...answer.parts, prose: innerHTML },
  };
}

/** The trace in the order of patches that is drawn. */
function trace() {
  return lesson.traceIn(store.state.order);
}

/** @param {Arrival} arrival a lesson that takes the place of the one that is open */
function openLesson({ answer, lesson: fresh, isLive }) {
  lesson = fresh;
  const source = sourceOf(fresh, workbench.formOf(fresh), isLive);
  if (answer.prose !== null) {
    frame.showProse(answer.prose);
    showPreset(source);
  }
  if (answer.notice !== null) workbench.say(answer.notice);
  store.dispatch(actions.openLesson(trace(), source));
}

/** @param {Order} order */
function turnPatches(order) {
  store.dispatch(actions.setOrder(trace(), lesson.traceIn(order), order));
}

/** @param {any} ref a cell on the stage, or null @returns {any} */
function aimed(ref) {
  return aimedAt(trace(), store.state, ref);
}

/** @param {State} state */
function draw(state) {
  frame.draw(state, trace(), lesson.traceIn("first"));
  stage.draw(state, trace());
  workbench.draw(state);
}

/** @typedef {ReturnType<typeof setTimeout>|undefined} Timer */
/** @type {Timer} */
let speech;
/** @type {Timer} */
let player;
/** Whether the step has turned since something was last said. */
let unspoken = false;

store.subscribe((state, previous) => {
  if (state.theme !== previous.theme) {
    drawTheme(state);
    stage.measure();
  }
  draw(state);
  const turned = state.step !== previous.step || state.chapter !== previous.chapter;
  const isOther = state.source !== previous.source;
  if ((isOther || state.theme !== previous.theme) && !state.source.isLive) {
    aimLinks(state.source, state.theme);
  }
  if (turned) openStep();
  else if (isOther) showStep();
  if (!turned && state.cursor === previous.cursor + 1)
    carrier.carry(state.playing ? state.speed : 1);
  else carrier.land();
  unspoken ||= turned;
  clearTimeout(speech);
  if (!state.playing) speech = setTimeout(() => speak(state), SPEECH_DELAY);
  addressBar.follow(state, turned || isOther || state.panel !== previous.panel);
  if (state.playing !== previous.playing || state.speed !== previous.speed) play(state);
});

/** A step that has turned says its title first. @param {State} state */
function speak(state) {
  const title = unspoken ? `${stepTitle()}. ` : "";
  unspoken = false;
  const isPractice = state.panel === "practice";
  find("#spoken").textContent = title + (isPractice ? "" : describe(trace(), state, strings.words));
}

/** @param {State} state */
function play({ playing, speed }) {
  clearInterval(player);
  if (playing) player = setInterval(COMMANDS.nextCell, CELL_MILLISECONDS / speed);
}

/**
 * @param {HTMLElement} element
 * @param {string} type
 * @param {(detail: any) => Action|null} action
 */
function on(element, type, action) {
  element.addEventListener(type, (event) => {
    const next = action(/** @type {CustomEvent} */ (event).detail);
    if (next !== null) store.dispatch(next);
  });
}

for (const board of [stage.board, stage.routes]) {
  // Who practises is not told by the cells what belongs where.
  const isStill = () => store.state.playing || store.state.panel === "practice";
  on(board, "cell-hover", (ref) => (isStill() ? null : actions.hoverCell(aimed(ref))));
  on(board, "cell-pin", (ref) => workbench.choose(ref) ?? actions.pinCell(trace(), aimed(ref)));
  on(board, "block-open", (ref) => actions.pinCell(trace(), ref));
}
on(stage.sum, "channel-open", (channel) => actions.openChannel(channel));
on(stage.sum, "term-hover", (position) => actions.hoverTerm(position));
on(stage.transport, "scrub", (position) => actions.scrubTo(trace(), position));
stage.transport.addEventListener("command", (event) => {
  COMMANDS[/** @type {Command} */ (/** @type {CustomEvent} */ (event).detail)]();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("a[data-to]");
  if (link instanceof HTMLElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const [to, at] = link.dataset.to?.split("/") ?? [];
    const first = trace().chapters.find(({ id }) => id === to)?.steps[0].id ?? "";
    event.preventDefault();
    store.dispatch(actions.goTo(trace(), to, at ?? first));
    return;
  }
  const {
    showMode,
    zeros,
    order,
    panel,
    do: command,
  } = event.target.closest("button")?.dataset ?? {};
  if (showMode !== undefined) store.dispatch(actions.setShow(/** @type {Show} */ (showMode)));
  if (zeros !== undefined) store.dispatch(actions.setZeros(zeros === "shown"));
  if (order !== undefined) turnPatches(/** @type {Order} */ (order));
  if (panel !== undefined)
    store.dispatch(actions.openPanel(trace(), /** @type {PanelName} */ (panel)));
  if (command !== undefined) COMMANDS[/** @type {Command} */ (command)]();
});

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") && !(help.open && event.key === "?")) return;
  const command = commandOf(event);
  if (command === null) return;
  event.preventDefault();
  COMMANDS[command]();
});

showConnection(connection, () => workbench.edits.isBusy);
const travel = new PageLinks(connection, async () => {
  await workbench.edits.idle();
  // What was answered last is drawn, and in the address.
  await new Promise((done) => requestAnimationFrame(done));
});
travel.listenToLinks();
listenToMenus({
  travel,
  state: () => store.state,
  address: () => addressOf(store.state, trace(), new URL(location.href)),
  leave: () => {
    const isCarried = carryOver(workbench.unlinkableRequest());
    if (!isCarried) workbench.say(strings.words.notCarried);
    return isCarried;
  },
  setTheme: (theme) => store.dispatch(actions.setTheme(theme)),
});

addEventListener("popstate", () => void followHistory());

/** The browser has gone back or forward. */
async function followHistory() {
  const url = new URL(location.href);
  addressBar.forget();
  if (!addressBar.differs(store.state)) return;
  if (addressBar.hasOtherNumbers(store.state)) {
    const isOpen = await workbench.reopen(url);
    // The browser may have gone on since.
    if (!isOpen || location.href !== url.href) return;
  }
  arrive(url);
}

/** The state of an address, on the lesson that is open. @param {URL} url @param {boolean} [isNew] whether it is an entry of its own */
function arrive(url, isNew = false) {
  const [to, at] = url.pathname.split("/").slice(1);
  const found = trace().chapters.find(({ id }) => id === to);
  const steps = found?.steps.map(({ id }) => id) ?? [store.state.step];
  const place = {
    chapter: found?.id ?? store.state.chapter,
    step: steps.includes(at) ? at : steps[0],
    source: store.state.source,
  };
  const { theme, show, zeros, speed, order } = store.state;
  addressBar.arriving = !isNew;
  // Going back changes nothing of how cells are shown; a saved view brings that along.
  const kept = isNew ? { speed } : { theme, show, zeros, speed, order };
  const shown = isNew ? lesson.traceIn(patchOrderIn(url)) : trace();
  store.dispatch(() => ({ ...stateOf(url, shown, place), ...kept }));
}

addEventListener("resize", () => {
  stage.measure();
  draw(store.state);
});

// Where the math font is long on its way, the grids are drawn before it is there.
document.fonts.addEventListener("loadingdone", () => {
  stage.refit();
  draw(store.state);
});

listBindings();
workbench.startIn(form);
if (here.searchParams.has("own")) void workbench.restore();
const [, , asked] = here.pathname.split("/");
// A step that this example does not have has opened another, and says so.
const isOther = asked !== undefined && asked !== store.state.step;
const isReseeded = (here.searchParams.get("seed") ?? "") !== store.state.seed;
if (isOther || isReseeded || !find("#notice").hidden) addressBar.follow(store.state, false);
showStep();
draw(store.state);
