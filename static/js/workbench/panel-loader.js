/**
 * The parts of the workbench that come when they are first opened: panels, and the dialog of sharing.
 *
 * @import {Workbench} from "./workbench.js"
 * @import {CodePanel} from "./code-panel.js"
 * @import {EditPanel} from "./edit-panel.js"
 * @import {PracticePanel} from "./practice-panel.js"
 * @import {ShareDialog} from "./share-dialog.js"
 */

import { requestOf } from "./request.js";
import { Missing, ModuleFiles } from "./connection/module-files.js";

/**
 * @typedef {{controls: Record<string, string>, entering: Record<string, string>, practice: Record<string, string>}} PanelTexts
 * @typedef {{edit: EditPanel, code: CodePanel, practice: PracticePanel, sharing: ShareDialog}} PanelsByName
 */

export class PanelLoader {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.modules = new ModuleFiles(workbench.page.connection);
    /** The files of each, as the server lists them, without those that every page has. @type {Record<string, string[]>} */
    this.files = JSON.parse(workbench.root.named("workbench").dataset.modules);
    /** The panels loaded so far. @type {Partial<PanelsByName>} */
    this.open = {};
    /** @type {Promise<PanelTexts>|null} */
    this.told = null;
  }

  /**
   * @template {keyof PanelsByName} Name
   * @param {Name} name
   * @returns {Promise<PanelsByName[Name]|null>} null where it cannot be had, which is told
   */
  async get(name) {
    try {
      await this[name]();
    } catch (error) {
      const { partFailed, partFaulty } = this.workbench.strings.words;
      const isMissing = error instanceof Missing;
      this.workbench.say(isMissing ? partFailed : partFaulty);
      // A fault of ours is told to whoever looks for it.
      if (!isMissing) reportError(error);
      return null;
    }
    return /** @type {PanelsByName[Name]} */ (this.open[name]);
  }

  /** @param {string} entry @returns {Promise<any>} */
  load(entry) {
    /** @param {string} path */
    const addressOf = (path) => new URL(`../../${path}`, import.meta.url).href;
    return this.modules.load(addressOf(entry), this.files[entry].map(addressOf));
  }

  /** What panels say comes with the first of them. @returns {Promise<PanelTexts>} */
  texts() {
    this.told ??= this.workbench.page.connection
      .fetchInTheEnd(`/lesson/words?lang=${this.workbench.root.language}`)
      .then((answer) => {
        if (!answer.ok) throw new Missing(`no words: ${answer.status}`);
        return answer.json();
      });
    this.told.catch(() => {
      this.told = null;
    });
    return this.told;
  }

  async edit() {
    const [{ EditPanel }, texts] = await Promise.all([
      this.load("js/workbench/edit-panel.js"),
      this.texts(),
    ]);
    this.open.edit ??= new EditPanel(this.workbench, texts);
  }

  async code() {
    const { CodePanel } = await this.load("js/workbench/code-panel.js");
    this.open.code ??= new CodePanel(this.workbench);
  }

  async practice() {
    const [{ PracticePanel }, texts] = await Promise.all([
      this.load("js/workbench/practice-panel.js"),
      this.texts(),
    ]);
    const { store, trace } = this.workbench.page;
    const { words, titles } = this.workbench.strings;
    const said = { words, titles, texts: texts.practice };
    this.open.practice ??= new PracticePanel(this.workbench.root, { store, trace, ...said });
  }

  async sharing() {
    const { ShareDialog } = await this.load("js/workbench/share-dialog.js");
    const { workbench } = this;
    this.open.sharing ??= new ShareDialog(workbench.root, {
      address: workbench.page.address,
      title: workbench.page.title,
      given: () => requestOf(workbench.edits.lesson),
      fitsAddress: () => workbench.unlinkableRequest() === null,
      words: workbench.strings.words,
    });
  }
}
