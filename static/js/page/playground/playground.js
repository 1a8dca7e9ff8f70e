/**
 * The playground of developers: one element alone, on the numbers of a preset, with its properties in a form and
 * its events in a list. `make serve-dev` serves it.
 *
 * @import {Entry, Scene} from "./scene.js"
 * @import {Action} from "../../state/store.js"
 */

import "../define-elements.js";
import "../../workbench/define-edit-elements.js";
import { el, find } from "../../markup/dom.js";
import * as actions from "../../state/actions.js";
import { stateOf } from "../../state/address.js";
import { aimedAt } from "../../state/selectors.js";
import { Store } from "../../state/store.js";
import { Lesson } from "../../workbench/lesson.js";
import { LessonParts } from "../../workbench/lesson-parts.js";
import { Root } from "../../markup/root.js";
import { readSizes } from "../sizes.js";
import { GRIDS } from "./grids.js";
import { PANELS } from "./panels.js";
import { PropertyForm } from "./property-form.js";

const MAX_EVENTS = 8;
/** @type {Record<string, Entry>} */
const ELEMENTS = { ...GRIDS, ...PANELS };

const root = new Root(document.body);
const opening = new LessonParts().whole(root.embedded("lesson"));
const lesson = new Lesson(opening.trace, opening.lesson);
const { words, titles, controls } = root.embedded("strings");
const query = new URLSearchParams(location.search);
const trace = lesson.traceIn(query.get("order") === "last" ? "last" : "first");
const steps = trace.chapters.flatMap(({ id, steps: those }) =>
  those.map((step) => `${id}/${step.id}`),
);
const host = /** @type {HTMLElement} */ (find("#host"));
const form = new PropertyForm(/** @type {HTMLFormElement} */ (find("#properties")), query);

/** @param {string} name of a choice @param {string[]} options @param {string} [first] */
function offer(name, options, first = options[0]) {
  const select = /** @type {HTMLSelectElement} */ (find(`select[name=${name}]`));
  select.replaceChildren(...options.map((value) => el("option", { value }, value)));
  const asked = query.get(name);
  select.value = asked !== null && options.includes(asked) ? asked : first;
}

offer("element", Object.keys(ELEMENTS));
offer("step", steps);
for (const name of ["show", "zeros", "order", "theme", "width"]) {
  const held = query.get(name);
  if (held !== null) form.set(name, held);
}

const [chapter, step] = form.values().step.split("/");
const store = new Store(
  stateOf(new URL(location.href), trace, { chapter, step, source: lesson.sourceIn("") }),
);

/** @returns {Scene} */
function scene() {
  const { state } = store;
  const sizes = readSizes();
  const values = form.values();
  return { trace, state, facts: lesson.facts, titles, words, controls, sizes, values };
}

/** A step that has what the element draws: the open one, if it does. @param {Entry} entry @returns {string|undefined} */
function fittingStep({ fits = () => true }) {
  const now = scene();
  const here = `${now.state.chapter}/${now.state.step}`;
  return [here, ...steps].find((each) => {
    const [to, at] = each.split("/");
    return fits({ ...now, state: { ...now.state, chapter: to, step: at, cursor: 0 } });
  });
}

function draw() {
  const name = form.values().element;
  const entry = ELEMENTS[name];
  const { width } = form.values();
  host.style.setProperty("--width", `${width}px`);
  find("[name=width] + output").textContent = width;
  if (host.dataset.element !== name) {
    host.dataset.element = name;
    host.replaceChildren();
  }
  const fitting = fittingStep(entry);
  find("#unfit").hidden = fitting !== undefined;
  host.hidden = fitting === undefined;
  if (fitting === undefined) return;
  const { state } = store;
  if (fitting !== `${state.chapter}/${state.step}`) {
    open(fitting);
    return;
  }
  form.draw(entry.properties?.(scene()) ?? []);
  entry.draw(host, scene());
}

/** @param {string} to chapter/step */
function open(to) {
  form.set("step", to);
  const [id, at] = to.split("/");
  store.dispatch(actions.goTo(trace, id, at));
}

/** What the element says; the newest stands first. @param {string} type @param {unknown} detail */
function tell(type, detail) {
  const list = find("#events");
  list.prepend(el("li", {}, el("b", {}, type), " ", el("code", {}, JSON.stringify(detail) ?? "")));
  while (list.children.length > MAX_EVENTS) list.lastElementChild.remove();
}

/** What each event does to the state of the page; those that need the server are only told of. @type {Record<string, (detail: any) => Action|null>} */
const EVENTS = {
  "cell-hover": (ref) => actions.hoverCell(aimedAt(trace, store.state, ref)),
  "cell-pin": (ref) => actions.pinCell(trace, aimedAt(trace, store.state, ref) ?? ref),
  "block-open": (ref) => actions.pinCell(trace, ref),
  "channel-open": (channel) => actions.openChannel(channel),
  "term-hover": (position) => actions.hoverTerm(position),
  scrub: (position) => actions.scrubTo(trace, position),
  "sheet-open": ({ tensor, block }) => actions.openSheet(tensor, block),
  command: (command) =>
    ({
      nextCell: actions.nextCell(trace),
      previousCell: actions.previousCell(trace),
      nextStep: actions.nextStep(trace),
      previousStep: actions.previousStep(trace),
      speed: actions.nextSpeed(),
    })[/** @type {string} */ (command)] ?? null,
  "shape-turn": () => null,
  "bias-turn": () => null,
  "patch-move": () => null,
};

for (const [type, actionOf] of Object.entries(EVENTS)) {
  host.addEventListener(type, (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail !== null) tell(type, detail);
    const action = actionOf(detail);
    if (action !== null) store.dispatch(action);
  });
}

form.form.addEventListener("input", ({ target }) => {
  const values = form.values();
  const address = `?${new URLSearchParams(values)}`;
  const { name } = /** @type {HTMLInputElement} */ (target);
  // Other numbers, and their other order, come from the server.
  if (name === "preset" || name === "order") {
    location.assign(address);
    return;
  }
  history.replaceState(null, "", address);
  if (name === "step") open(values.step);
  if (name === "show") store.dispatch(actions.setShow(/** @type {any} */ (values.show)));
  if (name === "zeros") store.dispatch(actions.setZeros(values.zeros === "on"));
  if (name === "theme") {
    if (values.theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = values.theme;
  }
  draw();
});

store.subscribe(({ chapter: id, step: at }) => {
  form.set("step", `${id}/${at}`);
  draw();
});
addEventListener("resize", draw);
document.fonts.addEventListener("loadingdone", draw);
draw();
