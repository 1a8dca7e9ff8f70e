/**
 * The small state that the page keeps.
 *
 * @import {Answers} from "../practice/score.js"
 * @import {CellRef, Order} from "../trace/types.js"
 *
 * @typedef {"numbers"|"symbols"|"both"|"heat"} Show
 * @typedef {"auto"|"light"|"dark"|"projector"} Theme
 * @typedef {"read"|"edit"|"code"|"practice"} PanelName what stands beside the stage
 * @typedef {{preset: string, isFirst: boolean, data: string|null, isOwn: boolean, isLive: boolean, form: string}} Source the numbers; live
 *   while a control moves; form: the other one in which they are shown, see workbench/shown-forms.js
 * @typedef {{source: Source, panel: PanelName, seed: string, record: Answers, sheet: {tensor: string, block: number}, chapter: string, step: string, cursor: number, pinned: CellRef|null, hover: CellRef|null,
 *   term: number|null, channel: number, playing: boolean, speed: number, show: Show, zeros: boolean,
 *   order: Order, theme: Theme}} State
 */

export {};
