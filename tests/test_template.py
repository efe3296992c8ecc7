"""The blank workbook: read back it has the headers of the vocabulary, and no rows."""

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from graph import Store
from graph.docs import schema_markdown
from graph.errors import UsageError
from graph.model import Choice, Link, NodeType, Prop, RelType, Schema
from graph.schema import SCHEMA
from ingest import tables
from ingest.headers import recognise
from ingest.sheets import GUIDE
from ingest.template import Column, sheets, write_template
from ingest.values import choose, parse
from tests.graphs import take, whole

ID = Prop("id", "编号", required=True)
SMALL = Schema(
    nodes=(
        NodeType(
            "Firm",
            "企业",
            "#fff",
            (
                ID,
                Prop("name", "名称", required=True, aliases=("企业名称",)),
                Prop("revenue", "营业收入（万元）", "number", "万元"),
                Prop("on_scale", "是否规上", "boolean"),
                Prop("kind", "类别", choices=(Choice("甲"), Choice("乙")), open_choices=False),
                Prop("many", "大类", choices=tuple(Choice(f"门类{i:03}") for i in range(100))),
                Prop("formula", "=1+1"),
                Prop("phone", "电话", sensitivity="sensitive"),
                Prop("id_number", "身份证号", sensitivity="refused"),
                Prop("pinyin", "检索拼音", system=True),
            ),
            links=(Link("chain", "所属产业链", "IN", ("Chain",), carries=("role",)),),
        ),
        NodeType("Chain", "产业链", "#fff", (ID, Prop("name", "名称"))),
        NodeType("Log", "日志", "#fff", (ID,), in_template=False),
    ),
    rels=(
        RelType("IN", "在链", (("Firm", "Chain"),), (Prop("role", "角色"),)),
        RelType(
            "SUPPLIES",
            "供应",
            (("Firm", "Firm"),),
            (Prop("since", "起始日期", "date"),),
            source=Link("from", "供应企业", "SUPPLIES", ("Firm",)),
            target=Link("to", "采购企业", "SUPPLIES", ("Firm",)),
        ),
    ),
)


def headers_of(path: Path) -> dict[str, tuple[str, ...]]:
    found = {sheet.sheet: sheet for sheet in tables.read(path)}
    assert next(iter(found)) == GUIDE
    del found[GUIDE]
    assert all(len(sheet.rows) == 1 for sheet in found.values())
    return {name: sheet.rows[0].cells for name, sheet in found.items()}


def test_the_headers_come_back(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(SMALL, path)
    found = headers_of(path)
    assert list(found) == ["产业链", "企业", "供应"]  # what to begin with comes first
    assert found["供应"] == ("供应企业", "采购企业", "起始日期")
    assert set(found["企业"]) == {
        *("编号", "名称", "营业收入（万元）", "是否规上", "类别", "大类", "=1+1", "电话"),
        *("所属产业链", "角色"),
    }


def test_nobody_is_asked_for_what_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    for name, cells in headers_of(path).items():
        assert not {"身份证号", "籍贯", "家庭住址", "检索拼音"} & set(cells), name


def test_the_real_vocabulary_comes_back_without_doubles(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    found = headers_of(path)
    assert found == {n: tuple(c.zh for c in columns) for n, columns in sheets(SCHEMA).items()}
    for node in SCHEMA.nodes:
        if node.in_template:
            assert found[node.zh][:2] == (node.by_prop["id"].zh, node.by_prop["name"].zh)
    assert all(len(cells) == len(set(cells)) for cells in found.values())


def test_each_sheet_is_recognised_with_all_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    guide, *others = tables.read(path)
    assert recognise(guide, SCHEMA) is None
    for sheet in others:
        layout = recognise(sheet, SCHEMA)
        assert layout is not None and layout.kind.zh == sheet.sheet
        assert len(layout.columns) == len(sheet.rows[0].cells), layout.ignored


def test_what_to_fill_in_first_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    guide, *others = tables.read(path)
    names = [sheet.sheet for sheet in others]
    rest = len(names) - 10
    assert names[:4] == ["产业链", "环节", "企业", "党组织"]
    assert {"区域", "服务诉求"} <= {*names[4:10]} and {"党员", "行业"} <= {*names[10:]}
    rows = [line.cells for line in guide.rows]
    start = next(at for at, cells in enumerate(rows) if cells[0] == "填写顺序") + 1
    order = rows[start : start + len(names)]
    assert [cells[0] for cells in order] == [f"{n} {name}" for n, name in enumerate(names, 1)]
    assert [cells[1] for cells in order] == ["先填"] * 4 + ["常用"] * 6 + ["选填"] * rest
    assert all(cells[2] for cells in order[:10])
    assert not any("".join(cells[2:]) for cells in order[10:])
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(f"xl/worksheets/sheet{n + 2}.xml") for n in range(len(names))]
    colours = [re.findall(rb'tabColor rgb="FF(\w+)"', part) for part in parts]
    assert colours == [[b"C8161D"]] * 4 + [[b"1F4E86"]] * 6 + [[b"9AA5B5"]] * rest


def test_the_column_on_which_others_hang_is_to_be_filled_in_first(tmp_path: Path) -> None:
    marked = {
        (name, column.zh)
        for name, columns in sheets(SCHEMA).items()
        for column in columns
        if column.kind == "first"
    }
    assert marked == {("企业", "是否摸排")}
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    guide, *_ = tables.read(path)
    assert any(line.cells[:3] == ("企业", "是否摸排", "先填") for line in guide.rows)


def test_comments_lists_and_text_cells_are_in_it(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_template(SMALL, path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet3.xml").decode()
        notes = archive.read("xl/comments2.xml").decode()
    assert "是,否" in sheet and "甲,乙" in sheet and 'state="frozen"' in sheet
    assert "门类000,门类001" not in sheet  # too long for a drop-down, still in the comment
    assert "<f>" not in sheet
    assert "也可写作：企业名称" in notes and "数字（万元）" in notes and "门类099" in notes


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法写入"):
        write_template(SMALL, tmp_path / "missing" / "t.xlsx")


# ---------------------------------------------------------------- the examples in it


def columns_of(name: str) -> dict[str, Column]:
    return {column.zh: column for column in sheets(SCHEMA)[name]}


def fields_of(name: str) -> dict[str, Prop]:
    kind = SCHEMA.kind(name)
    return {prop.zh: prop for prop in kind.props}


@pytest.mark.parametrize("name", sheets(SCHEMA))
def test_an_example_is_a_value_of_its_column(name: str) -> None:
    fields = fields_of(name)
    for zh, column in columns_of(name).items():
        if zh in fields and column.example:
            value = parse(column.example, fields[zh], header=zh)
            assert value is not None
            if fields[zh].type == "date":
                assert isinstance(value, str) and ("1990" in value or len(value) == 10)
            if fields[zh].unit == "1":
                assert isinstance(value, float) and 0 <= value <= 1
            if fields[zh].choices:
                assert choose(column.example, fields[zh]) and column.example in column.choices


@pytest.mark.parametrize("name", sheets(SCHEMA))
def test_every_column_but_plain_text_has_an_example(name: str) -> None:
    fields = fields_of(name)
    for zh, column in columns_of(name).items():
        plain = zh in fields and fields[zh].type == "text" and not fields[zh].choices
        assert column.example or (plain and column.kind != "required"), zh


def test_persons_have_a_姓名_and_nobody_fills_in_what_is_internal() -> None:
    for name in ("党员", "人才", "干部"):
        assert list(columns_of(name))[:2] == ["编号", "姓名"]
    internal = {
        "数据类别",
        "是否示例",
        "从业人数口径",
        "营收占比有重叠",
        "非产品",
        "人数口径",
        "计入口径",
    }
    internal |= {"原始占比", "联系编号", "编码依据"}
    for name in sheets(SCHEMA):
        assert not internal & columns_of(name).keys(), name


def test_what_is_said_of_the_sheets_is_true(tmp_path: Path) -> None:
    """A target may be told as done; persons are counted, nobody has rights; headers stay."""
    assert columns_of("目标")["完成情况"].choices == ("已完成", "长期坚持", "未完成")
    note = columns_of("党员")["学历"].note
    assert "只计数" in note and "权限" not in note
    path = tmp_path / "t.xlsx"
    write_template(SCHEMA, path)
    guide, *_ = tables.read(path)
    text = "".join(cell for line in guide.rows for cell in line.cells)
    assert "列可以调换顺序，不用的列可以删除；表头的文字请不要改" in text


def test_who_needs_an_id_is_told(tmp_path: Path) -> None:
    needed = {
        n.zh for n in SCHEMA.nodes if n.in_template and columns_of(n.zh)["编号"].kind == "required"
    }
    assert {"党员", "人才", "需求", "服务诉求"} <= needed
    assert not {"企业", "党组织", "高校院所", "资源", "项目", "科技成果"} & needed
    assert "不填时按名称认定" in columns_of("党组织")["编号"].note
    assert "与统一社会信用代码至少填一项" in columns_of("企业")["编号"].note
    assert "必填" in columns_of("党员")["编号"].note
    page = schema_markdown(SCHEMA)
    member = page[page.index("### 党员") :]
    assert "| `id` | 编号 | 文本，必填 |" in member[: member.index("`name`")]


@pytest.mark.anyio
async def test_the_examples_filled_in_are_loaded(store: Store, tmp_path: Path) -> None:
    """Each sheet with its examples in one row, and the second of a kind that some of them name."""
    path = tmp_path / "填好.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, columns in sheets(SCHEMA).items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [column.zh for column in columns])
            sheet.write_row(1, 0, [column.example for column in columns])
            if columns[0].zh == "编号":
                other = {"编号": f"{columns[0].example}2", columns[1].zh: f"示例{name}乙"}
                needed = (c.example if c.kind == "required" else "" for c in columns)
                row = [other.get(c.zh, text) for c, text in zip(columns, needed, strict=True)]
                sheet.write_row(2, 0, row)
    report = await take(store, path)
    assert report.rejects == [] and report.written
    assert not report.ignored_columns and not report.unrecognised
    assert {t.zh for t in report.tables} == set(sheets(SCHEMA))
    graph = await whole(store)
    assert ("P001", "E001") in graph.ends("COVERS")
    assert ("P001", "P0012") in graph.ends("UNDER")
