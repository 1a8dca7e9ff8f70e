/**
 * The connection to the server: requests, and whether they are answered. A request that is slow goes on; one
 * that cannot be sent makes the connection "gone" until the server answers again, for which it is asked at
 * intervals.
 */

/** Milliseconds after which a request is called slow, and after which it may be sent again. */
export const SLOW = 600;
export const STALLED = 10_000;
/** Milliseconds before each question whether the server is back; the last pause is repeated. */
export const PAUSES = [1_000, 2_000, 3_000, 5_000];
/** Milliseconds after which such a question counts as unanswered. */
const LONGEST_PROBE = 8_000;
const PROBE = "/readyz";
/** Status codes of a proxy whose server does not answer. */
const BY_PROXY = [502, 504];
const OVERLOADED = 503;

/**
 * @typedef {"open"|"waiting"|"stalled"|"busy"|"gone"} Reach waiting: an answer is slow; stalled: so slow that it
 *   may be asked for again; busy: the server takes no more requests now
 * @typedef {{controller: AbortController, stage: "new"|"waiting"|"stalled", isRepeated: boolean,
 *   timers: any[]}} Exchange
 * @typedef {{fetcher?: typeof fetch, start?: (run: () => void, milliseconds: number) => any,
 *   stop?: (timer: any) => void}} Means start and stop: those of a timer
 */

/** The server cannot be reached, or takes nothing more at present. */
export class Unreachable extends Error {}

export class Connection {
  /** @param {Means} [means] */
  constructor({ fetcher, start, stop } = {}) {
    this.fetcher = fetcher ?? ((address, options) => fetch(address, options));
    /** @type {(run: () => void, milliseconds: number) => any} */
    this.start = start ?? ((run, milliseconds) => setTimeout(run, milliseconds));
    this.stop = stop ?? ((timer) => clearTimeout(timer));
    /** @type {((reach: Reach) => void)[]} */
    this.listeners = [];
    /** @type {Reach} what the listeners were last told */
    this.told = "open";
    /** @type {"gone"|"busy"|null} */
    this.failure = null;
    /** @type {Set<Exchange>} */
    this.exchanges = new Set();
    /** @type {(() => void)[]} */
    this.waiting = [];
    /** @type {(() => void)[]} */
    this.losing = [];
    this.probes = 0;
    /** @type {any} */
    this.timer = null;
    this.isProbing = false;
  }

  /** @returns {Reach} */
  get reach() {
    // It may be back at once, as after a restart.
    if (this.failure !== null) return this.probes > 0 ? this.failure : "waiting";
    const stages = [...this.exchanges].map(({ stage }) => stage);
    if (stages.includes("stalled")) return "stalled";
    return stages.includes("waiting") ? "waiting" : "open";
  }

  /** @param {(reach: Reach) => void} listener @returns {() => void} ends that */
  subscribe(listener) {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((each) => each !== listener);
    };
  }

  /**
   * One request. Its answer has arrived whole.
   *
   * @param {string} address
   * @param {RequestInit} [options]
   * @returns {Promise<Response>} rejected as {@link Unreachable} where there is none
   */
  async fetch(address, options = {}) {
    for (let isRepeated = false; ; isRepeated = true) {
      const exchange = this.begin(isRepeated ? "waiting" : "new");
      try {
        const response = await this.exchanged(address, options, exchange);
        this.recover();
        return response;
      } catch (error) {
        if (exchange.isRepeated) continue;
        this.fail(error instanceof Unreachable && error.message === "busy" ? "busy" : "gone");
        throw new Unreachable(this.failure ?? "gone");
      } finally {
        this.end(exchange);
      }
    }
  }

  /** The same, sent again until there is an answer. @param {string} address @param {RequestInit} [options] @returns {Promise<Response>} */
  async fetchInTheEnd(address, options) {
    for (;;) {
      try {
        return await this.fetch(address, options);
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
        await this.reachable();
      }
    }
  }

  /** @returns {Promise<void>} once the server answers; at once where nothing says that it does not */
  reachable() {
    if (this.failure === null) return Promise.resolve();
    return new Promise((done) => this.waiting.push(done));
  }

  /** @returns {Promise<void>} once the server does not answer; at once where that is known */
  lost() {
    if (this.failure !== null) return Promise.resolve();
    return new Promise((done) => this.losing.push(done));
  }

  /** Sends all unanswered requests again at once. */
  retry() {
    for (const exchange of this.exchanges) {
      exchange.isRepeated = true;
      exchange.controller.abort();
    }
    if (this.failure !== null) void this.probe();
  }

  /** @param {string} address @param {RequestInit} options @param {Exchange} exchange @returns {Promise<Response>} */
  async exchanged(address, options, { controller }) {
    const response = await this.fetcher(address, { ...options, signal: controller.signal });
    const { status, statusText, headers } = response;
    if (BY_PROXY.includes(status)) throw new Unreachable("gone");
    if (status === OVERLOADED) {
      const isOwn = headers.get("Content-Type")?.startsWith("application/problem+json");
      throw new Unreachable(isOwn ? "busy" : "gone");
    }
    return new Response(await response.arrayBuffer(), { status, statusText, headers });
  }

  /** @param {"new"|"waiting"} stage what is sent again has been waited for already @returns {Exchange} */
  begin(stage) {
    /** @type {Exchange} */
    const exchange = {
      controller: new AbortController(),
      stage,
      isRepeated: false,
      timers: [],
    };
    const turn = (/** @type {"waiting"|"stalled"} */ next) => () => {
      exchange.stage = next;
      this.tell();
    };
    exchange.timers = [this.start(turn("waiting"), SLOW), this.start(turn("stalled"), STALLED)];
    this.exchanges.add(exchange);
    return exchange;
  }

  /** @param {Exchange} exchange */
  end(exchange) {
    for (const timer of exchange.timers) this.stop(timer);
    this.exchanges.delete(exchange);
    this.tell();
  }

  /** @param {"gone"|"busy"} failure */
  fail(failure) {
    const isNew = this.failure === null;
    this.failure = failure;
    if (!isNew) return;
    for (const done of this.losing.splice(0)) done();
    this.probes = 0;
    this.probeLater();
  }

  recover() {
    if (this.failure === null) return;
    this.failure = null;
    this.stop(this.timer);
    for (const done of this.waiting.splice(0)) done();
    this.tell();
  }

  probeLater() {
    this.stop(this.timer);
    const pause = PAUSES[Math.min(this.probes, PAUSES.length - 1)];
    this.timer = this.start(() => void this.probe(), pause);
  }

  /** Ask whether the server is back. */
  async probe() {
    if (this.isProbing) return;
    this.isProbing = true;
    this.stop(this.timer);
    const controller = new AbortController();
    const limit = this.start(() => controller.abort(), LONGEST_PROBE);
    const signal = controller.signal;
    const isBack = await this.fetcher(PROBE, { cache: "no-store", signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    this.stop(limit);
    this.isProbing = false;
    this.probes++;
    if (isBack) this.recover();
    else if (this.failure !== null) this.probeLater();
    this.tell();
  }

  tell() {
    const { reach } = this;
    if (reach === this.told) return;
    this.told = reach;
    this.announce();
  }

  /** Tell the listeners, also where nothing is new. */
  announce() {
    for (const listener of this.listeners) listener(this.told);
  }
}
