/**
 * The heading over a grid, and how wide it is before it is drawn.
 *
 * @import {TitleTemplates} from "./title.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Tensor, View} from "../trace/types.js"
 */

import { el, fill } from "../markup/dom.js";
import { formatCell } from "../markup/number-format.js";
import { fullSymbol, math, plainSymbol } from "../markup/mathml.js";
import { titleOf } from "./title.js";
import { extentOf } from "../trace/view.js";

/** @typedef {{trace: Trace, titles: TitleTemplates, words: Record<string, string>}} HeadingContext */
/** @typedef {{tensor: Tensor, view: View, block: number, withShape: boolean}} Headed */

/** Measures titles: the words are bold, and the indices, which are small, make up for it. */
const TEXT = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d")
);
TEXT.font = "600 14px system-ui, sans-serif";

/** @param {HeadingContext} context @param {Headed} headed @returns {HTMLHeadingElement} */
export function headingOf({ trace, titles, words }, { tensor, view, block, withShape }) {
  const title = titleOf(trace, tensor, view, block, titles);
  const symbol = title.name === null ? "" : math(fullSymbol(title.name));
  const heading = el("h2", {}, title.before, symbol, title.after);
  if (title.group !== null) {
    heading.append(el("small", {}, fill(words.group, { group: title.group })));
  }
  if (withShape) heading.append(el("small", {}, shapeOf(tensor, view)));
  const largest = trace.largest(tensor.name);
  const most = formatCell(largest === Number.MIN_VALUE ? 0 : largest);
  const scale = el(
    "small",
    { class: "scale", title: fill(words.heatLegend, { most }) },
    `\u00b1${most}`,
  );
  heading.append(scale);
  // MathML has no text of its own for those who name headings.
  const spelled = `${title.before}${title.name === null ? "" : plainSymbol(title.name)}${title.after}`;
  heading.setAttribute("aria-label", `${spelled} ${shapeOf(tensor, view)}`);
  return heading;
}

/** @param {HeadingContext & {textScale: number}} context @param {Headed} headed @returns {number} in CSS pixels */
export function headingWidth({ trace, titles, textScale }, { tensor, view, block, withShape }) {
  const { before, name, after } = titleOf(trace, tensor, view, block, titles);
  const symbol = name === null ? "" : `${name.gradient ? "\u2202L/\u2202" : ""}X${name.sup}`;
  const shape = withShape ? ` ${shapeOf(tensor, view)}` : "";
  return TEXT.measureText(`${before}${symbol}${after}${shape}`).width * textScale;
}

/** @param {Tensor} tensor @param {View} view */
function shapeOf(tensor, view) {
  const { rows, cols } = extentOf(tensor, view);
  return `${rows}\u00d7${cols}`;
}
