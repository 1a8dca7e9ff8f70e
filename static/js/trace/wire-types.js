/**
 * The wire's types, from the models in app/wire: change those, then `python -m tools.wire_types`.
 */

/** @typedef {"batch"|"group"|"channel_in"|"channel_out"|"row"|"column"|"tap_row"|"tap_column"|"other"} AxisKind */

/** @typedef {"NHWC"|"NCHW"} Layout */

/**
 * Whose numbers they are.
 * @typedef {object} LessonNames
 * @property {string} preset
 * @property {boolean} isFirst Whether it is the example that an address without one opens.
 * @property {boolean} isOwn
 * @property {string|null} data The numbers for an address; null for those of the preset, and for what is too long.
 */

/**
 * For each part a hash of all that it depends on; while a control moves, of two.
 * @typedef {object} Keys
 * @property {string} rules
 * @property {string} controls
 * @property {string} [code]
 * @property {string} [prose]
 */

/**
 * Every size of the convolution; pairs are [vertical, horizontal].
 * @typedef {object} Geometry
 * @property {number} batch
 * @property {number[]} input_size
 * @property {number} in_channels
 * @property {number} out_channels
 * @property {number[]} kernel_size
 * @property {number[]} stride
 * @property {number[][]} padding [[top, bottom], [left, right]].
 * @property {number[]} dilation
 * @property {number} groups
 * @property {number[]} padded_size
 * @property {number[]} kernel_span Rows and columns that the dilated kernel covers.
 * @property {number[]} output_size
 * @property {number[]} leftover Padded rows and columns past the last window, which no output reads.
 * @property {number[]} dilated_size Rows and columns of grad_output_dilated.
 * @property {number[][]} backward_padding Zeros around grad_output_dilated; a negative number crops.
 * @property {number} multiply_adds Multiplications of the forward pass; each of the two products backward takes as
 *   many.
 */

/**
 * A named axis.
 * @typedef {object} Axis
 * @property {string} axis
 * @property {number} size
 * @property {AxisKind} kind What it runs over; a rule does not depend on it.
 */

/**
 * A grid for each combination of the blocks' axes, laid out by rows and columns.
 * @typedef {object} View
 * @property {string[]} blocks
 * @property {string[]} rows
 * @property {string[]} cols
 */

/**
 * (offset + sum of coefficient * axis) / divisor; a fraction reads as zero.
 * @typedef {object} Index
 * @property {Record<string, number>} terms
 * @property {number} offset
 * @property {number} divisor
 */

/**
 * A tensor read at one index per axis; out of range reads as zero.
 * @typedef {object} Factor
 * @property {string} tensor
 * @property {Index[]} index
 */

/**
 * scale times the sum over these axes of the product of the factors.
 * @typedef {object} Product
 * @property {number} scale
 * @property {Axis[]} sum
 * @property {Factor[]} factors
 */

/**
 * The sum of the products.
 * @typedef {object} Rule
 * @property {Product[]} products
 */

/**
 * (batch), {output channel} or [input channel].
 * @typedef {object} Superscript
 * @property {"batch"|"out"|"in"} kind
 * @property {Index} index
 */

/**
 * How a cell is written: a letter and indices from 1; `wide` puts commas between them.
 * @typedef {object} Symbol
 * @property {string} letter
 * @property {boolean} gradient
 * @property {Index[][]} subscripts
 * @property {Superscript[]} superscripts
 * @property {boolean} wide
 */

/**
 * A tensor of the derivation: a given one has no rule, a copy no values (unless an answer).
 * @typedef {object} Tensor
 * @property {string} name
 * @property {"value"|"gradient"} role
 * @property {string} of The tensor of the request that it belongs to.
 * @property {string} letter What titles call it: of a gradient, what it is the gradient with respect to.
 * @property {Axis[]} axes Channels last; a channel axis is split into g (group) and c or o.
 * @property {View} view
 * @property {number[]|null} values Flat, in the order of the axes; of the cells in `window` where there is one.
 * @property {Rule|null} rule
 * @property {Symbol|null} symbol Null where a cell is written as the one it copies.
 * @property {Record<string, number[]>} [window] By axis, the cells [start, stop) that the values are of; only
 *   where the request has one.
 */

/**
 * A tensor drawn in a step.
 * @typedef {object} Drawing
 * @property {string} tensor
 * @property {View} view
 */

/**
 * One factor as someone else writes it; without a cell it is a zero, or no cell at all.
 * @typedef {object} QuotedFactor
 * @property {string} tensor
 * @property {number[]|null} cell
 * @property {string} symbol
 * @property {number|null} value Null where the factor does not exist.
 * @property {boolean} wrong
 */

/**
 * What someone else writes for one cell: scale times the sum of the products.
 * @typedef {object} Erratum
 * @property {number[]} cell In the axes of the written tensor: where to look.
 * @property {QuotedFactor[][]} terms Empty where the erratum is not an expression.
 * @property {number} scale
 * @property {number|null} value Null where it cannot be computed.
 * @property {number|null} right The correct value, where that is not the number of the cell.
 */

/**
 * A step writes one tensor.
 * @typedef {object} WireStep
 * @property {string} id
 * @property {Drawing[]} draws
 * @property {string} writes
 * @property {string} cursor_over The tensor whose cells the reader steps through: the written one, or a source.
 * @property {Rule|null} rule The rule of this step, where it is another than the tensor's own.
 * @property {string|null} perturbs The tensor of which one cell is raised by 1: the cell at the place of the one
 *   written.
 * @property {Erratum|null} erratum What the article prints for one cell, in a step about an erratum.
 */

/**
 * A chapter of the derivation.
 * @typedef {object} WireChapter
 * @property {string} id
 * @property {WireStep[]} steps
 */

/**
 * The derivation of every tensor of a convolution.
 * @typedef {object} WireTrace
 * @property {Geometry} geometry
 * @property {Tensor[]} tensors
 * @property {WireChapter[]} chapters
 * @property {string[]} given The tensors of the request, by name; these three lists are there whatever is asked
 *   for.
 * @property {string[]} answers What `/backward` answers.
 * @property {string[]} loss The two tensors whose products, summed over all cells, are the loss.
 */

/**
 * A size or an option that can be changed, with its bounds in words.
 * @typedef {object} Control
 * @property {string} name
 * @property {number|null} axis
 * @property {number|null} side
 * @property {boolean} joined
 * @property {number} value
 * @property {number[]} values
 * @property {string} least
 * @property {string} most
 */

/**
 * All that can be changed.
 * @typedef {object} Controls
 * @property {boolean} has_bias
 * @property {Control[]} controls
 */

/**
 * A line of a listing.
 * @typedef {object} CodeLine
 * @property {string} text
 * @property {""|"writes"|"slip"|"right"} kind
 */

/**
 * What follows from the geometry, as far as the page does not have it.
 * @typedef {object} Parts
 * @property {WireTrace} [rules] The trace without numbers: `values` and the numbers of errata are null.
 * @property {Controls} [controls]
 * @property {Record<string, Record<string, CodeLine[]>>} [code] By chapter and step.
 * @property {string} [prose] HTML.
 */

/**
 * The numbers of an erratum.
 * @typedef {object} QuotedNumbers
 * @property {((number|null)[])[]} factors One for each factor of each term; null for a factor that does not exist.
 * @property {number|null} value
 */

/**
 * What the rules leave out.
 * @typedef {object} LessonNumbers
 * @property {Record<string, number[]>} values By tensor; those that are not there are left to their rules.
 * @property {Record<string, QuotedNumbers>} errata By "chapter/step".
 */

/**
 * How a gradient compares with the loss when cells are raised by `step` at most.
 * @typedef {object} Difference
 * @property {string} tensor
 * @property {number} cells
 * @property {number} of
 * @property {number} max_error
 * @property {boolean} agrees
 * @property {number} unseen How many cells more were raised, of which rounding hides what they add.
 * @property {number} step
 */

/**
 * What the server has compared.
 * @typedef {object} Checks
 * @property {Difference[]} differences
 * @property {string} digest A checksum of the numbers that were compared.
 */

/**
 * One convolution, for a page that may have some of its parts.
 * @typedef {object} LessonAnswer
 * @property {string|null} notice In words, why another lesson is shown than the address asks for.
 * @property {LessonNames} lesson
 * @property {Keys} keys
 * @property {Parts} parts
 * @property {LessonNumbers} numbers
 * @property {Checks|null} checks Null while a control moves.
 */

/**
 * The numbers of one tensor.
 * @typedef {object} Numbers
 * @property {number[]} shape
 * @property {number[]} data Flat, in C order.
 */

/**
 * A convolution as a body to post: channels last, tensors flat.
 * @typedef {object} Given
 * @property {Numbers} input
 * @property {Numbers} weight
 * @property {number[]|null} bias
 * @property {Numbers} grad_output
 * @property {number[]} stride
 * @property {number[][]} padding
 * @property {number[]} dilation
 * @property {number} groups
 */

/**
 * A whole convolution.
 * @typedef {object} WholeRequest
 * @property {Given} request
 * @property {string[]} forms In which other form than it came it is shown: ids of
 *   :mod:`gradgrid.app.lessons.forms`.
 * @property {string[]} notices
 */

/**
 * Some tensors, whose axes are still to be told apart.
 * @typedef {object} SomeArrays
 * @property {Record<string, Numbers>} arrays By name; of one without a name this is empty.
 * @property {Layout|null} layout That which the file or the text shows, if it shows one.
 * @property {string} library
 * @property {string[]} notices
 */

/**
 * One way in which the axes may stand, with the shapes as they would be on the page.
 * @typedef {object} Choice
 * @property {Layout} layout
 * @property {number[]} input
 * @property {number[]} weight
 */

/**
 * Two layouts fit, and mean different convolutions.
 * @typedef {object} Question
 * @property {number[]} shape Of the input as it came.
 * @property {Choice[]} choices
 */

/**
 * A question to be answered before anything is opened.
 * @typedef {object} OpenQuestion
 * @property {Question} question
 */

export {};
