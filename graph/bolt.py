"""A Neo4j server or cluster, over Bolt."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any, Self
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

from graph.changes import Changes
from graph.ddl import constraints, indexes
from graph.errors import (
    Conflict,
    QueryFailed,
    StoreDenied,
    StoreError,
    StoreForeign,
    StoreUnavailable,
    outdated,
    too_long,
)
from graph.model import Schema
from graph.store import Row, Statement
from graph.write import statements

MAJOR = 5  # the oldest server version whose Cypher our statements are written in
SCHEMES = ("bolt", "neo4j", "bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc")
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
        self.name = f"Neo4j {parts.scheme}://{address}"
        self._timeout = timeout
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
        for statement in (*constraints(schema), *indexes(schema)):
            await self.write([Statement(statement)])
        async with self._ours(None, "db.awaitIndexes"), self._session(neo4j.READ_ACCESS) as session:
            await (await session.run("CALL db.awaitIndexes(300)")).consume()

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        # The server ends its own work first; ours is the net below it.
        query = neo4j.Query(cypher, timeout=self._timeout)
        async with self._ours(self._timeout + 1, cypher), self._session(neo4j.READ_ACCESS) as session:
            result = await session.run(query, params)
            rows = [record.data() async for record in result]
        return rows

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

    async def fill(self, schema: Schema, changes: Changes) -> None:
        await self.write(statements(schema, changes))

    async def close(self) -> None:
        await self._driver.close()

    def _session(self, mode: str) -> neo4j.AsyncSession:
        return self._driver.session(default_access_mode=mode, bookmark_manager=self._bookmarks)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    @asynccontextmanager
    async def _ours(self, seconds: float | None, cypher: str) -> AsyncIterator[None]:
        """Within it the driver's errors become ours, and nothing lasts longer than `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as exc:
            raise too_long() from exc
        except (Neo4jError, DriverError, OSError) as exc:
            raise self._error(exc, cypher) from exc

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
            return StoreUnavailable(
                f"连不上 Neo4j：{exc}",
                f"no connection to Neo4j: {exc}",
                fix_zh="请确认服务已启动、地址和端口正确",
                fix_en="See that the server runs and that address and port are right",
                where=self.name,
            )
        if isinstance(exc, ConstraintError):
            return Conflict(f"编号重复：{exc.message}", f"an id exists already: {exc.message}")
        if isinstance(exc, TransientError | ClientError) and "TimedOut" in (exc.code or ""):
            return too_long()
        return QueryFailed(f"图引擎拒绝了语句：{exc}\n{cypher}", f"the engine refused: {exc}\n{cypher}")
