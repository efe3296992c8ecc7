"""The same graph as three pages: ours, stock pyvis as it comes, and vis-network with nothing but
the places. And a tab that tells how long each takes and what it does on the way."""

import random
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import networkx as nx
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as Late
from pyvis.network import Network

from queries.chains import ChainView
from tests.chromium import Watched
from visualize.lanes import lanes
from visualize.network import PLACED, OfflineNetwork

Kind = Literal["ours", "stock", "plain"]
LAYER = 40  # nodes beside each other in a made-up chain
STEP = 60.0  # from node to node
PATIENCE = 150  # seconds until a picture that still moves is given up
DRAG = 3.0  # seconds
# what any page with vis-network tells when its picture stands: nothing is simulated any more
STANDS = """() => {
  const found = globalThis.network ?? globalThis.lanes?.network;
  if (!found?.body?.nodeIndices?.length) return false;
  const { options, stabilized } = found.physics;
  return !options.enabled || stabilized;
}"""
COUNT = """() => {
  const found = globalThis.network ?? globalThis.lanes?.network;
  globalThis.drawn = 0;
  found.on("afterDrawing", () => { globalThis.drawn += 1; });
}"""
NOTE_OFFENCES = """
globalThis.offences = [];
document.addEventListener("securitypolicyviolation", (event) => {
  globalThis.offences.push(event.violatedDirective);
});
"""


class Opened(NamedTuple):
    """Seconds until the picture stands (None: it still moved when given up), what was asked of
    others, errors in the console, offences of its own policy, and bytes of the page."""

    seconds: float | None
    outside: int
    errors: int
    offences: int
    size: int


def made_up(many: int, seed: int = 1) -> nx.DiGraph:
    """A chain of so many products in layers, each fed by one or two of the layer before."""
    dice = random.Random(seed)
    graph = nx.DiGraph()
    for n in range(many):
        graph.add_node(n, label=f"示例产品{n}", title=f"示例产品{n}", x=n // LAYER * STEP * 3,
                       y=n % LAYER * STEP)  # fmt: skip
    for n in range(LAYER, many):
        before = n - n % LAYER - LAYER
        for source in dice.sample(range(before, before + LAYER), 1 + (n % 3 == 0)):
            graph.add_edge(source, n, title="用于")
    return graph


def of_chain(view: ChainView) -> nx.DiGraph:
    """What the lanes of a chain show, as a graph without a layout of ours."""
    graph = nx.DiGraph()
    boxes = {box.id: box for box in lanes(view).boxes}
    for box in boxes.values():
        graph.add_node(box.id, label=box.title.split("\n")[0], title=box.title)
    for hop in lanes(view).hops:
        for source, target in hop.joins:
            if source in boxes and target in boxes:
                graph.add_edge(source, target, title=hop.title)
    return graph


def page(kind: Kind, graph: nx.DiGraph, *, placed: bool = True) -> str:
    """The graph as a page. Stock pyvis gets no places and no options unless it is to be `placed`,
    which is what a careful user of it would do: `toggle_physics(False)`."""
    make = OfflineNetwork if kind == "ours" else partial(Network, cdn_resources="in_line")
    network: Network = make("900px", "100%", True)
    for id, values in graph.nodes(data=True):
        network.add_node(id, shape="dot", size=8, **_kept(values, kind, placed=placed))
    for source, target, values in graph.edges(data=True):
        network.add_edge(source, target, **values)
    if kind == "ours":
        network.set_options(PLACED)
    elif placed:
        network.toggle_physics(False)
    if kind == "plain":
        network.set_options('{"physics": {"enabled": false}}')
    text: str = network.generate_html()
    return text


def _kept(values: Mapping[str, Any], kind: Kind, *, placed: bool) -> dict[str, Any]:
    keep = placed or kind == "ours"
    return {k: v for k, v in values.items() if keep or k not in ("x", "y")}


class Lens:
    """Opens pages from a folder in one browser."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder

    def opened(self, text: str, patience: float = PATIENCE) -> Opened:
        """Open a page in a browser as good as new, until its picture stands."""
        with self._tab(text) as (watch, size):
            seconds = _until_it_stands(watch.tab, patience)
            offences = watch.tab.evaluate("globalThis.offences.length")
            return Opened(seconds, len(watch.outside), len(watch.said), offences, size)

    def redraws(self, text: str) -> float:
        """Pictures a second while the view is dragged with the mouse."""
        with self._tab(text) as (watch, _):
            tab = watch.tab
            assert _until_it_stands(tab, PATIENCE) is not None
            tab.evaluate(COUNT)
            began = tab.evaluate("performance.now()")
            tab.mouse.move(640, 450)
            tab.mouse.down()
            step = 0
            while tab.evaluate("performance.now()") - began < DRAG * 1000:
                step += 1
                tab.mouse.move(640 + 200 * (step % 20 - 10) / 10, 450 + step % 7)
            drawn, now = tab.evaluate("[globalThis.drawn, performance.now()]")
            tab.mouse.up()
            return float(1000 * drawn / (now - began))

    def ran(self, text: str) -> bool:
        """Whether a page runs what stands in a text of it."""
        with self._tab(text) as (watch, _):
            watch.tab.wait_for_load_state("load")
            watch.tab.wait_for_timeout(60)
            return bool(watch.ran or watch.tab.evaluate("globalThis.ran"))

    def _tab(self, text: str) -> "_Tab":
        return _Tab(self._browser, self._folder / "page.html", text)


class _Tab:
    """A context of its own for a page, closed with the block."""

    def __init__(self, browser: Browser, file: Path, text: str) -> None:
        self._browser, self._file, self._text = browser, file, text
        self._context: BrowserContext | None = None

    def __enter__(self) -> tuple[Watched, int]:
        content = self._text.encode()
        self._file.write_bytes(content)
        self._context = self._browser.new_context(viewport={"width": 1280, "height": 900})
        self._context.add_init_script(NOTE_OFFENCES)
        watch = Watched(self._context.new_page(), ("file:",), ("error",))
        watch.tab.goto(self._file.as_uri(), wait_until="commit")
        return watch, len(content)

    def __exit__(self, *_: object) -> None:
        assert self._context is not None
        self._context.close()


def _until_it_stands(tab: Page, patience: float) -> float | None:
    """Seconds since the address was entered, by the page's own clock."""
    try:
        tab.wait_for_function(STANDS, timeout=1000 * patience, polling=20)
    except Late:
        return None
    # two frames later what stands has been painted
    return float(
        tab.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => "
            "done(performance.now() / 1000))))"
        )
    )
