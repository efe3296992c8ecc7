"""Which item stands above which in each column, so that few connections cross.

Sugiyama's method: barycentre sweeps, then switching of neighbours while that helps. It takes no
random numbers and walks no sets, so the same input always gives the same order.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

Columns = list[list[str]]
Edge = tuple[str, str]
Neighbours = Mapping[str, Sequence[str]]

SWEEPS = 12


def arrange(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> Columns:
    """Reorder each column; every edge joins an item to one of the next column to the right."""
    before, after = _neighbours(columns, edges)
    best = current = [list(column) for column in columns]
    fewest = crossings(best, edges)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        current = _sweep(current, before, after, rightwards=sweep % 2 == 0)
        current = _switch(current, before, after)
        if (count := crossings(current, edges)) < fewest:
            best, fewest = current, count
    return best


def crossings(columns: Sequence[Sequence[str]], edges: Sequence[Edge]) -> int:
    """How many pairs of edges cross when drawn straight."""
    column_of, rank = _ranks(columns)
    between: dict[int, list[tuple[int, int]]] = {}
    for left, right in edges:
        between.setdefault(column_of[left], []).append((rank[left], rank[right]))
    return sum(_inversions(sorted(pairs)) for pairs in between.values())


def _inversions(pairs: Sequence[tuple[int, int]]) -> int:
    """Pairs of edges that cross, for edges sorted by their left ends."""
    seen: list[int] = []
    total = 0
    for _, group in groupby(pairs, key=itemgetter(0)):
        rights = [right for _, right in group]
        total += sum(len(seen) - bisect_right(seen, right) for right in rights)
        for right in rights:
            insort(seen, right)
    return total


def _ranks(columns: Sequence[Sequence[str]]) -> tuple[dict[str, int], dict[str, int]]:
    column_of = {item: c for c, column in enumerate(columns) for item in column}
    rank = {item: r for column in columns for r, item in enumerate(column)}
    return column_of, rank


def _neighbours(
    columns: Sequence[Sequence[str]], edges: Sequence[Edge]
) -> tuple[Neighbours, Neighbours]:
    items = [item for column in columns for item in column]
    before: dict[str, list[str]] = {item: [] for item in items}
    after: dict[str, list[str]] = {item: [] for item in items}
    for left, right in edges:
        before[right].append(left)
        after[left].append(right)
    return before, after


def _sweep(columns: Columns, before: Neighbours, after: Neighbours, *, rightwards: bool) -> Columns:
    """Sort each column by the mean place of its neighbours in the column just passed."""
    result = [list(column) for column in columns]
    steps = list(pairwise(range(len(result))))
    towards = steps if rightwards else [(b, a) for a, b in reversed(steps)]
    neighbours = before if rightwards else after
    for fixed, free in towards:
        result[free] = _by_mean(result[free], result[fixed], neighbours)
    return result


def _by_mean(column: list[str], fixed: list[str], neighbours: Neighbours) -> list[str]:
    place, own = _places(fixed), _places(column)

    def mean(item: str) -> float:
        near = [place[n] for n in neighbours[item]]
        return sum(near) / len(near) if near else own[item]

    return sorted(column, key=mean)


def _places(column: Sequence[str]) -> dict[str, float]:
    """Places from 0 to 1, so that columns of different lengths compare."""
    return {item: (rank + 0.5) / len(column) for rank, item in enumerate(column)}


def _switch(columns: Columns, before: Neighbours, after: Neighbours) -> Columns:
    """Exchange neighbours in a column while that takes crossings away."""
    result = [list(column) for column in columns]
    _, rank = _ranks(result)
    improved = True
    while improved:
        improved = False
        for column in result:
            for i in range(len(column) - 1):
                upper, lower = column[i], column[i + 1]
                gain = _gain(upper, lower, before, rank) + _gain(upper, lower, after, rank)
                if gain > 0:
                    column[i], column[i + 1] = lower, upper
                    rank[upper], rank[lower] = i + 1, i
                    improved = True
    return result


def _gain(upper: str, lower: str, neighbours: Neighbours, rank: Mapping[str, int]) -> int:
    """Crossings lost by putting `lower` above `upper`, on one side of their column."""
    above = [rank[n] for n in neighbours[upper]]
    below = [rank[n] for n in neighbours[lower]]
    now = sum(a > b for a in above for b in below)
    then = sum(a < b for a in above for b in below)
    return now - then
