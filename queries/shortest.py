"""A shortest way between two nodes, searched from both ends at once.

The engines' own `shortestPath` answers differently once a condition is laid on the way (one looks
for the shortest that fulfils it, the other whether the shortest does), so the steps are ours. Of
several shortest ways always the same one is taken, whatever order an engine returns rows in.
"""

from collections import ChainMap
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from queries.steps import against

# Plain tuples, since thousands are met on the way: a named one takes ten times as long to make.
Node = tuple[str, str]  # label, id
Came = tuple[Node, str]  # from where, and by which relationship, a node was reached first
Edge = tuple[Node, str, Node, str]  # from, relationship, to, name of what it leads to
Expand = Callable[[list[Node]], Awaitable[Iterable[Edge]]]


@dataclass
class Side:
    """What was reached from one end, level by level."""

    frontier: list[Node]
    reached: dict[Node, Came | None] = field(default_factory=dict)
    names: dict[Node, str] = field(default_factory=dict)

    async def advance(self, expand: Expand) -> None:
        """Reach everything one step further."""
        level: dict[Node, Came] = {}
        for source, rel, target, name in await expand(self.frontier):
            if target in self.reached:
                continue
            came = (source, rel)
            if target not in level or came < level[target]:
                level[target] = came
            self.names[target] = name
        self.frontier = list(level)
        self.reached.update(level)

    def back(self, node: Node) -> list[tuple[Node, str]]:
        """From a node to this end: each node with the relationship that leads on, '' at the end."""
        way: list[tuple[Node, str]] = []
        while came := self.reached[node]:
            source, rel = came
            way.append((node, rel))
            node = source
        return [*way, (node, "")]


class Way(NamedTuple):
    """Nodes from the one end to the other with their names, and the types between them."""

    nodes: list[tuple[Node, str]]
    rels: list[str]


async def shortest(
    source: tuple[Node, str], target: tuple[Node, str], expand: Expand, longest: int
) -> Way | None:
    """A shortest way of at most `longest` steps; None when there is none."""
    sides = [_side(*source), _side(*target)]
    for _ in range(longest + 1):
        if met := sides[0].reached.keys() & sides[1].reached.keys():
            return min((_way(sides, node) for node in met), key=_order)
        if not all(side.frontier for side in sides):
            return None
        await min(sides, key=lambda side: len(side.frontier)).advance(expand)
    return None


def _side(node: Node, name: str) -> Side:
    return Side([node], {node: None}, {node: name})


def _way(sides: list[Side], node: Node) -> Way:
    """The way through a node that both sides reached."""
    first, second = (side.back(node) for side in sides)
    names = ChainMap(sides[0].names, sides[1].names)
    nodes = [node for node, _ in (*reversed(first), *second[1:])]
    rels = [rel for _, rel in reversed(first[:-1])] + [against(rel) for _, rel in second[:-1]]
    return Way([(node, names[node]) for node in nodes], rels)


def _order(way: Way) -> tuple[list[Node], list[str]]:
    return [node for node, _ in way.nodes], way.rels
