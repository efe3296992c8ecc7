"""Graphs that hold the sample, and none is loaded again that nobody has written to since.

A first load of the sample is always the same, so it is planned once; an embedded graph of it is
made once and copied. A Neo4j server tells by its bookmark which transaction it committed last: as
long as that is the one with which the sample, or the emptying, ended, it is there still, whoever
may have read it or rolled something back in between. An embedded graph stays open from test to test
and notes itself whether anybody has written to it: to make one takes longer than most tests.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import neo4j

from graph import SCHEMA, Store, open_store
from graph.changes import Changes
from graph.embedded import EmbeddedStore
from graph.model import Schema
from graph.store import Statement
from ingest import load
from ingest.plan import Plan
from ingest.sample import AS_OF, folder
from tests.town import EMPTY

Held = Literal["nothing", "sample"]
# a cold Neo4j on a busy machine takes its time to plan a statement for the first time
PATIENCE = 60
LIMIT = 20  # seconds that a statement of a test may take
USES = 50  # then an embedded graph is made anew: what was deleted leaves its place behind


class _Watched(EmbeddedStore):
    """In a folder of its own. Knows whether somebody has written to it, or gave it another
    vocabulary."""

    written = defined = False
    uses = 0

    def __init__(self, home: "tempfile.TemporaryDirectory[str]") -> None:
        super().__init__(f"{home.name}/graph", LIMIT)
        self._home = home

    @property
    def worn(self) -> bool:
        return self.defined or self.uses >= USES

    def pass_on(self) -> None:
        """To the next test, and its event loop."""
        self.written, self.uses = False, self.uses + 1
        self._writing = asyncio.Lock()

    async def define(self, schema: Schema) -> None:
        self.defined = True
        await super().define(schema)

    async def write(self, statements: Iterable[Statement]) -> None:
        self.written = True
        await super().write(statements)

    async def fill(self, schema: Schema, changes: Changes) -> None:
        self.written = True
        await super().fill(schema, changes)

    async def close(self) -> None:
        await super().close()
        self._home.cleanup()


class _Made:
    """What is made once in a process: the plan, the graph to copy, what servers hold, and the
    embedded graphs that are open."""

    plan: Plan | None = None
    graph: Path | None = None
    servers: dict[str, tuple[Held, frozenset[str]]] = {}  # noqa: RUF012 - one for the process
    open: dict[Held, _Watched] = {}  # noqa: RUF012


async def fill(url: str) -> None:
    """The sample, and nothing else, in the graph at an address."""
    scheme, _, path = url.partition(":")
    if scheme == "arcade" and _copied(await _graph(), Path(path)):
        return
    async with open_store(url, timeout=PATIENCE) as store:
        await hold(store, url, "sample")


@asynccontextmanager
async def opened(url: str, patience: float = PATIENCE) -> AsyncIterator[Store]:
    """A store on the sample: in a server, or in an embedded graph that lasts as long as it is
    open."""
    with tempfile.TemporaryDirectory(prefix="honglian-") as home:
        own = f"arcade:{home}/graph" if url == "arcade:" else url
        await fill(own)
        async with open_store(own, timeout=patience) as store:
            yield store


@asynccontextmanager
async def holding(held: Held, url: str) -> AsyncIterator[Store]:
    """A store on a graph that holds this and nothing else, for a test."""
    if url == "arcade:":
        yield await _standing(held)
    elif held == "sample":
        async with opened(url, patience=LIMIT) as store:
            yield store
    else:
        async with open_store(url, timeout=LIMIT) as store:
            await hold(store, url, held)
            yield store


async def _standing(held: Held) -> Store:
    """An embedded graph that stays open until `put_away`."""
    store = _Made.open.get(held)
    if store and (store.worn or (store.written and held == "sample")):
        await _Made.open.pop(held).close()
        store = None
    if store is None:
        store = _Made.open[held] = await _opened(held)
    elif store.written:
        await store.write([EMPTY])
    store.pass_on()
    return store


async def put_away() -> None:
    """Close what is still open."""
    while _Made.open:
        await _Made.open.popitem()[1].close()


async def _opened(held: Held) -> _Watched:
    home = tempfile.TemporaryDirectory(prefix="honglian-")
    if held == "sample":
        shutil.copytree(await _graph(), f"{home.name}/graph")
        return _Watched(home)
    store = _Watched(home)
    await store.define(SCHEMA)
    store.defined = False
    return store


async def hold(store: Store, url: str, held: Held) -> None:
    """Make a graph hold this and nothing else, with the vocabulary's constraints, unless it is as
    it was left."""
    server = not url.startswith("arcade:")
    if server and _Made.servers.get(url) == (held, _last_commit(url)):
        return
    await store.write([EMPTY])
    if url not in _Made.servers:  # constraints outlive the graphs
        await store.define(SCHEMA)
    if held == "sample":
        await load.commit(store, SCHEMA, await _plan(store))
    if server:
        _Made.servers[url] = held, _last_commit(url)


async def _plan(store: Store) -> Plan:
    """The first load into an empty graph; a commit adds to the plan that it is given."""
    if _Made.plan is None:
        _Made.plan = await load.plan(store, SCHEMA, [folder()], today=AS_OF)
    return deepcopy(_Made.plan)


async def _graph() -> Path:
    """An embedded graph of the sample, which nobody opens."""
    if _Made.graph is None:
        home = Path(tempfile.mkdtemp(prefix="honglian-sample-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        url = f"arcade:{home}/graph"
        async with open_store(url, timeout=PATIENCE) as store:
            await hold(store, url, "sample")
        _Made.graph = home / "graph"
    return _Made.graph


def _copied(graph: Path, place: Path) -> bool:
    """Whether the place was free and now holds the same graph."""
    if place.exists():
        return False
    shutil.copytree(graph, place)
    return True


def _last_commit(url: str) -> frozenset[str]:
    """The server's bookmark: of its database and of the transaction that was committed last."""
    parts = urlsplit(url)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    auth = (unquote(parts.username or ""), unquote(parts.password or ""))
    with (
        neo4j.GraphDatabase.driver(address, auth=auth) as driver,
        driver.session(default_access_mode=neo4j.READ_ACCESS) as session,
    ):
        session.run("RETURN 1").consume()
        return session.last_bookmarks().raw_values
