/**
 * The prose of the open step, and its place in the list of steps.
 *
 * @import {Root} from "../markup/root.js"
 */

/** The reader starts each step at its top. @param {Root} root */
export function openStep(root) {
  root.find(".narration:not([hidden])").scrollTop = 0;
  showStep(root);
}

/** The open step, in sight in the list of steps; prose that has to be scrolled can be, by keys as well. @param {Root} root */
export function showStep(root) {
  const prose = root.find(".narration:not([hidden])");
  if (prose.scrollHeight > prose.clientHeight) prose.tabIndex = 0;
  else prose.removeAttribute("tabindex");
  const link = root.find(".steps:not([hidden]) [aria-current]");
  const item = link.closest("li");
  item.parentElement.scrollTop = (item.previousElementSibling ?? item).offsetTop;
}

/** @param {Root} root @returns {string} */
export function stepTitle(root) {
  return root.find(".narration:not([hidden]) h1").textContent;
}
