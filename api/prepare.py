"""What the service makes before anybody asks: at its start, and anew after each ingest."""

import asyncio
from dataclasses import dataclass

import structlog

from api.days import today
from api.embedding import vectors_of
from api.remembered import Memory
from api.rulebook import all_rules, chosen_pack
from api.settings import Settings
from graph.errors import HonglianError, QueryTimeout, StoreError, StoreUnavailable
from graph.store import Store
from queries.matching.catalogue import catalogue
from queries.overview import overview
from queries.rules import findings
from queries.status import run_of

WARMING = 30.0  # seconds that the first look at every rule may take
SETTLE = 3.0  # seconds for those who open a page at once
TRIES = 5  # of the first page; what was answered is remembered, so each goes further

log = structlog.get_logger()


@dataclass
class Preparation:
    """Fills the memory of pages. `made_for` is the run and the day that it was last done for."""

    settings: Settings
    memory: Memory
    made_for: tuple[str, str] = ("", "")

    async def warm(self, store: Store) -> None:
        """Put every rule once: an engine plans a statement when it first sees it, which may take
        longer than the answer, and sixty at once longer than a question may. Raises `StoreError`;
        any other defect is no trouble of the graph, and meets who asks."""
        try:
            async with asyncio.timeout(WARMING):
                rules, pack = all_rules(self.settings), chosen_pack(self.settings, None)
                await findings(await self.memory.over(store), rules, as_of=today(), pack=pack)
        except TimeoutError:
            log.info("engine.cold", seconds=WARMING)
        except StoreError:
            raise
        except Exception:
            log.exception("engine.cold")

    async def prepare(self, store: Store) -> None:
        """The first page, then what needs are matched by, which the first question about
        universities would have to wait for; questions that come meanwhile are answered. Nothing
        when that was done for the run that the graph is at."""
        try:
            mark = await run_of(store), today()
            if not mark[0] or mark == self.made_for:
                return
            self.made_for = mark
            await self._first_page(store)
            await asyncio.sleep(SETTLE)
            vectors = await asyncio.to_thread(vectors_of, self.settings)
            await catalogue(store, today(), vectors)
        except HonglianError as exc:  # who asks will hear of it
            if isinstance(exc, StoreUnavailable):
                self.made_for = ("", "")
            log.info("engine.unprepared", reason=exc.text("en"))

    async def _first_page(self, store: Store) -> None:
        rules, pack = all_rules(self.settings), chosen_pack(self.settings, None)
        for left in reversed(range(TRIES)):
            try:
                known = await self.memory.over(store)
                await findings(known, rules, as_of=today(), pack=pack)  # the longest by itself
                await overview(known, rules, as_of=today(), pack=pack)
            except QueryTimeout:
                if not left:
                    raise
            else:
                return
