"""Pages that stand alone: a drawing with its table in one file that works offline and asks for
nothing. With a network of discs it is a canvas too, drawn with pyvis on our own template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from visualize import dots, style
from visualize.dots import Drawing
from visualize.explorer.cells import Table, plain
from visualize.explorer.frame import static
from visualize.explorer.network_page import Plan
from visualize.explorer.say import SAY
from visualize.heat import HeatTable
from visualize.network import PLACED, OfflineNetwork, styled
from visualize.words import WORDS, Lang

INTERACTION = {"hover": True, "tooltipDelay": 150, "dragNodes": False, "hideEdgesOnDrag": True}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page holds: its title and a line below it, a drawing, tables, and what it rests on."""

    title: str
    line: str
    picture: str = ""
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    heat: HeatTable | None = None


def page(sheet: Sheet, lang: Lang) -> str:
    """A page without a script."""
    return styled("alone", _context(sheet, lang))


def drawn(sheet: Sheet, network: OfflineNetwork, lang: Lang) -> str:
    """A page with a canvas, which shows the drawing where scripts are off."""
    network.heading = sheet.title
    network.page_name = "alone"
    network.page_context = dict(_context(sheet, lang))
    network.set_options({**PLACED, "interaction": INTERACTION})
    return network.generate_html()


def _context(sheet: Sheet, lang: Lang) -> Mapping[str, Any]:
    return {
        "heading": sheet.title,
        "sheet": sheet,
        "rows": [[list(map(plain, row)) for row in table.rows] for table in sheet.tables],
        "picture": Markup(sheet.picture),  # noqa: S704  # drawings escape every name
        "say": SAY[lang],
        "words": WORDS[lang],
        "rules": static("explorer.css"),
    }


def discs(drawing: Drawing, lang: Lang) -> OfflineNetwork:
    """A picture of entities as a network."""
    network = OfflineNetwork(height="", directed=True)
    for dot in drawing.dots:
        look = style.paint(dot.label)
        sign = str(dot.count) if dot.count else dots.glyph(dot.label, lang)
        network.add_node(
            dot.id,
            label="\n".join((sign, *dot.lines)),
            title=dot.title,
            x=dot.x,
            y=dot.y,
            shape="box",
            color={"background": look.fill, "border": dots.WAY if dot.way else look.stroke},
            borderWidth=4 if dot.way else 2,
            font={"color": look.ink, "face": style.FONT_FAMILY, "size": 14, "multi": False},
        )
    for ray in drawing.rays:
        stroke = dots.RAYS[ray.kind]
        network.add_edge(
            ray.source,
            ray.target,
            title=ray.title,
            color=dots.WAY if ray.way else stroke.color,
            width=4 if ray.way else stroke.width,
            dashes=list(stroke.dash) or False,
            arrows="to" if ray.arrow else "",
        )
    return network


def points(plan: Plan, ties: Sequence[tuple[int, int]]) -> OfflineNetwork:
    """The whole network, one by one, as a network."""
    network = OfflineNetwork(height="")
    for group in plan.groups:
        network.add_node(
            f"group {group.label} {group.id}", label=group.name, shape="text",
            x=round(group.disc.x), y=round(group.disc.y - group.disc.radius - 12),
            font={"size": 24, "face": style.FONT_FAMILY, "color": style.INK},
        )  # fmt: skip
    for at, each in enumerate(plan.spots):
        look = style.paint(each.member.label)
        network.add_node(
            at, label=each.member.name, title=each.member.name, x=each.x, y=each.y, shape="dot",
            size=6, color=look.stroke, borderWidth=0,
            font={"size": 5, "face": style.FONT_FAMILY, "color": style.INK},
        )  # fmt: skip
    for source, target in ties:
        network.add_edge(source, target, color={"color": "#7f8da3", "opacity": 0.35}, width=0.7)
    return network
