/**
 * The map: a node that is looked at lights what it is made from and what it goes into, and says where it
 * leads. Without this script its links work as they are.
 */

const told = /** @type {HTMLElement} */ (document.querySelector("#told"));
const nodes = /** @type {NodeListOf<SVGAElement>} */ (document.querySelectorAll("[data-node]"));
const edges = /** @type {NodeListOf<SVGAElement>} */ (document.querySelectorAll("[data-from]"));

/** @param {SVGAElement|null} link a node or an edge */
function light(link) {
  const names = new Set();
  for (const edge of edges) {
    const { from, to } = edge.dataset;
    const name = link?.dataset.node;
    const isLit = edge === link || (name !== undefined && (from === name || to === name));
    edge.classList.toggle("lit", isLit);
    if (isLit) names.add(from).add(to);
  }
  if (link?.dataset.node !== undefined) names.add(link.dataset.node);
  for (const node of nodes) node.classList.toggle("lit", names.has(node.dataset.node));
  document.body.classList.toggle("looking", link !== null);
  const title = link?.querySelector("title")?.textContent;
  told.textContent = title ?? told.dataset.hint ?? "";
}

/** @param {Event} event */
function linkAt({ target }) {
  return target instanceof Element ? target.closest("[data-node], [data-from]") : null;
}

for (const type of ["pointerover", "focusin"]) {
  document.addEventListener(type, (event) => {
    light(/** @type {SVGAElement|null} */ (linkAt(event)));
  });
}

/** @param {string} name @param {string} value the page again, with another choice */
function open(name, value) {
  const url = new URL(location.href);
  url.searchParams.set(name, value);
  location.assign(url);
}

for (const name of ["preset", "theme"]) {
  document.querySelector(`#${name}`)?.addEventListener("change", ({ target }) => {
    open(name, /** @type {HTMLSelectElement} */ (target).value);
  });
}
