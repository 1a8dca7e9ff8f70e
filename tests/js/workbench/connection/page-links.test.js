import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { Connection } from "../../../../static/js/workbench/connection/connection.js";
import { PageLinks } from "../../../../static/js/workbench/connection/page-links.js";

/** What the page would load. @type {string[]} */
const loaded = [];
const { location } = globalThis;

beforeEach(() => {
  loaded.length = 0;
  /** @type {any} */ (globalThis).location = {
    assign: (/** @type {string} */ address) => loaded.push(address),
  };
});
afterEach(() => {
  globalThis.location = location;
});

/** A server that answers until it is stopped. */
function serving() {
  const server = { isThere: true };
  const fetcher = async () => {
    if (!server.isThere) throw new TypeError("no network");
    return new Response("{}");
  };
  const connection = new Connection({ fetcher, start: () => 0, stop: () => {} });
  return { server, connection };
}

/** A promise and what fulfils it. */
function pending() {
  /** @type {() => void} */
  let done = () => {};
  /** @type {Promise<void>} */
  const promise = new Promise((fulfil) => {
    done = fulfil;
  });
  return { promise, done };
}

/** Until all that can go on has done so. */
const settled = () => new Promise((done) => setTimeout(done));

test("a page is left once what was entered is answered", async () => {
  const { connection } = serving();
  const { promise, done } = pending();
  const left = new PageLinks(connection, () => promise).to(() => "/docs");
  await settled();
  assert.deepEqual(loaded, []);
  done();
  assert.equal(await left, true);
  assert.deepEqual(loaded, ["/docs"]);
});

test("a page is not left, not even later, where the server goes away before all is answered", async () => {
  const { server, connection } = serving();
  const { promise, done } = pending();
  const left = new PageLinks(connection, () => promise).to(() => "/docs");
  await settled();
  server.isThere = false;
  await assert.rejects(connection.fetch("/lesson"));
  assert.equal(await left, false);
  server.isThere = true;
  await connection.fetch("/lesson");
  done();
  await settled();
  assert.deepEqual(loaded, []);
});

test("a page is not left without a server", async () => {
  const { server, connection } = serving();
  server.isThere = false;
  assert.equal(await new PageLinks(connection).to(() => "/docs"), false);
  assert.deepEqual(loaded, []);
});

test("of two pages that are chosen one after the other the last is gone to", async () => {
  const { connection } = serving();
  const { promise, done } = pending();
  const travel = new PageLinks(connection, () => promise);
  const [first, second] = [travel.to(() => "/docs"), travel.to(() => "/questions")];
  await settled();
  done();
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
  assert.deepEqual(loaded, ["/questions"]);
});
