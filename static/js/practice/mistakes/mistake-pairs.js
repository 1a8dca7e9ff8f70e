/**
 * Two mistakes in one answer: a wrong sign or a forgotten bias together with another.
 *
 * @import {Mistake, Pair} from "./index.js"
 * @import {Question} from "../question.js"
 */

/** What a turned sign goes along with. */
const BESIDE_SIGN = ["nobias", "rotation", "reversed", "stride", "transposed", "partial", "mean"];
/** What is computed with the bias, so that it can be forgotten as well. */
const BESIDE_BIAS = ["rotation", "stride"];

/** @param {Question} question @param {Mistake[]} singles likeliest first @returns {Pair[]} likeliest first */
export function pairMistakes({ right }, singles) {
  const sign = singles.find(({ id, detail }) => id === "sign" && detail.kind === "all");
  const bias = singles.find(({ id }) => id === "nobias");
  const withBias = singles
    .filter(({ id }) => bias !== undefined && BESIDE_BIAS.includes(id))
    .map((first) => paired(first, bias, first.value - (right - (bias?.value ?? right))));
  const withSign = singles
    .filter(({ id }) => BESIDE_SIGN.includes(id))
    .map((first) => paired(first, sign, -first.value));
  return [...withSign, ...withBias].filter((pair) => pair !== null);
}

/** @param {Mistake} first @param {Mistake|undefined} second @param {number} value @returns {Pair|null} */
function paired(first, second, value) {
  return second === undefined ? null : { id: "pair", value, detail: { first, second } };
}
