"""Which enterprises of one or two members form joint branches, or join one: an exact model.

A branch is seated at one of its enterprises; every other one is near the seat and in the same or a
neighbouring segment. Enterprises that no cost and no condition tells apart are one *type*: how many
of a type go to the branches seated at a type is one integer variable, which keeps 2,000 enterprises
small. With at least 3 members in a branch and 1 or 2 in an enterprise, any such numbers can be
dealt out to branches: `_deal` does it, docs/closing.md proves it. With other parameters, and where
somebody keeps two enterprises apart, every enterprise is a type of its own.

Parts that no possible branch connects are solved apart; the sum of their optima is the optimum.
"""

import time
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from queries.closing.costs import Costs
from queries.closing.nearness import NEAR, Between, Ids, Nearness
from queries.closing.situation import Unit

USUAL_LEAST = 3  # members of a branch for which types may hold several enterprises
TIGHTENED = 6000  # arcs up to which the model also says that nobody joins a seat that is not taken


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
    are the members that pinned seats still lack."""

    groups: list[Group]
    left: list[Unit]
    cost: float
    bound: float
    short: Mapping[str, int]


class Type(NamedTuple):
    """Units that nothing tells apart, by id."""

    units: tuple[Unit, ...]

    @property
    def one(self) -> Unit:
        return self.units[0]


class Arc(NamedTuple):
    """Units of type `of` may go to seat `to`: number of a type, or of a seat behind the types."""

    of: int
    to: int
    cost: int


@dataclass
class Part:
    """Types and seats that arcs connect."""

    problem: Problem
    types: list[Type]
    seats: list[Seat]
    arcs: list[Arc] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(type.units) for type in self.types)


def solve(problem: Problem, *, time_limit: float, overrides: bool = True) -> Joint:
    """The cheapest branches; best known when the time is over, with a bound.

    The time is shared out by size; what a part does not use is left for those after it.
    """
    parts = [_refined(part) for part in _parts(problem, single=frozenset())]
    parts.sort(key=lambda part: (part.size, part.types[0].one.id if part.types else ""))
    total = sum(len(part.arcs) for part in parts) or 1
    until = time.monotonic() + time_limit
    found: list[Joint] = []
    for part in parts:
        share = max(0.05, (until - time.monotonic()) * len(part.arcs) / total)
        total -= len(part.arcs) if total > len(part.arcs) else 0
        found.append(_solve_part(part, share))
    if overrides:
        found = _with_overrides(parts, found, problem.costs)
    return _sum(found)


def cheapest_seat(units: Sequence[Unit], nearness: Nearness, costs: Costs) -> tuple[Unit, int]:
    """The unit that the others are nearest to, and what it costs to bring them there."""
    ranked = ((sum(_cost(u, seat, nearness, costs) for u in units if u is not seat), seat.id, seat)
              for seat in units)  # fmt: skip
    cost, _, seat = min(ranked, key=lambda each: each[:2])
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


def _cost(one: Unit, other: Unit, nearness: Nearness, costs: Costs) -> int:
    between = compared(one, other, nearness)
    return costs.distance[between.distance] + costs.closeness[between.closeness]


# ------------------------------------------------------------ types, arcs, parts


def _parts(problem: Problem, single: Collection[str]) -> list[Part]:
    """The problem by what is connected; the units in `single` are types of their own."""
    types = _types(problem, single)
    arcs = list(_arcs(problem, types))
    count = len(types) + len(problem.seats)
    roots = _connected(count, ((arc.of, arc.to) for arc in arcs))
    members: dict[int, list[int]] = defaultdict(list)
    for number in range(count):
        members[roots[number]].append(number)
    by_root: dict[int, list[Arc]] = defaultdict(list)
    for arc in arcs:
        by_root[roots[arc.of]].append(arc)
    return [
        _part(problem, types, numbers, by_root[root]) for root, numbers in members.items()
    ]


def _part(problem: Problem, types: Sequence[Type], numbers: list[int], arcs: list[Arc]) -> Part:
    """The types and seats of these numbers, numbered anew."""
    new = {number: at for at, number in enumerate(numbers)}
    return Part(
        problem,
        [types[n] for n in numbers if n < len(types)],
        [problem.seats[n - len(types)] for n in numbers if n >= len(types)],
        [Arc(new[arc.of], new[arc.to], arc.cost) for arc in arcs],
    )


def _refined(part: Part) -> Part:
    """The same part with every unit a type of its own where some are to be kept apart."""
    inside = {unit.id for type in part.types for unit in type.units}
    if not any(pair <= inside for pair in part.problem.apart):
        return part
    return _again(part, inside)


def _again(part: Part, single: Collection[str]) -> Part:
    """The same part with these units as types of their own. It stays one part, connected or not."""
    units = sorted((u for type in part.types for u in type.units), key=lambda u: u.id)
    problem = replace(part.problem, units=units, seats=part.seats)
    types = _types(problem, single)
    return Part(problem, types, part.seats, list(_arcs(problem, types)))


def _types(problem: Problem, single: Collection[str]) -> list[Type]:
    """Units by what tells them apart; in order of their first ids."""
    relevant = {unit.id for unit in problem.units}
    relevant |= {unit.id for seat in problem.seats for unit in seat.units}
    barred: dict[str, set[str]] = defaultdict(set)
    for unit, seat in problem.barred:
        barred[unit].add(seat)
    alike: dict[object, list[Unit]] = defaultdict(list)
    for unit in sorted(problem.units, key=lambda u: u.id):
        alone = unit.id if problem.least > USUAL_LEAST or unit.id in single else ""
        key = (unit.regions, unit.segments, unit.partners & relevant, unit.members)
        alike[key, frozenset(barred.get(unit.id, ())), alone].append(unit)
    return [Type(tuple(units)) for units in alike.values()]


def _arcs(problem: Problem, types: Sequence[Type]) -> Iterator[Arc]:
    """Who may go where. Only those that share a region and a segment, a neighbour or a supply are
    compared, never all with all."""
    barred = frozenset(problem.barred)
    found = _Near(problem.nearness)
    for number, type in enumerate(types):
        found.add(number, type.units)
    for number, seat in enumerate(problem.seats, len(types)):
        found.add(number, seat.units)
    for number, type in enumerate(types):
        cheapest = {number: 0}
        for other, unit in found.around(type.one):
            if other != number or unit is not type.one:
                _note(problem, type.one, unit, other, cheapest)
        for other, cost in sorted(cheapest.items()):
            if other < len(types):
                yield Arc(number, other, cost)
            elif (type.one.id, (seat := problem.seats[other - len(types)]).id) not in barred:
                yield Arc(number, other, cost + seat.join)


def _note(
    problem: Problem, one: Unit, unit: Unit, other: int, cheapest: dict[int, int]
) -> None:
    """Keep what it costs to bring one to where a unit is, when it may and that is cheapest."""
    if may_share(one, unit, problem.nearness):
        cost = _cost(one, unit, problem.nearness, problem.costs)
        cheapest[other] = min(cost, cheapest.get(other, cost))
