"""How near two parties are: by the regions that hold both, and by what they do in a chain."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, Protocol

from graph.store import Row
from queries.closing.costs import Closeness, Distance

Ids = frozenset[str]

LEVELS: Mapping[str, Distance] = {
    "镇街": "town",
    "园区": "town",
    "县": "county",
    "市": "city",
    "省": "province",
}
NEAR: frozenset[Distance] = frozenset(("town", "county"))  # who may share a branch (地域相邻)
FARTHER: tuple[Distance, ...] = ("town", "county", "city", "province", "apart")


class Placed(Protocol):
    """What has a place and stands in chains."""

    @property
    def regions(self) -> Ids: ...
    @property
    def segments(self) -> Ids: ...
    @property
    def chains(self) -> Ids: ...


class Regions:
    """The tree of regions. Rows have `id`, `name`, `level` and `parents`.

    Districts by GB/T 2260 lie within one another by their codes as well, since tables often give
    the code alone: 441284450 in 441284, in 441200, in 440000.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        known = {row["id"]: row for row in rows}
        self._names: dict[str, str] = {id: row["name"] or id for id, row in known.items()}
        self._levels = {id: LEVELS.get(row["level"] or "") for id, row in known.items()}
        self._parents = {id: row["parents"] for id, row in known.items()}
        self.above = cache(self._above)
        self.distance = cache(self._distance)

    def name(self, id: str) -> str:
        return self._names.get(id, id)

    def smallest(self, regions: Iterable[str]) -> str:
        """The name of the smallest of the regions; empty when there is none."""
        found = max(regions, key=lambda id: (len(self.above(id)), id), default=None)
        return self.name(found) if found else ""

    def near(self, regions: Ids) -> Ids:
        """The regions that hold one of these, small enough for all in them to be near."""
        return frozenset(
            id for region in regions for id in self.above(region) if self._class(id) in NEAR
        )

    def counties(self, regions: Ids) -> Ids:
        """The counties among these regions and those that hold them."""
        above = (id for region in regions for id in self.above(region))
        return frozenset(id for id in above if self._class(id) == "county")

    def _above(self, region: str) -> Ids:
        """A region and all that it lies within."""
        found: set[str] = set()
        left = [region]
        while left:
            if (id := left.pop()) not in found:
                found.add(id)
                left += [*self._parents.get(id, ()), *_by_code(id)]
        return frozenset(found)

    def _distance(self, one: Ids, other: Ids) -> tuple[Distance, str]:
        """The class of the smallest region that holds a place of each, and that region's id."""
        if not one or not other:
            return "unknown", ""
        mine = {id for region in one for id in self.above(region)}
        shared = mine & {id for region in other for id in self.above(region)}
        ranked = ((FARTHER.index(self._class(id)), id) for id in shared)
        rank, id = min(ranked, default=(len(FARTHER) - 1, ""))
        return FARTHER[rank], id

    def _class(self, id: str) -> Distance:
        return self._levels.get(id) or _level_by_code(id)


def _by_code(id: str) -> Iterator[str]:
    if id.isdigit() and len(id) in (9, 12):
        yield id[:6]
    elif id.isdigit() and len(id) == 6:
        yield from (above for above in (id[:4] + "00", id[:2] + "0000") if above != id)


def _level_by_code(id: str) -> Distance:
    """A region whose level nobody told and whose code does not tell brings nobody together."""
    if not id.isdigit() or len(id) not in (6, 9, 12):
        return "apart"
    if len(id) > 6:
        return "town"
    return "province" if id.endswith("0000") else "city" if id.endswith("00") else "county"


class Between(NamedTuple):
    """Two parties compared; `region` is the smallest that holds both, by id."""

    distance: Distance
    region: str
    closeness: Closeness


class Segments:
    """The segments of the chains. Rows have `id`, `name`, `order`, `chains` and `feeds`.

    Neighbours stand next to each other in the order of a chain, or products of one feed products
    of the other.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        known = list(rows)
        self._names: dict[str, str] = {row["id"]: row["name"] or row["id"] for row in known}
        beside: dict[str, set[str]] = defaultdict(set)
        for one, other in [*_in_order(known), *_fed(known)]:
            beside[one].add(other)
            beside[other].add(one)
        self._beside = {id: frozenset(others) for id, others in beside.items()}
        self._unordered = frozenset(row["id"] for row in known if row["order"] is None)
        self.closeness = cache(self._closeness)

    def name(self, id: str) -> str:
        return self._names.get(id, id)

    def around(self, segments: Ids) -> Ids:
        """These segments and their neighbours."""
        return segments.union(*(self._beside.get(id, frozenset()) for id in segments))

    def lacks_order(self, segments: Ids) -> bool:
        """Whether nobody told where one of these stands in the order of its chain."""
        return not self._unordered.isdisjoint(segments)

    def _closeness(self, one: Ids, other: Ids, chains: Ids, others: Ids) -> Closeness:
        if one & other:
            return "same"
        if self.around(one) & other:
            return "neighbour"
        return "chain" if chains & others else "other"


def _in_order(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Pairs of segments whose orders in one chain differ by one."""
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        for chain in row["chains"]:
            if row["order"] is not None:
                places[chain, row["order"]].append(row["id"])
    for (chain, order), ids in places.items():
        for other in places.get((chain, order + 1), ()):
            yield from ((id, other) for id in ids)


def _fed(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield from ((row["id"], other) for other in row["feeds"])


class Nearness:
    """Compares parties by place and by segment."""

    def __init__(self, regions: Regions, segments: Segments) -> None:
        self.regions = regions
        self.segments = segments

    def between(self, one: Placed, other: Placed) -> Between:
        distance, region = self.regions.distance(one.regions, other.regions)
        closeness = self.segments.closeness(one.segments, other.segments, one.chains, other.chains)
        return Between(distance, region, closeness)
