"""Paths through the graph: how an answer is connected with what was asked about."""

from collections.abc import Sequence

from pydantic import Field

from graph.store import Row
from queries.answers import Answer

# How one name is compared with another; no relationship of the graph.
ALIKE, CONTAINS, MEANS = "ALIKE", "CONTAINS", "MEANS"


class Step(Answer):
    """A node on a path and the relationship by which it was reached; empty for the first. Where
    names were compared, `rel` is ALIKE, CONTAINS or MEANS."""

    label: str
    id: str
    name: str
    rel: str


def path(nodes: Sequence[Sequence[str]], rels: Sequence[str]) -> list[Step]:
    """From the label, id and name of each node and the types between them."""
    return [Step(**step) for step in path_rows(nodes, rels)]


def path_rows(nodes: Sequence[Sequence[str]], rels: Sequence[str]) -> list[Row]:
    """What the steps are made of."""
    return [
        {"label": label, "id": id, "name": name, "rel": rel}
        for (label, id, name), rel in zip(nodes, ("", *rels), strict=True)
    ]


class Seen(Step):
    """A step of a way that may begin with words: `words` are those by which a node was found where
    no relationship leads to it (`rel` is empty then)."""

    words: list[str] = Field(default=[])
