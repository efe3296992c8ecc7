"""A real Chromium, and tabs that reach nothing they may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A tab: what it asked for `outside` of the addresses that begin so, what it `said` at these
    levels of the console, what it `ran`."""

    def __init__(self, tab: Page, inside: tuple[str, ...], levels: tuple[str, ...]) -> None:
        self.tab, self._inside, self._levels = tab, inside, levels
        self.outside: list[str] = []
        self.said: list[str] = []
        self.ran: list[str] = []
        tab.route("**/*", self._route)
        tab.on("console", self._listen)
        tab.on("pageerror", lambda error: self.said.append(str(error)))
        tab.on("dialog", self._dismiss)

    def forget(self) -> None:
        """Begin with another page in the same tab."""
        for heard in (self.outside, self.said, self.ran):
            heard.clear()

    def assert_silent(self) -> None:
        assert (self.outside, self.said, self.ran) == ([], [], [])

    def _route(self, route: Route) -> None:
        if route.request.url.startswith(self._inside):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def _dismiss(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in self._levels:
            self.said.append(message.text)
