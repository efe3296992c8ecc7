"""Where the many stand: each group as a disc of discs, the discs packed around the largest.

Places follow from the sizes and their order alone, with nothing drawn by lot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import numpy as np

GOLDEN = pi * (3 - sqrt(5))
APART = 26.0  # between two that stand in a group
BETWEEN = 46.0  # between two groups, where their names stand
STRETCH = 1.6  # wider than tall, as screens are
SPOKES, RING = 120, 20.0  # where places are tried


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
    rings = 96
    while (found := _packed(radii, rings)) is None:
        rings *= 2
    return found


def _packed(radii: Sequence[float], rings: int) -> list[Disc] | None:
    """The places, each the first of those that are tried; None when more rings are needed."""
    away, turn = np.meshgrid(np.arange(rings) * RING, np.arange(SPOKES) * (2 * pi / SPOKES))
    xs = np.round(away * STRETCH * np.cos(turn), 1).T.ravel()  # ring by ring
    ys = np.round(away * np.sin(turn), 1).T.ravel()
    room = np.full(xs.shape, np.inf)  # how large a disc may be that is placed there
    discs = []
    for radius in radii:
        fits = np.flatnonzero(room >= radius + BETWEEN)
        if not len(fits):
            return None
        disc = Disc(float(xs[fits[0]]), float(ys[fits[0]]), radius)
        discs.append(disc)
        room = np.minimum(room, np.hypot(xs - disc.x, ys - disc.y) - radius)
    return discs
