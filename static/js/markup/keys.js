/** The table of keys, read by the handler and by the help alike. */

/** @typedef {"nextCell"|"previousCell"|"nextStep"|"previousStep"|"firstCell"|"lastCell"|"play"|"speed"|"unpin"|
 *   "show"|"zeros"|"order"|"edit"|"code"|"practice"|"undo"|"redo"|"help"} Command */
/** @typedef {{keys: string[], command: Command}} Binding */

/** @type {Binding[]} */
export const BINDINGS = [
  { keys: ["ArrowRight"], command: "nextCell" },
  { keys: ["ArrowLeft"], command: "previousCell" },
  { keys: ["PageDown", "ArrowDown", "n"], command: "nextStep" },
  { keys: ["PageUp", "ArrowUp", "p"], command: "previousStep" },
  { keys: ["Home"], command: "firstCell" },
  { keys: ["End"], command: "lastCell" },
  { keys: [" "], command: "play" },
  { keys: ["s"], command: "speed" },
  { keys: ["Escape"], command: "unpin" },
  { keys: ["v"], command: "show" },
  { keys: ["z"], command: "zeros" },
  { keys: ["o"], command: "order" },
  { keys: ["e"], command: "edit" },
  { keys: ["c"], command: "code" },
  { keys: ["x"], command: "practice" },
  { keys: ["?"], command: "help" },
];

/** With Control or Command; a field that is typed into undoes its own. @type {Binding[]} */
export const CONTROL_BINDINGS = [
  { keys: ["z"], command: "undo" },
  { keys: ["y", "Z"], command: "redo" },
];

/** @type {Record<string, [number, number]>} down and right, within a grid */
export const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** @type {Record<string, string>} how a key is printed where its name is not what is on it */
export const KEY_CAPS = {
  ArrowRight: "\u2192",
  ArrowLeft: "\u2190",
  ArrowDown: "\u2193",
  ArrowUp: "\u2191",
  PageDown: "Page\u2193",
  PageUp: "Page\u2191",
  " ": "Space",
  Escape: "Esc",
};

/**
 * The command of a key press; none where the key belongs to a control or to the browser.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, target: EventTarget|null}} event
 * @returns {Command|null}
 */
export function commandOf({ key, ctrlKey, metaKey, altKey, target }) {
  const tag = target instanceof Element ? target.tagName : "";
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (tag === "INPUT" || tag === "TEXTAREA") {
      const { type } = /** @type {HTMLInputElement} */ (target);
      if (!["range", "checkbox", "file"].includes(type)) return null;
    }
    return CONTROL_BINDINGS.find(({ keys }) => keys.includes(key))?.command ?? null;
  }
  if (tag === "SELECT" || tag === "INPUT" || tag === "TEXTAREA") {
    const isRange = /** @type {HTMLInputElement} */ (target).type === "range";
    const passing = ["PageDown", "PageUp", "Escape", ...(isRange ? [" "] : [])];
    if (!passing.includes(key)) return null;
  }
  if (key === " " && (tag === "BUTTON" || tag === "A" || tag === "SUMMARY")) return null;
  return BINDINGS.find(({ keys }) => keys.includes(key))?.command ?? null;
}
