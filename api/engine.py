"""The graph as the service has it: perhaps not there yet, perhaps gone for a while.

The service starts at once. A task of its own opens the store, looks after it every two seconds and
says whether it answers; questions pass through `asking`, which limits how many run and how long.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog

from api.breaker import Breaker
from api.errors import Overloaded, outcome
from api.prepare import Preparation
from api.settings import Settings
from api.stores import EMBEDDED, check_vocabulary, open_graph
from graph.errors import HonglianError, StoreUnavailable
from graph.model import Schema
from graph.relay import Relay
from graph.store import Row, Store

RETRY = 2.0  # seconds between two looks at the engine
LOOK = 3.0  # seconds that a look may take
AT_ONCE = 24
PATIENCE = 1.0  # seconds that a question waits for its turn
MARGIN = 1.0  # seconds that a question may take longer than the engine's own limit
REMIND = 60.0  # seconds after which a failure that lasts is logged again

log = structlog.get_logger()


class Engine:
    """Owns the one store of the process. `preparation` is what is made before anybody asks."""

    def __init__(
        self, settings: Settings, schema: Schema, preparation: Preparation | None = None
    ) -> None:
        self._settings = settings
        self._schema = schema
        self._preparation = preparation
        self._store: Store | None = None
        self._trouble: HonglianError | None = _not_yet()
        self._breaker = Breaker()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._task: asyncio.Task[None] | None = None
        self._preparing: asyncio.Task[None] | None = None
        self._logged = ("", 0.0)
        self._deadline = settings.query_timeout + MARGIN

    @property
    def trouble(self) -> HonglianError | None:
        """Why the engine cannot be asked now; None when it can."""
        if self._trouble is None and self._breaker.is_open:
            return _not_now()
        return self._trouble

    def start(self) -> None:
        self._task = asyncio.create_task(self._look_after())

    async def stop(self) -> None:
        """Close the store; what is asked from now on fails."""
        self._trouble = _not_now()
        under_way = [task for task in (self._task, self._preparing) if task]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        if self._store:
            await self._store.close()
            self._store = None

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Store]:
        """The store for one question: when its turn comes, and for as long as one may take."""
        store = self.store
        await self._take_turn()
        try:
            async with asyncio.timeout(self._deadline):
                yield Watched(store, self._breaker, self._settings.query_timeout)
        except TimeoutError as exc:
            raise _not_now() from exc
        finally:
            self._slots.release()

    @property
    def store(self) -> Store:
        """The store itself, for an ingest, which takes its time; raises when it is not there."""
        if self._store is None or self._trouble is not None:
            raise self._trouble or _not_yet()
        return self._store

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._slots.acquire()
        except TimeoutError as exc:
            raise Overloaded from exc

    async def _look_after(self) -> None:
        while True:
            try:
                await self._look()
            except HonglianError as exc:
                self._lost(exc)
            except Exception:
                log.exception("engine.defect")
                self._trouble = _not_now()
            else:
                self._found()
            await asyncio.sleep(RETRY)

    async def _look(self) -> None:
        """Open the store when it is not open; then see that it answers and that we know it."""
        if self._store is None:
            self._store = await self._open()
        try:
            async with asyncio.timeout(LOOK):
                await self._store.check()
        except TimeoutError as exc:
            raise _not_now() from exc
        loaded = await self._known(self._store)
        if self._trouble and not loaded:
            await self._store.define(self._schema)
        elif self._trouble and self._preparation:
            await self._preparation.warm(self._store)

    async def _known(self, store: Store) -> bool:
        """Whether the graph holds something, of the vocabulary that we know. One that answers but
        is too busy for this is not looked into again."""
        try:
            async with asyncio.timeout(LOOK):
                return await check_vocabulary(store, self._schema)
        except TimeoutError as exc:
            if self._trouble:
                raise _not_now() from exc
            return True

    async def _open(self) -> Store:
        if self._settings.store.startswith(EMBEDDED):  # reads files, which takes its time
            return await asyncio.to_thread(open_graph, self._settings)
        return open_graph(self._settings)

    def _found(self) -> None:
        if self._trouble is not None and self._store is not None:
            log.info("engine.ready", store=self._store.name)
            self._breaker.worked()
        self._trouble = None
        self._logged = ("", 0.0)
        idle = self._preparing is None or self._preparing.done()
        if self._preparation and self._store and idle:
            self._preparing = asyncio.create_task(self._preparation.prepare(self._store))

    def _lost(self, exc: HonglianError) -> None:
        self._trouble = exc
        kind, when = self._logged
        now = time.monotonic()
        if outcome(exc).kind != kind or now - when >= REMIND:
            log.warning("engine.away", kind=outcome(exc).kind, reason=exc.text("en"))
            self._logged = (outcome(exc).kind, now)


class Watched(Relay):
    """A store whose failures a breaker counts. A question that is slow or wrong is none."""

    def __init__(self, store: Store, breaker: Breaker, limit: float) -> None:
        super().__init__(store)
        self._breaker = breaker
        self._limit = limit

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        if not self._breaker.passes():
            raise _not_now()
        started = time.monotonic()
        try:
            rows = await self._store.read(cypher, **params)
        except StoreUnavailable:
            self._breaker.failed()
            raise
        except asyncio.CancelledError:
            if time.monotonic() - started > self._limit:  # it should have ended this itself
                self._breaker.failed()
            raise
        except HonglianError:
            self._breaker.worked()
            raise
        self._breaker.worked()
        return rows


def _not_yet() -> StoreUnavailable:
    return StoreUnavailable(
        "图库尚未就绪",
        "the graph is not ready yet",
        fix_zh="请稍候",
        fix_en="Wait a moment",
    )


def _not_now() -> StoreUnavailable:
    return StoreUnavailable(
        "图库没有应答",
        "the graph does not answer",
        fix_zh="请稍后重试",
        fix_en="Try again in a moment",
    )
