"""ArcadeDB inside our own process: nothing to install, one folder on disk."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Self, TypeVar

# The engine's own log goes to its file in the user's state folder, never to a terminal. It reads
# the setting when it is loaded.
os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
# It begins with a small heap and then looks for garbage some fifty times a second: all rules over a
# country take a quarter less time with this one, and 200 MB more.
os.environ.setdefault("ARCADEDB_NATIVE_ISOLATE_ARGS", "-Xms768m")

import arcadedb

from graph.changes import Changes
from graph.ddl import constraints, indexes
from graph.errors import (
    Conflict,
    QueryFailed,
    StoreError,
    StoreForeign,
    StoreFull,
    outdated,
    too_long,
)
from graph.folder import Folder
from graph.model import Schema
from graph.pace import Pace
from graph.relay import Trial
from graph.store import Row, Statement, Store

T = TypeVar("T")
CYPHER = "opencypher"
# Two for each core read twice as fast as one alone; more gain nothing.
READERS = 2 * max(2, os.cpu_count() or 2)
REPEATS = 3
EDGES_AT_ONCE = 20_000  # a fifth less time than with the size that the loader guesses
READ_ALL = "SELECT count(*) AS n FROM {name} WHERE @rid IS NOT NULL"
FULL = ("No space left", "File too large", "Disk quota exceeded")
ANYTHING = "MATCH (n) RETURN 1 AS one LIMIT 1"
PASSING = ("RecordNotFoundException", "Database is closed")


class EmbeddedStore:
    """Reads run side by side in threads, those that have always been quick where they are asked,
    and short ones of a lone caller, too; writes one after the other in a thread of their own.

    So a transaction stays in one thread, and a caller who is cancelled leaves no half of it.
    """

    def __init__(self, folder: str, timeout: float) -> None:
        self._temporary = None if folder else TemporaryDirectory(prefix="honglian-")
        path = Path(folder or f"{self._temporary.name}/graph") if self._temporary else Path(folder)
        self.name = f"ArcadeDB {path}" if folder else "ArcadeDB（临时）"
        self._timeout = timeout
        self._folder = Folder(path)
        try:
            self._database = self._open()
        except StoreError:
            self._folder.release()
            raise
        self._writer = ThreadPoolExecutor(1, "honglian-write")
        self._writing = asyncio.Lock()  # a trial has the writer's thread to itself until it ends
        self._readers = ThreadPoolExecutor(READERS, "honglian-read")
        self._watcher = ThreadPoolExecutor(1, "honglian-check")
        self._pace = Pace()
        self._asking = 0  # reads that have begun and not ended

    async def check(self) -> None:
        """In a thread of its own: an engine whose readers are all busy still answers."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._watcher, self._read, "RETURN 1 AS one", {})

    async def define(self, schema: Schema) -> None:
        async with self._writing:
            await self._in_writer(self._define, self._database, schema)

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self._asking += 1
        try:
            if await self._stays(cypher):
                return self._read(cypher, params)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._readers, self._read, cypher, params)
        finally:
            self._asking -= 1

    async def write(self, statements: Iterable[Statement]) -> None:
        async with self._writing:
            await self._in_writer(self._write, list(statements))
        self._pace.forget()

    async def fill(self, schema: Schema, changes: Changes) -> None:
        async with self._writing:
            await self._in_writer(self._fill, schema, changes)
        self._pace.forget()

    @asynccontextmanager
    async def trial(self, statements: Iterable[Statement]) -> AsyncIterator[Store]:
        async def answer(cypher: str, params: Mapping[str, Any]) -> list[Row]:
            return await self._in_writer(self._read_once, cypher, params)

        async with self._writing:
            try:
                await self._in_writer(self._begin, list(statements))
                yield Trial(self, answer)
            finally:
                await self._in_writer(self._roll_back)

    async def close(self) -> None:
        self._readers.shutdown()
        self._watcher.shutdown()
        await self._in_writer(self._database.close)
        self._writer.shutdown()
        self._folder.release()
        if self._temporary:
            self._temporary.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def _stays(self, cypher: str) -> bool:
        """Whether a statement is answered where it is asked."""
        if self._pace.is_quick(cypher):
            return True
        if not self._pace.is_short(cypher):
            return False
        await asyncio.sleep(0)  # whoever asks in the same moment is heard first
        return self._asking == 1

    async def _in_writer(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *args)

    def _open(self) -> Any:
        path = self._folder.current
        with _ours(str(path)):
            if path.exists():
                database = arcadedb.open_database(str(path))
            else:
                database = arcadedb.create_database(str(path))
                self._folder.settle()
        self._limit(database, self._timeout)
        return database

    def _limit(self, database: Any, seconds: float) -> None:
        database.command("sql", f"ALTER DATABASE `arcadedb.command.timeout` {seconds * 1000:.0f}")

    def _define(self, database: Any, schema: Schema) -> None:
        with (
            _ours("define"),
            database.transaction(),
        ):  # one of its own for each takes ten times as long
            for statement in (*constraints(schema), *indexes(schema)):
                database.command(CYPHER, statement)
            for rel in schema.rels:  # a question may name a type before there is one of it
                database.command("sql", f"CREATE EDGE TYPE {rel.type} IF NOT EXISTS")

    def _read(self, cypher: str, params: Mapping[str, Any]) -> list[Row]:
        # A read beside a delete may meet a record that is gone, one beside a first load a database
        # that was replaced; both are right when repeated.
        for _ in range(REPEATS - 1):
            try:
                return self._read_once(cypher, params)
            except QueryFailed as exc:
                if not any(passing in exc.en for passing in PASSING):
                    raise
        return self._read_once(cypher, params)

    def _read_once(self, cypher: str, params: Mapping[str, Any]) -> list[Row]:
        began = perf_counter()
        with _ours(cypher):
            rows: list[Row] = self._database.query(CYPHER, cypher, dict(params)).to_list()
        self._pace.took(cypher, perf_counter() - began)
        return rows

    def _write(self, statements: list[Statement]) -> None:
        # Uniqueness is checked at the commit, so that is inside as well. The time limit is that of
        # reading, since the engine has but one: batches of a write are small enough for it.
        with _ours(statements[-1].cypher if statements else ""), self._database.transaction():
            for statement in statements:
                self._run(statement)

    def _begin(self, statements: list[Statement]) -> None:
        with _ours("trial"):
            self._database.begin()
            for statement in statements:
                self._run(statement)

    def _roll_back(self) -> None:
        if self._database.is_transaction_active():  # an error may have ended it
            self._database.rollback()

    def _run(self, statement: Statement) -> None:
        result = self._database.command(CYPHER, statement.cypher, dict(statement.params))
        if statement.decisive and not (result and list(result)):
            raise outdated()

    def _fill(self, schema: Schema, changes: Changes) -> None:
        """Build the next database in bulk, look whether it is whole, and switch to it."""
        if self._read(ANYTHING, {}):
            raise outdated()
        try:
            self._build(self._folder.following, schema, changes)
            self._folder.switch()
        except BaseException:
            self._folder.sweep()  # the space is free again, and a second try begins anew
            raise
        before, self._database = self._database, self._open()
        before.close()
        self._folder.sweep()

    def _build(self, path: Path, schema: Schema, changes: Changes) -> None:
        with _ours(str(path)):
            with closing(arcadedb.create_database(str(path))) as database:
                self._define(database, schema)
                _bulk(database, changes)
            # Looked at anew: what a full disk did not take is missing only from now on.
            with closing(arcadedb.open_database(str(path))) as database:
                _verify(database, changes)
            self._folder.check_space()


def _bulk(database: Any, changes: Changes) -> None:
    """All new nodes and relationships through the engine's batch loader, which knows no
    transaction: the caller works on a database that nobody uses yet."""
    rids: dict[str, dict[str, str]] = {}
    with database.graph_batch(
        expected_edge_count=sum(map(len, changes.new_rels.values())),
        batch_size=EDGES_AT_ONCE,
        pre_allocate_edge_chunks=True,
        use_wal=False,  # a log is for who reopens what broke off; this database is made anew
    ) as batch:
        for label, nodes in changes.new_nodes.items():
            ids = (node["id"] for node in nodes)
            rids[label] = dict(zip(ids, batch.create_vertices(label, nodes), strict=True))
        for ends, rels in changes.new_rels.items():
            sources, targets = rids[ends.source], rids[ends.target]
            batch.new_edges(
                [sources[rel.source] for rel in rels],
                ends.type,
                [targets[rel.target] for rel in rels],
                [rel.values for rel in rels],
            )


def _verify(database: Any, changes: Changes) -> None:
    """Raise when the database does not hold as many records as it was given."""
    expected: dict[str, int] = {label: len(rows) for label, rows in changes.new_nodes.items()}
    for ends, rels in changes.new_rels.items():
        expected[ends.type] = expected.get(ends.type, 0) + len(rels)
    for name, count in expected.items():
        # The condition has the records read, instead of their number on record.
        (row,) = database.query("sql", READ_ALL.format(name=name))
        if (found := row.get("n")) != count:
            raise StoreFull(
                f"批量写入后 {name} 有 {found} 条，应为 {count} 条；原图库未改动",
                f"{found} {name} after the bulk load, {count} expected; the graph is unchanged",
                fix_zh="请检查磁盘空间后重试",
                fix_en="Check the free space and try again",
            )


@contextmanager
def _ours(what: str) -> Iterator[None]:
    """Within it the engine's only error becomes one of ours."""
    try:
        yield
    except arcadedb.ArcadeDBError as exc:
        raise _error(exc, what) from exc


def _error(exc: Exception, what: str) -> StoreError:
    text = str(exc)
    if "TimeoutException" in text:
        return too_long()
    if "DuplicatedKeyException" in text:
        return Conflict(f"编号重复：{text}", f"an id exists already: {text}")
    if any(full in text for full in FULL):
        return StoreFull(
            "磁盘或配额已满，未写入",
            "the disk or the quota is full; nothing was written",
            fix_zh="请清理磁盘，或用 --store 换一个位置",
            fix_en="Free some space, or choose another place with --store",
            where=what if what.startswith("/") else "",
        )
    if "opening database" in text or "create database" in text.lower():
        return StoreForeign(
            f"图库无法打开：{text}", f"the graph cannot be opened: {text}", where=what
        )
    return QueryFailed(f"图引擎拒绝了语句：{text}\n{what}", f"the engine refused: {text}\n{what}")
