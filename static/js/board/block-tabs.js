/**
 * Ways to the grids of the result that are not on the board: a row of tabs for each axis that runs over
 * grids. A tab says "block-open" with the first cell of its grid; it is marked while its grid holds a
 * marked cell.
 *
 * @import {Panel} from "./board.js"
 * @import {HeadingContext} from "../grid/tensor-heading.js"
 * @import {Mark} from "../grid/cell-mark.js"
 */

import { el, fill } from "../markup/dom.js";
import { MAX_TABS } from "./board-size.js";
import { plainSymbol } from "../markup/mathml.js";
import { isGroup } from "../trace/axis-kind.js";
import { indexIn } from "../trace/cell-name.js";
import { titleOf } from "../grid/title.js";
import { cellAt, extentOf, placeOf, span, unflatten } from "../trace/view.js";

/** @param {HeadingContext} context @param {Panel} result @returns {HTMLElement} */
export function blockTabs({ trace, titles, words }, { tensor, view, blocks: [shown] }) {
  const here = cellAt(tensor, view, { block: shown, row: 0, col: 0 });
  const nav = el("nav", { class: `blocks of-${tensor.of}`, "aria-label": words.otherGrids });
  tensor.axes.forEach((each, position) => {
    const { axis, size } = each;
    if (!view.blocks.includes(axis) || span(tensor, [axis]) < 2) return;
    const row = el("div", {});
    const first = Math.max(0, Math.min(here[position] - MAX_TABS / 2, size - MAX_TABS));
    const end = Math.min(first + MAX_TABS, size);
    // The ends lead on to those that are out of sight.
    for (let at = Math.max(0, first - 1); at < Math.min(end + 1, size); at++) {
      const cell = here.with(position, at);
      const { block } = placeOf(tensor, view, cell);
      const { before, name, after, group } = titleOf(trace, tensor, view, block, titles);
      const index = indexIn(name, each);
      const own = isGroup(each) ? fill(words.group, { group: at + 1 }) : (index ?? String(at + 1));
      const beyond = at < first ? "\u2039" : at >= end ? "\u203a" : null;
      const tab = el("button", { type: "button", "data-block": String(block) }, beyond ?? own);
      Object.assign(tab.dataset, { axis, at: String(at) });
      const ofGroup = group === null ? "" : ` ${fill(words.group, { group })}`;
      tab.title = `${before}${plainSymbol(name)}${after}${ofGroup}`;
      if (beyond !== null) tab.setAttribute("aria-label", own);
      if (block === shown) tab.setAttribute("aria-current", "true");
      tab.addEventListener("click", () => {
        const detail = { tensor: tensor.name, cell };
        tab.dispatchEvent(new CustomEvent("block-open", { detail, bubbles: true }));
      });
      row.append(tab);
    }
    nav.append(row);
  });
  return nav;
}

/** @param {HTMLElement} board @param {Panel} result @param {Map<number, Mark>} marks of the result */
export function markTabs(board, { tensor, view, blocks }, marks) {
  const tabs = board.querySelectorAll(".blocks button");
  if (tabs.length === 0) return;
  const shape = tensor.axes.map(({ size }) => size);
  const { blocks: count } = extentOf(tensor, view);
  const holding = new Set();
  if (blocks.length < count) {
    for (const flat of marks.keys()) {
      const cell = unflatten(shape, flat);
      tensor.axes.forEach(({ axis }, k) => holding.add(`${axis}${cell[k]}`));
    }
  }
  for (const tab of tabs) {
    const { axis = "", at = "" } = /** @type {HTMLElement} */ (tab).dataset;
    tab.classList.toggle("marked", holding.has(`${axis}${at}`));
  }
}
