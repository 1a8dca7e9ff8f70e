/**
 * The order of the cells of a patch: the channel runs slowest, as the trace has it, or fastest, as code that
 * keeps channels last writes it. Only views and the order of sums change: every number stays where it was.
 *
 * @import {Order, Rule, View, WireTrace} from "./types.js"
 */

const CHANNELS = ["c", "o"];
const TAPS = ["u", "v"];

/** @param {WireTrace} wire @param {Order} order @returns {WireTrace} */
export function inOrder(wire, order) {
  if (order === "first") return wire;
  return {
    ...wire,
    tensors: wire.tensors.map((tensor) => ({
      ...tensor,
      view: viewOf(tensor.view),
      rule: tensor.rule && ruleOf(tensor.rule),
    })),
    chapters: wire.chapters.map((chapter) => ({
      ...chapter,
      steps: chapter.steps.map((step) => ({
        ...step,
        draws: step.draws.map((drawing) => ({ ...drawing, view: viewOf(drawing.view) })),
        rule: step.rule && ruleOf(step.rule),
      })),
    })),
  };
}

/** @param {View} view as the trace has it @returns {boolean} whether a patch in it can be turned to channel last */
export function canTurn({ rows, cols }) {
  return [rows, cols].some((names) => channelLast(names).join() !== names.join());
}

/** @param {View} view @returns {View} */
function viewOf({ blocks, rows, cols }) {
  return { blocks, rows: channelLast(rows), cols: channelLast(cols) };
}

/** @param {Rule} rule @returns {Rule} */
function ruleOf({ products }) {
  return {
    products: products.map(({ scale, sum, factors }) => {
      const names = channelLast(sum.map(({ axis }) => axis));
      return {
        scale,
        sum: sum.toSorted((a, b) => names.indexOf(a.axis) - names.indexOf(b.axis)),
        factors,
      };
    }),
  };
}

/** @param {string[]} names */
function isPatch(names) {
  return TAPS.every((tap) => names.includes(tap)) && CHANNELS.some((name) => names.includes(name));
}

/** @param {string[]} names @returns {string[]} */
function channelLast(names) {
  if (!isPatch(names)) return names;
  const isChannel = (/** @type {string} */ name) => CHANNELS.includes(name);
  return [...names.filter((name) => !isChannel(name)), ...names.filter(isChannel)];
}
