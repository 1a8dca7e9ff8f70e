/**
 * The queue of changes to the numbers that are open. The server is asked for one after the other, and the lesson that
 * it answers with takes the place of the old. What is asked for meanwhile waits: of the moves of one slider the last
 * is enough, and changes that need no answer in between are sent together. What could not be sent is kept and sent
 * again.
 *
 * @import {Answer, Outcome} from "../connection/server.js"
 * @import {Given} from "../request.js"
 * @import {Way} from "./undo-history.js"
 * @import {Planned} from "./batch-changes.js"
 */

import { givenOf } from "../request.js";
import { Lesson } from "../lesson.js";
import { Past, hasSameNumbers } from "./undo-history.js";
import { planAhead, projected } from "./batch-changes.js";

/**
 * @typedef {(lesson: Lesson, source: Given, past: Past) => Given|string} Change what to ask for: numbers, or the
 *   query of an address, or "" for nothing; from the lesson as it stands, from the numbers before sizes were
 *   turned, and from what can be undone
 * @typedef {{change: Change, key: string, isLive: boolean, keepsSource: boolean, way: Way,
 *   tell: (fulfilled: boolean) => void}} Wish
 * @typedef {{answer: Answer, lesson: Lesson, isLive: boolean}} Arrival
 * @typedef {{ask: (wanted: Given|string, isLive: boolean) => Promise<Outcome>, arrived: (arrival: Arrival) => void,
 *   failed: (problem: string) => void, calmed: () => void, queued: () => void,
 *   reachable: () => Promise<void>}} Surroundings calmed: a control that moved has stopped, and there is no other
 *   lesson; queued: other changes wait than before; reachable: once the server can be asked again
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
    /** What the server is asked for now. @type {Wish[]} */
    this.asked = [];
    /** So many of the next wishes are asked for one by one: together they were refused. */
    this.apart = 0;
    this.isBusy = false;
    /** @type {(() => void)[]} */
    this.idlers = [];
    /** What all that waits will come to, until that changes. @type {{given: Given|null, past: Past}|null} */
    this.ahead = null;
  }

  get canUndo() {
    return this.lookAhead().past.target("undo") !== null;
  }

  get canRedo() {
    return this.lookAhead().past.target("redo") !== null;
  }

  /** The numbers as they will be when all that waits is answered; null where that is as they are. @returns {Given|null} */
  get pending() {
    return this.lookAhead().given;
  }

  lookAhead() {
    this.ahead ??= projected([...this.asked, ...this.wishes], this);
    return this.ahead;
  }

  /**
   * @param {Change} change
   * @param {{key?: string, isLive?: boolean, keepsSource?: boolean}} [options] a live change is one of many while a
   *   control moves; of those with one key that wait, the last is enough, and none once the control has stopped.
   *   Turned sizes keep the source that they are fitted from.
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
    /** @type {Change} */
    const change = (_lesson, _source, past) => past.target(way) ?? "";
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
      if (isOutdone(last, wish.key)) this.wishes.pop()?.tell(false);
      this.wishes.push({ ...wish, tell });
      this.queue();
      if (!this.isBusy) void this.workOff();
    });
  }

  queue() {
    this.ahead = null;
    this.surroundings.queued();
  }

  async workOff() {
    this.isBusy = true;
    while (this.wishes.length > 0) {
      const planned = this.take();
      this.queue();
      try {
        await this.fulfil(planned);
      } catch (error) {
        this.fault(
          planned.map(({ wish }) => wish),
          error,
        );
      }
      this.asked = [];
      this.queue();
    }
    this.isBusy = false;
    this.queue();
    for (const done of this.idlers.splice(0)) done();
  }

  /** @returns {Promise<void>} once nothing waits */
  idle() {
    return this.isBusy ? new Promise((done) => this.idlers.push(done)) : Promise.resolve();
  }

  /** @returns {Planned[]} what is asked for next; none where a change failed */
  take() {
    const most = this.apart > 0 ? 1 : this.wishes.length;
    this.apart = Math.max(0, this.apart - 1);
    try {
      const planned = planAhead(this.wishes.slice(0, most), this);
      this.asked = this.wishes.splice(0, planned.length);
      return planned;
    } catch (error) {
      this.fault(this.wishes.splice(0, 1), error);
      return [];
    }
  }

  /** A fault of ours is told to whoever looks for it, and stops nothing. @param {Wish[]} wishes @param {unknown} error */
  fault(wishes, error) {
    for (const wish of wishes) {
      wish.tell(false);
      this.settle(wish);
    }
    reportError(error);
  }

  /** @param {Planned[]} planned */
  async fulfil(planned) {
    const last = planned.at(-1);
    if (last === undefined) return;
    const { wish, wanted } = last;
    if (wanted === "") {
      wish.tell(false);
      return;
    }
    const outcome = await this.surroundings.ask(wanted, wish.isLive);
    if ("isUnreachable" in outcome) await this.waitWith(planned);
    else if ("problem" in outcome) this.refused(planned, outcome.problem);
    else {
      const lesson = new Lesson(outcome.answer.trace, outcome.answer.lesson);
      if (isOfOthers(lesson, wanted)) this.refused(planned, "otherNumbers");
      else this.arrived(planned, outcome.answer, lesson);
    }
  }

  /** @param {Planned[]} planned what could not be sent */
  async waitWith(planned) {
    const wishes = planned.map(({ wish }) => wish);
    // What has come meanwhile may be enough.
    const isEnough =
      wishes.length === 1 && wishes[0].isLive && isOutdone(wishes[0], this.wishes[0]?.key);
    if (isEnough) wishes[0].tell(false);
    else this.wishes.unshift(...wishes);
    this.asked = [];
    this.queue();
    await this.surroundings.reachable();
  }

  /** @param {Planned[]} planned @param {string} problem */
  refused(planned, problem) {
    const wishes = planned.map(({ wish }) => wish);
    if (wishes.length > 1) {
      // One of them is to blame: the others are not lost with it.
      this.apart = wishes.length;
      this.wishes.unshift(...wishes);
      return;
    }
    this.settle(wishes[0]);
    this.surroundings.failed(problem);
    wishes[0].tell(false);
  }

  /** @param {Planned[]} planned @param {Answer} answer @param {Lesson} lesson */
  arrived(planned, answer, lesson) {
    const given = givenOf(lesson);
    this.lesson = lesson;
    planned.forEach(({ wish, was, changed, wanted }, k) => {
      if (!wish.keepsSource) this.source = given;
      if (wish.isLive) {
        this.before ??= was;
        return;
      }
      const isLast = k === planned.length - 1 || typeof wanted === "string";
      const isChange = changed !== "" || this.before !== null;
      if (isChange) this.past.remember(this.before ?? was, isLast ? given : wanted, wish.way);
      this.before = null;
    });
    this.surroundings.arrived({ answer, lesson, isLive: planned[0].wish.isLive });
    for (const { wish, changed } of planned) wish.tell(changed !== "");
  }

  /** Nothing has come of what a control was left at: what came while it moved stays. @param {Wish} wish */
  settle({ isLive }) {
    if (isLive || this.before === null) return;
    this.past.remember(this.before, givenOf(this.lesson), "new");
    this.before = null;
    this.surroundings.calmed();
  }
}

/** Of one control that moves, a later wish does for those before it. @param {Wish|undefined} wish @param {string} [key] of the later one @returns {boolean} */
function isOutdone(wish, key = "") {
  return wish !== undefined && wish.isLive && key !== "" && wish.key === key;
}

/** @param {Lesson} lesson that came @param {Given|string} wanted @returns {boolean} whether it is on other numbers than those it was asked for */
function isOfOthers(lesson, wanted) {
  if (typeof wanted === "string" || wanted.sizes !== undefined) return false;
  return !hasSameNumbers(givenOf(lesson), wanted);
}
