/**
 * The page: reads the trace that came with it, keeps the state, and hands each element its properties.
 *
 * @import {Command} from "./keys.js"
 * @import {StepBoard} from "./elements/step-board.js"
 * @import {SumPanel} from "./elements/sum-panel.js"
 * @import {TransportBar} from "./elements/transport-bar.js"
 * @import {CellRef, Show, State, Theme, WireTrace} from "./types.js"
 */

import * as actions from "./actions.js";
import { boardOf } from "./board.js";
import "./elements/define.js";
import { el } from "./dom.js";
import { BINDINGS, KEY_CAPS, commandOf } from "./keys.js";
import {
  cellCount,
  cursorCell,
  focus,
  marks,
  shownTerms,
  stepNeighbour,
  written,
} from "./selectors.js";
import { describe } from "./speech.js";
import { Store } from "./store.js";
import { Trace } from "./trace.js";
import { addressOf, stateOf } from "./url.js";

const CELL_SECONDS = 1.2;
const SPEECH_DELAY = 350;
const ADDRESS_DELAY = 250;

/** @param {string} id @returns {any} the JSON that the server put into the page */
function embedded(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null");
}

/** @param {string} selector @returns {any} */
function find(selector) {
  const found = document.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

const trace = new Trace(/** @type {WireTrace} */ (embedded("trace")));
const { words, titles } = embedded("strings");
const start = {
  chapter: document.body.dataset.chapter ?? "",
  step: document.body.dataset.step ?? "",
};
const store = new Store(stateOf(new URL(location.href), trace, start));

const board = /** @type {StepBoard} */ (find("step-board"));
const sum = /** @type {SumPanel} */ (find("sum-panel"));
const transport = /** @type {TransportBar} */ (find("transport-bar"));
const spoken = /** @type {HTMLElement} */ (find("#spoken"));
const help = /** @type {HTMLDialogElement} */ (find("#help"));

/** @type {Show[]} */
const SHOWS = ["both", "numbers", "symbols"];

/** @type {Record<Command, () => void>} */
const COMMANDS = {
  nextCell: () => store.dispatch(actions.nextCell(trace)),
  previousCell: () => store.dispatch(actions.previousCell(trace)),
  nextStep: () => store.dispatch(actions.nextStep(trace)),
  previousStep: () => store.dispatch(actions.previousStep(trace)),
  firstCell: () => store.dispatch(actions.moveTo(trace, 0)),
  lastCell: () => store.dispatch(actions.moveTo(trace, Number.POSITIVE_INFINITY)),
  play: () => store.dispatch(actions.togglePlay()),
  unpin: () => store.dispatch(actions.unpin()),
  show: () => {
    const at = SHOWS.indexOf(store.state.show);
    store.dispatch(actions.setShow(SHOWS[(at + 1) % SHOWS.length]));
  },
  zeros: () => store.dispatch(actions.setZeros(!store.state.zeros)),
  help: () => (help.open ? help.close() : help.showModal()),
};

/** @param {State} state */
function draw(state) {
  const { step } = written(trace, state);
  const cursor = cursorCell(trace, state);
  const fan = focus(trace, state);
  const onStage = fan.kind === "in" ? fan.target : cursor;
  const styles = getComputedStyle(document.documentElement);
  board.update({
    trace,
    board: boardOf(trace, state, onStage.cell),
    marks: marks(trace, state),
    cursor,
    show: state.show,
    titles,
    words,
    least: Number.parseFloat(styles.getPropertyValue("--cell-least")),
    most: Number.parseFloat(styles.getPropertyValue("--cell-most")),
  });
  const terms = fan.kind === "in" ? shownTerms(trace, state, fan) : [];
  sum.update({ trace, rule: step.rule, writes: step.writes, fan, terms, hot: state.term, words });
  transport.update({
    cursor: state.cursor,
    count: cellCount(trace, state),
    playing: state.playing,
    speed: state.speed,
    words,
    atStart: stepNeighbour(trace, state, -1) === null,
    atEnd: stepNeighbour(trace, state, 1) === null,
  });
  drawPage(state);
}

/** What stands around the stage. @param {State} state */
function drawPage(state) {
  const root = document.documentElement;
  if (state.theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = state.theme;
  for (const section of document.querySelectorAll("[data-chapter-id]")) {
    const { chapterId, stepId } = /** @type {HTMLElement} */ (section).dataset;
    const isHere = chapterId === state.chapter && (stepId === undefined || stepId === state.step);
    section.toggleAttribute("hidden", !isHere);
  }
  for (const link of document.querySelectorAll("a[data-to]")) {
    const [chapter, step] = /** @type {HTMLElement} */ (link).dataset.to?.split("/") ?? [];
    const isHere = chapter === state.chapter && (step === undefined || step === state.step);
    if (isHere) link.setAttribute("aria-current", step === undefined ? "true" : "step");
    else link.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-show-mode]")) {
    const { showMode } = /** @type {HTMLElement} */ (button).dataset;
    button.setAttribute("aria-pressed", String(showMode === state.show));
  }
  for (const button of document.querySelectorAll("[data-zeros]")) {
    const { zeros } = /** @type {HTMLElement} */ (button).dataset;
    button.setAttribute("aria-pressed", String((zeros === "shown") === state.zeros));
  }
  find("#unpin").hidden = state.pinned === null;
}

/** @type {ReturnType<typeof setTimeout>|undefined} */
let speech;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let address;
/** @type {ReturnType<typeof setTimeout>|undefined} */
let player;

store.subscribe((state, previous) => {
  draw(state);
  const turned = state.step !== previous.step || state.chapter !== previous.chapter;
  if (turned) {
    find("aside").scrollTop = 0;
    document.title = find(".narration:not([hidden]) h1").textContent + " \u00b7 Gradgrid";
  }
  clearTimeout(speech);
  speech = setTimeout(() => speak(state), SPEECH_DELAY);
  clearTimeout(address);
  const url = addressOf(state, trace, new URL(location.href));
  if (turned && !arriving) history.pushState(null, "", url);
  else address = setTimeout(() => history.replaceState(null, "", url), ADDRESS_DELAY);
  arriving = false;
  if (state.playing !== previous.playing || state.speed !== previous.speed) play(state);
});

let arriving = false;
addEventListener("popstate", () => {
  const url = new URL(location.href);
  const [chapter, step] = url.pathname.split("/").slice(-2);
  const known = trace.chapters
    .find(({ id }) => id === chapter)
    ?.steps.some(({ id }) => id === step);
  arriving = true;
  store.dispatch(() => stateOf(url, trace, known ? { chapter, step } : start));
});

/** @param {State} state */
function speak(state) {
  if (state.playing) return;
  spoken.textContent = describe(trace, state, words);
}

/** @param {State} state */
function play(state) {
  clearInterval(player);
  if (!state.playing) return;
  player = setInterval(
    () => store.dispatch(actions.nextCell(trace)),
    (CELL_SECONDS * 1000) / state.speed,
  );
}

/** @param {Event} event @returns {any} */
const detail = (event) => /** @type {CustomEvent} */ (event).detail;

board.addEventListener("cell-hover", (event) => {
  if (!store.state.playing)
    store.dispatch(actions.hoverCell(/** @type {CellRef|null} */ (detail(event))));
});
board.addEventListener("cell-pin", (event) =>
  store.dispatch(actions.pinCell(trace, detail(event))),
);
board.addEventListener("block-open", (event) =>
  store.dispatch(actions.pinCell(trace, detail(event))),
);
sum.addEventListener("term-hover", (event) => store.dispatch(actions.hoverTerm(detail(event))));
transport.addEventListener("scrub", (event) =>
  store.dispatch(actions.moveTo(trace, detail(event))),
);
document.addEventListener("command", (event) => {
  const command = detail(event);
  if (command === "speed") store.dispatch(actions.nextSpeed());
  else COMMANDS[/** @type {Command} */ (command)]?.();
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const link = target.closest("a[data-to]");
  if (link instanceof HTMLElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const [chapter, step] = link.dataset.to?.split("/") ?? [];
    const first = trace.chapters.find(({ id }) => id === chapter)?.steps[0].id;
    if (first === undefined) return;
    event.preventDefault();
    store.dispatch(actions.goTo(chapter, step ?? first));
    return;
  }
  const button = target.closest("button");
  if (button?.dataset.showMode !== undefined) {
    store.dispatch(actions.setShow(/** @type {Show} */ (button.dataset.showMode)));
  }
  if (button?.dataset.zeros !== undefined) {
    store.dispatch(actions.setZeros(button.dataset.zeros === "shown"));
  }
  if (button?.dataset.do !== undefined) COMMANDS[/** @type {Command} */ (button.dataset.do)]();
});

document.addEventListener("keydown", (event) => {
  if (help.open && event.key !== "?") return;
  const command = commandOf(event);
  if (command === null) return;
  event.preventDefault();
  COMMANDS[command]();
});

find("#preset").addEventListener("change", (/** @type {Event} */ event) => {
  const { value } = /** @type {HTMLSelectElement} */ (event.target);
  const url = new URL(location.href);
  for (const name of ["cell", "pin"]) url.searchParams.delete(name);
  url.searchParams.set("preset", value);
  location.assign(url);
});
find("#theme").addEventListener("change", (/** @type {Event} */ event) => {
  const { value } = /** @type {HTMLSelectElement} */ (event.target);
  store.dispatch(actions.setTheme(/** @type {Theme} */ (value)));
  board.fit();
});

/** The help dialog and the key handler read the same table. */
function listBindings() {
  const list = find("#bindings");
  const texts = JSON.parse(list.dataset.texts);
  for (const { keys, command } of BINDINGS) {
    const caps = keys.map((key) => el("kbd", {}, KEY_CAPS[key] ?? key));
    list.append(el("dt", {}, ...caps.flatMap((cap, k) => (k > 0 ? [" ", cap] : [cap]))));
    list.append(el("dd", {}, texts[command]));
  }
}

listBindings();
draw(store.state);
document.body.classList.add("ready");
