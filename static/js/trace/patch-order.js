/**
 * The order of the cells of a patch: the channel runs slowest, as in the trace, or fastest, as in channels-last code.
 * Only views and the order of sums change; every value keeps its index.
 *
 * @import {Axis, AxisKind, Order, Rule, View, WireTrace} from "./types.js"
 */

import { isChannel } from "./axis-kind.js";

/** A patch runs over both. @type {AxisKind[]} */
const TAPS = ["tap_row", "tap_column"];

/** @typedef {Map<string, Axis>} Axes by name */

/** @param {WireTrace} wire @param {Order} order @returns {WireTrace} */
export function inOrder(wire, order) {
  if (order === "first") return wire;
  const axesOf = new Map(wire.tensors.map(({ name, axes }) => [name, axes]));
  /** @param {string} tensor @param {View} view */
  const turned = (tensor, view) => viewOf(view, byName(axesOf.get(tensor) ?? []));
  return {
    ...wire,
    tensors: wire.tensors.map((tensor) => ({
      ...tensor,
      view: turned(tensor.name, tensor.view),
      rule: tensor.rule && ruleOf(tensor.rule),
    })),
    chapters: wire.chapters.map((chapter) => ({
      ...chapter,
      steps: chapter.steps.map((step) => ({
        ...step,
        draws: step.draws.map(({ tensor, view }) => ({ tensor, view: turned(tensor, view) })),
        rule: step.rule && ruleOf(step.rule),
      })),
    })),
  };
}

/** @param {Axis[]} axes of a tensor @param {View} view as the trace has it @returns {boolean} whether a patch in it can be turned to channel last */
export function canTurn(axes, { rows, cols }) {
  const known = byName(axes);
  return [rows, cols].some((names) => channelLast(names, known).join() !== names.join());
}

/** @param {Axis[]} axes @returns {Axes} */
function byName(axes) {
  return new Map(axes.map((each) => [each.axis, each]));
}

/** @param {View} view @param {Axes} axes @returns {View} */
function viewOf({ blocks, rows, cols }, axes) {
  return { blocks, rows: channelLast(rows, axes), cols: channelLast(cols, axes) };
}

/** @param {Rule} rule @returns {Rule} */
function ruleOf({ products }) {
  return {
    products: products.map(({ scale, sum, factors }) => {
      const axes = byName(sum);
      const names = channelLast([...axes.keys()], axes);
      return { scale, sum: names.map((name) => /** @type {Axis} */ (axes.get(name))), factors };
    }),
  };
}

/** @param {string[]} names @param {Axes} axes @returns {string[]} */
function channelLast(names, axes) {
  /** @param {string} name */
  const kindOf = (name) => axes.get(name) ?? { kind: /** @type {const} */ ("other") };
  const kinds = names.map(kindOf);
  const isPatch =
    kinds.some(isChannel) && TAPS.every((tap) => kinds.some(({ kind }) => kind === tap));
  if (!isPatch) return names;
  const isLast = (/** @type {string} */ name) => isChannel(kindOf(name));
  return [...names.filter((name) => !isLast(name)), ...names.filter(isLast)];
}
