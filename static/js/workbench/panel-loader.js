/**
 * The parts of the workbench that come when they are first opened: panels, and the dialog of sharing.
 *
 * @import {Bench} from "./workbench.js"
 * @import {CodePanel} from "./code-panel.js"
 * @import {EditPanel} from "./edit-panel.js"
 * @import {PracticeDesk} from "./practice-panel.js"
 * @import {Sharing} from "./share-dialog.js"
 */

import { givenOf } from "./request.js";
import { Missing, Modules } from "./connection/module-files.js";
import { find } from "../markup/dom.js";

/**
 * @typedef {{controls: Record<string, string>, entering: Record<string, string>, practice: Record<string, string>}} PanelTexts
 * @typedef {{edit: EditPanel, code: CodePanel, practice: PracticeDesk, sharing: Sharing}} PartsByName
 */

export class Parts {
  /** @param {Bench} bench */
  constructor(bench) {
    this.bench = bench;
    this.modules = new Modules(bench.page.connection);
    /** The files of each, as the server lists them, without those that every page has. @type {Record<string, string[]>} */
    this.files = JSON.parse(find("#bench").dataset.modules);
    /** Those that are there. @type {Partial<PartsByName>} */
    this.open = {};
    /** @type {Promise<PanelTexts>|null} */
    this.told = null;
  }

  /**
   * @template {keyof PartsByName} Name
   * @param {Name} name
   * @returns {Promise<PartsByName[Name]|null>} null where it cannot be had, which is told
   */
  async get(name) {
    try {
      await this[name]();
    } catch (error) {
      const { partFailed, partFaulty } = this.bench.strings.words;
      const isMissing = error instanceof Missing;
      this.bench.say(isMissing ? partFailed : partFaulty);
      // A fault of ours is told to whoever looks for it.
      if (!isMissing) reportError(error);
      return null;
    }
    return /** @type {PartsByName[Name]} */ (this.open[name]);
  }

  /** @param {string} entry @returns {Promise<any>} */
  load(entry) {
    /** @param {string} path */
    const addressOf = (path) => new URL(`../../${path}`, import.meta.url).href;
    return this.modules.load(addressOf(entry), this.files[entry].map(addressOf));
  }

  /** What panels say comes with the first of them. @returns {Promise<PanelTexts>} */
  texts() {
    const { lang } = document.documentElement;
    this.told ??= this.bench.page.connection
      .fetchInTheEnd(`/lesson/words?lang=${lang}`)
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
    this.open.edit ??= new EditPanel(this.bench, texts);
  }

  async code() {
    const { CodePanel } = await this.load("js/workbench/code-panel.js");
    this.open.code ??= new CodePanel(this.bench);
  }

  async practice() {
    const [{ PracticeDesk }, texts] = await Promise.all([
      this.load("js/workbench/practice-panel.js"),
      this.texts(),
    ]);
    const { store, trace } = this.bench.page;
    const { words, titles } = this.bench.strings;
    const said = { words, titles, texts: texts.practice };
    this.open.practice ??= new PracticeDesk({ store, trace, ...said });
  }

  async sharing() {
    const { Sharing } = await this.load("js/workbench/share-dialog.js");
    const { bench } = this;
    this.open.sharing ??= new Sharing({
      address: bench.page.address,
      title: bench.page.title,
      given: () => givenOf(bench.desk.lesson),
      fitsAddress: () => bench.heldBack() === null,
      words: bench.strings.words,
    });
  }
}
