/** @import {LessonFacts} from "../../../static/js/trace/types.js" */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ShownForms } from "../../../static/js/workbench/shown-forms.js";
import { FACTS } from "../fixtures.js";

const TEXTS = { transposed: "Roles are changed.", flipped: "The kernel is flipped." };

/** @param {string} digest @param {boolean} [isOwn] @returns {LessonFacts} */
const facts = (digest, isOwn = true) => ({
  ...FACTS,
  isOwn,
  workbench: { ...FACTS.workbench, digest },
});

test("the form of numbers that were told of comes and goes with them", () => {
  const forms = new ShownForms(TEXTS);
  assert.equal(forms.arrived(facts("example", false), "3x3"), "");
  forms.arrived(facts("request"), "4x4");
  forms.tell(facts("request"), "transposed,flipped");
  assert.equal(forms.text, "Roles are changed. The kernel is flipped.");
  assert.equal(forms.arrived(facts("example", false), "3x3"), "", "undone");
  assert.equal(forms.text, "");
  assert.equal(forms.arrived(facts("request"), "4x4"), "transposed,flipped", "done again");
});

test("a number that is typed changes no form, other sizes and an example end it", () => {
  const forms = new ShownForms(TEXTS);
  forms.arrived(facts("request"), "4x4");
  forms.tell(facts("request"), "flipped");
  assert.equal(forms.arrived(facts("typed"), "4x4"), "flipped");
  assert.equal(forms.arrived(facts("turned"), "5x5"), "");
  assert.equal(forms.arrived(facts("typed"), "4x4"), "flipped", "undone");
  assert.equal(forms.arrived(facts("example", false), "4x4"), "");
});

test("while a control moves the form stays, and nothing is remembered", () => {
  const forms = new ShownForms(TEXTS);
  forms.arrived(facts("request"), "4x4");
  forms.tell(facts("request"), "flipped");
  const moving = { ...FACTS, isOwn: true, workbench: { ...FACTS.workbench, digest: undefined } };
  assert.equal(forms.arrived(moving, "5x4"), "flipped");
});

test("of an address only known names are taken, in one order", () => {
  const forms = new ShownForms(TEXTS);
  assert.equal(forms.named("flipped,transposed"), "transposed,flipped");
  assert.equal(forms.named("<script>,toString,flipped"), "flipped");
  assert.equal(forms.named(null), "");
});
