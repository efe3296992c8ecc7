"""What the service makes before anybody asks."""

from typing import Any

import pytest

from api import prepare as preparation
from api.days import today
from api.prepare import prepare
from api.remembered import Memory
from api.rulebook import all_rules, chosen_pack
from api.settings import Settings
from graph.relay import Relay
from graph.store import Row, Store
from queries.matching import catalogue
from queries.overview import overview
from queries.text import cypher

pytestmark = pytest.mark.anyio


class Counting(Relay):
    """A store that keeps what was asked."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[str] = []

    async def read(self, cypher: str, /, **params: Any) -> list[Row]:
        self.asked.append(cypher)
        return await self._store.read(cypher, **params)


async def test_the_first_page_and_the_catalogue_are_made(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "SETTLE", 0)
    memory, settings, counting = Memory(), Settings(), Counting(sample_store)
    await prepare(sample_store, settings, memory)
    assert any(key[:2] == (sample_store.name, today()) for key in catalogue._kept)
    rules, pack = all_rules(settings), chosen_pack(settings, None)
    await overview(await memory.over(counting), rules, as_of=today(), pack=pack)
    assert counting.asked == [cypher("current_run")]
