"""A drawing as plain data. A page, a picture and their tests all read the same scene.

Lengths are units of the scene; x grows to the right and y downwards. Paints, strokes and grounds
are keys into `visualize.style`.
"""

from dataclasses import dataclass
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Curve = Literal["horizontal", "vertical"]
Kind = Literal["card", "chip", "organisation", "support", "note"]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; y is its vertical middle."""

    x: float
    y: float
    text: str
    size: float
    color: str
    anchor: Anchor = "start"
    bold: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A strip inside a card: a share of its enterprises. A hollow one is only outlined."""

    x: float
    y: float
    w: float
    h: float
    color: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its texts. `about` are the keys of the details it stands for."""

    id: str
    kind: Kind
    paint: str
    x: float
    y: float
    w: float
    h: float
    title: str
    texts: tuple[Text, ...] = ()
    bars: tuple[Bar, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def middle(self) -> float:
        return self.y + self.h / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than a border."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def contains(self, other: "Box") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Hop:
    """One stretch of a connection, straight where its ends share an x or a y, else a curve.

    A connection is a chain of hops, and connections with the same goal share their last ones:
    `joins` are the pairs of boxes, by id, that it helps to connect.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str
    curve: Curve
    arrow: bool
    title: str
    joins: tuple[tuple[str, str], ...]

    @property
    def straight(self) -> bool:
        return self.x1 == self.x2 or self.y1 == self.y2

    def controls(self) -> tuple[float, float, float, float]:
        """The two control points of its cubic curve: half way along its direction."""
        if self.curve == "horizontal":
            half = (self.x1 + self.x2) / 2
            return half, self.y1, half, self.y2
        half = (self.y1 + self.y2) / 2
        return self.x1, half, self.x2, half


@dataclass(frozen=True, slots=True)
class Band:
    """A lane or a row of the page, with its name and, in a line or two, what stands in it."""

    ground: str
    x: float
    y: float
    w: float
    h: float
    name: Text
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole drawing. Later boxes are drawn over earlier ones, all of them over the hops."""

    width: float
    height: float
    bands: tuple[Band, ...]
    hops: tuple[Hop, ...]
    boxes: tuple[Box, ...]

    def of_kind(self, kind: Kind) -> tuple[Box, ...]:
        return tuple(box for box in self.boxes if box.kind == kind)
