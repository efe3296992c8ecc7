"""How a plan of an ingest and its outcome look on a terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from api.cli.grid import grid
from api.cli.language import Lang
from api.cli.terminal import clean
from graph import SCHEMA
from ingest.report import (
    CompleteList,
    HintedValue,
    IgnoredColumn,
    IncompleteRow,
    PropertyChange,
    RejectedRow,
    Report,
    UnlinkedName,
    UnrecognisedTable,
)

MOST_ROWS = 8  # numbers of rows in one line
MOST_UNREAD = 10  # tables that the last line names
MOST = 20  # hints and columns that are listed; the report has them all
MOST_FAULTS = 200  # what is to be mended: all at once, if anybody can read it


def show_plan(console: Console, report: Report, lang: Lang) -> None:
    """What became of the rows of each table, then each row that was refused and why."""
    counts = ("read", "created", "updated", "unchanged", "rejected")
    rows = [
        (_place(t.file, t.sheet), t.zh, *(getattr(t, name) for name in counts))
        for t in report.tables
    ]
    rows.append((TOTAL[lang], "", *(getattr(report, name) for name in counts)))
    grid(console, ("计划", "Plan"), PLAN, rows, lang)
    faults = _faults(report.rejects, lang)
    _list(console, lang, _rejects(report), REJECT_HEADERS, faults, MOST_FAULTS)
    _list(console, lang, UNLINKED, UNLINKED_HEADERS, _unlinked(report, lang))
    incomplete = _grouped((i, (i.column, _reason(i, lang))) for i in report.incomplete)
    _list(console, lang, INCOMPLETE, INCOMPLETE_HEADERS, incomplete)
    hints = _grouped((h, (h.column, h.value, _reason(h, lang))) for h in report.hints)
    _list(console, lang, HINTS, REJECT_HEADERS, hints)
    approximate = [
        (_place(a.file, a.sheet, a.row), a.column, a.value, a.read_as) for a in report.approximate
    ]
    _list(console, lang, APPROXIMATE, APPROXIMATE_HEADERS, approximate)
    if report.undated:
        zh = f"有些表没有“数据日期”列，其中会变的数字按 {report.undated} 计（可用 --as-of 指定）"
        en = f"Figures of tables without a date are taken as of {report.undated} (see --as-of)"
        console.print(zh if lang == "zh" else en)
    for each in report.lists:
        console.print(clean(_dated(each, lang)))
    if report.sweeping:
        console.print(MOST_ENDS[0 if lang == "zh" else 1])
    strange = [
        (_place(t.file, t.sheet), _reason(t, lang), _fix(t, lang)) for t in report.unrecognised
    ]
    _list(console, lang, UNRECOGNISED, UNRECOGNISED_HEADERS, strange)
    ignored = [(_place(c.file, c.sheet), c.column, _like(c, lang)) for c in report.ignored_columns]
    _list(console, lang, IGNORED, IGNORED_HEADERS, ignored)
    refused = [(_place(c.file, c.sheet), c.column) for c in report.refused_columns]
    _list(console, lang, REFUSED, COLUMN_HEADERS, refused)
    skipped = [(_place(s.file, s.sheet, s.row), s.reason) for s in report.skipped]
    _list(console, lang, SKIPPED, SKIPPED_HEADERS, skipped)
    changes = [change_cells(c, lang) for c in report.changes]
    _list(console, lang, CHANGES, CHANGE_HEADERS, changes)


def _dated(taken: CompleteList, lang: Lang) -> str:
    """What follows from a complete list for the relationships of each type."""
    if lang == "en":
        told = "; ".join(
            f"{t.type}: of {t.standing} {t.ended} end, {t.begun} begin" for t in taken.ties
        )
        return f"Complete list of {taken.kind} as of {taken.day} (past days stay as is). {told}"
    told = "；".join(
        f"{t.zh} 原有 {t.standing} 条，{t.ended} 条到此为止，{t.begun} 条自此开始"
        for t in taken.ties
    )
    return f"完整名单 {taken.zh}，自 {taken.day} 起（过去的日期照旧）。{told or '没有先前的名单'}"


def show_written(console: Console, report: Report, lang: Lang, *, dry_run: bool = False) -> None:
    """The last lines: what was written, or why nothing was; and which tables nobody read."""
    console.print(clean(_outcome(report, lang, dry_run)))
    if unread := [_place(t.file, t.sheet) for t in report.unrecognised]:
        listed = "、".join(unread[:MOST_UNREAD]) + ("…" if len(unread) > MOST_UNREAD else "")
        zh = f"有 {len(unread)} 张表没有读取：{listed}（原因和办法见上）"
        en = f"{len(unread)} tables were not read: {listed} (see above why, and what to do)"
        console.print(clean(zh if lang == "zh" else en))


def _outcome(report: Report, lang: Lang, dry_run: bool) -> str:
    if report.written and not report.writes:
        zh = f"没有变化；记下了完整名单的日期（批次 {report.run}）"
        en = f"Nothing changed; the day of the complete list is kept (run {report.run})"
    elif report.written:
        zh = f"已写入：批次 {report.run}，{report.writes} 个对象和关系"
        en = f"Written: run {report.run}, {report.writes} nodes and relationships"
    elif report.rejected:
        zh = f"未写入：{report.rejected} 行未被接受。改正后重试，或用 --partial 写入其余的行"
        en = f"Nothing written: {report.rejected} rows refused. Mend them, or use --partial"
    elif dry_run and (report.created or report.updated):
        zh, en = "未写入；去掉 --dry-run 即写入", "Nothing written; leave --dry-run out to write it"
    elif report.created or report.updated:
        zh, en = "未写入", "Nothing written"
    else:
        zh, en = "没有变化，未写入", "Nothing changed, nothing written"
    return zh if lang == "zh" else en


def _list(
    console: Console,
    lang: Lang,
    title: tuple[str, str],
    headers: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[Any]],
    most: int = MOST,
) -> None:
    if not rows:
        return
    counted = (f"{title[0]}（{len(rows)}）", f"{title[1]} ({len(rows)})")
    grid(console, counted, headers, rows[:most], lang)
    if len(rows) > most:
        more = len(rows) - most
        console.print(
            f"……另有 {more} 项，给 honglian ingest 加 --report 问题.xlsx 全部写出"
            if lang == "zh"
            else f"… {more} more; honglian ingest with --report FILE.xlsx writes them all"
        )


def change_cells(change: PropertyChange, lang: Lang) -> tuple[Any, ...]:
    """A change as the cells of a line: kind, id, name, property, before, after."""
    kind, name = change.label, change.property
    if lang == "zh":
        known = SCHEMA.kind(change.label)
        kind = known.zh
        name = known.by_prop[name].zh if name in known.by_prop else name
    if not name:
        new = ("关系", "新增") if lang == "zh" else ("relationship", "new")
        return kind, change.id, change.name, new[0], None, new[1]
    return kind, change.id, change.name, name, change.before, change.after


def _like(column: IgnoredColumn, lang: Lang) -> str:
    """The question whether an ignored column is one that we know."""
    if not column.like:
        return ""
    return f"meant for {column.like}?" if lang == "en" else f"是否指：{column.like}？"


def _unlinked(report: Report, lang: Lang) -> list[tuple[str, str, str, int, str]]:
    """Each name once, with the number of rows that give it; what follows, at the first of those to
    which it happens."""
    rows = Counter(
        (_place(u.file, u.sheet), u.column, u.value, _reason(u, lang)) for u in report.unlinked
    )
    above = ["", *(reason for *_, reason in rows)]
    return [
        (place, column, name, count, "" if reason == before else reason)
        for ((place, column, name, reason), count), before in zip(rows.items(), above, strict=False)
    ]


def _rejects(report: Report) -> tuple[str, str]:
    """The title of the refused rows: how many there are, beside the number of their faults."""
    rows = report.rejected
    return f"未被接受的 {rows} 行中需改正之处", f"What to mend in {rows} refused rows"


def _faults(rejects: Sequence[RejectedRow], lang: Lang) -> list[tuple[str, ...]]:
    """A line for each fault, with the rows that share it; of one row that has several the place
    stands before the first."""
    lines = _grouped((r, (r.column, r.value, _reason(r, lang))) for r in rejects)
    places = [place for place, *_ in lines]
    return [
        ("" if place == above else place, *told)
        for (place, *told), above in zip(lines, ["", *places], strict=False)
    ]


def _grouped(
    entries: Iterable[tuple[RejectedRow | IncompleteRow | HintedValue, tuple[str, ...]]],
) -> list[tuple[str, ...]]:
    """What is told of several rows of a table once, behind their numbers."""
    rows: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
    for entry, told in entries:
        rows.setdefault((entry.file, entry.sheet, told), []).append(entry.row)
    return [(_rows(file, sheet, numbers), *told) for (file, sheet, told), numbers in rows.items()]


def _rows(file: str, sheet: str, numbers: Sequence[int]) -> str:
    """The place of one row or of several: 企业.csv 第3、5、8行; of many the first and the count."""
    if len(numbers) == 1:
        return _place(file, sheet, numbers[0])
    listed = "、".join(map(str, numbers[:MOST_ROWS]))
    more = f"…共 {len(numbers)} " if len(numbers) > MOST_ROWS else ""
    return f"{_place(file, sheet)} 第{listed}{more}行"


def _reason(
    entry: RejectedRow | IncompleteRow | HintedValue | UnrecognisedTable | UnlinkedName, lang: Lang
) -> str:
    return entry.reason_en if lang == "en" else entry.reason


def _fix(table: UnrecognisedTable, lang: Lang) -> str:
    return table.fix_en if lang == "en" else table.fix


def _place(file: str, sheet: str, row: int = 0) -> str:
    return " ".join([file, *([sheet] if sheet else []), *([f"第{row}行"] if row else [])])


PLAN = (
    ("表", "table"),
    ("类型", "kind"),
    ("读入#", "read#"),
    ("新增#", "created#"),
    ("更新#", "updated#"),
    ("未变#", "unchanged#"),
    ("拒绝#", "rejected#"),
)
TOTAL = {"zh": "合计", "en": "total"}
REJECT_HEADERS = (("位置", "place"), ("列", "column"), ("值", "value"), ("原因", "reason"))
IGNORED = ("未读取的列", "Columns not read")
COLUMN_HEADERS = (("表", "table"), ("列", "column"))
IGNORED_HEADERS = (*COLUMN_HEADERS, ("提示", "hint"))
UNRECOGNISED = ("未识别的文件和工作表（没有读取）", "Files and sheets not recognised (not read)")
UNLINKED = ("未关联的名称（按文字保留）", "Names that no entity bears (kept as text)")
UNLINKED_HEADERS = (
    *COLUMN_HEADERS,
    ("名称", "name"),
    ("行数#", "rows#"),
    ("结果和办法", "what follows"),
)
INCOMPLETE = ("已读取而不完整的行", "Rows that were taken and are not complete")
INCOMPLETE_HEADERS = (("位置", "place"), ("列", "column"), ("原因", "reason"))
HINTS = ("提示：请核对（均已读取）", "Please look again (all of it was taken)")
APPROXIMATE = ("按约数读取", "Approximate numbers, read as exact")
APPROXIMATE_HEADERS = (
    ("位置", "place"),
    ("列", "column"),
    ("值", "value"),
    ("读作#", "read as#"),
)
REFUSED = ("按规定不读取的列", "Columns that are never read")
SKIPPED = ("跳过", "Passed over")
SKIPPED_HEADERS = (("位置", "place"), ("原因", "reason"))
UNRECOGNISED_HEADERS = (*SKIPPED_HEADERS, ("办法", "remedy"))
MOST_ENDS = (
    "超过一半到此为止：如果名单只是一部分（一个镇、一个支部的），请不要加 --complete",
    "More than half end: for a list of a part (a town, a branch) leave --complete out",
)
CHANGES = ("变化", "Changes")
CHANGE_HEADERS = (
    ("类型", "kind"),
    ("编号", "id"),
    ("名称", "name"),
    ("属性", "property"),
    ("原值", "before"),
    ("新值", "after"),
)
