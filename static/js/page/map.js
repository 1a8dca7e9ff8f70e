/**
 * The map: what is looked at lights what it is made from and what it goes into, and tells its rule.
 * Without this script its links work as they are.
 */

import { showConnection } from "../workbench/connection/connection-bar.js";
import { Connection } from "../workbench/connection/connection.js";
import { PageLinks } from "../workbench/connection/page-links.js";

const told = /** @type {HTMLElement} */ (document.querySelector("#told"));
const map = /** @type {HTMLElement} */ (document.querySelector(".map"));
const nodes = /** @type {NodeListOf<SVGElement>} */ (map.querySelectorAll("[data-node]"));
const ways = /** @type {NodeListOf<SVGElement>} */ (map.querySelectorAll("[data-from]"));
const operations = /** @type {NodeListOf<SVGElement>} */ (map.querySelectorAll("g[data-op]"));

/** @param {SVGElement|null} seen a node or an operation */
function light(seen) {
  const { node: name, op } = seen?.dataset ?? {};
  const lit = new Set([name]);
  const ops = new Set([op]);
  for (const way of ways) {
    const { from, to, op: by } = way.dataset;
    const isLit = seen !== null && (op === undefined ? from === name || to === name : by === op);
    way.classList.toggle("lit", isLit);
    if (isLit) {
      lit.add(from).add(to);
      ops.add(by);
    }
  }
  for (const each of nodes) each.classList.toggle("lit", lit.has(each.dataset.node));
  for (const each of operations) each.classList.toggle("lit", ops.has(each.dataset.op));
  map.classList.toggle("looking", seen !== null);
  told.textContent = seen?.dataset.told || (told.dataset.hint ?? "");
  told.classList.toggle("equation", Boolean(seen?.dataset.told));
}

/** @param {EventTarget|null} target */
function seenAt(target) {
  const seen = target instanceof Element ? target.closest("[data-node], g[data-op]") : null;
  return /** @type {SVGElement|null} */ (seen);
}

document.addEventListener("pointerover", ({ target }) => light(seenAt(target)));
document.addEventListener("focusin", ({ target }) => light(seenAt(target)));
document.addEventListener("focusout", ({ relatedTarget }) => light(seenAt(relatedTarget)));

const connection = new Connection();
const travel = new PageLinks(connection);
showConnection(connection);
travel.listenToLinks();

/** The page again, with another choice. @param {HTMLSelectElement} menu */
async function choose(menu) {
  const url = new URL(location.href);
  url.searchParams.set(menu.id, menu.value);
  // Own numbers give way to an example.
  if (menu.id === "preset") url.searchParams.delete("data");
  const shown = [...menu.options].find((option) => option.defaultSelected);
  if (!(await travel.to(() => url)) && shown !== undefined) menu.value = shown.value;
}

for (const menu of /** @type {NodeListOf<HTMLSelectElement>} */ (
  document.querySelectorAll("#preset, #theme")
)) {
  menu.addEventListener("change", () => void choose(menu));
}

document.querySelector("#dismiss")?.addEventListener("click", () => {
  document.querySelector("#notice")?.setAttribute("hidden", "");
});
