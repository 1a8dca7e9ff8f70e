/**
 * The badge that says whether the open step's numbers have been computed alike in different ways, and the list
 * of what was compared.
 *
 * @import {Checked} from "./checks.js"
 * @import {TitleTemplates} from "./titles.js"
 * @import {Trace} from "./trace.js"
 * @import {Bench, State} from "./types.js"
 */

import { checkStep } from "./checks.js";
import { el, fill } from "./dom.js";
import { formatNumber } from "./format.js";
import { plainSymbol } from "./mathml.js";
import { find } from "./page.js";
import { titleOf } from "./titles.js";

/** A large step takes a while: what is on the screen comes first. */
const DELAY = 60;

export class CheckBadge {
  /** @param {{words: Record<string, string>, titles: TitleTemplates}} strings */
  constructor(strings) {
    this.strings = strings;
    this.button = /** @type {HTMLButtonElement} */ (find("#checks"));
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** @type {Trace|null} */
    this.trace = null;
    this.place = "";
    /** What is still to be checked. @type {(() => void)|null} */
    this.pending = null;
    this.button.addEventListener("click", () => {
      this.catchUp();
      find("#checking").showModal();
    });
  }

  /** @param {State} state @param {Trace} trace @param {Bench} bench */
  draw(state, trace, bench) {
    const place = `${state.chapter}/${state.step}`;
    if (trace === this.trace && place === this.place) return;
    this.trace = trace;
    this.place = place;
    clearTimeout(this.timer);
    this.pending = () => this.show(checkStep(trace, bench, state), trace);
    this.timer = setTimeout(() => this.catchUp(), DELAY);
  }

  catchUp() {
    clearTimeout(this.timer);
    this.pending?.();
    this.pending = null;
  }

  /** While a control moves nothing is checked. */
  wait() {
    this.trace = null;
    this.pending = null;
    clearTimeout(this.timer);
    this.button.classList.add("waits");
  }

  /** @param {Checked} checked @param {Trace} trace */
  show(checked, trace) {
    const { button } = this;
    const { words } = this.strings;
    button.classList.remove("waits");
    button.classList.toggle("differ", !checked.agrees);
    button.textContent = checked.agrees
      ? `\u2713 ${words.checksAgree}`
      : `\u2717 ${words.checksDiffer}`;
    const lines = this.lines(checked, trace).map((line) => el("li", {}, line));
    find("#checked").replaceChildren(el("ul", {}, ...lines));
  }

  /** @param {Checked} checked @param {Trace} trace @returns {string[]} */
  lines({ rules, differences }, trace) {
    const { words } = this.strings;
    const lines = [];
    if (rules === null) lines.push(words.checkNone);
    else {
      const { cells, of, maxError, agrees, relation } = rules;
      const facts = { cells, of, name: this.nameOf(trace, rules.tensor) };
      const agreeing = {
        own: words.checkRules,
        through: words.checkRulesThrough,
        beside: words.checkRulesBeside,
      }[relation];
      lines.push(...this.told(facts, maxError, agrees ? agreeing : words.checkRulesDiffer));
    }
    for (const { tensor, cells, of, max_error, agrees } of differences) {
      const facts = { cells, of, name: this.nameOf(trace, tensor) };
      const text = agrees ? words.checkDifference : words.checkDifferenceDiffer;
      lines.push(...this.told(facts, max_error, text));
    }
    return lines;
  }

  /** @param {Record<string, string|number>} facts @param {number} error @param {string} text @returns {string[]} */
  told(facts, error, text) {
    const line = fill(text, { ...facts, error: formatNumber(error) });
    const isRounded = error > 0 && !text.includes("{error}");
    const rest = fill(this.strings.words.checkError, { error: formatNumber(error) });
    return [isRounded ? `${line} ${rest}` : line];
  }

  /** @param {Trace} trace @param {string} name */
  nameOf(trace, name) {
    const tensor = trace.tensor(name);
    const title = titleOf(trace, tensor, tensor.view, 0, this.strings.titles);
    return title.name === null ? title.before : plainSymbol({ ...title.name, sub: "", sup: "" });
  }
}
