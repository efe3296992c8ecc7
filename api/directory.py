"""The names of the graph as the service holds them: read when the graph is there, and again when it
holds another run of an ingest. Until then, and of a graph without runs, the engine is asked."""

import asyncio
import time

import structlog

from api.engine import Engine
from graph.errors import HonglianError
from graph.store import Row, Store
from queries import entities
from queries.answers import Items
from queries.directory import Directory, directory
from queries.entities import Hit
from queries.text import cypher

PAUSE = 60.0  # seconds until names that could not be read are tried again
LOOK = 0.5  # seconds between two looks whether the graph is there

log = structlog.get_logger()


class Names:
    """Answers searches. One reading of all names is under way at a time, beside the searches."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Directory | None = None
        self._mark: Row | None = None  # the run that is held
        self._again = 0.0  # when to try again what could not be read
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read once the graph is there, so that the first who types need not wait."""
        self._task = asyncio.create_task(self._first())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def search(self, store: Store, text: str, *, limit: int) -> Items[Hit]:
        """Candidates, the closest first. Raises `UsageError`."""
        held = await self._of_now(store)
        if held is None:
            return await entities.search(store, text, limit=limit)
        return await asyncio.to_thread(held.search, text, limit=limit)

    async def _of_now(self, store: Store) -> Directory | None:
        """The names, when they are those of the run that the graph is at."""
        rows = await store.read(cypher("current_run"))
        if not rows:
            return None
        if rows[0] == self._mark:
            return self._held
        if (self._task is None or self._task.done()) and time.monotonic() >= self._again:
            self._task = asyncio.create_task(self._read(rows[0]))
        return None

    async def _first(self) -> None:
        while self._engine.trouble:  # noqa: ASYNC110 - it may come hours later, and go again
            await asyncio.sleep(LOOK)
        try:
            rows = await self._engine.store.read(cypher("current_run"))
        except HonglianError as exc:  # the first search tries again
            log.warning("names.unread", reason=exc.text("en"))
            return
        if rows:
            await self._read(rows[0])

    async def _read(self, mark: Row) -> None:
        try:
            held = await directory(self._engine.store)
        except HonglianError as exc:
            log.warning("names.unread", reason=exc.text("en"))
            self._again = time.monotonic() + PAUSE
        else:
            self._held, self._mark = held, mark
            log.info("names.held", count=held.count)
