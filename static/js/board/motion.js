/**
 * Motion: when the reader goes on by one cell, the cells that are read fly to the one that is written. The
 * flight is a picture of what has happened already: nothing waits for it, and who asks for reduced motion
 * sees none.
 */

import { el } from "../markup/dom.js";

const MILLISECONDS = 420;
/** More cells than these would be a swarm. */
const MAX_FLIGHTS = 24;

const reduced = matchMedia("(prefers-reduced-motion: reduce)");

/** Carries cells from the marked sources on the stage to the result, or from a source to its readers. */
export class Carrier {
  /** @param {HTMLElement} stage @param {HTMLElement} holder of the cells that fly */
  constructor(stage, holder) {
    this.stage = stage;
    this.layer = el("div", { class: "flights", "aria-hidden": "true" });
    holder.append(this.layer);
  }

  /** @param {number} speed */
  carry(speed) {
    this.land();
    if (reduced.matches) return;
    const duration = MILLISECONDS / speed;
    const written = this.cells('[data-mark="write"]');
    const from = this.cells(':not(.zero)[data-mark="read"]').slice(0, MAX_FLIGHTS);
    if (written.length === 1) {
      this.fly(
        from.map((cell) => [cell, written[0]]),
        duration,
      );
      if (from.length > 0) appear(written[0], duration);
      return;
    }
    const [source] = this.cells('[data-mark="source"]');
    if (source === undefined) return;
    const readers = this.cells('[data-mark="reader"]').slice(0, MAX_FLIGHTS);
    this.fly(
      readers.map((reader) => [source, reader]),
      duration,
    );
  }

  /** Ends every flight at once. */
  land() {
    this.layer.replaceChildren();
  }

  /** For good. */
  stop() {
    this.layer.remove();
  }

  /** @param {string} mark @returns {HTMLElement[]} those in sight */
  cells(mark) {
    const found = this.stage.querySelectorAll(`.cell${mark}`);
    return /** @type {HTMLElement[]} */ ([...found]).filter((cell) => cell.checkVisibility());
  }

  /** All are measured before any takes off: the page is laid out once. @param {[HTMLElement, HTMLElement][]} ways @param {number} duration */
  fly(ways, duration) {
    const flights = ways.map(([from, to]) => {
      const [start, end] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
      const flyer = flyerOf(from, start);
      return { flyer, way: `translate(${end.left - start.left}px, ${end.top - start.top}px)` };
    });
    this.layer.append(...flights.map(({ flyer }) => flyer));
    for (const { flyer, way } of flights) {
      const flight = flyer.animate(
        [
          { transform: "none", opacity: 0.9 },
          { transform: `${way} scale(0.9)`, opacity: 0.75, offset: 0.85 },
          { transform: `${way} scale(0.6)`, opacity: 0 },
        ],
        { duration, easing: "cubic-bezier(0.45, 0, 0.25, 1)" },
      );
      flight.onfinish = () => flyer.remove();
    }
  }
}

/** @param {HTMLElement} cell @param {DOMRect} place */
function flyerOf(cell, { left, top, width, height }) {
  const number = cell.querySelector(".number")?.textContent ?? "";
  const flyer = el("div", { class: `flyer ${hueOf(cell)}` }, number);
  Object.assign(flyer.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
    fontSize: `${height * 0.38}px`,
  });
  return flyer;
}

/** The number is there when what makes it has arrived. @param {HTMLElement} cell @param {number} duration */
function appear(cell, duration) {
  const number = cell.querySelector(".number");
  number?.animate([{ opacity: 0 }, { opacity: 0, offset: 0.7 }, { opacity: 1 }], { duration });
}

/** @param {HTMLElement} cell @returns {string} the class that says which tensor it belongs to */
function hueOf(cell) {
  const holder = cell.closest('[class*="of-"]');
  return [...(holder?.classList ?? [])].find((name) => name.startsWith("of-")) ?? "";
}
