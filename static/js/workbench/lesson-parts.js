/**
 * The parts of lessons: what follows from a geometry alone, such as rules, code and prose. The server sends a part
 * once, with a key that stands for all that it depends on, and leaves it out where the page has the key. What was
 * used longest ago is forgotten.
 *
 * @import {Answer} from "./connection/server.js"
 * @import {LessonAnswer, LessonNumbers, Parts, WireTrace} from "../trace/types.js"
 */

/** Characters of JSON that are kept: the parts of some 25 geometries, or of 60 that a slider passed. */
const MAX_CHARACTERS = 3_000_000;
/** Separates the keys in the query, as in app/pages/routes/lessons.py. */
const BETWEEN = ".";

export class LessonParts {
  /** @param {number} [room] in characters */
  constructor(room = MAX_CHARACTERS) {
    this.room = room;
    this.used = 0;
    /** The content of each part as JSON, by key; the latest used last. @type {Map<string, string>} */
    this.texts = new Map();
  }

  /** The keys that the page has, as a request names them. @returns {string} */
  get known() {
    return [...this.texts.keys()].join(BETWEEN);
  }

  /** A lesson put together from what has come and what was known. @param {LessonAnswer} answer @returns {Answer} */
  whole(answer) {
    const { notice, keys, numbers, checks } = answer;
    const { rules, controls, code, prose } = this.contents(answer);
    return {
      notice,
      trace: withNumbers(rules, numbers),
      lesson: { ...answer.lesson, workbench: { ...controls, ...checks, code } },
      prose: keys.prose === undefined ? null : { key: keys.prose, html: prose },
    };
  }

  /** @param {LessonAnswer} answer @returns {Required<Parts>} the content of each part that it has a key of, and of no other */
  contents({ keys, parts }) {
    /** @type {[string, string][]} */
    const texts = [];
    /** @type {any} */
    const contents = {};
    for (const [part, key] of Object.entries(keys)) {
      const sent = parts[/** @type {keyof Parts} */ (part)];
      const text = sent === undefined ? this.texts.get(key) : JSON.stringify(sent);
      if (text === undefined) throw new Error(`the answer lacks the ${part}, and so does the page`);
      contents[part] = sent ?? JSON.parse(text);
      texts.push([key, text]);
    }
    for (const [key, text] of texts) this.keep(key, text);
    return contents;
  }

  /** @param {string} key @param {string} text */
  keep(key, text) {
    this.used += text.length - (this.texts.get(key)?.length ?? 0);
    this.texts.delete(key);
    this.texts.set(key, text);
    for (const [oldest, { length }] of this.texts) {
      if (this.used <= this.room) break;
      this.texts.delete(oldest);
      this.used -= length;
    }
  }
}

/** The rules of a trace with its numbers put in. @param {WireTrace} rules without any @param {LessonNumbers} numbers @returns {WireTrace} */
export function withNumbers(rules, { values, errata }) {
  return {
    ...rules,
    tensors: rules.tensors.map((tensor) => ({ ...tensor, values: values[tensor.name] ?? null })),
    chapters: rules.chapters.map((chapter) => ({
      ...chapter,
      steps: chapter.steps.map((step) => {
        const found = errata[`${chapter.id}/${step.id}`];
        if (step.erratum === null || found === undefined) return step;
        const terms = step.erratum.terms.map((term, row) =>
          term.map((factor, column) => ({ ...factor, value: found.factors[row][column] })),
        );
        return { ...step, erratum: { ...step.erratum, terms, value: found.value } };
      }),
    })),
  };
}
