"""`python -m bench [--quick] [--only PART] [--json FILE] [--write]`; the parts are in `PARTS`."""

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from api.memory import collect_rarely
from bench import loads, pages, rulebook, startup
from bench.bare import Bare, BareEmbedded, BareNeo4j
from bench.child import CKG, ROOT
from bench.figures import Engine, Figures, Growth, Start, misses
from bench.machine import PAGE, describe
from bench.multiply import multiply
from bench.page import render
from bench.questions import Limits, measure
from graph import Store, open_store
from graph.embedded import EmbeddedStore
from ingest.sample import folder as sample_folder
from tests.neo4j import Server, server

A_SHARE = "A-share"
PARTS = frozenset(("load", "questions", "rules", "startup", "pages"))
PATIENCE = 30  # seconds that a question may take here; the product gives it five


class Effort(NamedTuple):
    """How much is done: multiples of the sample, pairs of loads by engine, calls of a question."""

    sizes: tuple[int, ...]
    pairs: dict[Engine, int]
    limits: Limits
    countries: tuple[int, ...] = rulebook.COUNTRIES


FULL = Effort((1, 10, 100), {"embedded": 4, "neo4j": 3}, Limits(200, 1.0))
QUICK = Effort((1, 10), {"embedded": 1, "neo4j": 1}, Limits(40, 0.3), countries=(3, 30))


class Bench:
    """One run. What is measured goes into `figures`; graphs live in `scratch` until the end."""

    def __init__(self, effort: Effort, parts: frozenset[str], scratch: Path) -> None:
        self.figures = Figures()
        self._effort = effort
        self._parts = parts
        self._scratch = scratch
        self._began = time.monotonic()
        self._tables = {
            times: multiply(sample_folder(), scratch / f"sample-{times}", times)
            for times in effort.sizes
        }

    def run(self) -> None:
        if "startup" in self._parts:
            self._started(startup.command())
        if "rules" in self._parts:
            self._rules()
        if self._parts == {"rules"}:
            return
        for name, folder in dict(self._embedded()).items():
            if "startup" in self._parts:
                self._started(startup.first_answer(name, folder))
            self._ask(name, "embedded", f"arcade:{folder}", _on_its_handle)
        if self._parts & {"load", "questions"}:
            with server(self._scratch / "neo4j") as running:
                for name in self._neo4j(running):
                    self._ask(name, "neo4j", running.url, lambda _: BareNeo4j(running))

    def _rules(self) -> None:
        """All rules over countries of cities, on both engines."""
        tables = {
            times: multiply(sample_folder(), self._scratch / f"country-{times}", times)
            for times in self._effort.countries
        }
        with server(self._scratch / "country-neo4j") as running:
            for times, folder in tables.items():
                loads.empty(running)
                urls: dict[Engine, str] = {
                    "embedded": f"arcade:{self._scratch / f'country-{times}-graph'}",
                    "neo4j": running.url,
                }
                for engine, url in urls.items():
                    loads.sample(folder, url)
                    asyncio.run(self._judged(engine, url, times))

    async def _judged(self, engine: Engine, url: str, times: int) -> None:
        async with open_store(url, timeout=PATIENCE) as store:
            judged = await rulebook.measure(store, engine, times)
        self.figures.judged.append(judged)
        self._told(f"all rules, {judged.enterprises} enterprises, {engine}: {judged.median:.1f} s")

    def _embedded(self) -> Iterator[tuple[str, Path]]:
        """Load every graph into a folder."""
        if CKG.is_dir():
            folder = self._scratch / "ours"
            if "load" in self._parts:
                pairs = self._effort.pairs["embedded"]
                self.figures.loads.append(loads.embedded(CKG, self._scratch, pairs, self._told))
            else:
                loads.sample(CKG, f"arcade:{folder}")
            yield A_SHARE, folder
        for times in self._effort.sizes:
            folder = self._scratch / f"graph-{times}"
            yield self._sample("embedded", times, f"arcade:{folder}"), folder

    def _neo4j(self, running: Server) -> Iterator[str]:
        """Load one graph after the other into the server."""
        if CKG.is_dir():
            if "load" in self._parts:
                pairs = self._effort.pairs["neo4j"]
                self.figures.loads.append(loads.server(CKG, running, pairs, self._told))
            else:
                loads.sample(CKG, running.url)
            yield A_SHARE
        for times in self._effort.sizes:
            loads.empty(running)
            yield self._sample("neo4j", times, running.url)

    def _sample(self, engine: Engine, times: int, url: str) -> str:
        """Load the sample multiplied; its name."""
        run = loads.sample(self._tables[times], url)
        self.figures.growth.append(Growth(engine, times, run))
        self._told(f"sample × {times}, {engine}: {run.writes} writes in {run.wall:.1f} s")
        return f"sample × {times}"

    def _ask(self, name: str, engine: Engine, url: str, bare: Callable[[Store], Bare]) -> None:
        if "questions" in self._parts:
            asyncio.run(self._asked(name, engine, url, bare))

    async def _asked(
        self, name: str, engine: Engine, url: str, bare: Callable[[Store], Bare]
    ) -> None:
        async with open_store(url, timeout=PATIENCE) as store:
            driver = bare(store)
            answers, failures = await measure(
                name, engine, store, driver, self._effort.limits, self._told
            )
            await driver.close()
        self.figures.answers += answers
        self.figures.failures += failures

    def _started(self, start: Start) -> None:
        self.figures.starts.append(start)
        self._told(f"{start.what}: {start.median:.2f} s")

    def _told(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:5.0f} s  {text}", flush=True)


def _on_its_handle(store: Store) -> Bare:
    assert isinstance(store, EmbeddedStore)
    return BareEmbedded(store)


def main() -> None:
    collect_rarely()
    options = _options()
    parts = frozenset([options.only]) if options.only else PARTS
    if "pages" in parts:
        pages.run(quick=options.quick, write=options.write)
    if parts == {"pages"}:
        return
    with TemporaryDirectory(prefix="honglian-bench-") as scratch:
        bench = Bench(QUICK if options.quick else FULL, parts, Path(scratch))
        bench.run()
    machine = describe()
    if options.json:
        figures = {"machine": asdict(machine), **asdict(bench.figures)}
        options.json.write_text(json.dumps(figures, ensure_ascii=False), encoding="utf-8")
    if options.write or (parts == PARTS and not options.quick):
        (ROOT / PAGE).write_text(render(bench.figures, machine), encoding="utf-8")
        print(f"{PAGE} written")
    missed = misses(bench.figures)
    print("\n".join(["missed:", *missed]) if missed else "every target is met")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure both engines.")
    parser.add_argument("--quick", action="store_true", help="few calls, small graphs, no page")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part, no page")
    parser.add_argument("--write", action="store_true", help="write the page all the same")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure, every call")
    return parser.parse_args()


if __name__ == "__main__":
    main()
