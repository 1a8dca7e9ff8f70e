/**
 * <transport-bar>: previous and next by step and by cell, play, a scrubber over every cell of the chapter
 * with a notch where a step begins. Its buttons come with the page; it says "command" with their
 * data-command, and "scrub" with a position.
 */

import { el, fill } from "../markup/dom.js";

/**
 * @typedef {{steps: {step: string, from: number}[], count: number, position: number, cell: number,
 *   cells: number, playing: boolean, speed: number, words: Record<string, string>, atStart: boolean,
 *   atEnd: boolean}} TransportModel
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
  update({ steps, count, position, cell, cells, playing, speed, words, atStart, atEnd }) {
    this.scrubber.max = String(count - 1);
    this.scrubber.value = String(position);
    const share = count > 1 ? position / (count - 1) : 1;
    this.scrubber.style.setProperty("--share", String(share));
    this.notch(steps.map(({ from }) => from / Math.max(1, count - 1)));
    const text = fill(words.cellOf, { cell: cell + 1, count: cells });
    const at = steps.findLastIndex(({ from }) => from <= position) + 1;
    const spoken = fill(words.stepOf, { step: at, count: steps.length });
    this.scrubber.setAttribute("aria-valuetext", `${spoken}, ${text}`);
    this.piece("position").textContent = text;
    const play = this.piece("play");
    play.setAttribute("aria-label", playing ? words.pause : words.play);
    play.classList.toggle("playing", playing);
    this.piece("speed").textContent = `${speed}\u00d7`;
    this.piece("speed").setAttribute("aria-label", fill(words.speed, { speed }));
    this.piece("previous-step").toggleAttribute("disabled", atStart);
    this.piece("previous-cell").toggleAttribute("disabled", atStart && cell === 0);
    this.piece("next-step").toggleAttribute("disabled", atEnd);
    this.piece("next-cell").toggleAttribute("disabled", atEnd && cell === cells - 1);
  }

  /** Where each step begins. @param {number[]} shares of the scrubber's length */
  notch(shares) {
    const track = this.piece("notches");
    if (track.dataset.at === shares.join()) return;
    track.dataset.at = shares.join();
    const notches = shares.slice(1).map((share) => {
      const notch = el("i", {});
      notch.style.setProperty("--at", String(share));
      return notch;
    });
    track.replaceChildren(...notches);
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
