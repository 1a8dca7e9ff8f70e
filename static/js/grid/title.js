/**
 * The title of a grid: its words around its letter, with the channel that the grid shows.
 *
 * @import {Name} from "../trace/cell-name.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Tensor, View} from "../trace/types.js"
 */

import { fill } from "../markup/dom.js";
import { spell } from "../trace/cell-name.js";
import { isGroup } from "../trace/axis-kind.js";
import { pointOf } from "../trace/rule.js";
import { cellAt, span } from "../trace/view.js";

/**
 * @typedef {{before: string, name: Name|null, after: string, group: number|null}} Title
 * @typedef {Record<string, string>} TitleTemplates by tensor; {self} stands for its letter, {block} for the number of the grid
 */

/**
 * @param {Trace} trace
 * @param {Tensor} tensor
 * @param {View} view
 * @param {number} block
 * @param {TitleTemplates} templates
 * @returns {Title}
 */
export function titleOf(trace, tensor, view, block, templates) {
  const template = fill(templates[tensor.name] ?? tensor.name, { block: block + 1 });
  const cell = cellAt(tensor, view, { block, row: 0, col: 0 });
  const { sup, showsGroup } = marksOf(trace, tensor, view, cell);
  const groups = tensor.axes.findIndex(isGroup);
  const { axis: group, size } = tensor.axes[groups] ?? { axis: "", size: 1 };
  const manyGroups = size > 1 && view.blocks.includes(group);
  const [before, after = null] = template.split(/\{(?:self|value)\}/);
  const gradient = tensor.role === "gradient" && template.includes("{self}");
  const transposed =
    view !== tensor.view &&
    view.rows.join() === tensor.view.cols.join() &&
    view.cols.join() === tensor.view.rows.join();
  return {
    ...around(before, after ?? "", transposed),
    name: after === null ? null : { letter: tensor.letter, gradient, sub: "", sup },
    group: manyGroups && !showsGroup ? cell[groups] + 1 : null,
  };
}

/** A transposed matrix is the whole of it transposed. @param {string} before @param {string} after @param {boolean} transposed */
function around(before, after, transposed) {
  if (!transposed) return { before, after };
  if (after === "" || after.endsWith(")")) return { before, after: `${after}\u1d40` };
  return { before: `(${before}`, after: `${after})\u1d40` };
}

/**
 * The superscripts that are the same for every cell of the grid.
 *
 * @param {Trace} trace
 * @param {Tensor} tensor
 * @param {View} view
 * @param {number[]} cell
 */
function marksOf(trace, tensor, view, cell) {
  const symbol = tensor.symbol ?? trace.tensors.get(tensor.of)?.symbol ?? null;
  if (symbol === null) return { sup: "", showsGroup: false };
  const steady = symbol.superscripts.filter(({ index }) =>
    Object.keys(index.terms).every(
      (axis) => view.blocks.includes(axis) || span(tensor, [axis]) === 1,
    ),
  );
  const point = pointOf(tensor.axes, cell);
  const { sup } = spell({ ...symbol, subscripts: [], superscripts: steady }, point);
  const groups = tensor.axes.filter(isGroup);
  const showsGroup = steady.some(({ index }) => groups.some(({ axis }) => axis in index.terms));
  return { sup, showsGroup };
}
