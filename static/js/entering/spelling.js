/** What is pasted, in plain characters and without what libraries print around their numbers. */

const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const ODD = /[\uff01-\uff5e\u3000\u00a0\u2212\u2010-\u2013\ufe63\u3001\u200b-\u200f\u2060\ufeff]/g;
const FULLWIDTH = 0xfee0;
/** @type {Record<string, string>} */
const PLAIN = { "\u3000": " ", "\u00a0": " ", "\u2212": "-", "\ufe63": "-", "\u3001": "," };

/** Opens what a call has around its one list; ")" closes it. It is a character of no text. */
export const CALL = "\ufdd0";

const ASSIGNED = /^\s*(?:(?:const|let|var) )?[A-Za-z_]\w{0,60}[ \t]*=[ \t]*/;
const CONTAINING = /^\s*Parameter containing:\s*/;
const TENSORFLOW = /^\s*<tf\.[^\n]{0,200}?numpy=\s*/;
// Every repetition in these has an end, so that a long paste is read in one pass.
const CALLED =
  /(?:\b[A-Za-z]\w{0,20}\.){0,3}\b(?:as|nd)?(?:array|tensor|matrix|parameter|constant|float\d{0,3}|u?int\d{0,2})\(/gi;
const KEYED =
  /\b(?:dtype|shape|device|requires_grad|grad_fn|weak_type|place|stop_gradient)=(?:[([][\d, ]{0,60}[)\]]|<[^>]{0,80}>|'[^']{0,60}'|[\w.]{1,60}(?:\([\w:]{0,20}\))?)/
    .source;
const KEYED_BEFORE = new RegExp(`${KEYED},\\s*`, "g");
const KEYED_AFTER = new RegExp(`,\\s*${KEYED}`, "g");

/**
 * Fullwidth characters, true minus signs, odd spaces and line ends as their plain kin. Not by NFKC, which
 * makes 102 of 10 squared.
 *
 * @param {string} text
 * @returns {string}
 */
export function plain(text) {
  return text.replace(LINE_END, "\n").replace(ODD, (odd) => {
    if (odd >= "\uff01" && odd <= "\uff5e") {
      return String.fromCharCode(odd.charCodeAt(0) - FULLWIDTH);
    }
    return PLAIN[odd] ?? (odd >= "\u2010" && odd <= "\u2013" ? "-" : "");
  });
}

/** Without "x =" in front, as MATLAB prints it and code has it. @param {string} text */
export function unassigned(text) {
  return text.replace(ASSIGNED, "");
}

/**
 * "array([[1., 2.]], dtype=float32)" as its list within a CALL, and the like of PyTorch, TensorFlow, JAX and
 * Paddle.
 *
 * @param {string} text
 * @returns {string}
 */
export function unwrapped(text) {
  const bare = unassigned(text.replace(CONTAINING, ""));
  const inner = bare.replace(TENSORFLOW, "");
  const whole = trimmedEnd(inner, inner.length < bare.length ? ">" : ";");
  if (!whole.includes("(")) return whole.trimStart();
  return whole.replace(CALLED, CALL).replace(KEYED_BEFORE, "").replace(KEYED_AFTER, "").trimStart();
}

/** @param {string} text @param {string} last one that may stand at the end */
function trimmedEnd(text, last) {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(last) ? trimmed.slice(0, -1).trimEnd() : trimmed;
}
