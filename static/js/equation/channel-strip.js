/**
 * All parts of a sum over many channels as a strip of small cells, each with what it adds to the chosen
 * cell, and the whole. A cell says "channel-open" with its position.
 *
 * @import {Channels} from "../board/board.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell} from "../trace/types.js"
 */

import { partialSums, stripOf } from "./channel-sums.js";
import { el, fill } from "../markup/dom.js";
import { formatFactor, formatNumber } from "../markup/number-format.js";
import { math } from "../markup/mathml.js";
import { symbolOf, valueOf } from "./row-parts.js";

/** @typedef {{trace: Trace, channels: Channels, writes: string, target: Cell, words: Record<string, string>, parts?: number}} StripModel
 *  parts: how many there is room for */

/** @param {StripModel} model @returns {HTMLElement} */
export function channelStrip({ trace, channels, writes, target, words, parts: most }) {
  const sums = partialSums(trace, channels, writes, target);
  const { before, parts, after, whole } = stripOf(trace, channels, sums, most);
  const strip = el("nav", { class: "channels", "aria-label": words.channels });
  /** @param {string} label @param {number} value @param {number} position */
  const button = (label, value, position) => {
    const node = el(
      "button",
      { type: "button", "data-channel": String(position) },
      el("small", {}, label),
      formatFactor(value),
    );
    node.setAttribute("aria-label", fill(words.partial, { label, value: formatNumber(value) }));
    node.addEventListener("click", () => {
      node.dispatchEvent(new CustomEvent("channel-open", { detail: position, bubbles: true }));
    });
    return node;
  };
  const cells = [
    ...(before ? [button(fill(words.before, before), before.value, before.position)] : []),
    ...parts.map(({ label, value, position, open }) => {
      const node = button(label, value, position);
      if (open) node.setAttribute("aria-current", "true");
      return node;
    }),
    ...(after ? [button(fill(words.afterwards, after), after.value, after.position)] : []),
  ];
  cells.forEach((cell, k) => {
    if (k > 0) strip.append(sign("+"));
    strip.append(cell);
  });
  const label = fill(words.wholeSum, { count: whole.count });
  const total = el("output", {}, el("small", {}, label), formatNumber(whole.value));
  strip.append(sign("="), total, ...addedAfter(trace, channels, writes, target));
  return strip;
}

/** What no channel has, the bias, and with it the value of the cell. @param {Trace} trace @param {Channels} channels @param {string} writes @param {Cell} target @returns {Node[]} */
function addedAfter(trace, { rule }, writes, target) {
  if (rule.products.length < 2) return [];
  const [read] = trace.terms(rule, writes, target).slice(-1)[0].factors;
  const name = math(symbolOf(trace, read));
  const number = formatFactor(valueOf(trace, read));
  const added = el("span", { class: "added" }, el("small", {}, name), number);
  const value = el("output", {}, formatNumber(trace.value(writes, target)));
  return [sign("+"), added, sign("="), value];
}

/** @param {string} text */
function sign(text) {
  return el("span", { "aria-hidden": "true" }, text);
}
