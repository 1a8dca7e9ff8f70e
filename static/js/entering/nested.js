/**
 * Numbers in brackets: JSON, lists and tuples of Python, arrays as NumPy prints them. A number of any
 * depth is read in one pass and without recursion.
 *
 * @import {Numbers, Problem, Refused} from "./number.js"
 */

import { clipped, faultOf, numberOf } from "./number.js";
import { CALL } from "./spelling.js";

const MOST_AXES = 4;
/** @type {Record<string, string>} */
const CLOSES = { "[": "]", "(": ")", "{": "}", [CALL]: ")" };
const CLOSERS = "])}";
const TOKEN_END = /[\s,[\](){}\ufdd0]/g;

/**
 * @typedef {{opens: string, depth: number, count: number, commas: number, waits: boolean}} Open a bracket that
 *   is open: how deep its items stand, how many it has, and whether a comma waits for one
 */

/**
 * @param {string} text
 * @param {number} most
 * @returns {Numbers|Refused}
 */
export function readNested(text, most) {
  const reader = new Reader(most);
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character in CLOSES) reader.open(character);
    else if (CLOSERS.includes(character)) reader.close(character);
    else if (character === ",") reader.comma();
    else if (character.trim() !== "") {
      TOKEN_END.lastIndex = at;
      const end = TOKEN_END.exec(text)?.index ?? text.length;
      reader.number(text.slice(at, end));
      at = end - 1;
    }
    if (reader.problem !== null) return { problem: reader.problem };
    at += 1;
  }
  return reader.numbers();
}

class Reader {
  /** @param {number} most */
  constructor(most) {
    this.most = most;
    /** @type {number[]} */
    this.data = [];
    /** @type {number[]} the length of the lists of each depth */
    this.sizes = [];
    /** How deep the numbers stand, once there is one. @type {number|null} */
    this.leaf = null;
    /** Lists of numbers so far. */
    this.row = 0;
    /** @type {Problem|null} */
    this.problem = null;
    // What stands side by side without a bracket around it is a list all the same.
    /** @type {Open[]} */
    this.opened = [{ opens: "", depth: 0, count: 0, commas: 0, waits: true }];
  }

  get last() {
    return this.opened[this.opened.length - 1];
  }

  get shownRow() {
    return Math.max(1, this.row);
  }

  /** @param {string} opens */
  open(opens) {
    const depth = this.last.depth + (opens === CALL ? 0 : 1);
    if (depth > MOST_AXES) this.problem = { id: "deep", most: MOST_AXES };
    else if (this.leaf !== null && depth > this.leaf) {
      this.problem = { id: "mixed", text: opens, row: this.row };
    } else this.opened.push({ opens, depth, count: 0, commas: 0, waits: true });
  }

  /** @param {string} closer */
  close(closer) {
    const { opens, depth, count, commas } = this.last;
    if (CLOSES[opens] !== closer) {
      this.problem = { id: "brackets", text: closer, row: this.shownRow };
      return;
    }
    if (opens === CALL) {
      if (count !== 1) this.problem = { id: "brackets", text: "(", row: this.shownRow };
    } else if (count !== (this.sizes[depth] ??= count)) {
      this.problem = { id: "ragged", row: this.row, length: count, first: this.sizes[depth] };
      // An empty list is a row that no number has begun.
      if (count === 0) this.problem.row = this.row + 1;
    } else if (count === 0) {
      this.problem = { id: "empty" };
    } else if (opens === "(" && count === 1 && commas === 0 && depth === this.leaf) {
      // Accountants write minus 5 so; for Python it is the number itself.
      const text = clipped(`(${this.data[this.data.length - 1]})`);
      this.problem = { id: "number", text, row: this.row, column: 1 };
    }
    this.opened.pop();
    this.take();
  }

  comma() {
    const { depth, count, waits } = this.last;
    if (waits) {
      // Between lists, a whole row is missing; else a number in the row that is next or has begun.
      const isBetween = this.leaf !== null && depth !== this.leaf;
      const row = isBetween || count === 0 ? this.row + 1 : this.row;
      this.problem = { id: "blank", row, column: isBetween ? 1 : count + 1 };
    }
    this.last.commas += 1;
    this.last.waits = true;
  }

  /** @param {string} token */
  number(token) {
    const { depth, count } = this.last;
    const isLeaf = depth === (this.leaf ?? depth);
    if (count === 0 || !isLeaf) this.row += 1;
    const value = numberOf(token);
    const place = { row: this.row, column: count + 1 };
    if (!Number.isFinite(value)) this.problem = { ...faultOf(token), ...place };
    else if (!isLeaf) this.problem = { id: "mixed", text: clipped(token), row: this.row };
    else if (this.data.length === this.most) this.problem = { id: "many", most: this.most };
    this.leaf = depth;
    this.data.push(value);
    this.take();
  }

  take() {
    this.last.count += 1;
    this.last.waits = false;
  }

  /** @returns {Numbers|Refused} */
  numbers() {
    const { opens, count } = this.last;
    if (this.opened.length > 1) {
      const text = opens === CALL ? "(" : opens;
      return { problem: { id: "brackets", text, row: this.shownRow } };
    }
    if (this.data.length === 0) return { problem: { id: "empty" } };
    const shape = [count, ...this.sizes.slice(1)];
    if (count === 1) shape.shift();
    if (shape.length > MOST_AXES) return { problem: { id: "deep", most: MOST_AXES } };
    return { shape, data: this.data };
  }
}
