import assert from "node:assert/strict";
import { test } from "node:test";

import { readArrays } from "../../../static/js/entering/files.js";

const FILE = new Blob([new Uint8Array([1, 2, 3])]);

/** @param {string} text @param {number} [status] @returns {typeof fetch} */
function answering(text, status = 200) {
  return async () => new Response(text, { status });
}

test("a file goes to the server as bytes, and its arrays come back", async () => {
  const arrays = { array: { shape: [2], data: [1, 2] } };
  /** @type {any[]} */
  let sent = [];
  const read = await readArrays(FILE, {
    fetcher: async (...request) => {
      sent = request;
      return Response.json({ arrays });
    },
  });
  assert.deepEqual(read, { arrays });
  const [address, { method, headers, body }] = sent;
  assert.equal(`${method} ${address}`, "POST /arrays");
  assert.equal(headers["Content-Type"], "application/octet-stream");
  assert.deepEqual([...new Uint8Array(body)], [1, 2, 3]);
});

test("a file past the limit is not sent", async () => {
  const read = await readArrays(FILE, { most: 2, fetcher: () => assert.fail("it was sent") });
  assert.deepEqual(read, { problem: { id: "large", size: 3, most: 2 } });
});

test("what the server refuses is said in its words", async () => {
  const fetcher = answering('{"status": 400, "detail": "this .npy holds text"}', 400);
  assert.deepEqual(await readArrays(FILE, { fetcher }), {
    problem: { id: "refused", detail: "this .npy holds text" },
  });
});

test("no connection, an unreadable file and an answer of another kind are told apart", async () => {
  /** @param {typeof fetch} fetcher */
  const problem = async (fetcher, file = FILE) => await readArrays(file, { fetcher });
  const offline = () => Promise.reject(new TypeError("Failed to fetch"));
  assert.deepEqual(await problem(offline), { problem: { id: "offline" } });
  const moved = /** @type {any} */ ({ size: 3, arrayBuffer: offline });
  assert.deepEqual(await problem(offline, moved), { problem: { id: "unreadable" } });
  assert.deepEqual(await problem(answering("<h1>Bad gateway</h1>", 502)), {
    problem: { id: "unanswered", status: 502 },
  });
  assert.deepEqual(await problem(answering('{"arrays": {"a"')), {
    problem: { id: "unanswered", status: 200 },
  });
});
