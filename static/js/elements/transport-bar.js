/**
 * <transport-bar>: previous and next by step and by cell, play, a scrubber over the step's cells. Its
 * buttons come with the page; it says "command" with their data-command, and "scrub" with a position.
 */

import { fill } from "../dom.js";

/**
 * @typedef {{cursor: number, count: number, playing: boolean, speed: number,
 *   words: Record<string, string>, atStart: boolean, atEnd: boolean}} TransportModel
 */

export class TransportBar extends HTMLElement {
  constructor() {
    super();
    this.events = new AbortController();
  }

  connectedCallback() {
    this.events = new AbortController();
    const { signal } = this.events;
    this.addEventListener("click", (event) => this.onClick(event), { signal });
    this.addEventListener("input", () => this.announce("scrub", this.scrubber.valueAsNumber), {
      signal,
    });
  }

  disconnectedCallback() {
    this.events.abort();
  }

  get scrubber() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=range]"));
  }

  /** @param {TransportModel} model */
  update({ cursor, count, playing, speed, words, atStart, atEnd }) {
    this.scrubber.max = String(count - 1);
    this.scrubber.value = String(cursor);
    const share = count > 1 ? cursor / (count - 1) : 1;
    this.scrubber.style.setProperty("--share", String(share));
    const text = fill(words.cellOf, { cell: cursor + 1, count });
    this.scrubber.setAttribute("aria-valuetext", text);
    this.piece("position").textContent = text;
    const play = this.piece("play");
    play.setAttribute("aria-label", playing ? words.pause : words.play);
    play.classList.toggle("playing", playing);
    this.piece("speed").textContent = `${speed}\u00d7`;
    this.piece("speed").setAttribute("aria-label", fill(words.speed, { speed }));
    this.piece("previous-step").toggleAttribute("disabled", atStart);
    this.piece("previous-cell").toggleAttribute("disabled", atStart && cursor === 0);
    this.piece("next-step").toggleAttribute("disabled", atEnd);
    this.piece("next-cell").toggleAttribute("disabled", atEnd && cursor === count - 1);
  }

  /** @param {string} name @returns {HTMLElement} */
  piece(name) {
    return /** @type {HTMLElement} */ (this.querySelector(`[data-part="${name}"]`));
  }

  /** @param {Event} event */
  onClick({ target }) {
    const button = target instanceof Element ? target.closest("[data-command]") : null;
    if (button instanceof HTMLElement) this.announce("command", button.dataset.command);
  }

  /** @param {string} type @param {unknown} detail */
  announce(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
