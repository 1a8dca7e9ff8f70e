/**
 * Explains a wrong answer: one sentence for each mistake that gives it.
 *
 * @import {Mean, Reason} from "./mistakes/index.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {CellRef, Term} from "../trace/types.js"
 */

import { fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { plainSymbol } from "../markup/mathml.js";

/**
 * @param {Reason} reason
 * @param {Trace} trace
 * @param {Record<string, string>} texts by id, and by its kind where there are several
 * @returns {string}
 */
export function reasonText(reason, trace, texts) {
  const { id, detail } = reason;
  /** @param {string} kind @param {Record<string, string|number>} [values] */
  const said = (kind, values = {}) => fill(texts[`${id}_${kind}`], values);
  switch (id) {
    case "missing":
      return said("term", { term: termOf(trace, detail.term) });
    case "extra":
    case "sign": {
      const term = detail.term === null ? "" : termOf(trace, detail.term);
      const instead = "instead" in detail ? nameOf(trace, detail.instead) : "";
      return said(detail.kind, { term, instead });
    }
    case "nobias":
      return said("term", { term: termOf(trace, detail.term) });
    case "pair": {
      const [first, second] = [detail.first, detail.second].map((each) =>
        reasonText(each, trace, texts),
      );
      return said("both", { first, second });
    }
    case "rotation":
      if (detail.isPlace) return said("place");
      if (!detail.ofKernel) return said("window");
      return said(detail.isTurned ? "unturned" : "turned");
    case "mean":
      return meanText(detail, said);
    case "partial":
      return said(detail.kind, { channel: detail.index + 1 });
    case "neighbour":
      return said(detail.direction);
    case "zero":
      return said("put", { instead: nameOf(trace, detail.instead) });
    default:
      return said("cell");
  }
}

/**
 * What was divided, then what the step divides, then what else is amiss.
 *
 * @param {Mean["detail"]} detail
 * @param {(kind: string, values: Record<string, string|number>) => string} said
 */
function meanText({ by, count, divisor, withoutBias }, said) {
  let text = said(by, { count });
  if (by === "sum" || by === "again") return text;
  text = said(divisor === 1 ? "nothing" : "divisor", { text, count: divisor });
  return withoutBias ? said("nobias", { text }) : text;
}

/** A term in symbols and in numbers: x12·k12 = 2·3. @param {Trace} trace @param {Term} term */
function termOf(trace, { factors }) {
  const symbols = factors.map(({ tensor, cell }) => plainSymbol(trace.name(tensor, cell)));
  // A number that stands alone needs no parentheses.
  const format = factors.length === 1 ? formatNumber : formatFactor;
  const numbers = factors.map(({ tensor, cell }) =>
    format(cell === null ? 0 : trace.value(tensor, cell)),
  );
  return `${symbols.join("\u00b7")} = ${numbers.join("\u00b7")}`;
}

/** @param {Trace} trace @param {CellRef|null} ref */
function nameOf(trace, ref) {
  return ref === null ? "0" : plainSymbol(trace.name(ref.tensor, ref.cell));
}
