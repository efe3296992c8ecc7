"""What is to be written: nodes and relationships to create and to update."""

from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Values = dict[str, Any]


class Ends(NamedTuple):
    """A relationship type between two labels."""

    type: str
    source: str
    target: str


class NodeUpdate(NamedTuple):
    """Values that change on the node `id`; None removes one."""

    id: str
    values: Values


class RelRow(NamedTuple):
    """A relationship from node `source` to node `target`, ids of the labels of its `Ends`."""

    source: str
    target: str
    values: Values


@dataclass
class Changes:
    """By label and by `Ends`. `values` of a new node hold its `id`."""

    new_nodes: dict[str, list[Values]] = field(default_factory=dict)
    changed_nodes: dict[str, list[NodeUpdate]] = field(default_factory=dict)
    new_rels: dict[Ends, list[RelRow]] = field(default_factory=dict)
    changed_rels: dict[Ends, list[RelRow]] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many nodes and relationships are touched."""
        groups: tuple[Mapping[Any, Sized], ...] = (
            self.new_nodes,
            self.changed_nodes,
            self.new_rels,
            self.changed_rels,
        )
        return sum(len(rows) for group in groups for rows in group.values())
