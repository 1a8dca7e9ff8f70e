/**
 * A cache within one budget of bytes: what was found out about rules, and the computed numbers of all traces. What was
 * used longest ago goes first.
 */

/** Bytes for the whole page: several times what any one frame asks for. */
export const ROOM = 24_000_000;
/** An answer larger than this share of the room is held weakly: many are asked for in one frame. */
const LARGEST_ANSWER = 1 / 8;

/** drop: forgets it, it can be worked out again. @typedef {{bytes: number, drop: () => void}} Held */

export class Memory {
  /** @param {number} [room] in bytes, as those who keep something reckon them */
  constructor(room = ROOM) {
    this.room = room;
    this.used = 0;
    /** Goes up with whatever is kept: what has been used in this turn need not be moved again. */
    this.turn = 0;
    /** The latest used last. @type {Set<Held>} */
    this.held = new Set();
    /** By what they are about, then by the question. @type {WeakMap<object, Map<string, Answer>>} */
    this.answers = new WeakMap();
  }

  /** Makes room for what is new. @param {Held} held not larger than the room */
  keep(held) {
    this.turn += 1;
    this.held.add(held);
    this.used += held.bytes;
    for (const oldest of this.held) {
      if (this.used <= this.room) break;
      this.release(oldest);
    }
  }

  /** @param {Held} held */
  release(held) {
    if (!this.held.delete(held)) return;
    this.used -= held.bytes;
    held.drop();
  }

  /** @param {Held} held it has been used: it goes later than all others */
  touch(held) {
    if (this.held.delete(held)) this.held.add(held);
  }

  /**
   * The answer to a question, worked out once as long as it is kept. One that is too large is left to the garbage
   * collector: it lasts as long as somebody uses it, which is at least until the page has been drawn.
   *
   * @template {object} T
   * @param {object} about
   * @param {string} question
   * @param {() => T} find
   * @param {(answer: T) => number} weigh in bytes
   * @returns {T}
   */
  ask(about, question, find, weigh) {
    const answers = this.answers.get(about) ?? new Map();
    this.answers.set(about, answers);
    const old = /** @type {T|undefined} */ (answers.get(question)?.read(this));
    if (old !== undefined) return old;
    const found = find();
    const answer = new Answer(answers, question, found, weigh(found));
    answers.set(question, answer);
    answer.keepIn(this);
    return found;
  }
}

/** Of everything that belongs to the page. */
export const PAGE = new Memory();

/** Of an answer that is held weakly only this is counted: its question and its place. */
const PLACE_BYTES = 200;

class Answer {
  /** @param {Map<string, Answer>} home @param {string} question @param {object} found @param {number} bytes */
  constructor(home, question, found, bytes) {
    this.home = home;
    this.question = question;
    /** @type {object|WeakRef<object>} */
    this.found = found;
    this.bytes = PLACE_BYTES + bytes;
  }

  /** @param {Memory} memory */
  keepIn(memory) {
    if (this.bytes > memory.room * LARGEST_ANSWER) {
      this.found = new WeakRef(this.found);
      this.bytes = PLACE_BYTES;
    }
    memory.keep(this);
  }

  /** @param {Memory} memory @returns {object|undefined} undefined where it is gone */
  read(memory) {
    const found = this.found instanceof WeakRef ? this.found.deref() : this.found;
    if (found !== undefined) {
      memory.touch(this);
      return found;
    }
    memory.release(this);
    return undefined;
  }

  drop() {
    if (this.home.get(this.question) === this) this.home.delete(this.question);
  }
}
