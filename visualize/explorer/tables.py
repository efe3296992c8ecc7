"""Everything of a kind as a page: a table that is filtered, sorted and turned over by its address,
which so says what one sees; and the page that lists the kinds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph import SCHEMA
from graph.errors import UsageError
from queries.answers import Items, Ref
from queries.entities import PERSONS
from queries.tables import NAME, UNSORTED, Column, Condition, Count, How, Line, check, columns
from visualize import terms
from visualize.explorer.cells import Cell, Link, Table
from visualize.explorer.frame import Frame, relationship, render
from visualize.explorer.say import SAY

ROWS = 50  # on a page
FEW = 9  # columns beside the name, unless the reader chooses
FEW_LINKS = 3
MOST_LINKS = 3  # entities in a cell of the page; a file has all
PREFIX = "f."  # of a parameter that filters a column
BOUND = re.compile(r"\s*(>=|<=|≥|≤)\s*(.+)")
HOWS: Mapping[str, How] = {">=": "least", "≥": "least", "<=": "most", "≤": "most"}
UNKNOWN = {text["untold"].casefold() for text in SAY.values()} | {"?", "？", "unknown"}
KNOWN = {text["told_any"].casefold() for text in SAY.values()} | {"*", "known"}


@dataclass(frozen=True, slots=True)
class View:
    """What an address asks for: texts by which columns are filtered, the column that sorts, those
    that are shown, the page. What there is no column for is left out."""

    label: str
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = NAME
    falling: bool = False
    shown: tuple[str, ...] = ()
    page: int = 1

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those that are shown, the name first."""
        wanted = self.shown or usual(self.label)
        return tuple(c for c in columns(self.label) if c.name == NAME or c.name in wanted)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        known = {column.name: column for column in columns(self.label)}
        return tuple(_condition(known[name], text) for name, text in self.filters.items())

    @property
    def faults(self) -> Mapping[str, UsageError]:
        """What is wrong with filters, by the column."""
        known = {column.name: column for column in columns(self.label)}
        found = {}
        for condition in self.conditions:
            try:
                check(known[condition.column], condition)
            except UsageError as exc:
                found[condition.column] = exc
        return found

    @property
    def sound(self) -> "View":
        """This without what is wrong."""
        faults = self.faults
        return replace(self, filters={k: v for k, v in self.filters.items() if k not in faults})

    def state(self) -> Iterator[tuple[str, str]]:
        """The parameters that say all this."""
        yield from ((PREFIX + name, text) for name, text in self.filters.items())
        if (self.sort, self.falling) != (NAME, False):
            yield "sort", f"-{self.sort}" if self.falling else self.sort
        yield from (("show", name) for name in self.shown)
        if self.page > 1:
            yield "page", str(self.page)


def view(label: str, asked: Sequence[tuple[str, str]]) -> View:
    """What the parameters of an address ask for of a kind. Raises as `columns` does."""
    known = {column.name: column for column in columns(label)}
    filters = {
        name.removeprefix(PREFIX): text.strip()
        for name, text in asked
        if name.startswith(PREFIX) and text.strip() and name.removeprefix(PREFIX) in known
    }
    given = dict(asked)
    shown = tuple(text for name, text in asked if name == "show" and text in known)
    sort = given.get("sort", NAME)
    name = sort.removeprefix("-")
    if name not in known or known[name].kind in UNSORTED:
        sort = name = NAME
    return View(
        label=SCHEMA.node(label).label,
        filters=filters,
        sort=name,
        falling=sort.startswith("-"),
        shown=() if set(shown) == set(usual(label)) else shown,
        page=_page(given.get("page", "")),
    )


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def usual(label: str) -> tuple[str, ...]:
    """The columns that are shown unless the reader chooses: some links, then what is chosen from a
    list, counted or dated, then texts; not where it comes from."""
    rest = [c for c in columns(label) if not c.provenance and c.name != NAME]
    links = [c for c in rest if c.kind == "link"][:FEW_LINKS]
    others = sorted((c for c in rest if c.kind != "link"), key=_telling)
    return tuple(c.name for c in (*links, *others[: FEW - len(links)]))


def _telling(column: Column) -> int:
    if column.name in ("id", "kind", "state", "status", "level"):
        return 0
    if column.choices or column.observed:
        return 1
    return 3 if column.kind in ("text", "texts") else 2


def _condition(column: Column, text: str) -> Condition:
    """What a reader means by a text: 未填, 已填, ≥100, or that it is in the cell."""
    if text.casefold() in UNKNOWN:
        return Condition(column.name, "unknown")
    if text.casefold() in KNOWN:
        return Condition(column.name, "known")
    if column.kind in ("number", "day") and (bound := BOUND.fullmatch(text)):
        return Condition(column.name, HOWS[bound[1]], bound[2].strip())
    return Condition(column.name, "is" if column.choices else "has", text)


# ------------------------------------------------------------ the pages


def title(label: str, frame: Frame) -> str:
    return SAY[frame.lang]["table_of"].format(kind=terms.kind(label, frame.lang))


def page(found: Items[Line], wanted: View, frame: Frame) -> str:
    """A page of the table as text; a filter that is wrong is told of beside the others."""
    last = max(1, -(-found.total // ROWS))
    shown = wanted.columns
    here = frame.path

    def to(**changed: Any) -> str:
        return frame.with_state(here, replace(wanted, **changed).state())

    return render(
        "tables",
        frame,
        title(wanted.label, frame),
        found=found,
        view=wanted,
        heading=title(wanted.label, frame),
        heads=[_head(column, wanted, frame, to) for column in shown],
        table=_table(found.items, shown, wanted.label, frame, MOST_LINKS),
        chips=_chips(wanted, frame, to),
        faults={name: exc.text(frame.lang) for name, exc in wanted.faults.items()},
        all_columns=[
            (column.name, named(column, wanted.label, frame), column in shown)
            for column in columns(wanted.label)
            if column.name != NAME
        ],
        kept=[(n, v) for n, v in wanted.state() if n == "sort"],
        first=(wanted.page - 1) * ROWS + 1 if found.items else 0,
        until=(wanted.page - 1) * ROWS + len(found.items),
        last=last,
        before=to(page=min(wanted.page - 1, last)) if wanted.page > 1 else "",
        after=to(page=wanted.page + 1) if wanted.page < last else "",
        bare=to(filters={}, page=1) if wanted.filters else "",
        files=[
            (ending, frame.with_state(f"{here}/tables/rows.{ending}", wanted.state()))
            for ending in ("csv", "xlsx")
        ],
        untold=SAY[frame.lang]["untold"],
        told_any=SAY[frame.lang]["told_any"],
    )


def table(found: Items[Line], wanted: View, frame: Frame) -> Table:
    """All that was found as a table for a file."""
    return _table(found.items, wanted.columns, wanted.label, frame, None)


@dataclass(frozen=True, slots=True)
class _Head:
    """A header: what it is called, where a click on it leads, how it is sorted, its filter, whether
    its column `counts`."""

    name: str
    text: str
    href: str
    sorted: str
    filter: str
    choices: tuple[tuple[str, str], ...]
    hint: str
    counts: bool


def _head(column: Column, wanted: View, frame: Frame, to: Any) -> _Head:
    is_it = column.name == wanted.sort
    falling = is_it and not wanted.falling
    say = SAY[frame.lang]
    hints = {"number": say["at_least_hint"], "day": say["day_hint"]}
    return _Head(
        name=column.name,
        text=named(column, wanted.label, frame),
        href="" if column.kind in UNSORTED else to(sort=column.name, falling=falling, page=1),
        sorted=("descending" if wanted.falling else "ascending") if is_it else "",
        filter=wanted.filters.get(column.name, ""),
        choices=_choices(column, frame),
        hint=hints.get(column.kind, say["holds_hint"]),
        counts=column.kind == "number",
    )


def _choices(column: Column, frame: Frame) -> tuple[tuple[str, str], ...]:
    if column.kind == "boolean":
        return tuple((str(v).lower(), terms.value(v, frame.lang)) for v in (True, False))
    return tuple((choice, choice) for choice in column.choices)


def _chips(wanted: View, frame: Frame, to: Any) -> list[tuple[str, str, str]]:
    """What filters: the column, the text, the address without it."""
    known = {column.name: column for column in columns(wanted.label)}
    return [
        (
            named(known[name], wanted.label, frame),
            dict(_choices(known[name], frame)).get(text, text),
            to(filters={k: v for k, v in wanted.filters.items() if k != name}, page=1),
        )
        for name, text in wanted.filters.items()
    ]


def named(column: Column, label: str, frame: Frame) -> str:
    """What a column is called, with its unit."""
    if frame.lang == "en":
        text = relationship(column.rel, "en") if column.rel else column.name.replace("_", " ")
        return f"{text} ({column.unit})" if column.unit else text
    told = not column.unit or column.unit in column.zh
    return column.zh if told else f"{column.zh}（{column.unit}）"


def _table(
    lines: Iterable[Line],
    shown: Sequence[Column],
    label: str,
    frame: Frame,
    most: int | None,
) -> Table:
    rows = tuple(tuple(_cell(column, line, frame, most) for column in shown) for line in lines)
    heads = tuple(named(column, label, frame) for column in shown)
    return Table("rows", title(label, frame), heads, rows)


def _cell(column: Column, line: Line, frame: Frame, most: int | None) -> Cell:
    held = line.values[column.name]
    if column.name == NAME:
        return Link(line.about.name, frame.to(line.about.label, line.about.id))
    if column.kind == "link":
        return _links(held, line.about, frame, most)
    if held is None or held == []:
        return None
    if isinstance(held, int | float) and not isinstance(held, bool):
        return held
    return terms.value(held, frame.lang)


def _links(held: Sequence[Ref], about: Ref, frame: Frame, most: int | None) -> Cell:
    if not held:
        return None
    links = [Link(ref.name, frame.to(ref.label, ref.id)) for ref in held[:most]]
    if more := len(held) - len(links):
        text = SAY[frame.lang]["more_n"].format(n=more)
        links.append(Link(text, f"{frame.to(about.label, about.id)}#around"))
    return tuple(links)


def kinds_page(counts: Sequence[Count], frame: Frame) -> str:
    """The page that lists the kinds: those with a table, and persons, who are only counted."""
    say = SAY[frame.lang]
    return render(
        "kinds",
        frame,
        say["tables"],
        kinds_=[
            (
                terms.kind(one.label, frame.lang),
                frame.link(f"/tables/{one.label}"),
                one.count,
                SCHEMA.node(one.label).doc,
            )
            for one in counts
            if one.label not in PERSONS
        ],
        persons=[
            (
                terms.kind(one.label, frame.lang),
                say["few_persons"] if one.count is None else one.count,
            )
            for one in counts
            if one.label in PERSONS
        ],
    )
