"""The same statements without us: the engine's own driver, and nothing on the way."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol, Self

import neo4j

from graph.changes import Changes
from graph.embedded import CYPHER, EmbeddedStore
from graph.model import Schema
from graph.store import Row, Statement, Store
from tests.neo4j import PASSWORD, USER, Server


class Asked(NamedTuple):
    """A statement as one of our functions puts it."""

    cypher: str
    params: Mapping[str, Any]


class Recording:
    """A store that writes down what it is asked and passes it on."""

    def __init__(self, store: Store) -> None:
        self.asked: list[Asked] = []
        self._store = store

    @property
    def name(self) -> str:
        return self._store.name

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self.asked.append(Asked(cypher, params))
        return await self._store.read(cypher, **params)

    async def check(self) -> None:
        await self._store.check()

    async def define(self, schema: Schema) -> None:
        await self._store.define(schema)

    async def write(self, statements: Iterable[Statement]) -> None:
        await self._store.write(statements)

    async def fill(self, schema: Schema, changes: Changes) -> None:
        await self._store.fill(schema, changes)

    async def close(self) -> None:
        await self._store.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class Bare(Protocol):
    """What a script would do that has the driver and the statements."""

    async def ask(self, statements: Iterable[Asked]) -> list[list[Row]]:
        """The rows of each statement, one after the other."""
        ...

    async def close(self) -> None: ...


class BareEmbedded:
    """`Database.query` in this process, on the handle that the store has: one page cache and one
    cache of plans for both."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._database = store._database  # noqa: SLF001 - a folder is open once in a process

    async def ask(self, statements: Iterable[Asked]) -> list[list[Row]]:
        return [
            [
                row.to_dict()
                for row in self._database.query(CYPHER, asked.cypher, dict(asked.params))
            ]
            for asked in statements
        ]

    async def close(self) -> None:
        """The store closes what it has opened."""


class BareNeo4j:
    """`AsyncSession.run`, a session a question."""

    def __init__(self, server: Server) -> None:
        self._driver = neo4j.AsyncGraphDatabase.driver(
            f"bolt://127.0.0.1:{server.port}",
            auth=(USER, PASSWORD),
            notifications_min_severity="OFF",
        )

    async def ask(self, statements: Iterable[Asked]) -> list[list[Row]]:
        async with self._driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            return [
                await (await session.run(asked.cypher, dict(asked.params))).data()
                for asked in statements
            ]

    async def close(self) -> None:
        await self._driver.close()
