/**
 * What each command does to an explainer.
 *
 * @import {Command} from "../markup/keys.js"
 * @import {Explainer} from "./explainer.js"
 */

import * as actions from "../state/actions.js";
import { SHOWS } from "../state/address.js";

/** @param {Explainer} explainer @returns {Record<Command, () => void>} */
export function commandsOf(explainer) {
  const { store, help } = explainer;
  const trace = () => explainer.trace();
  return {
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
    order: () => explainer.turnPatches(store.state.order === "first" ? "last" : "first"),
    edit: () => store.dispatch(actions.openPanel(trace(), "edit")),
    code: () => store.dispatch(actions.openPanel(trace(), "code")),
    practice: () => store.dispatch(actions.openPanel(trace(), "practice")),
    undo: () => void explainer.workbench.edits.undo(),
    redo: () => void explainer.workbench.edits.redo(),
    help: () => (help?.open ? help.close() : help?.showModal()),
  };
}
