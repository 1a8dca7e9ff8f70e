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

export class EditPanel {
  /** @param {Workbench} workbench @param {PanelTexts} texts */
  constructor(workbench, texts) {
    this.workbench = workbench;
    this.root = workbench.root;
    this.names = texts.controls;
    this.shape = /** @type {ShapeControls} */ (this.root.find("shape-controls"));
    this.sheet = /** @type {NumberSheet} */ (this.root.find("number-sheet"));
    this.entering = new ImportDialog(workbench, texts.entering);
    this.listen();
  }

  listen() {
    const { edits, editor, page, root } = this.workbench;
    root.listen(this.shape, "shape-turn", (event) => {
      const { control, value, isLive } = /** @type {CustomEvent} */ (event).detail;
      this.turn(control, value, isLive);
    });
    root.listen(this.shape, "bias-turn", (event) => {
      const has_bias = /** @type {CustomEvent} */ (event).detail;
      const change = (/** @type {Lesson} */ lesson, /** @type {ConvRequest} */ source) => ({
        ...withTurned(source, lesson, [], 0),
        sizes: { ...sizesOf(lesson), has_bias },
      });
      void edits.change(change, { keepsSource: true });
    });
    root.listen(this.sheet, "sheet-open", (event) => {
      const { tensor, block } = /** @type {CustomEvent} */ (event).detail;
      // Drawn anew, the sheet would take with it what is still being typed.
      if (editor.finish()) page.store.dispatch(openSheet(tensor, block));
      else event.preventDefault();
    });
    root.listen(this.sheet, "sheet-drawn", () => editor.follow());
    root.listen(root.named("undo"), "click", () => void edits.undo());
    root.listen(root.named("redo"), "click", () => void edits.redo());
    root.listen(root.named("reset"), "click", () => void this.reset());
  }

  /** @param {State} state @param {Trace} trace */
  draw(state, trace) {
    const { edits, strings } = this.workbench;
    const { words, titles } = strings;
    const { controls, has_bias: hasBias } = edits.lesson.facts.workbench;
    this.root.named("undo").disabled = !edits.canUndo;
    this.root.named("redo").disabled = !edits.canRedo;
    this.root.named("reset").disabled = !state.source.isOwn;
    this.shape.update({
      controls,
      hasBias,
      words,
      names: this.names,
      isBusy: edits.isBusy,
      ids: this.root.ids,
    });
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
