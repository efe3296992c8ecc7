"""All rules over a country of cities, and how the time grows with it."""

import time
from collections.abc import Sequence

from bench.figures import Engine, Judged
from graph.store import Store
from ingest.sample import AS_OF
from queries import rulefiles, rules

COUNTRIES = (30, 295)  # times the sample; the larger has 25,665 enterprises
CALLS = 7  # the first of them still waits for plans: what had many rows is asked for in one list
ENTERPRISES = "MATCH (e:Enterprise) RETURN count(e) AS n"


async def measure(store: Store, engine: Engine, times: int) -> Judged:
    """A first call, which lets the engine plan every statement, and a few that count."""
    known = rulefiles.load()
    (row,) = await store.read(ENTERPRISES)
    found = await rules.findings(store, known, as_of=AS_OF)
    seconds = [await _timed(store, known) for _ in range(CALLS)]
    return Judged(engine, times, row["n"], found.total, len(found.unknown), seconds)


async def _timed(store: Store, known: Sequence[rulefiles.Rule]) -> float:
    began = time.perf_counter()
    await rules.findings(store, known, as_of=AS_OF)
    return time.perf_counter() - began
