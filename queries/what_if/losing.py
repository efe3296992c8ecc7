"""What would be lost with an enterprise. The enterprise is taken out of the graph in a transaction
that is rolled back, and the same questions are put before and then: so every loss is a difference
between two graphs, and not a second way of counting."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from graph import SCHEMA
from graph.origin import files
from graph.store import Row, Store
from graph.write import removal
from queries import rulefiles
from queries.coverage import coverage
from queries.packs import Pack
from queries.partners import unknown_enterprise
from queries.rulefiles import Rule
from queries.rules import findings, is_on, parameters
from queries.text import cypher
from queries.what_if.answer import DEFINITION, OPENED, Losing
from queries.what_if.differences import Lost, State
from queries.what_if.mending import fewest, known_things, options
from queries.what_if.party import organisations, people
from queries.what_if.telling import enterprise, told
from queries.what_if.ties import KNOWN, Ties, ties

CLOSED_BY = "SV-04"  # its parameter `closed` says which orders are closed


class Asked(NamedTuple):
    """What is asked about: the enterprise, those around it, and the rule for segments."""

    row: Row
    around: Sequence[str]
    rules: Sequence[Rule]
    pack: Pack | None
    as_of: str


async def lose(
    store: Store,
    enterprise_id: str,
    *,
    as_of: str,
    rules: Sequence[Rule] | None = None,
    pack: Pack | None = None,
) -> Losing:
    """What would be lost with the enterprise of that id on a day. `rules` are ours by default; of
    them CH-08 says which segments open, SV-04 which orders are closed. Raises `NotFound`."""
    known = rulefiles.load() if rules is None else rules
    closed = next((parameters(r, pack)["closed"] for r in known if r.id == CLOSED_BY), ())
    rows = await store.read(
        cypher("what_if_enterprise"), id=enterprise_id, as_of=as_of, closed=list(closed)
    )
    if not rows:
        raise unknown_enterprise(enterprise_id)
    row = rows[0]
    if not row["open"]:
        return await _closed(store, row, as_of)
    own = await ties(store, [row["id"]], as_of=as_of)
    asked = Asked(row, _around(own, row["id"]), _judging(known, pack), pack, as_of)
    before = await _state(store, asked)
    if before.opened and before.opened.unjudged:  # what an engine refuses ends the transaction
        asked = asked._replace(rules=[])
    async with store.trial(removal(SCHEMA, "Enterprise", row["id"])) as tried:
        after = await _state(tried, asked)
        lost = Lost(row, own, before, after)
        wanted = {product for tie in lost.ties for product in lost.wanted(tie)}
        things = await known_things(
            tried, before.ties, wanted, [s.subject.id for s in lost.segments], as_of=as_of
        )
        losses = lost.losses(things)
        found = await options(tried, things, losses, as_of=as_of)
    mend = await asyncio.to_thread(fewest, things, losses, found)
    return told(lost, things, found, mend, await people(store, row), as_of)


def _judging(rules: Sequence[Rule], pack: Pack | None) -> list[Rule]:
    return [rule for rule in rules if rule.id == OPENED and is_on(rule, pack)]


async def _state(store: Store, asked: Asked) -> State:
    row, day = asked.row, asked.as_of
    rules, opened = asked.rules, None
    if rules:
        opened = await findings(store, rules, as_of=day, pack=asked.pack)
    rates = {
        chain: each
        for chain in row["chains"]
        for each in (await coverage(store, as_of=day, chain=chain, pack=asked.pack)).items
        if each.chain == chain
    }
    return State(
        await ties(store, asked.around, as_of=day),
        opened,
        await organisations(store, row["organisations"], as_of=day),
        rates,
    )


def _around(own: Ties, id: str) -> list[str]:
    """Everybody who may get something from the enterprise or sell to it."""
    row = own.firms[id]
    families = {f for product in row["products"] for f in own.feeding(product) | own.fed(product)}
    known = {other for column in KNOWN.values() for other, _, _ in row[column]}
    return sorted({*known, *own.makers_of(families)} - {id})


async def _closed(store: Store, row: Row, as_of: str) -> Losing:
    return Losing(
        enterprise=enterprise(row),
        without_supplier=[],
        without_customer=[],
        segments=[],
        organisations=[],
        people=await people(store, row),
        orders=[],
        coverage=[],
        mend=[],
        unmended=[],
        as_of=as_of,
        sources=sorted(files(row["origin"])),
        definition=DEFINITION,
        why="该企业已停业或注销，其供需、环节和覆盖已不计入现状，不会再因它而失去什么",
    )
