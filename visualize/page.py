"""The lanes page of a chain: one self-contained HTML file that works offline."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from graph.schema import SCHEMA
from queries.chains import ChainSummary, ChainView
from visualize import palette, style, table
from visualize.around import kind_name
from visualize.details import details
from visualize.figures import figures
from visualize.lanes import lanes
from visualize.scene import Box, Hop, Scene, Text
from visualize.svg import chain_title, coverage, drawing, source_line
from visualize.words import WORDS, Lang, Words

if TYPE_CHECKING:
    from visualize.network import OfflineNetwork


class Choice(NamedTuple):
    """A link to the same page otherwise. `kind` is to-dark, to-light, or ""."""

    text: str
    href: str
    kind: str = ""


def page(
    view: ChainView,
    *,
    chains: Sequence[ChainSummary] = (),
    lang: Lang = "zh",
    address: str = "/chains/{}/lanes",
    home: str = "",
    theme: str | None = None,
    choices: Sequence[Choice] = (),
) -> str:
    """The page of one chain. With `chains` it links to the pages of the others, each at
    `address` with its code in place of the braces; with `home` to the page that it belongs to,
    with `choices` to itself in another language or theme. It is dark where the reader's system is,
    unless a `theme`, light or dark, is given."""
    scene, words = lanes(view, lang=lang), WORDS[lang]
    network = _network(scene, view, words)
    network.page_context |= {
        "words": words,
        "chain": view,
        "links": [(chain, address.format(quote(chain.id, safe=""))) for chain in chains],
        "home": home,
        "theme": theme,
        "choices": choices,
        "kpis": _kpis(view, words),
        "legend": [(entry, _legend_text(entry, words)) for entry in _legend(scene)],
        "rows": list(table.rows(view, words)),
        "sources": source_line(view, words),
        "picture": drawing(scene, view, lang=lang),
        "rules": _rules(scene),
    }
    return network.generate_html()


def _network(scene: Scene, view: ChainView, words: Words) -> "OfflineNetwork":
    from visualize.network import PLACED, OfflineNetwork  # noqa: PLC0415  # pulls IPython

    network = OfflineNetwork(
        height="",
        directed=False,  # pyvis would put an arrow on every hop; we on the last one alone
        heading=chain_title(view, words),
        template="lanes",
        data={
            "scene": _scene_data(scene),
            "details": {k: asdict(detail) for k, detail in details(view, words).items()},
            "look": {
                "paints": {k: asdict(paint) for k, paint in style.PAINTS.items()},
                "grounds": {k: asdict(ground) for k, ground in style.GROUNDS.items()},
                "strokes": {k: _stroke(stroke) for k, stroke in style.STROKES.items()},
                "font": style.FONT_FAMILY,
                "night": palette.nights(),
            },
            "words": words.ui,
            "name": view.name,
            "csv": table.table_csv(view, lang="zh" if words.html_lang == "zh-CN" else "en"),
        },
    )
    network.set_options({**PLACED, "interaction": INTERACTION})
    for box in scene.boxes:
        x, y = box.x + box.w / 2, box.y + box.h / 2
        network.add_node(box.id, label=" ", shape="custom", x=x, y=y, title=box.title)
    _add_hops(network, scene.hops)
    return network


DOTTED = 5  # px of a dash below which a border is dotted
INTERACTION = {
    "hover": True,
    "dragNodes": False,
    "zoomView": False,  # the wheel scrolls the page; with Ctrl our script zooms
    "selectConnectedEdges": False,
    "tooltipDelay": 150,
}


def _add_hops(network: "OfflineNetwork", hops: Iterable[Hop]) -> None:
    """Hops join points, which are nodes that nobody sees."""
    points: dict[tuple[float, float], str] = {}
    for number, hop in enumerate(hops):
        ends = []
        for point in ((hop.x1, hop.y1), (hop.x2, hop.y2)):
            if point not in points:
                points[point] = f"p{len(points)}"
                network.add_node(points[point], label=" ", shape="custom", x=point[0], y=point[1])
            ends.append(points[point])
        network.add_edge(*ends, id=f"e{number}", **_edge(hop))


def _edge(hop: Hop) -> dict[str, Any]:
    """What is the hop's own; our script adds the look of its stroke."""
    edge: dict[str, Any] = {"title": hop.title, "stroke": hop.stroke, "joins": hop.joins}
    if hop.arrow:
        edge["arrows"] = {"to": {"enabled": True, "scaleFactor": 0.7}}
    if not hop.straight:
        edge["smooth"] = {
            "enabled": True, "type": "cubicBezier", "forceDirection": hop.curve, "roundness": 0.5,
        }  # fmt: skip
    return edge


def _stroke(stroke: style.Stroke) -> dict[str, Any]:
    """A stroke as vis-network names it."""
    return {
        "color": dict.fromkeys(("color", "hover", "highlight"), stroke.color),
        "width": stroke.width,
        "dashes": list(stroke.dash) or False,
        "hoverWidth": 1,
    }


def _scene_data(scene: Scene) -> dict[str, Any]:
    """The scene as short lists: [x, y, w, h, paint, texts, bars, about, card around it]."""
    cards = scene.of_kind("card")
    return {
        "size": [scene.width, scene.height],
        "bands": [
            [b.ground, b.x, b.y, b.w, b.h, [_text(t) for t in (b.name, *b.notes)]]
            for b in scene.bands
        ],
        "boxes": {box.id: _box(box, cards) for box in scene.boxes},
    }


def _box(box: Box, cards: Iterable[Box]) -> list[Any]:
    around = next((card.id for card in cards if card is not box and card.contains(box)), "")
    bars = [[bar.x, bar.y, bar.w, bar.h, bar.color, bar.hollow] for bar in box.bars]
    texts = [_text(text) for text in box.texts]
    return [box.x, box.y, box.w, box.h, box.paint, texts, bars, box.about, around]


def _text(text: Text) -> list[Any]:
    look = [text.size, text.color, text.anchor, int(text.bold), int(text.struck)]
    return [text.x, text.y, text.text, *look]


def _kpis(view: ChainView, words: Words) -> list[tuple[str, str, str]]:
    """Figure, name, and what stands beside it in small."""
    found, names = figures(view), words.kpi
    beside = words.unsurveyed_n.format(n=found.unsurveyed)
    return [
        (str(found.segments), names["segments"], ""),
        (str(found.enterprises), names["enterprises"], ""),
        (coverage(found), names["covered"], f"{names['surveyed']} · {beside}"),
        (str(found.gaps), names["gaps"], ""),
        (str(found.weak), names["weak"], ""),
    ]


def _legend(scene: Scene) -> list[style.Legend]:
    """The legend, without what enterprises supply where nobody told of any."""
    told = any(hop.stroke == style.SUPPLY for hop in scene.hops)
    return [entry for entry in style.LEGEND if told or entry.key != style.SUPPLY]


def _legend_text(entry: style.Legend, words: Words) -> str:
    return words.legend.get(entry.word) or kind_name(SCHEMA.node(entry.word).label, words)


def _rules(scene: Scene) -> str:
    """Style rules with the colours of `style`: a policy by hash allows none in the markup."""
    shape = f"#canvas{{aspect-ratio:{scene.width:.0f}/{scene.height:.0f}}}"
    return "\n".join((palette.rules(), shape, palette.both(_legend_rules)))


def _legend_rules(root: str, turned: Callable[[str], str]) -> Iterator[str]:
    for entry in style.LEGEND:
        if entry.shape == "box":
            paint = style.PAINTS[entry.key]
            line = "solid"
            if paint.dash:
                line = "dotted" if max(paint.dash) < DOTTED else "dashed"
            look = f"background:{turned(paint.fill)};border:2px {line} {turned(paint.stroke)}"
        else:
            stroke = style.STROKES[entry.key]
            line = "dashed" if stroke.dash else "solid"
            look = f"border-top:{stroke.width * 1.5:.1f}px {line} {turned(stroke.color)}"
        yield f"{root} .{entry.shape}-{entry.key}{{{look}}}\n"
