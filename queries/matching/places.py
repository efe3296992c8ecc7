"""How far apart two parties are, where the regions that hold them have coordinates."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from graph.store import Row
from queries.closing.nearness import Ids, Regions

EARTH = 6371.0  # km, mean radius


class Points:
    """Coordinates of regions, in degrees."""

    def __init__(self, rows: Iterable[Row], regions: Regions) -> None:
        self._regions = regions
        self._at = {
            row["id"]: (row["latitude"], row["longitude"])
            for row in rows
            if row["latitude"] is not None and row["longitude"] is not None
        }

    def km(self, one: Ids, other: Ids) -> float | None:
        """Kilometres between the smallest regions of each; None when one has no coordinates."""
        mine, theirs = self._smallest(one), self._smallest(other)
        if mine is None or theirs is None:
            return None
        (lat, lon), (to_lat, to_lon) = (map(radians, point) for point in (mine, theirs))
        half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
        return round(2 * EARTH * asin(sqrt(min(1.0, half))), 1)

    def _smallest(self, regions: Ids) -> tuple[float, float] | None:
        known = [id for id in regions if id in self._at]
        smallest = max(known, key=lambda id: (len(self._regions.above(id)), id), default=None)
        return self._at[smallest] if smallest else None
