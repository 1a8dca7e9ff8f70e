/**
 * The page that `gradgrid open` shows first where the numbers of its file are too long for an address:
 * it takes them over and goes on to the explainer.
 */
import { carryOver } from "../workbench/carried-numbers.js";

const line = /** @type {HTMLElement} */ (document.querySelector("#handover"));
const { to = "/", gone = "", failed = "", large = "" } = line.dataset;
/** What the server says of numbers that it has handed over already. */
const NOT_FOUND = 404;

const answer = await fetch(`${location.pathname}/numbers`).catch(() => null);
// What is cut off on its way cannot be read.
const numbers = answer?.ok ? await answer.json().catch(() => null) : null;
if (numbers === null) line.textContent = answer?.status === NOT_FOUND ? gone : failed;
else if (carryOver(numbers)) location.replace(`${to}${themeAndLanguage()}`);
else line.textContent = large;

/** What the address says of theme and language, for the next one. */
function themeAndLanguage() {
  const query = new URLSearchParams(location.search).toString();
  return query && `&${query}`;
}
