"""What a sheet or a column is called says of all its rows what they are: 指导员选派, 挂点领导."""

from pathlib import Path

import pytest
import xlsxwriter

from graph import Store
from tests.graphs import table, take

pytestmark = pytest.mark.anyio
ROLES = (
    "MATCH (:Cadre)-[a:ASSIGNED_TO]->(e:Enterprise) "
    "RETURN e.id AS id, a.role AS role, a.since AS since ORDER BY id"
)


def book(path: Path, name: str, *rows: tuple[str, ...]) -> Path:
    """A workbook with one sheet."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def firms(folder: Path) -> Path:
    return table(folder / "企业.csv", "企业编号 企业名称", "E1 甲公司", "E2 乙公司")


@pytest.mark.parametrize(
    ("sheet", "headers", "role"),
    [
        ("指导员选派", "指导员姓名 联系企业名称 选派时间", "党建指导员"),
        ("党建指导员", "姓名 企业名称 派驻时间", "党建指导员"),
        ("2026年党建指导员选派情况表", "姓名 联系企业 联系时间", "党建指导员"),
        ("Sheet1", "党建指导员（姓名） 联系企业 联系时间", "党建指导员"),
        ("挂点领导", "姓名 联系企业 联系时间", "挂点领导"),
        ("挂点联系", "挂点领导姓名 联系企业 联系时间", "挂点领导"),
        ("服务专员", "姓名 服务企业 联系时间", "党员服务专员"),
    ],
)
async def test_the_role_is_taken_from_the_title_and_said_so(
    store: Store, tmp_path: Path, sheet: str, headers: str, role: str
) -> None:
    rows = (tuple(headers.split()), ("张三", "甲公司", "2026-03-01"), ("李四", "乙公司", "2026-04"))
    report = await take(store, firms(tmp_path), book(tmp_path / "表.xlsx", sheet, *rows))
    assert not report.rejects and not report.ignored_columns
    assert await store.read(ROLES) == [
        {"id": "E1", "role": role, "since": "2026-03-01"},
        {"id": "E2", "role": role, "since": "2026-04"},
    ]
    (hint,) = report.hints
    assert (hint.row, hint.column, hint.value) == (1, "联系角色", role)
    assert "没有“联系角色”列" in hint.reason and role in hint.reason_en


@pytest.mark.parametrize("sheet", ["挂点联系", "科技指导员", "Sheet1"])
async def test_what_does_not_say_which_role_is_no_guess(
    store: Store, tmp_path: Path, sheet: str
) -> None:
    rows = (("姓名", "联系企业", "联系时间"), ("张三", "甲公司", "2026-03-01"))
    report = await take(store, firms(tmp_path), book(tmp_path / "表.xlsx", sheet, *rows))
    assert [row["role"] for row in await store.read(ROLES)] == [None]
    (hint,) = report.hints
    assert (hint.row, hint.column, hint.value) == (2, "联系角色", "")
    assert "未填联系角色，不计入挂点领导、党建指导员、党员服务专员" in hint.reason


async def test_a_column_of_roles_has_the_word(store: Store, tmp_path: Path) -> None:
    rows = (
        ("指导员", "联系角色", "联系企业"),
        ("张三", "挂点领导", "甲公司"),
        ("李四", "跑腿", "乙公司"),
        ("王五", "", "乙公司"),
    )
    report = await take(store, firms(tmp_path), book(tmp_path / "表.xlsx", "指导员选派", *rows))
    assert {row["role"] for row in await store.read(ROLES)} == {"挂点领导", "跑腿", None}
    assert [(hint.row, hint.value) for hint in report.hints] == [(3, "跑腿"), (4, "")]


async def test_a_list_of_firms_with_several_duties_stays_one(store: Store, tmp_path: Path) -> None:
    head = ("企业名称", "企业编号", "挂点领导", "党建指导员", "备注")
    rows = (head, ("甲公司", "E1", "张三", "李四", "早"))
    report = await take(store, book(tmp_path / "表.xlsx", "挂点联系", *rows))
    assert [t.kind for t in report.tables] == ["Enterprise"]
    assert {row["role"] for row in await store.read(ROLES)} == {"挂点领导", "党建指导员"}
