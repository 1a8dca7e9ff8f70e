/**
 * What is pasted, as numbers with a shape: cells of a spreadsheet, CSV, lists of JSON and Python, arrays as
 * NumPy, PyTorch and TensorFlow print them, matrices of MATLAB. What cannot be read is refused by a problem;
 * nothing is guessed, and no text throws.
 *
 * @import {Numbers, Refused} from "./number.js"
 */

import { readNested } from "./nested.js";
import { CALL, plain, unassigned, unwrapped } from "./spelling.js";
import { readMatrix, readTable } from "./table.js";

export { asTensor, pasteInto } from "./placing.js";

const OPENERS = ["[", "(", "{", CALL];
// As JSON and Python write arrays with names.
const NAMED = /^\{\s*(["'])[^"']*\1\s*:/u;

/**
 * The numbers in a text, in time that grows with its length. A table has two axes, brackets have one for
 * each level, at most four. Rows and columns of a problem are counted from 1.
 *
 * @param {string} text
 * @param {{most?: number}} [limits] how many numbers are read
 * @returns {Numbers|Refused}
 */
export function parsePasted(text, { most = 1_000_000 } = {}) {
  const spelled = plain(text);
  const list = unwrapped(spelled);
  if (NAMED.test(list)) return { problem: { id: "named" } };
  if (!OPENERS.includes(list[0])) return readTable(unassigned(spelled), most);
  if (list[0] !== "[" || !list.includes(";")) return readNested(list, most);
  if (!list.endsWith("]")) return { problem: { id: "brackets", text: "[", row: 1 } };
  return readMatrix(list.slice(1, -1), most);
}
