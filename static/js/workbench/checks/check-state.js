/**
 * What may be said of the numbers on show: that they are checked only where a check has been made of exactly
 * these, and none waits for the server.
 */

/** Milliseconds: a large step takes a while, and what is on the screen comes first. */
const UNTIL_LOOK = 60;
/** What takes no longer is not worth a word that comes and goes. */
const UNTIL_SLOW = 300;

/**
 * @template Subject, Checked
 * @typedef {{state: "checking", isSlow: boolean}|{state: "unsent"}|{state: "failed", reason: unknown}
 *   |{state: "checked", subject: Subject, checked: Checked}} Verdict unsent: what was entered cannot be sent at present;
 *   failed: the check could not be made
 */

/**
 * @template {object} Subject
 * @template Checked
 */
export class CheckState {
  /**
   * @param {(subject: Subject) => Checked} check
   * @param {(verdict: Verdict<Subject, Checked>) => void} show
   * @param {(run: () => void, milliseconds: number) => () => void} later its answer calls that off
   */
  constructor(check, show, later) {
    this.check = check;
    this.show = show;
    this.later = later;
    /** What is on show; null where that is not certain. @type {Subject|null} */
    this.subject = null;
    /** @type {WeakMap<Subject, Verdict<Subject, Checked>>} */
    this.known = new WeakMap();
    /** @type {(() => void)|null} */
    this.callOff = null;
    /** Of what is said of a slow check. @type {(() => void)|null} */
    this.callOffSlow = null;
  }

  /** Other numbers, or another step, are on show. @param {Subject} subject the same object for the same */
  see(subject) {
    if (subject === this.subject) return;
    this.stop();
    this.subject = subject;
    const verdict = this.known.get(subject);
    if (verdict !== undefined) this.tell(verdict);
    else {
      this.tellChecking();
      this.callOff = this.later(() => this.look(), UNTIL_LOOK);
    }
  }

  /** What is on show waits for the server. @param {"checking"|"unsent"} state */
  withhold(state) {
    this.stop();
    this.subject = null;
    if (state === "checking") this.tellChecking();
    else this.tell({ state });
  }

  /** @param {Verdict<Subject, Checked>} verdict */
  tell(verdict) {
    this.callOffSlow?.();
    this.callOffSlow = null;
    this.show(verdict);
  }

  /** One change after the other is one wait. */
  tellChecking() {
    if (this.callOffSlow !== null) return;
    this.show({ state: "checking", isSlow: false });
    this.callOffSlow = this.later(() => this.show({ state: "checking", isSlow: true }), UNTIL_SLOW);
  }

  /** Check what is on show, now. */
  look() {
    const { subject } = this;
    this.stop();
    if (subject === null || this.known.has(subject)) return;
    const verdict = this.verdictOn(subject);
    this.known.set(subject, verdict);
    this.tell(verdict);
  }

  /** @param {Subject} subject @returns {Verdict<Subject, Checked>} */
  verdictOn(subject) {
    try {
      return { state: "checked", subject, checked: this.check(subject) };
    } catch (reason) {
      return { state: "failed", reason };
    }
  }

  stop() {
    this.callOff?.();
    this.callOff = null;
  }
}
