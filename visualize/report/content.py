"""What a report says, whatever it is written as: a cover, figures, and sections with a table each.

Every figure and every section carries what was asked: the command that gives it, and the address of
the route that does.
"""

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from queries.packs import DEFAULT, Pack

# what XML cannot hold, and halves of characters, which no encoding takes
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NOTHING = "–"
ASKED = "查询"  # the column of commands
FIGURES = ("指标", "对象", "数值", "分子", "分母", "未知", "明细", ASKED)


class Share(float):
    """A share of 1, shown as a percentage."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What gives a figure: a command, and the path of a route where one has it."""

    command: str
    address: str | None = None


Cell = str | int | float | date | Asked | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table with what it is of. `key` is its name in links; `notes` are its definition, and why
    it is empty when it is."""

    key: str
    title: str
    asked: tuple[Asked, ...]
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the summary; the rows behind it are in the section of key `section`."""

    name: str
    chain: str
    value: Cell
    asked: Asked
    section: str
    numerator: int | None = None
    denominator: int | None = None
    unknown: int | None = None

    @property
    def row(self) -> Row:
        """The cells below `FIGURES`."""
        made = self.numerator, self.denominator, self.unknown
        return (self.name, self.chain, self.value, *made, self.section, self.asked)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole. `about` are names and texts of the cover, `on` the day asked about."""

    title: str
    on: date
    about: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        """The section of that key; KeyError when the report has none."""
        return {section.key: section for section in self.sections}[key]


@dataclass(frozen=True, slots=True)
class Asking:
    """How to ask again what the report asked: about a chain, on a day, by a pack, and of which
    store, where commands must say so."""

    as_of: str
    pack: Pack
    chain: str | None = None
    store_option: str = ""

    def of(self, chain: str | None) -> "Asking":
        """The same about one chain."""
        return replace(self, chain=chain)

    def asked(
        self, command: str, route: str | None, *flags: str, pack: bool = False, **options: str
    ) -> Asked:
        """A command with its options and flags, and its route with the same; `pack` says whether
        both take one."""
        given = {"chain": self.chain} if self.chain else {}
        given |= options
        if pack and self.pack.name != DEFAULT:
            given["pack"] = self.pack.name
        words = [command, *flags]
        for name, value in (given | {"as-of": self.as_of}).items():
            words += [f"--{name}", shlex.quote(value)]
        address = f"{route}?{urlencode(given | {'as_of': self.as_of})}" if route else None
        return Asked(self.command(*words), address)

    def command(self, *words: str) -> str:
        """A command as it can be pasted into a shell."""
        return f"honglian {' '.join(words)}{self.store_option}"


def row(*cells: Cell) -> Row:
    """Cells that every format can hold."""
    return tuple(plain(cell) if isinstance(cell, str) else cell for cell in cells)


def plain(text: str) -> str:
    """Text without the characters that no file of ours can hold."""
    return UNWRITABLE.sub("", text)


def day(text: str | None) -> date | str | None:
    """A whole day as a date; a month, a year or a moment stays as it is written."""
    return date.fromisoformat(text) if text and ISO_DAY.fullmatch(text) else text


def shown(cell: Cell) -> str:
    """A cell as text."""
    match cell:
        case None:
            return NOTHING
        case bool():
            return "是" if cell else "否"
        case Share():
            return f"{cell:.1%}"
        case float():
            return f"{cell:g}"
        case Asked():
            return cell.command
        case _:
            return str(cell)


def listed(texts: Iterable[str]) -> str:
    return "、".join(texts)


def widths(columns: Sequence[str], rows: Sequence[Row], least: int, most: int) -> list[int]:
    """How wide each column is in characters, 汉字 being two; a header may take two lines."""
    found = [(breadth(name) + 1) // 2 for name in columns]
    for cells in rows:
        found = [max(was, breadth(shown(cell))) for was, cell in zip(found, cells, strict=True)]
    return [min(max(wide, least), most) for wide in found]


def breadth(text: str) -> int:
    """The characters of the longest line, of which 汉字 take two."""
    return max(len(line) + sum(not char.isascii() for char in line) for line in text.split("\n"))
