/**
 * Rows of numbers: a spreadsheet's cells with tabs between them, CSV, columns of text. They are read here, at
 * once; what has more structure is read by the server.
 *
 * @import {Numbers, Refused} from "./number.js"
 */

import { plain } from "../../markup/plain-characters.js";
import { clipped, faultOf, numberOf } from "./number.js";

/** Brackets and names: an array, an assignment, JSON, a command. */
const STRUCTURE = /[[\]({}=<]|\bcurl\b|\b[A-Za-z_]\w*[ \t]*:/;
const MAX_TABLE_NUMBERS = 1_000_000;

// "1 2; 3 4" is two rows, "1,5; 2,5" one.
const SPACED = /[\d.],? +[-+\d.]/;
const BLANKS = /[ \t]+/;
const LISTED = /[ \t]*,[ \t]*|[ \t]+/;
const THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** @typedef {{leads: number[], ends: number[], counts: number[]}} Extents of each row: its first cell that is
 *   not empty, the one after its last, and how many there are */

/** Whether a text is rows of cells and nothing more, be they numbers or not. @param {string} text */
export function isTable(text) {
  return !STRUCTURE.test(plain(text));
}

/**
 * The table in a text. A comma is a decimal point where cells are parted by tabs or semicolons and no cell
 * has a point.
 *
 * @param {string} text
 * @param {number} [most] how many numbers are read
 * @returns {Numbers|Refused}
 */
export function readTable(text, most = MAX_TABLE_NUMBERS) {
  return readPlain(plain(text), most);
}

/** @param {string} text @param {number} most @returns {Numbers|Refused} */
function readPlain(text, most) {
  if (text.includes("\t")) return readCells(text, most, "\t", isDecimal(text));
  if (text.includes(";")) {
    // Rows of a matrix end at semicolons and lines, as MATLAB writes them.
    if (SPACED.test(text)) return readCells(text.replaceAll(";", "\n"), most, LISTED, false);
    return readCells(text, most, ";", isDecimal(text));
  }
  return readCells(text, most, text.includes(",") ? "," : BLANKS, false);
}

/** @param {string} text */
function isDecimal(text) {
  return text.includes(",") && !text.includes(".");
}

/**
 * @param {string} text
 * @param {number} most
 * @param {string|RegExp} separator
 * @param {boolean} decimal whether a comma is a decimal point
 * @returns {Numbers|Refused}
 */
function readCells(text, most, separator, decimal) {
  /** @type {number[]} */
  const data = [];
  /** @type {Extents} */
  const extents = { leads: [], ends: [], counts: [] };
  /** @type {{text: string, row: number, column: number}|null} */
  let thousands = null;
  let hasFraction = false;
  for (const line of linesOf(text)) {
    const cells = (typeof separator === "string" ? line : line.trim()).split(separator);
    const end = cells.findLastIndex((cell) => cell.trim() !== "") + 1;
    if (end === 0) continue;
    const lead = cells.findIndex((cell) => cell.trim() !== "");
    const row = extents.ends.length + 1;
    for (let at = lead; at < end; at++) {
      const cell = unquoted(cells[at].trim());
      const value = numberOf(decimal ? cell.replace(",", ".") : cell);
      const column = at + 1;
      if (cell === "") return { problem: { id: "blank", row, column } };
      if (!Number.isFinite(value)) return { problem: { ...faultOf(cell), row, column } };
      if (data.length === most) return { problem: { id: "many", most } };
      data.push(value);
      if (!decimal || !cell.includes(",")) continue;
      if (THOUSANDS.test(cell)) thousands ??= { text: clipped(cell), row, column };
      else hasFraction = true;
    }
    extents.leads.push(lead);
    extents.ends.push(end);
    extents.counts.push(cells.length);
  }
  if (data.length === 0) return { problem: { id: "empty" } };
  if (thousands !== null && !hasFraction) return { problem: { id: "ambiguous", ...thousands } };
  return unevenness(extents) ?? { shape: [extents.ends.length, widthOf(extents)], data };
}

/** @param {Extents} extents */
function widthOf({ leads, ends }) {
  return ends[0] - leads[0];
}

/**
 * Columns that are empty in every row count for nothing; any other empty cell is a problem.
 *
 * @param {Extents} extents
 * @returns {Refused|null}
 */
function unevenness({ leads, ends, counts }) {
  const from = leads.reduce((least, lead) => Math.min(least, lead));
  const to = ends.reduce((most, end) => Math.max(most, end));
  for (let at = 0; at < ends.length; at++) {
    const [row, end] = [at + 1, ends[at]];
    if (leads[at] > from) return { problem: { id: "blank", row, column: from + 1 } };
    if (end < to && counts[at] >= to) return { problem: { id: "blank", row, column: end + 1 } };
    if (end === ends[0]) continue;
    return { problem: { id: "ragged", row, length: end - from, first: ends[0] - from } };
  }
  return null;
}

/** @param {string} cell */
function unquoted(cell) {
  const isQuoted = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"');
  return isQuoted ? cell.slice(1, -1).trim() : cell;
}

/** One at a time: a list of all lines may take far more memory than the text. @param {string} text */
function* linesOf(text) {
  let from = 0;
  while (from <= text.length) {
    const found = text.indexOf("\n", from);
    const to = found === -1 ? text.length : found;
    yield text.slice(from, to);
    from = to + 1;
  }
}
