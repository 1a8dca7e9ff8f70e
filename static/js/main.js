/**
 * The page: reads the trace that came with it, keeps the state, and hands each element its properties.
 * Event, action, store, selectors, properties, and round again.
 *
 * @import {Action} from "./store.js"
 * @import {Command} from "./keys.js"
 * @import {Order, Show, State, Theme} from "./types.js"
 */

import * as actions from "./actions.js";
import "./elements/define.js";
import { AddressBar } from "./history.js";
import { commandOf } from "./keys.js";
import { inOrder } from "./order.js";
import {
  drawPage,
  drawTheme,
  embedded,
  find,
  listBindings,
  openStep,
  showStep,
  stepTitle,
} from "./page.js";
import { aimedAt } from "./selectors.js";
import { describe } from "./speech.js";
import { Carrier } from "./motion.js";
import { Stage } from "./stage.js";
import { Store } from "./store.js";
import { Trace } from "./trace.js";
import { SHOWS, addressOf, orderOf, stateOf } from "./url.js";

const CELL_MILLISECONDS = 1200;
const SPEECH_DELAY = 350;

const wire = embedded("trace");
const strings = embedded("strings");
const { chapter = "", step = "" } = document.body.dataset;
/** @type {Map<Order, Trace>} */
const traces = new Map();
const here = new URL(location.href);
const store = new Store(stateOf(here, traceIn(orderOf(here)), { chapter, step }));

const addressBar = new AddressBar(trace);
const stage = new Stage(strings);
const carrier = new Carrier(find("#stage"));
const help = /** @type {HTMLDialogElement} */ (find("#help"));

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
  help: () => (help.open ? help.close() : help.showModal()),
};

/** @param {Order} order @returns {Trace} */
function traceIn(order) {
  const known = traces.get(order) ?? new Trace(inOrder(wire, order));
  traces.set(order, known);
  return known;
}

/** The trace in the order of patches that is drawn. @returns {Trace} */
function trace() {
  return traceIn(store.state.order);
}

/** @param {Order} order */
function turnPatches(order) {
  store.dispatch(actions.setOrder(trace(), traceIn(order), order));
}

/** @param {any} ref a cell on the stage, or null @returns {any} */
function aimed(ref) {
  return aimedAt(trace(), store.state, ref);
}

/** @param {State} state */
function draw(state) {
  drawPage(state, trace(), traceIn("first"));
  stage.draw(state, trace());
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
  if (turned) openStep();
  if (!turned && state.cursor === previous.cursor + 1)
    carrier.carry(state.playing ? state.speed : 1);
  else carrier.land();
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
  find("#spoken").textContent = title + describe(trace(), state, strings.words);
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
  on(board, "cell-hover", (ref) => (store.state.playing ? null : actions.hoverCell(aimed(ref))));
  on(board, "cell-pin", (ref) => actions.pinCell(trace(), aimed(ref)));
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
  const { showMode, zeros, order, do: command } = event.target.closest("button")?.dataset ?? {};
  if (showMode !== undefined) store.dispatch(actions.setShow(/** @type {Show} */ (showMode)));
  if (zeros !== undefined) store.dispatch(actions.setZeros(zeros === "shown"));
  if (order !== undefined) turnPatches(/** @type {Order} */ (order));
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
find("#language").addEventListener("click", (/** @type {Event} */ event) => {
  const url = new URL(addressOf(store.state, trace(), new URL(location.href)), location.href);
  url.searchParams.set("lang", find("#language").dataset.lang);
  event.preventDefault();
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
  const found = trace().chapters.find(({ id }) => id === to);
  const steps = found?.steps.map(({ id }) => id) ?? [step];
  const place = { chapter: found?.id ?? chapter, step: steps.includes(at) ? at : steps[0] };
  const { theme, show, zeros, speed, order } = state;
  addressBar.arriving = true;
  store.dispatch(() => ({ ...stateOf(url, trace(), place), theme, show, zeros, speed, order }));
});

// A page that comes back from the browser's memory keeps what its menus showed when it was left.
addEventListener("pageshow", () => {
  find("#preset").value = document.body.dataset.preset;
});
addEventListener("resize", () => {
  stage.measure();
  draw(store.state);
});

listBindings();
const [, , asked] = here.pathname.split("/");
// A step that this example does not have has opened another, and says so.
if (asked !== undefined && asked !== store.state.step) addressBar.follow(store.state, false);
showStep();
draw(store.state);
