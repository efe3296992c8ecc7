"""The one interface between the product and a graph engine."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol, Self

from graph.changes import Changes
from graph.model import Schema

Row = dict[str, Any]
NOTHING: Mapping[str, Any] = {}


class Statement(NamedTuple):
    """Cypher and its parameters; a value never stands in the text.

    When a `decisive` statement matches nothing, the transaction is given up with `Conflict`.
    """

    cypher: str
    params: Mapping[str, Any] = NOTHING
    decisive: bool = False


class Store(Protocol):
    """A graph that answers Cypher with rows of plain Python values."""

    @property
    def name(self) -> str:
        """What the engine is and where, for people: no password in it."""
        ...

    async def check(self) -> None:
        """Raise the error that tells why the engine cannot answer; return when it can."""

    async def define(self, schema: Schema) -> None:
        """Make the constraints and indexes of the schema; harmless when they exist."""

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        """All rows of one statement that writes nothing."""
        ...

    async def write(self, statements: Iterable[Statement]) -> None:
        """Run the statements in one transaction: all of them or none."""

    async def fill(self, schema: Schema, changes: Changes) -> None:
        """Define the schema and write a first graph into an empty store, by the engine's fastest
        way: all or nothing."""

    def trial(self, statements: Iterable[Statement]) -> AbstractAsyncContextManager["Store"]:
        """The graph as it would be after the statements: they are run in a transaction that is
        rolled back at the end, whatever happens. What is yielded answers one statement after the
        other; other writers wait, readers do not."""
        ...

    async def close(self) -> None: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *exc: object) -> None: ...


def open_store(url: str, *, timeout: float = 5.0, password: str | None = None) -> Store:
    """Open `bolt://user@host`, `neo4j://…`, `arcade:FOLDER`, or `arcade:` for a while.

    A statement that reads longer than `timeout` seconds raises `QueryTimeout`. The password may
    stand in the URL or be given apart from it.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "arcade":
        from graph.embedded import EmbeddedStore  # noqa: PLC0415 - only the engine in use is loaded

        return EmbeddedStore(rest, timeout)
    from graph.bolt import BoltStore  # noqa: PLC0415

    return BoltStore(url, timeout, password)
