"""The colours of pages, day and night, from those of the vocabulary.

A drawing says its colours in attributes; at night the style sheet turns each into its counterpart
of the same hue, light for dark, so that one drawing serves both. Red is kept for what is missing.
"""

import colorsys
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from graph import SCHEMA
from visualize import dots, style

NIGHT = "#10161f"
CARD = "#18202c"  # what stands on the night
PAPER = "#f5f6f9"
PLAIN = 0.05  # difference of channels below which a colour has no hue
NIGHT_HUE, NIGHT_TINT = 0.6, 0.55
DEEPEST = 0.13  # lightness of the night that white becomes
# name: by day, by night
COLOURS: Mapping[str, tuple[str, str]] = {
    "ground": (PAPER, NIGHT),
    "card": (style.WHITE, CARD),
    "raised": ("#eef2f8", "#232e3d"),
    "ink": (style.INK, "#e6ebf3"),
    "mute": (style.MUTE, "#a3b0c4"),
    "line": ("#d9dfe9", "#2d3a4c"),
    "border": ("#7f8da3", "#74859f"),
    "link": (style.GROUNDS["上游"].ink, "#8fbdf0"),
    "focus": ("#b7791f", "#f0b44d"),
    "good": ("#cfead8", "#16402b"),
    "good-ink": ("#0f4f2c", "#a9e3c0"),
    "good-bar": ("#2f8f5b", "#4fb581"),
    "fair": ("#fde8b8", "#463714"),
    "fair-ink": ("#5c3c00", "#f6d68a"),
    "weak": ("#f9cfca", "#521d1d"),
    "weak-ink": ("#7c0a0a", "#ffb9b0"),
    "gap": ("#d4380d", "#ff7a59"),
    "gap-ink": ("#a8200d", "#ff9b85"),
    "gap-ground": ("#fff1f0", "#2d1a1b"),
    "unknown": ("#e4e8ef", "#2b3544"),
    "unknown-line": ("#6b7688", "#8593a8"),
    "unknown-ink": ("#465164", "#b9c4d4"),
    **{
        name: (style.GROUNDS[lane].ink, night)
        for name, lane, night in (
            ("up", "上游", "#9cc4f2"),
            ("mid", "中游", "#8fd4b6"),
            ("down", "下游", "#e8bd7c"),
            ("side", "配套", "#c3b3ef"),
        )
    },
    **{
        f"{name}-ground": (style.mix(style.GROUNDS[lane].ink, style.WHITE, 0.9), night)
        for name, lane, night in (
            ("up", "上游", "#182a40"),
            ("mid", "中游", "#163228"),
            ("down", "下游", "#352912"),
            ("side", "配套", "#272140"),
        )
    },
}


# where a page is dark: by the reader's system, unless light was chosen; and as chosen
SYSTEM, CHOSEN = ":root:not([data-theme=light])", ":root[data-theme=dark]"


def night(color: str) -> str:
    """The counterpart of a colour at night: of its hue, as light as it was dark."""
    r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(r, g, b)
    if max(r, g, b) - min(r, g, b) < PLAIN:  # white and greys take the tint of the night
        hue, full = NIGHT_HUE, NIGHT_TINT
    turned = DEEPEST + (1 - light) * (0.94 - DEEPEST)
    made = colorsys.hls_to_rgb(hue, turned, full * (0.45 if light > 0.9 else 0.85))
    return _legible("#" + "".join(f"{round(part * 255):02x}" for part in made), color)


def _legible(turned: str, color: str) -> str:
    """The counterpart, as much lighter as keeps the contrast that the colour has by day: hues of
    one lightness are not equally bright."""
    by_day = style.contrast(color, style.WHITE)
    least = 6.0 if by_day >= style.TEXT_CONTRAST else 3.4 if by_day >= style.BORDER_CONTRAST else 0
    steps = (style.mix(turned, style.WHITE, step / 20) for step in range(20))
    return next((c for c in steps if style.contrast(c, CARD) >= least), style.WHITE)


def drawn() -> Iterator[str]:
    """Every colour that a drawing may hold."""
    yield from (style.WHITE, style.INK, style.MUTE, style.TRACK)
    for paint in (*style.PAINTS.values(), *map(style.paint, (n.label for n in SCHEMA.nodes))):
        yield from (paint.fill, paint.stroke, paint.ink)
    for ground in style.GROUNDS.values():
        yield from (ground.fill, ground.ink)
    yield from (stroke.color for stroke in style.STROKES.values())
    yield from style.RATES.values()
    yield from (stroke.color for stroke in dots.RAYS.values())
    yield dots.WAY


@cache
def nights() -> Mapping[str, str]:
    """Every colour that a drawing may hold, with its counterpart at night."""
    return {color: night(color) for color in drawn()}


@cache
def rules() -> str:
    """The sheet's colours: by day, at night where the reader's system says so, and as chosen."""
    return (
        f":root{{{_named(0)};--font:{style.FONT_FAMILY};color-scheme:light}}\n"
        f"@media screen and (prefers-color-scheme:dark){{{_dark(SYSTEM)}}}\n"
        f"@media screen{{{_dark(CHOSEN)}}}"
    )


@cache
def signs() -> str:
    """The colours of the discs and lines of a legend, for the sheet of graphs."""
    return both(_signs)


def both(made: Callable[[str, Callable[[str], str]], Iterator[str]]) -> str:
    """Rules by day and by night, made for a root and for what each colour turns into."""
    return (
        f"{''.join(made('', str))}\n"
        f"@media screen and (prefers-color-scheme:dark){{{''.join(made(SYSTEM, night))}}}\n"
        f"@media screen{{{''.join(made(CHOSEN, night))}}}"
    )


def _signs(root: str, turned: Callable[[str], str]) -> Iterator[str]:
    for label in dots.GLYPHS:
        paint = style.paint(label)
        fill, edge, ink = map(turned, (paint.fill, paint.stroke, paint.ink))
        look = f"background:{fill};border-color:{edge};color:{ink}"
        yield f'{root} .disc[data-kind="{label}"]{{{look}}}'
    for name, ray in dots.RAYS.items():
        line = "dashed" if ray.dash else "solid"
        yield f'{root} .ray[data-ray="{name}"]{{border-top:3px {line} {turned(ray.color)}}}'


def _named(at: int) -> str:
    return ";".join(f"--{name}:{both[at]}" for name, both in COLOURS.items())


def _dark(root: str) -> str:
    drawings = (
        f'{root} .drawing [{part}="{color}"]{{{part}:{other}}}'
        for color, other in nights().items()
        for part in ("fill", "stroke")
    )
    return f"{root}{{{_named(1)};color-scheme:dark}}{''.join(drawings)}"
