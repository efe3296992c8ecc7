"""Which enterprises of one or two members form joint branches, or join one: an exact model.

A branch is seated at one of its enterprises; every other one is near the seat and in the same or a
neighbouring segment. Enterprises that no cost and no condition tells apart are one kind, of which
only the number counts, and parts that no possible branch connects are solved apart; the sum of
their optima is the optimum. How a part is solved stands in `groups.py`.
"""

import time
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from queries.closing.costs import Costs
from queries.closing.groups import (
    LACKING,
    Banned,
    Choice,
    Item,
    Place,
    PossibleGroup,
    Programme,
    begin,
    finish,
)
from queries.closing.nearness import NEAR, Between, Nearness
from queries.closing.situation import Unit

PATIENCE = 2.0  # seconds for solving a part anew


@dataclass(frozen=True)
class Seat:
    """A branch that is there before the plan chooses: one that exists, or enterprises that are
    pinned together. It takes up to `room` more, and needs `need` more members."""

    id: str
    units: tuple[Unit, ...]
    room: int
    need: int
    join: int  # what each that joins costs, besides nearness


@dataclass(frozen=True)
class Problem:
    """`units` have at least one and fewer than `least` members; `apart` are pairs of ids that share
    no branch; `barred` are (unit, seat) that do not come together."""

    units: Sequence[Unit]
    seats: Sequence[Seat]
    nearness: Nearness
    costs: Costs
    least: int
    most: int
    apart: Collection[frozenset[str]] = ()
    barred: Collection[tuple[str, str]] = ()


class Group(NamedTuple):
    """Units that share a branch: one of their own, seated at `seat`, or that of a `Seat`.

    `rise` is by how much the cost of the plan would rise without just this branch, and `instead`
    what would be done; None when nobody computed it.
    """

    seat: str
    units: tuple[Unit, ...]
    cost: int
    rise: float | None = None
    instead: str = ""


class Joint(NamedTuple):
    """The branches, the units that are left, what all costs and what it costs at least; `short`
    are the members that pinned seats still lack, `lonely` the ids of units that nobody is near."""

    groups: list[Group]
    left: list[Unit]
    cost: float
    bound: float
    short: Mapping[str, int]
    lonely: frozenset[str] = frozenset()


class Kind(NamedTuple):
    """Units that nothing tells apart, by id."""

    units: tuple[Unit, ...]

    @property
    def one(self) -> Unit:
        return self.units[0]


class Arc(NamedTuple):
    """Units of kind `of` may go to seat `to`: number of a kind, or of a seat behind the kinds."""

    of: int
    to: int
    cost: int


@dataclass
class Part:
    """Types and seats that arcs connect."""

    problem: Problem
    kinds: list[Kind]
    seats: list[Seat]
    arcs: list[Arc] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(kind.units) for kind in self.kinds)


def solve(problem: Problem, *, time_limit: float, overrides: bool = True) -> Joint:
    """The cheapest branches; best known when the time is over, with a bound.

    First every part gets a good answer, then the time that is left is shared out by size to those
    that are not proved; what one does not use is left for those after it.
    """
    until = time.monotonic() + time_limit
    parts = [_refined(part) for part in _parts(problem, single=())]
    parts.sort(key=lambda part: (part.size, part.kinds[0].one.id if part.kinds else ""))
    begun = [begin(_programme(part), until) if part.arcs else None for part in parts]
    left = sum(len(part.arcs) for part in parts)
    found: list[Joint] = []
    for part, each in zip(parts, begun, strict=True):
        share = max(0.05, (until - time.monotonic()) * len(part.arcs) / max(1, left))
        left -= len(part.arcs)
        found.append(_joint(part, finish(each, share)) if each else _nothing(part))
    if overrides:
        found = _with_overrides(parts, found, problem.costs, until)
    return _sum(found)


def cheapest_seat(units: Sequence[Unit], nearness: Nearness, costs: Costs) -> tuple[Unit, int]:
    """The unit that the others are nearest to, and what it costs to bring them there."""

    def all_to(seat: Unit) -> int:
        return sum(bringing(unit, seat, nearness, costs) for unit in units if unit is not seat)

    cost, _, seat = min(
        ((all_to(unit), unit.id, unit) for unit in units), key=lambda each: each[:2]
    )
    return seat, cost


def may_share(one: Unit, other: Unit, nearness: Nearness) -> bool:
    """Whether one may sit in a branch seated at the other: 地域相邻、行业相近."""
    between = compared(one, other, nearness)
    return between.distance in NEAR and between.closeness in ("same", "neighbour")


def compared(one: Unit, other: Unit, nearness: Nearness) -> Between:
    """Two enterprises compared; who supplies the other is its neighbour."""
    between = nearness.between(one, other)
    if between.closeness in ("chain", "other") and other.id in one.partners:
        return between._replace(closeness="neighbour")
    return between


def bringing(one: Unit, other: Unit, nearness: Nearness, costs: Costs) -> int:
    """What it costs to bring one into a branch seated at the other."""
    between = compared(one, other, nearness)
    return costs.distance[between.distance] + costs.closeness[between.closeness]


# ------------------------------------------------------------ kinds, arcs, parts


def _parts(problem: Problem, single: Collection[str]) -> list[Part]:
    """The problem by what is connected; the units in `single` are kinds of their own."""
    kinds = _kinds(problem, single)
    arcs = list(_arcs(problem, kinds))
    count = len(kinds) + len(problem.seats)
    roots = _connected(count, ((arc.of, arc.to) for arc in arcs))
    members: dict[int, list[int]] = defaultdict(list)
    for number in range(count):
        members[roots[number]].append(number)
    by_root: dict[int, list[Arc]] = defaultdict(list)
    for arc in arcs:
        by_root[roots[arc.of]].append(arc)
    return [_part(problem, kinds, numbers, by_root[root]) for root, numbers in members.items()]


def _part(problem: Problem, kinds: Sequence[Kind], numbers: list[int], arcs: list[Arc]) -> Part:
    """The kinds and seats of these numbers, numbered anew."""
    new = {number: at for at, number in enumerate(numbers)}
    return Part(
        problem,
        [kinds[n] for n in numbers if n < len(kinds)],
        [problem.seats[n - len(kinds)] for n in numbers if n >= len(kinds)],
        [Arc(new[arc.of], new[arc.to], arc.cost) for arc in arcs],
    )


def _refined(part: Part) -> Part:
    """The same part, with units that are to be kept apart as kinds of their own."""
    inside = {unit.id for kind in part.kinds for unit in kind.units}
    kept_apart = any(pair <= inside for pair in part.problem.apart)
    return _again(part, ()) if kept_apart else part


def _again(part: Part, single: Collection[str]) -> Part:
    """The same part with these units as kinds of their own, and those to be kept apart. It stays
    one part, connected or not."""
    units = sorted((u for kind in part.kinds for u in kind.units), key=lambda u: u.id)
    problem = replace(part.problem, units=units, seats=part.seats)
    kinds = _kinds(problem, {*single, *(id for pair in problem.apart for id in pair)})
    return Part(problem, kinds, part.seats, list(_arcs(problem, kinds)))


def _kinds(problem: Problem, single: Collection[str]) -> list[Kind]:
    """Units by what tells them apart; in order of their first ids."""
    relevant = {unit.id for unit in problem.units}
    relevant |= {unit.id for seat in problem.seats for unit in seat.units}
    barred: dict[str, set[str]] = defaultdict(set)
    for id, seat in problem.barred:
        barred[id].add(seat)
    alike: dict[object, list[Unit]] = defaultdict(list)
    for unit in sorted(problem.units, key=lambda u: u.id):
        alone = unit.id if unit.id in single else ""
        place = (unit.regions, unit.segments, unit.partners & relevant)
        bars = frozenset(barred.get(unit.id, ()))
        alike[place, unit.members, unit.severity, bars, alone].append(unit)
    return [Kind(tuple(units)) for units in alike.values()]


def _arcs(problem: Problem, kinds: Sequence[Kind]) -> Iterator[Arc]:
    """Who may go where. Only those that share a region and a segment, or a supply, are compared,
    never all with all; one unit of a kind speaks for all."""
    near = _Near(problem.nearness)
    for number, kind in enumerate(kinds):
        near.add(number, kind.units[:2])  # the second: whether two of a kind may share
    for number, seat in enumerate(problem.seats, len(kinds)):
        near.add(number, seat.units)
    barred = frozenset(problem.barred)
    for number, kind in enumerate(kinds):
        for other, cost in sorted(_reach(problem, kinds, kind, near).items()):
            if other < len(kinds):
                yield Arc(number, other, cost)
            elif (kind.one.id, (seat := problem.seats[other - len(kinds)]).id) not in barred:
                yield Arc(number, other, cost + seat.join)


def _reach(problem: Problem, kinds: Sequence[Kind], kind: Kind, near: "_Near") -> dict[int, int]:
    """The numbers of the kinds and seats that a kind may go to, with the least cost."""
    cheapest: dict[int, int] = {}
    for other, unit in near.around(kind.one):
        alone = other >= len(kinds) or len(kind.units) == len(kinds[other].units) == 1
        if _may(problem, kind.one, unit, alone):
            cost = bringing(kind.one, unit, problem.nearness, problem.costs)
            cheapest[other] = min(cost, cheapest.get(other, cost))
    return cheapest


def _may(problem: Problem, one: Unit, other: Unit, alone: bool) -> bool:
    """Whether one may join the other; to be kept apart says something of kinds of one unit only."""
    kept_apart = alone and frozenset((one.id, other.id)) in problem.apart
    return one.id != other.id and not kept_apart and may_share(one, other, problem.nearness)


class _Near:
    """Units by region and segment, with the number of their kind or seat."""

    def __init__(self, nearness: Nearness) -> None:
        self._nearness = nearness
        self._by_place: dict[tuple[str, str], list[tuple[int, Unit]]] = defaultdict(list)
        self._by_id: dict[str, tuple[int, Unit]] = {}

    def add(self, number: int, units: Iterable[Unit]) -> None:
        for unit in units:
            self._by_id[unit.id] = number, unit
            for key in product(self._nearness.regions.near(unit.regions), unit.segments):
                self._by_place[key].append((number, unit))

    def around(self, one: Unit) -> Iterable[tuple[int, Unit]]:
        """Those in a near region and in the same or a neighbouring segment, and partners."""
        segments = self._nearness.segments.around(one.segments)
        keys = product(self._nearness.regions.near(one.regions), segments)
        found = {unit.id: (number, unit) for key in keys for number, unit in self._by_place[key]}
        found |= {id: self._by_id[id] for id in one.partners if id in self._by_id}
        return found.values()


def _connected(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of `count` numbers the least of those that pairs connect it with."""
    root = list(range(count))

    def top(number: int) -> int:
        while root[number] != number:
            root[number] = number = root[root[number]]
        return number

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        root[high] = low
    return [top(number) for number in range(count)]


# ------------------------------------------------------------ a part as a choice of groups


def _programme(part: Part, banned: Group | None = None) -> Programme:
    """The part in numbers."""
    problem = part.problem
    number = {kind.one.id: at for at, kind in enumerate(part.kinds)}
    coming: dict[int, list[Item]] = defaultdict(list)
    for arc in part.arcs:
        count = len(part.kinds[arc.of].units) - (arc.of == arc.to)
        coming[arc.to].append(Item(arc.of, arc.cost, count))
    places = [
        Place(at, None, problem.costs.found.joint, problem.most - 1,
              problem.least - kind.one.members, tuple(coming[at]))
        for at, kind in enumerate(part.kinds) if coming[at]
    ]  # fmt: skip
    places += [
        Place(None, at, 0, seat.room, seat.need, tuple(coming[len(part.kinds) + at]))
        for at, seat in enumerate(part.seats)
    ]
    known = [sorted(pair) for pair in problem.apart if pair <= number.keys()]
    return Programme(
        sizes=[len(kind.units) for kind in part.kinds],
        members=[kind.one.members for kind in part.kinds],
        leaving=[problem.costs.open[kind.one.severity] for kind in part.kinds],
        places=places,
        apart=frozenset(frozenset((number[one], number[other])) for one, other in known),
        banned=_banned(part, banned, number) if banned else None,
    )


def _banned(part: Part, group: Group, number: Mapping[str, int]) -> Banned:
    seats = {seat.id: at for at, seat in enumerate(part.seats)}
    return seats.get(group.seat), frozenset(number[unit.id] for unit in group.units)


def _joint(part: Part, choice: Choice) -> Joint:
    """The choice with units in place of numbers."""
    waiting = [deque(kind.units) for kind in part.kinds]
    groups = [
        _named(part, possible, waiting)
        for possible, times in choice.groups
        for _ in range(times if possible.members else 0)
    ]
    short = {
        part.seats[each.seat].id: each.short
        for each, _ in choice.groups
        if each.short and each.seat is not None
    }
    left = [unit for queue in waiting for unit in queue]
    return Joint(groups, left, choice.cost, choice.bound, short)


def _named(part: Part, possible: PossibleGroup, waiting: Sequence[deque[Unit]]) -> Group:
    """Units for a group in numbers, those of a kind in the order of their ids."""
    first = None if possible.head is None else waiting[possible.head][0].id
    units = [waiting[kind].popleft() for kind, count in possible.members for _ in range(count)]
    seat = first or part.seats[possible.seat or 0].id
    units.sort(key=lambda unit: unit.id)
    return Group(seat, tuple(units), possible.cost - LACKING * possible.short)


def _nothing(part: Part) -> Joint:
    """Where nobody is near, everybody is left."""
    units = [unit for kind in part.kinds for unit in kind.units]
    cost = sum(part.problem.costs.open[unit.severity] for unit in units)
    short = {seat.id: seat.need for seat in part.seats if seat.need}
    return Joint([], units, cost, cost, short, frozenset(unit.id for unit in units))


# ------------------------------------------------------------ what overriding costs


def _with_overrides(
    parts: Sequence[Part], found: Sequence[Joint], costs: Costs, until: float
) -> list[Joint]:
    """The same with what each branch saves: its part solved anew without it. Small parts only, and
    so many in all, so that a plan stays a matter of seconds."""
    allowed = costs.limits.overrides
    answers: list[Joint] = []
    for part, joint in zip(parts, found, strict=True):
        groups: list[Group] = []
        for group in joint.groups:
            if part.size > costs.limits.component:
                why = f"所在片区有{part.size}家企业，超过{costs.limits.component}家，未逐项重算"
                groups.append(group._replace(instead=why))
            elif allowed <= 0 or joint.bound < joint.cost or time.monotonic() > until:
                groups.append(group._replace(instead="计算量或时限已到，未逐项重算"))
            else:
                allowed -= 1
                groups.append(_costed(part, joint, group))
        answers.append(joint._replace(groups=groups))
    return answers


def _costed(part: Part, joint: Joint, group: Group) -> Group:
    units = {unit.id for unit in group.units}
    split = _again(part, units)
    until = time.monotonic() + PATIENCE
    choice = finish(begin(_programme(split, group), until), PATIENCE)
    without = _joint(split, choice)
    if without.bound < without.cost:
        return group._replace(instead="重算未能在时限内完成")
    told = [
        "、".join(unit.ref.name for unit in each.units)
        for each in without.groups
        if units & {unit.id for unit in each.units}
    ]
    alone = [unit.ref.name for unit in without.left if unit.id in units]
    words = [f"改为{'；'.join(told)}同组"] if told else []
    words += [f"{'、'.join(alone)}的缺口保留"] if alone else []
    return group._replace(rise=without.cost - joint.cost, instead="；".join(words))


def _sum(parts: Iterable[Joint]) -> Joint:
    parts = list(parts)
    return Joint(
        sorted((g for part in parts for g in part.groups), key=lambda g: g.units[0].id),
        sorted((unit for part in parts for unit in part.left), key=lambda u: u.id),
        sum(part.cost for part in parts),
        sum(part.bound for part in parts),
        {seat: n for part in parts for seat, n in part.short.items()},
        frozenset(id for part in parts for id in part.lonely),
    )
