"""Both engines give the same answer, in the same order, to the questions below; closing plans,
losses, facts, suggestions and reports have tests of their own on both."""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel

from graph import SCHEMA, HonglianError, Store, open_store
from graph.changes import Changes
from queries import (
    chains,
    coverage,
    entities,
    joint,
    packs,
    partners,
    patternfiles,
    patterns,
    rulefiles,
    rules,
    status,
    universities,
)
from queries.answers import Ref
from queries.assigning import Post, assign
from tests import town
from tests.effort import cases
from tests.town import DAY

pytestmark = pytest.mark.anyio

DAYS = (DAY, "2026-03-01", "2019-12-31")
RULES = rulefiles.load()
PATTERN = patternfiles.named("1+5+N", patternfiles.load())  # it has every role
POSTS: tuple[Post, ...] = ("instructor", "leader", "officer", "university")
WALKED = ("Enterprise", "University", "Chain", "PartyOrg", "Product")

Ask = Callable[[str, Awaitable[BaseModel]], Coroutine[Any, Any, None]]


class Both(NamedTuple):
    """An embedded store and a Neo4j."""

    embedded: Store
    neo4j: Store


@pytest.fixture
async def both(neo4j_url: str) -> AsyncIterator[Both]:
    async with open_store("arcade:", timeout=20) as one, open_store(neo4j_url, timeout=20) as other:
        for store in (one, other):
            await store.write([town.EMPTY])
            await store.define(SCHEMA)
        yield Both(one, other)


async def test_on_the_fixed_town(both: Both) -> None:
    await agree(both, town.fixed())


@settings(
    max_examples=cases(3, 20),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=town.towns())
async def test_on_random_towns(both: Both, changes: Changes) -> None:
    await agree(both, changes)


async def agree(both: Both, changes: Changes) -> None:
    for store in both:
        await town.settle(store, changes)
    ours, theirs = [await all_answers(store, changes) for store in both]
    for (question, one), (_, other) in zip(ours, theirs, strict=True):
        assert one == other, question


async def all_answers(store: Store, changes: Changes) -> list[tuple[str, object]]:
    """Each question, put to every entity that it can be about."""
    ids = {label: [node["id"] for node in nodes] for label, nodes in changes.new_nodes.items()}
    told: list[tuple[str, object]] = []

    async def ask(question: str, answer: Awaitable[BaseModel]) -> None:
        told.append((question, await _told(answer)))

    for day in DAYS:
        await ask(f"chains {day}", chains.chains(store, day))
        await ask(f"gaps {day}", rules.findings(store, RULES, as_of=day))
        await ask(f"links {day}", joint.links(store, as_of=day))
        await ask(f"pattern {day}", patterns.pattern(store, PATTERN, as_of=day))
        for post in POSTS:
            await ask(f"assign {post} {day}", assign(store, post, RULES, as_of=day))
        await _coverage(ask, store, day)
        for id in ids.get("Chain", ()):
            await _chain(ask, store, id, day)
    for id in ids.get("Enterprise", ()):
        await ask(f"partners {id}", partners.partners(store, id, as_of=DAY))
        await ask(f"up {id}", partners.partners(store, id, as_of=DAY, direction="up", limit=2))
        await ask(f"universities {id}", universities.for_enterprise(store, id, as_of=DAY))
    for text in ("需求一材料电池", "交通运输材料", "电芯"):
        await ask(f"need {text}", universities.for_need(store, text, as_of=DAY))
    await ask("common needs", universities.common(store, as_of=DAY))
    for id in ids.get("University", ()):
        await ask(f"enterprises {id}", universities.for_university(store, id, as_of=DAY, limit=3))
    await _entities(ask, store, ids)
    return told


async def _chain(ask: Ask, store: Store, id: str, day: str) -> None:
    await ask(f"chain {id} {day}", chains.chain(store, id, day))
    await ask(f"gaps {id}", rules.findings(store, RULES, as_of=day, chain=id))
    await ask(f"links {id}", joint.links(store, as_of=day, chain=id))


async def _coverage(ask: Ask, store: Store, day: str) -> None:
    national = packs.pack("national")
    for by in coverage.STATEMENTS:
        await ask(f"coverage {by}", coverage.coverage(store, as_of=day, by=by))
        of_region = coverage.coverage(store, as_of=day, by=by, region="R1", pack=national)
        await ask(f"coverage {by} of a region", of_region)


async def _entities(ask: Ask, store: Store, ids: dict[str, list[str]]) -> None:
    for label in ids:
        for id in ids[label][:2]:
            await ask(f"show {label} {id}", entities.show(store, label, id, as_of=DAY))
            await ask(f"around {id}", entities.neighbours(store, label, id, limit=3))
    for text in ("东璞", "dongpu", "dp", "小鹏", "有限公司", "Ａ", "O1", "nobody"):
        await ask(f"search {text}", entities.search(store, text, limit=5))
        await ask(f"resolve {text}", entities.resolve(store, text))
        await ask(f"resolve firm {text}", entities.resolve(store, text, "企业"))
    counts = (await status.status(store)).model_dump(exclude={"engine"})
    await ask("status", _ready(status.Status(engine="", **counts)))
    ends = [(label, each[-1]) for label, each in ids.items() if label in WALKED and each]
    refs = [Ref(label=label, id=id, name=id) for label, id in ends]
    for one, other in pairwise(refs):
        await ask(f"path {one} {other}", entities.path(store, one, other, as_of=DAY))


async def _told(answer: Awaitable[BaseModel]) -> object:
    """The answer, or the error that is one."""
    try:
        return (await answer).model_dump()
    except HonglianError as error:
        return str(error)


async def _ready(answer: BaseModel) -> BaseModel:
    return answer
