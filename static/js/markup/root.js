/**
 * The part of a document that one explainer has: what it looks up stands below one element, and what it listens
 * to ends with it. Several explainers can so stand in one document. An id must be unique there, so every id of an
 * explainer begins with what its element has as `data-ids`; that of a page of its own has none.
 */

import { find } from "./dom.js";

export class Root {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.ids = element.dataset.ids ?? "";
    this.ending = new AbortController();
  }

  /** Aborted once the explainer is stopped. */
  get signal() {
    return this.ending.signal;
  }

  /** @returns {string} of what is read and answered here */
  get language() {
    return this.element.closest("[lang]")?.getAttribute("lang") ?? "";
  }

  /** An id as it stands in the document. @param {string} name */
  id(name) {
    return this.ids + name;
  }

  /** @param {string} name of an id @returns {any} */
  named(name) {
    return this.find(`#${this.id(name)}`);
  }

  /** @param {string} selector @returns {any} */
  find(selector) {
    return find(selector, this.element);
  }

  /** @param {string} selector @returns {HTMLElement[]} */
  all(selector) {
    const found = /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(selector));
    return [...found];
  }

  /** @param {string} name of an id @returns {any} the JSON that the server put there */
  embedded(name) {
    return JSON.parse(this.named(name).textContent);
  }

  /**
   * Listens until the explainer is stopped.
   *
   * @param {EventTarget} target
   * @param {string} type
   * @param {(event: any) => void} listener
   * @param {AddEventListenerOptions} [options]
   */
  listen(target, type, listener, options = {}) {
    target.addEventListener(type, listener, { ...options, signal: this.signal });
  }

  /** @param {() => void} act done when the explainer is stopped */
  atEnd(act) {
    this.signal.addEventListener("abort", act);
  }

  stop() {
    this.ending.abort();
  }
}
