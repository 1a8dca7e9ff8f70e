/**
 * A file of arrays, read by the server: .npy and .npz are NumPy's own.
 *
 * @import {Numbers, Problem} from "./number.js"
 * @typedef {{most?: number, fetcher?: typeof fetch, address?: string}} Reading the most bytes that are sent
 */

const MOST_BYTES = 16 * 1024 ** 2;

/**
 * The arrays of a file by name. A problem "refused" has the server's words in `detail`, in English.
 *
 * @param {Blob} file
 * @param {Reading} [reading]
 * @returns {Promise<{arrays: Record<string, Numbers>}|{problem: Problem}>}
 */
export async function readArrays(file, reading = {}) {
  const { most = MOST_BYTES, fetcher = fetch, address = "/arrays" } = reading;
  if (file.size > most) return { problem: { id: "large", size: file.size, most } };
  const body = await file.arrayBuffer().catch(() => null);
  // The file was moved, or changed, since it was chosen.
  if (body === null) return { problem: { id: "unreadable" } };
  const headers = { "Content-Type": "application/octet-stream", Accept: "application/json" };
  const response = await fetcher(address, { method: "POST", headers, body }).catch(() => null);
  if (response === null) return { problem: { id: "offline" } };
  // A proxy in between answers with a page of its own, or a connection ends in the middle.
  const answer = await response.json().catch(() => null);
  if (response.ok && answer?.arrays) return { arrays: answer.arrays };
  if (response.ok || typeof answer?.detail !== "string") {
    return { problem: { id: "unanswered", status: response.status } };
  }
  return { problem: { id: "refused", detail: answer.detail } };
}
