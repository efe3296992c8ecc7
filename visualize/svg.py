"""A scene as an SVG picture, drawn without a browser.

Colours stand in attributes and not in a stylesheet, so that the picture may be placed in a page
whose policy forbids styles.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import groupby

from queries.chains import ChainView
from visualize.cards import fit, width_of
from visualize.figures import Figures, figures
from visualize.lanes import lanes
from visualize.scene import Band, Bar, Box, Hop, Scene, Text
from visualize.style import FONT_FAMILY, GROUNDS, INK, MUTE, STROKES, WHITE, paint
from visualize.words import WORDS, Lang, Words

Address = Callable[[Box], str]
HEADER_H, FOOTER_H = 76.0, 44.0
# where the letters of these fonts stand when centred on a line, in parts of the size
BASELINE = 0.36


def svg(view: ChainView, *, lang: Lang = "zh") -> str:
    """A picture of a chain with its title, its figures and its sources."""
    return drawing(lanes(view, lang=lang), view, lang=lang)


def drawing(scene: Scene, view: ChainView, *, lang: Lang, link: Address | None = None) -> str:
    """The picture of a scene that has been laid out already; `link` gives the address that a box
    leads to, empty for none."""
    words = WORDS[lang]
    title, height = chain_title(view, words), HEADER_H + scene.height + FOOTER_H
    head = figure_line(view, words)
    role = "group" if link else "img"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="{role}"'
        ' aria-labelledby="svg-title svg-desc"'
        f' viewBox="0 {-HEADER_H:g} {scene.width:g} {height:g}"'
        f' font-family="{escape(FONT_FAMILY)}">',
        f'<title id="svg-title">{escape(title)}</title><desc id="svg-desc">{escape(head)}</desc>',
        f'<rect y="{-HEADER_H:g}" width="{scene.width:g}" height="{height:g}" fill="{WHITE}"/>',
        _text(Text(20, -HEADER_H / 2, *_beside(title, head, scene), INK, bold=True)),
        _text(Text(scene.width - 20, -HEADER_H / 2, head, 20, MUTE, "end")),
        *inside(scene, link),
        _text(Text(20, scene.height + FOOTER_H / 2, *_below(view, words, scene), MUTE)),
        "</svg>",
    ]
    return "".join(parts)


def _beside(title: str, head: str, scene: Scene) -> tuple[str, float]:
    """The title in the room that the figures leave, and its size."""
    return fit(title, scene.width - 80 - width_of(head, 20), 34, 20)


def _below(view: ChainView, words: Words, scene: Scene) -> tuple[str, float]:
    return fit(source_line(view, words), scene.width - 40, 16, 12)


def inside(scene: Scene, link: Address | None = None) -> Iterator[str]:
    """What a picture of the scene is made of, without a frame around it."""
    yield from map(_band, scene.bands)
    yield _arrowheads(scene)
    yield from _hops(scene.hops)
    for box in scene.boxes:
        address = link(box) if link else ""
        yield f'<a href="{escape(address)}">{_box(box)}</a>' if address else _box(box)


def chain_title(view: ChainView, words: Words) -> str:
    """新能源汽车产业链 → 新能源汽车产业红链图谱."""
    return words.title.format(stem=view.name.removesuffix("链").removesuffix("产业") or view.name)


def figure_line(view: ChainView, words: Words) -> str:
    found, names = figures(view), words.kpi
    parts = [
        f"{found.segments} {names['segments']}",
        f"{found.enterprises} {names['enterprises']}",
        f"{names['covered']} {coverage(found)}",
        f"{names['unsurveyed']} {found.unsurveyed}",
        f"{found.gaps} {names['gaps']}",
    ]
    return " · ".join(parts)


def coverage(found: Figures) -> str:
    """26/35, or a dash where nobody was surveyed: unknown is not none."""
    return f"{found.covered}/{found.surveyed}" if found.surveyed else "—"


def source_line(view: ChainView, words: Words) -> str:
    dated = words.as_of.format(as_of=view.as_of)
    if not view.sources:
        return dated
    return f"{dated} · {words.sources.format(sources='、'.join(view.sources))}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    bold = ' font-weight="700"' if text.bold else ""
    struck = ' text-decoration="line-through"' if text.struck else ""
    return (
        f'<text x="{_n(text.x)}" y="{_n(text.y + text.size * BASELINE)}"'
        f' font-size="{_n(text.size)}" fill="{text.color}"{anchor}{bold}{struck}>'
        f"{escape(text.text)}</text>"
    )


def _band(band: Band) -> str:
    ground = GROUNDS[band.ground]
    return (
        f'<rect x="{_n(band.x)}" y="{_n(band.y)}" width="{_n(band.w)}" height="{_n(band.h)}"'
        f' rx="6" fill="{ground.fill}"/>{_text(band.name)}{"".join(map(_text, band.notes))}'
    )


def _arrowheads(scene: Scene) -> str:
    used = dict.fromkeys(hop.stroke for hop in scene.hops if hop.arrow)
    markers = (
        f'<marker id="to-{name}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="13"'
        f' markerHeight="13" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0,1L10,5L0,9z" fill="{STROKES[name].color}"/></marker>'
        for name in used
    )
    return f"<defs>{''.join(markers)}</defs>"


def _hops(hops: Iterable[Hop]) -> Iterable[str]:
    """Hops of the same stroke in one group, which says their look once."""
    by_stroke = sorted(hops, key=lambda hop: list(STROKES).index(hop.stroke), reverse=True)
    for name, group in groupby(by_stroke, key=lambda hop: hop.stroke):
        stroke = STROKES[name]
        dash = f' stroke-dasharray="{" ".join(map(str, stroke.dash))}"' if stroke.dash else ""
        yield f'<g fill="none" stroke="{stroke.color}" stroke-width="{stroke.width:g}"{dash}>'
        yield from map(_hop, group)
        yield "</g>"


def _hop(hop: Hop) -> str:
    end = f"{_n(hop.x2)},{_n(hop.y2)}"
    if not hop.straight:
        x3, y3, x4, y4 = hop.controls()
        end = f"{_n(x3)},{_n(y3)} {_n(x4)},{_n(y4)} {end}"
    arrow = f' marker-end="url(#to-{hop.stroke})"' if hop.arrow else ""
    path = f"M{_n(hop.x1)},{_n(hop.y1)}{'L' if hop.straight else 'C'}{end}"
    return f'<path d="{path}"{arrow}><title>{escape(hop.title)}</title></path>'


def _box(box: Box) -> str:
    look = paint(box.paint)
    dash = f' stroke-dasharray="{" ".join(map(str, look.dash))}"' if look.dash else ""
    rect = (
        f'<rect x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.w)}" height="{_n(box.h)}"'
        f' rx="{look.radius}" fill="{look.fill}" stroke="{look.stroke}"'
        f' stroke-width="{look.width:g}"{dash}/>'
    )
    inside = "".join((*map(_bar, box.bars), *map(_text, box.texts)))
    return f"<g><title>{escape(box.title)}</title>{rect}{inside}</g>"


def _bar(bar: Bar) -> str:
    look = f'fill="none" stroke="{bar.color}" stroke-dasharray="2 3"'
    if not bar.hollow:
        look = f'fill="{bar.color}"'
    return (
        f'<rect x="{_n(bar.x)}" y="{_n(bar.y)}" width="{_n(bar.w)}" height="{_n(bar.h)}"'
        f' rx="2" {look}/>'
    )
