/**
 * The page's first script, which runs before its style sheets are read. It fetches the math font, so that
 * nothing moves when it comes, and says on the page that it is there; then the prose shows. What draws the
 * grids comes after that, from the template #later: many small files, before which there is much to read. What is
 * dropped or pasted until the workbench listens is kept for it.
 */

const SOURCE = 'url("/fonts/math.woff2") format("woff2")';
/** As long as a browser leaves text blank for a font; then nobody waits any longer. */
const LONGEST = 3_000;
/** So many files are asked for at once; between them the page can answer. */
const AT_ONCE = 16;
/** A page in the background is painted when it is looked at. */
const LONGEST_FRAME = 200;

/** @returns {Promise<void>} never rejected: where the font cannot be had, others take its place */
async function fontArrived() {
  const face = new FontFace("Gradgrid Math", SOURCE);
  document.fonts.add(face);
  await Promise.race([Promise.allSettled([face.load()]), pause(LONGEST)]);
  document.documentElement.dataset.fonts = "ready";
}

/** @returns {Promise<unknown>} once what there is has been painted */
function painted() {
  const frame = new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return Promise.race([frame, pause(LONGEST_FRAME)]);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** @returns {Promise<void>} */
function parsed() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((done) =>
    document.addEventListener("DOMContentLoaded", () => done(), { once: true }),
  );
}

/** Without one of its files a script does not run, and the page says so. @param {Element} piece @returns {Element} */
function imported(piece) {
  const copy = document.importNode(piece, true);
  const notice = document.getElementById("notice");
  const text = document.getElementById("notice-text");
  if (!(copy instanceof HTMLScriptElement) || notice === null || text === null) return copy;
  copy.addEventListener("error", () => {
    text.textContent = notice.dataset.failed ?? "";
    notice.hidden = false;
  });
  return copy;
}

/** Without this a browser leaves the page for a file that is dropped on it. @param {DragEvent} event */
function accept(event) {
  if (hasWorkbench() && event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

/** The page of the map takes no numbers. */
function hasWorkbench() {
  return document.getElementById("workbench") !== null;
}

/**
 * An event as it came, once its own data is gone. @template {Event} E @param {E} event @param {DataTransfer|null} data
 * @param {(copy: DataTransfer) => Event} again
 */
function keep(event, data, again) {
  const copy = new DataTransfer();
  for (const file of data?.files ?? []) copy.items.add(file);
  const text = data?.getData("text/plain") ?? "";
  if (text !== "") copy.setData("text/plain", text);
  const { target } = event;
  early.push(() => (target ?? document).dispatchEvent(again(copy)));
}

/** @param {DragEvent} event */
function keepDrop(event) {
  if (!hasWorkbench() || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  keep(event, event.dataTransfer, (dataTransfer) => {
    return new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
  });
}

/** @param {ClipboardEvent} event */
function keepPaste(event) {
  if (!hasWorkbench()) return;
  keep(event, event.clipboardData, (clipboardData) => {
    return new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  });
}

/** What came before the workbench listened, to be sent again. @type {(() => void)[]} */
const early = [];
addEventListener("dragover", accept);
addEventListener("drop", keepDrop);
addEventListener("paste", keepPaste);
addEventListener(
  "workbench-listens",
  () => {
    removeEventListener("dragover", accept);
    removeEventListener("drop", keepDrop);
    removeEventListener("paste", keepPaste);
    for (const send of early) send();
  },
  { once: true },
);

await fontArrived();
await parsed();
const later = document.getElementById("later");
if (later instanceof HTMLTemplateElement) {
  await painted();
  const pieces = [...later.content.children];
  for (let from = 0; from < pieces.length; from += AT_ONCE) {
    const some = pieces.slice(from, from + AT_ONCE);
    document.head.append(...some.map(imported));
    await pause(0);
  }
}
