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
 * @typedef {{id: string, draws: Drawing[], writes: string, walks: string,
 *   rule: Rule|null}} WireStep
 * @typedef {{id: string, draws: Drawing[], writes: string, walks: string, rule: Rule}} Step
 * @typedef {{id: string, steps: Step[]}} Chapter
 * @typedef {{geometry: object, tensors: Tensor[],
 *   chapters: {id: string, steps: WireStep[]}[]}} WireTrace
 *
 * @typedef {number[]} Cell
 * @typedef {{tensor: string, cell: Cell}} CellRef
 * @typedef {{tensor: string, cell: Cell|null}} Read
 * @typedef {{factors: Read[]}} Term
 *
 * @typedef {"numbers"|"symbols"|"both"} Show
 * @typedef {"auto"|"light"|"dark"|"projector"} Theme
 * @typedef {{chapter: string, step: string, cursor: number, pinned: CellRef|null, hover: CellRef|null,
 *   term: number|null, playing: boolean, speed: number, show: Show, zeros: boolean, theme: Theme}} State
 */

export {};
