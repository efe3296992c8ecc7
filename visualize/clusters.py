"""Where the many stand: each group as a disc of discs, the discs packed around the largest.

Places follow from the sizes and their order alone, with nothing drawn by lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

GOLDEN = pi * (3 - sqrt(5))
APART = 26.0  # between two that stand in a group
BETWEEN = 46.0  # between two groups, where their names stand
STRETCH = 1.6  # wider than tall, as screens are
SPOKES = 48


@dataclass(frozen=True, slots=True)
class Disc:
    """A place for a group."""

    x: float
    y: float
    radius: float


def reach(count: int) -> float:
    """The radius of a group of so many."""
    return APART * (sqrt(count) + 0.5)


def spot(at: int) -> tuple[float, float]:
    """Where in its group one stands: the first in the middle, the others turning outwards."""
    away = APART * sqrt(at)
    return away * cos(at * GOLDEN), away * sin(at * GOLDEN)


def packed(radii: Sequence[float]) -> list[Disc]:
    """Places for discs, in their order: each as near to the middle as there is room."""
    discs: list[Disc] = []
    for radius in radii:
        discs.append(_nearest(discs, radius))
    return discs


def _nearest(discs: Sequence[Disc], radius: float) -> Disc:
    if not discs:
        return Disc(0.0, 0.0, radius)
    away = 0.0
    while True:
        away += 30.0
        for spoke in range(SPOKES):
            angle = 2 * pi * spoke / SPOKES
            x, y = round(away * STRETCH * cos(angle), 1), round(away * sin(angle), 1)
            if all(
                hypot(x - disc.x, y - disc.y) >= radius + disc.radius + BETWEEN for disc in discs
            ):
                return Disc(x, y, radius)
