"""What the service makes before anybody asks."""

from typing import Any

import pytest

from api import prepare as preparation
from api.days import today
from api.prepare import Preparation
from api.remembered import Memory
from api.rulebook import all_rules, chosen_pack
from api.settings import Settings
from graph.errors import StoreUnavailable, too_long
from graph.relay import Relay
from graph.store import Row, Store
from queries.matching import catalogue
from queries.overview import overview
from queries.rules import is_on
from queries.text import cypher

pytestmark = pytest.mark.anyio

current_run = cypher("current_run")


class Counting(Relay):
    """A store that keeps what was asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[str] = []

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self.asked.append(cypher)
        return await self._store.read(cypher, **params)


async def test_the_first_page_and_the_catalogue_are_made_once_for_a_run(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "SETTLE", 0)
    memory, settings, counting = Memory(), Settings(), Counting(sample_store)
    made = Preparation(settings, memory)
    await made.warm(counting)
    rules, pack = all_rules(settings), chosen_pack(settings, None)
    assert {rule.cypher for rule in rules if is_on(rule, pack)} & {*counting.asked}
    counting.asked.clear()
    await made.prepare(counting)
    assert not {rule.cypher for rule in rules} & {*counting.asked}, "as warming told"
    assert any(key[:2] == (sample_store.name, today()) for key in catalogue._kept)
    counting.asked.clear()
    await made.prepare(counting)
    await _overview(memory, counting, settings)
    assert counting.asked == [current_run, current_run]


async def _overview(memory: Memory, store: Store, settings: Settings) -> None:
    rules, pack = all_rules(settings), chosen_pack(settings, None)
    await overview(await memory.over(store), rules, as_of=today(), pack=pack)


class Slow(Counting):
    """A store that is too slow for each statement the first time."""

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        known = cypher in self.asked or cypher == current_run
        rows = await super().read(cypher, **params)
        if not known:
            raise too_long()
        return rows


async def test_a_slow_engine_is_asked_again(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "SETTLE", 0)
    monkeypatch.setattr(preparation, "TRIES", 200)
    memory, settings, slow = Memory(), Settings(), Slow(sample_store)
    await Preparation(settings, memory)._first_page(slow)
    slow.asked.clear()
    await _overview(memory, slow, settings)
    assert slow.asked == [current_run]


async def test_a_defect_in_warming_is_no_trouble_of_the_graph(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or else one faulty rule would keep every page from being shown."""

    async def defect(*_: Any, **__: Any) -> None:
        raise AttributeError

    monkeypatch.setattr(preparation, "findings", defect)
    await Preparation(Settings(), Memory()).warm(sample_store)
    monkeypatch.setattr(preparation, "findings", away)
    with pytest.raises(StoreUnavailable):
        await Preparation(Settings(), Memory()).warm(sample_store)


async def away(*_: Any, **__: Any) -> None:
    raise StoreUnavailable("走了", "away")
