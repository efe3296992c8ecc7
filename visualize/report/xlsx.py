"""The report as a workbook: a summary, then a sheet for each section.

Text is written as text, whatever it begins with, so that no name of a table becomes a formula. The
same content gives the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from visualize.report.content import (
    ASKED,
    FIGURES,
    Asked,
    Cell,
    Report,
    Section,
    Share,
    breadth,
    plain,
    row,
    shown,
    widths,
)

# text is written as text, so that no name becomes a formula
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
SUMMARY = "概要"
LONGEST = 32_767  # characters that a cell may hold
MOST_ROWS = 1_048_000  # of a sheet, less what stands above its header
NARROW, WIDE, COMMAND = 10, 30, 64  # of a column, in characters
MARGIN = 2  # of a column, in characters
LINE, TALLEST = 15.0, 405.0  # points
A4 = 9
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "note": {"text_wrap": True, "valign": "top", "font_color": "#55627a"},
    "header": {
        "bold": True, "font_color": "#ffffff", "bg_color": "#1f4e86", "text_wrap": True,
        "valign": "vcenter", "border": 1, "border_color": "#8f9db3",
    },
    "text": {"text_wrap": True, "valign": "top", "indent": 1},
    "bold": {"bold": True, "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "number": {"num_format": "#,##0.###", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
    "link": {"font_color": "#1f4e86", "underline": 1, "valign": "top"},
}  # fmt: skip


def xlsx(report: Report) -> bytes:
    """The workbook."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    made = datetime.combine(report.on, datetime.min.time())
    book.set_properties({"title": report.title, "created": made})
    looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
    _summary(book, looks, report)
    for section in report.sections:
        _section(book, looks, report, section)
    book.close()
    return file.getvalue()


def table_xlsx(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], on: date
) -> bytes:
    """A workbook of one table, as of a day."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
    book.set_properties({"title": title, "created": datetime.combine(on, datetime.min.time())})
    page = book.add_worksheet()
    page.write_string(0, 0, plain(title)[:LONGEST], looks["title"])
    _table(page, looks, 2, columns, [row(*cells) for cells in rows])
    page.freeze_panes(3, 0)
    book.close()
    return file.getvalue()


def _summary(book: Any, looks: Mapping[str, Any], report: Report) -> None:
    sheet = book.add_worksheet(SUMMARY)
    sheet.write_string(0, 0, report.title, looks["title"])
    top = len(report.about) + 2
    wide = _table(sheet, looks, top, FIGURES, [figure.row for figure in report.figures])
    for at, (name, text) in enumerate(report.about, 1):
        sheet.write_string(at, 0, name, looks["bold"])
        _note(sheet, at, 1, wide[1:], text, looks["text"])
    for at, figure in enumerate(report.figures, top + 1):
        target = f"internal:'{figure.section}'!A1"
        sheet.write_url(at, FIGURES.index("明细"), target, looks["link"], figure.section)
    _paper(sheet, report, top, len(FIGURES), top + len(report.figures))


def _section(book: Any, looks: Mapping[str, Any], report: Report, section: Section) -> None:
    sheet = book.add_worksheet(section.title)
    sheet.write_string(0, 0, section.title, looks["title"])
    notes = [*section.notes, "查询：" + "　".join(asked.command for asked in section.asked)]
    top = len(notes) + 1
    wide = _table(sheet, looks, top + 1, section.columns, section.rows)
    for at, note in enumerate(notes, 1):
        _note(sheet, at, 0, wide, note, looks["note"])
    sheet.write_url(top, 0, f"internal:'{SUMMARY}'!A1", looks["link"], "← 概要")
    sheet.freeze_panes(top + 2, 0)
    columns = len(section.columns) - (ASKED in section.columns)  # a command is not for paper
    _paper(sheet, report, top + 1, columns, top + 1 + len(section.rows))


def _table(
    sheet: Any,
    looks: Mapping[str, Any],
    top: int,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
) -> list[int]:
    """A header at the row `top`, the rows below it, a filter over both; returns how wide the
    columns are."""
    kept = [tuple(cells) for cells in rows[:MOST_ROWS]]
    most = [COMMAND if name == ASKED else WIDE for name in columns]
    found = widths(columns, kept, NARROW, COMMAND)
    wide = [min(width, limit) + MARGIN for width, limit in zip(found, most, strict=True)]
    for at, (name, width) in enumerate(zip(columns, wide, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, name, looks["header"])
    for below, cells in enumerate(kept, top + 1):
        _write(sheet, looks, below, cells)
        lines = max(map(_lines, map(shown, cells), wide))
        sheet.set_row(below, min(LINE * lines, TALLEST))  # not every program finds it by itself
    sheet.autofilter(top, 0, top + len(kept), len(columns) - 1)
    return wide


def _write(sheet: Any, looks: Mapping[str, Any], at: int, cells: Iterable[Cell]) -> None:
    for column, cell in enumerate(cells):
        match cell:
            case None:
                sheet.write_blank(at, column, None, looks["text"])
            case bool() | str() | Asked():
                sheet.write_string(at, column, shown(cell)[:LONGEST], looks["text"])
            case Share():
                sheet.write_number(at, column, cell, looks["share"])
            case int():
                sheet.write_number(at, column, cell, looks["count"])
            case float():
                sheet.write_number(at, column, cell, looks["number"])
            case date():
                sheet.write_datetime(at, column, cell, looks["day"])


def _lines(text: str, wide: int) -> int:
    """How many lines a text takes in a column so wide."""
    return sum(1 + max(breadth(line) - 1, 0) // (wide - MARGIN) for line in text.split("\n"))


def _note(sheet: Any, row: int, first: int, wide: Sequence[int], text: str, look: Any) -> None:
    """A text across columns so wide, as high as it needs: merged cells do not grow."""
    sheet.set_row(row, min(LINE * _lines(text, sum(wide)), TALLEST))
    sheet.merge_range(row, first, row, first + len(wide) - 1, "", look)
    sheet.write_string(row, first, text[:LONGEST], look)


def _paper(sheet: Any, report: Report, header: int, columns: int, last: int) -> None:
    """A4 across, as wide as one page, with the header of the table on every page; printed are so
    many columns, down to the last row."""
    sheet.print_area(0, 0, last, columns - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    title = report.title.replace("&", "&&")
    sheet.set_footer(f"&L{title[:200]}&C{report.on.isoformat()}&R&P / &N")
