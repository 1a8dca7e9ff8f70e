/** How wide the scroll bar of a grid is: 0 where it lies over what it scrolls. */

import { el } from "../markup/dom.js";

/** @type {number|null} */
let width = null;

/** @returns {number} in pixels */
export function scrollBarWidth() {
  if (width !== null) return width;
  const probe = el("div", { class: "bar-probe", "aria-hidden": "true" });
  document.body.append(probe);
  width = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return width;
}
