/**
 * The trace as the page has it, on the types of the wire: see wire-types.js.
 *
 * @typedef {import("./wire-types.js").AxisKind} AxisKind
 * @typedef {import("./wire-types.js").Axis} Axis
 * @typedef {import("./wire-types.js").Index} Index
 * @typedef {import("./wire-types.js").Factor} Factor
 * @typedef {import("./wire-types.js").Product} Product
 * @typedef {import("./wire-types.js").Rule} Rule
 * @typedef {import("./wire-types.js").View} View
 * @typedef {import("./wire-types.js").Superscript} Superscript
 * @typedef {import("./wire-types.js").Symbol} Symbol
 * @typedef {import("./wire-types.js").Tensor} Tensor
 * @typedef {import("./wire-types.js").Drawing} Drawing
 * @typedef {import("./wire-types.js").QuotedFactor} QuotedFactor
 * @typedef {import("./wire-types.js").Erratum} Erratum
 * @typedef {import("./wire-types.js").Geometry} Geometry
 * @typedef {import("./wire-types.js").WireStep} WireStep
 * @typedef {import("./wire-types.js").WireTrace} WireTrace
 * @typedef {Omit<WireStep, "rule"> & {rule: Rule}} Step with the rule that the wire leaves out where it is the tensor's own
 * @typedef {{id: string, steps: Step[]}} Chapter
 *
 * @typedef {import("./wire-types.js").Control} Control
 * @typedef {import("./wire-types.js").Difference} Difference
 * @typedef {import("./wire-types.js").CodeLine} CodeLine
 * @typedef {import("./wire-types.js").Parts} Parts
 * @typedef {import("./wire-types.js").LessonNumbers} LessonNumbers
 * @typedef {import("./wire-types.js").LessonAnswer} LessonAnswer
 * @typedef {import("./wire-types.js").LessonNames} LessonNames
 * @typedef {import("./wire-types.js").Controls & Partial<import("./wire-types.js").Checks> & Pick<Parts, "code">} WorkbenchFacts without
 *   code and differences while a control moves
 * @typedef {LessonNames & {workbench: WorkbenchFacts}} LessonFacts
 *
 * @typedef {number[]} Cell
 * @typedef {{tensor: string, cell: Cell}} CellRef
 * @typedef {{tensor: string, cell: Cell|null}} Read
 * @typedef {{factors: Read[], scale: number}} Term scale: of its product, 1 where all products have the same
 * @typedef {"first"|"last"} Order whether the channel of a patch runs slowest or fastest
 */

export {};
