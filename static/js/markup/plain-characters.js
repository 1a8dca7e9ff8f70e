/** What is typed or pasted, in plain characters. */

const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const ODD = /[\uff01-\uff5e\u3000\u00a0\u2212\u2010-\u2013\ufe63\u3001\u200b-\u200f\u2060\ufeff]/g;
const FULLWIDTH = 0xfee0;
/** @type {Record<string, string>} */
const PLAIN = { "\u3000": " ", "\u00a0": " ", "\u2212": "-", "\ufe63": "-", "\u3001": "," };

/**
 * Replaces fullwidth characters, true minus signs, unusual spaces and line ends by ASCII ones. NFKC is not used: it
 * would turn 10 squared into 102.
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
