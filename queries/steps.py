"""Paths through the graph: how an answer is connected with what was asked about."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pydantic import Field

from graph import SCHEMA
from graph.origin import files
from graph.store import Row, Store
from queries.answers import Answer
from queries.text import cypher_along

# How one name is compared with another; no relationship of the graph.
ALIKE, CONTAINS, MEANS = COMPARISONS = ("ALIKE", "CONTAINS", "MEANS")
AGAINST = "<"  # ends the type of a relationship that is walked against its direction


class Step(Answer):
    """A node on a path and the relationship by which it was reached; empty for the first. Where
    names were compared, `rel` is ALIKE, CONTAINS or MEANS. `forward` when the relationship leads
    here from the node before, and not from here to that."""

    label: str
    id: str
    name: str
    rel: str
    forward: bool = True


def path(nodes: Sequence[Sequence[str]], rels: Sequence[str]) -> list[Step]:
    """From the label, id and name of each node and the types between them; between two of one
    label one may be `AGAINST`, else the vocabulary says where it leads."""
    return [Step(**step) for step in path_rows(nodes, rels)]


def path_rows(nodes: Sequence[Sequence[str]], rels: Sequence[str]) -> list[Row]:
    """What the steps are made of."""
    before = [label for label, *_ in nodes]
    return [
        {
            "label": label,
            "id": id,
            "name": name,
            "rel": rel.removesuffix(AGAINST),
            "forward": _is_forward(rel, source, label),
        }
        for (label, id, name), rel, source in zip(
            nodes, ("", *rels), ("", *before[:-1]), strict=True
        )
    ]


def against(rel: str) -> str:
    """The same relationship, walked the other way."""
    return rel.removesuffix(AGAINST) if rel.endswith(AGAINST) else rel + AGAINST


def backwards(rels: Sequence[str]) -> tuple[str, ...]:
    """The types on a way, from its end to its beginning."""
    return tuple(against(rel) for rel in reversed(rels))


def _is_forward(rel: str, source: str, target: str) -> bool:
    type_ = rel.removesuffix(AGAINST)
    if source == target:
        return not rel.endswith(AGAINST)
    return type_ in ("", *COMPARISONS) or (source, target) in SCHEMA.rel(type_).ends


async def stating(store: Store, paths: Iterable[Sequence[Step]], *, as_of: str) -> list[str]:
    """The files that state the relationships of paths as of a day, in order."""
    ends: dict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for way in paths:
        for before, step in pairwise(way):
            if step.rel and step.rel not in COMPARISONS:
                source, target = (before, step) if step.forward else (step, before)
                ends[step.rel, source.label, target.label].add((source.id, target.id))
    asked = (
        store.read(cypher_along("stating", *kind), ends=sorted(map(list, pairs)), as_of=as_of)
        for kind, pairs in ends.items()
    )
    told = await asyncio.gather(*asked)
    return sorted({file for rows in told for row in rows for file in files(row["origin"])})


class Seen(Step):
    """A step of a way that may begin with words: `words` are those by which a node was found where
    no relationship leads to it (`rel` is empty then)."""

    words: list[str] = Field(default=[])
