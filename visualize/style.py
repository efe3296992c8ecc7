"""Colours, line styles and the legend, derived from the vocabulary.

Kinds of nodes take their colour from `graph.schema`; what a colour means about coverage (covered,
uncovered, unsurveyed, closed, gap) is ours and stands here. Colour never speaks alone: each state
has its own border, mark or text. Text keeps a contrast of 4.5 : 1 to its ground, borders 3 : 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graph.schema import SCHEMA

FONT_FAMILY = (
    '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",'
    '"WenQuanYi Micro Hei",sans-serif'
)
WHITE, INK, MUTE = "#ffffff", "#1a2433", "#55627a"
TRACK = "#e3e7ee"
TEXT_CONTRAST, BORDER_CONTRAST = 4.5, 3.0
WEAK, FAIR = 1 / 3, 2 / 3

RGB = tuple[int, int, int]


def _rgb(color: str) -> RGB:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
        for c in (part / 255 for part in _rgb(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` in it."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_rgb(color), _rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def darken(color: str, ground: str, least: float) -> str:
    """`color`, as little darkened as gives it a contrast of `least` to `ground`."""
    steps = (mix(color, "#000000", step / 20) for step in range(20))
    return next((c for c in steps if contrast(c, ground) >= least), "#000000")


@dataclass(frozen=True, slots=True)
class Paint:
    """How a box looks. `dash` is the border's pattern, empty for a solid one."""

    fill: str
    stroke: str
    ink: str
    width: float = 1.5
    dash: tuple[int, ...] = ()
    radius: int = 6


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a line looks."""

    color: str
    width: float
    dash: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ground:
    """How a band of the page looks."""

    fill: str
    ink: str


def _tinted(color: str, share: float = 0.9, width: float = 1.8) -> Paint:
    fill = mix(color, WHITE, share)
    border, ink = darken(color, WHITE, BORDER_CONTRAST), darken(color, fill, 7)
    return Paint(fill, border, ink, width)


_PARTY = SCHEMA.node("PartyOrg").color
_ENTERPRISE = SCHEMA.node("Enterprise").color
_FLOW = SCHEMA.rel("FEEDS").color
SUPPLY = "supply"  # the line between segments of which only enterprises are known
_SUPPORTS = ("University", "Resource", "Department")
_GAP, _GAP_INK, _UNCOVERED, _UNKNOWN = "#d4380d", "#a8200d", "#c8630a", "#6b7688"

PAINTS: Mapping[str, Paint] = {
    "card": Paint(WHITE, "#8f9db3", INK, 1.5, radius=10),
    "pending": Paint("#fbfbfd", _UNKNOWN, INK, 1.8, (7, 5), radius=10),
    "gap": Paint("#fff1f0", _GAP, _GAP_INK, 3, (9, 6), radius=10),
    "idle": Paint("#fafbfc", "#8f9db3", MUTE, 1.5, (3, 4), radius=10),
    "covered": Paint(mix(_ENTERPRISE, WHITE, 0.84), _ENTERPRISE, mix(_ENTERPRISE, "#000000", 0.5)),
    "uncovered": Paint(WHITE, _UNCOVERED, "#8a3d00", 1.8, (6, 4)),
    "unsurveyed": Paint("#f3f4f7", _UNKNOWN, "#465164", 1.5, (2, 3)),
    "closed": Paint("#f6f7f9", "#8f98a6", "#667085", 1),
    "fold": Paint("#eef2f8", "#5f6f8a", "#33415c", 1.2),
    "committee": Paint(_PARTY, _PARTY, WHITE, 2),
    "no_committee": Paint("#fff1f0", _GAP, _GAP_INK, 2.4, (9, 6)),
    "organisation": _tinted(_PARTY),
    "functional": Paint(WHITE, _PARTY, darken(_PARTY, WHITE, 7), 1.8, (2, 3)),
    **{label: _tinted(SCHEMA.node(label).color) for label in _SUPPORTS},
}


def paint(name: str) -> Paint:
    """A paint by its name, or that of a kind of node."""
    return PAINTS.get(name) or _tinted(SCHEMA.node(name).color)


STROKES: Mapping[str, Stroke] = {
    "flow": Stroke(mix(_FLOW, WHITE, 0.12), 2),
    "suggested": Stroke(_UNKNOWN, 2, (6, 5)),
    "broken": Stroke(_GAP, 2.6, (9, 7)),
    "under": Stroke(mix(_PARTY, WHITE, 0.15), 1.8),
    "party": Stroke(mix(_PARTY, WHITE, 0.38), 1.4, (4, 4)),
    **{
        label: Stroke(mix(SCHEMA.node(label).color, WHITE, 0.2), 1.4, (4, 4)) for label in _SUPPORTS
    },
    # the last is drawn under all others: single firms say less than what a product is made of
    SUPPLY: Stroke(darken(SCHEMA.rel("SUPPLIES").color, WHITE, BORDER_CONTRAST), 1.1, (2, 3)),
}

GROUNDS: Mapping[str, Ground] = {
    "上游": Ground("#f3f7fc", "#1f4e86"),
    "中游": Ground("#f2f9f6", "#17624a"),
    "下游": Ground("#fbf7ef", "#7a4b06"),
    "配套": Ground("#f6f4fb", "#51407f"),
}

RATES: Mapping[str, str] = {"weak": "#c8161d", "fair": "#8a5a00", "good": "#1f7a48"}
UNKNOWN_INK = PAINTS["unsurveyed"].ink


def rate_color(covered: int, surveyed: int) -> str:
    """Red under a third, amber under two thirds, green above; grey where nobody surveyed."""
    if not surveyed:
        return UNKNOWN_INK
    rate = covered / surveyed
    return RATES["weak" if rate < WEAK else "fair" if rate < FAIR else "good"]


@dataclass(frozen=True, slots=True)
class Legend:
    """One entry of the legend: a box in a paint or a line in a stroke, and what it is called.

    `word` is a key of `Words.legend`, or else the label of a node type. `lines` names the strokes
    that the entry shows and hides.
    """

    shape: Literal["box", "line"]
    key: str
    word: str
    lines: tuple[str, ...] = ()


LEGEND: tuple[Legend, ...] = (
    Legend("box", "covered", "covered"),
    Legend("box", "uncovered", "uncovered"),
    Legend("box", "unsurveyed", "unsurveyed"),
    Legend("box", "closed", "closed"),
    Legend("box", "gap", "gap"),
    Legend("box", "committee", "committee"),
    Legend("box", "organisation", "organisation"),
    Legend("box", "functional", "functional"),
    *(Legend("box", label, label) for label in _SUPPORTS),
    Legend("line", "flow", "flow", ("flow",)),
    Legend("line", "broken", "broken", ("broken",)),
    Legend("line", SUPPLY, "supply", (SUPPLY,)),
    Legend("line", "party", "party", ("party", "under")),
    Legend("line", "University", "fit", _SUPPORTS),
)
