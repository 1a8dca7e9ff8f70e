/**
 * Sharing: a link with a short text, a file for what is too long for a link, a command for the API.
 *
 * @import {ConvRequest} from "./request.js"
 */

import { toClipboard } from "../markup/clipboard.js";
import { curlOf } from "./curl-command.js";
import { fill, find } from "../markup/dom.js";
import { fileOf } from "./saved-file.js";

/** @typedef {{address: () => string, title: () => string, given: () => ConvRequest, fitsAddress: () => boolean, words: Record<string, string>}} Use */

export class ShareDialog {
  /** @param {Use} use */
  constructor(use) {
    this.use = use;
    this.dialog = /** @type {HTMLDialogElement} */ (find("#sharing"));
    find("#share-copy").addEventListener("click", () => void this.copy());
    find("#share-curl").addEventListener("click", () => void this.copyCommand());
    find("#share-save").addEventListener("click", () => this.save());
  }

  open() {
    const { use } = this;
    const fits = use.fitsAddress();
    find("#share-text").textContent = fill(use.words.shareText, { title: use.title() });
    find("#share-address").value = fits ? this.address() : "";
    find("#share-link").hidden = !fits;
    find("#share-long").hidden = fits;
    find("#share-status").textContent = "";
    this.dialog.showModal();
    if (fits) find("#share-address").select();
  }

  address() {
    return new URL(this.use.address(), location.href).href;
  }

  copy() {
    return this.copyText(`${find("#share-text").textContent}\n${this.address()}`);
  }

  /** The same numbers as a command for the API of this server. */
  copyCommand() {
    return this.copyText(curlOf(this.use.given(), location.origin));
  }

  /** @param {string} text */
  async copyText(text) {
    // What is selected to be copied has to be in the dialog, which keeps the focus to itself.
    const isCopied = await toClipboard(text, this.dialog);
    find("#share-status").textContent = isCopied ? this.use.words.copied : this.use.words.notCopied;
  }

  save() {
    const content = fileOf({ view: this.use.address(), given: this.use.given() });
    const blob = new Blob([content], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "gradgrid.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  }
}
