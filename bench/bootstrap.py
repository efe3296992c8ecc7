"""How sure a mean over queries is: the queries are drawn again and again."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

DRAWS = 1000


class Interval(NamedTuple):
    """95 % of the bootstrap over queries."""

    low: float
    high: float


def draws(count: int) -> npt.NDArray[np.int64]:
    """(draws, count): which queries are drawn, with repeats; the same every time."""
    return np.random.default_rng(0).integers(0, count, (DRAWS, count))


def interval(drawn: npt.NDArray[np.floating[Any]]) -> Interval:
    """`drawn`: (draws,) the mean of each."""
    return Interval(*np.quantile(drawn, (0.025, 0.975)).tolist())
