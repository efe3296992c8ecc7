"""What is to be mended: all of it on the terminal, and in a workbook to work by."""

import json
from pathlib import Path

from typer.testing import CliRunner

from api import errors
from api.cli import app
from ingest.tables import read
from tests.graphs import write

HEADER = ["编号", "企业名称", "员工人数", "所属产业链"]


def run(folder: Path, *args: str) -> str:
    """What an ingest of a folder prints."""
    base = ["ingest", str(folder), "--store", f"arcade:{folder.parent}/graph", "--lang", "zh"]
    result = CliRunner().invoke(app, [*base, *args], env={"COLUMNS": "200"})
    assert result.exit_code == errors.REJECTED, result.output
    return result.stdout


def test_faults_are_shown_up_to_two_hundred(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    rows = [[f"E{at}", f"企业{at}", f"多{at}", ""] for at in range(1, 121)]
    write(folder / "企业.csv", [HEADER, *rows])
    shown = run(folder)
    assert "多120" in shown and "另有" not in shown
    rows = [[f"E{at}", f"企业{at}", f"多{at}", ""] for at in range(1, 231)]
    write(folder / "企业.csv", [HEADER, *rows])
    shown = run(folder)
    assert "多200" in shown and "多201" not in shown
    assert "另有 30 项" in shown and "--report 问题.xlsx" in shown


def test_what_hangs_on_another_row_comes_after_what_is_to_be_mended(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    write(folder / "a链.csv", [["产业链编号", "产业链名称", "启动日期"], ["C1", "甲链", "去年"]])
    write(folder / "企业.csv", [HEADER, ["E1", "甲", "多", "C1"], ["E2", "乙", "少", ""]])
    shown = run(folder)
    assert shown.index("去年") < shown.index("少") < shown.index("请先改正那一行")
    assert shown.count("请先改正那一行") == 1


def test_a_workbook_says_what_and_where_and_what_to_do(tmp_path: Path) -> None:
    folder, path = tmp_path / "台账", tmp_path / "问题.xlsx"
    write(folder / "企业.csv", [HEADER, ["E1", "甲", "多", "无此链"], ["E2", "乙", "5", ""]])
    write(folder / "附表.csv", [["指导员姓名", "地点", "最近走访"], ["张三", "东", "2026"]])
    run(folder, "--report", str(path))
    (sheet,) = read(path)
    header, *lines = [line.cells for line in sheet.rows[1:]]
    assert header == ("类别", "文件", "工作表", "行", "列", "原值", "原因", "办法")
    assert lines[0] == (
        *("需改正", "企业.csv", "", "2", "员工人数", "多"),
        *("“多”不是整数", "请改正这一格"),
    )
    assert lines[1][:6] == ("需改正", "企业.csv", "", "2", "所属产业链", "无此链")
    assert lines[1][6] == "找不到产业链“无此链”" and lines[1][7].startswith("请先导入")
    assert lines[2][:2] == ("没有读取", "附表.csv") and "请加上“联系对象”列" in lines[2][7]


def test_json_stays(tmp_path: Path) -> None:
    folder, path = tmp_path / "台账", tmp_path / "报告.json"
    write(folder / "企业.csv", [HEADER, ["E1", "甲", "多", ""]])
    run(folder, "--report", str(path))
    assert json.loads(path.read_text(encoding="utf-8"))["rejected"] == 1


def test_a_new_relationship_is_shown_as_a_change(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    write(folder / "链.csv", [["产业链编号", "产业链名称"], ["C1", "甲链"]])
    write(folder / "企业.csv", [HEADER, ["E1", "甲公司", "5", ""]])
    args = ["ingest", str(folder), "--store", f"arcade:{tmp_path}/graph", "--lang", "zh"]
    assert CliRunner().invoke(app, args).exit_code == errors.DONE
    write(folder / "企业.csv", [HEADER, ["E1", "甲公司", "5", "C1"]])
    shown = CliRunner().invoke(app, args, env={"COLUMNS": "200"}).stdout
    (line,) = (line for line in shown.splitlines() if "E1→C1" in line)
    assert line.split() == ["属于产业链", "E1→C1", "甲公司→甲链", "关系", "新增"]
