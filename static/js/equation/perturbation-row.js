/**
 * The row of the sum panel that raises a cell by 1: its number and the loss, before and after.
 *
 * @import {FanIn} from "../state/selectors.js"
 * @import {Losses} from "../trace/perturbation.js"
 * @import {SumModel} from "./rows.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatNumber } from "../markup/number-format.js";
import { m, math } from "../markup/mathml.js";
import { named, row } from "./row-parts.js";
import { isQuick, lossBySteps, lossOf, lossWith } from "../trace/perturbation.js";

/** @param {SumModel} model @param {FanIn} fan of a step that perturbs a cell @param {string} perturbs @returns {HTMLElement} */
export function perturbationRow({ trace, words }, { target }, perturbs) {
  const ref = { tensor: perturbs, cell: target.cell };
  const value = trace.value(perturbs, ref.cell);
  const losses = el("span", {}, fromTo(lossOf(trace)));
  const change = el("span", { class: "count" });
  const found = row(
    words.raised,
    named(trace, ref),
    fromTo(value, value + 1),
    el("span", { class: "loss" }, math(m("mi", "L"))),
    losses,
    change,
  );
  found.classList.add("raised");
  /** @param {Losses} known */
  const complete = ({ before, after }) => {
    losses.textContent = fromTo(before, after);
    change.textContent = fill(words.lossChange, { change: formatNumber(after - before) });
    change.after(named(trace, target));
  };
  if (isQuick(trace)) complete(lossWith(trace, ref));
  else computeLater(lossBySteps(trace, ref), found, complete);
  return found;
}

/** A slice at a time, as long as the row is on the page. @param {ReturnType<typeof lossBySteps>} work @param {HTMLElement} found @param {(losses: Losses) => void} complete */
function computeLater(work, found, complete) {
  setTimeout(() => {
    if (!found.isConnected) return;
    const { done, value } = work.next();
    if (done) complete(value);
    else computeLater(work, found, complete);
  });
}

/** @param {number} before @param {number} [after] where it is known */
function fromTo(before, after) {
  return `${formatNumber(before)} \u2192 ${after === undefined ? "\u2026" : formatNumber(after)}`;
}
