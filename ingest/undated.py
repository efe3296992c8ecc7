"""
Figures of a table without a date are those of today; but a title above the header may say of when
they are (“2026年9月企业台账”). It is asked about and not taken: it may be the day of printing.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from graph.errors import InputError
from graph.model import NodeType
from ingest.draft import Hint
from ingest.headers import Layout
from ingest.rows import Row, by_table

MONTH = re.compile(
    r"(?P<year>20[0-9]{2})\s*(?:年\s*(?:[0-9]{1,2}\s*[-~—–至到]\s*)?|[-./])(?P<month>1[0-2]|0?[1-9])"
    r"(?:\s*月(?:\s*(?P<day>[0-9]{1,2})\s*[日号])?|[-./](?P<date>[0-9]{1,2}))?(?![0-9])"
)
DATE_OF_FACT = "as_of"


class Today(NamedTuple):
    """The day that undated figures are of; `chosen` by somebody, else the day it is."""

    on: str
    chosen: bool


class _Said(NamedTuple):
    """Where a title says of which day a table is: the cell, the words in it, the day."""

    place: tuple[str, str, int]
    cell: str
    words: str
    day: str


def hints(rows: Iterable[Row], today: Today) -> Iterator[Hint]:
    """For each table of figures without a date, what its title says of when they are."""
    seen: set[tuple[str, str]] = set()
    for row in rows if not today.chosen else ():
        if row.place[:2] not in seen and _is_undated(row.layout):
            yield from _told(row.layout, today.on)
        seen.add(row.place[:2])


def refuse_titled(rows: Iterable[Row], today: Today) -> None:
    """A complete list says what holds on its day: with another day in its title, it is asked about
    before anything ends. InputError with the day that the title says."""
    for row, *_ in by_table(rows) if not today.chosen else ():
        names = {column.field.name for column in row.layout.columns}
        if row.kind.roster and DATE_OF_FACT not in names and (said := _titled(row.layout)):
            place, cell, words, day = said
            if day < today.on:
                raise InputError(
                    f"标题“{cell}”写着 {words}，没有“数据日期”列，按今天（{today.on}）会把"
                    "结束的日期记错",
                    f"the title says {words} and there is no column as_of: by today ({today.on}) "
                    "ties would end on a wrong day",
                    fix_zh=f"请加 --as-of {day}（如确是今天的名单，加 --as-of {today.on}）",
                    fix_en=f"Add --as-of {day} (or {today.on} if it is a list of today)",
                    where=" ".join(map(str, filter(None, place))),
                )


def _is_undated(layout: Layout) -> bool:
    names = {column.field.name for column in layout.columns}
    kind = layout.kind
    return isinstance(kind, NodeType) and DATE_OF_FACT not in names and bool(names & kind.observed)


def _told(layout: Layout, today: str) -> Iterator[Hint]:
    """The last date above the header, if it is before today."""
    said = _titled(layout)
    if said and said.day < today:
        yield _hint(*said, today)


def _titled(layout: Layout) -> _Said | None:
    """The last date above the header."""
    found: _Said | None = None
    for line in layout.sheet.rows[: layout.header]:
        for cell in line.cells:
            if said := _day(cell):
                place = (layout.sheet.file, layout.sheet.sheet, line.number)
                found = _Said(place, cell, *said)
    return found


def _day(title: str) -> tuple[str, str] | None:
    """The words of a date in a title, and its day; of a month the last."""
    match = MONTH.search(unicodedata.normalize("NFKC", title))
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"])
    last = calendar.monthrange(year, month)[1]
    day = int(match["day"] or match["date"] or last)
    return (match[0], date(year, month, day).isoformat()) if 1 <= day <= last else None


def _hint(place: tuple[str, str, int], cell: str, words: str, day: str, today: str) -> Hint:
    return Hint(
        *(*place, "", cell),
        f"标题写着 {words}，数字按今天（{today}）记；如应按那时，请加 --as-of {day}"
        "（或加“数据日期”列）",
        f"the title says {words}, the figures are taken as of today ({today}); if they are of "
        f"then, add --as-of {day} (or a column as_of)",
    )
