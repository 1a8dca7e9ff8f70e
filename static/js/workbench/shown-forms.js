/**
 * In which other form than it came in a request is shown, as "transposed,cropped": known for all numbers that were
 * open, so that it comes and goes with them when changes are undone.
 *
 * @import {LessonFacts} from "../trace/types.js"
 */

export class ShownForms {
  /** @param {Record<string, string>} texts by form */
  constructor(texts) {
    this.texts = texts;
    /** By the checksum of the numbers. @type {Map<string, string>} */
    this.known = new Map();
    this.sizes = "";
    /** The form of the lesson that is open. */
    this.open = "";
  }

  /** @returns {string} what is said as long as it is open */
  get text() {
    return this.textOf(this.open);
  }

  /** @param {string} form */
  textOf(form) {
    const named = form.split(",");
    const texts = Object.entries(this.texts).filter(([name]) => named.includes(name));
    return texts.map(([, text]) => text).join(" ");
  }

  /** The names that are known, of those of an address. @param {string|null} named */
  named(named) {
    const asked = (named ?? "").split(",");
    return Object.keys(this.texts)
      .filter((name) => asked.includes(name))
      .join();
  }

  /**
   * Other numbers are open. Those that are not known have the form of those before if they have their sizes: a
   * number was typed, say.
   *
   * @param {LessonFacts} facts
   * @param {string} sizes
   * @returns {string}
   */
  arrived({ isOwn, workbench }, sizes) {
    const { digest } = workbench;
    // While a control moves there is none.
    if (digest === undefined) return this.open;
    const kept = sizes === this.sizes ? this.open : "";
    this.open = isOwn ? (this.known.get(digest) ?? kept) : "";
    this.sizes = sizes;
    this.known.set(digest, this.open);
    return this.open;
  }

  /** Records the form of the open lesson. @param {LessonFacts} facts @param {string} form */
  tell({ isOwn, workbench }, form) {
    this.open = isOwn ? form : "";
    if (workbench.digest !== undefined) this.known.set(workbench.digest, this.open);
  }
}
