"""
The pairs for a matchmaking meeting as a workbook that can be read back.

One sheet, 对接结果: the columns by which the ingest knows a pair, what speaks for it, and three
empty ones for what comes of the meeting. Rows that stay empty say nothing of a result.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from queries.matching.shortlist import Pair
from visualize import terms
from visualize.report.xlsx import PLAIN

SHEET = "对接结果"
RESULTS = ("成功", "洽谈", "未成")
WIDTHS = {"理由": 60, "路径": 60, "需求（参考）": 30, "结果说明": 30}
USUAL = 16
TOLD = {True: "已登记，见企业台账（不在此列名）", False: "未登记", None: ""}
ASKED = ("对接结果", "对接日期", "结果说明")  # the headers that the ingest reads, as the ids' are
HEADERS = (
    "高校院所编号", "高校（参考）", "对接企业编号", "企业（参考）", "需求编号", "需求（参考）",
    "学科（参考）", "命中词", "得分", "余额", "距离（公里）", "理由", "路径",
    "企业联系人登记", "企业地址登记",
    *ASKED,
)  # fmt: skip
GUIDE = {
    "对接结果": f"会后填写：{'、'.join(RESULTS)}；未填写的行不算结果",
    "对接日期": "如 2026-11-23",
    "对接企业编号": "按文字查询时为空：会后填写企业编号或名称",
}


def workbook(pairs: Sequence[Pair]) -> bytes:
    """The workbook; text is written as text, so that no name becomes a formula."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, PLAIN)
    sheet = book.add_worksheet(SHEET)
    head = book.add_format({"bold": True, "bg_color": "#dfe8f5", "text_wrap": True, "border": 1})
    asked = book.add_format({"bold": True, "bg_color": "#fde9c8", "text_wrap": True, "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for at, name in enumerate(HEADERS):
        sheet.set_column(at, at, WIDTHS.get(name, USUAL))
        sheet.write_string(0, at, name, asked if name in ASKED else head)
        if name in GUIDE:
            sheet.write_comment(0, at, GUIDE[name])
    for row, pair in enumerate(pairs, 1):
        _write(sheet, row, pair, text)
    result = HEADERS.index("对接结果")
    last = max(len(pairs), 1)
    sheet.data_validation(1, result, last, result, {"validate": "list", "source": list(RESULTS)})
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    book.close()
    return file.getvalue()


def _write(sheet: Any, row: int, pair: Pair, look: Any) -> None:
    for at, value in enumerate(_cells(pair)):
        if isinstance(value, str):
            sheet.write_string(row, at, value, look)
        elif value is not None:
            sheet.write_number(row, at, value, look)


def _cells(pair: Pair) -> list[str | float | None]:
    match, enterprise, need = pair.match, pair.enterprise, pair.need
    return [
        pair.university.id,
        pair.university.name,
        enterprise.id if enterprise else "",
        enterprise.name if enterprise else "",
        need.id if need else "",
        need.name if need else "",
        match.discipline.name if match.discipline else "",
        "、".join(match.matched),
        match.score,
        getattr(match, "free", None),
        match.distance_km,
        "；".join(match.reasons),
        terms.path(match.path, "zh"),
        TOLD[pair.contact],
        pair.address,
    ]
