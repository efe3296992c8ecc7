"""The figures at the head of a chain's page, counted from its view."""

from collections.abc import Sequence
from dataclasses import dataclass

from queries.chains import ChainView, Member, SegmentView
from visualize.style import WEAK


@dataclass(frozen=True, slots=True)
class Figures:
    """Each enterprise counts once, wherever it stands; a closed one counts nowhere.

    covered / surveyed is the organisation coverage of the chain, the unsurveyed stand beside it.
    """

    segments: int
    enterprises: int
    covered: int
    surveyed: int
    unsurveyed: int
    gaps: int
    weak: int


def members(view: ChainView) -> dict[str, Member]:
    """Every enterprise of the chain by id, in the order of the view."""
    return _distinct(view.segments, view.unplaced)


def figures(view: ChainView) -> Figures:
    """The figures of the whole chain, enterprises without a segment included."""
    return count(view.segments, view.unplaced)


def count(segments: Sequence[SegmentView], unplaced: Sequence[Member] = ()) -> Figures:
    """The figures of some segments."""
    operating = [m for m in _distinct(segments, unplaced).values() if m.cover != "closed"]
    surveyed = [member for member in operating if member.surveyed]
    return Figures(
        segments=len(segments),
        enterprises=len(operating),
        covered=sum(member.cover == "covered" for member in surveyed),
        surveyed=len(surveyed),
        unsurveyed=len(operating) - len(surveyed),
        gaps=sum(segment.gap for segment in segments),
        weak=sum(is_weak(segment) for segment in segments),
    )


def is_weak(segment: SegmentView) -> bool:
    return segment.surveyed > 0 and segment.covered / segment.surveyed < WEAK


def _distinct(segments: Sequence[SegmentView], unplaced: Sequence[Member]) -> dict[str, Member]:
    placed = (member for segment in segments for member in segment.enterprises)
    return {member.id: member for member in (*placed, *unplaced)}
