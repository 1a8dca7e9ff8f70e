import assert from "node:assert/strict";
import { test } from "node:test";

import { askText } from "../../../../static/js/workbench/connection/server.js";
import { Unreachable } from "../../../../static/js/workbench/connection/connection.js";

/** @param {() => Promise<Response>} answer @returns {any} a connection */
const answering = (answer) => ({ fetch: answer });

/** @param {number} status @param {string} body */
const asked = (status, body) =>
  askText(
    answering(async () => new Response(body, { status })),
    "/script",
    {},
  );

test("a text that is asked for is what the server answers", async () => {
  assert.deepEqual(await asked(200, "import numpy"), { text: "import numpy" });
});

test("a refusal is told in the server's words, the first fault before the whole", async () => {
  const refusal = { detail: "The request cannot be computed." };
  const errors = [{ pointer: "/stride", detail: "stride must be >= 1" }];
  assert.deepEqual(await asked(413, JSON.stringify(refusal)), { problem: refusal.detail });
  assert.deepEqual(await asked(422, JSON.stringify({ ...refusal, errors })), {
    problem: "stride must be >= 1",
  });
  assert.deepEqual(await asked(422, JSON.stringify({ ...refusal, errors: [] })), {
    problem: refusal.detail,
  });
});

test("an answer that is neither is unreadable, not a server that is gone", async () => {
  assert.deepEqual(await asked(500, "<html>"), { problem: "unreadable" });
  assert.deepEqual(await asked(500, "{}"), { problem: "unreadable" });
});

test("a server that is gone is told apart", async () => {
  const gone = answering(async () => {
    throw new Unreachable("gone");
  });
  assert.deepEqual(await askText(gone, "/script", {}), { isUnreachable: true });
});
