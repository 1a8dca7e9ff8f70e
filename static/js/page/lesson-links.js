/**
 * Links of an explainer: each keeps the open numbers in its query, except links to an example.
 *
 * @import {Root} from "../markup/root.js"
 * @import {Source, Theme} from "../state/types.js"
 */

/** @param {Root} root @param {Source} source @param {Theme} theme @param {URL} url of what is open */
export function aimLinks(root, { preset, data, form }, theme, url) {
  const lang = url.searchParams.get("lang");
  const reader = {
    lang: lang === root.language ? lang : null,
    theme: theme === "auto" ? null : theme,
  };
  const as = form === "" ? null : form;
  for (const link of links(root, ".lesson a[data-to], header a:not(#language)")) {
    if (link.pathname !== "/docs") aim(link, { preset, data, as, ...reader });
  }
  for (const link of links(root, ".prose .absent a")) aim(link, reader);
}

/** @param {HTMLAnchorElement} link @param {Record<string, string|null>} query null where the link is to say nothing of it */
function aim(link, query) {
  const asked = new URLSearchParams(link.search);
  for (const [name, value] of Object.entries(query)) {
    if (value === null) asked.delete(name);
    else asked.set(name, value);
  }
  link.search = asked.toString();
}

/** @param {Root} root @param {string} selector @returns {HTMLAnchorElement[]} */
function links(root, selector) {
  return /** @type {HTMLAnchorElement[]} */ (root.all(selector));
}
