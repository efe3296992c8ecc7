"""Tables of the explorer: what a page shows, a spreadsheet opens and a program reads."""

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from visualize.table import written

DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Link:
    """A name with the page it leads to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Grade:
    """How grave a gap is: high, medium, low, info; and what that is called."""

    key: str
    text: str


Cell = str | int | float | Link | Grade | None | tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below their headers. `key` is its name in addresses and files. On a page it may hold
    but the first of `total` rows."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int = 0

    @property
    def count(self) -> int:
        return max(self.total, len(self.rows))


ON_PAGE = 200  # rows of a table on a page; its files have all


def plain(cell: Cell) -> str | int | float | None:
    """What a spreadsheet holds: numbers stay numbers."""
    match cell:
        case Link() | Grade():
            return cell.text
        case tuple():
            return "、".join(link.text for link in cell)
        case _:
            return cell


def html(cell: Cell) -> Markup:
    """What a page shows. Names stand apart, so that none turns the direction of its neighbours."""
    match cell:
        case None:
            return Markup('<span class="none">–</span>')
        case Link():
            return Markup('<a href="{}"><bdi>{}</bdi></a>').format(cell.href, cell.text)
        case Grade():
            return Markup('<span class="grade {}">{}</span>').format(cell.key, cell.text)
        case tuple():
            return Markup("、").join(map(html, cell))
        case str() if DAY.fullmatch(cell):
            return Markup('<span class="day">{}</span>').format(cell)
        case str():
            return Markup("<bdi>{}</bdi>").format(cell)
        case _:
            return escape(f"{cell:g}")


def to_csv(table: Table) -> str:
    """The table as CSV. Write it as utf-8-sig: spreadsheets need the mark to see Chinese."""
    return written([table.columns, *([plain(cell) for cell in row] for row in table.rows)])
