/**
 * Redrawing removes the element that has the focus; this moves the focus to the element that replaces it.
 */

/**
 * @param {HTMLElement} host what is redrawn
 * @param {() => void} redraw
 */
export function keepFocus(host, redraw) {
  const focused = document.activeElement;
  const held = focused !== host && host.contains(focused);
  const place = held ? placeOf(/** @type {HTMLElement} */ (focused)) : null;
  redraw();
  if (!held || document.activeElement === focused) return;
  const successor =
    (place && host.querySelector(place)) ??
    host.querySelector('.result .cell[tabindex="0"]') ??
    host.querySelector('.cell[tabindex="0"]') ??
    host;
  focusQuietly(/** @type {HTMLElement} */ (successor));
}

/** Focus that is given back is not a look at the cell. @param {HTMLElement} element */
function focusQuietly(element) {
  const grid = element.closest("tensor-grid");
  grid?.setAttribute("data-quiet", "");
  element.focus({ preventScroll: true });
  grid?.removeAttribute("data-quiet");
}

/** @param {HTMLElement} element @returns {string|null} a selector that finds its like */
function placeOf(element) {
  const { cell, block, channel, tensorChip } = element.dataset;
  if (tensorChip !== undefined) return `[data-tensor-chip="${tensorChip}"]`;
  if (element instanceof HTMLSelectElement) return "select";
  if (channel !== undefined) return `[data-channel="${channel}"]`;
  if (block !== undefined) return `[data-block="${block}"]`;
  const tensor = element.closest("[data-tensor]")?.getAttribute("data-tensor");
  if (cell === undefined) return null;
  return `${tensor ? `[data-tensor="${tensor}"] ` : ""}[data-cell="${cell}"]`;
}
