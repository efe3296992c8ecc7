"""Which chains things belong to, looked up for all of a kind at once."""

import asyncio
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from graph.store import Store
from queries.text import cypher_along

T = TypeVar("T")
CHAIN = "Chain"
NONE: frozenset[str] = frozenset()


class Way(NamedTuple):
    """Relationships by which a kind belongs to another: to chains, or to what belongs to them."""

    types: str
    to: str


# What belongs to chains, and by which ways.
WAYS: Mapping[str, Sequence[Way]] = {
    "Application": (Way("APPLIES", "Enterprise"), Way("APPLIES", "Site")),
    "Enterprise": (Way("IN_CHAIN", CHAIN), Way("AT", "Segment")),
    "MassOrg": (Way("IN_CHAIN", CHAIN), Way("IN_ENTERPRISE", "Enterprise")),
    "Member": (Way("MEMBER_OF", "PartyOrg"),),
    "Order": (Way("IN_CHAIN", CHAIN), Way("RAISES", "Enterprise")),
    "PartyOrg": (
        Way("IN_CHAIN|LEADS", CHAIN),
        Way("COVERS", "Enterprise"),
        Way("COVERS", "Site"),
    ),
    "Project": (Way("SERVES", CHAIN),),
    "Segment": (Way("IN_CHAIN", CHAIN),),
    "Site": (Way("IN_CHAIN", CHAIN),),
}
OWN_FIRST = frozenset({"MassOrg"})  # with chains of their own they belong to no others

Parts = Mapping[str, Sequence[str]]  # by the id of a whole, the ids of what belongs to it


async def chains_of(
    store: Store, labels: Collection[str], *, as_of: str
) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By label and id, the ids of the chains of everything of these kinds on that day, in order;
    nothing for what is of no chain. KeyError for a label that has no way to a chain."""
    belonging = Belonging(store, as_of)
    told = await asyncio.gather(*map(belonging.chains, labels))
    return dict(zip(labels, told, strict=True))


class Belonging:
    """The chains of things on a day, for who asks kind by kind.

    Each relationship is read once, for whoever comes first, and followed here: chain by chain a
    path of three would be walked again for every kind that takes it.
    """

    def __init__(self, store: Store, as_of: str) -> None:
        self._store = store
        self._as_of = as_of
        self._begun: dict[tuple[str, Way], asyncio.Task[Parts]] = {}
        self._found: dict[str, Mapping[str, frozenset[str]]] = {}
        self._told: dict[str, Mapping[str, Sequence[str]]] = {}
        # Most things are of the chains that others are of: each set is put in order once.
        self._in_order: dict[frozenset[str], list[str]] = {}

    async def chains(self, label: str) -> Mapping[str, Sequence[str]]:
        """By id, the ids of the chains of everything of a kind, as `chains_of` tells them."""
        kinds = sorted(_on_the_way(label), key=lambda kind: len(_on_the_way(kind)))
        ways = [(kind, way) for kind in kinds for way in WAYS[kind]]
        parts = dict(zip(ways, await asyncio.gather(*map(self._reading, ways)), strict=True))
        for kind in kinds:
            if kind not in self._found:
                members = [parts[kind, way] for way in WAYS[kind]]
                self._found[kind] = _followed(kind, members, self._found)
        if label not in self._told:
            self._told[label] = self._ordered(self._found[label])
        return self._told[label]

    def _ordered(self, found: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
        for of in {*found.values()} - self._in_order.keys():
            self._in_order[of] = sorted(of)
        return {id: self._in_order[of] for id, of in found.items()}

    def _reading(self, way: tuple[str, Way]) -> asyncio.Task[Parts]:
        if way not in self._begun:
            self._begun[way] = shared(_parts(self._store, *way, self._as_of))
        return self._begun[way]


def shared(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Work that several may wait for. It fails for them alone: for nobody, once all have gone
    because something else failed first."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


def _on_the_way(label: str) -> set[str]:
    """The kind, and those by way of which it belongs to chains."""
    ways = (_on_the_way(way.to) for way in WAYS[label] if way.to != CHAIN)
    return {label}.union(*ways)


async def _parts(store: Store, label: str, way: Way, as_of: str) -> Parts:
    statement = cypher_along("belonging", way.types, label, way.to)
    rows = await store.read(statement, as_of=as_of)
    return {row["whole"]: row["parts"] for row in rows}


def _followed(
    label: str, parts: Iterable[Parts], found: Mapping[str, Mapping[str, frozenset[str]]]
) -> dict[str, frozenset[str]]:
    """By id, the chains of a kind: `parts` way by way, `found` those of the kinds on the way."""
    chains: dict[str, frozenset[str]] = {}
    for way, members in zip(WAYS[label], parts, strict=True):
        settled = frozenset(chains) if label in OWN_FIRST else NONE
        for whole, ids in members.items():
            of = frozenset((whole,)) if way.to == CHAIN else found[way.to].get(whole, NONE)
            for id in ids if of else ():
                before = chains.get(id)
                if before is None:
                    chains[id] = of
                elif id not in settled and not of <= before:
                    chains[id] = before | of
    return chains
