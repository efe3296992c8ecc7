"""Whatever is wrong with the input: a clear error in both languages, its place, what to do about
it, and nothing written. How each kind of bad file is told apart is tested in test_tables.py."""

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from graph import SCHEMA, Store, open_store
from graph.errors import InputError
from ingest import load
from ingest.identity import check_digit
from ingest.report import RejectedRow
from ingest.sheets import MIB
from tests.graphs import DAY, Graph, take, whole, write

HEADER = "企业编号,企业名称,统一社会信用代码,从业人数,成立日期,是否规上,所属产业链"
GOOD = "E9,好公司,,10,2020-05-01,是,NEV"
CODE = "91441299MA0000015" + check_digit("91441299MA0000015")
WRONG = CODE[:-1] + ("A" if CODE[-1] != "A" else "B")
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le")


@pytest.fixture(scope="module")
def laden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Graph]]:
    """A graph with something in it, and all of that."""
    folder = tmp_path_factory.mktemp("laden")
    write(folder / "链.csv", [["产业链编号", "产业链名称"], ["NEV", "新能源汽车产业链"]])
    write(folder / "企业.csv", [line.split(",") for line in (HEADER, "E1,甲公司,,10,2020,是,NEV")])

    async def fill(store: Store) -> Graph:
        await take(store, folder)
        return await whole(store)

    store = open_store("arcade:")
    yield store, asyncio.run(fill(store))
    asyncio.run(store.close())


async def told(store: Store, before: Graph, *paths: Path) -> InputError:
    """The error of an ingest, after which the graph is as it was."""
    with pytest.raises(InputError) as caught:
        await take(store, *paths)
    assert await whole(store) == before
    assert await store.read("MATCH (r:IngestRun) RETURN r.id AS id") == [{"id": "r1"}]
    error = caught.value
    assert error.zh and error.en and error.fix_zh and error.fix_en and error.where
    return error


# ---------------------------------------------------------------- files


def text(content: str | bytes, name: str = "企业.csv") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def far_corner(folder: Path) -> Path:
    path = folder / "远.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("企业")
        sheet.write("A1", "企业编号")
        sheet.write("XFD1048576", "x")
    return path


def one_line(folder: Path) -> Path:
    path = folder / "长.csv"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"x" * MIB)
    return path


def no_tables(folder: Path) -> Path:
    (folder / "说明.docx").write_text("x")
    return folder


def loop(folder: Path) -> Path:
    (folder / "again").symlink_to(folder)
    return folder


ROW = "廣東東璞農業科技有限公司,陳國強,廣東省肇慶市德慶縣"
BIG5 = f"企業名稱,法定代表人,註冊地址\n{ROW * 3}\n".encode("big5")
FILES: dict[str, tuple[Callable[[Path], Path], tuple[str, ...]]] = {
    "an empty file": (text(""), ("企业.csv", "空", "template")),
    "a file of blanks": (text("\n ,\n\n"), ("企业.csv", "空")),
    "a folder without tables": (no_tables, ("没有找到", ".xlsx")),
    "no such file": (lambda folder: folder / "没有.csv", ("没有.csv", "不存在", "路径")),
    "no table": (text("x", "企业.docx"), ("企业.docx", "扩展名", ".csv")),
    "unknown headers": (text("红,黄,蓝\n1,2,3\n"), ("企业.csv", "红、黄、蓝", "模板", "template")),
    "headers that are nearly known": (
        text("公司名，*统一社会信用代码\n1,2\n".replace("，", ",")),
        (
            "“公司名”是否指“公司名称”？",
            "“*统一社会信用代码”是否指“统一社会信用代码”？",
            "meant for",
        ),
    ),
    "two columns of one property": (
        text("企业编号,企业名称,单位名称\nE1,甲,乙\n"),
        ("企业.csv", "第1行", "“企业名称”和“单位名称”", "名称", "只保留一列"),
    ),
    "a broken zip": (text(b"PK\x03\x04" + bytes(500), "企业.xlsx"), ("企业.xlsx", "损坏")),
    "a password": (text(LOCKED, "企业.xlsx"), ("企业.xlsx", "密码", "取消密码")),
    "a cell at XFD1048576": (far_corner, ("远.xlsx", "零散", "删除")),
    "200 MB of one line": (one_line, ("长.csv",)),
    "Big5": (text(BIG5), ("企业.csv", "Big5", "UTF-8")),
    "a symlink loop": (loop, ("again", "循环", "删除")),
    "an open quote": (text(f'{HEADER}\nE1,"甲公司,,,,,\n'), ("企业.csv", "引号")),
}


@pytest.mark.anyio
@pytest.mark.parametrize("case", FILES)
async def test_a_bad_file(laden: tuple[Store, Graph], tmp_path: Path, case: str) -> None:
    make, words = FILES[case]
    path = make(tmp_path)
    started = time.perf_counter()
    error = await told(*laden, path)
    assert time.perf_counter() - started < 10
    for word in words:
        assert word in str(error), (word, str(error))


@pytest.mark.anyio
async def test_one_bad_file_keeps_the_good_ones_out(
    laden: tuple[Store, Graph], tmp_path: Path
) -> None:
    (tmp_path / "企业.csv").write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    error = await told(*laden, tmp_path)
    assert "坏.xlsx" in error.where


@pytest.fixture
def forbidden() -> Iterator[Path]:
    """A table that nobody may read, looked at as a user whom permissions bind."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "企业.csv")
        path.write_text("x")
        path.chmod(0)
        Path(name).chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield path
        finally:
            if root:
                os.seteuid(0)


@pytest.mark.anyio
async def test_no_permission(laden: tuple[Store, Graph], forbidden: Path) -> None:
    with pytest.raises(InputError) as caught:
        await load.plan(laden[0], SCHEMA, [forbidden], today=DAY)
    error = caught.value
    assert "企业.csv" in error.where and "权限" in error.zh and "ermission" in error.en
    assert error.fix_zh and error.fix_en
    assert await whole(laden[0]) == laden[1]


# ---------------------------------------------------------------- rows

ROWS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "a missing id": (
        ",新公司,,10,,,",
        "企业名称",
        "新公司",
        ("缺少编号或统一社会信用代码", "credit code"),
    ),
    "a wrong check digit": (
        f"E2,乙公司,{WRONG},,,,",
        "统一社会信用代码",
        WRONG,
        ("校验码不符", f"应为 {CODE[-1]}", "check digit"),
    ),
    "a short code": ("E2,乙公司,9144,,,,", "统一社会信用代码", "9144", ("18 位", "4 位", "18")),
    "a date that is none": (
        "E2,乙公司,,,2021-13-40,,",
        "成立日期",
        "2021-13-40",
        ("没有 13 月", "month 13"),
    ),
    "a date in words": ("E2,乙公司,,,去年,,", "成立日期", "去年", ("2021-06-30", "definite date")),
    "text for a number": ("E2,乙公司,,多,,,", "从业人数", "多", ("不是整数", "whole number")),
    "a share of a person": ("E2,乙公司,,1.5,,,", "从业人数", "1.5", ("整数", "whole number")),
    "neither yes nor no": ("E2,乙公司,,,,可能,", "是否规上", "可能", ("是", "neither yes nor no")),
    "a reference to nothing": (
        "E2,乙公司,,,,,没有的链",
        "所属产业链",
        "没有的链",
        ("找不到产业链", "先导入", "no Chain"),
    ),
    "a formula's error": ("E2,乙公司,,#N/A,,,", "从业人数", "#N/A", ("公式错误", "formula")),
}


async def rejected(
    laden: tuple[Store, Graph], folder: Path, *rows: str, header: str = HEADER
) -> RejectedRow:
    """The one rejected row of a table; nothing of it was written."""
    store, before = laden
    path = folder / "企业.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    report = await take(store, path)
    assert not report.written and report.run is None and report.writes == 0
    assert report.read == len(rows) == report.created + report.unchanged + report.rejected
    assert await whole(store) == before
    (reject,) = report.rejects
    assert reject.file == "企业.csv" and reject.reason and reject.reason_en
    return reject


@pytest.mark.anyio
@pytest.mark.parametrize("case", ROWS)
async def test_a_bad_row(laden: tuple[Store, Graph], tmp_path: Path, case: str) -> None:
    row, column, value, words = ROWS[case]
    reject = await rejected(laden, tmp_path, GOOD, row)
    assert (reject.row, reject.column, reject.value) == (3, column, value)
    for word in words:
        assert word in reject.reason or word in reject.reason_en, (word, reject)


@pytest.mark.anyio
async def test_one_id_with_two_contents(laden: tuple[Store, Graph], tmp_path: Path) -> None:
    reject = await rejected(laden, tmp_path, GOOD, GOOD.replace("10", "11"))
    assert (reject.row, reject.column, reject.value) == (3, "从业人数", "11")
    assert "E9 重复且内容不同" in reject.reason and "第2行（企业.csv）为“10”" in reject.reason
    assert "只留一行" in reject.reason and "keep one" in reject.reason_en


@pytest.mark.anyio
async def test_two_rows_that_add_to_each_other_are_fine(
    laden: tuple[Store, Graph], tmp_path: Path
) -> None:
    (tmp_path / "企业.csv").write_text(f"{HEADER}\n{GOOD}\nE9,好公司,,,2020-05-01,,\n", "utf-8")
    plan = await load.plan(laden[0], SCHEMA, [tmp_path], today=DAY)
    assert (plan.report.created, plan.report.unchanged, plan.report.rejected) == (1, 1, 0)


@pytest.mark.anyio
async def test_a_required_cell_that_is_empty(laden: tuple[Store, Graph], tmp_path: Path) -> None:
    header = "环节编号,环节名称,位置,所属产业链"
    reject = await rejected(laden, tmp_path, "S1,电池,,NEV", header=header)
    assert (reject.column, reject.value) == ("位置", "") and "为空" in reject.reason
    reject = await rejected(laden, tmp_path, "S1,电池,旁边,NEV", header=header)
    assert "上游、中游、下游、配套" in reject.reason


@pytest.mark.anyio
async def test_every_bad_row_is_listed(laden: tuple[Store, Graph], tmp_path: Path) -> None:
    rows = [HEADER, GOOD, *(row for row, *_ in ROWS.values())]
    (tmp_path / "企业.csv").write_text("\n".join(rows), encoding="utf-8")
    report = await take(laden[0], tmp_path)
    # The rows of E2 contradict nobody: all of them are bad for a reason of their own.
    assert [r.row for r in sorted(report.rejects, key=lambda r: r.row)] == list(
        range(3, len(rows) + 1)
    )
    assert report.rejected == len(ROWS) and not report.written


# ---------------------------------------------------------------- several faults of one row

LINKED = "企业编号,企业名称,统一社会信用代码,员工人数,成立日期,是否规上,所属产业链,所属园区"
TWO = "环节编号,环节名称,位置,所属产业链"


async def faults(
    laden: tuple[Store, Graph], folder: Path, header: str, *rows: str
) -> list[tuple[int, str, str]]:
    """Row, column and value of every fault of a table of which these rows are refused."""
    (folder / "表.csv").write_text("\n".join((header, *rows)), encoding="utf-8")
    report = await take(laden[0], folder)
    assert report.read == len(rows) == report.created + report.unchanged + report.rejected
    assert report.rejected == len({reject.row for reject in report.rejects}) and not report.written
    return [(reject.row, reject.column, reject.value) for reject in report.rejects]


@pytest.mark.anyio
async def test_every_fault_of_a_row_at_once(laden: tuple[Store, Graph], tmp_path: Path) -> None:
    bad = f"E2,乙公司,{WRONG},多,去年,可能,没有的链,"
    assert await faults(laden, tmp_path, LINKED, GOOD + ",", bad) == [
        (3, "统一社会信用代码", WRONG),
        (3, "员工人数", "多"),
        (3, "成立日期", "去年"),
        (3, "是否规上", "可能"),
        (3, "所属产业链", "没有的链"),
    ]


@pytest.mark.anyio
async def test_what_a_row_lacks_and_what_is_wrong_with_it(
    laden: tuple[Store, Graph], tmp_path: Path
) -> None:
    # Two references, one of them good; no position; and an id is missing where none can be made.
    assert await faults(laden, tmp_path, TWO, "S1,电池,,NEV；没有的链") == [
        (2, "位置", ""),
        (2, "所属产业链", "没有的链"),
    ]
    assert await faults(laden, tmp_path, LINKED, ",乙公司,,多,,,没有的链,") == [
        (2, "企业名称", "乙公司"),
        (2, "员工人数", "多"),
        (2, "所属产业链", "没有的链"),
    ]


@pytest.mark.anyio
async def test_an_illegible_cell_is_one_fault(laden: tuple[Store, Graph], tmp_path: Path) -> None:
    # neither "the position is empty" nor "it has no code" besides
    assert await faults(laden, tmp_path, TWO, "S1,电池,旁边,NEV") == [(2, "位置", "旁边")]
    assert await faults(laden, tmp_path, LINKED, f",丙公司,{WRONG},,,,,") == [
        (2, "统一社会信用代码", WRONG)
    ]


@pytest.mark.anyio
async def test_all_that_another_row_says_otherwise(
    laden: tuple[Store, Graph], tmp_path: Path
) -> None:
    first, other = "E9,好公司,,10,2020,是,NEV,", "E9,好公司,,11,2021,否,没有的链,"
    assert await faults(laden, tmp_path, LINKED, first, other) == [
        (3, "员工人数", "11"),
        (3, "成立日期", "2021"),
        (3, "是否规上", "否"),
        (3, "所属产业链", "没有的链"),
    ]


@pytest.mark.anyio
async def test_refused_rows_are_compared_with_their_doubles(
    laden: tuple[Store, Graph], tmp_path: Path
) -> None:
    """Wherever the double stands; but no row is refused for what a refused one says."""
    lost, good = "E9,好公司,,10,2020,是,没有的链,", "E9,好公司,,11,2020,,NEV,"
    assert await faults(laden, tmp_path, LINKED, lost, good) == [
        (2, "员工人数", "10"),
        (2, "所属产业链", "没有的链"),
    ]
    other = "E9,好公司,,11,2020,否,没有的链,"
    assert await faults(laden, tmp_path, LINKED, lost, other) == [
        (2, "所属产业链", "没有的链"),
        (3, "员工人数", "11"),
        (3, "是否规上", "否"),
        (3, "所属产业链", "没有的链"),
    ]
