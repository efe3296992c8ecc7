"""The pages that the proofs go over, and a tab on the service that shows them.

A new page is one line in `PAGES`; the tests of every page (contrast and names for screen readers,
widths, silence, no script, injected names) take it from here.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.chromium import Watched
from tests.conftest import AS_OF
from tests.test_serve import get, serving, until

# the pages of the explorer on the sample, all in the explorer's frame
PAGES = (
    "/",
    "/chains/NEV",
    "/chains/JADE",
    "/chains/CAND-BAMBOO",
    "/enterprises/S001",
    "/enterprises/S027",
    "/enterprises/E018",
    "/organisations/O-NEV-B01",
    "/organisations/O-NEV",
    "/universities/U02",
    "/entities/Segment/NEV-D2",
    "/entities/Product/P010",
    "/search?q=zq",
    "/compare",
    "/compare?chain=NEV&chain=JADE&chain=STAY",
    "/rules",
    "/rules/WO-01",
    "/rules/UN-03",
    "/tables",
    "/tables/Enterprise?f.surveyed=true&sort=-staff",
)
# in the same frame too, around a canvas with which a script takes the place of a still picture
GROWING = (
    "/graph",
    "/graph?at=Enterprise:S001&open=Enterprise:S001&node=Enterprise:S001&hide=Product"
    "&from=Enterprise:S001&at=Chain:GONE",
    "/network",
    "/network?by=segment",
)
# shown in the same frame, but computed when asked for, or an error
SLOW = ("/chains/NEV/plan",)
ERRORS = ("/chains/NONE",)
# pages with a canvas: in colours of their own, with a script of their own
CANVAS = ("/chains/NEV/lanes", "/chains/JADE/lanes")


class Watch(Watched):
    """A tab on the service."""

    def __init__(self, tab: Page, base: str) -> None:
        super().__init__(tab, (base, "data:", "blob:"), ("error",))
        self.base = base

    def go(self, path: str, **choices: str) -> Page:
        given = {"lang": "zh", "as_of": AS_OF} | choices
        query = "&".join(f"{name}={value}" for name, value in given.items())
        self.tab.goto(f"{self.base}{path}{'&' if '?' in path else '?'}{query}")
        return self.tab

    def assert_silent(self) -> None:
        super().assert_silent()
        assert self.tab.evaluate("globalThis.ran") is None


@contextmanager
def served(
    home: Path, load: Callable[[str], Coroutine[Any, Any, None]], **variables: str
) -> Iterator[str]:
    """The address of a service on what `load` puts into its graph, with settings of its own."""
    url, log = f"arcade:{home}/graph", home / "log"
    apart(load(url))
    with serving(log, "--store", url, **variables) as (address, _):
        until(lambda: get(f"{address}/readyz")[0] == 200, log)
        yield address


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run it in another thread: Playwright's own loop runs in this one."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as exc:  # noqa: BLE001 - raised again below
            failed.append(exc)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
