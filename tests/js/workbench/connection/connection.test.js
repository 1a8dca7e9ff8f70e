/** @import {Reach} from "../../../../static/js/workbench/connection/connection.js" */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import {
  Connection,
  PAUSES,
  SLOW,
  STALLED,
  Unreachable,
} from "../../../../static/js/workbench/connection/connection.js";

const settle = () => new Promise((done) => setImmediate(done));

/** A connection with a clock that is turned by hand, whose requests are answered by hand. */
function connected() {
  let now = 0;
  /** @type {Set<{at: number, run: () => void}>} */
  const timers = new Set();
  /** @type {{address: string, signal: AbortSignal, answer: (response: Response) => void, lose: () => void}[]} */
  const sent = [];
  /** @type {Reach[]} */
  const told = [];
  const connection = new Connection({
    fetcher: (address, options) =>
      new Promise((answer, refuse) => {
        const lose = () => refuse(new TypeError("Failed to fetch"));
        const signal = /** @type {AbortSignal} */ (options?.signal);
        signal.addEventListener("abort", lose);
        sent.push({ address: String(address), signal, answer, lose });
      }),
    start: (run, milliseconds) => {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return timer;
    },
    stop: (timer) => timers.delete(timer),
  });
  connection.subscribe((reach) => told.push(reach));
  const pass = async (/** @type {number} */ milliseconds) => {
    now += milliseconds;
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer);
      timer.run();
    }
    await settle();
  };
  const last = () => /** @type {(typeof sent)[0]} */ (sent.at(-1));
  const answer = async (body = "yes", init = {}) => {
    last().answer(new Response(body, init));
    await settle();
  };
  const lose = async () => {
    last().lose();
    await settle();
  };
  return { connection, sent, told, timers, pass, answer, lose };
}

test("a quick answer is told of to nobody, and leaves no timer behind", async () => {
  const { connection, told, timers, answer } = connected();
  const asked = connection.fetch("/lesson");
  await answer("seven");
  assert.equal(await (await asked).text(), "seven");
  assert.deepEqual(told, []);
  assert.equal(timers.size, 0);
});

test("a slow answer is waited for, is stalled later, and ends both", async () => {
  const { connection, sent, told, pass, answer } = connected();
  const asked = connection.fetch("/lesson");
  await pass(SLOW);
  await pass(STALLED - SLOW);
  assert.deepEqual(told, ["waiting", "stalled"]);
  assert.equal(sent.length, 1, "it goes on");
  await answer();
  assert.ok((await asked).ok);
  assert.deepEqual(told, ["waiting", "stalled", "open"]);
});

test("an answer that stops in the middle is waited for as well", async () => {
  const { connection, told, pass, sent } = connected();
  const asked = connection.fetch("/lesson");
  /** @type {ReadableStreamDefaultController} */
  let body;
  sent[0].answer(
    new Response(new ReadableStream({ start: (controller) => void (body = controller) })),
  );
  await settle();
  await pass(SLOW);
  assert.deepEqual(told, ["waiting"]);
  // @ts-ignore it is assigned as soon as the stream is made
  body.enqueue(new TextEncoder().encode("all"));
  // @ts-ignore
  body.close();
  assert.equal(await (await asked).text(), "all");
  assert.equal(connection.reach, "open");
});

test("what stalls can be sent again, and the answer is that of the second request", async () => {
  const { connection, sent, pass, answer } = connected();
  const asked = connection.fetch("/lesson");
  await pass(STALLED);
  connection.retry();
  await settle();
  assert.equal(sent.length, 2);
  assert.ok(sent[0].signal.aborted);
  assert.equal(connection.reach, "waiting", "still, and not for the first time");
  await answer("again");
  assert.equal(await (await asked).text(), "again");
});

test("a server that is gone is asked for at intervals, and is back when it answers", async () => {
  const { connection, sent, told, pass, answer, lose } = connected();
  const asked = connection.fetch("/lesson");
  asked.catch(() => {});
  await lose();
  await assert.rejects(asked, Unreachable);
  let isBack = false;
  void connection.reachable().then(() => {
    isBack = true;
  });
  for (const pause of [...PAUSES, PAUSES[PAUSES.length - 1]]) {
    const before = sent.length;
    await pass(pause - 1);
    assert.equal(sent.length, before);
    await pass(1);
    assert.equal(sent.length, before + 1);
    await lose();
  }
  assert.deepEqual(told, ["waiting", "gone"], "it may be back at once");
  assert.equal(isBack, false);
  await pass(PAUSES[PAUSES.length - 1]);
  assert.equal(sent.at(-1)?.address, "/readyz");
  await answer();
  assert.equal(isBack, true);
  assert.deepEqual(told, ["waiting", "gone", "open"]);
});

test("asked to, it looks at once whether the server is back", async () => {
  const { connection, sent, timers, answer, lose } = connected();
  connection.fetch("/lesson").catch(() => {});
  await lose();
  connection.retry();
  connection.retry();
  assert.equal(sent.length, 2, "one question at a time");
  await answer();
  assert.equal(connection.reach, "open");
  assert.equal(timers.size, 0);
});

test("any other answer says as well that the server is back", async () => {
  const { connection, sent, lose } = connected();
  connection.fetch("/lesson").catch(() => {});
  await lose();
  const other = connection.fetch("/script");
  sent[1].answer(new Response("x"));
  await other;
  assert.equal(connection.reach, "open");
});

test("a server that takes nothing more is busy, and a proxy without its server is gone", async () => {
  const problem = { "Content-Type": "application/problem+json" };
  for (const [init, reach] of /** @type {[ResponseInit, Reach][]} */ ([
    [{ status: 503, headers: problem }, "busy"],
    [{ status: 503, headers: { "Content-Type": "text/html" } }, "gone"],
    [{ status: 502 }, "gone"],
    [{ status: 504 }, "gone"],
  ])) {
    const { connection, pass, answer } = connected();
    const asked = connection.fetch("/lesson");
    asked.catch(() => {});
    await answer("no", init);
    await assert.rejects(asked, Unreachable);
    await pass(PAUSES[0]);
    await answer("no", init);
    assert.equal(connection.reach, reach);
  }
});

test("what the server refuses is an answer", async () => {
  const { connection, answer } = connected();
  for (const status of [400, 404, 422, 500]) {
    const asked = connection.fetch("/lesson");
    await answer("{}", { status });
    assert.equal((await asked).status, status);
  }
  assert.equal(connection.reach, "open");
});

test("a request that is to be answered in the end is sent until it is", async () => {
  const { connection, sent, pass, answer, lose } = connected();
  const asked = connection.fetchInTheEnd("/lesson/words");
  await lose();
  await pass(PAUSES[0]);
  await answer();
  assert.equal(sent.at(-1)?.address, "/lesson/words");
  await answer("words");
  assert.equal(await (await asked).text(), "words");
});

test("no module asks the server past the connection, nor imports past the files that are there", () => {
  const root = new URL("../../../../static/js/", import.meta.url);
  // The page of a handover is asked for once, by a program on the same machine.
  const allowed = [
    "workbench/connection/connection.js",
    "workbench/connection/module-files.js",
    "page/handover.js",
  ];
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith(".js") && !allowed.includes(file.replaceAll("\\", "/")));
  assert.ok(files.length > 100);
  for (const file of files) {
    const code = readFileSync(new URL(file, root), "utf8").replace(/\/\*\*.*?\*\//gs, "");
    assert.doesNotMatch(code, /(?<![.\w])(?:fetch|import)\(/, file);
  }
});
