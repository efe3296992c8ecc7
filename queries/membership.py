"""Which chains things belong to, looked up for all of a kind at once."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from graph.store import Store
from queries.text import cypher_along

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
    nothing for what is of no chain. KeyError for a label that has no way to a chain.

    Each relationship is read once for all, and followed here: chain by chain a path of three would
    be walked again for every kind that takes it.
    """
    wanted = sorted({each for label in labels for each in _on_the_way(label)})
    asked = [(label, way) for label in wanted for way in WAYS[label]]
    told = await asyncio.gather(*(_parts(store, *each, as_of) for each in asked))
    parts = dict(zip(asked, told, strict=True))
    found: dict[str, dict[str, frozenset[str]]] = {}
    for label in sorted(wanted, key=lambda each: len(_on_the_way(each))):
        found[label] = _followed(label, parts, found)
    # Most things are of the chains that others are of: each set is put in order once.
    listed = {chains: sorted(chains) for label in labels for chains in {*found[label].values()}}
    return {label: {id: listed[of] for id, of in found[label].items()} for label in labels}


def _on_the_way(label: str) -> set[str]:
    """The kind, and those by way of which it belongs to chains."""
    ways = (_on_the_way(way.to) for way in WAYS[label] if way.to != CHAIN)
    return {label}.union(*ways)


async def _parts(store: Store, label: str, way: Way, as_of: str) -> Parts:
    statement = cypher_along("belonging", way.types, label, way.to)
    rows = await store.read(statement, as_of=as_of)
    return {row["whole"]: row["parts"] for row in rows}


def _followed(
    label: str,
    parts: Mapping[tuple[str, Way], Parts],
    found: Mapping[str, Mapping[str, frozenset[str]]],
) -> dict[str, frozenset[str]]:
    chains: dict[str, frozenset[str]] = {}
    for way in WAYS[label]:
        settled = frozenset(chains) if label in OWN_FIRST else NONE
        for whole, ids in parts[label, way].items():
            of = frozenset((whole,)) if way.to == CHAIN else found[way.to].get(whole, NONE)
            for id in ids if of else ():
                before = chains.get(id)
                if before is None:
                    chains[id] = of
                elif id not in settled and not of <= before:
                    chains[id] = before | of
    return chains
