"""What the service makes before anybody asks, once the graph is there."""

import asyncio

import structlog

from api.days import today
from api.embedding import vectors_of
from api.remembered import Memory
from api.rulebook import all_rules, chosen_pack
from api.settings import Settings
from graph.errors import HonglianError
from graph.store import Store
from queries.matching.catalogue import catalogue
from queries.overview import overview

SETTLE = 3.0  # seconds for those who open a page at once

log = structlog.get_logger()


async def prepare(store: Store, settings: Settings, memory: Memory) -> None:
    """The first page, then what needs are matched by, which the first question about universities
    would have to wait for; questions that come meanwhile are answered."""
    try:
        rules, pack = all_rules(settings), chosen_pack(settings, None)
        await overview(await memory.over(store), rules, as_of=today(), pack=pack)
        await asyncio.sleep(SETTLE)
        vectors = await asyncio.to_thread(vectors_of, settings)
        await catalogue(store, today(), vectors)
    except HonglianError as exc:  # who asks will hear of it
        log.info("engine.unprepared", reason=exc.text("en"))
