/**
 * A least-recently-used cache with one budget of bytes, shared by all traces of a page: results about rules, and the
 * computed values of tensors.
 */

/** Several times what drawing any one frame needs. */
export const MAX_CACHE_BYTES = 24_000_000;
/** A result larger than this share of the budget is held by a weak reference: a frame may need many of them. */
const LARGEST_ANSWER = 1 / 8;

/** drop: is called when the entry is evicted. @typedef {{bytes: number, drop: () => void}} Held */

export class LruCache {
  /** @param {number} [room] the budget in bytes, as the entries state theirs */
  constructor(room = MAX_CACHE_BYTES) {
    this.room = room;
    this.used = 0;
    /** Counts insertions: an entry that was touched since the last one need not be moved again. */
    this.turn = 0;
    /** In the order of their last use. @type {Set<Held>} */
    this.held = new Set();
    /** By the object that a result is about, then by its key. @type {WeakMap<object, Map<string, Answer>>} */
    this.answers = new WeakMap();
  }

  /** Adds an entry and evicts others until all fit. @param {Held} held not larger than the budget */
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

  /** Marks an entry as the most recently used. @param {Held} held */
  touch(held) {
    if (this.held.delete(held)) this.held.add(held);
  }

  /**
   * The result for a key, computed once as long as it stays in the cache. A result that is too large is held by a weak
   * reference, and lives as long as somebody uses it: at least until the page is drawn.
   *
   * @template {object} T
   * @param {object} about
   * @param {string} key
   * @param {() => T} compute
   * @param {(answer: T) => number} bytesOf
   * @returns {T}
   */
  getOrCompute(about, key, compute, bytesOf) {
    const answers = this.answers.get(about) ?? new Map();
    this.answers.set(about, answers);
    const old = /** @type {T|undefined} */ (answers.get(key)?.read(this));
    if (old !== undefined) return old;
    const found = compute();
    const answer = new Answer(answers, key, found, bytesOf(found));
    answers.set(key, answer);
    answer.keepIn(this);
    return found;
  }
}

/** The cache that all traces of a page share. */
export const PAGE_CACHE = new LruCache();

/** What a weakly held result counts for: its key and its entry. */
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

  /** @param {LruCache} cache */
  keepIn(cache) {
    if (this.bytes > cache.room * LARGEST_ANSWER) {
      this.found = new WeakRef(this.found);
      this.bytes = PLACE_BYTES;
    }
    cache.keep(this);
  }

  /** @param {LruCache} cache @returns {object|undefined} undefined where it is gone */
  read(cache) {
    const found = this.found instanceof WeakRef ? this.found.deref() : this.found;
    if (found !== undefined) {
      cache.touch(this);
      return found;
    }
    cache.release(this);
    return undefined;
  }

  drop() {
    if (this.home.get(this.question) === this) this.home.delete(this.question);
  }
}
