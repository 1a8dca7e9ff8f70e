/**
 * Ways to the grids of the result that are not on the board. A tab says "block-open" with the first cell
 * of its grid; it is marked while its grid holds a marked cell.
 *
 * @import {Panel} from "../board.js"
 * @import {Mark} from "../marks.js"
 * @import {HeadingContext} from "./tensor-heading.js"
 */

import { el } from "../dom.js";
import { plainSymbol } from "../mathml.js";
import { titleOf } from "../titles.js";
import { cellAt, extentOf, placeOf, unflatten } from "../view.js";

/** As many as find room; they stand around the one that is open. */
const MOST_TABS = 12;

/** @param {HeadingContext} context @param {Panel} result @returns {HTMLElement} */
export function blockTabs({ trace, titles, words }, { tensor, view, blocks: shown }) {
  const { blocks } = extentOf(tensor, view);
  const first = Math.max(0, Math.min((shown[0] ?? 0) - MOST_TABS / 2, blocks - MOST_TABS));
  const tabs = el("nav", { class: `blocks of-${tensor.of}`, "aria-label": words.otherGrids });
  for (let block = first; block < Math.min(first + MOST_TABS, blocks); block++) {
    const { before, name, after, group } = titleOf(trace, tensor, view, block, titles);
    const text = name?.sup || String(group ?? block + 1);
    const tab = el("button", { type: "button", "data-block": String(block) }, text);
    tab.title = `${before}${plainSymbol(name)}${after}`;
    if (shown.includes(block)) tab.setAttribute("aria-current", "true");
    tab.addEventListener("click", () => {
      const cell = cellAt(tensor, view, { block, row: 0, col: 0 });
      const detail = { tensor: tensor.name, cell };
      tab.dispatchEvent(new CustomEvent("block-open", { detail, bubbles: true }));
    });
    tabs.append(tab);
  }
  return tabs;
}

/** @param {HTMLElement} board @param {Panel} result @param {Map<number, Mark>} marks of the result */
export function markTabs(board, { tensor, view }, marks) {
  const shape = tensor.axes.map(({ size }) => size);
  const holding = new Set(
    [...marks.keys()].map((flat) => placeOf(tensor, view, unflatten(shape, flat)).block),
  );
  for (const tab of board.querySelectorAll(".blocks button")) {
    const block = Number(/** @type {HTMLElement} */ (tab).dataset.block);
    tab.classList.toggle("marked", holding.has(block));
  }
}
