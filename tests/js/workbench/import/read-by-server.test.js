import assert from "node:assert/strict";
import { test } from "node:test";

import { readNumbers } from "../../../../static/js/workbench/import/read-by-server.js";

/** @param {number} status @param {unknown} body */
const answering = (status, body) => async () => new Response(JSON.stringify(body), { status });

test("what was pasted or dropped is posted as it is, with the language and the answer given", async () => {
  /** @type {any[]} */
  const asked = [];
  const answer = { arrays: { "": { shape: [1], data: [5] } }, layout: null, notices: [] };
  /** @type {any} */
  const fetcher = async (/** @type {string} */ address, /** @type {any} */ options) => {
    asked.push([address, new TextDecoder().decode(options.body), options.method]);
    return new Response(JSON.stringify(answer));
  };
  assert.deepEqual(await readNumbers("x = [5]", { lang: "zh-CN", fetcher }), answer);
  await readNumbers(new Blob(["[5]"]), { layout: "NCHW", fetcher });
  assert.deepEqual(asked, [
    ["/lesson/read?lang=zh-CN", "x = [5]", "POST"],
    ["/lesson/read?lang=en&layout=NCHW", "[5]", "POST"],
  ]);
});

test("a refusal is said in the server's words, by field", async () => {
  const said = { detail: "The request cannot be computed.", errors: [] };
  const faults = [
    { pointer: "/strides", detail: "here it is stride" },
    { pointer: "", detail: "too large" },
  ];
  for (const [body, detail] of /** @type {[any, string][]} */ ([
    [{ ...said, detail: "the file is damaged" }, "the file is damaged"],
    [{ ...said, errors: faults }, "strides: here it is stride; too large"],
  ])) {
    const read = await readNumbers("x", { fetcher: answering(422, body) });
    assert.deepEqual(read, { problem: { id: "refused", detail } });
  }
});

test("a server that does not answer, and one whose answer is none, are told apart", async () => {
  const offline = async () => {
    throw new TypeError("no network");
  };
  assert.deepEqual(await readNumbers("x", { fetcher: offline }), { problem: { id: "offline" } });
  const page = async () => new Response("<html>", { status: 502 });
  assert.deepEqual(await readNumbers("x", { fetcher: page }), {
    problem: { id: "unanswered", status: 502 },
  });
});

test("a pasted text that is too large is not sent, and not called a file", async () => {
  const never = async () => assert.fail("nothing is sent");
  assert.deepEqual(await readNumbers("12345", { most: 4, fetcher: never }), {
    problem: { id: "large_text", size: 5, most: 4 },
  });
});

test("a file that is too large is not sent, and one that is gone is said to be", async () => {
  const never = async () => assert.fail("nothing is sent");
  assert.deepEqual(await readNumbers(new Blob(["12345"]), { most: 4, fetcher: never }), {
    problem: { id: "large", size: 5, most: 4 },
  });
  const gone = new Blob(["1"]);
  gone.arrayBuffer = async () => {
    throw new Error("moved");
  };
  assert.deepEqual(await readNumbers(gone, { fetcher: never }), { problem: { id: "unreadable" } });
});
