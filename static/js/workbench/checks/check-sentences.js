/**
 * What was checked, in sentences.
 *
 * @import {Difference} from "../../trace/types.js"
 */

import { fill } from "../../markup/dom.js";
import { formatNumber } from "../../markup/number-format.js";

/** @typedef {Record<string, string>} Words */

/** How one gradient compares with the loss, and what could not be told. @param {Difference} difference @param {string} name @param {Words} words @returns {string} */
export function differenceLine({ cells, of, max_error, agrees, unseen, step }, name, words) {
  const facts = { cells, of, name, unseen, step: formatNumber(step) };
  const lines = [];
  if (!agrees) lines.push(toldWith(facts, max_error, words.checkDifferenceDiffer, words));
  else if (cells > 0) {
    const text = step > 1 ? words.checkStep : words.checkDifference;
    lines.push(toldWith(facts, max_error, text, words));
  }
  if (unseen > 0) lines.push(fill(words.checkUnseen, facts));
  return lines.join(" ");
}

/** @param {Record<string, string|number>} facts @param {number} error @param {string} text @param {Words} words @returns {string} */
export function toldWith(facts, error, text, words) {
  const line = fill(text, { ...facts, error: formatNumber(error) });
  const isRounded = error > 0 && !text.includes("{error}");
  return isRounded ? `${line} ${fill(words.checkError, { error: formatNumber(error) })}` : line;
}
