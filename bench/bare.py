"""The same statements without us: the engine's own driver, and nothing on the way."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

import neo4j

from graph.embedded import CYPHER, EmbeddedStore
from graph.relay import Relay
from graph.store import Row, Store
from tests.neo4j import PASSWORD, USER, Server


class Asked(NamedTuple):
    """A statement as one of our functions puts it."""

    cypher: str
    params: Mapping[str, Any]


class Recording(Relay):
    """A store that writes down what it is asked and passes it on."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[Asked] = []

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self.asked.append(Asked(cypher, params))
        return await super().read(cypher, **params)


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
