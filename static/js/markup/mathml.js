/**
 * MathML, built directly: one element for each symbol, so that it can light with its cell.
 */

/** A symbol: its letter, whether it is a gradient, and its indices. @typedef {{letter: string, gradient: boolean, sub: string, sup: string}} Name */

const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * @param {string} tag
 * @param {...(Node|string)} children
 * @returns {MathMLElement}
 */
export function m(tag, ...children) {
  const element = /** @type {MathMLElement} */ (document.createElementNS(MATHML, tag));
  element.append(...children);
  return element;
}

/** @param {...(Node|string)} children @returns {MathMLElement} */
export function math(...children) {
  return m("math", ...children);
}

/** @param {Name} name @returns {MathMLElement} x with its stacked indices, without the gradient */
function letter({ letter: base, sub, sup }) {
  const glyph = m("mi", base);
  const below = sub && m("mn", sub);
  const above = sup && m("mtext", sup);
  if (below && above) return m("msubsup", glyph, below, above);
  if (below) return m("msub", glyph, below);
  return above ? m("msup", glyph, above) : glyph;
}

/** @param {Name|null} name @returns {MathMLElement} for a small cell: a gradient is just marked by a del */
export function shortSymbol(name) {
  if (name === null) return m("mn", "0");
  return name.gradient ? m("mrow", del(), letter(name)) : letter(name);
}

/** @param {Name|null} name @returns {MathMLElement} in full, dL/dx on one line */
export function fullSymbol(name) {
  if (name === null || !name.gradient) return shortSymbol(name);
  return m("mrow", del(), m("mi", "L"), tightSlash(), del(), letter(name));
}

/** @returns {MathMLElement} */
export function tightSlash() {
  const slash = m("mo", "/");
  slash.setAttribute("lspace", "0");
  slash.setAttribute("rspace", "0");
  return slash;
}

/** @returns {MathMLElement} between the factors of a product of symbols */
export function thinSpace() {
  const space = m("mspace");
  space.setAttribute("width", "0.14em");
  return space;
}

/** @returns {MathMLElement} an identifier, for an operator would stand apart */
function del() {
  return m("mi", "\u2202");
}

/** @param {Name|null} name @returns {string} for a screen reader or a tooltip */
export function plainSymbol(name) {
  if (name === null) return "0";
  return `${name.gradient ? "\u2202L/\u2202" : ""}${name.letter}${name.sub}${name.sup}`;
}
