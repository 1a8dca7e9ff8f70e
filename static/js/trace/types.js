/**
 * The wire's trace, as the page receives it, and the small state that the page keeps.
 *
 * @import {GivenName} from "../workbench/request.js"
 * @import {Answers} from "../practice/score.js"
 *
 * @typedef {"batch"|"group"|"channel_in"|"channel_out"|"row"|"column"|"tap_row"|"tap_column"|"other"} AxisKind
 * @typedef {{axis: string, size: number, kind: AxisKind}} Axis
 * @typedef {{terms: Record<string, number>, offset: number, divisor: number}} Index
 * @typedef {{tensor: string, index: Index[]}} Factor
 * @typedef {{scale: number, sum: Axis[], factors: Factor[]}} Product
 * @typedef {{products: Product[]}} Rule
 * @typedef {{blocks: string[], rows: string[], cols: string[]}} View
 * @typedef {{kind: "batch"|"out"|"in", index: Index}} Superscript
 * @typedef {{letter: string, gradient: boolean, subscripts: Index[][], superscripts: Superscript[],
 *   wide: boolean}} Symbol
 * @typedef {{name: string, role: "value"|"gradient", of: string, letter: string, axes: Axis[], view: View,
 *   values: number[]|null, rule: Rule|null, symbol: Symbol|null}} Tensor
 * @typedef {{tensor: string, view: View}} Drawing
 * @typedef {{tensor: string, cell: Cell|null, symbol: string, value: number|null, wrong: boolean}} QuotedFactor
 * @typedef {{cell: Cell, terms: QuotedFactor[][], scale: number, value: number|null, right: number|null}} Erratum what the
 *   article writes for one cell
 * @typedef {{id: string, draws: Drawing[], writes: string, cursor_over: string, perturbs: string|null,
 *   erratum: Erratum|null}} StepFacts
 * @typedef {StepFacts & {rule: Rule|null}} WireStep
 * @typedef {StepFacts & {rule: Rule}} Step
 * @typedef {{id: string, steps: Step[]}} Chapter
 * @typedef {{batch: number, input_size: number[], in_channels: number, out_channels: number, kernel_size: number[],
 *   stride: number[], padding: number[][], dilation: number[], groups: number, output_size: number[]}} Geometry
 * @typedef {{geometry: Geometry, tensors: Tensor[],
 *   chapters: {id: string, steps: WireStep[]}[], given: string[], answers: string[], loss: string[]}} WireTrace
 *
 * @typedef {{name: string, axis: number|null, side: number|null, joined: boolean, value: number, values: number[],
 *   least: string, most: string}} Control a number that can be turned, with its bounds in words
 * @typedef {{tensor: string, cells: number, of: number, max_error: number, agrees: boolean, unseen: number,
 *   step: number}} Difference how a gradient compares with the loss when cells are raised by step at most; unseen: how
 *   many cells more were raised, of which rounding hides what they add
 * @typedef {{text: string, kind: ""|"writes"|"slip"|"right"}} CodeLine
 * @typedef {{has_bias: boolean, controls: Control[], differences?: Difference[], digest?: string,
 *   code?: Record<string, Record<string, CodeLine[]>>}} Bench without code and differences while a control moves; digest: of the
 *   numbers that were compared
 * @typedef {{preset: string, isFirst: boolean, isOwn: boolean, data: string|null, bench: Bench}} LessonFacts data: the numbers for an
 *   address; null for a preset, and for what is too long
 *
 * @typedef {number[]} Cell
 * @typedef {{tensor: string, cell: Cell}} CellRef
 * @typedef {{tensor: string, cell: Cell|null}} Read
 * @typedef {{factors: Read[], scale: number}} Term scale: of its product, 1 where all products have the same
 *
 * @typedef {"numbers"|"symbols"|"both"|"heat"} Show
 * @typedef {"first"|"last"} Order whether the channel of a patch runs slowest or fastest
 * @typedef {"auto"|"light"|"dark"|"projector"} Theme
 * @typedef {"read"|"edit"|"code"|"practice"} PanelName what stands beside the stage
 * @typedef {{preset: string, isFirst: boolean, data: string|null, isOwn: boolean, isLive: boolean, form: string}} Source the numbers; live
 *   while a control moves; form: the other one in which they are shown, see workbench/forms.js
 * @typedef {{source: Source, panel: PanelName, seed: string, record: Answers, sheet: {tensor: GivenName, block: number}, chapter: string, step: string, cursor: number, pinned: CellRef|null, hover: CellRef|null,
 *   term: number|null, channel: number, playing: boolean, speed: number, show: Show, zeros: boolean,
 *   order: Order, theme: Theme}} State
 */

export {};
