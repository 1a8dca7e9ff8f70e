/**
 * The board of a step: which grids stand where. A sliding window shows one pair of grids for each summed
 * channel, joined by plus signs; a matrix product shows two matrices; anything else its sources.
 *
 * @import {Trace} from "../trace/trace.js"
 * @import {Cell, Factor, Rule, Step, Tensor, View} from "../trace/types.js"
 * @import {Drawn} from "../trace/step.js"
 * @import {State} from "../state/types.js"
 */

import { isVirtual } from "./board-size.js";
import { indexAt, isCopy, pointOf } from "../trace/rule.js";
import { isCrossed } from "./marks.js";
import { written } from "../state/selectors.js";
import { cellAt, extentOf, placeOf, span } from "../trace/view.js";
import { drawing } from "../trace/step.js";

/**
 * Some grids of one tensor; ``across`` is how many stand side by side, null where that is free.
 * @typedef {{tensor: Tensor, view: View, blocks: number[], across: number|null}} Panel
 * A unit is added to the others; ``at`` is where its summed axes stand that run over grids.
 * @typedef {{panels: Panel[], operator: string, at?: Record<string, number>}} Unit
 * Pairs of which only some are on the board.
 * @typedef {{rule: Rule, units: Unit[], open: number, shown: number}} Channels
 * A board can be drawn in parts, where several of them share one result.
 * @typedef {{context: Panel[], units: Unit[], arrow: string, result: Panel, kind: string,
 *   channels: Channels|null, shownOf: {shown: number, count: number}|null, tabs: number,
 *   part?: "sources"|"result"}} Board
 */

const MAX_BLOCKS = 6;
const MAX_PAIRS = 6;
/** Of more pairs than that, or of several with windows, so many are on the board at a time, or one where they are large. */
const OPEN_PAIRS = 2;
const LARGE_PAIR = 8;
const TALL_GRID = 9;
const MAX_SOURCES = 9;
/** Of a tensor with more grids, only those that are read are looked for. */
const MANY_BLOCKS = 256;

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
    everywhere.every((each) => extentOf(each.tensor, each.view).blocks <= MAX_BLOCKS);
  const fixed = all ? [] : view.blocks;
  const units =
    kind === "window"
      ? pairs(drawn, product, point, isCrossed(step.rule) ? "\u00b7" : "\u2299")
      : [narrowed(single(drawn, product, point, fixed), trace, state, target)];
  const hasWindow = drawn.some(isVirtual);
  const oneByOne = hasWindow || drawn.some(isTall);
  const many = kind === "window" && units.length > (oneByOne ? 1 : MAX_PAIRS);
  const shown = oneByOne || isLargePair(drawn) ? 1 : OPEN_PAIRS;
  const open = Math.min(state.channel, units.length - shown);
  const kept = many ? units.slice(open, open + shown) : units;
  const channels = many ? { rule: step.rule, units, open, shown } : null;
  for (const { factors } of others) {
    const extra = factors.map((factor) => drawing(trace, step, factor.tensor));
    kept.push(single(extra, { factors }, point, []));
  }
  const resultBlocks = all ? range(extentOf(tensor, view).blocks) : [block];
  const arrow = kind === "product" ? "=" : "\u2192";
  const result = panel({ tensor, view }, resultBlocks, []);
  const isAlone = resultBlocks.length < extentOf(tensor, view).blocks;
  const tabs = isAlone ? view.blocks.filter((name) => span(tensor, [name]) > 1).length : 0;
  const context = contextOf(trace, step, target);
  const shownOf = whole && !all && !alone ? countOf(kept[0].panels) : null;
  return { context, units: kept, arrow, result, kind, channels, shownOf, tabs };
}

/**
 * Tensors that stand beside what the rule reads: of one that is laid out as the result, the grid of the
 * same cell.
 *
 * @param {Trace} trace
 * @param {Step} step
 * @param {Cell} target
 * @returns {Panel[]}
 */
function contextOf(trace, step, target) {
  const read = step.rule.products.flatMap(({ factors }) => factors.map(({ tensor }) => tensor));
  return step.draws
    .filter(({ tensor }) => tensor !== step.writes && !read.includes(tensor))
    .map(({ tensor: name }) => {
      const drawn = drawing(trace, step, name);
      const { tensor, view } = drawn;
      const { blocks } = extentOf(tensor, view);
      if (name === step.perturbs) return panel(drawn, [placeOf(tensor, view, target).block], []);
      return { ...panel(drawn, range(blocks), []), across: Math.ceil(Math.sqrt(blocks)) };
    });
}

/** @param {Drawn} drawn @returns {boolean} whether two of its grids would not stand one below the other */
function isTall({ tensor, view }) {
  return extentOf(tensor, view).rows > TALL_GRID;
}

/** @param {Drawn[]} drawn @returns {boolean} whether each grid of a pair takes much room */
function isLargePair(drawn) {
  return drawn.every(({ tensor, view }) => extentOf(tensor, view).rows > LARGE_PAIR);
}

/** How many of a tensor's grids are on the board, where not all are. @param {Panel[]} panels */
function countOf(panels) {
  const [first] = panels;
  const count = extentOf(first.tensor, first.view).blocks;
  return count > MAX_SOURCES ? { shown: first.blocks.length, count } : null;
}

/** @param {Step} step @param {Drawn[]} drawn @returns {"copy"|"sum"|"product"|"window"} */
function kindOf(step, drawn) {
  const [product] = step.rule.products;
  if (drawn.length === 1) return isCopy(step.rule) ? "copy" : "sum";
  const summed = product.sum.map(({ axis }) => axis).join();
  const [left, right, ...others] = drawn;
  if (others.length > 0) return "window";
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
  const axes = onGrids.map(({ axis }) => axis);
  return points.map((at) => ({
    operator,
    at: Object.fromEntries(axes.map((axis) => [axis, at[axis]])),
    panels: distinct(
      drawn.map((each, k) =>
        panel(each, [blockRead(each, product.factors[k], at)], each.view.blocks),
      ),
    ),
  }));
}

/** A tensor that is read twice, as in x times x, stands once. @param {Panel[]} panels @returns {Panel[]} */
function distinct(panels) {
  const keys = panels.map(({ tensor, blocks }) => `${tensor.name} ${blocks}`);
  return panels.filter((_, k) => keys.indexOf(keys[k]) === k);
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
    const count = extentOf(each.tensor, each.view).blocks;
    const blocks = range(count > MANY_BLOCKS ? 0 : count).filter((block) => {
      const cell = cellAt(each.tensor, each.view, { block, row: 0, col: 0 });
      return bound.every(({ position, index }) => cell[position] === indexAt(index, point));
    });
    return panel(
      each,
      blocks,
      bound.map(({ name }) => name),
    );
  });
  return { panels: distinct(panels), operator: "\u00b7" };
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
  /** @param {Panel} each */
  const isFew = ({ blocks }) => blocks.length > 0 && blocks.length <= MAX_SOURCES;
  if (unit.panels.every(isFew)) return unit;
  const { step } = written(trace, state);
  const reads = trace.terms(step.rule, step.writes, target).flatMap(({ factors }) => factors);
  const panels = unit.panels.map((each) => {
    if (isFew(each)) return each;
    /** @type {Set<number>} */
    const read = new Set();
    for (const { tensor, cell } of reads) {
      if (tensor === each.tensor.name && cell !== null) {
        read.add(placeOf(each.tensor, each.view, cell).block);
      }
    }
    const kept = [...read].sort((a, b) => a - b).slice(0, MAX_SOURCES);
    return { ...each, blocks: kept.length > 0 ? kept : [0], across: null };
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
