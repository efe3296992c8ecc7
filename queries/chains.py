"""A chain as planners see it: its segments, who stands there, who covers them, what is missing."""

from typing import Literal

from queries.answers import Answer, Ref

Cover = Literal["covered", "uncovered", "unsurveyed", "closed"]
Position = Literal["上游", "中游", "下游", "配套"]


class Member(Answer):
    """An enterprise at a segment. `short` is the name for a chip of about six characters."""

    id: str
    name: str
    short: str
    role: str | None = None
    region: str | None = None
    cover: Cover
    mode: str | None = None  # 单独 / 联合 / 区域 / 行业, where covered


class SegmentView(Answer):
    """A segment with its enterprises; `gap` when it is needed and no enterprise fills it.

    covered / surveyed is the segment's organisation coverage; both count operating enterprises.
    """

    id: str
    name: str
    position: Position
    order: int
    needed: bool
    gap: bool
    enterprises: list[Member]
    covered: int
    surveyed: int


class Flow(Answer):
    """What goes from one segment to another, by the products that feed each other.

    `broken` when one of the two segments is a gap.
    """

    source: str
    target: str
    products: list[str]
    broken: bool


class Organisation(Answer):
    """A party organization of the chain; `segments` are those in which it covers enterprises."""

    id: str
    name: str
    kind: str
    functional: bool
    parent: str | None
    enterprises: int
    segments: list[str]


class Support(Answer):
    """A university, resource or department that serves the chain, and the segments it fits."""

    label: Literal["University", "Resource", "Department"]
    id: str
    name: str
    kind: str | None
    segments: list[str]


class ChainView(Answer):
    """A chain whole, as of a day. `unplaced` are its enterprises whose segment is unknown."""

    id: str
    name: str
    kind: str | None
    region: str | None
    as_of: str
    segments: list[SegmentView]
    flows: list[Flow]
    organisations: list[Organisation]
    supports: list[Support]
    unplaced: list[Member]
    sources: list[str]


class ChainSummary(Answer):
    """A chain in the list of chains."""

    id: str
    name: str
    kind: str | None
    region: str | None
    segments: int
    gaps: int
    enterprises: int
    committees: list[Ref]
