"""What an ingest found wrong or odd, as a workbook to mend the tables by."""

import re
from collections.abc import Iterator
from datetime import date

from api.cli.ingest_tables import change_cells
from api.cli.language import Lang
from ingest.report import HintedValue, IncompleteRow, RejectedRow, Report, UnlinkedName
from visualize.report.xlsx import table_xlsx

TITLE = {"zh": "导入问题", "en": "What the ingest found"}
COLUMNS = {
    "zh": ("类别", "文件", "工作表", "行", "列", "原值", "原因", "办法"),
    "en": ("class", "file", "sheet", "row", "column", "value", "reason", "remedy"),
}
WORDS = {
    "mend": ("需改正", "to mend"),
    "unread": ("没有读取", "not read"),
    "look": ("请核对", "look again"),
    "open": ("不完整", "not complete"),
    "text": ("未关联", "kept as text"),
    "change": ("变化", "changes"),
}
# Reasons end with what to do, where there is more to do than to write the cell anew.
REMEDY = re.compile(r"[；，。](?=请|确实没有|应为|是否指|如是)|; |\. ")
MEND = ("请改正这一格", "mend this cell")

Told = RejectedRow | IncompleteRow | HintedValue | UnlinkedName
Line = tuple[str | int | None, ...]


def problems_xlsx(report: Report, on: date, lang: Lang) -> bytes:
    """A workbook of one table, a line for each: what keeps rows out first, as it was found."""
    return table_xlsx(TITLE[lang], COLUMNS[lang], [*_lines(report, lang)], on)


def _lines(report: Report, lang: Lang) -> Iterator[Line]:
    at = 0 if lang == "zh" else 1
    yield from (_line("mend", each, lang) for each in report.rejects)
    for table in report.unrecognised:
        reason, fix = (table.reason, table.fix) if at == 0 else (table.reason_en, table.fix_en)
        yield (WORDS["unread"][at], table.file, table.sheet, None, "", "", reason, fix)
    yield from (_line("open", each, lang) for each in report.incomplete)
    yield from (_line("look", each, lang) for each in report.hints)
    yield from (_line("text", each, lang) for each in report.unlinked)
    for change in report.changes:
        kind, id, name, prop, before, after = change_cells(change, lang)
        told = " ".join(filter(None, (kind, id, name)))
        was, now = ("" if value is None else str(value) for value in (before, after))
        yield (WORDS["change"][at], "", "", None, prop, was, f"{told}：{prop} → {now or '–'}", "")


def _line(kind: str, each: Told, lang: Lang) -> Line:
    at = 0 if lang == "zh" else 1
    reason = getattr(each, "reason" if at == 0 else "reason_en", "")
    what, remedy = _parted(reason)
    fix = remedy or (MEND[at] if kind == "mend" else "")
    place = (each.file, each.sheet, each.row or None, each.column)
    return (WORDS[kind][at], *place, getattr(each, "value", ""), what, fix)


def _parted(reason: str) -> tuple[str, str]:
    """A reason, and what to do about it."""
    cut = REMEDY.search(reason)
    return (reason[: cut.start()], reason[cut.end() :]) if cut else (reason, "")
