/**
 * What the changes that wait will come to, as far as that can be told without the server: numbers over numbers
 * can, sizes and addresses cannot.
 *
 * @import {Wish} from "./edit-queue.js"
 * @import {Given} from "../request.js"
 * @import {Past} from "./undo-history.js"
 */

import { GIVEN, givenOf, numbersOf } from "../request.js";
import { Lesson } from "../lesson.js";
import { hasSameNumbers, hasSameOptions } from "./undo-history.js";

/**
 * @typedef {{lesson: Lesson, source: Given, past: Past, before: Given|null}} Situation before: what stood before
 *   the control that is moving began to
 * @typedef {{wish: Wish, was: Given, changed: Given|string, wanted: Given|string}} Planned changed: what the change
 *   comes to; wanted: what is asked for
 */

/** @param {Wish[]} wishes at least one @param {Situation} situation @returns {Planned[]} the first, and those after it that need no answer in between */
export function planAhead([first, ...rest], situation) {
  const at = { ...situation, past: situation.past.copy() };
  const planned = [plan(first, at)];
  for (let last = planned[0]; isOfNumbers(last, at); last = planned[planned.length - 1]) {
    const next = rest.shift();
    if (next === undefined) break;
    go(last, at);
    const after = attempt(next, at);
    if (after === null || !isOfNumbers(after, at)) break;
    planned.push(after);
  }
  return planned;
}

/** @param {Wish[]} wishes @param {Situation} situation @returns {{given: Given|null, past: Past}} given: null where no number is another */
export function projected(wishes, situation) {
  if (wishes.length === 0) return { given: null, past: situation.past };
  const at = { ...situation, past: situation.past.copy() };
  for (const wish of wishes) {
    const planned = attempt(wish, at);
    if (planned !== null && isOfNumbers(planned, at)) go(planned, at);
  }
  const given = givenOf(at.lesson);
  return { given: hasSameNumbers(given, givenOf(situation.lesson)) ? null : given, past: at.past };
}

/** @param {Wish} wish @param {Situation} at @returns {Planned} */
function plan(wish, { lesson, source, past, before }) {
  const was = givenOf(lesson);
  const changed = wish.change(lesson, source, past);
  // A control that has stopped where it was: the lesson is wanted whole all the same.
  const isStopped = changed === "" && !wish.isLive && before !== null;
  return { wish, was, changed, wanted: isStopped ? was : changed };
}

/** @param {Wish} wish @param {Situation} at @returns {Planned|null} null where it fails: it does so again when its turn comes */
function attempt(wish, at) {
  try {
    const planned = plan(wish, at);
    // Nothing to be changed is no reason to ask twice.
    return planned.wanted === "" ? { ...planned, wanted: planned.was } : planned;
  } catch {
    return null;
  }
}

/** @param {Planned} planned @param {Situation} at @returns {boolean} whether numbers alone change, not what holds them */
function isOfNumbers({ wish, wanted }, { lesson }) {
  if (typeof wanted === "string" || wanted.sizes !== undefined) return false;
  if (wish.isLive || wish.keepsSource || wish.way === "open") return false;
  const now = givenOf(lesson);
  const isAlike = GIVEN.every(
    (name) => numbersOf(wanted, name).shape.join() === numbersOf(now, name).shape.join(),
  );
  return isAlike && hasSameOptions(wanted, now);
}

/** @param {Planned} planned @param {Situation} at where it leads to */
function go({ wish, was, wanted, changed }, at) {
  if (typeof wanted === "string") return;
  if (changed !== "" || at.before !== null) at.past.remember(at.before ?? was, wanted, wish.way);
  at.before = null;
  at.lesson = withNumbersOf(at.lesson, wanted);
  at.source = wanted;
}

/** A lesson with other numbers, of which nothing is computed yet. @param {Lesson} lesson @param {Given} given @returns {Lesson} */
function withNumbersOf({ wire, facts }, given) {
  const tensors = wire.tensors.map((tensor) => {
    const name = GIVEN.find((each) => each === tensor.name);
    return name === undefined ? tensor : { ...tensor, values: numbersOf(given, name).data };
  });
  return new Lesson({ ...wire, tensors }, facts);
}
