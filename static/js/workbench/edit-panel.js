/**
 * Own sizes and numbers: sliders, the sheet, and ways to enter many numbers at once. It comes when it is
 * first opened.
 *
 * @import {Workbench} from "./workbench.js"
 * @import {NumberSheet} from "./number-sheet.js"
 * @import {ShapeControls} from "./shape-controls.js"
 * @import {ConvRequest, RequestTensor} from "./request.js"
 * @import {Lesson} from "./lesson.js"
 * @import {Trace} from "../trace/trace.js"
 * @import {Control} from "../trace/types.js"
 * @import {PanelTexts} from "./panel-loader.js"
 * @import {State} from "../state/types.js"
 */

import { openSheet } from "../state/actions.js";
import "./define-edit-elements.js";
import { ImportDialog } from "./import/import-dialog.js";
import { INPUT, sizesOf, withTurned } from "./request.js";
import { find } from "../markup/dom.js";

export class EditPanel {
  /** @param {Workbench} workbench @param {PanelTexts} texts */
  constructor(workbench, texts) {
    this.workbench = workbench;
    this.names = texts.controls;
    this.shape = /** @type {ShapeControls} */ (find("shape-controls"));
    this.sheet = /** @type {NumberSheet} */ (find("number-sheet"));
    this.entering = new ImportDialog(workbench, texts.entering);
    this.listen();
  }

  listen() {
    const { edits, editor, page } = this.workbench;
    this.shape.addEventListener("shape-turn", (event) => {
      const { control, value, isLive } = /** @type {CustomEvent} */ (event).detail;
      this.turn(control, value, isLive);
    });
    this.shape.addEventListener("bias-turn", (event) => {
      const has_bias = /** @type {CustomEvent} */ (event).detail;
      const change = (/** @type {Lesson} */ lesson, /** @type {ConvRequest} */ source) => ({
        ...withTurned(source, lesson, [], 0),
        sizes: { ...sizesOf(lesson), has_bias },
      });
      void edits.change(change, { keepsSource: true });
    });
    this.sheet.addEventListener("sheet-open", (event) => {
      const { tensor, block } = /** @type {CustomEvent} */ (event).detail;
      // Drawn anew, the sheet would take with it what is still being typed.
      if (editor.finish()) page.store.dispatch(openSheet(tensor, block));
      else event.preventDefault();
    });
    this.sheet.addEventListener("sheet-drawn", () => editor.follow());
    find("#undo").addEventListener("click", () => edits.undo());
    find("#redo").addEventListener("click", () => edits.redo());
    find("#reset").addEventListener("click", () => this.reset());
  }

  /** @param {State} state @param {Trace} trace */
  draw(state, trace) {
    const { edits, strings } = this.workbench;
    const { words, titles } = strings;
    const { controls, has_bias: hasBias } = edits.lesson.facts.bench;
    find("#undo").disabled = !edits.canUndo;
    find("#redo").disabled = !edits.canRedo;
    find("#reset").disabled = !state.source.isOwn;
    this.shape.update({ controls, hasBias, words, names: this.names, isBusy: edits.isBusy });
    const { sheet } = state;
    const isThere = trace.tensors.has(sheet.tensor);
    const tensor = isThere ? /** @type {RequestTensor} */ (sheet.tensor) : INPUT;
    this.sheet.update({ trace, tensor, block: sheet.block, titles, words });
    this.entering.draw(tensor);
  }

  /** @param {Control} control @param {number} value @param {boolean} isLive */
  turn(control, value, isLive) {
    const { workbench } = this;
    workbench.say("");
    void workbench.edits.change((lesson, source) => withTurned(source, lesson, [control], value), {
      key: control.name,
      isLive,
      keepsSource: true,
    });
  }

  /** Back to the example that the numbers began with. */
  reset() {
    const { edits, page } = this.workbench;
    const { preset } = page.store.state.source;
    return edits.change(() => `preset=${encodeURIComponent(preset)}`);
  }
}
