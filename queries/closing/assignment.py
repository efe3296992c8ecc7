"""Who serves which enterprise: a transport problem with capacities, solved exactly.

Enterprises that cost the same with everybody are one class, cadres alike; how many of a class are
served by a class is one variable. The linear programme is solved with the pairs that matter, and
pairs are added until no other one could make it cheaper, which the dual prices prove. Vertices of a
transport problem are integral, so nothing is rounded.
"""

import math
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from queries.closing.costs import Closeness, Costs
from queries.closing.nearness import Ids, Nearness
from queries.closing.situation import Cadre, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Real = NDArray[np.float64]
    Mask = NDArray[np.bool_]

CHEAPEST = 6  # pairs of each class that the programme begins with
ADDED = 12  # pairs of each class that are added at a time
EXACT = 1e-7
FORBIDDEN = 1 << 40  # cost of a pair that is not to be


class Demand(NamedTuple):
    """An enterprise to be served, and what it costs to leave it."""

    unit: Unit
    leaving: int


@dataclass(frozen=True)
class Duty:
    """Demands and those who may serve them; `barred` are pairs of unit id and cadre key."""

    demands: Sequence[Demand]
    cadres: Sequence[Cadre]
    nearness: Nearness
    costs: Costs
    barred: Collection[tuple[str, str]] = ()


class Service(NamedTuple):
    """A cadre takes an enterprise. `rise` is by how much the cost of the plan would rise without
    just this pair, and `instead` what would be done; None when nobody computed it."""

    unit: Unit
    cadre: Cadre
    cost: int
    rise: float | None = None
    instead: str = ""


class Served(NamedTuple):
    """Who is served by whom, who is left, what all costs and what it costs at least."""

    services: list[Service]
    left: list[Demand]
    cost: int
    bound: float


class Classes(NamedTuple):
    """Demands and cadres by class; `costs[e, c]` of serving one of class e by one of class c."""

    demands: list[list[Demand]]
    cadres: list[list[Cadre]]
    costs: "Whole"


class Flow(NamedTuple):
    """How many of which class of demands are served by which class of cadres."""

    pairs: Mapping[tuple[int, int], int]
    cost: int
    bound: float


def solve(duty: Duty, *, time_limit: float) -> Served:
    """The cheapest service; best known when the time is over, with a bound."""
    free = [cadre for cadre in duty.cadres if cadre.places > 0]
    if not duty.demands or not free:
        cost = sum(demand.leaving for demand in duty.demands)
        return Served([], sorted(duty.demands, key=_id), cost, cost)
    classes = _classes(duty, free)
    flow = _optimum(classes, time_limit)
    pairs, left = _handed_out(classes, flow)
    services = [Service(d.unit, c, serving(duty, d.unit, c)) for d, c in pairs]
    if flow.bound >= flow.cost:
        services = _with_overrides(duty, classes, flow, services)
    return Served(services, left, flow.cost, flow.bound)


def serving(duty: Duty, unit: Unit, cadre: Cadre) -> int:
    """What it costs that a cadre serves a unit: near, in a chain that he knows, not once more."""
    costs = duty.costs
    distance, _ = duty.nearness.regions.distance(cadre.regions, unit.regions)
    again = costs.serve["again"] if unit.id in cadre.served else 0
    near = costs.distance[distance] + costs.closeness[field_of(unit.chains, cadre.chains)]
    return near + costs.serve[cadre.role] + again


def field_of(chains: Ids, others: Ids) -> Closeness:
    """Whether a cadre knows the chain of an enterprise. Segments make no difference to him."""
    return "chain" if chains & others else "other"


def _id(demand: Demand) -> str:
    return demand.unit.id


# ------------------------------------------------------------ classes


def _classes(duty: Duty, cadres: Sequence[Cadre]) -> Classes:
    """Whom a pair of its own (served before, barred) tells apart is a class of his own."""
    told = {demand.unit.id for demand in duty.demands}
    own = {(id, cadre.key, cadre.role) for cadre in cadres for id in cadre.served & told}
    roles = {cadre.key: cadre.role for cadre in cadres}
    own |= {(id, key, roles[key]) for id, key in duty.barred if id in told and key in roles}
    special = {id for id, *_ in own}, {(key, role) for _, key, role in own}
    demands: dict[object, list[Demand]] = defaultdict(list)
    for demand in sorted(duty.demands, key=_id):
        unit = demand.unit
        key = unit.id if unit.id in special[0] else (unit.regions, unit.chains)
        demands[key, demand.leaving].append(demand)
    places: dict[object, list[Cadre]] = defaultdict(list)
    for cadre in sorted(cadres, key=lambda c: c.ref.id):
        if (cadre.key, cadre.role) in special[1]:
            places[cadre.ref.id].append(cadre)
        else:
            places[cadre.regions, cadre.chains, cadre.role].append(cadre)
    classes = list(demands.values()), list(places.values())
    return Classes(*classes, _matrix(duty, *classes))


def _matrix(
    duty: Duty, demands: Sequence[Sequence[Demand]], cadres: Sequence[Sequence[Cadre]]
) -> "Whole":
    """Cost by class: looked up by place and by field, of which there are few, then pair by pair
    where a pair has a cost of its own."""
    import numpy as np  # noqa: PLC0415 - loads only for a plan

    costs, nearness = duty.costs, duty.nearness
    units, heads = [d[0].unit for d in demands], [c[0] for c in cadres]
    distance = table(
        [u.regions for u in units],
        [c.regions for c in heads],
        lambda a, b: costs.distance[nearness.regions.distance(b, a)[0]],
    )
    closeness = table(
        [u.chains for u in units],
        [c.chains for c in heads],
        lambda a, b: costs.closeness[field_of(a, b)],
    )
    matrix: Whole = distance
    matrix += closeness
    matrix += np.array([costs.serve[c.role] for c in heads])
    at = {unit.id: number for number, unit in enumerate(units)}
    for number, cadre in enumerate(heads):
        for id in cadre.served:
            if id in at:
                matrix[at[id], number] += costs.serve["again"]
    barred = frozenset(duty.barred)
    by_key = defaultdict(list)
    for number, cadre in enumerate(heads):
        by_key[cadre.key].append(number)
    for id, key in barred:
        if id in at:
            matrix[at[id], by_key[key]] = FORBIDDEN
    return matrix


def table(rows: Sequence[Any], columns: Sequence[Any], cost: Any) -> "Whole":
    """`cost` of each row with each column, computed once for each two different ones."""
    import numpy as np  # noqa: PLC0415

    kinds = list(dict.fromkeys(rows)), list(dict.fromkeys(columns))
    small = np.array([[cost(a, b) for b in kinds[1]] for a in kinds[0]], dtype=np.int64)
    at = [{kind: number for number, kind in enumerate(each)} for each in kinds]
    picked: Whole = small[np.ix_([at[0][r] for r in rows], [at[1][c] for c in columns])]
    return picked


# ------------------------------------------------------------ the programme


def _optimum(
    classes: Classes, time_limit: float, banned: tuple[int, int] | None = None, most: int = 0
) -> Flow:
    """Solve with few pairs, price all others, add those that would help, until none would.

    Of the pair `banned` at most `most` may flow. When the time is over the last flow holds, with
    the bound that its prices give.
    """
    import numpy as np  # noqa: PLC0415

    sizes = np.array([len(each) for each in classes.demands])
    leaving = np.array([each[0].leaving for each in classes.demands])
    places = np.array([sum(c.places for c in each) for each in classes.cadres])
    pairs = _first(classes.costs, leaving, places)
    until = time.monotonic() + time_limit
    while True:
        rows, columns = np.nonzero(pairs)
        upper = np.minimum(sizes[rows], places[columns])
        if banned:
            upper[(rows == banned[0]) & (columns == banned[1])] = most
        solved = _programme(classes.costs, leaving, sizes, places, rows, columns, upper)
        saved = classes.costs - solved.prices[:, None] - solved.rents[None, :]
        saved[pairs] = 0
        least = np.minimum(saved.min(axis=1), 0)
        bound = solved.cost + float((sizes * least).sum())
        if least.min() >= -EXACT or time.monotonic() > until:
            break
        pairs |= _helpful(saved)
    flow = {
        (int(row), int(column)): int(units)
        for row, column, units in zip(rows, columns, solved.flow, strict=True)
        if units
    }
    cost = round(solved.cost)
    return Flow(flow, cost, cost if least.min() >= -EXACT else bound)


class _Solved(NamedTuple):
    """A vertex: units on each pair, cost, the price of serving a demand, the rent of a place."""

    flow: "Whole"
    cost: float
    prices: "Real"
    rents: "Real"


def _programme(
    costs: "Whole",
    leaving: "Whole",
    sizes: "Whole",
    places: "Whole",
    rows: "Whole",
    columns: "Whole",
    upper: "Whole",
) -> _Solved:
    """Every demand is served or left; nobody serves more than he has places."""
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linprog  # noqa: PLC0415
    from scipy.sparse import coo_array  # noqa: PLC0415

    pairs, demands = len(rows), len(sizes)
    numbers = np.arange(pairs + demands)
    each = coo_array(
        (np.ones(pairs + demands), (np.concatenate([rows, np.arange(demands)]), numbers))
    )
    used = coo_array(
        (np.ones(pairs), (columns, numbers[:pairs])), shape=(len(places), pairs + demands)
    )
    most = np.concatenate([upper, sizes])
    solved = linprog(
        np.concatenate([costs[rows, columns], leaving]).astype(float),
        A_ub=used.tocsr(),
        b_ub=places,
        A_eq=each.tocsr(),
        b_eq=sizes,
        bounds=np.stack([np.zeros(len(most)), most], axis=1),
        method="highs-ds",  # the simplex ends at a vertex, where all is in whole numbers
    )
    if solved.status != 0:
        raise ArithmeticError(f"a transport problem always has an optimum: {solved.message}")
    flow = np.rint(solved.x).astype(np.int64)
    if abs(flow - solved.x).max() > EXACT:
        raise ArithmeticError("a vertex of a transport problem is in whole numbers")
    return _Solved(flow[:pairs], solved.fun, solved.eqlin.marginals, solved.ineqlin.marginals)


def _first(costs: "Whole", leaving: "Whole", places: "Whole") -> "Mask":
    """The pairs that save most of every class of cadres, twice as many as it has places, as a
    mask. Among equals each class begins elsewhere, so that not all begin with the same."""
    import numpy as np  # noqa: PLC0415

    mask = np.zeros(costs.shape, dtype=bool)
    demands = len(leaving)
    numbers = np.arange(demands)
    for column, free in enumerate(places):
        ranked = costs[:, column] - leaving + (numbers - column * 7) % demands / (demands + 1)
        count = min(demands, max(CHEAPEST, 2 * int(free)))
        mask[np.argpartition(ranked, count - 1)[:count], column] = True
    return mask & (costs < leaving[:, None])


def _helpful(saved: "Real") -> "Mask":
    """The pairs that save most, some for each class of the side that has fewer, as a mask."""
    import numpy as np  # noqa: PLC0415

    mask = np.zeros(saved.shape, dtype=bool)
    axis = 0 if saved.shape[1] <= saved.shape[0] else 1
    count = min(ADDED, saved.shape[axis])
    least = np.argpartition(saved, count - 1, axis=axis)
    picked = least[:count] if axis == 0 else least[:, :count]
    np.put_along_axis(mask, picked, True, axis=axis)
    return mask & (saved < -EXACT)


# ------------------------------------------------------------ from numbers to persons


def _handed_out(classes: Classes, flow: Flow) -> tuple[list[tuple[Demand, Cadre]], list[Demand]]:
    """Within a class by id: enterprises in order, the cadre with most places free next."""
    queues = [iter(each) for each in classes.demands]
    free = [[(-cadre.places, n) for n, cadre in enumerate(each)] for each in classes.cadres]
    for heap in free:
        heapify(heap)
    pairs: list[tuple[Demand, Cadre]] = []
    for (row, column), units in sorted(flow.pairs.items()):
        for _ in range(units):
            places, number = heappop(free[column])
            pairs.append((next(queues[row]), classes.cadres[column][number]))
            if places + 1 < 0:
                heappush(free[column], (places + 1, number))
    left = [demand for queue in queues for demand in queue]
    return sorted(pairs, key=lambda p: _id(p[0])), sorted(left, key=_id)


# ------------------------------------------------------------ what overriding costs


def _with_overrides(
    duty: Duty, classes: Classes, flow: Flow, services: Sequence[Service]
) -> list[Service]:
    """The same with what each pair saves. Where two of a class can change places it saves nothing;
    else the programme is solved anew with one less between the two classes."""
    swaps = _Swaps(classes, services)
    rises: dict[tuple[int, int], float] = {}
    answers: list[Service] = []
    for service in services:
        if swap := swaps.free(service):
            answers.append(service._replace(rise=0, instead=swap))
            continue
        pair = swaps.classes_of(service)
        if pair not in rises:
            limits = duty.costs.limits
            if classes.costs.size > limits.pairs or len(rises) >= limits.overrides:
                answers.append(service._replace(instead="规模较大，未逐项重算"))
                continue
            less = _optimum(classes, math.inf, banned=pair, most=flow.pairs[pair] - 1)
            rises[pair] = less.cost - flow.cost
        others = "改派其他干部，或保留缺口" if rises[pair] else "改派同样合适的其他干部"
        answers.append(service._replace(rise=rises[pair], instead=others))
    return answers


class _Swaps:
    """Who can change places with whom for nothing."""

    def __init__(self, classes: Classes, services: Iterable[Service]) -> None:
        self._demands = {d.unit.id: n for n, each in enumerate(classes.demands) for d in each}
        self._cadres = {c.ref.id: n for n, each in enumerate(classes.cadres) for c in each}
        self._sizes = [len(each) for each in classes.demands]
        self._by_pair: dict[tuple[int, str], int] = defaultdict(int)
        for service in services:
            self._by_pair[self._demands[service.unit.id], service.cadre.ref.id] += 1
        self._cadres_in = [len(each) for each in classes.cadres]

    def classes_of(self, service: Service) -> tuple[int, int]:
        return self._demands[service.unit.id], self._cadres[service.cadre.ref.id]

    def free(self, service: Service) -> str:
        """How this pair can be avoided for nothing; empty when it cannot."""
        row, column = self.classes_of(service)
        if self._by_pair[row, service.cadre.ref.id] < self._sizes[row]:
            return "与情况相同的另一家企业对调"
        if self._cadres_in[column] > 1:  # who has a free place to take, or an enterprise to give
            return "与情况相同的另一名干部对调"
        return ""
