"""kill -9 in the middle of an ingest: all of it or nothing, and the next run completes."""

import random
import time
from pathlib import Path
from typing import NamedTuple

import anyio
import pytest

from graph import Store, open_store
from ingest import load
from tests.effort import cases
from tests.graphs import table
from tests.ingesting import DAY, PROCESSES, SMALL, ingest
from tests.neo4j import Server
from tests.town import EMPTY

pytestmark = [pytest.mark.anyio, pytest.mark.faults]
KILLS = cases(8, 50)  # of each engine
ROWS = 400


class State(NamedTuple):
    """What can be told of a graph from outside: how many of each, and which version it holds."""

    enterprises: int
    observations: int
    runs: int
    versions: tuple[int, ...]
    observed: tuple[int, ...]
    last: str | None


NOTHING = State(0, 0, 0, (), (), None)


async def state(store: Store) -> State:
    enterprises = await store.read("MATCH (e:Enterprise) RETURN e.staff AS staff, count(e) AS n")
    observed = await store.read(
        "MATCH (:Enterprise)-[:OBSERVED]->(o:Observation) RETURN o.staff AS staff, count(o) AS n"
    )
    runs = await store.read("MATCH (r:IngestRun) RETURN count(r) AS n")
    last = await store.read("MATCH (v:Vocabulary) RETURN v.run AS run")
    return State(
        sum(row["n"] for row in enterprises),
        sum(row["n"] for row in observed),
        runs[0]["n"],
        tuple(sorted(row["staff"] for row in enterprises)),
        tuple(sorted(row["staff"] for row in observed)),
        last[0]["run"] if last else None,
    )


def whole(version: int, runs: int) -> State:
    """The graph after a load that was finished."""
    return State(ROWS, ROWS, runs, (version,), (version,), f"r{runs}")


def versions(folder: Path) -> list[Path]:
    """Two tables of the same enterprises, with other figures."""
    header = "企业编号 企业名称 从业人数 数据日期"
    return [
        table(
            folder / str(version) / "企业.csv",
            header,
            *(f"E{i} 示例企业{i}有限公司 {version} 2026-01-01" for i in range(ROWS)),
        ).parent
        for version in (10, 11)
    ]


class Killed:
    """A process that ingests; killed some time after its plan is made."""

    def __init__(self, url: str, folder: Path) -> None:
        self._told, tell = PROCESSES.Pipe(duplex=False)
        self._process = PROCESSES.Process(target=ingest, args=(url, folder, tell))
        self._process.start()
        tell.close()

    def planned(self) -> None:
        assert self._told.recv() == "planned"

    def kill(self) -> bool:
        """Whether it said before that all was written."""
        self._process.kill()
        return self.ended()

    def ended(self) -> bool:
        """Wait for it; whether it said that all was written."""
        self._process.join()
        try:
            return self._told.poll() and self._told.recv() == "written"
        except EOFError:
            return False
        finally:
            self._told.close()

    def duration(self) -> float:
        """How long the writing takes when nobody interferes."""
        self.planned()
        started = time.perf_counter()
        assert self.ended()
        return time.perf_counter() - started


@pytest.fixture
def url(store_url: str, tmp_path: Path) -> str:
    """An engine whose graph outlives the process that writes it."""
    return f"arcade:{tmp_path}/graph" if store_url == "arcade:" else store_url


async def completes(store: Store, folder: Path) -> None:
    plan = await load.plan(store, SMALL, [folder], today=DAY)
    await load.commit(store, SMALL, plan)


async def test_a_killed_first_load(url: str, tmp_path: Path) -> None:
    """Half of the kills: an empty graph stays empty or is full."""
    folder, _ = versions(tmp_path)
    outcomes = {True: 0, False: 0}
    moments: list[float] = []
    for number in range(KILLS // 2 + 1):
        async with open_store(url) as store:
            await store.write([EMPTY])
        running = Killed(url, folder)
        if not moments:
            lasts = running.duration()
            moments = spread(lasts, KILLS // 2)
            continue
        running.planned()
        await anyio.sleep(moments[number - 1])
        acknowledged = running.kill()
        async with open_store(url) as store:
            found = await state(store)
            assert found in (NOTHING, whole(10, 1)), (number, found)
            assert found != NOTHING or not acknowledged
            outcomes[found != NOTHING] += 1
            await completes(store, folder)
            assert await state(store) == whole(10, 1)
            staged = await store.read("MATCH (n) WHERE n:Staged RETURN count(n) AS n")
            assert staged == [{"n": 0}]
    assert outcomes[False], "every kill came too late"


async def test_a_killed_later_load(url: str, tmp_path: Path) -> None:
    """The other half: a graph stays as it was or is as the next run makes it."""
    folders = versions(tmp_path)
    async with open_store(url) as store:
        await store.write([EMPTY])
        await completes(store, folders[0])
    lasts = Killed(url, folders[1]).duration()
    outcomes = {True: 0, False: 0}
    runs = 2
    for number, moment in enumerate(spread(lasts, KILLS // 2)):
        before, after = (11, 10) if number % 2 == 0 else (10, 11)
        running = Killed(url, folders[after - 10])
        running.planned()
        await anyio.sleep(moment)
        acknowledged = running.kill()
        async with open_store(url) as store:
            found = await state(store)
            assert found in (whole(before, runs), whole(after, runs + 1)), (number, found)
            done = found == whole(after, runs + 1)
            assert done or not acknowledged
            outcomes[done] += 1
            await completes(store, folders[after - 10])
            runs += 1
            assert await state(store) == whole(after, runs)
    assert outcomes[False], "every kill came too late"


def spread(lasts: float, many: int) -> list[float]:
    """Moments all over the time that it lasts, and a little beyond, in no order."""
    moments = [lasts * 1.1 * (i + 0.5) / many for i in range(many)]
    random.Random(7).shuffle(moments)
    return moments


async def test_a_killed_server(mortal_server: Server, tmp_path: Path) -> None:
    """The server itself dies in the middle of a first load; the client is told."""
    folder, _ = versions(tmp_path)
    async with open_store(mortal_server.url) as store:
        await store.write([EMPTY])
        await completes(store, folder)
        await store.write([EMPTY])
        started = time.perf_counter()
        await completes(store, folder)
        lasts = time.perf_counter() - started
        await store.write([EMPTY])
    running = Killed(mortal_server.url, folder)
    running.planned()
    await anyio.sleep(lasts / 2)
    mortal_server.kill()
    acknowledged = running.ended()
    mortal_server.start()
    async with open_store(mortal_server.url) as store:
        found = await state(store)
        assert found in (NOTHING, whole(10, 1))
        assert found != NOTHING or not acknowledged
        await completes(store, folder)
        assert await state(store) == whole(10, 1)
        await store.write([EMPTY])
