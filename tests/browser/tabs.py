"""Tabs that go from test to test: one for each context, which travels instead of loading anew.

A new tab costs a process and the compiling of every module, a load in a tab that is there a third
of that, and travelling a tenth. A test cannot tell them apart: what another test has changed in a
tab is put back, and where that is impossible the tab is closed, or the page is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request

# What the page asks the server for while it is open.
ASKING = ("/lesson", "/lesson/read", "/script")
# What cannot be taken back from a tab.
FOR_GOOD = ("add_init_script", "expose_binding", "expose_function", "set_extra_http_headers")
MAX_ENTRIES = 25
CLOCK = ("install", "pause_at", "set_fixed_time", "set_system_time")
# What a test may listen for from the first request on.
LISTENING = ("on", "once", "route", "route_from_har")

# Goes to an address of the explainer as the browser's history does.
# Cells are shown as the address says, by the page's own buttons: history leaves that as it is.
# False where only loading leads there, and where a reader has left something open.
TRAVEL = """async ([address, isFirst]) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const to = new URL(address, location.href);
  const here = new URL(location.href);
  const of = (url, name, otherwise = null) => url.searchParams.get(name) ?? otherwise;
  const links = all("nav.chapters a[data-to]");
  const [, chapter, step] = to.pathname.split("/");
  const known = ["preset", "lang", "panel", "seed", "cell", "pin", "channel", "show", "zeros",
    "order", "theme"];
  if (to.origin !== here.origin || links.length === 0 || one("[role=gridcell]") === null
    || one("transport-bar .speed") === null || document.documentElement.dataset.fonts !== "ready"
    || all("a[data-to]").every((each) => each.dataset.to !== `${chapter}/${step}`)
    || !to.searchParams.has("preset") || of(to, "lang") !== of(here, "lang")
    || [...to.searchParams.keys()].some((name) => !known.includes(name))
    || here.searchParams.has("own") || here.searchParams.has("data")) return false;
  const button = (name, value) =>
    all("button").find((each) => each.dataset[name] === value);
  const buttons = [
    button("showMode", of(to, "show", "both")),
    button("zeros", of(to, "zeros", "shown")),
    button("order", of(to, "order", "first")),
  ];
  const select = one("#theme");
  const theme = of(to, "theme", "auto");
  const isKnown = [...select.options].some(({ value }) => value === theme)
    && !buttons.includes(undefined);
  const isUsed = !isKnown || one("dialog[open], .cell input") !== null || !one("#notice").hidden
    || one("transport-bar .speed").textContent.trim() !== "1×"
    || all("#undo, #redo").some((each) => !each.disabled);
  // A panel keeps more than the address says.
  const isPanelDrawn = one("number-sheet [role=gridcell], code-listing li, #practice-question > *")
    !== null;
  if (isUsed || (isFirst && isPanelDrawn)) return false;

  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const arrive = async (url) => {
    history.replaceState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
    const isThere = () => new URL(links[0].href).searchParams.get("preset") === of(url, "preset");
    while (!isThere()) {
      // Numbers that did not come are said to be missing.
      if (!one("#notice").hidden) return false;
      await frame();
    }
    await frame();
    return true;
  };
  document.activeElement?.blur();
  getSelection()?.removeAllRanges();
  // A step that is open already would stay as it was left.
  const [, hereChapter, hereStep] = here.pathname.split("/");
  if (chapter === hereChapter && step === hereStep) {
    const other = links.find((each) => each.dataset.to !== chapter);
    const away = new URL(other.pathname + to.search, here);
    for (const name of ["panel", "seed", "cell", "pin", "channel"]) away.searchParams.delete(name);
    if (!(await arrive(away))) return false;
  }
  for (const button of buttons) {
    if (button.getAttribute("aria-pressed") !== "true") button.click();
  }
  if (select.value !== theme) {
    select.value = theme;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
  await frame();
  for (const each of all("*")) if (each.scrollTop || each.scrollLeft) each.scrollTo(0, 0);
  return arrive(to);
}"""


class Traffic:
    """What a page asks the server for while it is open."""

    def __init__(self, page: Page) -> None:
        self.under_way = 0
        """Requests that are not answered yet."""
        self.has_changed = False
        """Whether own numbers were sent: they can be undone since."""
        page.on("request", self._on_request)
        page.on("requestfinished", self._on_answer)
        page.on("requestfailed", self._on_answer)

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).path in ASKING:
            self.under_way += 1
            self.has_changed |= request.method == "POST"

    def _on_answer(self, request: Request) -> None:
        if urlsplit(request.url).path in ASKING:
            self.under_way -= 1


def traffic_of(page: Page) -> Traffic:
    """What a page asks for."""
    if not hasattr(page, "traffic"):
        page.traffic = Traffic(page)  # type: ignore[attr-defined]
    found: Traffic = page.traffic  # type: ignore[attr-defined]
    return found


class Tab:
    """A page that tests use one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.size = page.viewport_size
        self.traffic = traffic_of(page)
        self.is_loaded = False
        """Whether the test that has it has opened something."""
        self.is_altered = False
        """Whether a test has changed the page in a way that only loading takes back."""
        self.is_spent = False
        """Whether it has changed the tab in a way that nothing takes back."""
        self.used: set[str] = set()
        self.listeners: list[tuple[str, Callable[..., Any]]] = []
        for name in (*FOR_GOOD, *LISTENING, "emulate_media"):
            self._note(page, name)
        for name in CLOCK:
            self._note(page.clock, name)

    def _note(self, owner: Any, name: str) -> None:
        """Have the use of a method noted."""
        method = getattr(owner, name)

        def noted(*arguments: Any, **named: Any) -> Any:
            self.used.add(name)
            self.is_spent |= name in (*FOR_GOOD, *CLOCK)
            if name in ("on", "once"):
                self.listeners.append(arguments[:2])
            return method(*arguments, **named)

        setattr(owner, name, noted)

    def travel(self, address: str) -> bool:
        """Whether the page has gone to an address; else it has to be loaded."""
        is_changed = self.is_altered or self.is_spent or self.traffic.has_changed
        if is_changed or self.used.intersection(LISTENING):
            return False
        arrived: bool = self.page.evaluate(TRAVEL, [address, not self.is_loaded])
        return arrived

    def loaded(self) -> None:
        """The page was loaded: what was done to the one before is gone."""
        self.is_altered = self.traffic.has_changed = False

    def hand_back(self) -> bool:
        """Whether the next test can have it, as if nothing had been."""
        if self.is_spent or self.page.is_closed():
            return False
        # The browser keeps 50 entries, and tests count their own.
        if self.page.evaluate("history.length") > MAX_ENTRIES:
            return False
        for event, listener in self.listeners:
            self.page.remove_listener(event, listener)
        if self.used & {"route", "route_from_har"}:
            self.page.unroute_all(behavior="ignoreErrors")
            # What was loaded then may not be what the server sends.
            self.is_altered = True
        if "emulate_media" in self.used:
            self.page.emulate_media(media="null", color_scheme="light")
        if self.size is not None and self.page.viewport_size != self.size:
            self.page.set_viewport_size(self.size)
        self.page.mouse.move(0, 0)
        self.listeners.clear()
        self.used.clear()
        self.is_loaded = False
        return True


def tab_of(page: Page) -> Tab | None:
    """The tab of a page that goes from test to test; None of any other."""
    found: Tab | None = getattr(page, "tab", None)
    return found


def share_tabs(context: BrowserContext) -> None:
    """Have a context give its tab again instead of opening another."""
    open_tab = context.new_page
    context.tab = None  # type: ignore[attr-defined]

    def give() -> Page:
        tab: Tab | None = context.tab  # type: ignore[attr-defined]
        context.tab = None  # type: ignore[attr-defined]
        if tab is not None:
            return tab.page
        page = open_tab()
        page.tab = Tab(page)  # type: ignore[attr-defined]
        return page

    context.new_page = give  # type: ignore[method-assign]


def close_tabs(context: BrowserContext, *, keep: bool) -> None:
    """After a test: one tab is kept for the next, all others are closed."""
    tab = None
    for page in context.pages:
        found = tab_of(page)
        if keep and tab is None and found is not None and found.hand_back():
            tab = found
        else:
            page.close()
    context.tab = tab  # type: ignore[attr-defined]
