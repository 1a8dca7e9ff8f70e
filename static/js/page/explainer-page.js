/**
 * The page of one explainer: gives it what is the page's own, which is its address and history, theme, title,
 * menus, help, and the bar that tells of the connection.
 */

import { AddressBar } from "../state/address-bar.js";
import { find } from "../markup/dom.js";
import { carryOver } from "../workbench/carried-numbers.js";
import { showConnection } from "../workbench/connection/connection-bar.js";
import { Connection } from "../workbench/connection/connection.js";
import { PageLinks } from "../workbench/connection/page-links.js";
import { setTheme } from "../state/actions.js";
import { Explainer } from "./explainer.js";
import { listenToMenus } from "./menus.js";
import { stepTitle } from "./open-step.js";
import { drawTheme, listBindings, presetTitle, showPreset } from "./page.js";

const here = new URL(location.href);
const connection = new Connection();
const explainer = new Explainer(document.body, {
  connection,
  presetTitle,
  url: () => new URL(location.href),
  events: document,
  help: find("#help"),
});
const { workbench, store } = explainer;
const addressBar = new AddressBar(
  () => explainer.trace(),
  () => workbench.unlinkableRequest(),
);

// Before the explainer draws: its cells are as large as the theme says.
store.subscribe((state, previous) => {
  if (state.theme !== previous.theme) drawTheme(state);
});
explainer.start();
store.subscribe((state, previous) => {
  const turned = state.step !== previous.step || state.chapter !== previous.chapter;
  const isOther = state.source !== previous.source;
  if (isOther && !state.source.isLive) showPreset(state.source);
  if (turned) document.title = `${stepTitle(explainer.root)} \u00b7 Gradgrid`;
  addressBar.follow(state, turned || isOther || state.panel !== previous.panel);
});

showConnection(connection, () => workbench.edits.isBusy);
const travel = new PageLinks(connection, async () => {
  await workbench.edits.idle();
  // What was answered last is drawn, and in the address.
  await new Promise((done) => requestAnimationFrame(done));
});
travel.listenToLinks();
listenToMenus({
  travel,
  state: () => store.state,
  address: () => explainer.address(),
  leave: () => {
    const isCarried = carryOver(workbench.unlinkableRequest());
    if (!isCarried) workbench.say(explainer.strings.words.notCarried);
    return isCarried;
  },
  setTheme: (theme) => store.dispatch(setTheme(theme)),
});

/** Applies the state in the address, whose numbers are open already. @param {URL} url */
function comeTo(url) {
  addressBar.arriving = true;
  explainer.arrive(url);
}

/** The browser has gone back or forward. */
async function followHistory() {
  const url = new URL(location.href);
  addressBar.forget();
  if (!addressBar.differs(store.state)) return;
  if (addressBar.hasOtherNumbers(store.state)) {
    const isOpen = await workbench.reopen(url);
    // The browser may have gone on since.
    if (!isOpen || location.href !== url.href) return;
  }
  comeTo(url);
}

async function restore() {
  if (await workbench.restore(here)) comeTo(here);
}

listBindings();
addEventListener("popstate", () => void followHistory());
if (here.searchParams.has("own")) void restore();
const [, , asked] = here.pathname.split("/");
// A step that this example does not have has opened another, and says so.
const isOther = asked !== undefined && asked !== store.state.step;
const isReseeded = (here.searchParams.get("seed") ?? "") !== store.state.seed;
if (isOther || isReseeded || !find("#notice").hidden) addressBar.follow(store.state, false);
// page/start.js replays the events that it queued.
setTimeout(() => dispatchEvent(new Event("workbench-listens")));
