/**
 * A lesson as the page has it: the trace in both orders of a patch, and what the workbench needs of it.
 *
 * @import {LessonFacts, Order, WireTrace} from "../trace/types.js"
 * @import {Source} from "../state/types.js"
 */

import { inOrder } from "../trace/patch-order.js";
import { Trace } from "../trace/trace.js";

export class Lesson {
  /** @param {WireTrace} wire @param {LessonFacts} facts */
  constructor(wire, facts) {
    this.wire = wire;
    this.facts = facts;
    /** @type {Map<Order, Trace>} */
    this.traces = new Map();
  }

  /** @param {Order} order @returns {Trace} */
  traceIn(order) {
    const known = this.traces.get(order) ?? new Trace(inOrder(this.wire, order));
    this.traces.set(order, known);
    return known;
  }

  /** What a state says of it. @param {string} form in which its request is shown @param {boolean} [isLive] while a control moves @returns {Source} */
  sourceIn(form, isLive = false) {
    const { preset, isFirst, data, isOwn } = this.facts;
    return { preset, isFirst, data, isOwn, isLive, form };
  }
}
