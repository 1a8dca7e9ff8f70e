/**
 * One state, changed by actions alone; listeners hear of it at most once a frame.
 *
 * @import {State} from "./types.js"
 */

/** @typedef {(state: State) => State} Action */

export class Store {
  /** @param {State} state @param {(run: () => void) => void} [schedule] */
  constructor(state, schedule = (run) => requestAnimationFrame(run)) {
    this.state = state;
    this.schedule = schedule;
    /** @type {((state: State, previous: State) => void)[]} */
    this.listeners = [];
    /** @type {State|null} */
    this.before = null;
  }

  /** @param {(state: State, previous: State) => void} listener */
  subscribe(listener) {
    this.listeners.push(listener);
  }

  /** @param {Action} action */
  dispatch(action) {
    const next = action(this.state);
    if (next === this.state) return;
    if (this.before === null) {
      this.before = this.state;
      this.schedule(() => this.notify());
    }
    this.state = next;
  }

  notify() {
    const previous = this.before ?? this.state;
    this.before = null;
    for (const listener of this.listeners) listener(this.state, previous);
  }
}
