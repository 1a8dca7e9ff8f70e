/**
 * The wire's trace, as the page receives it, and the small state that the page keeps.
 *
 * @typedef {{axis: string, size: number}} Axis
 * @typedef {{terms: Record<string, number>, offset: number, divisor: number}} Index
 * @typedef {{tensor: string, index: Index[]}} Factor
 * @typedef {{sum: Axis[], factors: Factor[]}} Product
 * @typedef {{scale: number, products: Product[]}} Rule
 * @typedef {{blocks: string[], rows: string[], cols: string[]}} View
 * @typedef {{kind: "batch"|"out"|"in", index: Index}} Superscript
 * @typedef {{letter: string, gradient: boolean, subscripts: Index[][], superscripts: Superscript[],
 *   wide: boolean}} Symbol
 * @typedef {{name: string, role: "value"|"gradient", of: string, axes: Axis[], view: View,
 *   values: number[]|null, rule: Rule|null, symbol: Symbol|null}} Tensor
 * @typedef {{tensor: string, view: View}} Drawing
 * @typedef {{tensor: string, cell: Cell|null, symbol: string, value: number|null, wrong: boolean}} SaidFactor
 * @typedef {{cell: Cell, terms: SaidFactor[][], scale: number, value: number|null, right: number|null}} Said what the
 *   article writes for one cell
 * @typedef {{id: string, draws: Drawing[], writes: string, walks: string, raises: string|null,
 *   said: Said|null}} StepFacts
 * @typedef {StepFacts & {rule: Rule|null}} WireStep
 * @typedef {StepFacts & {rule: Rule}} Step
 * @typedef {{id: string, steps: Step[]}} Chapter
 * @typedef {{geometry: object, tensors: Tensor[],
 *   chapters: {id: string, steps: WireStep[]}[]}} WireTrace
 *
 * @typedef {number[]} Cell
 * @typedef {{tensor: string, cell: Cell}} CellRef
 * @typedef {{tensor: string, cell: Cell|null}} Read
 * @typedef {{factors: Read[]}} Term
 *
 * @typedef {"numbers"|"symbols"|"both"|"heat"} Show
 * @typedef {"first"|"last"} Order whether the channel of a patch runs slowest or fastest
 * @typedef {"auto"|"light"|"dark"|"projector"} Theme
 * @typedef {{chapter: string, step: string, cursor: number, pinned: CellRef|null, hover: CellRef|null,
 *   term: number|null, channel: number, playing: boolean, speed: number, show: Show, zeros: boolean,
 *   order: Order, theme: Theme}} State
 */

export {};
