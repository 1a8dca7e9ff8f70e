/**
 * What an explainer listens to: what its elements say, and the reader's clicks and keys.
 *
 * @import {Command} from "../markup/keys.js"
 * @import {Action} from "../state/store.js"
 * @import {PanelName, Show} from "../state/types.js"
 * @import {Order} from "../trace/types.js"
 * @import {Explainer} from "./explainer.js"
 */

import { commandOf } from "../markup/keys.js";
import * as actions from "../state/actions.js";
import { aimedAt } from "../state/selectors.js";

/** @param {Explainer} explainer */
export function listenToElements(explainer) {
  const { commands, root, stage, store, workbench } = explainer;
  const trace = () => explainer.trace();
  /** @param {HTMLElement} element @param {string} type @param {(detail: any) => Action|null} action */
  const on = (element, type, action) =>
    root.listen(element, type, ({ detail }) => {
      const next = action(detail);
      if (next !== null) store.dispatch(next);
    });
  /** @param {any} ref a cell on the stage, or null @returns {any} */
  const aimed = (ref) => aimedAt(trace(), store.state, ref);
  // Hovering highlights nothing during practice, since it would give the answer away.
  const isStill = () => store.state.playing || store.state.panel === "practice";
  for (const board of [stage.board, stage.routes]) {
    on(board, "cell-hover", (ref) => (isStill() ? null : actions.hoverCell(aimed(ref))));
    on(board, "cell-pin", (ref) => workbench.choose(ref) ?? actions.pinCell(trace(), aimed(ref)));
    on(board, "block-open", (ref) => actions.pinCell(trace(), ref));
  }
  on(stage.sum, "channel-open", (channel) => actions.openChannel(channel));
  on(stage.sum, "term-hover", (position) => actions.hoverTerm(position));
  on(stage.transport, "scrub", (position) => actions.scrubTo(trace(), position));
  root.listen(stage.transport, "command", ({ detail }) => {
    commands[/** @type {Command} */ (detail)]();
  });
}

/** @param {Explainer} explainer */
export function listenToReader(explainer) {
  const { events, root, stage } = explainer;
  root.listen(events, "click", (event) => onClick(explainer, event));
  root.listen(events, "keydown", (event) => onKey(explainer, event));
  root.listen(globalThis, "resize", () => {
    stage.measure();
    explainer.draw();
  });
  // The grids may have been drawn before a slow math font arrived.
  root.listen(document.fonts, "loadingdone", () => {
    stage.refit();
    explainer.draw();
  });
}

/** @param {Explainer} explainer @param {MouseEvent} event */
function onClick(explainer, event) {
  const { target, ctrlKey, metaKey, shiftKey } = event;
  if (!(target instanceof Element)) return;
  const link = target.closest("a[data-to]");
  if (link instanceof HTMLElement && !ctrlKey && !metaKey && !shiftKey) {
    event.preventDefault();
    follow(explainer, link);
  } else press(explainer, target.closest("button")?.dataset ?? {});
}

/** @param {Explainer} explainer @param {HTMLElement} link to a chapter or to a step */
function follow({ store, lesson }, link) {
  const trace = lesson.traceIn(store.state.order);
  const [to, at] = link.dataset.to?.split("/") ?? [];
  const first = trace.chapters.find(({ id }) => id === to)?.steps[0].id ?? "";
  store.dispatch(actions.goTo(trace, to, at ?? first));
}

/** @param {Explainer} explainer @param {DOMStringMap} data of the button */
function press(explainer, { showMode, zeros, order, panel, do: command }) {
  const { commands, store } = explainer;
  if (showMode !== undefined) store.dispatch(actions.setShow(/** @type {Show} */ (showMode)));
  if (zeros !== undefined) store.dispatch(actions.setZeros(zeros === "shown"));
  if (order !== undefined) explainer.turnPatches(/** @type {Order} */ (order));
  if (panel !== undefined)
    store.dispatch(actions.openPanel(explainer.trace(), /** @type {PanelName} */ (panel)));
  if (command !== undefined) commands[/** @type {Command} */ (command)]();
}

/** @param {Explainer} explainer @param {KeyboardEvent} event */
function onKey({ commands, help, root }, event) {
  const isDialogOpen = root.element.querySelector("dialog[open]") !== null;
  if (isDialogOpen && !(help?.open && event.key === "?")) return;
  const command = commandOf(event);
  if (command === null) return;
  event.preventDefault();
  commands[command]();
}
