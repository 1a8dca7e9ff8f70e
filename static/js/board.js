/**
 * The board of a step: which grids stand where. A sliding window shows one pair of grids for each summed
 * channel, joined by plus signs; a matrix product shows two matrices; anything else its sources.
 *
 * @import {Drawn} from "./selectors.js"
 * @import {Trace} from "./trace.js"
 * @import {Cell, Factor, State, Step, Tensor, View} from "./types.js"
 */

import { indexAt, isCopy, pointOf } from "./rule.js";
import { isCrossed } from "./marks.js";
import { drawing, written } from "./selectors.js";
import { cellAt, extentOf, placeOf, span } from "./view.js";

/**
 * Some grids of one tensor; ``across`` is how many stand side by side, null where that is free.
 * @typedef {{tensor: Tensor, view: View, blocks: number[], across: number|null}} Panel
 * @typedef {{panels: Panel[], operator: string}} Unit
 * A board can be drawn in parts, where several of them share one result.
 * @typedef {{units: Unit[], arrow: string, result: Panel, kind: string, hidden: number, tabs: boolean,
 *   part?: "sources"|"result"}} Board
 */

const MOST_BLOCKS = 6;
const MOST_PAIRS = 6;
const MOST_SOURCES = 9;

/**
 * @param {Trace} trace
 * @param {State} state
 * @param {Cell} target a cell of the result
 * @param {{alone?: boolean}} [options] whether only the result's grid with that cell is wanted
 * @returns {Board}
 */
export function boardOf(trace, state, target, { alone = false } = {}) {
  const { step, tensor, view } = written(trace, state);
  const [product, ...others] = step.rule.products;
  const drawn = product.factors.map((factor) => drawing(trace, step, factor.tensor));
  const kind = kindOf(step, drawn);
  const block = placeOf(tensor, view, target).block;
  const point = pointOf(tensor.axes, target);
  const whole = kind === "copy" || kind === "sum";
  const everywhere = [...drawn, { tensor, view }];
  const all =
    !alone &&
    whole &&
    everywhere.every((each) => extentOf(each.tensor, each.view).blocks <= MOST_BLOCKS);
  const fixed = all ? [] : view.blocks;
  const units =
    kind === "window"
      ? pairs(drawn, product, point, isCrossed(step.rule) ? "\u00b7" : "\u2299")
      : [narrowed(single(drawn, product, point, fixed), trace, state, target)];
  const hidden = Math.max(0, units.length - MOST_PAIRS);
  for (const { factors } of others) {
    const extra = factors.map((factor) => drawing(trace, step, factor.tensor));
    units.push(single(extra, { factors }, point, []));
  }
  const resultBlocks = all ? range(extentOf(tensor, view).blocks) : [block];
  const kept = units.filter(
    (_, position) => position < MOST_PAIRS || position >= units.length - others.length,
  );
  const arrow = kind === "product" ? "=" : "\u2192";
  const result = panel({ tensor, view }, resultBlocks, []);
  const tabs = resultBlocks.length < extentOf(tensor, view).blocks;
  return { units: kept, arrow, result, kind, hidden, tabs };
}

/** @param {Step} step @param {Drawn[]} drawn @returns {"copy"|"sum"|"product"|"window"} */
function kindOf(step, drawn) {
  const [product] = step.rule.products;
  if (drawn.length === 1) return isCopy(step.rule) ? "copy" : "sum";
  const summed = product.sum.map(({ axis }) => axis).join();
  const [left, right] = drawn;
  return left.view.cols.join() === summed && right.view.rows.join() === summed
    ? "product"
    : "window";
}

/** @param {number} count @returns {number[]} */
function range(count) {
  return Array.from({ length: count }, (_, position) => position);
}

/** @param {Drawn} drawn @param {number[]} blocks @param {string[]} fixed @returns {Panel} */
function panel({ tensor, view }, blocks, fixed) {
  const varying = view.blocks.filter((name) => !fixed.includes(name) && span(tensor, [name]) > 1);
  const down = varying.length > 1 ? span(tensor, varying.slice(-1)) : 0;
  return { tensor, view, blocks, across: down > 0 ? Math.ceil(blocks.length / down) : null };
}

/**
 * One grid of each factor for every combination of the summed axes that run over grids.
 *
 * @param {Drawn[]} drawn
 * @param {{sum: {axis: string, size: number}[], factors: Factor[]}} product
 * @param {Record<string, number>} point
 * @param {string} operator
 * @returns {Unit[]}
 */
function pairs(drawn, product, point, operator) {
  const onGrids = product.sum.filter(({ axis }) =>
    drawn.some(({ tensor, view }, k) => runsOverBlocks(tensor, view, product.factors[k], axis)),
  );
  let points = [{ ...point }];
  for (const { axis, size } of onGrids) {
    points = points.flatMap((at) => range(size).map((value) => ({ ...at, [axis]: value })));
  }
  return points.map((at) => ({
    operator,
    panels: drawn.map((each, k) =>
      panel(each, [blockRead(each, product.factors[k], at)], each.view.blocks),
    ),
  }));
}

/** @param {Tensor} tensor @param {View} view @param {Factor} factor @param {string} axis */
function runsOverBlocks(tensor, view, factor, axis) {
  return tensor.axes.some(
    ({ axis: name }, k) => view.blocks.includes(name) && axis in factor.index[k].terms,
  );
}

/** @param {Drawn} drawn @param {Factor} factor @param {Record<string, number>} at @returns {number} */
function blockRead({ tensor, view }, factor, at) {
  const cell = tensor.axes.map(({ axis }, k) =>
    view.blocks.includes(axis) ? (indexAt(factor.index[k], at) ?? 0) : 0,
  );
  return placeOf(tensor, view, cell).block;
}

/**
 * The factors' grids as they are; of a block axis that the result has fixed, only the part in use.
 *
 * @param {Drawn[]} drawn
 * @param {{factors: Factor[]}} product
 * @param {Record<string, number>} point
 * @param {string[]} fixed
 * @returns {Unit}
 */
function single(drawn, { factors }, point, fixed) {
  const panels = drawn.map((each, k) => {
    const bound = boundAxes(each, factors[k], fixed);
    const blocks = range(extentOf(each.tensor, each.view).blocks).filter((block) => {
      const cell = cellAt(each.tensor, each.view, { block, row: 0, col: 0 });
      return bound.every(({ position, index }) => cell[position] === indexAt(index, point));
    });
    return panel(
      each,
      blocks,
      bound.map(({ name }) => name),
    );
  });
  return { panels, operator: "\u00b7" };
}

/**
 * Of very many grids of a source, only those that the chosen cell reads.
 *
 * @param {Unit} unit
 * @param {Trace} trace
 * @param {State} state
 * @param {Cell} target
 * @returns {Unit}
 */
function narrowed(unit, trace, state, target) {
  if (unit.panels.every(({ blocks }) => blocks.length <= MOST_SOURCES)) return unit;
  const { step } = written(trace, state);
  const reads = trace.terms(step.rule, step.writes, target).flatMap(({ factors }) => factors);
  const panels = unit.panels.map((each) => {
    if (each.blocks.length <= MOST_SOURCES) return each;
    const read = new Set();
    for (const { tensor, cell } of reads) {
      if (tensor === each.tensor.name && cell !== null) {
        read.add(placeOf(each.tensor, each.view, cell).block);
      }
    }
    const kept = each.blocks.filter((block) => read.has(block)).slice(0, MOST_SOURCES);
    return { ...each, blocks: kept.length > 0 ? kept : each.blocks.slice(0, 1), across: null };
  });
  return { ...unit, panels };
}

/** @param {Drawn} drawn @param {Factor} factor @param {string[]} fixed */
function boundAxes({ tensor, view }, factor, fixed) {
  return tensor.axes
    .map(({ axis: name }, position) => ({ name, position, index: factor.index[position] }))
    .filter(
      ({ name, index }) =>
        view.blocks.includes(name) &&
        Object.keys(index.terms).every((axis) => fixed.includes(axis)),
    );
}
