"""Sheets that list nothing we know: what they are like, what they lack, what to do; and text."""

from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from api.cli import app
from graph import SCHEMA, Store
from graph.errors import InputError
from ingest.sheets import Line, Sheet
from ingest.unplaced import PROSE, is_prose, unknown_headers
from tests.graphs import table, take, whole


def sheet(*rows: tuple[str, ...], name: str = "表一") -> Sheet:
    return Sheet("甲.xlsx", name, [Line(at, cells) for at, cells in enumerate(rows, 1)])


@pytest.mark.parametrize(
    ("headers", "kind", "lacking"),
    [
        ("指导员姓名 派驻地点 最近走访", "联系服务", "联系对象"),
        ("供应商 供应产品 数量多少", "供应", "采购企业"),
        ("诉求类别 提交时间 办理时限", "服务诉求", "编号或名称"),
    ],
)
def test_the_nearest_kind_is_named_with_what_it_lacks(
    headers: str, kind: str, lacking: str
) -> None:
    error = unknown_headers(sheet(tuple(headers.split()), ("甲", "乙", "丙")), SCHEMA)
    assert f"像“{kind}”，缺必填列“{lacking}”" in error.zh and "it is like" in error.en
    assert f"请加上“{lacking}”列" in error.fix_zh and "Add " in error.fix_en


def test_nobody_is_asked_whether_a_word_means_itself() -> None:
    headers = ("指导员姓名", "最近走访", "企业地址。")
    error = unknown_headers(sheet(headers), SCHEMA)
    assert "“指导员姓名”是否指" not in error.fix_zh and "“最近走访”是否指" not in error.fix_zh
    assert "“企业地址。”是否指“企业地址”？" in error.fix_zh


def test_of_nothing_known_every_kind_is_offered() -> None:
    error = unknown_headers(sheet(("红", "黄", "备注"), ("1", "2", "3")), SCHEMA)
    assert "像" not in error.zh and "联系服务" in error.fix_zh and "企业" in error.fix_zh


@pytest.mark.anyio
@pytest.mark.parametrize("header", ["产业链名称", "序号 产业链名称"])
async def test_the_naming_column_alone_is_enough_for_a_table_named_after_its_kind(
    store: Store, tmp_path: Path, header: str
) -> None:
    rows = ("茶叶产业链", "五金产业链")
    numbered = [f"{n} {row}" for n, row in enumerate(rows, 1)] if " " in header else rows
    report = await take(store, table(tmp_path / "产业链.csv", header, *numbered))
    assert (report.created, report.rejects, report.ignored_columns) == (2, [], [])
    assert [*(await whole(store)).of("Chain")] == sorted(rows)


def test_the_headers_are_shown_even_if_there_is_just_one() -> None:
    error = unknown_headers(sheet(("链条名称",), ("茶叶产业链",)), SCHEMA)
    assert "列名 链条名称 " in error.zh and "（空）" not in error.zh
    titled = unknown_headers(sheet(("一月台账",), ("红", "", "黄"), ("1", "2", "3")), SCHEMA)
    assert "列名 红、黄 " in titled.zh


@pytest.mark.parametrize(
    ("rows", "prose"),
    [
        ((("填表说明",), ("一、各栏由镇街填写。",)), True),
        ((("备注",), ("数据截至九月",)), True),
        ((("企业名称",), ("甲公司",)), False),
        ((("说明",), ("甲", "乙")), False),
    ],
)
def test_text_is_told_from_a_table(rows: tuple[tuple[str, ...], ...], prose: bool) -> None:
    assert is_prose(sheet(*rows), SCHEMA) is prose


def book(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        firms = made.add_worksheet("企业")
        firms.write_row(0, 0, ("企业编号", "企业名称"))
        firms.write_row(1, 0, ("E1", "甲公司"))
        made.add_worksheet("说明").write_row(0, 0, ("各栏由镇街填写。",))
        made.add_worksheet("附表").write_row(0, 0, ("指导员姓名", "地点", "最近走访"))
    return path


@pytest.mark.anyio
async def test_text_is_passed_over_and_the_remedy_is_kept(store: Store, tmp_path: Path) -> None:
    report = await take(store, book(tmp_path / "表.xlsx"))
    assert [(s.sheet, s.reason) for s in report.skipped] == [("说明", PROSE)]
    (strange,) = report.unrecognised
    assert strange.sheet == "附表" and "请加上“联系对象”列" in strange.fix and strange.fix_en


@pytest.mark.anyio
async def test_a_file_of_text_alone_is_no_table(store: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "说明.csv", "各栏由镇街填写。", "不清楚的请留空。")
    for given in (path, tmp_path):
        with pytest.raises(InputError, match=PROSE) as caught:
            await take(store, given)
        assert "template" in caught.value.fix_zh and caught.value.where


def test_the_last_lines_tell_what_was_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    folder.mkdir()
    book(folder / "表.xlsx")
    (folder / "旧.docx").write_text("x")
    base = ["ingest", str(folder), "--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    for args, said in (
        ([*base, "--dry-run"], "未写入；去掉 --dry-run 即写入"),
        (base, "已写入"),
    ):
        shown = CliRunner().invoke(app, args, env={"COLUMNS": "200"}).stdout
        *_, outcome, unread = shown.strip().splitlines()
        assert said in outcome
        assert "有 2 张表没有读取：表.xlsx 附表、旧.docx" in unread
        assert "请加上“联系对象”列" in shown and PROSE in shown
