"""A graph of a country in the browser: what a click on expand takes, and what all of it at once."""

import csv
import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from bench.figures import percentile
from bench.ours import ingest
from bench.pages_page import PAINTED, Bar
from tests.pages import Watch, served

FIRMS, CLICKS = 8, 6  # that the picture begins with; what is opened of each
OPENED = """async (id) => {
  const before = Object.keys(graph.dots).length, began = performance.now();
  const changed = () => Object.keys(graph.dots).length !== before;
  const drawn = new Promise((done) => {
    const look = () => graph.network.once("afterDrawing", () => changed() ? done() : look());
    look();
  });
  document.querySelector(`.tree li[data-id="${CSS.escape(id)}"] .turn`).click();
  const late = new Promise((done) => setTimeout(() => done("late"), 5000));
  return (await Promise.race([drawn, late])) === "late" ? 5000 : performance.now() - began;
}"""
CLOSED = """() => [...document.querySelectorAll(".tree .turn[name=open]")]
  .map((button) => button.closest("li").dataset.id)"""


def bars(browser: Browser, folder: Path, scratch: Path) -> Iterator[Bar]:
    """`folder` holds the A-share data set; its graph is made in `scratch`."""
    with served(scratch, partial(ingest, folder)) as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        watch = Watch(context.new_page(), base)
        seconds = [_whole(watch) for _ in range(3)]
        yield Bar(
            "network above 10,000 nodes, aggregated, until the picture stands", "≤ 2 s",
            f"{median(seconds):.2f} s", f"for the first time {seconds[0]:.2f} s",
            median(seconds) <= 2,
        )  # fmt: skip
        taken = [ms for firm in _firms(folder) for ms in _clicks(watch, firm)]
        context.close()
    p95 = percentile(taken, 95)
    yield Bar(
        "a click on expand to the new picture, A-share graph, p95", "≤ 300 ms",
        f"{p95:.0f} ms", f"median {median(taken):.0f} ms of {len(taken)}", p95 <= 300,
    )  # fmt: skip


def _firms(folder: Path) -> list[str]:
    with (folder / "company.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["code"][:6] for row in csv.DictReader(file)]
    return random.Random(4).sample(codes, FIRMS)


def _whole(watch: Watch) -> float:
    """Seconds to the paint of the picture, which needs no script."""
    tab = watch.go("/network")
    assert tab.locator(".drawing svg circle").count() > 1
    return float(tab.wait_for_function(PAINTED).json_value())


def _clicks(watch: Watch, firm: str) -> Iterator[float]:
    """Milliseconds of each click: on the firm, then on what it brings, the later the further."""
    tab = watch.go(f"/graph?at=Enterprise:{firm}")
    tab.wait_for_selector("body[data-drawn]")
    for step in range(CLICKS):
        closed = tab.evaluate(CLOSED)
        if not closed:
            return
        yield float(tab.evaluate(OPENED, closed[min(step, len(closed) - 1)]))
        _rest(tab)


def _rest(tab: Page) -> None:
    """As one looks at the picture before one clicks again."""
    tab.wait_for_timeout(200)
