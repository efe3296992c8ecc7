"""One row of a table: its typed values, the names it gives to other entities, and its faults."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.changes import Values
from graph.model import Link, NodeType, Prop, RelType
from ingest.dates import doubt
from ingest.headers import BRACKET, Column, Layout
from ingest.identity import check_credit_code
from ingest.numbers import is_approximate
from ingest.sheets import Line
from ingest.unreadable import Unreadable
from ingest.values import Value, choose, is_blank, parse

TOTALS = frozenset(("合计", "小计", "总计", "共计"))
SIGNED = frozenset(
    "填表人 填表单位 填表日期 填表时间 填报人 填报单位 填报日期 填报时间 "
    "制表 制表人 制表单位 制表日期 制表时间 审核 审核人 审核单位 审核日期 "
    "复核人 审批人 经办人 报送单位 报送人 报送日期 "
    "负责人签字 负责人签名 负责人 单位负责人 单位负责人签字 联系人 联系电话".split()
)
NOTES = frozenset(("备注", "说明", "注"))  # they begin a remark when a colon follows
NUMBERS = ("integer", "number")
DATES = ("date", "datetime")
Place = tuple[str, str, int]  # file, sheet and number of a row
YES_NO = Prop("yes_no", "是否", "boolean")


class Fault(NamedTuple):
    """Why a row cannot be taken: column, value, and the reason in both languages. `sought` are the
    labels among which nobody goes by the value; a `hanging` fault is gone once another row is
    mended."""

    column: str
    value: str
    zh: str
    en: str
    sought: tuple[str, ...] = ()
    hanging: bool = False


class Refused(Exception):
    """A row cannot be taken, for this fault."""

    def __init__(
        self,
        column: str,
        value: str,
        zh: str,
        en: str,
        *,
        sought: tuple[str, ...] = (),
        hanging: bool = False,
    ) -> None:
        super().__init__(column, value, zh, en)
        self.fault = Fault(column, value, zh, en, sought, hanging)


@dataclass(slots=True)
class Row:
    """A row as it was read. Later steps settle its `id` where the table gives none (`named`
    says that it was found by the name), find whom its links mean (`found`: link, label, id; `left`:
    texts to be kept, by link), and add to its `faults`: a row with any is refused, and looked at to
    the end all the same, so that people hear of all of them at once. `illegible` are the properties
    of which the cell could not be read. `another` says that its id belongs to another thing.
    `approximate` holds the rough numbers among its cells: column, text, the number it was read as;
    `doubtful` the dates that may be meant otherwise: column, text, and why in both languages."""

    layout: Layout
    line: Line
    kind: NodeType | RelType
    values: Values
    links: list[tuple[Link, str]]
    choices: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    named: bool = False
    found: list[tuple[Link, str, str]] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    illegible: set[str] = field(default_factory=set)
    another: bool = False
    approximate: list[tuple[str, str, float]] = field(default_factory=list)
    doubtful: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str, int]:
        """File, sheet and number of the row."""
        return (self.layout.sheet.file, self.layout.sheet.sheet, self.line.number)

    @property
    def origin(self) -> str:
        return "|".join(map(str, self.place))

    @property
    def refused(self) -> bool:
        return bool(self.faults)

    def header(self, field: Prop | Link) -> str:
        """What people see above the column of a field in this row's table."""
        return self.layout.header_of(field)

    def cell(self, name: str) -> str:
        """What is written in the column of a field; empty where there is none, or it says
        nothing."""
        for column in self.layout.columns:
            if column.field.name == name and column.at < len(self.line.cells):
                cell = self.line.cells[column.at].strip()
                return "" if is_blank(cell) else cell
        return ""


def by_table(rows: Iterable[Row]) -> list[list[Row]]:
    """The rows of each table, in the order of their first."""
    tables: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        tables.setdefault(row.place[:2], []).append(row)
    return list(tables.values())


def read_row(layout: Layout, line: Line) -> Row:
    """The values and links of a row, and what is wrong with its cells."""
    layout, kind = _kind_of(layout, line)
    row = Row(layout, line, kind, {}, [])
    for column in layout.columns:
        cell = line.cells[column.at] if column.at < len(line.cells) else ""
        if cell and not is_blank(cell):
            _read_cell(row, column, cell)
    _imply(row)
    _require(row)
    return row


def is_total(line: Line) -> bool:
    """Whether a row only adds up the rows above it."""
    return _first(line) in TOTALS


def is_part_total(layout: Layout, line: Line) -> bool:
    """Whether a row adds up some of the rows, as 城东街道小计: it begins so, and nothing else of it
    says which thing it is."""
    first = _first(line)
    if not first.endswith(tuple(TOTALS)):
        return False
    at = next(at for at, cell in enumerate(line.cells) if cell.strip())
    return all(
        is_blank(line.cells[column.at])
        for column in layout.columns
        if column.at != at and column.at < len(line.cells) and _tells_which(layout, column)
    )


def _first(line: Line) -> str:
    return next((cell.strip() for cell in line.cells if cell.strip()), "").rstrip("：:")


def _tells_which(layout: Layout, column: Column) -> bool:
    """Whether a column says of which thing, or between which things, a row is."""
    kind = layout.kind
    if isinstance(kind, NodeType):
        return column.field.name in ("id", kind.code)
    return column.field in (kind.source, kind.target)


def footer(lines: Sequence[Line], width: int) -> int:
    """Where the foot of a form begins (填表人：… 审核人：…, 备注：…): the index of its first row,
    or the number of rows. A labelled row with most of its `width` cells empty begins it; below are
    only such rows, totals, and single cells that carry a remark on."""
    start = len(lines)
    for at in reversed(range(len(lines))):
        cells = [cell.strip() for cell in lines[at].cells if cell.strip()]
        if _is_labelled(cells[0]) and 2 * len(_unlabelled(cells)) < width:
            start = at
        elif not is_total(lines[at]) and (len(cells) > 1 or width < 3):
            break
    return start


def _is_labelled(cell: str) -> bool:
    head, colon, _ = unicodedata.normalize("NFKC", cell).partition(":")
    label = BRACKET.sub("", "".join(head.split()))
    if colon:
        return label in SIGNED or label in NOTES
    return label in SIGNED or cell.split()[0] in SIGNED  # 填表人 张三


def _unlabelled(cells: Sequence[str]) -> list[str]:
    """The cells that are neither labels nor what is written after one."""
    before = ["", *cells]
    return [
        cell
        for ahead, cell in zip(before, cells, strict=False)
        if not _is_labelled(cell) and not (ahead and _is_labelled(ahead))
    ]


def _kind_of(layout: Layout, line: Line) -> tuple[Layout, NodeType | RelType]:
    """A row of a table that a family shares belongs to the sibling whose `kind` it states."""
    if not isinstance(layout.kind, NodeType) or not layout.kind.family:
        return layout, layout.kind
    siblings = layout.schema.siblings(layout.kind)
    for column in layout.columns:
        if column.field.name == "kind" and column.at < len(line.cells):
            for sibling in siblings:
                if choose(line.cells[column.at], sibling.by_prop["kind"]):
                    return layout.of(sibling), sibling
    return layout, layout.kind


def _read_cell(row: Row, column: Column, cell: str) -> None:
    field_ = column.field
    if isinstance(field_, Link):
        _read_link(row, column, field_, cell)
        return
    try:
        value = parse(cell, field_, header=column.header)
        if field_.name == "credit_code" and value is not None:
            value = check_credit_code(str(value))
    except Unreadable as exc:
        row.faults.append(Fault(column.header, cell, exc.reason_zh, exc.reason_en))
        row.illegible.add(field_.name)
        return
    if value is None:
        return
    row.values[field_.name] = value
    _note_cell(row, column.header, field_, cell, value)
    if field_.choices and (choice := choose(cell, field_)):
        row.choices[field_.name] = choice


def _note_cell(row: Row, header: str, prop: Prop, cell: str, value: Value) -> None:
    """What people are to look at again: rough numbers, and dates that may be others."""
    if isinstance(value, int | float) and prop.type in NUMBERS and is_approximate(cell):
        row.approximate.append((header, cell, value))
    if prop.type in DATES and (doubtful := doubt(cell)):
        row.doubtful.append((header, cell, *doubtful))


def _read_link(row: Row, column: Column, link: Link, cell: str) -> None:
    if link.yes_no:
        try:
            row.values[link.yes_no] = parse(cell, YES_NO)
            return
        except Unreadable:
            pass  # it is no yes or no: then it is a name
    row.links.append((link, cell))


def _imply(row: Row) -> None:
    """What the chosen values say beside themselves, where the row leaves it open."""
    for choice in row.choices.values():
        for name, value in choice.implies.items():
            row.values.setdefault(name, value)
    for titled in row.layout.titled:
        row.values[titled.prop.name] = titled.choice.value


def _require(row: Row) -> None:
    """What a row lacks that its kind cannot be without; its id may still be found."""
    given = {*row.values, *row.illegible, "id"}
    needed: list[Prop | Link] = [prop for prop in row.kind.props if prop.required]
    if isinstance(row.kind, RelType):
        given.update(link.name for link, _ in row.links)
        needed += filter(None, (row.kind.source, row.kind.target))
    columns = {column.field.name: column.header for column in row.layout.columns}
    for each in needed:
        if each.name not in given and each.name in columns:
            empty = Fault(columns[each.name], "", f"{each.zh}为空", f"{each.name} is empty")
            row.faults.append(empty)
