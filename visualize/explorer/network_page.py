"""The page of the whole network: every entity in its group, or, where they are too many, the
groups as discs with their number; the same as a table and as SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import log10, sqrt
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from graph import SCHEMA
from queries.network import MOST, WAYS, By, Lot, Lots, Member, Whole
from visualize import style, terms
from visualize.clusters import Disc, packed, reach, spot
from visualize.dots import ray_kind
from visualize.explorer.cells import Link, Table
from visualize.explorer.frame import Frame, relationship, render, version
from visualize.explorer.graph import look
from visualize.explorer.say import SAY
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.style import FONT_FAMILY, INK, WHITE
from visualize.words import Lang

STILL = 2500  # entities that a page without a script shows; more are a file to open
SMALLEST, LARGEST = 26.0, 150.0  # radius of a disc that stands for many
DOT = 6.0
NAME = 22  # size of the name of a disc
EDGE = 120.0
DISCS = 60  # drawn at once where they stand for many: the largest; the table has all
PATH = "/network"
LINE = "#7f8da3"


@dataclass(frozen=True, slots=True)
class Spot:
    """An entity in the picture."""

    member: Member
    x: int
    y: int
    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together: at a place, or of a kind that sits nowhere."""

    name: str
    label: str
    id: str
    counts: dict[str, int]
    disc: Disc
    href: str

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """The picture: groups the largest first, entities in the order of the answer."""

    groups: tuple[Group, ...]
    spots: tuple[Spot, ...] = ()


def plan(found: Whole | Lots, frame: Frame) -> Plan:
    """Where everything stands."""
    return planned(found, frame) if isinstance(found, Whole) else gathered(found, frame)


def planned(found: Whole, frame: Frame) -> Plan:
    """Places for every entity, from the answer alone."""
    names = {(one.label, one.id): one.name for one in found.members}
    inside: dict[tuple[str, str], list[int]] = {}
    for at, one in enumerate(found.members):
        inside.setdefault(_group_of(one), []).append(at)
    order = sorted(inside, key=lambda key: (-len(inside[key]), key))
    discs = packed([reach(len(inside[key])) for key in order])
    groups, spots = [], list[Spot | None]([None] * len(found.members))
    for number, (key, disc) in enumerate(zip(order, discs, strict=True)):
        label, id = key
        counts: dict[str, int] = {}
        for turn, at in enumerate(sorted(inside[key], key=lambda at: _turn(found, at, key))):
            one = found.members[at]
            counts[one.label] = counts.get(one.label, 0) + 1
            x, y = spot(turn)
            spots[at] = Spot(one, round(disc.x + x), round(disc.y + y), number)
        name = names.get(key, id) if id else terms.kind(label, frame.lang)
        groups.append(Group(name, label, id, counts, disc, _opened(label, id, frame)))
    return Plan(tuple(groups), tuple(one for one in spots if one))


def _group_of(one: Member) -> tuple[str, str]:
    return (one.seat.label, one.seat.id) if one.seat else (one.label, "")


def _turn(found: Whole, at: int, key: tuple[str, str]) -> tuple[bool, int, int]:
    """The place itself stands in the middle, then kind by kind."""
    one = found.members[at]
    return (one.label, one.id) != key, LABELS.index(one.label), at


LABELS = [node.label for node in SCHEMA.nodes]


def _opened(label: str, id: str, frame: Frame) -> str:
    """Where a group is opened further."""
    if not id:
        return frame.link(PATH, kind=label)
    return frame.link("/graph", at=f"{label}:{id}", open=f"{label}:{id}")


def gathered(found: Lots, frame: Frame) -> Plan:
    """Discs that stand for many, their area by how many."""
    most = max((lot.total for lot in found.lots), default=1) or 1
    radii = [max(SMALLEST, LARGEST * sqrt(lot.total / most)) for lot in found.lots]
    order = sorted(range(len(radii)), key=lambda at: (-radii[at], found.lots[at].id))
    discs = packed([radii[at] for at in order])
    return Plan(
        tuple(
            _lot(found.lots[at], found.by, disc, frame)
            for at, disc in zip(order, discs, strict=True)
        )
    )


def _lot(lot: Lot, by: By, disc: Disc, frame: Frame) -> Group:
    name = terms.kind(lot.label, frame.lang) if by == "kind" else lot.name
    id = "" if by == "kind" else lot.id
    return Group(name, lot.label, id, lot.counts, disc, _opened(lot.label, id, frame))


# ------------------------------------------------------------ as SVG


def svg(plan: Plan, found: Whole | Lots, title: str, lang: Lang, *, links: bool = False) -> str:
    """The picture without a browser."""
    groups = plan.groups if isinstance(found, Whole) else plan.groups[:DISCS]
    left = min((g.disc.x - g.disc.radius for g in groups), default=0.0) - EDGE
    right = max((g.disc.x + g.disc.radius for g in groups), default=0.0) + EDGE
    top = min((g.disc.y - g.disc.radius for g in groups), default=0.0) - EDGE
    bottom = max((g.disc.y + g.disc.radius for g in groups), default=0.0) + EDGE
    box = f"{left:.0f} {top:.0f} {right - left:.0f} {bottom - top:.0f}"
    inner = _each(plan, found) if isinstance(found, Whole) else _lots(plan, found, lang)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="{"group" if links else "img"}"',
            f' aria-labelledby="network-title" viewBox="{box}" width="{right - left:.0f}"',
            f' font-family="{escape(FONT_FAMILY)}"><title id="network-title">{escape(title)}',
            f'</title><rect x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}"',
            f' height="{bottom - top:.0f}" fill="{WHITE}"/>',
            *inner,
            *(_named(group, isinstance(found, Whole), links) for group in groups),
            "</svg>",
        )
    )


def _each(plan: Plan, found: Whole) -> Iterator[str]:
    """Every entity and line; lines of a look as one path, which keeps the file small."""
    yield f'<g fill="none" stroke="{LINE}" stroke-width="0.7" opacity="0.45"><path d="'
    for tie in found.ties:
        one, other = plan.spots[tie.source], plan.spots[tie.target]
        yield f"M{one.x},{one.y}L{other.x},{other.y}"
    yield '"/></g>'
    for each in plan.spots:
        look = style.paint(each.member.label)
        said = f"<title>{escape(each.member.name)}</title>" if len(plan.spots) <= STILL else ""
        at = f'cx="{each.x}" cy="{each.y}" r="{DOT:g}"'
        yield f'<circle {at} fill="{look.stroke}">{said}</circle>'


def _lots(plan: Plan, found: Lots, lang: Lang) -> Iterator[str]:
    at = {group.label: group.disc for group in plan.groups} if found.by == "kind" else {}
    for strand in found.strands:
        if strand.source not in at or strand.target not in at:
            continue
        one, other = at[strand.source], at[strand.target]
        said = f"{relationship(strand.type, lang)} {strand.count:,}"
        yield (
            f'<path d="M{one.x:.0f},{one.y:.0f}L{other.x:.0f},{other.y:.0f}" fill="none"'
            f' stroke="{LINE}" stroke-width="{1 + log10(strand.count):.1f}"'
            f"><title>{escape(said)}</title></path>"
        )


def _named(group: Group, dots: bool, links: bool) -> str:
    """The name of a group with its number: above its entities, or in and below its disc."""
    look, disc = style.paint(group.label), group.disc
    number = f"{group.total:,}"
    said = f"{group.name} {number}"
    if dots:
        drawn = _text(disc.x, disc.y - disc.radius - 12, said, 22, INK)
    else:
        drawn = (
            f'<circle cx="{disc.x:g}" cy="{disc.y:g}" r="{disc.radius:.1f}" fill="{look.fill}"'
            f' stroke="{look.stroke}" stroke-width="2"/>'
            f"{_text(disc.x, disc.y, number, _fitting(number, disc), look.ink)}"
            f"{_text(disc.x, disc.y + disc.radius + 20, _short(group), NAME, INK)}"
        )
    inner = f"<g><title>{escape(said)}</title>{drawn}</g>"
    return f'<a href="{escape(group.href)}">{inner}</a>' if links else inner


def _fitting(number: str, disc: Disc) -> int:
    """The size in which a number stands within its disc."""
    return min(26, int(1.7 * disc.radius / (0.6 * len(number))))


def _short(group: Group) -> str:
    """The name as far as it keeps clear of the neighbours; the title has it whole."""
    most = int((2 * group.disc.radius + 70) / NAME)
    return group.name if len(group.name) <= most else f"{group.name[: most - 1]}…"


def _text(x: float, y: float, text: str, size: int, color: str) -> str:
    return (
        f'<text x="{x:g}" y="{y + size * 0.36:.1f}" font-size="{size}" font-weight="700"'
        f' fill="{color}" text-anchor="middle">{escape(text)}</text>'
    )


# ------------------------------------------------------------ as a table, and the page


def table(plan: Plan, frame: Frame) -> Table:
    """A row for each group, with how many of each kind."""
    say, words = SAY[frame.lang], SAY_GRAPH[frame.lang]
    labels = [one for one in LABELS if any(one in group.counts for group in plan.groups)]
    columns = (say["name"], say["id"], say["kind"], words["number"],
               *(terms.kind(label, frame.lang) for label in labels))  # fmt: skip
    rows = tuple(
        (
            Link(group.name, group.href), group.id or None, terms.kind(group.label, frame.lang),
            group.total, *(group.counts.get(label) for label in labels),
        )
        for group in plan.groups
    )  # fmt: skip
    return Table("groups", words["groups"], columns, rows)


def members_table(plan: Plan, frame: Frame) -> Table:
    """A row for each entity that is drawn."""
    say = SAY[frame.lang]
    columns = (say["kind"], say["name"], say["id"], SAY_GRAPH[frame.lang]["group"])
    rows = tuple(
        (
            terms.kind(each.member.label, frame.lang),
            Link(each.member.name, frame.to(each.member.label, each.member.id)),
            each.member.id,
            plan.groups[each.group].name,
        )
        for each in plan.spots
    )
    return Table("nodes", SAY_GRAPH[frame.lang]["nodes"], columns, rows)


def page(
    found: Whole | Lots,
    counts: Mapping[str, int],
    frame: Frame,
    *,
    by: By,
    kinds: Sequence[str],
) -> str:
    """The page as text. `counts`: how many there are of each kind; `kinds`: those asked for."""
    say = SAY_GRAPH[frame.lang]
    each = isinstance(found, Whole)
    places = plan(found, frame)
    total = sum(counts.get(kind, 0) for kind in kinds or counts)
    still = not each or len(places.spots) <= STILL
    drawn = svg(places, found, say["network"], frame.lang, links=True) if still else None
    return render(
        "network",
        frame,
        say["network"],
        say_graph=say,
        each=each,
        by=by,
        ways=[(way, say[f"by_{way}"], _asked(frame, way, kinds)) for way in WAYS],
        kinds_here=[
            (label, terms.kind(label, frame.lang), count, _asked(frame, by, _turned(kinds, label)))
            for label, count in counts.items()
        ],
        chosen=kinds,
        total=total,
        most=MOST,
        rest=0 if each else max(0, len(places.groups) - DISCS),
        discs=DISCS,
        picture=Markup(drawn) if drawn else None,  # noqa: S704  # it escapes every name
        groups=table(places, frame),
        data=_data(places, found, frame) if isinstance(found, Whole) else None,
        look=look(frame.lang),
        graph_style=f"/static/graph.css?v={version('graph.css')}",
        graph_scripts=[
            f"/static/{name}?v={version(name)}" for name in ("vis-network.js", "network_page.js")
        ]
        * each,
    )


def _turned(kinds: Sequence[str], label: str) -> list[str]:
    return [one for one in kinds if one != label] if label in kinds else [*kinds, label]


def _asked(frame: Frame, by: str, kinds: Sequence[str]) -> str:
    pairs = [*frame.given.items(), ("by", by), *(("kind", kind) for kind in kinds)]
    return f"{PATH}?{urlencode(pairs)}"


def _data(plan: Plan, found: Whole, frame: Frame) -> dict[str, Any]:
    """The picture for the page's script, in short lists."""
    labels = [one for one in LABELS if any(each.member.label == one for each in plan.spots)]
    rays = sorted({ray_kind(tie.type) for tie in found.ties})
    return {
        "labels": labels,
        "rays": rays,
        "groups": [
            [g.name, round(g.disc.x), round(g.disc.y), round(g.disc.radius), g.total]
            for g in plan.groups
        ],
        "spots": [
            [labels.index(s.member.label), s.member.id, s.member.name, s.x, s.y] for s in plan.spots
        ],
        "ties": [[t.source, t.target, rays.index(ray_kind(t.type))] for t in found.ties],
        "given": dict(frame.given),
    }
