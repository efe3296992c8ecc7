"""The lines of a drawing: connections become hops, stretches that several share drawn once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from visualize.scene import Box, Curve, Hop

Point = tuple[float, float]
MOST_TITLE_LINES = 8


@dataclass
class _Stretch:
    curve: Curve
    titles: dict[str, None] = field(default_factory=dict)
    joins: dict[tuple[str, str], None] = field(default_factory=dict)


class Wiring:
    """Collects connections. Two that run along the same stretch make one hop."""

    def __init__(self) -> None:
        self._stretches: dict[tuple[Point, Point, str, bool], _Stretch] = {}

    def connect(
        self,
        source: Box,
        target: Box,
        points: Sequence[Point],
        *,
        stroke: str,
        curve: Curve,
        title: str,
        arrow: bool = False,
    ) -> None:
        """Draw from point to point; the arrow, if any, stands at the last."""
        rounded = [(round(x, 1), round(y, 1)) for x, y in points]
        steps = [(start, end) for start, end in pairwise(rounded) if start != end]
        for start, end in steps:
            last = arrow and end == rounded[-1]
            stretch = self._stretches.setdefault((start, end, stroke, last), _Stretch(curve))
            stretch.titles[title] = None
            stretch.joins[source.id, target.id] = None

    def hops(self) -> tuple[Hop, ...]:
        return tuple(
            Hop(*start, *end, stroke, s.curve, arrow, _title(list(s.titles)), tuple(s.joins))
            for (start, end, stroke, arrow), s in self._stretches.items()
        )


def _title(titles: Sequence[str]) -> str:
    lines = "\n".join(titles).split("\n")
    return "\n".join([*lines[:MOST_TITLE_LINES], *(["…"] if len(lines) > MOST_TITLE_LINES else [])])
