/**
 * What stands around the grids, in the playground: the chosen cell written out, and the workbench.
 *
 * @import {RequestTensor} from "../../workbench/request.js"
 * @import {SumModel} from "../../equation/rows.js"
 * @import {Entry, Scene} from "./scene.js"
 */

import { boardOf } from "../../board/board.js";
import { channelStrip } from "../../equation/channel-strip.js";
import { indexEquation } from "../../equation/index-equation.js";
import { drawnEquation } from "../../equation/index-mathml.js";
import { SumPanel } from "../../equation/sum-panel.js";
import { el } from "../../markup/dom.js";
import { cursorCell, focus, stageCell, written } from "../../state/selectors.js";
import { pointOf } from "../../trace/rule.js";
import { CodeListing } from "../../workbench/code-listing.js";
import { PicturePatch } from "../../workbench/import/picture-patch.js";
import { NumberSheet } from "../../workbench/number-sheet.js";
import { ShapeControls } from "../../workbench/shape-controls.js";
import { sumModel, transportModel } from "../models.js";
import { TransportBar } from "../transport-bar.js";
import { boardIn, elementIn, isOn, numberOf } from "./scene.js";

customElements.define("code-listing", CodeListing);

/** @param {Scene} scene @returns {SumModel} */
function sumIn({ trace, state, titles, words, values, sizes }) {
  const fan = focus(trace, state);
  const { cell } = stageCell(trace, state, fan);
  return {
    ...sumModel(trace, state, { fan, cell, board: boardOf(trace, state, cell) }),
    titles,
    words,
    room: `${values.width}/${state.theme}/${sizes.windowWidth}`,
  };
}

/** A picture of 64 by 48 pixels: red grows to the right, green downwards, over a chequered blue. */
function testPicture() {
  const [width, height] = [64, 48];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const blue = (x >> 3) % 2 === (y >> 3) % 2 ? 200 : 60;
    data.set([(255 * x) / width, (255 * y) / height, blue, 255], 4 * at);
  }
  return { width, height, data };
}

const PICTURE = testPicture();

/** @type {Entry} */
const sumPanel = {
  draw: (host, scene) => elementIn(host, SumPanel).update(sumIn(scene)),
};

/** @type {Entry} */
const strip = {
  properties: () => [
    { name: "parts", label: "parts", kind: "number", least: 3, most: 9, start: 9 },
  ],
  fits: (scene) => boardIn(scene).channels !== null,
  draw(host, scene) {
    const { trace, state, words } = scene;
    const { channels } = boardIn(scene);
    if (channels === null) return;
    const { cell: target } = stageCell(trace, state);
    const { step } = written(trace, state);
    const parts = numberOf(scene, "parts");
    const model = { trace, channels, writes: step.writes, target, words, parts };
    host.replaceChildren(channelStrip(model));
  },
};

/** @type {Entry} */
const equation = {
  draw(host, { trace, state, titles }) {
    const { step } = written(trace, state);
    const line = el(
      "div",
      { class: "equation" },
      drawnEquation(indexEquation(trace, step, titles)),
    );
    host.replaceChildren(line);
  },
};

/** @type {Entry} */
const transport = {
  properties: () => [{ name: "playing", label: "playing", kind: "toggle", start: false }],
  draw(host, scene) {
    const { trace, state, words } = scene;
    if (!(host.firstElementChild instanceof TransportBar)) {
      const template = /** @type {HTMLTemplateElement} */ (document.querySelector("#transport"));
      host.replaceChildren(document.importNode(template.content, true));
    }
    const bar = /** @type {TransportBar} */ (host.querySelector("transport-bar"));
    bar.update({ ...transportModel(trace, state), playing: isOn(scene, "playing"), words });
  },
};

/** @type {Entry} */
const sheet = {
  draw(host, { trace, state, titles, words }) {
    const { block } = state.sheet;
    const tensor = /** @type {RequestTensor} */ (state.sheet.tensor);
    elementIn(host, NumberSheet).update({ trace, tensor, block, titles, words });
  },
};

/** @type {Entry} */
const shape = {
  properties: () => [{ name: "busy", label: "an answer is awaited", kind: "toggle", start: false }],
  draw(host, scene) {
    const { facts, words, controls: names } = scene;
    const { controls, has_bias: hasBias } = facts.workbench;
    elementIn(host, ShapeControls).update({
      controls,
      hasBias,
      words,
      names,
      isBusy: isOn(scene, "busy"),
      ids: "",
    });
  },
};

/** @type {Entry} */
const code = {
  draw(host, { trace, state, facts, words }) {
    const { tensor } = written(trace, state);
    const cursor = cursorCell(trace, state);
    const { cell } = stageCell(trace, state);
    elementIn(host, CodeListing).update({
      lines: facts.workbench.code?.[state.chapter][state.step] ?? [],
      point: {
        ...pointOf(tensor.axes, cell),
        ...pointOf(trace.tensor(cursor.tensor).axes, cursor.cell),
      },
      colours: new Map([...trace.tensors.values()].map(({ name, of }) => [name, of])),
      words,
    });
  },
};

/** @type {Entry} */
const patch = {
  properties: () => [
    { name: "rows", label: "rows", kind: "number", least: 1, most: 48, start: 8 },
    { name: "cols", label: "columns", kind: "number", least: 1, most: 64, start: 8 },
  ],
  draw(host, scene) {
    const element = elementIn(host, PicturePatch);
    const { left, top } = element.at;
    const [width, height] = [numberOf(scene, "cols"), numberOf(scene, "rows")];
    element.update({ picture: PICTURE, width, height, left, top, label: "a part of the picture" });
  },
};

/** @type {Record<string, Entry>} */
export const PANELS = {
  "sum-panel": sumPanel,
  "channel-strip": strip,
  "index-equation": equation,
  "transport-bar": transport,
  "number-sheet": sheet,
  "shape-controls": shape,
  "code-listing": code,
  "picture-patch": patch,
};
