"""Stores that stand before another: one that passes everything on, and one that only tries."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Self

from graph.changes import Changes
from graph.errors import StoreError
from graph.model import Schema
from graph.store import Row, Statement, Store

Answer = Callable[[str, Mapping[str, Any]], Awaitable[list[Row]]]


class Relay:
    """A store that passes everything on to another: what differs is overridden. It closes
    nothing, since it opened nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def name(self) -> str:
        return self._store.name

    async def check(self) -> None:
        await self._store.check()

    async def define(self, schema: Schema) -> None:
        await self._store.define(schema)

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        return await self._store.read(cypher, **params)

    async def write(self, statements: Iterable[Statement]) -> None:
        await self._store.write(statements)

    async def fill(self, schema: Schema, changes: Changes) -> None:
        await self._store.fill(schema, changes)

    def trial(self, statements: Iterable[Statement]) -> AbstractAsyncContextManager[Store]:
        return self._store.trial(statements)

    async def close(self) -> None:
        """Nothing: whoever opened the store closes it."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class Trial(Relay):
    """A store in the middle of a transaction that will not last: it reads through `answer`, one
    statement at a time, and writes nothing."""

    def __init__(self, store: Store, answer: Answer) -> None:
        super().__init__(store)
        self._answer = answer
        self._turn = asyncio.Lock()

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        async with self._turn:
            return await self._answer(cypher, params)

    async def define(self, schema: Schema) -> None:
        raise _only_reads()

    async def write(self, statements: Iterable[Statement]) -> None:
        raise _only_reads()

    async def fill(self, schema: Schema, changes: Changes) -> None:
        raise _only_reads()

    def trial(self, statements: Iterable[Statement]) -> AbstractAsyncContextManager[Store]:
        raise _only_reads()


def _only_reads() -> StoreError:
    return StoreError("试算中只能读取", "a trial only reads")
