"""Paths through the graph: how an answer is connected with what was asked about."""

from collections.abc import Sequence

from pydantic import Field

from graph import SCHEMA
from graph.store import Row
from queries.answers import Answer

# How one name is compared with another; no relationship of the graph.
ALIKE, CONTAINS, MEANS = "ALIKE", "CONTAINS", "MEANS"
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
    compared = type_ in ("", ALIKE, CONTAINS, MEANS)
    return compared or (source, target) in SCHEMA.rel(type_).ends


class Seen(Step):
    """A step of a way that may begin with words: `words` are those by which a node was found where
    no relationship leads to it (`rel` is empty then)."""

    words: list[str] = Field(default=[])
