"""The whole network: every entity and relationship while they are few enough to be drawn one by
one, else how many there are of each kind, or at each chain, segment or district."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from graph import SCHEMA
from graph.store import Store
from queries.answers import Answer
from queries.entities import HIDDEN
from queries.exploring import Key
from queries.text import cypher, cypher_of

MOST = 10_000  # entities that are drawn one by one
By = Literal["kind", "chain", "segment", "district", "industry"]
WAYS: tuple[By, ...] = get_args(By)
PLACES: dict[By, str] = {
    "chain": "Chain",
    "segment": "Segment",
    "district": "Region",
    "industry": "Industry",
}
# by which relationships an entity sits at a place, the closest first
SEATS: dict[By, tuple[str, ...]] = {
    "segment": ("AT", "OF"), "chain": ("IN_CHAIN", "LEADS", "SERVES"),
    "district": ("LOCATED_IN", "WITHIN"), "industry": ("IN_INDUSTRY", "WITHIN"), "kind": (),
}  # fmt: skip


class Member(Answer):
    """An entity, and where it sits: a segment, a chain, a district; itself for one of these; none
    where nobody knows."""

    label: str
    id: str
    name: str
    seat: Key | None


class Tie(Answer):
    """A relationship between two members, by their places in the list."""

    source: int
    target: int
    type: str


class Whole(Answer):
    """Every entity by kind and id, with the relationships between them."""

    members: list[Member]
    ties: list[Tie]
    as_of: str


class Lot(Answer):
    """Entities told by their number: those of a kind, or at a place; by kind in `counts`."""

    label: str
    id: str
    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Strand(Answer):
    """How many relationships of a type lead from one kind to another."""

    source: str
    target: str
    type: str
    count: int


class Lots(Answer):
    """The network in numbers."""

    by: By
    lots: list[Lot]
    strands: list[Strand]
    as_of: str


async def kinds(store: Store) -> dict[str, int]:
    """How many there are of each kind, in the order of the vocabulary; persons are left out."""
    rows = await store.read(cypher("network_kinds"), hidden=HIDDEN)
    known = {row["label"]: row["count"] for row in rows}
    return {node.label: known[node.label] for node in SCHEMA.nodes if node.label in known}


async def whole(store: Store, labels: Sequence[str], *, by: By, as_of: str) -> Whole:
    """Every entity of the kinds, each with its seat."""
    seen = {*labels, *([PLACES[by]] if by in PLACES else [])}
    nodes, lines = await asyncio.gather(
        asyncio.gather(*(store.read(cypher_of("network_nodes", one)) for one in labels)),
        asyncio.gather(
            *(
                store.read(cypher_of("network_lines", one), labels=[*seen], as_of=as_of)
                for one in labels
            )
        ),
    )
    keys = [
        (Key(label, row["id"]), str(row["name"] or row["id"]))
        for label, rows in zip(labels, nodes, strict=True)
        for row in rows
    ]
    at = {key: place for place, (key, _) in enumerate(keys)}
    found = [
        (Key(label, row["id"]), row["type"], Key(row["label"], row["other"]))
        for label, rows in zip(labels, lines, strict=True)
        for row in rows
    ]
    seats = _seats(found, by)
    return Whole(
        members=[
            Member(
                label=key.label,
                id=key.id,
                name=name,
                seat=key if key.label == PLACES.get(by) else seats.get(key),
            )
            for key, name in keys
        ],
        ties=[
            Tie(source=at[source], target=at[target], type=rel)
            for source, rel, target in found
            if source in at and target in at
        ],
        as_of=as_of,
    )


def _seats(lines: Sequence[tuple[Key, str, Key]], by: By) -> dict[Key, Key]:
    """Where each sits: what it leads to by the closest relationship there is, the first by id."""
    seats: dict[Key, Key] = {}
    for closest in SEATS[by]:
        for source, rel, target in lines:
            if rel == closest and target.label == PLACES[by]:
                seats.setdefault(source, target)
    return seats


async def lots(store: Store, counts: Mapping[str, int], *, by: By, as_of: str) -> Lots:
    """The network in numbers: by kind, of which there are so many, with what connects the kinds;
    or by places."""
    if by == "kind":
        return await _of_kinds(store, counts, as_of)
    label = PLACES[by]
    rows = await store.read(cypher_of("network_members", label), hidden=HIDDEN, as_of=as_of)
    found: dict[str, Lot] = {}
    for row in rows:
        new = Lot(label=label, id=row["id"], name=str(row["name"] or row["id"]), counts={})
        counts = found.setdefault(row["id"], new).counts
        if row["label"]:
            counts[row["label"]] = row["count"]
    made = sorted(found.values(), key=lambda lot: (-lot.total, lot.id))
    return Lots(by=by, lots=made, strands=[], as_of=as_of)


async def _of_kinds(store: Store, count: Mapping[str, int], as_of: str) -> Lots:
    answers = await asyncio.gather(
        *(
            store.read(cypher_of("network_ties", label), hidden=HIDDEN, as_of=as_of)
            for label in count
        )
    )
    return Lots(
        by="kind",
        lots=[
            Lot(label=label, id=label, name=SCHEMA.node(label).zh, counts={label: some})
            for label, some in count.items()
        ],
        strands=[
            Strand(source=label, target=row["label"], type=row["type"], count=row["count"])
            for label, rows in zip(count, answers, strict=True)
            for row in rows
        ],
        as_of=as_of,
    )
