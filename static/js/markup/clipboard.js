/** Text to the clipboard, on a page that is served securely and on one that is not. */

/** @param {string} text @param {HTMLElement} [holder] where it can be selected @returns {Promise<boolean>} whether it is there now */
export async function toClipboard(text, holder = document.body) {
  try {
    // Over plain HTTP there is no such object, and a browser may refuse it.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, holder);
  }
}

/** What is selected can always be copied. @param {string} text @param {HTMLElement} holder @returns {boolean} */
function copySelected(text, holder) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "spoken";
  holder.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
