"""A picture of entities and the relationships between them as plain data, and as SVG.

Each entity is a disc with a character for its kind, so that colour does not speak alone, and its
name below; each relationship a line with an arrow. The page's canvas, the SVG and the tests read
the same `Drawing`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from math import hypot
from unicodedata import east_asian_width

from graph.schema import SCHEMA
from visualize import style
from visualize.style import FONT_FAMILY, INK, MUTE, STROKES, WHITE, Stroke
from visualize.words import Lang

RADIUS = 22
NAME_SIZE, GLYPH_SIZE, LINE_H = 13, 17, 16
NAME_WIDE = 18  # of a line of a name, in half-width characters
WAY = "#b7791f"  # what is on a way
MARGIN = 90
FEW_RAYS = 24  # lines that all say what they are
BEND = 34  # of each further line between the same two

GLYPHS: Mapping[str, tuple[str, str]] = {
    "Chain": ("链", "C"), "Segment": ("环", "Sg"), "Product": ("品", "P"), "Region": ("区", "Rg"),
    "Enterprise": ("企", "E"), "PartyOrg": ("党", "PO"), "MassOrg": ("群", "MO"),
    "Association": ("会", "A"), "Department": ("部", "D"), "University": ("校", "U"),
    "Discipline": ("科", "Di"), "Industry": ("业", "I"), "Offer": ("果", "Of"),
    "Order": ("诉", "Or"), "Need": ("需", "N"), "Resource": ("资", "R"), "Project": ("项", "Pr"),
    "Meeting": ("议", "M"), "Activity": ("活", "Ac"), "Policy": ("策", "Po"), "Figure": ("指", "F"),
    "Site": ("所", "Si"), "Application": ("申", "Ap"), "Target": ("标", "T"),
}  # fmt: skip

RAYS: Mapping[str, Stroke] = {
    "flow": STROKES["flow"],
    "supply": Stroke(style.darken(SCHEMA.rel("SUPPLIES").color, WHITE, style.BORDER_CONTRAST), 1.6),
    "party": STROKES["under"],
    "knowledge": Stroke(SCHEMA.node("University").color, 1.5, (6, 3)),
    "belonging": Stroke("#7f8da3", 1.2),
    "compared": STROKES["suggested"],
}
_RAYS: Mapping[str, str] = {
    **dict.fromkeys(("FEEDS", "KIND_OF"), "flow"),
    **dict.fromkeys(("MAKES", "SUPPLIES"), "supply"),
    **dict.fromkeys(("LEADS", "UNDER", "COVERS", "JOINT_BUILDS"), "party"),
    **dict.fromkeys(
        ("COOPERATES", "MATCHED", "STRONG_IN", "RELATES_TO", "CORRESPONDS", "OFFERS"), "knowledge"
    ),
    **dict.fromkeys(("ALIKE", "CONTAINS", "MEANS"), "compared"),
}
Address = Callable[["Dot"], str]


@dataclass(frozen=True, slots=True)
class Dot:
    """An entity, or a heap of `count` of them. `more`: how many relationships it has beside those
    in the picture. `act`: what opens or closes it."""

    id: str
    label: str
    name: str
    lines: tuple[str, ...]
    title: str
    x: int
    y: int
    act: tuple[str, str] = ("", "")
    more: int = 0
    count: int = 0
    start: bool = False
    opened: bool = False
    pinned: bool = False
    way: bool = False


@dataclass(frozen=True, slots=True)
class Ray:
    """A relationship between two dots, by their ids."""

    source: str
    target: str
    kind: str
    name: str
    title: str
    way: bool = False
    arrow: bool = True


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture."""

    dots: tuple[Dot, ...]
    rays: tuple[Ray, ...]


def ray_kind(rel: str) -> str:
    """How the line of a relationship looks: a key of `RAYS`."""
    return _RAYS.get(rel, "belonging")


def glyph(label: str, lang: Lang) -> str:
    return GLYPHS.get(label, (label[:1], label[:1]))[lang == "en"]


def broken(name: str) -> tuple[str, ...]:
    """A name in one or two lines; what is longer ends with an ellipsis."""
    first, rest = _cut(name)
    if not rest:
        return (first,)
    second, more = _cut(rest)
    return first, f"{second[:-1]}…" if more else second


def _cut(text: str) -> tuple[str, str]:
    wide = 0
    for at, character in enumerate(text):
        wide += 2 if east_asian_width(character) in "WF" else 1
        if wide > NAME_WIDE:
            return text[:at].strip(), text[at:].strip()
    return text.strip(), ""


def svg(drawing: Drawing, title: str, lang: Lang, link: Address | None = None) -> str:
    """The picture without a browser; `link` gives the address that a dot leads to."""
    xs, ys = [dot.x for dot in drawing.dots] or [0], [dot.y for dot in drawing.dots] or [0]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    wide, tall = max(xs) + MARGIN - left, max(ys) + MARGIN - top
    role = "group" if link else "img"
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}" aria-labelledby="graph-title"',
            f' viewBox="{left} {top} {wide} {tall}" width="{wide}"',
            f' font-family="{escape(FONT_FAMILY)}"><title id="graph-title">{escape(title)}</title>',
            f'<rect x="{left}" y="{top}" width="{wide}" height="{tall}" fill="{WHITE}"/>',
            _arrowheads(drawing),
            *_rays(drawing),
            *(_linked(dot, lang, link) for dot in drawing.dots),
            "</svg>",
        )
    )


def _arrowheads(drawing: Drawing) -> str:
    used = sorted({"way" if ray.way else ray.kind for ray in drawing.rays if ray.arrow})
    markers = (
        f'<marker id="at-{name}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="11"'
        ' markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0,1L10,5L0,9z" fill="{WAY if name == "way" else RAYS[name].color}"/></marker>'
        for name in used
    )
    return f"<defs>{''.join(markers)}</defs>"


def _rays(drawing: Drawing) -> Iterator[str]:
    at = {dot.id: dot for dot in drawing.dots}
    between: Counter[frozenset[str]] = Counter()
    for ray in drawing.rays:
        pair = frozenset((ray.source, ray.target))
        bend = BEND * between[pair] * (1 if ray.source < ray.target else -1)
        between[pair] += 1
        stroke = Stroke(WAY, 4, RAYS[ray.kind].dash) if ray.way else RAYS[ray.kind]
        dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
        end = f' marker-end="url(#at-{"way" if ray.way else ray.kind})"' if ray.arrow else ""
        yield (
            f'<path d="{_line(at[ray.source], at[ray.target], bend)}" fill="none"'
            f' stroke="{stroke.color}" stroke-width="{stroke.width:g}"{dash}{end}>'
            f"<title>{escape(ray.title)}</title></path>"
        )
        heaped = at[ray.source].count or at[ray.target].count  # whose name says it
        if ray.way or (not heaped and len(drawing.rays) <= FEW_RAYS):
            yield _said(ray.name, at[ray.source], at[ray.target], bend)


def _line(one: Dot, other: Dot, bend: float) -> str:
    """From edge to edge of two discs, bent to the side by so much; a loop stays a point."""
    away = hypot(other.x - one.x, other.y - one.y) or 1.0
    across, down = (other.x - one.x) / away, (other.y - one.y) / away
    begin = f"M{one.x + across * RADIUS:.1f},{one.y + down * RADIUS:.1f}"
    end = f"{other.x - across * (RADIUS + 3):.1f},{other.y - down * (RADIUS + 3):.1f}"
    if not bend:
        return f"{begin}L{end}"
    side = (one.x + other.x) / 2 - down * bend, (one.y + other.y) / 2 + across * bend
    return f"{begin}Q{side[0]:.1f},{side[1]:.1f} {end}"


def _said(name: str, one: Dot, other: Dot, bend: float) -> str:
    """What a line says, in the middle of it."""
    away = hypot(other.x - one.x, other.y - one.y) or 1.0
    x = (one.x + other.x) / 2 - (other.y - one.y) / away * bend / 2
    y = (one.y + other.y) / 2 + (other.x - one.x) / away * bend / 2
    return (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="11" fill="{MUTE}" text-anchor="middle"'
        f' stroke="{WHITE}" stroke-width="4" paint-order="stroke">{escape(name)}</text>'
    )


def _linked(dot: Dot, lang: Lang, link: Address | None) -> str:
    address = link(dot) if link else ""
    return f'<a href="{escape(address)}">{_dot(dot, lang)}</a>' if address else _dot(dot, lang)


def _dot(dot: Dot, lang: Lang) -> str:
    look = style.paint(dot.label)
    edge = f'stroke="{WAY}" stroke-width="4"' if dot.way else f'stroke="{look.stroke}"'
    edge += ' stroke-width="2" stroke-dasharray="4 3"' * bool(dot.count)
    inner = str(dot.count) if dot.count else glyph(dot.label, lang)
    below = (
        _text(dot.x, dot.y + RADIUS + 10 + LINE_H * at, line, NAME_SIZE, INK, dot.start)
        for at, line in enumerate(dot.lines)
    )
    more = _text(dot.x + RADIUS + 8, dot.y - RADIUS + 4, f"+{dot.more}", 11, MUTE, False)
    return (
        f'<g><title>{escape(dot.title)}</title><circle cx="{dot.x}" cy="{dot.y}" r="{RADIUS}"'
        f' fill="{look.fill}" {edge}/>'
        f"{_text(dot.x, dot.y, inner, GLYPH_SIZE - 3 * bool(dot.count), look.ink, True)}"
        f"{''.join(below)}{more if dot.more else ''}</g>"
    )


def _text(x: float, y: float, text: str, size: int, color: str, bold: bool) -> str:
    heavy = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y + size * 0.36:.1f}" font-size="{size}" fill="{color}"'
        f' text-anchor="middle"{heavy}>{escape(text)}</text>'
    )


def kinds(dots: Iterable[Dot]) -> dict[str, int]:
    """How many entities of each kind are drawn, in the order of the vocabulary."""
    count: dict[str, int] = {}
    for dot in dots:
        if not dot.count:
            count[dot.label] = count.get(dot.label, 0) + 1
    return {node.label: count[node.label] for node in SCHEMA.nodes if node.label in count}
