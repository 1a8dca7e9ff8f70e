/**
 * Two explainers in one page, each with a button that stops it: what one does must change nothing in the other.
 * `make serve-dev` serves it.
 */

import { find } from "../../markup/dom.js";
import { showConnection } from "../../workbench/connection/connection-bar.js";
import { Connection } from "../../workbench/connection/connection.js";
import { Explainer } from "../explainer.js";

const connection = new Connection();

/** @param {HTMLElement} element */
function embedded(element) {
  const { address = "/" } = element.dataset;
  const explainer = new Explainer(element, {
    connection,
    url: () => new URL(address, location.origin),
    presetTitle: () => element.ariaLabel ?? "",
  });
  explainer.start();
  find("[data-stop]", element).addEventListener("click", () => explainer.stop());
  return explainer;
}

const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".explainer"));
const explainers = [...elements].map(embedded);
showConnection(connection, () => explainers.some(({ workbench }) => workbench.edits.isBusy));
