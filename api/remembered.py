"""What pages have asked of the graph, kept as long as it is at the same run of an ingest: the next
who opens the page, or another about the same chain, is answered from here."""

import json
from collections import OrderedDict
from typing import Any

from graph.relay import Relay
from graph.store import Row, Store
from queries.text import cypher

MOST = 1_000_000  # values, some hundred bytes each; the longest unused go first


class Kept:
    """Rows by statement and parameters, as many as there is room for."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, list[Row]] = OrderedDict()
        self._weight = 0

    def get(self, key: str) -> list[Row] | None:
        if key in self._rows:
            self._rows.move_to_end(key)
        return self._rows.get(key)

    def put(self, key: str, rows: list[Row]) -> None:
        self._weight += _weight(rows) - _weight(self._rows.pop(key, []))
        self._rows[key] = rows
        while self._weight > MOST:
            self._weight -= _weight(self._rows.popitem(last=False)[1])


def _weight(rows: list[Row]) -> int:
    """How many values there are, those of lists and of the maps in them too."""
    return sum(1 + _size(value) for row in rows for value in row.values())


def _size(value: Any) -> int:
    if not isinstance(value, list):
        return 0
    return sum(len(each) if isinstance(each, dict | list) else 1 for each in value)


class Memory:
    """The answers of one run. A graph without runs is always asked."""

    def __init__(self) -> None:
        self._run: Row | None = None
        self._kept = Kept()

    async def over(self, store: Store) -> Store:
        """A store that answers from memory what it can, and asks the other for the rest."""
        rows = await store.read(cypher("current_run"))
        if not rows:
            return store
        if rows[0] != self._run:  # who still asks about the last run keeps its answers
            self._run, self._kept = rows[0], Kept()
        return Remembering(store, self._kept)


class Remembering(Relay):
    """A store over another."""

    def __init__(self, store: Store, kept: Kept) -> None:
        super().__init__(store)
        self._kept = kept

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        key = f"{cypher}\n{json.dumps(params, sort_keys=True)}"
        rows = self._kept.get(key)
        if rows is None:
            rows = await self._store.read(cypher, **params)
            self._kept.put(key, rows)
        return [dict(row) for row in rows]  # who asks may change what it was given
