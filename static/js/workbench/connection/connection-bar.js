/**
 * What the reader is told of the connection to the server: that an answer is waited for, or that there is none
 * and what becomes of what was entered. It goes by itself.
 *
 * @import {Connection} from "./connection.js"
 */

/** @param {Connection} connection @param {() => boolean} [isWaiting] whether something that was entered waits */
export function showConnection(connection, isWaiting = () => false) {
  const bar = /** @type {HTMLElement} */ (document.querySelector("#connection"));
  const [text, kept] = /** @type {NodeListOf<HTMLElement>} */ (bar.querySelectorAll("span > span"));
  const button = /** @type {HTMLButtonElement} */ (bar.querySelector("button"));
  connection.subscribe((reach) => {
    const hadFocus = bar.contains(document.activeElement);
    document.documentElement.dataset.connection = reach;
    bar.hidden = reach === "open";
    bar.classList.toggle("over", reach === "waiting");
    button.hidden = reach === "waiting";
    const told = bar.dataset[reach] ?? "";
    // Screen readers announce text again whenever it is set, so set it only if it changed.
    if (text.textContent !== told) text.textContent = told;
    kept.hidden = reach === "waiting" || !isWaiting();
    // The focus does not go with the button.
    const main = /** @type {HTMLElement|null} */ (document.querySelector("#stage, main"));
    if (hadFocus && button.hidden) main?.focus({ preventScroll: true });
  });
  connection.announce();
  button.addEventListener("click", () => connection.retry());
  addEventListener("online", () => connection.retry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && connection.failure !== null) connection.retry();
  });
}
