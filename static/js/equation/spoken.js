/**
 * Describes the cell in focus in words, for the live region that screen readers announce.
 *
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Read} from "../trace/types.js"
 * @import {State} from "../state/types.js"
 */

import { fill } from "../markup/dom.js";
import { formatNumber } from "../markup/number-format.js";
import { plainSymbol } from "../markup/mathml.js";
import { valueOf } from "./row-parts.js";
import { isQuick, lossWith } from "../trace/perturbation.js";
import { commonScale, isCopy, scaleOf } from "../trace/rule.js";
import { erratumAt } from "./erratum-row.js";
import { focus, shownTerms, written } from "../state/selectors.js";
import { placeOf } from "../trace/view.js";
import { isPutIn } from "../trace/step.js";

const MAX_SPOKEN_TERMS = 12;

/** @param {Trace} trace @param {State} state @param {Record<string, string>} words @returns {string} */
export function describe(trace, state, words) {
  const fan = focus(trace, state);
  if (fan.kind === "out") return describeReaders(trace, fan, words);
  const { step, view, tensor } = written(trace, state);
  if (!isCopy(step.rule)) {
    const sum = describeSum(trace, state, fan, words);
    return [sum, ...perturbedBy(trace, fan, words), ...erratumOf(fan, words)].join("; ");
  }
  const { row, col } = placeOf(tensor, view, fan.target.cell);
  const [read] = fan.terms[0].factors;
  return fill(isPutIn(trace, read) ? words.spokenZero : words.spokenCopy, {
    place: fill(words.place, { row: row + 1, column: col + 1 }),
    symbol: plainSymbol(trace.name(read.tensor, read.cell)),
    value: spokenValue(trace, fan.target),
  });
}

/** What becomes of the loss, where the step perturbs the cell and it is known at once. @param {Trace} trace @param {FanIn} fan @param {Record<string, string>} words */
function perturbedBy(trace, { step: { perturbs }, target }, words) {
  if (!perturbs || !isQuick(trace)) return [];
  const { before, after } = lossWith(trace, { tensor: perturbs, cell: target.cell });
  return [fill(words.spokenRaised, { change: formatNumber(after - before) })];
}

/** What the article has for the cell. @param {FanIn} fan @param {Record<string, string>} words */
function erratumOf(fan, words) {
  const erratum = erratumAt(fan);
  if (erratum === null) return [];
  if (erratum.value === null) return [`${words.said}: ${words.unknown}`];
  return [fill(words.spokenSaid, { value: formatNumber(erratum.value) })];
}

/** @param {Trace} trace @param {FanOut} fan @param {Record<string, string>} words */
function describeReaders(trace, { source, step }, words) {
  const count = trace.readerCount(step.rule, step.writes, source);
  const text = [words.readByNone, words.readByOne][count] ?? words.readBy;
  return fill(words.spokenCell, {
    symbol: plainSymbol(trace.name(source.tensor, source.cell)),
    value: spokenValue(trace, source),
    readers: fill(text, { count }),
  });
}

/** @param {Trace} trace @param {State} state @param {FanIn} fan @param {Record<string, string>} words */
function describeSum(trace, state, fan, words) {
  const scale = commonScale(written(trace, state).step.rule);
  const symbol = plainSymbol(trace.name(fan.target.tensor, fan.target.cell));
  const value = spokenValue(trace, fan.target);
  const terms = shownTerms(trace, state, fan);
  if (terms.length === 0) return fill(words.spokenNothing, { symbol, value });
  if (terms.length > MAX_SPOKEN_TERMS) {
    return fill(words.spokenMany, { symbol, value, count: terms.length });
  }
  const products = terms.map(({ term }) =>
    [
      ...scaleOf(term).map(formatNumber),
      ...term.factors.map((read) => spokenValue(trace, read)),
    ].join(` ${words.times} `),
  );
  return fill(scale === 1 ? words.spokenSum : words.spokenScaled, {
    symbol,
    value,
    scale: formatNumber(scale),
    terms: products.join(` ${words.plus} `),
  });
}

/** @param {Trace} trace @param {Read} read */
function spokenValue(trace, read) {
  return formatNumber(valueOf(trace, read));
}
