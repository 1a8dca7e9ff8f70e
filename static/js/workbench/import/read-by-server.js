/**
 * A file or a text, read by the server: what it means is decided in one place, for the page, the API and the
 * command line.
 *
 * @import {Problem} from "./number.js"
 */

/**
 * @typedef {import("../../trace/wire-types.js").Layout} Layout
 * @typedef {import("../../trace/wire-types.js").SomeArrays} SomeArrays
 * @typedef {import("../../trace/wire-types.js").WholeRequest|SomeArrays|import("../../trace/wire-types.js").OpenQuestion
 *   |{problem: Problem}} Read
 * @typedef {{layout?: Layout, most?: number, lang?: string, fetcher?: (address: string, options: RequestInit) => Promise<Response>}} Asking
 *   layout: what was answered to a question; most: bytes that are sent
 */

export const MAX_FILE_BYTES = 16 * 1024 ** 2;
/** As many faults of one request are said at once. */
const MAX_FAULTS = 3;

/**
 * What the server makes of it. A problem "refused" has the server's words in `detail`.
 *
 * @param {Blob|string} content
 * @param {Asking} [asking]
 * @returns {Promise<Read>}
 */
export async function readNumbers(content, asking = {}) {
  const { most = MAX_FILE_BYTES, layout, lang = "en", fetcher = fetch } = asking;
  const query = new URLSearchParams(layout === undefined ? { lang } : { lang, layout });
  const isText = typeof content === "string";
  const blob = isText ? new Blob([content]) : content;
  if (blob.size > most) {
    return { problem: { id: isText ? "large_text" : "large", size: blob.size, most } };
  }
  const body = await blob.arrayBuffer().catch(() => null);
  // The file was moved, or changed, since it was chosen.
  if (body === null) return { problem: { id: "unreadable" } };
  const headers = { "Content-Type": "application/octet-stream", Accept: "application/json" };
  return answerOf(fetcher(`/lesson/read?${query}`, { method: "POST", headers, body }));
}

/** @param {Promise<Response>} asked @returns {Promise<Read>} */
async function answerOf(asked) {
  const response = await asked.catch(() => null);
  if (response === null) return { problem: { id: "offline" } };
  // A proxy in between answers with a page of its own, or a connection ends in the middle.
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  if (response.ok || typeof answer?.detail !== "string") {
    return { problem: { id: "unanswered", status: response.status } };
  }
  return { problem: { id: "refused", detail: faultsOf(answer) } };
}

/** @param {{detail: string, errors?: {pointer: string, detail: string}[]}} refusal */
function faultsOf({ detail, errors = [] }) {
  if (errors.length === 0) return detail;
  const faults = errors.slice(0, MAX_FAULTS).map((fault) => {
    const name = fault.pointer.slice(1);
    return name === "" ? fault.detail : `${name}: ${fault.detail}`;
  });
  return faults.join("; ");
}
