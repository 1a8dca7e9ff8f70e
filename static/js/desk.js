/**
 * The numbers that the reader works on: changes one after the other, and the lesson that the server makes of
 * the last. What is asked for while one is on its way waits; of the moves of one slider the last is enough.
 *
 * @import {Answer, Outcome} from "./asking.js"
 * @import {Given} from "./given.js"
 * @import {Way} from "./past.js"
 */

import { givenOf } from "./given.js";
import { Lesson } from "./lesson.js";
import { Past } from "./past.js";

/**
 * @typedef {(lesson: Lesson, source: Given) => Given|string} Change what to ask for: numbers, or the query of an
 *   address, or "" for nothing; from the lesson as it stands, and from the numbers before sizes were turned
 * @typedef {{change: Change, key: string, isLive: boolean, keepsSource: boolean, way: Way,
 *   tell: (fulfilled: boolean) => void}} Wish
 * @typedef {{answer: Answer, lesson: Lesson, isLive: boolean}} Arrival
 * @typedef {{ask: (wanted: Given|string, isLive: boolean) => Promise<Outcome>, arrived: (arrival: Arrival) => void,
 *   failed: (problem: string) => void, calmed: () => void}} Surroundings calmed: a control that moved has stopped,
 *   and there is no other lesson
 */

export class Desk {
  /** @param {Lesson} lesson @param {Surroundings} surroundings */
  constructor(lesson, surroundings) {
    this.lesson = lesson;
    this.surroundings = surroundings;
    /** Whose numbers are kept where they fit: turning a size down and up again loses nothing. */
    this.source = givenOf(lesson);
    this.past = new Past();
    /** What stood before the control that is moving now began to. @type {Given|null} */
    this.before = null;
    /** @type {Wish[]} */
    this.wishes = [];
    this.isBusy = false;
  }

  get canUndo() {
    return this.past.target("undo") !== null;
  }

  get canRedo() {
    return this.past.target("redo") !== null;
  }

  /**
   * @param {Change} change
   * @param {{key?: string, isLive?: boolean, keepsSource?: boolean}} [options] a live change is one of many while a
   *   control moves; of those with one key that wait, the last is enough. Turned sizes keep the source that they
   *   are fitted from.
   * @returns {Promise<boolean>} whether it could be made
   */
  change(change, { key = "", isLive = false, keepsSource = false } = {}) {
    return this.wish({ change, key, isLive, keepsSource, way: "new" });
  }

  /** @returns {Promise<boolean>} */
  undo() {
    return this.go("undo");
  }

  /** @returns {Promise<boolean>} */
  redo() {
    return this.go("redo");
  }

  /** @param {"undo"|"redo"} way */
  go(way) {
    const change = () => this.past.target(way) ?? "";
    return this.wish({ change, key: "", isLive: false, keepsSource: false, way });
  }

  /** What an address has; what can be undone stays. @param {Given|string} wanted @returns {Promise<boolean>} */
  open(wanted) {
    const change = () => wanted;
    return this.wish({ change, key: "", isLive: false, keepsSource: false, way: "open" });
  }

  /** @param {Omit<Wish, "tell">} wish @returns {Promise<boolean>} */
  wish(wish) {
    return new Promise((tell) => {
      const last = this.wishes.at(-1);
      if (wish.key !== "" && last?.key === wish.key) this.wishes.pop()?.tell(false);
      this.wishes.push({ ...wish, tell });
      if (!this.isBusy) void this.workOff();
    });
  }

  async workOff() {
    this.isBusy = true;
    for (let wish = this.wishes.shift(); wish !== undefined; wish = this.wishes.shift()) {
      try {
        wish.tell(await this.fulfil(wish));
      } catch (error) {
        wish.tell(false);
        this.settle(wish);
        // A fault of ours is told to whoever looks for it, and stops nothing.
        reportError(error);
      }
    }
    this.isBusy = false;
  }

  /** @param {Wish} wish @returns {Promise<boolean>} */
  async fulfil(wish) {
    const { change, isLive, keepsSource, way } = wish;
    const was = givenOf(this.lesson);
    const changed = change(this.lesson, this.source);
    // A control that has stopped where it was: the lesson is wanted whole all the same.
    const wanted = changed === "" && !isLive && this.before !== null ? was : changed;
    if (wanted === "") return false;
    const outcome = await this.surroundings.ask(wanted, isLive);
    if ("problem" in outcome) {
      this.settle(wish);
      this.surroundings.failed(outcome.problem);
      return false;
    }
    const { answer } = outcome;
    this.lesson = new Lesson(answer.trace, answer.lesson);
    if (!keepsSource) this.source = givenOf(this.lesson);
    if (isLive) this.before ??= was;
    else {
      this.past.remember(this.before ?? was, givenOf(this.lesson), way);
      this.before = null;
    }
    this.surroundings.arrived({ answer, lesson: this.lesson, isLive });
    return changed !== "";
  }

  /** Nothing has come of what a control was left at: what came while it moved stays. @param {Wish} wish */
  settle({ isLive }) {
    if (isLive || this.before === null) return;
    this.past.remember(this.before, givenOf(this.lesson), "new");
    this.before = null;
    this.surroundings.calmed();
  }
}
