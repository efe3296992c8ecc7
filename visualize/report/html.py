"""The report as one page that asks nothing of any network."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, Template
from markupsafe import Markup

from visualize import style
from visualize.report.content import FIGURES, Cell, Report, shown

SHORT = 6  # characters
MOST_ROWS = 5_000  # of a table; a browser is no place for more
NIGHT = "#121822"
PARTY, LINK = style.PAINTS["committee"].fill, style.GROUNDS["上游"].ink
# day and night of each colour, by its name in report.css
COLOURS = {
    "ground": (style.WHITE, NIGHT),
    "ink": (style.INK, style.mix(style.INK, style.WHITE, 0.88)),
    "mute": (style.MUTE, style.mix(style.MUTE, style.WHITE, 0.55)),
    "band": (style.GROUNDS["上游"].fill, style.mix(NIGHT, style.WHITE, 0.07)),
    "line": (style.TRACK, style.mix(NIGHT, style.WHITE, 0.22)),
    "link": (LINK, style.mix(LINK, style.WHITE, 0.6)),
    "party": (PARTY, style.mix(PARTY, style.WHITE, 0.5)),
}  # fmt: skip


def html(report: Report, *, api: str = "") -> str:
    """The page; links to the routes begin with `api`, such as https://honglian.example. Without it
    commands stand as text: there is nowhere to link to."""
    styles = _styles()
    return _template().render(
        report=report,
        api=api,
        most=MOST_ROWS,
        figures=FIGURES,
        shown=shown,
        kind=_kind,
        styles=Markup(styles),  # noqa: S704  # ours, no data in it
        policy=f"default-src 'none'; style-src {_digest(styles)}; img-src data:; base-uri 'none'; "
        "form-action 'none'",
    )


def _kind(cell: Cell) -> str:
    """The class of a cell: numbers stand at the right, words as short as PO-01 in one line."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "n"
    return "s" if len(shown(cell)) <= SHORT else ""


@cache
def _styles() -> str:
    """The sheet with the colours of `style`, light and dark."""
    light, dark = (
        ";".join(f"--{name}:{both[index]}" for name, both in COLOURS.items()) for index in (0, 1)
    )
    sheet = Path(__file__).parents[1] / "static" / "report.css"
    return (
        f":root{{--font:{style.FONT_FAMILY};{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"{sheet.read_text(encoding='utf-8')}"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("visualize"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html")
