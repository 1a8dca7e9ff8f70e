/**
 * Decides what the badge says of the numbers shown: "checked" only where exactly these were checked and no edit waits
 * for the server.
 */

/** Milliseconds before a check begins: the screen is drawn first. */
const CHECK_DELAY = 60;
/** Milliseconds before a check is called slow: a faster one shows no text that would flash. */
const SLOW_DELAY = 300;

/**
 * @template Subject, Checked
 * @typedef {{state: "checking", isSlow: boolean}|{state: "unsent"}|{state: "failed", reason: unknown}
 *   |{state: "checked", subject: Subject, checked: Checked}} Verdict unsent: an edit cannot be sent at present;
 *   failed: the check threw an error
 */

/**
 * @template {object} Subject
 * @template Checked
 */
export class CheckState {
  /**
   * @param {(subject: Subject) => Checked} check
   * @param {(verdict: Verdict<Subject, Checked>) => void} show
   * @param {(run: () => void, milliseconds: number) => () => void} later returns a function that cancels it
   */
  constructor(check, show, later) {
    this.check = check;
    this.show = show;
    this.later = later;
    /** What is shown; null while an edit waits. @type {Subject|null} */
    this.subject = null;
    /** @type {WeakMap<Subject, Verdict<Subject, Checked>>} */
    this.known = new WeakMap();
    /** @type {(() => void)|null} */
    this.cancel = null;
    /** Cancels the text of a slow check. @type {(() => void)|null} */
    this.cancelSlow = null;
  }

  /** Other numbers, or another step, are shown. @param {Subject} subject the same object for the same */
  setSubject(subject) {
    if (subject === this.subject) return;
    this.stop();
    this.subject = subject;
    const verdict = this.known.get(subject);
    if (verdict !== undefined) this.report(verdict);
    else {
      this.reportChecking();
      this.cancel = this.later(() => this.checkNow(), CHECK_DELAY);
    }
  }

  /** An edit waits for the server. @param {"checking"|"unsent"} state */
  suspend(state) {
    this.stop();
    this.subject = null;
    if (state === "checking") this.reportChecking();
    else this.report({ state });
  }

  /** @param {Verdict<Subject, Checked>} verdict */
  report(verdict) {
    this.cancelSlow?.();
    this.cancelSlow = null;
    this.show(verdict);
  }

  /** Several changes in a row count as one wait. */
  reportChecking() {
    if (this.cancelSlow !== null) return;
    this.show({ state: "checking", isSlow: false });
    this.cancelSlow = this.later(() => this.show({ state: "checking", isSlow: true }), SLOW_DELAY);
  }

  /** Check what is shown, now. */
  checkNow() {
    const { subject } = this;
    this.stop();
    if (subject === null || this.known.has(subject)) return;
    const verdict = this.verdictOn(subject);
    this.known.set(subject, verdict);
    this.report(verdict);
  }

  /** @param {Subject} subject @returns {Verdict<Subject, Checked>} */
  verdictOn(subject) {
    try {
      return { state: "checked", subject, checked: this.check(subject) };
    } catch (reason) {
      return { state: "failed", reason };
    }
  }

  /** For good: neither is checked, nor is it said that it takes long. */
  end() {
    this.stop();
    this.cancelSlow?.();
    this.cancelSlow = null;
  }

  stop() {
    this.cancel?.();
    this.cancel = null;
  }
}
