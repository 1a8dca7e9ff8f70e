/**
 * What a screen reader says of the open cell, once the reader has come to rest: a step that has turned says its
 * title first.
 *
 * @import {Root} from "../markup/root.js"
 */

import { stepTitle } from "./open-step.js";

const DELAY = 350;

export class Speech {
  /** @param {Root} root */
  constructor(root) {
    this.root = root;
    this.place = root.named("spoken");
    /** Whether the step has turned since something was last said. */
    this.isTurned = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** @param {boolean} turned whether it is another step @param {() => string} text asked for when it is said */
  wait(turned, text) {
    this.hush(turned);
    this.timer = setTimeout(() => this.say(text()), DELAY);
  }

  /** Nothing is said while the reader is on the way. @param {boolean} [turned] whether it is another step */
  hush(turned = false) {
    this.isTurned ||= turned;
    clearTimeout(this.timer);
  }

  /** @param {string} text */
  say(text) {
    const title = this.isTurned ? `${stepTitle(this.root)}. ` : "";
    this.isTurned = false;
    this.place.textContent = title + text;
  }
}
