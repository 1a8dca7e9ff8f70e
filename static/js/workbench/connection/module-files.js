/**
 * Modules that come when they are first needed. Their files are fetched first, again and again until all are
 * there, and imported from the browser's cache: an import that fails stays failed in Firefox until the page is
 * loaded anew.
 *
 * @import {Connection} from "./connection.js"
 */

/** The server does not have what was asked for. */
export class Missing extends Error {}

export class ModuleFiles {
  /** @param {Connection} connection @param {(address: string) => Promise<any>} [importing] */
  constructor(connection, importing = (address) => import(address)) {
    this.connection = connection;
    this.importing = importing;
    /** Which files are there. @type {Set<string>} */
    this.fetched = new Set();
    /** How often each module was imported in vain. @type {Map<string, number>} */
    this.failures = new Map();
  }

  /**
   * @param {string} address
   * @param {string[]} files the addresses of what it imports, as far as the page does not have it
   * @returns {Promise<any>} the module; rejected as {@link Missing} where the server has none such
   */
  async load(address, files) {
    await Promise.all([address, ...files].map((file) => this.fetch(file)));
    const failures = this.failures.get(address) ?? 0;
    try {
      return await this.importing(failures === 0 ? address : `${address}?again=${failures}`);
    } catch (error) {
      this.failures.set(address, failures + 1);
      throw error;
    }
  }

  /** @param {string} file */
  async fetch(file) {
    if (this.fetched.has(file)) return;
    const { ok, status } = await this.connection.fetchInTheEnd(file);
    if (!ok) throw new Missing(`${file}: ${status}`);
    this.fetched.add(file);
  }
}
