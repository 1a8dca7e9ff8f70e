import assert from "node:assert/strict";
import { test } from "node:test";

import { ModuleFiles } from "../../../../static/js/workbench/connection/module-files.js";

/** ModuleFiles whose files come, or not, as `answers` has it; imports fail as often as `failing` says. @param {Record<string, number[]>} answers statuses, the last for good @param {number} [failing] */
function modulesWith(answers, failing = 0) {
  /** @type {string[]} */
  const fetched = [];
  /** @type {string[]} */
  const imported = [];
  const connection = {
    fetchInTheEnd: async (/** @type {string} */ file) => {
      fetched.push(file);
      const statuses = answers[file] ?? [200];
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      return new Response("export {};", { status });
    },
  };
  const modules = new ModuleFiles(/** @type {any} */ (connection), async (address) => {
    imported.push(address);
    if (imported.length <= failing) throw new TypeError("Failed to fetch a module");
    return { address };
  });
  return { modules, fetched, imported };
}

test("a module is imported when all its files are there", async () => {
  const { modules, fetched, imported } = modulesWith({});
  assert.deepEqual(await modules.load("/a.js", ["/b.js", "/c.js"]), { address: "/a.js" });
  assert.deepEqual(fetched, ["/a.js", "/b.js", "/c.js"]);
  assert.deepEqual(imported, ["/a.js"]);
});

test("files that two modules share are fetched once", async () => {
  const { modules, fetched } = modulesWith({});
  await modules.load("/a.js", ["/shared.js"]);
  await modules.load("/b.js", ["/shared.js"]);
  assert.deepEqual(fetched, ["/a.js", "/shared.js", "/b.js"]);
});

test("a module of which a file is missing is not imported, so that the next try can be", async () => {
  const { modules, imported } = modulesWith({ "/b.js": [404, 200] });
  await assert.rejects(modules.load("/a.js", ["/b.js"]), /\/b\.js: 404/);
  assert.deepEqual(imported, []);
  await modules.load("/a.js", ["/b.js"]);
  assert.deepEqual(imported, ["/a.js"]);
});

test("an import that failed is asked for under another address, which no browser has kept", async () => {
  const { modules, imported } = modulesWith({}, 2);
  await assert.rejects(modules.load("/a.js", []));
  await assert.rejects(modules.load("/a.js", []));
  await modules.load("/a.js", []);
  assert.deepEqual(imported, ["/a.js", "/a.js?again=1", "/a.js?again=2"]);
});
