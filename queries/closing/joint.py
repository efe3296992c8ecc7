"""Which enterprises of one or two members form joint branches, or join one: an exact model.

A branch is seated at one of its enterprises; every other one is near the seat and in the same or a
neighbouring segment. Enterprises that no cost and no condition tells apart are one *kind*: how many
of a kind go to the branches seated at a kind is one integer variable, which keeps 2,000 enterprises
small. With at least 3 members in a branch and 1 or 2 in an enterprise, any such numbers can be
dealt out to branches: `_deal` does it, docs/closing.md proves it. With other parameters, and where
somebody keeps two enterprises apart, every enterprise is a kind of its own.

Parts that no possible branch connects are solved apart; the sum of their optima is the optimum.
"""

import math
import time
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from queries.closing.costs import Costs
from queries.closing.nearness import NEAR, Between, Nearness
from queries.closing.situation import Unit

USUAL_LEAST = 3  # members of a branch for which kinds may hold several enterprises
LACKING = 10_000  # cost of a member that a pinned branch lacks: more than any plan
PATIENCE = 2.0  # seconds for solving a part anew
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

    The time is shared out by size; what a part does not use is left for those after it.
    """
    parts = [_refined(part) for part in _parts(problem, single=frozenset())]
    parts.sort(key=lambda part: (part.size, part.kinds[0].one.id if part.kinds else ""))
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
    """The same part with every unit a kind of its own where some are to be kept apart."""
    inside = {unit.id for kind in part.kinds for unit in kind.units}
    if not any(pair <= inside for pair in part.problem.apart):
        return part
    return _again(part, inside)


def _again(part: Part, single: Collection[str]) -> Part:
    """The same part with these units as kinds of their own. It stays one part, connected or not."""
    units = sorted((u for kind in part.kinds for u in kind.units), key=lambda u: u.id)
    problem = replace(part.problem, units=units, seats=part.seats)
    kinds = _kinds(problem, single)
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
        alone = unit.id if problem.least > USUAL_LEAST or unit.id in single else ""
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


# ------------------------------------------------------------ the model of a part


class Counts(NamedTuple):
    """A solution in numbers: units on each arc, branches seated at each kind, members that seats
    lack, cost without what is lacking, and the bound."""

    moved: Sequence[int]
    opened: Sequence[int]
    short: Sequence[int]
    cost: int
    bound: int


def _solve_part(part: Part, time_limit: float) -> Joint:
    counts = _optimum(part, time_limit)
    groups, left = _dealt(part, counts)
    short = {seat.id: n for seat, n in zip(part.seats, counts.short, strict=True) if n}
    return Joint(groups, left, counts.cost, counts.bound, short)


def _optimum(part: Part, time_limit: float, banned: Group | None = None) -> Counts:
    """Solve the integer programme. Columns: arcs, branches by kind, units left by kind, members
    lacking by seat. A `banned` group is cut off; its units are kinds of their own."""
    if not part.arcs:
        return _nothing(part)
    import numpy as np  # noqa: PLC0415 - loads only for a plan
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    rows = _Rows(part)
    rows.state(banned)
    shape = (len(rows.lower), rows.columns)
    matrix = coo_array((rows.values, (rows.at_row, rows.at_column)), shape=shape)
    solved = milp(
        np.array(rows.costs, dtype=float),
        constraints=LinearConstraint(matrix.tocsr(), np.array(rows.lower), np.array(rows.upper)),
        integrality=np.ones(rows.columns),
        bounds=Bounds(np.zeros(rows.columns), np.array(rows.most, dtype=float)),
        options={"time_limit": max(time_limit, 0.05), "mip_rel_gap": 0},
    )
    if solved.x is None:  # the time was over before anything was found
        return _nothing(part)
    values = [round(value) for value in solved.x]
    arcs, kinds = len(part.arcs), len(part.kinds)
    short = values[arcs + 2 * kinds :]
    cost = sum(c * v for c, v in zip(rows.costs, values, strict=True)) - LACKING * sum(short)
    bound = cost if solved.status == 0 else max(0, math.ceil(solved.mip_dual_bound - 1e-6))
    return Counts(values[:arcs], values[arcs : arcs + kinds], short, cost, min(bound, cost))


def _nothing(part: Part) -> Counts:
    """Everybody is left: what always can be done, and where nothing is near all that can."""
    cost = sum(len(kind.units) * part.problem.costs.open[kind.one.severity] for kind in part.kinds)
    bound = 0 if part.arcs else cost
    short = [seat.need for seat in part.seats]
    return Counts([0] * len(part.arcs), [0] * len(part.kinds), short, cost, bound)


class _Rows:
    """The programme in rows of coefficients."""

    def __init__(self, part: Part) -> None:
        self._part = part
        arcs, kinds, seats = len(part.arcs), len(part.kinds), len(part.seats)
        self._opened, self._left, self._short = arcs, arcs + kinds, arcs + 2 * kinds
        self.columns = arcs + 2 * kinds + seats
        self.values: list[int] = []
        self.at_row: list[int] = []
        self.at_column: list[int] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        costs, sizes = part.problem.costs, [len(kind.units) for kind in part.kinds]
        self.costs = [arc.cost for arc in part.arcs] + [costs.found.joint] * kinds
        self.costs += [costs.open[kind.one.severity] for kind in part.kinds] + [LACKING] * seats
        self.most = [sizes[arc.of] for arc in part.arcs] + sizes + sizes
        self.most += [seat.need for seat in part.seats]
        self._to: dict[int, list[int]] = defaultdict(list)
        for column, arc in enumerate(part.arcs):
            self._to[arc.to].append(column)

    def state(self, banned: Group | None) -> None:
        self._everybody_is_somewhere()
        for number in range(len(self._part.kinds)):
            self._branch(number)
        for number, seat in enumerate(self._part.seats):
            self._seat(number, seat)
        if len(self._part.arcs) <= TIGHTENED:
            self._nobody_joins_what_is_not_opened()
        self._keep_apart()
        if banned:
            self._ban(banned)

    def _add(self, terms: Iterable[tuple[int, int]], lower: float, upper: float) -> None:
        """A row: column and coefficient of each term, and what their sum lies between."""
        for column, value in terms:
            self.at_row.append(len(self.lower))
            self.at_column.append(column)
            self.values.append(value)
        self.lower.append(lower)
        self.upper.append(upper)

    def _everybody_is_somewhere(self) -> None:
        out: dict[int, list[int]] = defaultdict(list)
        for column, arc in enumerate(self._part.arcs):
            out[arc.of].append(column)
        for number, kind in enumerate(self._part.kinds):
            columns = [*out[number], self._opened + number, self._left + number]
            self._add(((column, 1) for column in columns), len(kind.units), len(kind.units))

    def _branch(self, number: int) -> None:
        """Branches seated at a kind: two units at least, `most` at most, `least` members."""
        problem, opened = self._part.problem, self._opened + number
        joining = [(column, 1) for column in self._to[number]]
        self._add([*joining, (opened, 1 - problem.most)], -math.inf, 0)
        self._add([*joining, (opened, -1)], 0, math.inf)
        lacking = problem.least - self._part.kinds[number].one.members
        self._add([*self._members(number), (opened, -lacking)], 0, math.inf)

    def _seat(self, number: int, seat: Seat) -> None:
        at = len(self._part.kinds) + number
        self._add(((column, 1) for column in self._to[at]), 0, max(0, seat.room))
        if seat.need > 0:
            terms = [*self._members(at), (self._short + number, 1)]
            self._add(terms, seat.need, math.inf)

    def _members(self, to: int) -> list[tuple[int, int]]:
        """The members that come to a seat."""
        arcs, kinds = self._part.arcs, self._part.kinds
        return [(column, kinds[arcs[column].of].one.members) for column in self._to[to]]

    def _nobody_joins_what_is_not_opened(self) -> None:
        """Follows from the rest in whole numbers; in the relaxation it does not, and saves time."""
        for column, arc in enumerate(self._part.arcs):
            if arc.to < len(self._part.kinds) and self.most[column] == 1:
                self._add([(column, 1), (self._opened + arc.to, -1)], -math.inf, 0)

    def _keep_apart(self) -> None:
        """Two that are to be kept apart do not join the same seat; `_arcs` kept one from joining
        where the other sits."""
        number = {kind.one.id: at for at, kind in enumerate(self._part.kinds)}
        joining = {(arc.of, arc.to): column for column, arc in enumerate(self._part.arcs)}
        for one, other in sorted(tuple(sorted(pair)) for pair in self._part.problem.apart):
            if one in number and other in number:
                a, b = number[one], number[other]
                for seat in self._to:
                    if (a, seat) in joining and (b, seat) in joining:
                        self._add([(joining[a, seat], 1), (joining[b, seat], 1)], 0, 1)

    def _ban(self, group: Group) -> None:
        """Just these units do not share a branch: wherever it would be seated, one is missing or
        somebody else is there as well."""
        kinds = self._part.kinds
        members = {unit.id for unit in group.units}
        at = {seat.id: n for n, seat in enumerate(self._part.seats, len(kinds))}
        at |= {kind.one.id: n for n, kind in enumerate(kinds)}
        places = [at[id] for id in sorted(members)] if group.seat in members else [at[group.seat]]
        for place in places:
            coming = ((c, kinds[self._part.arcs[c].of].one.id in members) for c in self._to[place])
            others = len(members) - (group.seat in members)
            self._add([(c, 1 if member else -1) for c, member in coming], -math.inf, others - 1)


# ------------------------------------------------------------ from numbers to branches


def _dealt(part: Part, counts: Counts) -> tuple[list[Group], list[Unit]]:
    """Which units go where: those of a kind in the order of their ids, seats first."""
    waiting = [deque(kind.units) for kind in part.kinds]
    seats = [
        [waiting[n].popleft() for _ in range(opened)] for n, opened in enumerate(counts.opened)
    ]
    coming: dict[int, list[tuple[Unit, int]]] = defaultdict(list)
    for arc, moved in zip(part.arcs, counts.moved, strict=True):
        coming[arc.to] += [(waiting[arc.of].popleft(), arc.cost) for _ in range(moved)]
    groups: list[Group] = []
    for number, heads in enumerate(seats):
        groups += _deal(part.problem, heads, coming[number])
    for number, seat in enumerate(part.seats, len(part.kinds)):
        if joined := coming[number]:
            units = tuple(sorted((unit for unit, _ in joined), key=lambda u: u.id))
            groups.append(Group(seat.id, units, sum(cost for _, cost in joined)))
    return groups, [unit for queue in waiting for unit in queue]


def _deal(
    problem: Problem, heads: Sequence[Unit], others: Iterable[tuple[Unit, int]]
) -> Iterator[Group]:
    """Deal units out to branches of which each has its head: those with two members first, one to
    each; then to those that lack members; then to the smallest."""
    hands: list[list[tuple[Unit, int]]] = [[(head, 0)] for head in heads]
    deck = deque(sorted(others, key=lambda each: (-each[0].members, each[0].id)))
    for hand in hands:
        hand.append(deck.popleft())
    for hand in hands:
        while sum(unit.members for unit, _ in hand) < problem.least:
            hand.append(deck.popleft())
    while deck:
        min(hands, key=len).append(deck.popleft())
    for hand in hands:
        cost = problem.costs.found.joint + sum(cost for _, cost in hand)
        units = tuple(sorted((unit for unit, _ in hand), key=lambda u: u.id))
        yield Group(hand[0][0].id, units, cost)


# ------------------------------------------------------------ what overriding costs


def _with_overrides(parts: Sequence[Part], found: Sequence[Joint], costs: Costs) -> list[Joint]:
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
            elif allowed <= 0 or joint.bound < joint.cost:
                groups.append(group._replace(instead="计算量已达上限，未逐项重算"))
            else:
                allowed -= 1
                groups.append(_costed(part, joint, group))
        answers.append(joint._replace(groups=groups))
    return answers


def _costed(part: Part, joint: Joint, group: Group) -> Group:
    units = {unit.id for unit in group.units}
    split = _again(part, units)
    counts = _optimum(split, PATIENCE, banned=group)
    if counts.bound < counts.cost:
        return group._replace(instead="重算未能在时限内完成")
    groups, left = _dealt(split, counts)
    told = [
        "、".join(unit.ref.name for unit in each.units)
        for each in groups
        if units & {unit.id for unit in each.units}
    ]
    alone = [unit.ref.name for unit in left if unit.id in units]
    words = [f"改为{'；'.join(told)}同组"] if told else []
    words += [f"{'、'.join(alone)}留待解决"] if alone else []
    return group._replace(rise=counts.cost - joint.cost, instead="；".join(words))


def _sum(parts: Iterable[Joint]) -> Joint:
    parts = list(parts)
    return Joint(
        sorted((g for part in parts for g in part.groups), key=lambda g: g.units[0].id),
        sorted((unit for part in parts for unit in part.left), key=lambda u: u.id),
        sum(part.cost for part in parts),
        sum(part.bound for part in parts),
        {seat: n for part in parts for seat, n in part.short.items()},
    )
