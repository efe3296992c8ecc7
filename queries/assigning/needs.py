"""Which enterprises are to be served in which role, as far as anybody has told."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from graph.origin import origins
from graph.store import Row, Store
from queries.assigning.sides import Need, Post
from queries.closing.nearness import Ids
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import parameters
from queries.text import cypher

SHOWN = 3  # names in a reason
KINDS = ("技术", "人才")  # of needs that a university can meet
BY_SEGMENT = "按所处环节的学科"


class Needs(NamedTuple):
    """Enterprises by id; ids of those of which nobody can tell; the tables that say so."""

    found: dict[str, Need]
    unknown: Ids
    sources: set[str]


class Words(NamedTuple):
    """What rules say: how large is large (WO-01), the tags of key enterprises (CH-04), the states
    of orders (SV-01) and needs (CH-10) that are closed."""

    large: int
    tags: Sequence[str]
    orders: Sequence[str]
    needs: Sequence[str]


def words(rules: Iterable[Rule], pack: Pack | None) -> Words:
    known: Mapping[str, Mapping[str, Any]] = {
        rule.id: parameters(rule, pack)
        for rule in rules
        if rule.id in ("WO-01", "CH-04", "SV-01", "CH-10")
    }
    return Words(
        known.get("WO-01", {}).get("large", 50),
        known.get("CH-04", {}).get("tags", ()),
        known.get("SV-01", {}).get("closed", ()),
        known.get("CH-10", {}).get("closed", ()),
    )


async def of_instructor(store: Store, as_of: str, words: Words) -> Needs:
    """Enterprises without members and organisation; those that nobody has surveyed are counted."""
    rows = await store.read(cypher("assign_uncovered"), as_of=as_of, large=words.large)
    known = [row for row in rows if row["surveyed"] and row["members"] is not None]
    found = {
        row["id"]: Need(["无党员、无党组织"], first=row["large"], reported=row["instructed"])
        for row in known
    }
    unknown = frozenset(row["id"] for row in rows) - found.keys()
    return Needs(found, unknown, _sources(known))


async def of_leader(store: Store, as_of: str, words: Words) -> Needs:
    """Those that lead a chain, and key enterprises."""
    rows = await store.read(cypher("assign_key"), as_of=as_of, tags=list(words.tags))
    found = {row["id"]: Need([_key(row)], first=row["leading"]) for row in rows}
    return Needs(found, frozenset(), _sources(rows))


async def of_officer(store: Store, as_of: str, words: Words) -> Needs:
    """Enterprises with orders that are not closed, and key ones."""
    orders, key = await asyncio.gather(
        store.read(cypher("assign_orders"), as_of=as_of, closed=list(words.orders)),
        of_leader(store, as_of, words),
    )
    found = {id: Need(need.why) for id, need in key.found.items()}
    for id, rows in _by_id(orders).items():
        need = found.setdefault(id, Need([]))
        need.topics = list(dict.fromkeys(row["category"] for row in rows if row["category"]))
        need.why = [f"未办结诉求{len(rows)}项{_listed(need.topics)}", *need.why]
        need.first = True
    return Needs(found, frozenset(), key.sources | _sources(orders))


async def of_university(store: Store, as_of: str, words: Words) -> Needs:
    """Enterprises with needs, by the disciplines of these, and all whose segments tell some."""
    needs, segments = await asyncio.gather(
        store.read(
            cypher("assign_needs"), as_of=as_of, closed=list(words.needs), kinds=list(KINDS)
        ),
        store.read(cypher("assign_segments"), as_of=as_of),
    )
    found = {row["id"]: Need([BY_SEGMENT], topics=row["disciplines"]) for row in segments}
    for id, rows in _by_id(needs).items():
        need = found.setdefault(id, Need([]))
        told = sorted({discipline for row in rows for discipline in row["disciplines"]})
        listed = _listed([row["name"] or row["need"] for row in rows])
        need.why = [f"需求{len(rows)}项{listed}", *([] if told else need.why)]
        need.topics = told or need.topics
        need.first = need.asks = True
    return Needs(found, frozenset(), _sources([*needs, *segments]))


OF: Mapping[Post, Callable[[Store, str, Words], Awaitable[Needs]]] = {
    "instructor": of_instructor,
    "leader": of_leader,
    "officer": of_officer,
    "university": of_university,
}


def _key(row: Row) -> str:
    return "链主企业" if row["leading"] else f"重点企业{_listed(row['tags'])}"


def _by_id(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["id"]].append(row)
    return found


def _listed(names: Sequence[str]) -> str:
    """Names in brackets, the first few of them."""
    more = f"等{len(names)}项" if len(names) > SHOWN else ""
    return f"（{'、'.join(names[:SHOWN])}{more}）" if names else ""


def _sources(rows: Iterable[Row]) -> set[str]:
    return {origin.file for row in rows for origin in origins(row["origin"])}
