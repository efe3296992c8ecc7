"""The heat table of a chain: coverage by segment and region, from the chain as it is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from queries.chains import ChainView, Member, Position, SegmentView
from visualize import style

State = Literal["gap", "empty", "unknown", "weak", "fair", "good"]


@dataclass(frozen=True, slots=True)
class Heat:
    """Operating enterprises of a segment in a region: covered of the surveyed, and how many nobody
    has surveyed. `gap` when the segment is needed and has none anywhere."""

    covered: int = 0
    surveyed: int = 0
    unsurveyed: int = 0
    gap: bool = False

    @property
    def state(self) -> State:
        if self.gap:
            return "gap"
        if not self.surveyed:
            return "unknown" if self.unsurveyed else "empty"
        return grade(self.covered / self.surveyed)

    @property
    def text(self) -> str:
        """3/5 ＋2？: covered of the surveyed, and the unsurveyed, which are neither."""
        counted = f"{self.covered}/{self.surveyed}" if self.surveyed else ""
        unknown = f"＋{self.unsurveyed}？" if counted else f"？{self.unsurveyed}"
        mark = " ▲" if self.state == "weak" else ""
        return f"{counted}{unknown if self.unsurveyed else ''}{mark}" or "·"


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A segment: a cell for each region, and the whole."""

    segment: SegmentView
    cells: tuple[Heat, ...]
    whole: Heat


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Rows in the order of the chain. `regions` are names, None for enterprises of unknown place,
    the most enterprises first; `totals` counts each enterprise once, also one of two segments."""

    regions: tuple[str | None, ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[Heat, ...]
    whole: Heat

    def lane(self, position: Position) -> list[HeatRow]:
        return [row for row in self.rows if row.segment.position == position]


def grade(rate: float) -> Literal["weak", "fair", "good"]:
    """Which third of one a rate lies in."""
    return "weak" if rate < style.WEAK else "fair" if rate < style.FAIR else "good"


def heat(view: ChainView) -> HeatTable:
    """The table of a chain."""
    once = {member.id: member for segment in view.segments for member in segment.enterprises}
    placed = list(once.values())
    many = Counter(member.region for member in placed if member.cover != "closed")
    regions = sorted(many, key=lambda name: (name is None, -many[name], name or ""))
    return HeatTable(
        regions=tuple(regions),
        rows=tuple(_row(segment, regions) for segment in view.segments),
        totals=tuple(_count(_within(placed, region)) for region in regions),
        whole=_count(placed),
    )


def _row(segment: SegmentView, regions: Sequence[str | None]) -> HeatRow:
    cells = tuple(_count(_within(segment.enterprises, region)) for region in regions)
    return HeatRow(segment, cells, _count(segment.enterprises, segment.gap))


def _within(members: Iterable[Member], region: str | None) -> list[Member]:
    return [member for member in members if member.region == region]


def _count(members: Iterable[Member], gap: bool = False) -> Heat:
    operating = [member for member in members if member.cover != "closed"]
    surveyed = [member for member in operating if member.surveyed]
    covered = sum(member.cover == "covered" for member in surveyed)
    return Heat(covered, len(surveyed), len(operating) - len(surveyed), gap)
