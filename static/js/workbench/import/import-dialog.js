/**
 * Ways to enter many numbers at once: patterns, pasted text, files, a patch of a picture. Whatever cannot be
 * taken is said in words, and changes nothing; where numbers can be read in two ways, it is asked.
 *
 * @import {Workbench} from "../workbench.js"
 * @import {PicturePatch} from "./picture-patch.js"
 * @import {Reading} from "./channel-axis.js"
 * @import {Layout, Read, SomeArrays} from "./read-by-server.js"
 * @import {Arrays, Blocks, Refusal} from "./whole-tensors.js"
 * @import {ConvRequest, RequestTensor, Numbers} from "../request.js"
 * @import {Lesson} from "../lesson.js"
 * @import {CellRef} from "../../trace/types.js"
 */

import { el, fill, find } from "../../markup/dom.js";
import { fitting, readingsOf } from "./channel-axis.js";
import { LayoutQuestion } from "./layout-question.js";
import { filled, patternsFor } from "./patterns.js";
import { loadPicture, patchOf } from "./picture.js";
import { MAX_FILE_BYTES, readNumbers } from "./read-by-server.js";
import { isTable, readTable } from "./table.js";
import { placedAt, placedInGrid, placedWhole, refitted, sizesForGrid } from "./whole-tensors.js";
import { INPUT, requestOf, numbersOf, sizesOf, withNumbers } from "../request.js";
import { isKernel } from "../../trace/axis-kind.js";
import { placeOf } from "../../trace/view.js";
import { savedIn } from "../saved-file.js";

/**
 * @typedef {{id: string, [detail: string]: string|number}} Problem
 * @typedef {{tensor: RequestTensor, block: number}} Sheet which grid of which tensor is on it
 * @typedef {{ref?: CellRef, sheet?: Sheet, layout?: Layout, isWanted?: () => boolean}} Taking ref: the cell that it was
 *   pasted over; sheet: as it was then, unless it is as it is now; layout: what was answered; isWanted: asked once it
 *   has been read
 */

/** Marks of binary files: a NUL byte, a PDF or a ZIP header. */
const NO_TEXT = /\0|^%PDF|^PK/;
/** A request, a command, named arrays or a print: nobody pastes prose to see its numbers. */
const LIKELY =
  /^\s*(?:\{\s*["'}]|\[\s*[[\d.+-]|[$>]?\s*curl\s|[\w.]+\s*=\s*\S|(?:[\w.]+[:\s]\s*)?(?:\w+\.)?(?:tensor|array|Array)\(|Parameter containing|OrderedDict|import\s)/;
/** NumPy's files, packed or not. */
const ARRAYS = /\.(?:np[yz]|gz)$/i;

export class ImportDialog {
  /** @param {Workbench} workbench @param {Record<string, string>} texts by problem and by pattern */
  constructor(workbench, texts) {
    this.workbench = workbench;
    this.root = workbench.root;
    this.texts = texts;
    /** @type {RequestTensor} */
    this.tensor = INPUT;
    /** The tensor that the menu of patterns is for. */
    this.offered = "";
    /** @type {any} the picture that a patch is taken of */
    this.picture = null;
    this.patch = /** @type {PicturePatch} */ (this.root.find("picture-patch"));
    this.corner = { left: 0, top: 0 };
    this.question = new LayoutQuestion(this.root, texts);
    /** Stands for the text of the dialog that is being read; null once the dialog is closed. @type {object|null} */
    this.pasted = null;
    this.listen();
  }

  listen() {
    const { root } = this;
    const onForm = (/** @type {HTMLElement} */ form, /** @type {() => void} */ act) =>
      root.listen(form, "submit", (event) => {
        event.preventDefault();
        act();
      });
    onForm(root.named("fill"), () => this.fill());
    onForm(find("form", root.named("pasting")), () => void this.takePasted());
    onForm(find("form", root.named("picturing")), () => this.takePicture());
    root.listen(root.named("pattern"), "change", () => this.showSeed());
    root.listen(root.named("paste"), "click", () => this.askForText(""));
    root.listen(root.named("pasting"), "close", () => {
      this.pasted = null;
      this.root.named("pasting-take").disabled = false;
    });
    const input = /** @type {HTMLInputElement} */ (root.named("file"));
    root.listen(input, "change", () => this.takeChosen(input));
    // One may have been chosen before anybody listened.
    queueMicrotask(() => this.takeChosen(input));
    for (const button of root.all("dialog [data-close]")) {
      root.listen(button, "click", () => button.closest("dialog")?.close());
    }
    root.listen(this.patch, "patch-move", (event) => {
      this.corner = /** @type {CustomEvent} */ (event).detail;
    });
  }

  /** @param {HTMLInputElement} input */
  takeChosen(input) {
    const [file] = input.files ?? [];
    if (file) void this.takeFile(file);
    // The same file can be chosen again.
    input.value = "";
  }

  /** @param {RequestTensor} tensor whose numbers are on the sheet */
  draw(tensor) {
    this.tensor = tensor;
    if (this.offered === tensor) return;
    this.offered = tensor;
    const options = patternsFor(this.isKernel(tensor)).map((id) =>
      el("option", { value: id }, this.texts[`pattern_${id}`] ?? id),
    );
    this.root.named("pattern").replaceChildren(...options);
    this.showSeed();
  }

  /** @param {RequestTensor} name */
  isKernel(name) {
    const tensor = this.workbench.edits.lesson.traceIn("first").tensors.get(name);
    return tensor !== undefined && isKernel(tensor);
  }

  /** @returns {Sheet} as it is now: while the server reads, another grid may be opened */
  get sheet() {
    return { tensor: this.tensor, block: this.workbench.page.store.state.sheet.block };
  }

  /** Only what is random has one. */
  showSeed() {
    this.root.named("pattern-seed").closest("label").hidden =
      this.root.named("pattern").value !== "random";
  }

  fill() {
    const { tensor } = this;
    const id = this.root.named("pattern").value;
    const seed = Number(this.root.named("pattern-seed").value) || 0;
    void this.workbench.edits.change((lesson) => {
      const given = requestOf(lesson);
      const { shape } = numbersOf(given, tensor);
      const { groups } = given;
      const like = { tensor, isKernel: this.isKernel(tensor), shape, seed, groups };
      return withNumbers(given, tensor, filled(id, like));
    });
  }

  /** Numbers pasted over a cell go there, and to the right and below. @param {string} text @param {CellRef} ref */
  async takeAt(text, ref) {
    const problem = await this.takeText(text, { ref });
    if (problem !== undefined) this.askForText(text, problem);
  }

  /** Pasted where no cell is: only what says itself what it is. @param {string} text */
  async takeAnywhere(text) {
    if (isTable(text) || !LIKELY.test(text)) return;
    const problem = await this.takeContent(text);
    if (problem !== undefined) this.askForText(text, problem);
  }

  /** @param {string} text @param {Problem} [problem] what is wrong with it */
  askForText(text, problem) {
    this.root.named("pasted").value = text;
    this.complain("pasted-error", problem);
    this.root.named("pasting").showModal();
  }

  async takePasted() {
    const take = this.root.named("pasting-take");
    const pasted = {};
    this.pasted = pasted;
    // Not if the dialog was cancelled while the server read the text.
    const isWanted = () => this.pasted === pasted;
    take.disabled = true;
    const problem = await this.takeText(this.root.named("pasted").value, { isWanted });
    if (!isWanted()) return;
    take.disabled = false;
    this.complain("pasted-error", problem);
    if (problem === undefined) this.root.named("pasting").close();
  }

  /** A table is read here, all else by the server. @param {string} text @param {Taking} [taking] @returns {Promise<Problem|undefined>} */
  async takeText(text, taking = {}) {
    if (!isTable(text)) return this.takeContent(text, taking);
    const parsed = readTable(text);
    return "problem" in parsed ? parsed.problem : this.takeNumbers(parsed, taking.ref);
  }

  /** @param {Blob|string} content @param {Taking} [taking] @returns {Promise<Problem|undefined>} */
  async takeContent(content, { ref, sheet = this.sheet, layout, isWanted = () => true } = {}) {
    const lang = this.root.language;
    const { connection } = this.workbench.page;
    /** @type {Read} */
    const read = await readNumbers(content, {
      lang,
      layout,
      // A text stays where it is; a file would have to be chosen again.
      fetcher: (address, options) =>
        typeof content === "string"
          ? connection.fetch(address, options)
          : connection.fetchInTheEnd(address, options),
    });
    if (!isWanted()) return undefined;
    if ("problem" in read) return read.problem;
    if ("question" in read) {
      const { shape, choices } = read.question;
      const answer = await this.question.ask(shape, choices);
      if (answer === null) return { id: "undecided" };
      return this.takeContent(content, { ref, sheet, layout: answer, isWanted });
    }
    if ("arrays" in read) return this.takeArrays(read, sheet, ref);
    const { preset } = this.workbench.edits.lesson.facts;
    await this.take(() => ({ ...read.request, preset }), { said: read.notices, forms: read.forms });
    return undefined;
  }

  /** @param {SomeArrays} read @param {Sheet} sheet @param {CellRef} [ref] @returns {Promise<Problem|undefined>} */
  async takeArrays(read, sheet, ref) {
    const { "": unnamed, ...named } = read.arrays;
    const said = new Set(read.notices);
    /** @type {Arrays} */
    const placed = {};
    const all = unnamed === undefined ? named : { [ref?.tensor ?? sheet.tensor]: unnamed };
    for (const [key, numbers] of Object.entries(all)) {
      const name = /** @type {RequestTensor} */ (key);
      const readings = readingsOf(name, numbers);
      if (readings.length === 0) {
        if (unnamed !== undefined) return this.takeNumbers(numbers, ref, sheet);
        placed[name] = numbers;
        continue;
      }
      const chosen = await this.chosen(readings, name, numbers.shape, read);
      if (chosen === null) return { id: "undecided" };
      if (chosen.reason !== "") said.add(this.texts[chosen.reason]);
      placed[name] = chosen.reading.numbers;
    }
    return this.takeTensors(placed, { [sheet.tensor]: sheet.block }, [...said]);
  }

  /**
   * One of the readings of an array. That its channels come first is said where neither the text nor the reader has.
   *
   * @param {Reading[]} readings at least one
   * @param {RequestTensor} name
   * @param {number[]} shape as the array came
   * @param {{layout: Layout|null, library: string}} read
   * @returns {Promise<{reading: Reading, reason: string}|null>} reason: a key of the texts, or ""; null where it was
   *   left open
   */
  async chosen(readings, name, shape, { layout, library }) {
    if (readings.length === 1) return { reading: readings[0], reason: "" };
    /** @param {Reading} reading @param {string} reason */
    const because = (reading, reason) => ({
      reading,
      reason: reading.layout === "NCHW" ? reason : "",
    });
    if (layout !== null) {
      const shown = readings.find((reading) => reading.layout === layout) ?? readings[0];
      return because(shown, library === "torch" ? "read_torch" : "");
    }
    const fits = fitting(readings, name, requestOf(this.workbench.edits.lesson));
    if (fits.length === 1) return because(fits[0], "read_first");
    const choices = readings.map((reading) => ({
      layout: reading.layout,
      [name]: reading.numbers.shape,
    }));
    const answer = await this.question.ask(shape, choices);
    const answered = readings.find((reading) => reading.layout === answer);
    return answered === undefined ? null : { reading: answered, reason: "" };
  }

  /** Numbers of at most two axes. @param {Numbers} numbers @param {CellRef} [ref] @param {Sheet} [sheet] @returns {Problem|undefined} */
  takeNumbers(numbers, ref, sheet = this.sheet) {
    if (ref === undefined) return this.takeWhole(numbers, sheet);
    const name = /** @type {RequestTensor} */ (ref.tensor);
    const tensor = this.workbench.page.trace().tensor(name);
    const placed = placedAt(
      requestOf(this.workbench.edits.lesson),
      name,
      numbers,
      tensor,
      ref.cell,
    );
    if ("problem" in placed) {
      const { block, row, col } = placeOf(tensor, tensor.view, ref.cell);
      const isCorner = row === 0 && col === 0 && placed.problem.id === "size";
      // From the first cell on it is the whole grid, whose size it brings along.
      return isCorner ? this.takeWhole(numbers, { tensor: name, block }) : placed.problem;
    }
    void this.take((lesson) => {
      const now = lesson.traceIn("first").tensor(name);
      return placedAt(requestOf(lesson), name, numbers, now, ref.cell);
    });
    return undefined;
  }

  /** @param {Numbers} numbers @param {Sheet} to the grid that they are for @returns {Problem|undefined} */
  takeWhole(numbers, { tensor, block }) {
    const { workbench } = this;
    const sizes = sizesForGrid(workbench.page.trace(), tensor, numbers.shape);
    if (sizes === null) return this.takeTensors({ [tensor]: numbers }, { [tensor]: block });
    const before = requestOf(workbench.edits.lesson);
    // First the grids get its size, keeping what fits; then it takes the place of the one on the sheet.
    const resized = workbench.edits.change(
      (lesson, source) => ({ ...source, sizes: { ...sizesOf(lesson), ...sizes } }),
      { isLive: true },
    );
    void this.take((lesson) => placedInGrid(lesson, tensor, numbers, block), { before, resized });
    return undefined;
  }

  /** @param {Arrays} arrays @param {Blocks} blocks @param {string[]} [said] @returns {Problem|undefined} */
  takeTensors(arrays, blocks, said = []) {
    const { edits, page } = this.workbench;
    const placed = placedWhole(edits.lesson, arrays, page.trace(), blocks);
    if ("problem" in placed) return placed.problem;
    const before = requestOf(edits.lesson);
    const taken = /** @type {RequestTensor[]} */ (Object.keys(arrays));
    void this.take((lesson) => placedWhole(lesson, arrays, lesson.traceIn("first"), blocks), {
      said,
      before,
      taken,
    });
    return undefined;
  }

  /**
   * @param {(lesson: Lesson) => ConvRequest|Refusal} change
   * @param {{said?: string[], forms?: string[], before?: ConvRequest, taken?: RequestTensor[], resized?: Promise<boolean>}} [about]
   *   what is to be said of it; in which other form it is shown, if it is a whole request; the numbers before it, and the tensors that came with sizes of their own; whether the server has
   *   given the sizes that it needs: where it has not, it has said why
   */
  async take(change, { said = [], forms, before, taken = [], resized } = {}) {
    const { workbench } = this;
    workbench.say("");
    /** Of the last time that it was asked for: the numbers may be others by its turn. @type {Problem|undefined} */
    let problem;
    const isTaken = await workbench.edits.change((lesson) => {
      problem = undefined;
      const placed = change(lesson);
      if (!("problem" in placed)) return placed;
      problem = placed.problem;
      return "";
    });
    if (!isTaken) {
      if (problem !== undefined && (await resized) !== false) this.refuse(problem);
      return;
    }
    if (forms !== undefined) workbench.showAs(forms.join());
    const sentences = [...said];
    if (before !== undefined) {
      const changed = refitted(before, requestOf(workbench.edits.lesson), taken);
      const list = changed.map(({ name, was, is }) => `${name} ${was} → ${is}`);
      if (list.length > 0) sentences.push(fill(this.texts.refitted, { list: list.join(", ") }));
    }
    if (sentences.length > 0) workbench.say(sentences.join(" "));
  }

  /** @param {File} file */
  async takeFile(file) {
    if (file.size > MAX_FILE_BYTES) {
      this.refuse({ id: "large", size: file.size, most: MAX_FILE_BYTES });
      return;
    }
    if (file.type.startsWith("image/")) {
      await this.openPicture(file);
      return;
    }
    const problem = await (ARRAYS.test(file.name)
      ? this.takeContent(file)
      : this.takeTextFile(file));
    if (problem !== undefined) this.refuse(problem);
  }

  /** Text as it could be pasted, or a saved state. @param {File} file @returns {Promise<Problem|undefined>} */
  async takeTextFile(file) {
    const text = await file.text().catch(() => null);
    // It was moved since it was chosen, or is a folder.
    if (text === null) return { id: "unreadable" };
    const saved = savedIn(text);
    if (saved !== null) {
      await this.workbench.openSaved(saved);
      return undefined;
    }
    return NO_TEXT.test(text) ? { id: "notext" } : this.takeText(text);
  }

  /** @param {File} file */
  async openPicture(file) {
    const picture = await loadPicture(file);
    if ("problem" in picture) {
      this.refuse(picture.problem);
      return;
    }
    this.picture = picture;
    const [, height, width] = requestOf(this.workbench.edits.lesson).input.shape;
    const left = Math.max(0, Math.floor((picture.width - width) / 2));
    const top = Math.max(0, Math.floor((picture.height - height) / 2));
    this.corner = { left, top };
    this.complain("picture-error");
    this.root.named("picturing").showModal();
    const { patchLabel: label, patchPlace: place } = this.texts;
    this.patch.update({ picture, height, width, left, top, label, place });
  }

  takePicture() {
    const scale = this.root.named("picture-scale").value;
    const { picture, corner } = this;
    void this.take((lesson) => {
      const given = requestOf(lesson);
      const [batch, height, width, channels] = given.input.shape;
      const patch = patchOf(picture, { ...corner, height, width, channels, scale });
      return withNumbers(given, INPUT, Array.from({ length: batch }, () => patch).flat());
    });
    this.root.named("picturing").close();
  }

  /** @param {Problem} problem */
  refuse(problem) {
    this.workbench.say(this.worded(problem));
  }

  /** @param {string} place an id @param {Problem} [problem] */
  complain(place, problem) {
    this.root.named(place).textContent = problem === undefined ? "" : this.worded(problem);
  }

  /** @param {Problem} problem */
  worded(problem) {
    const { size, most } = problem;
    const isLarge = typeof size === "number" && typeof most === "number";
    const told = isLarge ? { size: inMegabytes(size), most: inMegabytes(most) } : problem;
    return fill(this.texts[problem.id] ?? problem.id, told);
  }
}

/** @param {number} bytes */
function inMegabytes(bytes) {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");
}
