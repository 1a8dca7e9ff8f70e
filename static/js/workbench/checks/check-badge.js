/**
 * The badge that says whether the open step's numbers have been computed alike in different ways, and the list
 * of what was compared, and for which numbers.
 *
 * @import {Root} from "../../markup/root.js"
 * @import {Lesson} from "../lesson.js"
 * @import {TitleTemplates} from "../../grid/title.js"
 * @import {Trace} from "../../trace/trace.js"
 * @import {Verdict} from "./check-state.js"
 * @import {State} from "../../state/types.js"
 * @import {Checked} from "./step-check.js"
 */

import { el, fill } from "../../markup/dom.js";
import { requestOf } from "../request.js";
import { plainSymbol } from "../../markup/mathml.js";
import { titleOf } from "../../grid/title.js";
import { differenceLine, toldWith } from "./check-sentences.js";
import { CheckState } from "./check-state.js";
import { Uncheckable, checkStep } from "./step-check.js";

/** In place of a word that would come and go. */
const SHORTLY = "\u2026";

/** @typedef {{words: Record<string, string>, titles: TitleTemplates, presetTitle: (preset: string) => string}} BadgeStrings */
/** @typedef {{lesson: Lesson, trace: Trace, chapter: string, step: string}} Subject what is on show */

export class CheckBadge {
  /** @param {Root} root @param {BadgeStrings} strings */
  constructor(root, strings) {
    this.root = root;
    this.strings = strings;
    this.button = /** @type {HTMLButtonElement} */ (root.named("checks"));
    /** One object for each step of each trace. @type {WeakMap<Trace, Map<string, Subject>>} */
    this.subjects = new WeakMap();
    /** @type {CheckState<Subject, Checked>} */
    this.state = new CheckState(
      ({ lesson, trace, chapter, step }) => checkStep(trace, lesson, { chapter, step }),
      (verdict) => this.show(verdict),
      (run, milliseconds) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    );
    root.listen(this.button, "click", () => {
      this.state.checkNow();
      root.named("checking").showModal();
    });
  }

  /** @param {State} state @param {Trace} trace the one that is drawn @param {Lesson} lesson that it is of */
  draw({ chapter, step }, trace, lesson) {
    const steps = this.subjects.get(trace) ?? new Map();
    this.subjects.set(trace, steps);
    const place = `${chapter}/${step}`;
    if (!steps.has(place)) steps.set(place, { lesson, trace, chapter, step });
    this.state.setSubject(steps.get(place));
  }

  /** What is on show waits for the server, or moves. @param {boolean} isSent whether the server can be asked */
  wait(isSent) {
    this.state.suspend(isSent ? "checking" : "unsent");
  }

  /** Nothing is checked any more. */
  stop() {
    this.state.end();
  }

  /** @param {Verdict<Subject, Checked>} verdict */
  show(verdict) {
    const { button } = this;
    const { words } = this.strings;
    const look = verdict.state === "checked" ? lookOf(verdict.checked) : verdict.state;
    const isShort = verdict.state === "checking" && !verdict.isSlow;
    button.className = `checks ${look}`;
    button.textContent = {
      checked: `\u2713 ${words.checksAgree}`,
      partly: words.checksPartly,
      differ: `\u2717 ${words.checksDiffer}`,
      checking: isShort ? SHORTLY : words.checksRunning,
      unsent: words.checksUnsent,
      failed: words.checksFailed,
    }[look];
    if (verdict.state === "checked") this.list(verdict.subject, verdict.checked);
    else {
      const text = {
        checking: words.checkRunning,
        unsent: words.checkUnsent,
        failed: words.checkFailed,
      }[verdict.state];
      const reason = verdict.state === "failed" ? this.reason(verdict.reason) : "";
      button.removeAttribute("title");
      this.root.named("checked").replaceChildren(el("p", {}, fill(text, { reason })));
    }
  }

  /** @param {unknown} reason for which a check could not be made */
  reason(reason) {
    const { words } = this.strings;
    return reason instanceof Uncheckable ? words[reason.message] : String(reason);
  }

  /** @param {Subject} subject @param {Checked} checked */
  list(subject, checked) {
    const about = this.about(subject, checked.digest);
    this.button.title = about;
    const lines = this.lines(checked, subject.trace).map((line) => el("li", {}, line));
    this.root.named("checked").replaceChildren(el("p", {}, about), el("ul", {}, ...lines));
  }

  /** For which numbers it is. @param {Subject} subject @param {string} digest @returns {string} */
  about({ lesson }, digest) {
    const { words, presetTitle } = this.strings;
    const { isOwn, preset } = lesson.facts;
    const { input, weight, bias, grad_output, stride, padding, dilation, groups } =
      requestOf(lesson);
    const title = presetTitle(preset);
    return fill(words.checkedFor, {
      whose: isOwn ? words.checkedOwn : fill(words.checkedExample, { title }),
      input: input.shape.join("\u00d7"),
      weight: weight.shape.join("\u00d7"),
      bias: bias === null ? words.checkedNoBias : words.checkedBias,
      grad_output: grad_output.shape.join("\u00d7"),
      stride: shortest(stride),
      padding: shortest(padding.flat()),
      dilation: shortest(dilation),
      groups,
      digest,
    });
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
      lines.push(toldWith(facts, maxError, agrees ? agreeing : words.checkRulesDiffer, words));
    }
    for (const each of differences) {
      lines.push(differenceLine(each, this.nameOf(trace, each.tensor), words));
    }
    return lines;
  }

  /** @param {Trace} trace @param {string} name */
  nameOf(trace, name) {
    const tensor = trace.tensor(name);
    const title = titleOf(trace, tensor, tensor.view, 0, this.strings.titles);
    return title.name === null ? title.before : plainSymbol({ ...title.name, sub: "", sup: "" });
  }
}

/** @param {Checked} checked @returns {"checked"|"partly"|"differ"} */
function lookOf({ agrees, isWhole }) {
  if (!agrees) return "differ";
  return isWhole ? "checked" : "partly";
}

/** @param {number[]} values @returns {string} one number where all are alike */
function shortest(values) {
  return new Set(values).size === 1 ? String(values[0]) : values.join(", ");
}
