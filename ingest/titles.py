"""
What the name of a sheet, or the header above a column, says of every row below: in a table called
指导员选派 all are 党建指导员. Only words that the vocabulary has are taken; what says less
(挂点联系) says nothing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from graph.model import Choice, Prop, RelType
from ingest.draft import Hint
from ingest.sheets import Sheet
from ingest.values import choose, plain

if TYPE_CHECKING:
    from ingest.rows import Row

BEFORE = re.compile(r"^(?:附[件表])?[\d一二三四五六七八九十.、年月_-]*")  # 附件2：, 2026年
ABOUT = re.compile(
    "(?:姓名|名单|名册|选派|派驻|联系企业|联系|服务|安排|分工|情况|统计|汇总|一览|台账|登记|明细|清单|表|[:：])+$"
)
NOTE = re.compile(r"[(（][^()（）]*[)）]$")


class Titled(NamedTuple):
    """A property that all rows of a table have by its title; the place that says so."""

    prop: Prop
    choice: Choice
    by_zh: str
    by_en: str


def told(props: Iterable[Prop], headers: Iterable[str], sheet: Sheet) -> tuple[Titled, ...]:
    """What the headers say of those of the properties that may be told by a title, else the name of
    the sheet, else that of the file."""
    titles = (
        *((header, "列名", "header") for header in headers),
        (sheet.sheet, "工作表名", "name of the sheet"),
        (PurePath(sheet.file).stem, "文件名", "name of the file"),
    )
    found = (_first(prop, titles) for prop in props if prop.by_title)
    return tuple(each for each in found if each)


def hints(rows: Iterable["Row"]) -> Iterator[Hint]:
    """For each table, what was taken from its title; and the rows that still lack it, or have a
    word that no rule knows: they are counted nowhere."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        for titled in row.layout.titled:
            table = (*row.place[:2], titled.prop.name)
            if table not in seen:
                yield _taken(row, titled)
            seen.add(table)
        for prop in _by_title(row):
            value = row.values.get(prop.name)
            if not any(value == choice.value for choice in prop.choices):
                yield _uncounted(row, prop, str(value or ""))


def _by_title(row: "Row") -> Iterator[Prop]:
    if isinstance(row.kind, RelType):
        yield from (prop for prop in row.kind.props if prop.by_title)


def _first(prop: Prop, titles: Iterable[tuple[str, str, str]]) -> Titled | None:
    for title, zh, en in titles:
        if choice := _meant(title, prop):
            return Titled(prop, choice, f"{zh}“{title}”", f"the {en} {title!r}")
    return None


def _meant(title: str, prop: Prop) -> Choice | None:
    """The choice that a title names, whatever else it says: 2026年党建指导员选派情况表."""
    word = ABOUT.sub("", NOTE.sub("", BEFORE.sub("", plain(title))))
    whole = (choice for choice in prop.choices if word.endswith(str(choice.value)))
    return choose(word, prop) or next(whole, None)


def _taken(row: "Row", titled: Titled) -> Hint:
    file, sheet, _ = row.place
    prop, value = titled.prop, str(titled.choice.value)
    header = row.layout.sheet.rows[row.layout.header].number
    return Hint(
        *(file, sheet, header, prop.zh, value),
        f"没有“{prop.zh}”列，按{titled.by_zh}记为{value}；不是的请加“{prop.zh}”列写明",
        f"no column {prop.name}: taken as {value} from {titled.by_en}; add the column if it is not",
    )


def _uncounted(row: "Row", prop: Prop, value: str) -> Hint:
    known = "、".join(str(choice.value) for choice in prop.choices)
    zh = f"未填{prop.zh}" if not value else f"{prop.zh}不是{known}之一"
    en = f"no {prop.name}" if not value else f"{prop.name} is none of {known}"
    return Hint(
        *(*row.place, row.header(prop), value),
        f"{zh}，不计入{known}；请填{prop.zh}",
        f"{en}: counted as none of {known}; fill in {prop.name}",
    )
