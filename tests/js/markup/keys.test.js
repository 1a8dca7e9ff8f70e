import assert from "node:assert/strict";
import { test } from "node:test";

import { BINDINGS, commandOf, KEY_CAPS } from "../../../static/js/markup/keys.js";

/** As much of a page's element as a key press is judged by. */
class FakeElement extends EventTarget {
  /** @param {string} tagName */
  constructor(tagName) {
    super();
    this.tagName = tagName;
  }
}
Object.assign(globalThis, { Element: FakeElement });

/** @param {string} key @param {string} [tagName] @param {object} [held] */
function press(key, tagName, held = {}) {
  const target = tagName === undefined ? null : new FakeElement(tagName);
  return commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, target, ...held });
}

test("every bound key gives its command", () => {
  for (const { keys, command } of BINDINGS) {
    for (const key of keys) assert.equal(press(key, "BODY"), command);
  }
  assert.equal(press("ArrowRight"), "nextCell");
});

test("no key is bound twice, and every cap belongs to a bound key", () => {
  const keys = BINDINGS.flatMap((binding) => binding.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.ok(Object.keys(KEY_CAPS).every((key) => keys.includes(key)));
});

test("an unbound key gives none", () => {
  for (const key of ["q", "Tab", "F5", "toString", ""]) assert.equal(press(key, "BODY"), null);
});

test("a key held with a modifier is the browser's", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) {
    assert.equal(press("ArrowLeft", "BODY", { [held]: true }), null);
  }
});

test("Control and Command undo and redo, but not where one types", () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    assert.equal(press("z", "BODY", held), "undo");
    assert.equal(press("y", "BODY", held), "redo");
    assert.equal(press("Z", "TD", held), "redo");
    assert.equal(press("z", "INPUT", held), null);
    assert.equal(press("z", "TEXTAREA", held), null);
    assert.equal(press("s", "BODY", held), null);
  }
  assert.equal(press("z", "BODY", { ctrlKey: true, altKey: true }), null);
});

test("a field keeps its keys, but a clicker and Escape work", () => {
  for (const tag of ["SELECT", "INPUT", "TEXTAREA"]) {
    for (const key of ["ArrowRight", "Home", " ", "n", "z"]) assert.equal(press(key, tag), null);
    assert.equal(press("PageDown", tag), "nextStep");
    assert.equal(press("PageUp", tag), "previousStep");
    assert.equal(press("Escape", tag), "unpin");
  }
});

test("Space presses the button or link it is on, and plays elsewhere", () => {
  for (const tag of ["BUTTON", "A", "SUMMARY"]) assert.equal(press(" ", tag), null);
  assert.equal(press("ArrowRight", "BUTTON"), "nextCell");
  assert.equal(press(" ", "TD"), "play");
});
