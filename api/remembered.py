"""What pages have asked of the graph, kept as long as it is at the same run of an ingest: the next
who opens the page, or another about the same chain, is answered from here."""

import json
from collections import OrderedDict
from typing import Any

from graph.relay import Relay
from graph.store import Row, Store
from queries.text import cypher

MOST_ANSWERS, MOST_ROWS = 2_000, 100_000  # of all; the longest unused go first

Kept = OrderedDict[str, list[Row]]


class Memory:
    """The answers of one run. A graph without runs is always asked."""

    def __init__(self) -> None:
        self._run: Row | None = None
        self._kept: Kept = OrderedDict()

    async def over(self, store: Store) -> Store:
        """A store that answers from memory what it can, and asks the other for the rest."""
        rows = await store.read(cypher("current_run"))
        if not rows:
            return store
        if rows[0] != self._run:  # who still asks about the last run keeps its answers
            self._run, self._kept = rows[0], OrderedDict()
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
            self._keep(key, rows)
        else:
            self._kept.move_to_end(key)
        return [dict(row) for row in rows]  # who asks may change what it was given

    def _keep(self, key: str, rows: list[Row]) -> None:
        self._kept[key] = rows
        count = sum(map(len, self._kept.values()))
        while self._kept and (len(self._kept) > MOST_ANSWERS or count > MOST_ROWS):
            _, oldest = self._kept.popitem(last=False)
            count -= len(oldest)
