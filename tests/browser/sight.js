/**
 * What a reader cannot see, or cannot read, of the page as it stands: `faultsOfSight` answers with sentences.
 * `test_sight.py` runs it in each browser.
 */

/** Browsers lay out in fractions of a pixel. */
const SLACK = 1.5;
const LEAST_TEXT = 11;
const LEAST_INDEX = 9;
const INDEX = ":is(msub, msup, msubsup) > :not(:first-child), sub, sup";
/** Of a line of text, ink fills the middle part only. */
const ABOVE_INK = 0.25;
const BELOW_INK = 0.2;

const widthOfWindow = () => document.documentElement.clientWidth;

function isIn(inner, outer, slack = SLACK) {
  return (
    inner.left >= outer.left - slack &&
    inner.right <= outer.right + slack &&
    inner.top >= outer.top - slack &&
    inner.bottom <= outer.bottom + slack
  );
}

function overlap(one, other, slack = SLACK) {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > slack && down > slack;
}

function windowBox() {
  return { left: 0, top: 0, right: widthOfWindow(), bottom: innerHeight };
}

function isSeen(element) {
  const options = { visibilityProperty: true, opacityProperty: true };
  return element.checkVisibility(options) && element.closest(".spoken, .skip") === null;
}

function named(element) {
  const { localName, id, className, textContent } = element;
  const name = id ? `#${id}` : `${localName}.${className}`;
  return `${name} "${textContent.trim().slice(0, 30)}"`;
}

function textBox(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

function ink(node) {
  const { left, right, top, bottom, height } = textBox(node);
  return { left, right, top: top + ABOVE_INK * height, bottom: bottom - BELOW_INK * height };
}

/** What cuts off a part of an element, or null. */
function cutBy(element, stop = null) {
  const box = element.getBoundingClientRect();
  for (let each = element.parentElement; each && each !== stop; each = each.parentElement) {
    const { overflowX, overflowY, display } = getComputedStyle(each);
    const isRoot = each === document.body || each === document.documentElement;
    const clips = overflowX !== "visible" || overflowY !== "visible";
    if (isRoot || display === "contents" || !clips) continue;
    if (!isIn(box, each.getBoundingClientRect())) return each;
  }
  return null;
}

/** A part of the answer has to be whole, in the window, without scrolling. */
function outOfSight(element, what) {
  if (!element || !isSeen(element)) return [`${what} is not shown`];
  const box = element.getBoundingClientRect();
  if (!isIn(box, windowBox())) return [`${what} is outside the window`];
  const cutting = cutBy(element);
  return cutting ? [`${what} is cut by ${cutting.localName}.${cutting.className}`] : [];
}

function sideways() {
  const beyond = document.documentElement.scrollWidth - widthOfWindow();
  return beyond > 0 ? [`the page scrolls sideways by ${beyond}`] : [];
}

/** The numbers of rows and columns lie over what is scrolled below them. */
function underStrips(cell) {
  const scroller = cell.closest(".scroller");
  if (scroller === null) return [];
  const box = cell.getBoundingClientRect();
  const { right, bottom } = scroller.querySelector(".strip.corner").getBoundingClientRect();
  const isUnder = box.top < bottom - SLACK || box.left < right - SLACK;
  return isUnder ? ["the chosen cell is under the numbers of its grid"] : [];
}

/** A grid scrolls where there is no room for all its columns, not for the sake of a scroll bar. */
function scrolledByABar() {
  return [...document.querySelectorAll("step-board .scroller")].filter(isSeen).flatMap((each) => {
    const more = each.scrollWidth - each.clientWidth;
    return more > 0 && more < 18 ? [`a grid scrolls sideways by ${more}`] : [];
  });
}

/** The cell that is looked at, in one of the grids that show it. On a phone the grids scroll by design. */
function chosenCell(isPhone) {
  if (isPhone || document.querySelector("main").classList.contains("practising")) return [];
  const marked = [
    ...document.querySelectorAll('step-board [data-mark="write"], step-board [data-mark="source"]'),
  ];
  const found = marked.filter(isSeen);
  if (found.length === 0) return ["no cell is chosen"];
  const faults = found.map((cell) => [
    ...outOfSight(cell, "the chosen cell"),
    ...underStrips(cell),
  ]);
  return faults.some((each) => each.length === 0) ? [] : faults[0];
}

function sum(isPhone) {
  const panel = document.querySelector("sum-panel");
  if (!panel.checkVisibility()) return [];
  const rows = [...panel.querySelectorAll(".row")];
  // On a phone the numbers come first, and the rest is scrolled to.
  const wanted = isPhone ? rows.slice(-1) : rows;
  const pieces = wanted.flatMap((row) => [
    ...row.querySelectorAll(".label, .term, .total, output, button"),
  ]);
  const faults = pieces.filter(isSeen).flatMap((piece) => outOfSight(piece, named(piece)));
  if (isPhone)
    return [...faults, ...outOfSight(panel.querySelector(".brief output"), "the result")];
  const more = panel.scrollHeight - panel.clientHeight;
  return more > 1 ? [...faults, `the sum scrolls by ${more}`] : faults;
}

/** Tiles, signs and totals of the strip of channels stand beside one another. */
function channels() {
  const strip = document.querySelector("sum-panel .channels");
  return strip === null ? [] : lyingOver([...strip.children]);
}

function lyingOver(elements) {
  const boxes = elements.map((each) => each.getBoundingClientRect());
  return elements.flatMap((one, k) =>
    elements
      .slice(k + 1)
      .filter((_, n) => overlap(boxes[k], boxes[k + 1 + n]))
      .map((other) => `${named(one)} lies over ${named(other)}`),
  );
}

/** How much smaller than its size in the style sheet a text is drawn, in a picture that shrinks. */
function scaleOf(element) {
  if (!element.ownerSVGElement) return 1;
  const { a, b } = element.getScreenCTM();
  return Math.hypot(a, b);
}

function smallText() {
  const found = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, template, noscript, option")) continue;
    const least = element.closest(INDEX) ? LEAST_INDEX : LEAST_TEXT;
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    if (size >= least && element.ownerSVGElement === undefined) continue;
    if (!isSeen(element) || !overlap(textBox(node), windowBox())) continue;
    const drawn = size * scaleOf(element);
    if (drawn < least - 0.05) {
      found.set(`${element.closest("[class]")?.className}`, `${drawn.toFixed(1)} px: ${node.data}`);
    }
  }
  return [...found.values()];
}

/** Text stays in its cell, and neither numbers nor badges cover symbols. One fault of a kind is told for each tensor. */
function cells() {
  const faults = new Map();
  for (const cell of document.querySelectorAll("step-board .cell, number-sheet .cell")) {
    if (!cell.checkVisibility()) continue;
    if (!overlap(cell.getBoundingClientRect(), windowBox()) || cutBy(cell) !== null) continue;
    const { tensor } = cell.closest("[data-tensor]").dataset;
    for (const [kind, fault] of [...textOfCell(cell), ...badgeOfCell(cell)]) {
      if (!faults.has(tensor + kind)) faults.set(tensor + kind, `${tensor}: ${fault}`);
    }
  }
  return [...faults.values()];
}

function textOfCell(cell) {
  const box = cell.getBoundingClientRect();
  const symbol = cell.querySelector(".symbol math");
  const number = cell.querySelector(".number");
  const drawn = [symbol, number].filter((each) => each && isSeen(each) && each.textContent !== "");
  const faults = drawn
    .map((each) => [each, each === symbol ? each.getBoundingClientRect() : textBox(each)])
    .filter(([, { left, right }]) => left < box.left - 1 || right > box.right + 1)
    .map(([each]) => [`wide ${each.localName}`, `${each.textContent} is wider than its cell`]);
  if (drawn.length < 2) return faults;
  const isOver = [...symbol.querySelectorAll("mi, mn, mtext")].some((leaf) =>
    overlap(ink(leaf), ink(number), 1),
  );
  return isOver
    ? [...faults, ["over", `${symbol.textContent} lies over ${number.textContent}`]]
    : faults;
}

/** What joins a cell to others stands at its upper left, over the edges of its neighbours. */
function badgeOfCell(cell) {
  if (!cell.dataset.badge) return [];
  const { width, height, top, left, fontSize } = getComputedStyle(cell, "::after");
  const [w, h, y, x] = [width, height, top, left].map(Number.parseFloat);
  const box = cell.getBoundingClientRect();
  const badge = {
    left: box.left + x,
    right: box.left + x + w,
    top: box.top + y,
    bottom: box.top + y + h,
  };
  const above = cell.parentElement.previousElementSibling?.children[cell.cellIndex];
  const covered = [cell, cell.previousElementSibling, above]
    .filter(Boolean)
    .flatMap((each) => [...each.querySelectorAll(".number, mi, mn, mtext")])
    .filter((leaf) => isSeen(leaf) && leaf.textContent !== "" && overlap(badge, ink(leaf)))
    .map((leaf) => ["badge", `badge ${cell.dataset.badge} covers ${leaf.textContent}`]);
  const isSmall = Number.parseFloat(fontSize) < LEAST_TEXT;
  return isSmall ? [...covered, ["badge size", `a badge of ${fontSize}`]] : covered;
}

/** A button holds its words, in one line. */
function buttons() {
  const own = [...document.querySelectorAll("button, a.button")].filter(isSeen);
  return own.flatMap((each) => {
    const box = each.getBoundingClientRect();
    const text = textBox(each);
    if (text.width === 0 || !overlap(box, windowBox())) return [];
    const faults = [];
    if (text.left < box.left - 1 || text.right > box.right + 1)
      faults.push(`${named(each)} is narrower than its words`);
    const line = Number.parseFloat(getComputedStyle(each).fontSize) * 2.4;
    if (each.children.length === 0 && !each.closest("li, .more") && text.height > line)
      faults.push(`${named(each)} breaks`);
    if (each.closest("header, .tools, transport-bar") && cutBy(each))
      faults.push(`${named(each)} is cut`);
    return faults;
  });
}

const LINES =
  "header, .tools, transport-bar, .workbench-head, .fill, .ways, .slider, .scripts, .chips, dialog form";

/** What stands in a line stays in it, side by side, and what is always to be in reach is in the window. */
function lines() {
  return [...document.querySelectorAll(LINES)].filter(isSeen).flatMap((line) => {
    const outer = line.getBoundingClientRect();
    const parts = [...line.children].filter(
      (each) =>
        isSeen(each) && getComputedStyle(each).position !== "absolute" && each.offsetWidth > 0,
    );
    const beyond = parts
      .filter((each) => each.getBoundingClientRect().right > outer.right + SLACK)
      .map((each) => `${named(each)} runs out of ${line.localName}.${line.className}`);
    const isFixed = line.matches("transport-bar");
    const away =
      isFixed && !isIn(outer, windowBox()) ? ["the transport is outside the window"] : [];
    return [...beyond, ...away, ...lyingOver(parts)];
  });
}

function dialogs() {
  return [...document.querySelectorAll("dialog[open]")].flatMap((each) => [
    ...(isIn(each.getBoundingClientRect(), windowBox())
      ? []
      : [`${each.id} is outside the window`]),
    ...(each.scrollWidth > each.clientWidth + 1 ? [`${each.id} scrolls sideways`] : []),
  ]);
}

function faultsOfSight(isPhone) {
  const isStage = document.querySelector("sum-panel") !== null;
  return [
    ...sideways(),
    ...(isStage ? [...chosenCell(isPhone), ...sum(isPhone), ...channels(), ...cells()] : []),
    ...scrolledByABar(),
    ...smallText(),
    ...buttons(),
    ...lines(),
    ...dialogs(),
  ];
}
