"""Every bar of the pages, each against stock pyvis or plain vis-network in the same run, in a real
Chromium: `python -m bench.pages [--quick] [--write]` writes docs/pages-performance.md."""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser
from pyvis.network import Network

from bench import country
from bench.child import CKG, ROOT
from bench.drawn import Lens, Opened, made_up, of_chain, page
from bench.figures import percentile
from bench.machine import describe
from bench.pages_page import PAGE, PAINTED, Bar, render
from graph.names import joined, pinyin
from graph.store import Row
from queries.chains import ChainView
from queries.directory import Directory
from tests.chain_views import car_chain, chain, member, segment
from tests.chromium import chromium
from tests.pages import PAGES, Watch, served
from tests.payloads import PAYLOADS
from tests.samples import fill
from visualize.grid import edges, grid
from visualize.lanes import lanes
from visualize.network import OfflineNetwork
from visualize.order import crossings
from visualize.page import page as lanes_page
from visualize.svg import svg

SEEDS = ("0", "1", "4711")
NAMES = 100_000
KEYS = 300  # texts that are searched for
DIGEST = """
import hashlib, pathlib, sys
from queries.chains import ChainView
from visualize.page import page
from visualize.svg import svg
view = ChainView.model_validate_json(pathlib.Path(sys.argv[1]).read_bytes())
print(hashlib.sha256((svg(view) + page(view)).encode()).hexdigest())
"""


class Effort(NamedTuple):
    """Repeats of each side, nodes of the larger graphs, seconds until stock pyvis is given up, and
    every how many-th payload is tried."""

    repeats: int
    chain: int
    whole: int
    patience: float
    every: int


FULL = Effort(3, 2_000, 10_000, 150, 8)
QUICK = Effort(1, 300, 1_000, 20, 80)


class Bench:
    """One run in one browser."""

    def __init__(self, effort: Effort, browser: Browser, scratch: Path) -> None:
        self._effort, self._browser, self._scratch = effort, browser, scratch
        self._lens = Lens(browser, scratch)
        self._began = time.monotonic()

    def run(self) -> Iterator[Bar]:
        for part in (
            self.drawing,
            self.chain_of_150,
            self.chain_of_2000,
            self.whole_network,
            self.injected,
            self.explorer,
            self.country,
            self.searched,
        ):
            for bar in part():
                print(f"{time.monotonic() - self._began:5.0f} s  {bar.line}", flush=True)
                yield bar

    def drawing(self) -> Iterator[Bar]:
        """What needs no browser: places, order, bytes, weight."""
        view = car_chain()
        chips = lanes(view).of_kind("chip")
        over = sum(a.overlaps(b) for n, a in enumerate(chips) for b in chips[:n])
        yield Bar("chips that overlap", "0", str(over), f"of {len(chips)}", over == 0)
        ours, given = _crossings(view)
        yield Bar(
            "crossings", "≤ 0.5 × those in the order of the table",
            str(ours), f"{given} in that order", ours <= 0.5 * given,
        )  # fmt: skip
        digests = set(self._digests(view))
        yield Bar(
            "bytes of page and picture under PYTHONHASHSEED 0, 1, 4711", "the same",
            "the same" if len(digests) == 1 else f"{len(digests)} versions", "", len(digests) == 1,
        )  # fmt: skip
        seconds = [_seconds(lambda: svg(view)) for _ in range(7)]
        size = len(svg(view).encode()) / 1000
        yield Bar("SVG of 150 entities", "≤ 100 KB", f"{size:.0f} KB", "", size <= 100)
        ms = 1000 * min(seconds)
        yield Bar("SVG of 150 entities", "≤ 50 ms", f"{ms:.0f} ms", "least of 7", ms <= 50)
        weight = len(lanes_page(view).encode()) / 1e6
        stock = len(page("stock", of_chain(view), placed=False).encode()) / 1e6
        yield Bar(
            "lanes page, weight", "≤ 1 MB",
            f"{weight:.2f} MB", f"stock {stock:.2f} MB and what it loads", weight <= 1,
        )  # fmt: skip

    def chain_of_150(self) -> Iterator[Bar]:
        view = car_chain()
        texts = {"ours": lanes_page(view), "stock": page("stock", of_chain(view), placed=False)}
        ours, stock = self._in_turns(texts)
        yield from _silent(ours, stock)
        yield from self._quick("lanes page of ~150 entities", ours, stock, 1.5, 4)

    def chain_of_2000(self) -> Iterator[Bar]:
        many = self._effort.chain
        graph = made_up(many)
        texts = {"ours": page("ours", graph), "stock": page("stock", graph, placed=False)}
        ours, stock = self._in_turns(texts, repeats=1)
        yield from self._quick(f"{many:,} nodes", ours, stock, 3, 10)
        plain = page("plain", graph)
        pairs = [
            (self._lens.redraws(texts["ours"]), self._lens.redraws(plain))
            for _ in range(self._effort.repeats)
        ]
        mine, theirs = (median(side) for side in zip(*pairs, strict=True))
        yield Bar(
            f"{many:,} nodes, redraws a second while dragged", "≥ 1.5 × plain vis-network",
            f"{mine:.0f}", f"{theirs:.1f} (× {mine / theirs:.1f})", mine >= 1.5 * theirs,
        )  # fmt: skip

    def whole_network(self) -> Iterator[Bar]:
        many = self._effort.whole
        graph = made_up(many)
        texts = {"ours": page("ours", graph), "stock": page("stock", graph)}
        ours, stock = self._in_turns(texts, repeats=min(2, self._effort.repeats))
        yield from self._quick(f"{many:,} nodes (static pyvis)", ours, stock, 6, 2)

    def injected(self) -> Iterator[Bar]:
        """One call in each context, as heading, label, title and id of one page."""
        tried = PAYLOADS[8 :: self._effort.every]
        mine = sum(self._lens.ran(_of_names(text)) for text in tried)
        classes = sum(self._lens.ran(_of_heading(OfflineNetwork(heading=t), t)) for t in tried)
        theirs = sum(self._lens.ran(_of_heading(_stock(t), t)) for t in tried)
        total = len(tried)
        yield Bar(
            "payloads run by the lanes page and by our pyvis class", "0",
            f"{mine + classes} of {2 * total}", f"stock {theirs} of {total}", mine + classes == 0,
        )  # fmt: skip

    def explorer(self) -> Iterator[Bar]:
        """The pages of the service on the sample: silence, weight, first paint."""
        home = self._scratch / "served"
        home.mkdir()
        with served(home, fill) as base:
            for path, name in (("/", "overview"), ("/chains/NEV", "chain")):
                cold, warm = self._paints(base, path)
                yield Bar(
                    f"first paint of the {name}, cold", "≤ 1.5 s", f"{cold:.2f} s", "", cold <= 1.5
                )
                yield Bar(
                    f"first paint of the {name}, warm", "≤ 0.5 s", f"{warm:.2f} s", "", warm <= 0.5
                )
            yield from self._silence(base)

    def _paints(self, base: str, path: str) -> tuple[float, float]:
        """Seconds to the first paint: the first that anybody opens the page, and the median of
        later ones in the same browser."""
        context = self._browser.new_context(viewport={"width": 1280, "height": 900})
        watch = Watch(context.new_page(), base)
        seconds = []
        for _ in range(2 + 2 * self._effort.repeats):
            tab = watch.go(path)
            tab.wait_for_function(PAINTED)
            seconds.append(float(tab.evaluate(PAINTED)))
        context.close()
        return seconds[0], median(seconds[1:])

    def _silence(self, base: str) -> Iterator[Bar]:
        context = self._browser.new_context()
        watch = Watch(context.new_page(), base)
        sizes = [len(watch.go(path).content().encode()) for path in PAGES]
        loud = len(watch.outside) + len(watch.said) + len(watch.ran)
        context.close()
        yield Bar(
            f"outside requests, errors and offences of {len(PAGES)} pages of the explorer", "0",
            str(loud), "", loud == 0,
        )  # fmt: skip
        most = max(sizes) / 1e6
        yield Bar("heaviest page of the explorer", "≤ 1 MB", f"{most:.2f} MB", "", most <= 1)

    def country(self) -> Iterator[Bar]:
        """The A-share graph, where its data set is."""
        if CKG.is_dir() and self._effort is FULL:
            home = self._scratch / "country"
            home.mkdir()
            yield from country.bars(self._browser, CKG, home)

    def searched(self) -> Iterator[Bar]:
        rows = list(_named(NAMES // (1 if self._effort is FULL else 20)))
        held = Directory(rows)
        dice = random.Random(2)
        texts = [dice.choice(rows)["pinyin"].strip("|").split("|")[-1][:4] for _ in range(KEYS)]
        ms = [1000 * _cpu(partial(held.search, text, limit=10)) for text in texts]
        scan = [1000 * _cpu(partial(_scan, rows, text)) for text in texts[:40]]
        p95, beside = percentile(ms, 95), percentile(scan, 95)
        yield Bar(
            f"search over {len(rows):,} names, p95 of CPU time", "≤ 50 ms",
            f"{p95:.1f} ms", f"a linear scan {beside:.0f} ms", p95 <= 50,
        )  # fmt: skip

    def _in_turns(
        self, texts: dict[str, str], repeats: int | None = None
    ) -> tuple[list[Opened], list[Opened]]:
        """Ours and stock, opened in turns."""
        found: dict[str, list[Opened]] = {name: [] for name in texts}
        for _ in range(repeats or self._effort.repeats):
            for name, text in texts.items():
                found[name].append(self._lens.opened(text, self._effort.patience))
        ours, stock = found.values()
        return ours, stock

    def _quick(
        self, what: str, ours: Sequence[Opened], stock: Sequence[Opened], limit: float, times: float
    ) -> Iterator[Bar]:
        """Seconds until the picture stands, by themselves and as a share of stock pyvis."""
        mine = median(each.seconds or float("inf") for each in ours)
        told = [each.seconds for each in stock]
        said = f"{mine:.2f} s"
        yield Bar(f"{what}, until the picture stands", f"≤ {limit:g} s", said, "", mine <= limit)
        known = [each for each in told if each is not None]
        if len(known) == len(told):
            theirs = median(known)
            beside = f"stock {theirs:.1f} s (÷ {theirs / mine:.1f})"
        else:
            theirs = self._effort.patience
            beside = f"stock > {theirs:.0f} s, given up (÷ > {theirs / mine:.0f})"
        target = f"≤ 1/{times:g} of stock pyvis"
        yield Bar(f"{what}, beside stock", target, said, beside, mine * times <= theirs)

    def _digests(self, view: ChainView) -> Iterator[str]:
        file = self._scratch / "view.json"
        file.write_text(view.model_dump_json(), encoding="utf-8")
        for seed in SEEDS:
            yield subprocess.run(
                [sys.executable, "-c", DIGEST, str(file)],
                env={**os.environ, "PYTHONHASHSEED": seed},
                cwd=ROOT, check=True, capture_output=True, text=True,
            ).stdout  # fmt: skip


def _crossings(view: ChainView) -> tuple[int, int]:
    """Of the order that is drawn, and of the order of the table."""
    found = grid(view)
    drawn = [list(column.items) for column in found.columns]
    rank = {each.id: at for at, each in enumerate(view.segments)}
    given = [sorted(column, key=lambda id: rank.get(id, len(rank))) for column in drawn]
    return crossings(drawn, edges(found)), crossings(given, edges(found))


def _silent(ours: Sequence[Opened], stock: Sequence[Opened]) -> Iterator[Bar]:
    for name, of in (
        ("outside requests", lambda each: each.outside),
        ("console errors", lambda each: each.errors),
        ("offences of the page's own policy", lambda each: each.offences),
    ):
        mine, theirs = (max(map(of, side)) for side in (ours, stock))
        yield Bar(f"lanes page: {name}", "0", str(mine), f"stock {theirs}", mine == 0)


def _of_names(text: str) -> str:
    """A lanes page with the text in every place that people write."""
    members = [member(n, name=text) for n in range(3)]
    view = chain([segment("S", members, name=text)], name=text)
    return lanes_page(view.model_copy(update={"region": text, "kind": text, "sources": [text]}))


def _stock(text: str) -> Network:
    return Network(heading=text, cdn_resources="in_line", select_menu=True)


def _of_heading(network: Network, text: str) -> str:
    """A page with the text as heading, label, title and id, as `network` makes it."""
    network.add_node(text, label=text, title=f"href {text}")
    html: str = network.generate_html()
    return html


def _named(many: int) -> Iterator[Row]:
    """Enterprises with names of the usual shape."""
    dice = random.Random(3)
    places, trades = (
        "肇庆四会高要端州鼎湖怀集广宁封开德庆",
        "新能源汽车电池材料金属建材电子食品玉器竹业",
    )
    for n in range(many):
        own = "".join(dice.sample(places, 2) + dice.sample(trades, 4))
        name = f"{own}{n % 977}有限公司"
        yield {
            "label": "Enterprise", "id": f"E{n}", "name": name, "code": None,
            "names": joined([name]), "pinyin": pinyin([name]),
        }  # fmt: skip


def _scan(rows: Iterable[Row], text: str) -> list[Row]:
    found = [row for row in rows if text in row["names"] or text in row["pinyin"]]
    return sorted(found, key=lambda row: len(row["name"]))[:10]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds: what others do on the machine at the time does not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(effort: Effort) -> list[Bar]:
    """All bars, told as they come."""
    with TemporaryDirectory(prefix="honglian-pages-") as scratch, chromium() as browser:
        return list(Bench(effort, browser, Path(scratch)).run())


def run(*, quick: bool, write: bool) -> None:
    """Measure, tell, and write the page unless it was a quick run."""
    bars = measure(QUICK if quick else FULL)
    if write or not quick:
        (ROOT / PAGE).write_text(render(bars, describe(), os.getloadavg()[2]), encoding="utf-8")
        print(f"{PAGE} written")
    missed = [bar.line for bar in bars if not bar.met]
    print("\n".join(["missed:", *missed]) if missed else "every bar is met")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="Measure the pages.")
    parser.add_argument("--quick", action="store_true", help="small graphs, no page")
    parser.add_argument("--write", action="store_true", help="write the page all the same")
    options = parser.parse_args()
    run(quick=options.quick, write=options.write)


if __name__ == "__main__":
    main()
