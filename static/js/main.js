/**
 * The page: reads the trace that came with it, keeps the state, and hands each element its properties.
 * Event, action, store, selectors, properties, and round again.
 *
 * @import {Action} from "./store.js"
 * @import {Command} from "./keys.js"
 * @import {StepBoard} from "./elements/step-board.js"
 * @import {SumPanel} from "./elements/sum-panel.js"
 * @import {TransportBar} from "./elements/transport-bar.js"
 * @import {Show, State, Theme} from "./types.js"
 */

import * as actions from "./actions.js";
import { boardOf } from "./board.js";
import "./elements/define.js";
import { AddressBar } from "./history.js";
import { commandOf } from "./keys.js";
import { marks } from "./marks.js";
import {
  drawPage,
  drawTheme,
  embedded,
  find,
  listBindings,
  openStep,
  readCellLimits,
  stepTitle,
} from "./page.js";
import {
  cellCount,
  cursorCell,
  focus,
  shownTerms,
  stageCell,
  stepNeighbour,
  written,
} from "./selectors.js";
import { describe } from "./speech.js";
import { Store } from "./store.js";
import { Trace } from "./trace.js";
import { SHOWS, stateOf } from "./url.js";
import { placeOf } from "./view.js";

const CELL_MILLISECONDS = 1200;
const SPEECH_DELAY = 350;

const trace = new Trace(embedded("trace"));
const { words, titles } = embedded("strings");
const { chapter = "", step = "" } = document.body.dataset;
const store = new Store(stateOf(new URL(location.href), trace, { chapter, step }));

const addressBar = new AddressBar(trace);

const board = /** @type {StepBoard} */ (find("step-board"));
const sum = /** @type {SumPanel} */ (find("sum-panel"));
const transport = /** @type {TransportBar} */ (find("transport-bar"));
const help = /** @type {HTMLDialogElement} */ (find("#help"));

/** @type {Record<Command, () => void>} */
const COMMANDS = {
  nextCell: () => store.dispatch(actions.nextCell(trace)),
  previousCell: () => store.dispatch(actions.previousCell(trace)),
  nextStep: () => store.dispatch(actions.nextStep(trace)),
  previousStep: () => store.dispatch(actions.previousStep(trace)),
  firstCell: () => store.dispatch(actions.moveTo(trace, 0)),
  lastCell: () => store.dispatch(actions.moveTo(trace, Number.POSITIVE_INFINITY)),
  play: () => store.dispatch(actions.togglePlay()),
  speed: () => store.dispatch(actions.nextSpeed()),
  unpin: () => store.dispatch(actions.unpin()),
  show: () => {
    const at = SHOWS.indexOf(store.state.show);
    store.dispatch(actions.setShow(SHOWS[(at + 1) % SHOWS.length]));
  },
  zeros: () => store.dispatch(actions.setZeros(!store.state.zeros)),
  help: () => (help.open ? help.close() : help.showModal()),
};

drawTheme(store.state);
/** The theme's limits of a cell: read when theme or window change, not with every cell. */
let cellLimits = readCellLimits();

/** @param {State} state */
function draw(state) {
  drawPage(state, trace);
  const { step, view } = written(trace, state);
  const cursor = cursorCell(trace, state);
  const fan = focus(trace, state);
  const { cell: onStage, isWritten } = stageCell(trace, state, fan);
  const terms = fan.kind === "in" ? shownTerms(trace, state, fan) : [];
  sum.update({
    trace,
    rule: step.rule,
    writes: step.writes,
    view,
    block: placeOf(trace.tensor(step.writes), view, onStage).block,
    fan,
    terms,
    hot: state.term,
    words,
  });
  board.update({
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
    ...cellLimits,
  });
  transport.update({
    cursor: state.cursor,
    count: cellCount(trace, state),
    playing: state.playing,
    speed: state.speed,
    words,
    atStart: stepNeighbour(trace, state, -1) === null,
    atEnd: stepNeighbour(trace, state, 1) === null,
  });
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
    cellLimits = readCellLimits();
  }
  draw(state);
  const turned = state.step !== previous.step || state.chapter !== previous.chapter;
  if (turned) openStep();
  unspoken ||= turned;
  clearTimeout(speech);
  if (!state.playing) speech = setTimeout(() => speak(state), SPEECH_DELAY);
  addressBar.follow(state, turned);
  if (state.playing !== previous.playing || state.speed !== previous.speed) play(state);
});

/** A step that has turned says its title first. @param {State} state */
function speak(state) {
  const title = unspoken ? `${stepTitle()}. ` : "";
  unspoken = false;
  find("#spoken").textContent = title + describe(trace, state, words);
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

on(board, "cell-hover", (ref) => (store.state.playing ? null : actions.hoverCell(ref)));
on(board, "cell-pin", (ref) => actions.pinCell(trace, ref));
on(board, "block-open", (ref) => actions.pinCell(trace, ref));
on(sum, "term-hover", (position) => actions.hoverTerm(position));
on(transport, "scrub", (position) => actions.moveTo(trace, position));
transport.addEventListener("command", (event) => {
  COMMANDS[/** @type {Command} */ (/** @type {CustomEvent} */ (event).detail)]();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("a[data-to]");
  if (link instanceof HTMLElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const [to, at] = link.dataset.to?.split("/") ?? [];
    const first = trace.chapters.find(({ id }) => id === to)?.steps[0].id ?? "";
    event.preventDefault();
    store.dispatch(actions.goTo(to, at ?? first));
    return;
  }
  const { showMode, zeros, do: command } = event.target.closest("button")?.dataset ?? {};
  if (showMode !== undefined) store.dispatch(actions.setShow(/** @type {Show} */ (showMode)));
  if (zeros !== undefined) store.dispatch(actions.setZeros(zeros === "shown"));
  if (command !== undefined) COMMANDS[/** @type {Command} */ (command)]();
});

document.addEventListener("keydown", (event) => {
  if (help.open && event.key !== "?") return;
  const command = commandOf(event);
  if (command === null) return;
  event.preventDefault();
  COMMANDS[command]();
});

find("#preset").addEventListener("change", (/** @type {Event} */ event) => {
  const url = new URL(location.href);
  url.pathname = `/${store.state.chapter}/${store.state.step}`;
  for (const name of ["cell", "pin"]) url.searchParams.delete(name);
  url.searchParams.set("preset", /** @type {HTMLSelectElement} */ (event.target).value);
  location.assign(url);
});
find("#theme").addEventListener("change", (/** @type {Event} */ event) => {
  const { value } = /** @type {HTMLSelectElement} */ (event.target);
  store.dispatch(actions.setTheme(/** @type {Theme} */ (value)));
});

addEventListener("popstate", () => {
  const url = new URL(location.href);
  const { state } = store;
  if (!addressBar.differs(state)) return;
  const [to, at] = url.pathname.split("/").slice(1);
  const found = trace.chapters.find(({ id }) => id === to);
  const steps = found?.steps.map(({ id }) => id) ?? [step];
  const place = { chapter: found?.id ?? chapter, step: steps.includes(at) ? at : steps[0] };
  const { theme, show, zeros, speed } = state;
  addressBar.arriving = true;
  store.dispatch(() => ({ ...stateOf(url, trace, place), theme, show, zeros, speed }));
});

// A page that comes back from the browser's memory keeps what its menus showed when it was left.
addEventListener("pageshow", () => {
  find("#preset").value = document.body.dataset.preset;
});
addEventListener("resize", () => {
  cellLimits = readCellLimits();
  draw(store.state);
});

listBindings();
draw(store.state);
