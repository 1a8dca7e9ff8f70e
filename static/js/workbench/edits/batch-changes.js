/**
 * Predicts what waiting edits lead to. Edits of numbers can be predicted without the server; those of sizes and
 * addresses cannot.
 *
 * @import {QueuedEdit} from "./edit-queue.js"
 * @import {ConvRequest} from "../request.js"
 * @import {UndoHistory} from "./undo-history.js"
 */

import { REQUEST_TENSORS, requestOf, numbersOf } from "../request.js";
import { Lesson } from "../lesson.js";
import { hasSameNumbers, hasSameOptions } from "./undo-history.js";

/**
 * @typedef {{lesson: Lesson, source: ConvRequest, past: UndoHistory, before: ConvRequest|null}} Situation before: the request
 *   before the drag that is going on
 * @typedef {{edit: QueuedEdit, was: ConvRequest, changed: ConvRequest|string, wanted: ConvRequest|string}} Planned changed: what the change
 *   gives; wanted: what is sent
 */

/** @param {QueuedEdit[]} waiting at least one @param {Situation} situation @returns {Planned[]} the first, and those after it that need no answer in between */
export function batchOf([first, ...rest], situation) {
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

/** @param {QueuedEdit[]} waiting @param {Situation} situation @returns {{given: ConvRequest|null, past: UndoHistory}} given: null where no number is another */
export function projected(waiting, situation) {
  if (waiting.length === 0) return { given: null, past: situation.past };
  const at = { ...situation, past: situation.past.copy() };
  for (const edit of waiting) {
    const planned = attempt(edit, at);
    if (planned !== null && isOfNumbers(planned, at)) go(planned, at);
  }
  const given = requestOf(at.lesson);
  return {
    given: hasSameNumbers(given, requestOf(situation.lesson)) ? null : given,
    past: at.past,
  };
}

/** @param {QueuedEdit} edit @param {Situation} at @returns {Planned} */
function plan(edit, { lesson, source, past, before }) {
  const was = requestOf(lesson);
  const changed = edit.change(lesson, source, past);
  // A drag that ended where it began: the whole lesson is still needed.
  const isStopped = changed === "" && !edit.isLive && before !== null;
  return { edit, was, changed, wanted: isStopped ? was : changed };
}

/** @param {QueuedEdit} edit @param {Situation} at @returns {Planned|null} null where it throws; it throws again when it is sent */
function attempt(edit, at) {
  try {
    const planned = plan(edit, at);
    // An edit that changes nothing does not end the batch.
    return planned.wanted === "" ? { ...planned, wanted: planned.was } : planned;
  } catch {
    return null;
  }
}

/** @param {Planned} planned @param {Situation} at @returns {boolean} whether only numbers change, and no shape or option */
function isOfNumbers({ edit, wanted }, { lesson }) {
  if (typeof wanted === "string" || wanted.sizes !== undefined) return false;
  if (edit.isLive || edit.keepsSource || edit.move === "open") return false;
  const now = requestOf(lesson);
  const isAlike = REQUEST_TENSORS.every(
    (name) => numbersOf(wanted, name).shape.join() === numbersOf(now, name).shape.join(),
  );
  return isAlike && hasSameOptions(wanted, now);
}

/** @param {Planned} planned @param {Situation} at is brought up to date */
function go({ edit, was, wanted, changed }, at) {
  if (typeof wanted === "string") return;
  if (changed !== "" || at.before !== null) at.past.remember(at.before ?? was, wanted, edit.move);
  at.before = null;
  at.lesson = withNumbersOf(at.lesson, wanted);
  at.source = wanted;
}

/** A lesson with other given numbers; nothing is computed from them yet. @param {Lesson} lesson @param {ConvRequest} given @returns {Lesson} */
function withNumbersOf({ wire, facts }, given) {
  const tensors = wire.tensors.map((tensor) => {
    const name = REQUEST_TENSORS.find((each) => each === tensor.name);
    return name === undefined ? tensor : { ...tensor, values: numbersOf(given, name).data };
  });
  return new Lesson({ ...wire, tensors }, facts);
}
