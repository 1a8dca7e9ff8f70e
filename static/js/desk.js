/**
 * The numbers that the reader works on: changes one after the other, what undoes them, and the lesson that
 * the server makes of the last.
 *
 * @import {Answer, Outcome} from "./asking.js"
 * @import {Given} from "./given.js"
 */

import { givenOf } from "./given.js";
import { Lesson } from "./lesson.js";

/** As many changes can be undone. */
const MOST_PAST = 100;

/**
 * @typedef {(lesson: Lesson, source: Given) => Given|string} Change what to ask for: a request, or an address; from
 *   the lesson as it stands, and from the numbers as they were before the sizes were turned
 * @typedef {{change: Change, key: string, isLive: boolean, place: "new"|"undo"|"redo"}} Wish
 * @typedef {{answer: Answer, lesson: Lesson, isLive: boolean}} Arrival
 * @typedef {{ask: (wanted: Given|string, isLive: boolean) => Promise<Outcome>, arrived: (arrival: Arrival) => void,
 *   failed: (problem: string) => void}} Surroundings
 */

export class Desk {
  /** @param {Lesson} lesson @param {Surroundings} surroundings */
  constructor(lesson, surroundings) {
    this.lesson = lesson;
    this.surroundings = surroundings;
    /** Whose numbers are kept where they fit: turning a size down and up again loses nothing. */
    this.source = givenOf(lesson);
    /** @type {Given[]} */
    this.past = [];
    /** @type {Given[]} */
    this.future = [];
    /** What stood before the control that is moving now began to. @type {Given|null} */
    this.before = null;
    /** @type {Wish[]} */
    this.wishes = [];
    /** @type {Promise<void>|null} */
    this.work = null;
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  /**
   * @param {Change} change
   * @param {{key?: string, isLive?: boolean}} [options] a live change is one of many while a control moves; of
   *   those with one key that wait, the last is enough
   * @returns {Promise<void>} once nothing is waited for any more
   */
  change(change, { key = "", isLive = false } = {}) {
    return this.wish({ change, key, isLive, place: "new" });
  }

  /** @returns {Promise<void>} */
  undo() {
    return this.wish({
      change: () => this.past.at(-1) ?? "",
      key: "",
      isLive: false,
      place: "undo",
    });
  }

  /** @returns {Promise<void>} */
  redo() {
    return this.wish({
      change: () => this.future.at(-1) ?? "",
      key: "",
      isLive: false,
      place: "redo",
    });
  }

  /** A lesson that was opened by its address: nothing to undo. @param {Answer} answer */
  open(answer) {
    this.lesson = new Lesson(answer.trace, answer.lesson);
    this.source = givenOf(this.lesson);
    this.before = null;
    this.surroundings.arrived({ answer, lesson: this.lesson, isLive: false });
  }

  /** @param {Wish} wish @returns {Promise<void>} */
  wish(wish) {
    const last = this.wishes.at(-1);
    if (wish.key !== "" && last?.key === wish.key) this.wishes.pop();
    this.wishes.push(wish);
    this.work ??= this.workOff();
    return this.work;
  }

  async workOff() {
    for (let wish = this.wishes.shift(); wish !== undefined; wish = this.wishes.shift()) {
      await this.fulfil(wish);
    }
    this.work = null;
  }

  /** @param {Wish} wish */
  async fulfil({ change, isLive, place }) {
    const was = givenOf(this.lesson);
    const wanted = change(this.lesson, this.source);
    if (wanted === "") return;
    const outcome = await this.surroundings.ask(wanted, isLive);
    if ("problem" in outcome) {
      this.surroundings.failed(outcome.problem);
      return;
    }
    const { answer } = outcome;
    this.lesson = new Lesson(answer.trace, answer.lesson);
    const isTurned = typeof wanted !== "string" && wanted.sizes !== undefined;
    if (!isTurned) this.source = givenOf(this.lesson);
    this.remember(this.before ?? was, isLive, place);
    this.surroundings.arrived({ answer, lesson: this.lesson, isLive });
  }

  /** @param {Given} was @param {boolean} isLive @param {Wish["place"]} place */
  remember(was, isLive, place) {
    this.before = isLive ? was : null;
    if (isLive) return;
    if (place === "undo") {
      this.past.pop();
      this.future.push(was);
      return;
    }
    this.past = [...this.past, was].slice(-MOST_PAST);
    if (place === "redo") this.future.pop();
    else this.future = [];
  }
}
