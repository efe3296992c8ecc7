"""The promises of `Store`, kept by both engines alike."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from graph import SCHEMA, Store, open_store
from graph.changes import Changes, Ends, NodeUpdate, RelRow
from graph.embedded import EmbeddedStore
from graph.errors import Conflict, QueryFailed, QueryTimeout, StoreError
from graph.pace import Pace
from graph.store import Row, Statement
from graph.write import statements, turn
from tests.graphs import whole
from tests.town import EMPTY

pytestmark = pytest.mark.anyio
COUNT = "MATCH (n) RETURN count(n) AS n"
RUNAWAY = (
    "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 300) AS c "
    "WITH a, b, c WHERE a * b * c % 7 = 3 RETURN count(*) AS n"
)
IN_CHAIN = Ends("IN_CHAIN", "Segment", "Chain")
HANDLES = Ends("HANDLES", "Department", "Order")


@pytest.fixture
async def hasty(store_url: str) -> AsyncIterator[Store]:
    """A store that gives a question one second."""
    async with open_store(store_url, timeout=1) as store:
        if store_url != "arcade:":
            await store.write([EMPTY])
        yield store


async def apply(store: Store, changes: Changes) -> None:
    await store.write(statements(SCHEMA, changes))


def two_nodes() -> Changes:
    return Changes(
        {"Chain": [{"id": "NEV", "name": "新能源汽车"}], "Segment": [{"id": "S1", "name": "电池"}]},
        {},
        {IN_CHAIN: [RelRow("S1", "NEV", {"as_of": "2026"})]},
    )


async def test_defining_twice_is_harmless(store: Store) -> None:
    await apply(store, two_nodes())
    before = await whole(store)
    await store.define(SCHEMA)
    assert await whole(store) == before


async def test_values_come_back_as_they_were_given(store: Store) -> None:
    values = {
        "id": "P",
        "name": "线束 “A”\n换行",
        "aliases": ["甲", "乙；丙"],
        "junk": True,
    }
    share = {"share": 0.375, "year": 2021, "raw_share": -1.5e-7}
    changes = Changes({"Product": [values], "Enterprise": [{"id": "E", "staff": 2**40}]})
    changes.new_rels[Ends("MAKES", "Enterprise", "Product")] = [RelRow("E", "P", share)]
    await apply(store, changes)
    graph = await whole(store)
    assert graph.nodes["Product", "P"] == values
    assert graph.nodes["Enterprise", "E"] == {"id": "E", "staff": 2**40}
    assert dict(graph.rels[0][3]) == {name: str(value) for name, value in share.items()}


async def test_an_update_leaves_what_it_does_not_carry_and_none_removes(store: Store) -> None:
    await apply(store, two_nodes())
    await apply(store, Changes({}, {"Chain": [NodeUpdate("NEV", {"kind": "主导"})]}))
    assert (await whole(store)).of("Chain")["NEV"] == {
        "id": "NEV",
        "name": "新能源汽车",
        "kind": "主导",
    }
    await apply(store, Changes({}, {"Chain": [NodeUpdate("NEV", {"name": None})]}))
    assert (await whole(store)).of("Chain")["NEV"] == {"id": "NEV", "kind": "主导"}


async def test_parallel_relationships_are_told_apart_by_their_key(store: Store) -> None:
    changes = Changes({"Department": [{"id": "D"}], "Order": [{"id": "O"}, {"id": "O2"}]})
    roles = ("主办", "协办")
    changes.new_rels[HANDLES] = [RelRow("D", "O", {"role": r, "since": "2025"}) for r in roles]
    changes.new_rels[HANDLES].append(RelRow("D", "O2", {"role": "主办"}))
    await apply(store, changes)
    update = [RelRow("D", "O", {"role": "协办", "since": "2026"})]
    await apply(store, Changes(changed_rels={HANDLES: update}))
    rows = await store.read(
        "MATCH (:Department)-[r:HANDLES]->(o) RETURN o.id AS o, r.role AS role, r.since AS since"
    )
    found = {(row["o"], row["role"]): row["since"] for row in rows}
    assert found == {("O", "主办"): "2025", ("O", "协办"): "2026", ("O2", "主办"): None}


async def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    await apply(store, two_nodes())
    before = await whole(store)
    doubled = Changes({"Chain": [{"id": "JADE"}, {"id": "NEV"}]})
    with pytest.raises(Conflict):
        await apply(store, doubled)
    fine = statements(SCHEMA, Changes({"Chain": [{"id": "JADE"}]}))
    with pytest.raises(QueryFailed):
        await store.write([*fine, Statement("THIS IS NO CYPHER")])
    assert await whole(store) == before


@pytest.mark.parametrize("text", ["CREATE (n:Chain {id: 'X'})", "MATCH (n) DETACH DELETE n"])
async def test_reading_cannot_write(store: Store, text: str) -> None:
    await apply(store, two_nodes())
    with pytest.raises(QueryFailed):
        await store.read(text)
    assert await store.read(COUNT) == [{"n": 2}]


async def test_a_refused_statement_is_our_error_and_leaves_the_store_usable(store: Store) -> None:
    with pytest.raises(QueryFailed) as caught:
        await store.read("MATCH (n RETURN n")
    assert caught.value.zh and caught.value.en
    assert await store.read("RETURN $x AS x", x=["一", None]) == [{"x": ["一", None]}]


async def test_a_runaway_is_ended_while_others_are_answered(hasty: Store) -> None:
    started = time.perf_counter()
    runaway = asyncio.create_task(hasty.read(RUNAWAY))
    await asyncio.sleep(0.05)
    for _ in range(5):
        assert await asyncio.wait_for(hasty.read("RETURN 1 AS one"), 0.9) == [{"one": 1}]
    assert not runaway.done()
    with pytest.raises(QueryTimeout) as caught:
        await runaway
    assert time.perf_counter() - started < 4
    assert caught.value.fix_zh and caught.value.fix_en
    assert await hasty.read("RETURN 1 AS one") == [{"one": 1}]


async def test_a_runaway_ends_also_beside_a_long_write(hasty: Store) -> None:
    await hasty.define(SCHEMA)
    rows = [{"id": f"企业{i}", "name": f"企业{i}"} for i in range(25_000)]
    writing = asyncio.create_task(apply(hasty, Changes({"Enterprise": rows})))
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    with pytest.raises(QueryTimeout):
        await hasty.read(RUNAWAY)
    assert time.perf_counter() - started < 6
    await writing
    assert await hasty.read("MATCH (e:Enterprise) RETURN count(e) AS n") == [{"n": 25_000}]


async def test_a_decisive_statement_that_meets_nothing_gives_the_transaction_up(
    store: Store,
) -> None:
    await apply(store, Changes({"Vocabulary": [{"id": "graph", "run": "r1"}]}))
    await store.write([turn("r1", "r2"), *statements(SCHEMA, two_nodes())])
    before = await whole(store)
    new = Changes({"Chain": [{"id": "JADE"}]})
    with pytest.raises(Conflict) as caught:
        await store.write([turn("r1", "r2"), *statements(SCHEMA, new)])
    assert "重新执行" in caught.value.fix_zh
    assert await whole(store) == before
    assert await store.read("MATCH (v:Vocabulary) RETURN v.run AS run") == [{"run": "r2"}]


async def test_writers_take_turns(store: Store) -> None:
    """Of four that planned for the same graph one writes; the others are told that it moved on."""
    await apply(store, Changes({"Vocabulary": [{"id": "graph", "run": "0"}]}))
    for turns in range(5):
        new = [Changes({"Chain": [{"id": f"{turns}-{i}"}]}) for i in range(4)]
        writes = (
            store.write([turn(str(turns), str(turns + 1)), *statements(SCHEMA, n)]) for n in new
        )
        done = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(error) for error in done if error] == [Conflict] * 3
    assert len((await whole(store)).of("Chain")) == 5


async def test_a_first_fill_is_all_or_nothing(store: Store) -> None:
    bad = two_nodes()
    bad.new_nodes["Chain"].append({"id": "NEV", "name": "重复"})
    with pytest.raises(Conflict):
        await store.fill(SCHEMA, bad)
    assert await store.read("MATCH (n) WHERE NOT n:Staged RETURN n.id AS id") == []
    await store.fill(SCHEMA, two_nodes())
    graph = await whole(store)
    assert list(graph.nodes) == [("Chain", "NEV"), ("Segment", "S1")]
    assert graph.ends("IN_CHAIN") == [("S1", "NEV")]


async def test_a_name_outside_the_vocabulary_becomes_no_cypher(store: Store) -> None:
    strange = Changes({"Chain": [{"id": "NEV"}]}, {}, {Ends("X]->() //", "Chain", "Chain"): []})
    with pytest.raises(KeyError):
        await apply(store, Changes({"Chain) DETACH DELETE (n": [{"id": "1"}]}))
    with pytest.raises(KeyError):
        list(statements(SCHEMA, strange))


async def test_check_tells_that_it_answers(store: Store) -> None:
    await store.check()
    assert "honglian-test" not in store.name


# ------------------------------------------------------------ trials


async def test_trial_shows_what_would_be_and_leaves_nothing(store: Store) -> None:
    async with store.trial(statements(SCHEMA, two_nodes())) as tried:
        both = await asyncio.gather(*(tried.read(COUNT) for _ in range(4)))
        assert both == [[{"n": 2}]] * 4
        assert await store.read(COUNT) == [{"n": 0}], "nobody else sees it"
    assert await store.read(COUNT) == [{"n": 0}]
    await apply(store, two_nodes())
    assert await store.read(COUNT) == [{"n": 2}], "the store writes as before"


async def test_trial_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.trial(statements(SCHEMA, two_nodes())):
            raise ZeroDivisionError
    with pytest.raises(QueryFailed):
        async with store.trial([*statements(SCHEMA, two_nodes()), Statement("NONSENSE")]):
            pytest.fail("a statement failed before")
    async with store.trial(statements(SCHEMA, two_nodes())) as tried:
        with pytest.raises(QueryFailed):
            await tried.read("NONSENSE")
    assert await store.read(COUNT) == [{"n": 0}]
    await apply(store, two_nodes())


async def test_trial_only_reads_and_writers_wait_for_its_end(store: Store) -> None:
    async with store.trial(statements(SCHEMA, two_nodes())) as tried:
        for refused in (tried.write([EMPTY]), tried.define(SCHEMA), tried.fill(SCHEMA, Changes())):
            with pytest.raises(StoreError, match="trial"):
                await refused
        writer = asyncio.create_task(apply(store, two_nodes()))
        await asyncio.sleep(0.3)
        assert not writer.done(), "the same ids are being tried"
    await writer
    assert await store.read(COUNT) == [{"n": 2}]


# ------------------------------------------------------------ quick statements


QUICK_ONE = "RETURN 1 AS one"


def threads_of(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """In which thread each read from now on is answered."""
    seen: list[int] = []
    answer = store._read

    def noted(cypher: str, params: Mapping[str, Any]) -> list[Row]:
        seen.append(threading.get_ident())
        return answer(cypher, params)

    monkeypatch.setattr(store, "_read", noted)
    return seen


async def test_what_is_always_quick_is_answered_where_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until the graph changes: then it may be quick no longer."""
    async with EmbeddedStore("", 5) as store:
        seen = threads_of(store, monkeypatch)
        here = threading.get_ident()
        await store.read(QUICK_ONE)
        assert here not in seen, "of an unknown statement nobody knows how long it takes"
        for _ in range(400):
            await store.read(QUICK_ONE)
        assert seen[-1] == here
        await store.write([])
        await store.read(QUICK_ONE)
        assert seen[-1] != here


async def test_a_short_statement_is_answered_where_a_lone_caller_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In company in threads: side by side they take half as long."""
    monkeypatch.setattr("graph.pace.QUICK", 0)
    async with EmbeddedStore("", 5) as store:
        seen = threads_of(store, monkeypatch)
        here = threading.get_ident()
        for _ in range(400):
            await store.read(QUICK_ONE)
        assert here in seen and seen[-1] == here
        before = len(seen)
        await asyncio.gather(store.read(QUICK_ONE), store.read(QUICK_ONE))
        assert here not in seen[before:]
        await store.read(QUICK_ONE)
        assert seen[-1] == here


def test_a_statement_is_quick_by_the_mean_of_its_latest_answers() -> None:
    pace = Pace()
    for _ in range(15):
        pace.took("a", 0.0001)
    assert not pace.is_quick("a")
    for _ in range(60):
        pace.took("a", 0.0001)
    assert pace.is_quick("a") and not pace.is_quick("b")
    pace.took("a", 0.006)
    assert pace.is_quick("a"), "one pause of the engine does not count"
    pace.took("a", 0.1)
    assert not pace.is_quick("a")
    pace.forget()
    assert not pace.is_quick("a")
