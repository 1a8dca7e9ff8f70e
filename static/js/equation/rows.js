/**
 * The rows of the sum panel: a cell with its terms in symbols and in numbers, or a source cell with the
 * results it goes into.
 *
 * @import {Channels} from "../board/board.js"
 * @import {TitleTemplates} from "../grid/title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {FanIn, FanOut} from "../state/selectors.js"
 * @import {Rule, Term, View} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { channelStrip } from "./channel-strip.js";
import { badgesOf } from "../board/marks.js";
import { math } from "../markup/mathml.js";
import { chip, named, operator, placeText, row, scaled, symbolOf, totalOf } from "./row-parts.js";
import { perturbationRow } from "./perturbation-row.js";
import { readerRows } from "./reader-rows.js";
import { commonScale, isCopy, lengthOf } from "../trace/rule.js";
import { erratumAt, erratumTerms } from "./erratum-row.js";
import { numberList, symbolList, writtenTerms } from "./term-list.js";
import { isPutIn } from "../trace/step.js";

/**
 * @typedef {{trace: Trace, rule: Rule, writes: string, view: View, block: number, fan: FanIn|FanOut,
 *   terms: {term: Term, position: number}[], badges?: Map<number, string>,
 *   channels?: Channels|null, titles: TitleTemplates, words: Record<string, string>, isOpen?: boolean,
 *   parts?: number, room?: string}} SumModel
 *   isOpen: written out as far as it goes; parts: of a strip of channels; room: what the panel's width depends on
 */

/** @param {SumModel} model @returns {HTMLElement[]} */
export function equationRows(model) {
  const { fan, rule } = model;
  if (fan.kind === "out") return readerRows(model, fan);
  const { perturbs } = fan.step;
  return [
    ...channelRow(model, fan),
    ...(perturbs ? [perturbationRow(model, fan, perturbs)] : []),
    ...erratumRow(model, fan),
    ...(isCopy(rule) ? [copyRow(model, fan)] : sumRows(model, fan)),
  ];
}

/** The chosen cell and its number, for where the rows are not all in sight. @param {SumModel} model @returns {Node[]} */
export function briefOf(model) {
  const { trace, fan, rule } = model;
  const ref = fan.kind === "in" ? fan.target : fan.source;
  const isPlace = fan.kind === "in" && isCopy(rule);
  const name = isPlace ? el("span", {}, placeText(model, ref.cell)) : named(trace, ref);
  return [name, operator("="), totalOf(trace, ref)];
}

/** What the article writes for this cell. @param {SumModel} model @param {FanIn} fan */
function erratumRow({ trace, rule, words }, fan) {
  const erratum = erratumAt(fan);
  if (erratum === null) return [];
  const terms = erratumTerms(erratum, words, (tensor) => trace.tensor(tensor).of);
  const left = isCopy(rule) ? [] : [named(trace, fan.target), operator("=")];
  const found = row(words.said, ...left, ...terms);
  found.classList.add("said");
  return [found];
}

/** Of a sum over many channels, what each adds. @param {SumModel} model @param {FanIn} fan */
function channelRow({ trace, channels = null, words, parts }, { target }) {
  if (channels === null) return [];
  const { tensor: writes, cell } = target;
  const strip = channelStrip({ trace, channels, writes, target: cell, words, parts });
  return [row(words.channels, strip)];
}

/** @param {SumModel} model @param {FanIn} fan */
function sumRows(model, fan) {
  const { trace, rule, words } = model;
  const badges = model.badges ?? badgesOf(rule, fan);
  const written = writtenTerms(model);
  const symbols = scaled(commonScale(rule), symbolList(model, written, badges));
  const numbers = scaled(commonScale(rule), numberList(model, written));
  const total = totalOf(trace, fan.target);
  const label = erratumAt(fan) === null ? words.symbols : words.computed;
  const outside = lengthOf(rule) - fan.terms.length;
  if (outside > 0) {
    symbols.push(
      el("span", { class: "count" }, `(${fill(words.meetNothing, { count: outside })})`),
    );
  }
  return [
    row(label, named(trace, fan.target), operator("="), ...symbols),
    row(words.numbers, operator("="), ...numbers, operator("="), total),
  ];
}

/** @param {SumModel} model @param {FanIn} fan */
function copyRow(model, fan) {
  const { trace, words } = model;
  const [read] = fan.terms[0].factors;
  const source = isPutIn(trace, read)
    ? el("span", { class: "term zero" }, words.zeroPutIn)
    : chip([math(symbolOf(trace, read))], trace.tensor(read.tensor).of, 0);
  const place = el("span", {}, placeText(model, fan.target.cell));
  const erratum = erratumAt(fan);
  const label = erratum === null || erratum.right !== null ? words.copiedFrom : words.computed;
  return row(label, place, operator("="), source, operator("="), totalOf(trace, fan.target));
}
