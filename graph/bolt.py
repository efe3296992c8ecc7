"""A Neo4j server or cluster, over Bolt."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self, TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.changes import Changes, RelRow, Values
from graph.ddl import constraint, constraints, indexes
from graph.errors import (
    Busy,
    Conflict,
    QueryFailed,
    StoreDenied,
    StoreError,
    StoreForeign,
    StoreFull,
    StoreUnavailable,
    outdated,
    too_long,
)
from graph.model import NodeType, RelType, Schema
from graph.relay import Trial
from graph.store import Row, Statement, Store

T = TypeVar("T")
MAJOR = 5  # the oldest server version whose Cypher our statements are written in
SCHEMES = ("bolt", "neo4j", "bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc")
BATCH = 10_000
# Rows cross as lists: the same names again in every row cost the driver half of its time. What
# is created comes back as one record, since 95,000 records cost more than the nodes. Its numbers
# are good for as long as nobody else writes; to take the texts of `elementId` apart cost the server
# a fifth of its time. Cypher 25 has no `id`, so the language is named.
STAGE = (
    "CYPHER 5 UNWIND $rows AS row CREATE (n:Staged {values}) "
    "RETURN collect(n.id) AS ids, collect(id(n)) AS numbers"
)
STAGE_REL = (
    "CYPHER 5 UNWIND $rows AS row MATCH (a) WHERE id(a) = row[0] "
    "MATCH (b) WHERE id(b) = row[1] CREATE (a)-[:{type} {values}]->(b)"
)
REVEAL = (
    "CYPHER 5 UNWIND $numbers AS number MATCH (n) WHERE id(n) = number "
    "REMOVE n:Staged SET n:{label}"
)
# A record takes the driver 60 to 100 us, so a hundred take what planning the statement in its other
# form takes once.
MANY = 100  # rows
IN_ONE = "CALL () {{\n{cypher}\n}} RETURN collect([{columns}]) AS rows"
ANYTHING = "MATCH (n) WHERE NOT n:Staged RETURN 1 AS one LIMIT 1"
CLAIMED = "Vocabulary"
CLAIM = f"CREATE (:{CLAIMED} {{id: 'first load'}})"
PATIENCE = 2  # seconds that a first load waits for another to end
DISCARD = "MATCH (n:Staged) WITH n LIMIT $rows DETACH DELETE n RETURN 1 AS one LIMIT 1"
VERSION = "CALL dbms.components() YIELD versions RETURN versions[0] AS version"


class BoltStore:
    """Reads and writes in managed transactions; bookmarks are kept, so a cluster reads what it
    wrote."""

    def __init__(self, url: str, timeout: float, password: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            raise StoreForeign(
                f"不支持的图库地址：{parts.scheme}:",
                f"no engine for an address that begins with {parts.scheme}:",
                fix_zh="请用 arcade:文件夹 或 bolt://用户@主机:7687",
                fix_en="Use arcade:FOLDER or bolt://user@host:7687",
            )
        address = parts.netloc.rpartition("@")[2]
        secret = password or unquote(parts.password or "")
        self._database = parts.path.strip("/") or None  # None: the one that the server names
        self.name = f"Neo4j {parts.scheme}://{address}{parts.path}"
        self._timeout = timeout
        self._long: dict[str, tuple[str, ...]] = {}  # columns of statements with many rows
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager()
        self._driver = neo4j.AsyncGraphDatabase.driver(
            f"{parts.scheme}://{address}",
            auth=(unquote(parts.username), secret) if parts.username else None,
            connection_timeout=3,
            connection_acquisition_timeout=5,
            max_transaction_retry_time=5,
            max_connection_pool_size=32,
            liveness_check_timeout=30,
            max_connection_lifetime=600,
            notifications_min_severity="OFF",  # a question may name a type of which there is none
        )

    async def check(self) -> None:
        rows = await self.read(VERSION)
        version = str(rows[0]["version"])
        if int(version.split(".")[0]) < MAJOR:
            raise StoreForeign(
                f"Neo4j {version} 版本过低",
                f"Neo4j {version} is too old",
                fix_zh=f"请使用 Neo4j {MAJOR}.26 或更新的版本",
                fix_en=f"Use Neo4j {MAJOR}.26 or newer",
                where=self.name,
            )

    async def define(self, schema: Schema) -> None:
        await self._define([*constraints(schema), *indexes(schema)])

    async def _define(self, statements: Sequence[str]) -> None:
        # in one transaction: one of its own for each takes three times as long
        await self.write(map(Statement, statements))
        async with self._ours(None, "db.awaitIndexes"), self._session(neo4j.READ_ACCESS) as session:
            await (await session.run("CALL db.awaitIndexes(300)")).consume()

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        """A statement that once returned many rows is asked for them in one list from then on:
        each record costs the driver more time than what is in it."""
        if keys := self._long.get(cypher):
            columns = ", ".join(keys)
            rows = await self._rows(IN_ONE.format(cypher=cypher, columns=columns), params)
            return [dict(zip(keys, row, strict=True)) for row in rows[0]["rows"]]
        rows = await self._rows(cypher, params)
        if len(rows) > MANY and all(map(str.isidentifier, rows[0])):
            self._long[cypher] = tuple(rows[0])
        return rows

    async def _rows(self, cypher: str, params: Mapping[str, Any]) -> list[Row]:
        # The server ends its own work first; ours is the net below it.
        query, accepted = neo4j.Query(cypher, timeout=self._timeout), asyncio.Event()
        async with (
            self._ours(self._timeout + 1, cypher, accepted),
            self._session(neo4j.READ_ACCESS) as session,
        ):
            result = await session.run(query, dict(params))
            accepted.set()
            keys = result.keys()
            # Statements return values, so nothing need be looked through for nodes as `data` does.
            rows = [dict(zip(keys, record, strict=True)) async for record in result]
        return rows  # noqa: RET504 - the type checker holds a `with` for a way out

    async def write(self, statements: Iterable[Statement]) -> None:
        work = list(statements)

        async def run(transaction: neo4j.AsyncManagedTransaction) -> None:
            for cypher, params, decisive in work:
                result = await transaction.run(cypher, dict(params))
                if decisive and await result.peek() is None:
                    raise outdated()
                await result.consume()

        last = work[-1].cypher if work else ""
        async with self._ours(None, last), self._session(neo4j.WRITE_ACCESS) as session:
            await session.execute_write(run)

    @asynccontextmanager
    async def trial(self, statements: Iterable[Statement]) -> AsyncIterator[Store]:
        async with (
            self._ours(None, "trial"),
            self._session(neo4j.WRITE_ACCESS) as session,
            await session.begin_transaction() as transaction,
        ):

            async def answer(cypher: str, params: Mapping[str, Any]) -> list[Row]:
                async with self._ours(self._timeout + 1, cypher):
                    return await (await transaction.run(cypher, dict(params))).data()

            try:
                for cypher, params, _ in statements:
                    await (await transaction.run(cypher, dict(params))).consume()
                yield Trial(self, answer)
            finally:
                if not transaction.closed():  # an error may have ended it
                    await transaction.rollback()

    async def fill(self, schema: Schema, changes: Changes) -> None:
        """One transaction with a whole graph may not fit the server's memory. So nodes and
        relationships come first, in many transactions, under a label that no question asks for;
        then one transaction gives every node its own label. Constraints and indexes are made
        last, since to fill one is faster than to keep it up: but for that on which the claim rests.
        Whoever is interrupted before that has them made by the next `define`, and every later
        writer defines first."""
        await self._define([constraint(schema.node(CLAIMED))])
        async with self._alone():
            if await self.read(ANYTHING):
                raise outdated()
            await self.discard_staged()
            await self._stage_and_reveal(schema, changes)
        await self.define(schema)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Keep others from beginning a first load as well: an open transaction holds an id that is
        never committed, and whoever dies loses it."""
        async with (
            self._ours(None, CLAIM),
            self._session(neo4j.WRITE_ACCESS) as session,
            await session.begin_transaction() as transaction,
        ):
            try:
                async with asyncio.timeout(PATIENCE):
                    await (await transaction.run(CLAIM)).consume()
            except TimeoutError as exc:
                raise self._busy() from exc
            yield
            await transaction.rollback()

    async def _stage_and_reveal(self, schema: Schema, changes: Changes) -> None:
        staged: dict[str, dict[str, int]] = {}
        for label, nodes in changes.new_nodes.items():
            staged[label] = await self._stage_nodes(schema.node(label), nodes)
            if len(staged[label]) < len(nodes):
                raise Conflict(f"编号重复：{label}", f"an id of a {label} occurs twice")
        for ends, rels in changes.new_rels.items():
            sources, targets = staged[ends.source], staged[ends.target]
            await self._stage_rels(schema.rel(ends.type), rels, sources, targets)
        await self.write(
            Statement(REVEAL.format(label=schema.node(label).label), {"numbers": batch})
            for label, numbers in staged.items()
            for batch in _batched(list(numbers.values()))
        )

    async def _stage_nodes(self, kind: NodeType, nodes: Sequence[Values]) -> dict[str, int]:
        """Create nodes under the passing label; returns the engine's numbers by id."""
        names = [*kind.by_prop, *(link.name for link in kind.links)]
        work = [
            self._stage(STAGE.format(values=_listed(keys, 0)), batch)
            for keys, rows in _by_keys(names, (((), node) for node in nodes)).items()
            for batch in _batched(rows)
        ]
        done = await _in_pairs(work)
        return {
            id: number
            for rows in done
            for row in rows
            for id, number in zip(row["ids"], row["numbers"], strict=True)
        }

    async def _stage_rels(
        self,
        kind: RelType,
        rels: Sequence[RelRow],
        sources: Mapping[str, int],
        targets: Mapping[str, int],
    ) -> None:
        ends = (((sources[r.source], targets[r.target]), r.values) for r in rels)
        for keys, rows in _by_keys(list(kind.by_prop), ends).items():
            cypher = STAGE_REL.format(type=kind.type, values=_listed(keys, 2))
            for batch in _batched(rows):
                await self._stage(cypher, batch)

    async def discard_staged(self) -> None:
        """Remove what an interrupted first load left behind."""
        while await self._stage(DISCARD, BATCH):
            pass

    async def _stage(self, cypher: str, rows: Any) -> list[Row]:
        """One transaction of its own; returns its rows."""

        async def run(transaction: neo4j.AsyncManagedTransaction) -> list[Row]:
            result = await transaction.run(cypher, {"rows": rows})
            return await result.data()

        async with self._ours(None, cypher), self._session(neo4j.WRITE_ACCESS) as session:
            done = await session.execute_write(run)
        return done  # noqa: RET504 - the type checker holds a `with` for a way out

    async def close(self) -> None:
        await self._driver.close()

    def _session(self, mode: str) -> neo4j.AsyncSession:
        return self._driver.session(
            database=self._database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    @asynccontextmanager
    async def _ours(
        self, seconds: float | None, cypher: str, accepted: asyncio.Event | None = None
    ) -> AsyncIterator[None]:
        """Within it the driver's errors become ours, and nothing lasts longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as exc:
            # The server looks for overdue work every two seconds only, so ours may come first.
            if accepted is not None and accepted.is_set():
                raise too_long() from exc
            raise self._away("没有应答", "does not answer") from exc
        except (Neo4jError, DriverError, OSError) as exc:
            raise self._error(exc, cypher) from exc

    def _busy(self) -> Busy:
        return Busy(
            "另一个进程正在首次导入",
            "another process is making the first load",
            fix_zh="请等它结束后再试",
            fix_en="Try again when it has ended",
            where=self.name,
        )

    def _away(self, zh: str, en: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"Neo4j {zh}",
            f"Neo4j {en}",
            fix_zh="请确认服务已启动、地址和端口正确",
            fix_en="See that the server runs and that address and port are right",
            where=self.name,
        )

    def _error(self, exc: Exception, cypher: str) -> StoreError:
        if isinstance(exc, AuthError):
            return StoreDenied(
                "Neo4j 拒绝了用户名或密码",
                "Neo4j refused the user or the password",
                fix_zh="请检查地址中的用户名和 HONGLIAN_NEO4J_PASSWORD",
                fix_en="Check the user in the address and HONGLIAN_NEO4J_PASSWORD",
                where=self.name,
            )
        if isinstance(exc, ServiceUnavailable | SessionExpired | OSError):
            return self._away(f"连接不上：{exc}", f"cannot be reached: {exc}")
        if "DatabaseNotFound" in (getattr(exc, "code", None) or ""):
            return StoreForeign(
                f"Neo4j 中没有数据库 {self._database}",
                f"this Neo4j has no database {self._database}",
                fix_zh="请检查地址末尾的数据库名；不写则用服务器默认的",
                fix_en="Check the database at the end of the address; without one, the default",
                where=self.name,
            )
        if isinstance(exc, ConstraintError):
            return Conflict(f"编号重复：{exc.message}", f"an id exists already: {exc.message}")
        if isinstance(exc, TransientError | ClientError) and "TimedOut" in (exc.code or ""):
            return too_long()
        if "MemoryPoolOutOfMemory" in (getattr(exc, "code", None) or ""):
            return StoreFull(
                "一次写入超出了 Neo4j 的事务内存，未写入",
                "the write does not fit Neo4j's transaction memory; nothing was written",
                fix_zh="请调大 server.memory.heap.max_size，或分批导入",
                fix_en="Raise server.memory.heap.max_size, or ingest in parts",
                where=self.name,
            )
        return QueryFailed(
            f"图引擎拒绝了语句：{exc}\n{cypher}", f"the engine refused: {exc}\n{cypher}"
        )


def _batched(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _by_keys(
    names: Sequence[str], rows: Iterable[tuple[tuple[int, ...], Values]]
) -> dict[tuple[str, ...], list[list[Any]]]:
    """Rows as lists (what is given in front, then the values), by the names of their values.

    Raises KeyError for a name that the vocabulary does not have: names become Cypher text.
    """
    known = set(names)
    groups: dict[tuple[str, ...], list[list[Any]]] = {}
    for front, values in rows:
        keys = tuple(values)
        group = groups.get(keys)
        if group is None:
            if strange := set(keys) - known:
                raise KeyError(*strange)
            group = groups[keys] = []
        group.append([*front, *values.values()])
    return groups


def _listed(keys: Sequence[str], start: int) -> str:
    """`{name: row[2], share: row[3]}`: the values of a row by their place."""
    return f"{{{', '.join(f'{key}: row[{at}]' for at, key in enumerate(keys, start))}}}"


async def _in_pairs(work: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Run two at a time: one is encoded here while the server works on the other."""
    turns = asyncio.Semaphore(2)

    async def one(coroutine: Coroutine[Any, Any, T]) -> T:
        async with turns:
            return await coroutine

    return list(await asyncio.gather(*map(one, work)))
