"""Which kind of thing a table lists, and which column is which property or link."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from pathlib import PurePath
from typing import NamedTuple

from graph.errors import InputError
from graph.model import Link, NodeType, Prop, RelType, Schema
from ingest.sheets import Line, Sheet, place
from ingest.titles import Titled, told
from ingest.values import plain

HEADER_LINES = 10  # a header stands among the first rows; above it are titles
ROW_NUMBERS = frozenset(("序号", "no.", "no", "序", "行号", "#"))
KNOWN_SHARE = 0.3  # of the headers of a table that is not named after what it lists
NAMED_BONUS = 3  # the sheet or file is called after the kind: as good as three known headers
DOUBLED = 1000  # an end with two columns (挂点领导, 指导员): a list of anything else is likelier
BRACKET = re.compile(r"[(（][^()（）]*[)）]$")
BRACKETED = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
PUNCTUATION = re.compile(r"[\W_]+")
ALIKE = 0.75  # of the characters of two headers together: one in four may be another

Field = Prop | Link
Kind = NodeType | RelType


class Column(NamedTuple):
    """Column number `at` (from 0) of a table holds `field`."""

    at: int
    header: str
    field: Field


@dataclass(frozen=True)
class Layout:
    """How to read a sheet: it lists `kind`; the header is line `header` of `sheet.rows`."""

    schema: Schema
    sheet: Sheet
    kind: Kind
    header: int
    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    refused: tuple[str, ...]

    @property
    def rows(self) -> list[Line]:
        """The rows below the header."""
        return self.sheet.rows[self.header + 1 :]

    @property
    def width(self) -> int:
        """How many columns have a header."""
        return sum(1 for cell in self.sheet.rows[self.header].cells if cell.strip())

    def header_of(self, field: Field) -> str:
        """The header above a field in this table; its 中文 name where there is no such column."""
        written = (column.header for column in self.columns if column.field.name == field.name)
        return next(written, field.zh)

    @cached_property
    def titled(self) -> tuple[Titled, ...]:
        """What the header of an end, or the name of the sheet, says of every row."""
        if isinstance(self.kind, NodeType):
            return ()
        taken = {column.field.name for column in self.columns}
        ends = (self.kind.source, self.kind.target)
        above = [column.header for column in self.columns if column.field in ends]
        return told((p for p in self.kind.props if p.name not in taken), above, self.sheet)

    def like(self, header: str) -> str:
        """The known header that an ignored one may be meant for; empty when none is near."""
        taken = {column.field.name for column in self.columns}
        return near(header, written(self.schema, self.kind, frozenset(taken)))

    def of(self, sibling: NodeType) -> "Layout":
        """The same sheet read as another kind of the same family."""
        if sibling is self.kind:
            return self
        return _layout(self.schema, self.sheet, self.header, sibling)


def recognise(sheet: Sheet, schema: Schema) -> Layout | None:
    """The best reading of a sheet; None when its headers are those of no kind we know."""
    kinds: tuple[Kind, ...] = (*schema.nodes, *schema.rels)
    best: tuple[int, int, Kind] | None = None
    for number, line in enumerate(sheet.rows[:HEADER_LINES]):
        headers = {plain(cell) for cell in line.cells} - {""}
        known = headers | {BRACKET.sub("", header) for header in headers}
        for kind in kinds:
            called = is_called(sheet, kind)
            words = _vocabulary(schema, kind) if called else telling(schema, kind)
            hits = len({words[header].name for header in known & words.keys()})
            # Of a table that is named after its kind the naming column may be the only one.
            enough = (
                min(2, len(headers - ROW_NUMBERS)) if called else max(2, len(headers) * KNOWN_SHARE)
            )
            if hits >= enough and _identifies(kind, known):
                score = hits + NAMED_BONUS * called - DOUBLED * _doubled(kind, headers)
                if best is None or score > best[0]:
                    best = score, number, kind
    if best is None:
        return None
    _, number, kind = best
    return _layout(schema, sheet, number, kind)


def near(header: str, known: Mapping[str, str]) -> str:
    """The header of `known` (bare form → as written) that one is like: the same but for brackets
    and punctuation, else nearly the same; empty when there is none."""
    word = bare(header)
    if word in known:
        return known[word]
    alike = get_close_matches(word, known, n=1, cutoff=ALIKE)
    return known[alike[0]] if alike else ""


def bare(header: str) -> str:
    """A header without brackets and punctuation: 企业名称 of *企业名称（必填）."""
    return PUNCTUATION.sub("", BRACKETED.sub("", plain(header)))


@lru_cache(maxsize=64)  # a row of a family's table asks for its sibling's layout each time
def _layout(schema: Schema, sheet: Sheet, number: int, kind: Kind) -> Layout:
    vocabulary = _vocabulary(schema, kind)
    columns: list[Column] = []
    ignored: list[str] = []
    refused: list[str] = []
    for at, header in enumerate(sheet.rows[number].cells):
        field = _field(header, vocabulary)
        if field is None:
            if header.strip() and plain(header) not in ROW_NUMBERS:
                ignored.append(header.strip())
        elif field.sensitivity == "refused":
            refused.append(header.strip())
        else:
            columns.append(Column(at, header.strip(), field))
    _refuse_doubles(columns, sheet, sheet.rows[number].number)
    return Layout(schema, sheet, kind, number, tuple(columns), tuple(ignored), tuple(refused))


def _field(header: str, vocabulary: Mapping[str, Field]) -> Field | None:
    normal = plain(header)
    return vocabulary.get(normal) or vocabulary.get(BRACKET.sub("", normal))


def _refuse_doubles(columns: Iterable[Column], sheet: Sheet, row: int) -> None:
    seen: dict[str, Column] = {}
    for column in columns:
        first = seen.setdefault(column.field.name, column)
        if first is not column:
            raise InputError(
                f"“{first.header}”和“{column.header}”两列是同一属性（{column.field.zh}）",
                f"the columns {first.header!r} and {column.header!r} "
                f"are the same property ({column.field.name})",
                fix_zh="请只保留一列，或改掉其中一列的列名",
                fix_en="Keep one of them, or rename the other",
                where=place(sheet.file, sheet.sheet, row),
            )


@cache
def _vocabulary(schema: Schema, kind: Kind) -> Mapping[str, Field]:
    """Field by normalised header; what is declared first wins a header that two claim."""
    known: dict[str, Field] = {}
    for field in _fields(schema, kind):
        for header in field.headers:
            known.setdefault(plain(header), field)
    return known


@cache
def telling(schema: Schema, kind: Kind) -> Mapping[str, Field]:
    """The same without the headers that are borrowed from another kind."""
    vocabulary = _vocabulary(schema, kind)
    links = (field for field in vocabulary.values() if isinstance(field, Link))
    borrowed = {plain(header) for link in links for header in link.borrowed}
    return {header: field for header, field in vocabulary.items() if header not in borrowed}


@cache
def written(schema: Schema, kind: Kind, taken: frozenset[str]) -> Mapping[str, str]:
    """By bare form, the headers of the columns that a table of the kind may have beside `taken`."""
    return {
        bare(header): header
        for field in _fields(schema, kind)
        if field.name not in taken and field.sensitivity != "refused"
        for header in reversed(field.headers)
    }


def _fields(schema: Schema, kind: Kind) -> Iterable[Field]:
    yield from (prop for prop in kind.props if not prop.system)
    if isinstance(kind, NodeType):
        yield from kind.links
        for link in kind.links:  # columns that become properties of the relationships of a row
            yield from (schema.rel(link.rel).by_prop[name] for name in link.carries)
    elif kind.source and kind.target:
        yield from (kind.source, kind.target)


def _identifies(kind: Kind, known: set[str]) -> bool:
    """Whether the headers can name the things of a kind."""
    if isinstance(kind, RelType):
        if not (kind.source and kind.target):
            return False
        return all(_has(end.headers, known) for end in (kind.source, kind.target))
    naming = [kind.by_prop[name] for name in ("id", "name", kind.code) if name in kind.by_prop]
    return any(not prop.system and _has(prop.headers, known) for prop in naming)


def _doubled(kind: Kind, headers: set[str]) -> bool:
    """Whether two columns name the same end of a relationship: each row would be several."""
    ends = (kind.source, kind.target) if isinstance(kind, RelType) else ()
    words = [{*map(plain, end.headers)} for end in ends if end]
    return any(
        sum(not known.isdisjoint((header, BRACKET.sub("", header))) for header in headers) > 1
        for known in words
    )


def _has(headers: Iterable[str], known: set[str]) -> bool:
    return any(plain(header) in known for header in headers)


def is_called(sheet: Sheet, kind: Kind) -> bool:
    """Whether the sheet or its file bears the name of the kind, or says what all its rows are."""
    names = {plain(name) for name in (kind.zh, *kind.table_names)}
    if names & {plain(sheet.sheet), plain(PurePath(sheet.file).stem)}:
        return True
    return isinstance(kind, RelType) and bool(told(kind.props, (), sheet))
