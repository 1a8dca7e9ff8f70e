/**
 * Answers and points. A right answer is worth 3 points, less one for each wrong try and each hint, and at least 1. A
 * cell whose answer was shown is worth none.
 */

const MAX_POINTS = 3;
const LEAST_POINTS = 1;

/** tries: those that were right as well. @typedef {{tries: number, hints: number, right: boolean, gaveUp: boolean}} Attempt */
/** By flat position. @typedef {{answers: Map<number, Attempt>}} Answers */
/** @typedef {{points: number, most: number, right: number, answered: number}} Score answered: right or shown */

/** @type {Attempt} */
const NONE = { tries: 0, hints: 0, right: false, gaveUp: false };

/** @returns {Answers} */
export function newRecord() {
  return { answers: new Map() };
}

/** @param {Answers} record @param {number} flat @param {boolean} right @returns {Answers} */
export function tried(record, flat, right) {
  return changed(record, flat, (old) => ({ ...old, tries: old.tries + 1, right }));
}

/** @param {Answers} record @param {number} flat @returns {Answers} with one hint more */
export function hinted(record, flat) {
  return changed(record, flat, (old) => ({ ...old, hints: old.hints + 1 }));
}

/** @param {Answers} record @param {number} flat @returns {Answers} where the cell was shown */
export function gaveUp(record, flat) {
  return changed(record, flat, (old) => ({ ...old, gaveUp: true }));
}

/** @param {Answers} record @param {number} flat @returns {Attempt} */
export function attemptAt({ answers }, flat) {
  return answers.get(flat) ?? NONE;
}

/** @param {Answers} record @param {number[]} asked flat positions @returns {Score} */
export function scoreOf(record, asked) {
  const attempts = asked.map((flat) => attemptAt(record, flat));
  return {
    points: attempts.reduce((total, attempt) => total + pointsOf(attempt), 0),
    most: MAX_POINTS * asked.length,
    right: attempts.filter(({ right }) => right).length,
    answered: attempts.filter(isOver).length,
  };
}

/** @param {Attempt} attempt @returns {number} */
export function pointsOf({ tries, hints, right }) {
  return right ? Math.max(LEAST_POINTS, MAX_POINTS - hints - (tries - 1)) : 0;
}

/** @param {Attempt} attempt */
function isOver({ right, gaveUp: isShown }) {
  return right || isShown;
}

/** What comes after the end of a cell changes nothing. @param {Answers} record @param {number} flat @param {(old: Attempt) => Attempt} change @returns {Answers} */
function changed(record, flat, change) {
  const old = attemptAt(record, flat);
  if (isOver(old)) return record;
  return { answers: new Map(record.answers).set(flat, change(old)) };
}
