"""What is told of cells and rows as planners write them: which column, which remedy."""

from pathlib import Path

import pytest

from graph import SCHEMA, Store
from ingest import load
from ingest.dates import doubt
from tests.graphs import DAY, table, take, whole, write

pytestmark = pytest.mark.anyio
CODE = "91441299MA0000015N"


async def test_a_double_is_told_by_the_column_that_it_has(store: Store, tmp_path: Path) -> None:
    head = "企业名称 统一社会信用代码 员工人数"
    rows = (f"甲公司 {CODE} 5", f"甲公司 {CODE} 6")
    (reject,) = (await take(store, table(tmp_path / "企业.csv", head, *rows))).rejects
    assert reject.reason.startswith(f"统一社会信用代码 {CODE} 重复且内容不同")
    orgs = ("党组织全称 党组织类别 党员总数", "甲支部 党支部 5", "甲支部 党支部 6")
    (reject,) = (await take(store, table(tmp_path / "党组织.csv", *orgs))).rejects
    assert reject.reason.startswith("党组织全称 甲支部 重复且内容不同")


CELLS = {
    "无": ("员工人数", "“无”不是整数；确实没有请填 0，不清楚请留空"),
    "20-30万元": ("营业收入", "“20-30万元”是一个范围，不是数字；请只写一个数"),
    "100至200人": ("员工人数", "是一个范围，不是整数"),
    "一个月内": ("成立日期", "“一个月内”是时长，不是日期；请写到期的那一天"),
    "15个工作日": ("成立日期", "是时长"),
}


@pytest.mark.parametrize("cell", CELLS)
async def test_what_to_write_instead(store: Store, tmp_path: Path, cell: str) -> None:
    column, says = CELLS[cell]
    path = table(tmp_path / "企业.csv", f"企业编号 企业名称 {column}", f"E1 甲 {cell}")
    (reject,) = (await take(store, path)).rejects
    assert says in reject.reason


async def test_sums_of_a_part_are_no_rows(store: Store, tmp_path: Path) -> None:
    """But an enterprise that has an id or a code is one, whatever its name."""
    head = ["企业名称", "企业编号", "统一社会信用代码", "员工人数"]
    rows = [
        ["甲公司", "E1", "", "5"],
        ["城东街道小计", "", "", "5"],
        ["乙合计", "E2", "", "6"],
        ["丙合计", "", CODE, "7"],
        ["全区合计：", "", "", "18"],
    ]
    report = await take(store, write(tmp_path / "企业.csv", [head, *rows]))
    assert not report.rejects and report.created == 3
    assert [(s.row, s.reason) for s in report.skipped] == [(3, "合计行"), (6, "合计行")]


async def test_dates_that_may_be_others_are_pointed_out(store: Store, tmp_path: Path) -> None:
    rows = ("E1 甲 2024.1", "E2 乙 45000", "E3 丙 2024.2", "E4 丁 2024-10")
    report = await take(store, table(tmp_path / "企业.csv", "企业编号 企业名称 成立日期", *rows))
    assert [(hint.row, hint.value) for hint in report.hints] == [(2, "2024.1"), (3, "45000")]
    assert "读作 2024-01" in report.hints[0].reason and "2024-10" in report.hints[0].reason
    assert "读作 2023-03-15" in report.hints[1].reason and "2023-03-15" in report.hints[1].reason_en
    assert doubt("2024.10") is None and doubt("99999") is None


async def test_words_of_surveys(store: Store, tmp_path: Path) -> None:
    rows = ("E1 甲 正常生产 已摸底", "E2 乙 生产 未摸底", "E3 丙 停产 已摸排")
    await take(store, table(tmp_path / "企业.csv", "企业编号 企业名称 经营状态 摸底情况", *rows))
    firms = (await whole(store)).of("Enterprise")
    assert [firms[id].get("operating") for id in ("E1", "E2", "E3")] == [True, True, False]
    assert [firms[id].get("surveyed") for id in ("E1", "E2", "E3")] == [True, None, True]


TITLES = {
    "企业台账（2026年9月）": "2026-09-30",
    "2026年1-9月": "2026-09-30",
    "统计时间：2026.6.15": "2026-06-15",
    "截至２０２６年２月": "2026-02-28",
    "2026年10月8日": "2026-10-08",
    "2026年11月": "",  # this month
    "2027年1月": "",
    "2026年度": "",
    "电话 2026123": "",
}


@pytest.mark.parametrize("title", TITLES)
async def test_a_month_in_the_title_is_asked_about(
    store: Store, tmp_path: Path, title: str
) -> None:
    rows = [[title], ["企业编号", "企业名称", "员工人数"], ["E1", "甲", "5"]]
    path = write(tmp_path / "企业.csv", rows)
    hints = (await load.plan(store, SCHEMA, [path], today=DAY)).report.hints
    if not TITLES[title]:
        assert not hints
        return
    (hint,) = hints
    assert (hint.row, hint.value) == (1, title)
    assert f"数字按今天（{DAY}）记；如应按那时，请加 --as-of {TITLES[title]}" in hint.reason
    assert not (await load.plan(store, SCHEMA, [path], today=DAY, dated=True)).report.hints
    rows = [[title], ["企业编号", "企业名称", "员工人数", "数据日期"], ["E1", "甲", "5", DAY]]
    write(path, rows)
    assert not (await load.plan(store, SCHEMA, [path], today=DAY)).report.hints
