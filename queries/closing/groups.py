"""The joint branches of a part, as a choice among all the groups that could be one.

There are far too many groups to write down, so the linear relaxation begins with few and asks, seat
by seat, for the group that would make it cheapest; when there is none its value is a bound for
every plan, and a tight one. A dive and the integer programme over the groups found give a plan. If
the two differ, every group that could be part of a better plan has a reduced cost below their
difference: these are written down, and the integer programme over them is exact.
"""

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

MOST_GROUPS = 8_000  # groups that are written down to close the difference
LACKING = 10_000  # cost of a member that a pinned branch lacks: more than any plan
TAKEN = 0.08  # part of the groups in a relaxation that a dive takes at a time
EXACT = 1e-6

Members = tuple[tuple[int, int], ...]  # numbers of kinds, and how many units of each
Key = tuple[int | None, Members]  # what makes two groups the same, wherever they sit
Banned = tuple[int | None, frozenset[int]]  # seat (None for a new branch) and kinds, one unit each


class Item(NamedTuple):
    """Units of a kind that may come to a place: what each costs and how many there are."""

    kind: int
    cost: int
    units: int


class Place(NamedTuple):
    """Where a group may be: seated at a unit of kind `head`, or at a branch of number `seat`.

    A group there costs `cost` besides what comes, takes in up to `room`, and needs `need` members.
    A seat may stay empty, and may lack members, which counts as `LACKING` each.
    """

    head: int | None
    seat: int | None
    cost: int
    room: int
    need: int
    items: tuple[Item, ...]


class PossibleGroup(NamedTuple):
    """A possible branch, with what it costs and the members that it lacks."""

    seat: int | None
    head: int | None
    members: Members
    cost: int
    short: int = 0


class Choice(NamedTuple):
    """How often each group is chosen; what all costs without what is lacking, and the bound."""

    groups: list[tuple[PossibleGroup, int]]
    cost: int
    bound: int


class Programme(NamedTuple):
    """Kinds by number: how many units, members of each, cost of leaving one. `apart` are pairs of
    kinds of one unit that share no group; `banned` is a group that is not to be."""

    sizes: Sequence[int]
    members: Sequence[int]
    leaving: Sequence[int]
    places: Sequence[Place]
    apart: Collection[frozenset[int]] = ()
    banned: Banned | None = None


class Begun(NamedTuple):
    """A part with a good choice, a bound, and what led to them."""

    programme: Programme
    groups: dict[Key, PossibleGroup]
    relaxed: "Relaxed"
    best: Choice


def begin(programme: Programme, until: float) -> Begun:
    """A bound and a good choice of groups; a poorer one when the time is over before."""
    empty = [group for place in programme.places for group in _empty(place)]
    groups = {_key(group): group for group in empty}
    relaxed = _generated(programme, groups, until)
    best = _dive(programme, groups, relaxed, until)
    return Begun(programme, groups, relaxed, best._replace(bound=relaxed.bound))


def finish(begun: Begun, time_limit: float) -> Choice:
    """The cheapest choice of groups; when the time is over the best known, with a bound."""
    until = time.monotonic() + time_limit
    programme, groups, relaxed, best = begun
    if best.cost > relaxed.bound:
        whole = _whole(programme, list(groups.values()), time.monotonic() + time_limit / 4)
        best = min(best, whole, key=lambda each: each.cost)._replace(bound=relaxed.bound)
    if best.cost > relaxed.bound:
        best = _closed(programme, groups, relaxed, best, until)
    lacking = LACKING * sum(group.short * times for group, times in best.groups)
    return Choice(best.groups, best.cost - lacking, min(best.bound, best.cost) - lacking)


def _generated(programme: Programme, groups: dict[Key, PossibleGroup], until: float) -> "Relaxed":
    """Solve the relaxation; the groups that it asks for are added to `groups`."""
    while True:
        relaxed = _relaxed(programme, list(groups.values()))
        priced = (_cheapest(programme, place, relaxed.prices) for place in programme.places)
        helpful = [g for g in priced if g is not None and _reduced(g, relaxed) < -EXACT]
        new = [group for group in helpful if _keep(groups, group)]
        if not new or time.monotonic() > until:
            break
    # Each group has two units at least, so no more groups than that can save what the best saves.
    most = sum(programme.sizes) // 2 + len(programme.places)
    saved = min((_reduced(group, relaxed) for group in new), default=0.0)
    # When the time is over, the last groups were found but not weighed: nothing of them is taken.
    parts = [*relaxed.parts, *[0.0] * (len(groups) - len(relaxed.parts))]
    bound = max(0, math.ceil(relaxed.cost + most * saved - EXACT))
    return relaxed._replace(parts=parts, bound=bound)


def _dive(
    programme: Programme, groups: dict[Key, PossibleGroup], relaxed: "Relaxed", until: float
) -> Choice:
    """A good choice: take what the relaxation has whole, or most of; relax what is left; repeat.
    The groups that this finds are added to `groups`."""
    chosen: list[tuple[PossibleGroup, int]] = []
    rest, known = programme, dict(groups)
    while taken := _taken(rest, list(known.values()), relaxed):
        chosen += taken
        rest = _without(rest, taken)
        known = {key: group for key, group in known.items() if _fits(rest, group)}
        if not known and not rest.places:
            break
        relaxed = _generated(rest, known, until)
        for group in known.values():
            _keep(groups, group)
    seats = {group.seat for group, _ in chosen}
    empty = [g for place in programme.places if place.seat not in seats for g in _empty(place)]
    chosen += [(group, 1) for group in empty]
    cost = sum(group.cost * times for group, times in chosen)
    cost += sum(size * each for size, each in zip(rest.sizes, programme.leaving, strict=True))
    return Choice(chosen, cost, 0)


def _taken(
    programme: Programme, groups: Sequence[PossibleGroup], relaxed: "Relaxed"
) -> list[tuple[PossibleGroup, int]]:
    """The groups that the relaxation has whole, or else a few of those that it has most of."""
    parts = [
        (group, part)
        for group, part in zip(groups, relaxed.parts, strict=True)
        if group.members and part > EXACT
    ]
    parts.sort(key=lambda each: (-round(each[1], 6), _order(each[0])))
    few = math.ceil(len(parts) * TAKEN)
    taken: list[tuple[PossibleGroup, int]] = []
    for group, part in parts:
        if (part > 1 - EXACT or len(taken) < few) and _fits(programme, group):
            times = max(1, math.floor(part + EXACT))
            taken.append((group, times))
            programme = _without(programme, [(group, times)])
    return taken


def _order(group: PossibleGroup) -> tuple[int, Members]:
    return (-1 if group.seat is None else group.seat), group.members


def _without(programme: Programme, taken: Iterable[tuple[PossibleGroup, int]]) -> Programme:
    """What is left when these groups are taken out."""
    sizes, used = list(programme.sizes), set()
    for group, times in taken:
        used.add(group.seat)
        for kind, count in group.members:
            sizes[kind] -= count * times
    used.discard(None)
    there = (
        p for p in programme.places if p.seat not in used and (p.head is None or sizes[p.head])
    )
    places = [place._replace(items=_still(place, sizes)) for place in there]
    return programme._replace(
        sizes=sizes, places=[p for p in places if p.items or p.seat is not None]
    )


def _still(place: Place, sizes: Sequence[int]) -> tuple[Item, ...]:
    """The items of a place of which there are some left."""
    left = (
        item._replace(units=sizes[item.kind] - (item.kind == place.head)) for item in place.items
    )
    return tuple(item for item in left if item.units > 0)


def _fits(programme: Programme, group: PossibleGroup) -> bool:
    open_ = group.seat is None or any(place.seat == group.seat for place in programme.places)
    return open_ and all(count <= programme.sizes[kind] for kind, count in group.members)


def _closed(
    programme: Programme,
    groups: Mapping[Key, PossibleGroup],
    relaxed: "Relaxed",
    best: Choice,
    until: float,
) -> Choice:
    """Write down every group that a better plan could have, and solve exactly; what is known so far
    when they are too many."""
    slack = best.cost - 1 - relaxed.cost + EXACT  # costs are whole: better is better by one
    every = {key: g for key, g in groups.items() if _reduced(g, relaxed) <= slack}
    for place in programme.places:
        for group in _all_within(programme, place, relaxed, slack):
            _keep(every, group)
            if len(every) > MOST_GROUPS or time.monotonic() > until:
                return best
    exact = _whole(programme, [*every.values(), *(g for g, _ in best.groups)], until)
    cheaper = exact if exact.cost < best.cost else best
    return cheaper._replace(bound=max(relaxed.bound, min(exact.bound, cheaper.cost)))


def _key(group: PossibleGroup) -> Key:
    """What makes two groups the same, wherever they sit."""
    return group.seat, group.members


def _keep(groups: dict[Key, PossibleGroup], group: PossibleGroup) -> bool:
    """Add a group, seated where it is cheapest; whether that is news."""
    known = groups.get(_key(group))
    news = known is None or group.cost < known.cost
    if news:
        groups[_key(group)] = group
    return news


def _empty(place: Place) -> Iterator[PossibleGroup]:
    if place.seat is not None:
        yield PossibleGroup(place.seat, None, (), place.need * LACKING, place.need)


# ------------------------------------------------------------ the two programmes


class Relaxed(NamedTuple):
    """The relaxation: its cost, the price of taking a unit of each kind, the rent of each seat, how
    much of each group it has; `bound` is what no plan costs less than."""

    cost: float
    prices: Sequence[float]
    rents: Mapping[int, float]
    parts: Sequence[float]
    bound: int = 0


class _Matrix(NamedTuple):
    """Columns are groups, then units of each kind that are left; rows are kinds, then seats."""

    costs: list[int]
    rows: list[int]
    columns: list[int]
    values: list[int]
    sides: list[int]


def _matrix(programme: Programme, groups: Sequence[PossibleGroup]) -> _Matrix:
    kinds = len(programme.sizes)
    seats = [place.seat for place in programme.places if place.seat is not None]
    row_of = {seat: kinds + number for number, seat in enumerate(seats)}
    entries = [
        (row, column, value)
        for column, group in enumerate(groups)
        for row, value in (
            *group.members,
            *([(row_of[group.seat], 1)] if group.seat is not None else []),
        )
    ]
    entries += [(kind, len(groups) + kind, 1) for kind in range(kinds)]
    costs = [group.cost for group in groups] + list(programme.leaving)
    rows, columns, values = (list(each) for each in zip(*entries, strict=True))
    return _Matrix(costs, rows, columns, values, [*programme.sizes, *(1 for _ in seats)])


def _relaxed(programme: Programme, groups: Sequence[PossibleGroup]) -> Relaxed:
    from scipy.optimize import linprog  # noqa: PLC0415 - loads only for a plan
    from scipy.sparse import csr_array  # noqa: PLC0415

    matrix = _matrix(programme, groups)
    shape = len(matrix.sides), len(matrix.costs)
    solved = linprog(
        matrix.costs,
        A_eq=csr_array((matrix.values, (matrix.rows, matrix.columns)), shape=shape, dtype=float),
        b_eq=matrix.sides,
        method="highs-ds",
    )
    if solved.status != 0:
        raise ArithmeticError(f"leaving everybody is always possible: {solved.message}")
    prices = [float(price) for price in solved.eqlin.marginals]
    kinds = len(programme.sizes)
    seats = [place.seat for place in programme.places if place.seat is not None]
    rents = dict(zip(seats, prices[kinds:], strict=True))
    parts = [float(part) for part in solved.x[: len(groups)]]
    return Relaxed(float(solved.fun), prices[:kinds], rents, parts)


def _whole(programme: Programme, groups: Sequence[PossibleGroup], until: float) -> Choice:
    """The best choice among these groups in whole numbers; `bound` is among these groups."""
    import numpy as np  # noqa: PLC0415 - loads only for a plan
    from scipy.optimize import LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    matrix = _matrix(programme, groups)
    shape = len(matrix.sides), len(matrix.costs)
    rows = csr_array((matrix.values, (matrix.rows, matrix.columns)), shape=shape, dtype=float)
    sides = np.array(matrix.sides)
    left = max(0.2, until - time.monotonic())
    solved = milp(
        np.array(matrix.costs, dtype=float),
        constraints=LinearConstraint(rows, sides, sides),
        integrality=np.ones(len(matrix.costs)),
        options={"time_limit": left, "mip_rel_gap": 0},
    )
    if solved.x is None:  # the time was over before anything was found
        chosen = [(group, 1) for group in groups if not group.members]
        cost = sum(s * c for s, c in zip(programme.sizes, programme.leaving, strict=True))
        return Choice(chosen, cost + sum(group.cost for group, _ in chosen), 0)
    times = [round(value) for value in solved.x]
    cost = sum(c * t for c, t in zip(matrix.costs, times, strict=True))
    bound = cost if solved.status == 0 else max(0, math.ceil(solved.mip_dual_bound - EXACT))
    chosen = [(g, t) for g, t in zip(groups, times[: len(groups)], strict=True) if t]
    return Choice(chosen, cost, bound)


def _reduced(group: PossibleGroup, relaxed: Relaxed) -> float:
    """What the relaxation would pay for one of this group."""
    rent = 0.0 if group.seat is None else relaxed.rents[group.seat]
    return group.cost - rent - sum(relaxed.prices[kind] * n for kind, n in group.members)


# ------------------------------------------------------------ one place: the best group, all groups


def _cheapest(
    programme: Programme,
    place: Place,
    prices: Sequence[float],
    without: frozenset[int] = frozenset(),
) -> PossibleGroup | None:
    """The group at a place with the least reduced cost; None when none can be.

    One that is not to be is taken apart: without the one, or without the other, of two that are
    kept apart; without one of a banned group, or with one more.
    """
    picked = _picked(programme, place, prices, without, ())
    if picked is None:
        return None
    group = _group(place, picked, programme)
    if torn := _torn(programme, group):
        options = [
            _cheapest(programme, place, prices, without | {kind})
            for kind in sorted(torn)
            if kind != place.head
        ]
        return _best(options, prices)
    if programme.banned == (group.seat, frozenset(kind for kind, _ in group.members)):
        others = [kind for kind, _ in group.members if kind != place.head]
        options = [_cheapest(programme, place, prices, without | {kind}) for kind in others]
        options.append(_with_one_more(programme, place, prices, without, others))
        return _best(options, prices)
    return group


def _with_one_more(
    programme: Programme,
    place: Place,
    prices: Sequence[float],
    without: frozenset[int],
    others: Sequence[int],
) -> PossibleGroup | None:
    """The best group that has all of a banned one and somebody else."""
    options = []
    for item in place.items:
        if item.kind not in (*others, *without):
            picked = _picked(programme, place, prices, without, (*others, item.kind))
            options.append(_group(place, picked, programme) if picked is not None else None)
    return _best([g for g in options if g and not _torn(programme, g)], prices)


def _best(options: Iterable[PossibleGroup | None], prices: Sequence[float]) -> PossibleGroup | None:
    """Of groups at one place that with the least reduced cost."""
    found = [group for group in options if group is not None]
    return min(
        found,
        key=lambda g: (g.cost - sum(prices[kind] * n for kind, n in g.members), g.members),
        default=None,
    )


def _picked(
    programme: Programme,
    place: Place,
    prices: Sequence[float],
    without: frozenset[int],
    fixed: Sequence[int],
) -> Sequence[Item] | None:
    """The units that come in the best group, one item each, those of `fixed` among them.

    Of units with the same number of members only the best matter, so that there are few to choose
    from; a table by units and members taken in so far (those above `need` alike) tells the best.
    """
    lead = [item for item in place.items if item.kind in fixed]
    if len(lead) > place.room:
        return None
    worth: dict[int, list[tuple[float, int, Item]]] = defaultdict(list)
    for item in place.items:
        if item.kind not in without and item.kind not in fixed:
            gain = prices[item.kind] - item.cost
            some = [(-gain, item.kind, item)] * min(item.units, place.room)
            worth[programme.members[item.kind]] += some
    begin = sum(programme.members[item.kind] for item in lead)
    ends = [
        (value + LACKING * (max(0, place.need) - had), units, items)
        for (units, had), (value, items) in _table(place, len(lead), begin, worth).items()
        if units > 0 and (had >= place.need or place.seat is not None)
    ]
    if not ends:
        return None
    _, _, items = min(ends, key=lambda end: (end[0], end[1], [item.kind for item in end[2]]))
    return [*lead, *items]


def _table(
    place: Place, units: int, members: int, worth: Mapping[int, list[tuple[float, int, Item]]]
) -> dict[tuple[int, int], tuple[float, tuple[Item, ...]]]:
    """The cheapest items by how many units and members they bring, from so many on."""
    need = max(0, place.need)
    table: dict[tuple[int, int], tuple[float, tuple[Item, ...]]]
    table = {(units, min(need, members)): (0.0, ())}
    for each, listed in sorted(worth.items()):
        for loss, _, item in sorted(listed)[: place.room]:
            for (n, had), (value, items) in list(table.items()):
                state = n + 1, min(need, had + each)
                if n < place.room and value + loss < table.get(state, (math.inf,))[0]:
                    table[state] = value + loss, (*items, item)
    return table


def _group(place: Place, picked: Iterable[Item], programme: Programme) -> PossibleGroup:
    counts: dict[int, int] = defaultdict(int)
    cost = place.cost
    if place.head is not None:
        counts[place.head] += 1
    brought = 0
    for item in picked:
        counts[item.kind] += 1
        cost += item.cost
        brought += programme.members[item.kind]
    short = max(0, place.need - brought)
    members = tuple(sorted(counts.items()))
    return PossibleGroup(place.seat, place.head, members, cost + short * LACKING, short)


def _torn(programme: Programme, group: PossibleGroup) -> frozenset[int]:
    """Two kinds of a group that are kept apart; empty when there are none."""
    kinds = frozenset(kind for kind, _ in group.members)
    torn = (pair for pair in programme.apart if pair <= kinds)
    return min(torn, key=sorted, default=frozenset())


def _all_within(
    programme: Programme, place: Place, relaxed: Relaxed, slack: float
) -> Iterator[PossibleGroup]:
    """Every group at a place whose reduced cost is at most `slack`."""
    prices = relaxed.prices
    start = place.cost - (prices[place.head] if place.head is not None else 0.0)
    start -= relaxed.rents[place.seat] if place.seat is not None else 0.0
    items = sorted(place.items, key=lambda item: (item.cost - prices[item.kind], item.kind))

    def grow(
        at: int, room: int, reduced: float, picked: tuple[Item, ...]
    ) -> Iterator[PossibleGroup]:
        if picked:
            group = _group(place, picked, programme)
            if _allowed(programme, place, group) and _reduced(group, relaxed) <= slack:
                yield group
        for number in range(at, len(items) if room else at):
            item = items[number]
            loss = item.cost - prices[item.kind]
            if reduced + min(loss, 0) * room + max(loss, 0) > slack:
                break  # the items that follow are dearer still
            for count in range(1, min(item.units, room) + 1):
                taken = (*picked, *[item] * count)
                yield from grow(number + 1, room - count, reduced + loss * count, taken)

    yield from grow(0, place.room, start, ())


def _allowed(programme: Programme, place: Place, group: PossibleGroup) -> bool:
    banned = programme.banned == (group.seat, frozenset(kind for kind, _ in group.members))
    return (
        not banned and not _torn(programme, group) and (not group.short or place.seat is not None)
    )
