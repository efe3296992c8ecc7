"""Which chains things belong to, looked up for all of a kind at once."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
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
        self._begun: dict[object, asyncio.Task[Any]] = {}
        # Most things are of the chains that others are of: each set is put in order once.
        self._listed: dict[frozenset[str], list[str]] = {}

    async def chains(self, label: str) -> Mapping[str, Sequence[str]]:
        """By id, the ids of the chains of everything of a kind, as `chains_of` tells them."""
        return await self._once(self._in_order, label)

    async def _in_order(self, label: str) -> dict[str, list[str]]:
        found: dict[str, frozenset[str]] = await self._once(self._found, label)
        for of in {*found.values()} - self._listed.keys():
            self._listed[of] = sorted(of)
        return {id: self._listed[of] for id, of in found.items()}

    async def _found(self, label: str) -> dict[str, frozenset[str]]:
        ways = WAYS[label]
        kinds = sorted({way.to for way in ways} - {CHAIN})
        parts, others = await asyncio.gather(
            asyncio.gather(*(self._once(self._parts, label, way) for way in ways)),
            asyncio.gather(*(self._once(self._found, kind) for kind in kinds)),
        )
        return _followed(label, parts, dict(zip(kinds, others, strict=True)))

    async def _parts(self, label: str, way: Way) -> Parts:
        statement = cypher_along("belonging", way.types, label, way.to)
        rows = await self._store.read(statement, as_of=self._as_of)
        return {row["whole"]: row["parts"] for row in rows}

    def _once(self, work: Callable[..., Coroutine[Any, Any, T]], *args: object) -> asyncio.Task[T]:
        """The work as it was begun for these, by now or by whoever asked before."""
        key = (work, *args)
        if key not in self._begun:
            self._begun[key] = shared(work(*args))
        return self._begun[key]


def shared(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Work that several may wait for. It fails for them alone: for nobody, once all have gone
    because something else failed first."""
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


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
