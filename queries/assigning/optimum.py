"""The cheapest assignment with capacities: every place of everybody is a column of its own.

Among equally cheap assignments the one that spreads the work most evenly: the first place of
somebody is a little cheaper than the second, by so little that all of it together is less than one
point. Everything is in whole numbers, so the optimum is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Mask = NDArray[np.bool_]

NOBODY = -1


@dataclass(frozen=True)
class Problem:
    """Rows are those to be served, columns those who serve.

    `costs[r, c]` in points; `possible[r, c]` whether it may be; `leaving[r]` what it costs to leave
    r, more than to serve it; `places[c]` how many c takes at most, `held[c]` how many it serves
    besides; `pinned` rows by column, which are kept whatever they cost.
    """

    costs: "Whole"
    possible: "Mask"
    leaving: "Whole"
    places: "Whole"
    held: "Whole"
    pinned: Mapping[int, int]


def solve(problem: Problem, *, cells: int) -> "Whole":
    """The column that serves each row, or `NOBODY`.

    Raises `InputError` when rows times places exceed `cells`.
    """
    import numpy as np  # noqa: PLC0415 - loads only for an assignment
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    taken = np.full(len(problem.leaving), NOBODY, dtype=np.int64)
    places, held = problem.places.clip(min=0), problem.held.copy()
    for row, column in problem.pinned.items():
        taken[row] = column
        places[column] -= 1
        held[column] += 1
    rows = np.flatnonzero(taken == NOBODY)
    places = np.minimum(places, len(rows))
    if len(rows) * int(places.sum()) > cells:
        raise _too_large(len(rows), int(places.sum()))
    slots = np.repeat(np.arange(len(places)), places)
    weights = _weights(problem, rows, slots, held)
    served, used = linear_sum_assignment(weights)
    helps = weights[served, used] < 0
    taken[rows[served[helps]]] = slots[used[helps]]
    return taken


def _weights(
    problem: Problem, rows: "Whole", slots: "Whole", held: "Whole"
) -> "NDArray[np.float64]":
    """What each place saves of leaving each row, less a trifle for each place before it; 0 where
    it saves nothing or may not be, which is as good as leaving the row."""
    import numpy as np  # noqa: PLC0415

    saved = problem.costs[rows] - problem.leaving[rows, None]
    saved = np.where(problem.possible[rows], saved.clip(max=0), 0)
    first = np.concatenate([[True], slots[1:] != slots[:-1]]) if len(slots) else np.zeros(0, bool)
    starts = np.maximum.accumulate(np.where(first, np.arange(len(slots)), 0))
    before = np.arange(len(slots)) - starts + held[slots] - held.min(initial=0)
    point = len(rows) * (int(before.max(initial=0)) + 1)
    weights = (saved * point).astype(float)[:, slots]
    weights += np.where(weights < 0, before, 0)
    return weights


def total(problem: Problem, taken: "Whole") -> int:
    """What an assignment costs, with what it costs to leave those who get nobody."""
    import numpy as np  # noqa: PLC0415

    served = np.flatnonzero(taken != NOBODY)
    left = np.flatnonzero(taken == NOBODY)
    return int(problem.costs[served, taken[served]].sum() + problem.leaving[left].sum())


def _too_large(rows: int, places: int) -> InputError:
    return InputError(
        f"{rows}家企业、{places}个名额，一次分配规模过大",
        f"{rows} enterprises and {places} places are too many to be assigned at once",
        fix_zh="请用 --chain 按产业链分批",
        fix_en="Go chain by chain with --chain",
    )
