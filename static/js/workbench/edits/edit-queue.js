/**
 * The queue of edits to the open lesson. They are sent one after the other, and each answer replaces the lesson. Of
 * the waiting edits of one slider only the last is sent, and edits of numbers alone are sent together. An edit that
 * could not be sent stays in the queue.
 *
 * @import {Answer, Outcome} from "../connection/server.js"
 * @import {ConvRequest} from "../request.js"
 * @import {Move} from "./undo-history.js"
 * @import {Planned} from "./batch-changes.js"
 */

import { requestOf } from "../request.js";
import { Lesson } from "../lesson.js";
import { UndoHistory, hasSameNumbers } from "./undo-history.js";
import { batchOf, projected } from "./batch-changes.js";

/**
 * @typedef {(lesson: Lesson, source: ConvRequest, past: UndoHistory) => ConvRequest|string} Change the request to send, or the
 *   query of an address, or "" for nothing; from the open lesson, from the numbers before sizes were changed, and
 *   from the undo history
 * @typedef {{change: Change, key: string, isLive: boolean, keepsSource: boolean, move: Move,
 *   resolve: (fulfilled: boolean) => void}} QueuedEdit
 * @typedef {{answer: Answer, lesson: Lesson, isLive: boolean}} Arrival
 * @typedef {{ask: (wanted: ConvRequest|string, isLive: boolean) => Promise<Outcome>, arrived: (arrival: Arrival) => void,
 *   failed: (problem: string) => void, dragEnded: () => void, queued: () => void,
 *   reachable: () => Promise<void>}} Callbacks dragEnded: a control was released and no new
 *   lesson came; queued: the waiting edits have changed; reachable: resolves once the server answers again
 */

export class EditQueue {
  /** @param {Lesson} lesson @param {Callbacks} callbacks */
  constructor(lesson, callbacks) {
    this.lesson = lesson;
    this.callbacks = callbacks;
    /** The request that new sizes are cut from, so that making a size smaller and larger again loses nothing. */
    this.source = requestOf(lesson);
    this.past = new UndoHistory();
    /** The request before the drag that is going on; null without one. @type {ConvRequest|null} */
    this.before = null;
    /** @type {QueuedEdit[]} */
    this.waiting = [];
    /** Sent and not yet answered. @type {QueuedEdit[]} */
    this.inFlight = [];
    /** How many of the next edits are sent one by one, because together they were refused. */
    this.oneByOne = 0;
    this.isBusy = false;
    this.isStopped = false;
    /** @type {(() => void)[]} */
    this.idleWaiters = [];
    /** The request that all waiting edits lead to; null once they have changed. @type {{given: ConvRequest|null, past: UndoHistory}|null} */
    this.projection = null;
  }

  get canUndo() {
    return this.project().past.target("undo") !== null;
  }

  get canRedo() {
    return this.project().past.target("redo") !== null;
  }

  /** The request as it will be once every edit is answered; null where that is the open one. @returns {ConvRequest|null} */
  get pending() {
    return this.project().given;
  }

  project() {
    this.projection ??= projected([...this.inFlight, ...this.waiting], this);
    return this.projection;
  }

  /**
   * @param {Change} change
   * @param {{key?: string, isLive?: boolean, keepsSource?: boolean}} [options] isLive: one of many
   *   while a control is dragged; of the waiting ones with one key only the last is sent, and none after the release.
   *   keepsSource: for edits of sizes
   * @returns {Promise<boolean>} whether it was made
   */
  change(change, { key = "", isLive = false, keepsSource = false } = {}) {
    return this.enqueue({ change, key, isLive, keepsSource, move: "new" });
  }

  /** @returns {Promise<boolean>} */
  undo() {
    return this.go("undo");
  }

  /** @returns {Promise<boolean>} */
  redo() {
    return this.go("redo");
  }

  /** @param {"undo"|"redo"} move */
  go(move) {
    /** @type {Change} */
    const change = (_lesson, _source, past) => past.target(move) ?? "";
    return this.enqueue({ change, key: "", isLive: false, keepsSource: false, move });
  }

  /** Open the numbers of an address; the undo stack is kept. @param {ConvRequest|string} wanted @returns {Promise<boolean>} */
  open(wanted) {
    const change = () => wanted;
    return this.enqueue({ change, key: "", isLive: false, keepsSource: false, move: "open" });
  }

  /** @param {Omit<QueuedEdit, "resolve">} edit @returns {Promise<boolean>} */
  enqueue(edit) {
    if (this.isStopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      const last = this.waiting.at(-1);
      if (isSuperseded(last, edit.key)) this.waiting.pop()?.resolve(false);
      this.waiting.push({ ...edit, resolve });
      this.queue();
      if (!this.isBusy) void this.drain();
    });
  }

  /** Sends no waiting edit any more, and drops the answer to those in flight. */
  stop() {
    this.isStopped = true;
    for (const { resolve } of [...this.inFlight, ...this.waiting.splice(0)]) resolve(false);
  }

  queue() {
    this.projection = null;
    if (this.isStopped) return;
    this.callbacks.queued();
  }

  async drain() {
    this.isBusy = true;
    while (this.waiting.length > 0) {
      const planned = this.take();
      this.queue();
      try {
        await this.apply(planned);
      } catch (error) {
        this.fault(
          planned.map(({ edit }) => edit),
          error,
        );
      }
      this.inFlight = [];
      this.queue();
    }
    this.isBusy = false;
    this.queue();
    for (const done of this.idleWaiters.splice(0)) done();
  }

  /** @returns {Promise<void>} once nothing waits */
  idle() {
    return this.isBusy ? new Promise((done) => this.idleWaiters.push(done)) : Promise.resolve();
  }

  /** @returns {Planned[]} the edits to send next; none where one threw */
  take() {
    const most = this.oneByOne > 0 ? 1 : this.waiting.length;
    this.oneByOne = Math.max(0, this.oneByOne - 1);
    try {
      const planned = batchOf(this.waiting.slice(0, most), this);
      this.inFlight = this.waiting.splice(0, planned.length);
      return planned;
    } catch (error) {
      this.fault(this.waiting.splice(0, 1), error);
      return [];
    }
  }

  /** An error of our own is reported to the console; the queue goes on. @param {QueuedEdit[]} waiting @param {unknown} error */
  fault(waiting, error) {
    for (const edit of waiting) {
      edit.resolve(false);
      this.endDrag(edit);
    }
    reportError(error);
  }

  /** @param {Planned[]} planned */
  async apply(planned) {
    const last = planned.at(-1);
    if (last === undefined) return;
    const { edit, wanted } = last;
    if (wanted === "") {
      edit.resolve(false);
      return;
    }
    const outcome = await this.callbacks.ask(wanted, edit.isLive);
    if (this.isStopped) return;
    if ("isUnreachable" in outcome) await this.retryLater(planned);
    else if ("problem" in outcome) this.refused(planned, outcome.problem);
    else {
      const lesson = new Lesson(outcome.answer.trace, outcome.answer.lesson);
      if (isOfOthers(lesson, wanted)) this.refused(planned, "otherNumbers");
      else this.arrived(planned, outcome.answer, lesson);
    }
  }

  /** @param {Planned[]} planned what could not be sent */
  async retryLater(planned) {
    const waiting = planned.map(({ edit }) => edit);
    // A later edit of the same control may have replaced it.
    const isEnough =
      waiting.length === 1 && waiting[0].isLive && isSuperseded(waiting[0], this.waiting[0]?.key);
    if (isEnough) waiting[0].resolve(false);
    else this.waiting.unshift(...waiting);
    this.inFlight = [];
    this.queue();
    await this.callbacks.reachable();
  }

  /** @param {Planned[]} planned @param {string} problem */
  refused(planned, problem) {
    const waiting = planned.map(({ edit }) => edit);
    if (waiting.length > 1) {
      // Sent one by one, only the edit at fault is refused.
      this.oneByOne = waiting.length;
      this.waiting.unshift(...waiting);
      return;
    }
    this.endDrag(waiting[0]);
    this.callbacks.failed(problem);
    waiting[0].resolve(false);
  }

  /** @param {Planned[]} planned @param {Answer} answer @param {Lesson} lesson */
  arrived(planned, answer, lesson) {
    const given = requestOf(lesson);
    this.lesson = lesson;
    planned.forEach(({ edit, was, changed, wanted }, k) => {
      if (!edit.keepsSource) this.source = given;
      if (edit.isLive) {
        this.before ??= was;
        return;
      }
      const isLast = k === planned.length - 1 || typeof wanted === "string";
      const isChange = changed !== "" || this.before !== null;
      if (isChange) this.past.remember(this.before ?? was, isLast ? given : wanted, edit.move);
      this.before = null;
    });
    this.callbacks.arrived({ answer, lesson, isLive: planned[0].edit.isLive });
    for (const { edit, changed } of planned) edit.resolve(changed !== "");
  }

  /** The final request of a drag failed: keep the last live lesson, and record one undo entry for the drag. @param {QueuedEdit} edit */
  endDrag({ isLive }) {
    if (isLive || this.before === null) return;
    this.past.remember(this.before, requestOf(this.lesson), "new");
    this.before = null;
    this.callbacks.dragEnded();
  }
}

/** Whether a later edit of the same drag replaces this one. @param {QueuedEdit|undefined} edit @param {string} [key] of the later one @returns {boolean} */
function isSuperseded(edit, key = "") {
  return edit !== undefined && edit.isLive && key !== "" && edit.key === key;
}

/** @param {Lesson} lesson that came @param {ConvRequest|string} wanted @returns {boolean} whether it has other numbers than those that were sent */
function isOfOthers(lesson, wanted) {
  if (typeof wanted === "string" || wanted.sizes !== undefined) return false;
  return !hasSameNumbers(requestOf(lesson), wanted);
}
