"""The service's hold on the graph: not there yet, slow, silent, overrun."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import engine as engines
from api.breaker import FAILURES, Breaker
from api.engine import AT_ONCE, Engine, Watched
from api.errors import Overloaded
from api.settings import Settings
from graph import SCHEMA, Store
from graph.embedded import EmbeddedStore
from graph.errors import (
    QueryFailed,
    StoreForeign,
    StoreLocked,
    StoreUnavailable,
)
from graph.store import Row
from ingest import load
from ingest.sample import folder as sample_folder

pytestmark = pytest.mark.anyio
ONE = "RETURN 1 AS one"


class Silent(EmbeddedStore):
    """An engine that takes questions and never answers them."""

    def __init__(self) -> None:
        super().__init__("", 5)
        self.asked = 0

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self.asked += 1
        await asyncio.sleep(3600)
        return []


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the engine tells nobody, as in service
            await asyncio.sleep(0.02)


async def test_opens_an_empty_graph_and_says_when_it_is_ready(tmp_path: Path) -> None:
    engine = Engine(Settings(store=f"arcade:{tmp_path}/graph"), SCHEMA)
    assert isinstance(engine.trouble, StoreUnavailable)
    engine.start()
    await until(lambda: not engine.trouble)
    async with engine.asking() as store:
        assert await store.read(ONE) == [{"one": 1}]
        assert await store.read("MATCH (c:Chain) RETURN c.id AS id") == []
    await engine.stop()
    with pytest.raises(StoreUnavailable):
        _ = engine.store


async def test_waits_for_a_graph_that_another_process_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "RETRY", 0.05)
    url = f"arcade:{tmp_path}/graph"
    holder = EmbeddedStore(f"{tmp_path}/graph", 5)
    engine = Engine(Settings(store=url), SCHEMA)
    engine.start()
    await until(lambda: isinstance(engine.trouble, StoreLocked))
    await holder.close()
    await until(lambda: not engine.trouble)
    await engine.stop()


async def test_a_graph_opened_in_one_thread_is_free_once_it_is_closed_in_another(
    tmp_path: Path,
) -> None:
    folder = f"{tmp_path}/graph"
    store = await asyncio.to_thread(EmbeddedStore, folder, 5)
    await store.close()
    again = EmbeddedStore(folder, 5)  # while the first is still known
    await again.close()
    assert store.name == again.name


async def test_a_graph_of_another_vocabulary_is_not_ready(tmp_path: Path) -> None:
    settings = Settings(store=f"arcade:{tmp_path}/graph")
    async with EmbeddedStore(f"{tmp_path}/graph", 5) as store:
        await _load_with_version(store, "0-of-old")
    engine = Engine(settings, SCHEMA)
    engine.start()
    await until(lambda: isinstance(engine.trouble, StoreForeign))
    with pytest.raises(StoreForeign, match="0-of-old"):
        async with engine.asking():
            pass
    await engine.stop()


async def test_silent_engine_costs_a_question_its_limit_and_no_more() -> None:
    engine, store = held(Silent(), limit=0.1)
    with pytest.raises(StoreUnavailable):
        async with engine.asking() as asked:
            await asked.read(ONE)
    await store.close()


async def test_silent_engine_is_left_alone_after_a_few_questions() -> None:
    engine, store = held(Silent(), limit=0.05)
    for _ in range(FAILURES + 3):
        with pytest.raises(StoreUnavailable):
            async with engine.asking() as asked:
                await asked.read(ONE)
    assert store.asked == FAILURES
    assert isinstance(engine.trouble, StoreUnavailable)
    await store.close()


async def test_more_questions_than_places_are_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    engine, store = held(Silent(), limit=0.6)

    async def ask() -> str:
        try:
            async with engine.asking() as asked:
                await asked.read(ONE)
        except StoreUnavailable as exc:
            return type(exc).__name__
        return "answered"

    ends = await asyncio.gather(*(ask() for _ in range(2 * AT_ONCE)))
    assert ends.count(Overloaded.__name__) == AT_ONCE
    assert ends.count(StoreUnavailable.__name__) == AT_ONCE
    await store.close()


async def test_a_question_that_is_wrong_does_not_count_against_the_engine(store: Store) -> None:
    breaker = Breaker()
    watched = Watched(store, breaker, 5)
    for _ in range(2 * FAILURES):
        with pytest.raises(QueryFailed):
            await watched.read("RETURN nonsense(1)")
    assert await watched.read(ONE) == [{"one": 1}]


def held(store: Silent, limit: float) -> tuple[Engine, Silent]:
    """An engine that holds a store without ever having looked at it."""
    engine = Engine(Settings(store="arcade:", query_timeout=limit), SCHEMA)
    engine._store, engine._trouble, engine._deadline = store, None, limit * 1.5
    return engine, store


async def _load_with_version(store: Store, version: str) -> None:
    schema = replace(SCHEMA, version=version)
    plan = await load.plan(store, schema, [sample_folder()], today="2026-11-23")
    await load.commit(store, schema, plan)
