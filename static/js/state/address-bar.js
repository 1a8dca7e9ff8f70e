/**
 * The address follows the state: a new step is a new entry in the browser's history, anything else changes
 * the entry, and not more often than browsers allow.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {State} from "./types.js"
 */

import { addressOf } from "./address.js";

const DELAY = 250;

export class AddressBar {
  /** @param {() => Trace} trace the one that is drawn @param {() => unknown} unlinkableRequest what goes along because no address can hold it, or null */
  constructor(trace, unlinkableRequest) {
    this.trace = trace;
    this.unlinkableRequest = unlinkableRequest;
    /** Whether the state came from the address, which then already says it. */
    this.arriving = false;
    /** @type {string|null} what it will say, unless it changes again at once */
    this.pending = null;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** @param {State} state @param {boolean} turned whether it is another step, panel or lesson */
  follow(state, turned) {
    // No history entries while a control moves.
    if (state.source.isLive) return;
    const address = addressOf(state, this.trace(), new URL(location.href));
    const isAnother = address !== location.pathname + location.search;
    if (turned && isAnother && !this.arriving) {
      this.settle();
      history.pushState(this.kept(), "", address);
    } else {
      this.pending = address;
    }
    this.arriving = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), DELAY);
  }

  kept() {
    const given = this.unlinkableRequest();
    return given === null ? null : { given };
  }

  settle() {
    if (this.pending !== null) history.replaceState(this.kept(), "", this.pending);
    this.pending = null;
  }

  /** Cancels the pending write: the browser has gone to another history entry. */
  forget() {
    this.pending = null;
    clearTimeout(this.timer);
  }

  /** @param {State} state @returns {boolean} whether the address is of other numbers, or of some that it cannot hold */
  hasOtherNumbers({ source }) {
    const query = new URL(location.href).searchParams;
    const preset = query.get("preset");
    const isPreset = preset === null ? source.isFirst : preset === source.preset;
    return (
      query.has("own") ||
      source.isOwn !== query.has("data") ||
      query.get("data") !== source.data ||
      !isPreset
    );
  }

  /** @param {State} state @returns {boolean} whether the address says something else */
  differs(state) {
    const url = new URL(location.href);
    return addressOf(state, this.trace(), url) !== url.pathname + url.search;
  }
}
