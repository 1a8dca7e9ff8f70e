/**
 * Ways to enter many numbers at once: patterns, pasted text, files, a patch of a picture. Whatever cannot be
 * taken is said in words, and changes nothing.
 *
 * @import {Bench} from "./bench.js"
 * @import {PicturePatch} from "./elements/picture-patch.js"
 * @import {Given, GivenName, Numbers} from "./given.js"
 * @import {Lesson} from "./lesson.js"
 * @import {CellRef} from "./types.js"
 */

import { el, fill } from "./dom.js";
import { readArrays } from "./entering/files.js";
import { parsePasted } from "./entering/pasted.js";
import { filled, patternsFor } from "./entering/patterns.js";
import { loadPicture, patchOf } from "./entering/picture.js";
import { placedAt, placedWhole, sizesForGrid } from "./entering/whole.js";
import { GIVEN, givenOf, numbersOf, sizesOf, withNumbers } from "./given.js";
import { find } from "./page.js";
import { placeOf } from "./view.js";
import { savedIn } from "./saved.js";

/** @typedef {{id: string, [detail: string]: string|number}} Problem */

const MOST_BYTES = 16 * 1024 * 1024;
/** What only files have that are not text. */
const NO_TEXT = /\0|^%PDF|^PK/;
/** As much is said of names that are none of ours. */
const MOST_NAMES = 80;

export class Entering {
  /** @param {Bench} bench @param {Record<string, string>} texts by problem and by pattern */
  constructor(bench, texts) {
    this.bench = bench;
    this.texts = texts;
    /** @type {GivenName} */
    this.tensor = "input";
    /** The tensor that the menu of patterns is for. */
    this.offered = "";
    /** @type {any} the picture that a patch is taken of */
    this.picture = null;
    this.patch = /** @type {PicturePatch} */ (find("picture-patch"));
    this.corner = { left: 0, top: 0 };
    this.listen();
  }

  listen() {
    const onForm = (/** @type {string} */ selector, /** @type {() => void} */ act) =>
      find(selector).addEventListener("submit", (/** @type {Event} */ event) => {
        event.preventDefault();
        act();
      });
    onForm("#fill", () => this.fill());
    onForm("#pasting form", () => this.takePasted());
    onForm("#picturing form", () => this.takePicture());
    find("#pattern").addEventListener("change", () => this.showSeed());
    find("#paste").addEventListener("click", () => this.askForText(""));
    find("#file").addEventListener("change", (/** @type {Event} */ event) => {
      const input = /** @type {HTMLInputElement} */ (event.target);
      const [file] = input.files ?? [];
      if (file) void this.takeFile(file);
      // The same file can be chosen again.
      input.value = "";
    });
    for (const button of document.querySelectorAll("dialog [data-close]")) {
      button.addEventListener("click", () => button.closest("dialog")?.close());
    }
    this.patch.addEventListener("patch-move", (event) => {
      this.corner = /** @type {CustomEvent} */ (event).detail;
    });
  }

  /** @param {GivenName} tensor whose numbers are on the sheet */
  draw(tensor) {
    this.tensor = tensor;
    if (this.offered === tensor) return;
    this.offered = tensor;
    const options = patternsFor(tensor).map((id) =>
      el("option", { value: id }, this.texts[`pattern_${id}`] ?? id),
    );
    find("#pattern").replaceChildren(...options);
    this.showSeed();
  }

  /** Only what is random has one. */
  showSeed() {
    find("#pattern-seed").closest("label").hidden = find("#pattern").value !== "random";
  }

  fill() {
    const { tensor } = this;
    const id = find("#pattern").value;
    const seed = Number(find("#pattern-seed").value) || 0;
    void this.bench.desk.change((lesson) => {
      const given = givenOf(lesson);
      const { shape } = numbersOf(given, tensor);
      const { groups } = given;
      return withNumbers(given, tensor, filled(id, { tensor, shape, seed, groups }));
    });
  }

  /** Numbers pasted over a cell go there, and to the right and below. @param {string} text @param {CellRef} ref */
  takeAt(text, ref) {
    const parsed = parsePasted(text);
    if ("problem" in parsed) {
      this.askForText(text, parsed.problem);
      return;
    }
    const name = /** @type {GivenName} */ (ref.tensor);
    const given = givenOf(this.bench.desk.lesson);
    const tensor = this.bench.page.trace().tensor(name);
    const placed = placedAt(given, name, parsed, tensor, ref.cell);
    if ("problem" in placed) {
      const { block, row, col } = placeOf(tensor, tensor.view, ref.cell);
      const isCorner = row === 0 && col === 0 && placed.problem.id === "size";
      // From the first cell on it is the whole grid, whose size it brings along.
      const problem = isCorner ? this.takeWhole(parsed, name, block) : placed.problem;
      if (problem !== undefined) this.askForText(text, problem);
      return;
    }
    this.take((lesson) => {
      const now = lesson.traceIn("first").tensor(name);
      const again = placedAt(givenOf(lesson), name, parsed, now, ref.cell);
      return "problem" in again ? "" : again;
    });
  }

  /** @param {string} text @param {Problem} [problem] what is wrong with it */
  askForText(text, problem) {
    find("#pasted").value = text;
    this.complain("#pasted-error", problem);
    find("#pasting").showModal();
  }

  takePasted() {
    const parsed = parsePasted(find("#pasted").value);
    const problem = "problem" in parsed ? parsed.problem : this.takeWhole(parsed);
    this.complain("#pasted-error", problem);
    if (problem === undefined) find("#pasting").close();
  }

  /** @param {Numbers} numbers @param {GivenName} [tensor] the one on the sheet, unless told @param {number} [block] @returns {Problem|undefined} */
  takeWhole(numbers, tensor = this.tensor, block = this.bench.page.store.state.sheet.block) {
    const { bench } = this;
    const resized = sizesForGrid(bench.page.trace(), tensor, numbers.shape);
    if (resized === null) return this.takeTensors({ [tensor]: numbers }, block);
    // First the grids get its size, keeping what fits; then it takes the place of the one on the sheet.
    void bench.desk.change(
      (lesson, source) => ({ ...source, sizes: { ...sizesOf(lesson), ...resized } }),
      { isLive: true },
    );
    this.take((lesson) => {
      const placed = placedWhole(lesson, { [tensor]: numbers }, lesson.traceIn("first"), block);
      return "problem" in placed ? "" : placed;
    });
    return undefined;
  }

  /** @param {Partial<Record<GivenName, Numbers>>} arrays @param {number} block the grid that a matrix goes to @returns {Problem|undefined} */
  takeTensors(arrays, block) {
    const { desk, page } = this.bench;
    const placed = placedWhole(desk.lesson, arrays, page.trace(), block);
    if ("problem" in placed) return placed.problem;
    this.take((lesson) => {
      const again = placedWhole(lesson, arrays, lesson.traceIn("first"), block);
      return "problem" in again ? "" : again;
    });
    return undefined;
  }

  /** @param {(lesson: Lesson) => Given|""} change */
  take(change) {
    this.bench.say("");
    void this.bench.desk.change(change);
  }

  /** @param {File} file */
  async takeFile(file) {
    if (file.size > MOST_BYTES) {
      this.refuse({ id: "large", size: file.size, most: MOST_BYTES });
      return;
    }
    if (file.type.startsWith("image/")) await this.openPicture(file);
    else if (/\.np[yz]$/i.test(file.name)) await this.takeArrays(file);
    else await this.takeText(file);
  }

  /** @param {File} file */
  async takeArrays(file) {
    const read = await readArrays(file, {
      fetcher: (address, options) =>
        this.bench.page.connection.fetchInTheEnd(String(address), options),
    });
    if ("problem" in read) {
      this.refuse(read.problem);
      return;
    }
    const names = Object.keys(read.arrays);
    const known = names.filter((name) => GIVEN.some((each) => each === name));
    /** @type {Problem|undefined} */
    let problem = { id: "names", names: names.join(", ").slice(0, MOST_NAMES) };
    if (known.length > 0) {
      problem = this.takeTensors(
        Object.fromEntries(known.map((name) => [name, read.arrays[name]])),
        this.bench.page.store.state.sheet.block,
      );
    } else if (names.length === 1) problem = this.takeWhole(read.arrays[names[0]]);
    if (problem !== undefined) this.refuse(problem);
  }

  /** A table as text, or a saved state. @param {File} file */
  async takeText(file) {
    const text = await file.text();
    const saved = savedIn(text);
    if (saved !== null) {
      await this.bench.openSaved(saved);
      return;
    }
    if (NO_TEXT.test(text)) {
      this.refuse({ id: "notext" });
      return;
    }
    const parsed = parsePasted(text);
    const problem = "problem" in parsed ? parsed.problem : this.takeWhole(parsed);
    if (problem !== undefined) this.refuse(problem);
  }

  /** @param {File} file */
  async openPicture(file) {
    const picture = await loadPicture(file);
    if ("problem" in picture) {
      this.refuse(picture.problem);
      return;
    }
    this.picture = picture;
    const [, height, width] = givenOf(this.bench.desk.lesson).input.shape;
    const left = Math.max(0, Math.floor((picture.width - width) / 2));
    const top = Math.max(0, Math.floor((picture.height - height) / 2));
    this.corner = { left, top };
    this.complain("#picture-error");
    find("#picturing").showModal();
    const { patchLabel: label, patchPlace: place } = this.texts;
    this.patch.update({ picture, height, width, left, top, label, place });
  }

  takePicture() {
    const scale = find("#picture-scale").value;
    const { picture, corner } = this;
    this.take((lesson) => {
      const given = givenOf(lesson);
      const [batch, height, width, channels] = given.input.shape;
      const patch = patchOf(picture, { ...corner, height, width, channels, scale });
      return withNumbers(given, "input", Array.from({ length: batch }, () => patch).flat());
    });
    find("#picturing").close();
  }

  /** @param {Problem} problem */
  refuse(problem) {
    this.bench.say(this.worded(problem));
  }

  /** @param {string} selector @param {Problem} [problem] */
  complain(selector, problem) {
    find(selector).textContent = problem === undefined ? "" : this.worded(problem);
  }

  /** @param {Problem} problem */
  worded(problem) {
    const { size, most } = problem;
    const isFile = problem.id === "large" && typeof size === "number" && typeof most === "number";
    const told = isFile ? { size: inMegabytes(size), most: inMegabytes(most) } : problem;
    return fill(this.texts[problem.id] ?? problem.id, told);
  }
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
}
