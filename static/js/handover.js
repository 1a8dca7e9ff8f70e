/**
 * The page that `gradgrid open` shows first where the numbers of its file are too long for an address:
 * it takes them over and goes on to the explainer.
 */
import { carryOver } from "./held.js";

const line = /** @type {HTMLElement} */ (document.querySelector("#handover"));
const { to = "/", gone = "", large = "" } = line.dataset;

const answer = await fetch(`${location.pathname}/numbers`).catch(() => null);
const numbers = answer?.ok ? await answer.json().catch(() => null) : null;
if (numbers !== null) {
  if (carryOver(numbers)) location.replace(`${to}${themeAndLanguage()}`);
  else line.textContent = large;
} else {
  line.textContent = gone;
}

/** What the address says of theme and language, for the next one. */
function themeAndLanguage() {
  const query = new URLSearchParams(location.search).toString();
  return query && `&${query}`;
}
