"""Which column each segment stands in, and through which columns each flow passes.

上游, 中游 and 下游 are lanes of one column or more from left to right. A flow that skips columns
gets a passage in each: an item without a card that keeps a way free between the cards. Flows to
the same segment share their passages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from queries.chains import ChainView, Flow, SegmentView
from visualize.order import arrange
from visualize.style import SUPPLY

LANES = ("上游", "中游", "下游")
ONE_COLUMN, TWO_COLUMNS = 5, 12

Way = Literal["forward", "back", "beside", "support"]


@dataclass(frozen=True, slots=True)
class Column:
    """Items from top to bottom: ids of segments, and passages."""

    lane: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A flow and how it runs: through which items, from left to right, if between columns."""

    flow: Flow
    way: Way
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """`support` are the segments that stand below the lanes, in their order."""

    columns: tuple[Column, ...]
    support: tuple[str, ...]
    routes: tuple[Route, ...]
    segments: Mapping[str, SegmentView]

    def column_of(self) -> dict[str, int]:
        """The column of each segment in a lane."""
        items = ((i, c) for c, column in enumerate(self.columns) for i in column.items)
        return {item: c for item, c in items if item in self.segments}


def grid(view: ChainView) -> Grid:
    """Split the lanes into columns, lay the passages, and order the columns for few crossings."""
    segments = {segment.id: segment for segment in sorted(view.segments, key=lambda s: s.order)}
    flows = [f for f in view.flows if f.source in segments and f.target in segments]
    made = [flow for flow in flows if flow.products]  # what firms supply moves no card
    columns = [
        (lane, column)
        for lane in LANES
        for column in _split([s.id for s in segments.values() if s.position == lane], made)
    ]
    place = {id: c for c, (_, column) in enumerate(columns) for id in column}
    routes = tuple(_route(flow, place) for flow in flows)
    items = [[*column, *_passages(routes, c)] for c, (_, column) in enumerate(columns)]
    ordered = arrange(items, _edges(routes))
    return Grid(
        tuple(Column(lane, tuple(o)) for (lane, _), o in zip(columns, ordered, strict=True)),
        tuple(s.id for s in segments.values() if s.position not in LANES),
        routes,
        segments,
    )


def edges(grid: Grid) -> list[tuple[str, str]]:
    """What joins the items of neighbouring columns."""
    return _edges(grid.routes)


def _split(ids: Sequence[str], flows: Sequence[Flow]) -> list[list[str]]:
    """One column for a few segments that don't feed each other, else more, sources leftmost."""
    inner = [(f.source, f.target) for f in flows if f.source in ids and f.target in ids]
    count = 3 if len(ids) > TWO_COLUMNS else 2 if len(ids) > ONE_COLUMN or inner else 1
    depth = dict.fromkeys(ids, 0)
    for _ in range(count - 1):
        for source, target in inner:
            depth[target] = max(depth[target], min(depth[source] + 1, count - 1))
    columns = [[id for id in ids if depth[id] == c] for c in range(count)]
    _balance(columns, {id for pair in inner for id in pair})
    return columns


def _balance(columns: list[list[str]], bound: set[str]) -> None:
    """Move segments without flows inside the lane until the columns are about even."""
    while True:
        longest, shortest = max(columns, key=len), min(columns, key=len)
        free = [id for id in longest if id not in bound]
        if len(longest) - len(shortest) < 2 or not free:
            return
        longest.remove(free[-1])
        shortest.insert(0, free[-1])


def stroke(flow: Flow) -> str:
    """Its line style, by name; flows of different ones share no way."""
    if flow.broken:
        return "broken"
    return "flow" if flow.products else SUPPLY


def _route(flow: Flow, place: Mapping[str, int]) -> Route:
    source, target = place.get(flow.source), place.get(flow.target)
    if source is None or target is None:
        return Route(flow, "support")
    if source == target:
        return Route(flow, "beside")
    if source < target:
        shared = f"to {flow.target} {stroke(flow)}"
        via = _via(shared, range(source + 1, target))
        return Route(flow, "forward", (flow.source, *via, flow.target))
    via = _via(f"back {flow.source} {stroke(flow)}", range(target + 1, source))
    return Route(flow, "back", (flow.target, *via, flow.source))


def _via(name: str, columns: Iterable[int]) -> list[str]:
    # a space cannot be the start of an id: no passage is taken for a segment
    return [f" {name} {column}" for column in columns]


def _passages(routes: Iterable[Route], column: int) -> list[str]:
    found = (i for r in routes for i in r.items[1:-1] if i.endswith(f" {column}"))
    return list(dict.fromkeys(found))


def _edges(routes: Iterable[Route]) -> list[tuple[str, str]]:
    pairs = (pair for r in routes for pair in zip(r.items, r.items[1:], strict=False))
    return list(dict.fromkeys(pairs))
