/**
 * The step in words, for the live region that screen readers follow.
 *
 * @import {Trace} from "./trace.js"
 * @import {Read, State} from "./types.js"
 */

import { fill } from "./dom.js";
import { formatNumber } from "./format.js";
import { plainSymbol } from "./mathml.js";
import { focus, shownTerms } from "./selectors.js";

const MOST_SPOKEN = 12;

/** @param {Trace} trace @param {State} state @param {Record<string, string>} words @returns {string} */
export function describe(trace, state, words) {
  const fan = focus(trace, state);
  if (fan.kind === "out") {
    const symbol = plainSymbol(trace.name(fan.source.tensor, fan.source.cell));
    return fill(words.spokenReaders, { symbol, count: fan.readers.length });
  }
  const { tensor, cell } = fan.target;
  const symbol = plainSymbol(trace.name(tensor, cell));
  const value = formatNumber(trace.value(tensor, cell));
  const terms = shownTerms(trace, state, fan);
  if (terms.length > MOST_SPOKEN)
    return fill(words.spokenMany, { symbol, value, count: terms.length });
  const written = terms.map(({ term }) =>
    term.factors.map((read) => valueOf(trace, read)).join(` ${words.times} `),
  );
  return fill(words.spokenSum, { symbol, value, terms: written.join(` ${words.plus} `) });
}

/** @param {Trace} trace @param {Read} read */
function valueOf(trace, { tensor, cell }) {
  return formatNumber(cell === null ? 0 : trace.value(tensor, cell));
}
