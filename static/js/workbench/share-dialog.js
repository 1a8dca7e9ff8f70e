/**
 * Sharing: a link with a short text, a file for what is too long for a link, a command for the API.
 *
 * @import {Root} from "../markup/root.js"
 * @import {ConvRequest} from "./request.js"
 */

import { toClipboard } from "../markup/clipboard.js";
import { curlOf } from "./curl-command.js";
import { fill } from "../markup/dom.js";
import { fileOf } from "./saved-file.js";

/** @typedef {{address: () => string, title: () => string, given: () => ConvRequest, fitsAddress: () => boolean, words: Record<string, string>}} Use */

export class ShareDialog {
  /** @param {Root} root @param {Use} use */
  constructor(root, use) {
    this.root = root;
    this.use = use;
    this.dialog = /** @type {HTMLDialogElement} */ (root.named("sharing"));
    root.listen(root.named("share-copy"), "click", () => void this.copy());
    root.listen(root.named("share-curl"), "click", () => void this.copyCommand());
    root.listen(root.named("share-save"), "click", () => this.save());
  }

  open() {
    const { root, use } = this;
    const fits = use.fitsAddress();
    root.named("share-text").textContent = fill(use.words.shareText, { title: use.title() });
    root.named("share-address").value = fits ? this.address() : "";
    root.named("share-link").hidden = !fits;
    root.named("share-long").hidden = fits;
    root.named("share-status").textContent = "";
    this.dialog.showModal();
    if (fits) root.named("share-address").select();
  }

  address() {
    return new URL(this.use.address(), location.href).href;
  }

  copy() {
    return this.copyText(`${this.root.named("share-text").textContent}\n${this.address()}`);
  }

  /** The same numbers as a command for the API of this server. */
  copyCommand() {
    return this.copyText(curlOf(this.use.given(), location.origin));
  }

  /** @param {string} text */
  async copyText(text) {
    // What is selected to be copied has to be in the dialog, which keeps the focus to itself.
    const isCopied = await toClipboard(text, this.dialog);
    this.root.named("share-status").textContent = isCopied
      ? this.use.words.copied
      : this.use.words.notCopied;
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
