/**
 * Answers that are asked for again: the last ones, as long as all of them together are not too large.
 */

/** @template T */
export class Memory {
  /** @param {number} most answers @param {number} room for all of them, in what ``weight`` counts */
  constructor(most, room) {
    this.most = most;
    this.room = room;
    this.used = 0;
    /** The latest asked last. @type {Map<string, {answer: T, weight: number}>} */
    this.known = new Map();
  }

  /**
   * @param {string} question
   * @param {() => T} find
   * @param {(answer: T) => number} weigh
   * @returns {T} a new answer is kept, however large: it is asked for again at once
   */
  ask(question, find, weigh) {
    const old = this.known.get(question);
    const answer = old?.answer ?? find();
    const weight = old?.weight ?? weigh(answer);
    if (old === undefined) this.used += weight;
    this.known.delete(question);
    this.known.set(question, { answer, weight });
    for (const [other, { weight: freed }] of this.known) {
      if (other === question || (this.known.size <= this.most && this.used <= this.room)) break;
      this.known.delete(other);
      this.used -= freed;
    }
    return answer;
  }
}
