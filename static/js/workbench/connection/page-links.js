/**
 * Follows a link to another page only while the server answers: otherwise the browser would replace this page by an
 * error page of its own.
 *
 * @import {Connection} from "./connection.js"
 */

const PROBE = "/healthz";

export class PageLinks {
  /** @param {Connection} connection @param {() => Promise<void>} [ready] once what was entered is answered */
  constructor(connection, ready = () => Promise.resolve()) {
    this.connection = connection;
    this.ready = ready;
    /** Counts what was chosen: only the last choice is gone to. */
    this.choices = 0;
  }

  /** @param {() => URL|string|null} address asked for when the page is left; null to stay after all @returns {Promise<boolean>} whether the page is left, or another was chosen since */
  async to(address) {
    const choice = ++this.choices;
    try {
      await this.connection.fetch(PROBE, { cache: "no-store" });
    } catch {
      return choice !== this.choices;
    }
    // Without a server that may be long, and by then nobody thinks of the page that was chosen.
    const isReady = await Promise.race([
      this.ready().then(() => true),
      this.connection.lost().then(() => false),
    ]);
    if (!isReady) return choice !== this.choices;
    if (choice !== this.choices) return true;
    const found = address();
    if (found !== null) location.assign(found);
    return found !== null;
  }

  /** Links to pages of this host, as they are clicked. */
  listenToLinks() {
    document.addEventListener("click", (event) => {
      const address = addressOf(event);
      if (address === null) return;
      event.preventDefault();
      void this.to(() => address);
    });
  }
}

/** @param {MouseEvent} event @returns {URL|null} where the browser would go now, in this tab */
function addressOf(event) {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (event.defaultPrevented || button !== 0) return null;
  if (ctrlKey || metaKey || shiftKey || altKey || !(target instanceof Element)) return null;
  const link = target.closest("a[href]");
  if (link === null || link.hasAttribute("download")) return null;
  if (!["", "_self"].includes(link.getAttribute("target") ?? "")) return null;
  const address = new URL(link.getAttribute("href") ?? "", document.baseURI);
  const isHere = address.href.split("#")[0] === location.href.split("#")[0];
  if (address.origin !== location.origin || (isHere && address.hash !== "")) return null;
  return address;
}
