"""The report: one content whatever the engine, figures that their queries give, and three files
that open with every name as it is written."""

import asyncio
import io
import os
import re
import shlex
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app
from api.cli.writing import write_bytes
from api.release import release
from graph import Store, open_store
from graph.errors import NotFound, UsageError
from queries import packs, patternfiles, rulefiles, status
from queries.gap_changes import gap_changes
from queries.packs import Pack
from tests.chromium import chromium
from tests.conftest import AS_OF
from tests.samples import fill, opened
from tests.service import running
from tests.test_page import ATTACKS, Sealed
from tests.town import DAY, Town, settle
from visualize import style
from visualize.report import SUFFIXES, Report, report, written
from visualize.report import docx as documents
from visualize.report import html as pages
from visualize.report.content import (
    ASKED,
    FIGURES,
    Asked,
    Asking,
    Figure,
    Section,
    Share,
    plain,
    row,
    shown,
    widths,
)

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", '=HYPERLINK("http://x")', "\t=1", "007"]
NAMES = [*ATTACKS, *FORMULAS, "北京“引号”&<b>", "长" * 40_000]
MADE = re.compile(r"r1，\S+，")  # when the sample was loaded


async def made(
    store: Store, chain: str | None = None, pack: Pack | None = None, since: str | None = None
) -> Report:
    patterns = patternfiles.load()
    return await report(
        store,
        rulefiles.load(),
        as_of=AS_OF,
        chain=chain,
        since=since,
        pack=pack or packs.pack(),
        pattern=patternfiles.named(patternfiles.DEFAULT, patterns),
    )


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an embedded graph with the sample."""
    url = f"arcade:{tmp_path_factory.mktemp('report')}/graph"
    asyncio.run(fill(url))
    return url


@pytest.fixture(scope="module")
def nev(graph: str) -> Report:
    """The report of one chain of the sample."""

    async def ask() -> Report:
        async with open_store(graph, timeout=60) as store:
            return await made(store, "新能源汽车")

    return asyncio.run(ask())


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HONGLIAN_") and name != "HONGLIAN_TEST_NEO4J":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HONGLIAN_QUERY_TIMEOUT", "60")


def hostile() -> Report:
    """A report whose every name is an attack or a formula."""
    cells = tuple(
        row(name, number, Share(number / 100), 1.5, date(2026, 1, 2), None, number > 3,
            Asked(f"honglian show {plain(name)[:99]}", "/v1/search?q=x"))
        for number, name in enumerate(NAMES)
    )  # fmt: skip
    columns = (plain(NAMES[0]), "数", "率", "量", "日期", "空", "是否", ASKED)
    asked = Asked("honglian gaps", "/v1/gaps?chain=%22%3E%3Cscript%3E")
    notes = tuple(map(plain, NAMES))
    section = Section("缺口", "缺口", (asked,), notes, columns, cells)
    figure = Figure(plain(NAMES[1]), plain(NAMES[3]), Share(0.5), asked, "缺口", 1, 2, 0)
    about = tuple((plain(name)[:99], plain(name)) for name in NAMES)
    return Report(plain(NAMES[13]), date(2026, 11, 23), about, (figure,), (section,))


def table(found: Report, key: str) -> list[dict[str, Any]]:
    """The rows of a section by column."""
    section = found.section(key)
    return [dict(zip(section.columns, cells, strict=True)) for cells in section.rows]


# ------------------------------------------------------------ content


@pytest.mark.anyio
@pytest.mark.parametrize("chain", [None, "NEV"])
async def test_both_engines_report_the_same(chain: str | None, neo4j_url: str) -> None:
    said = []
    for url in ("arcade:", neo4j_url):
        async with opened(url) as store:
            found = await made(store, chain)
        (run,) = (text for name, text in found.about if name == "最近一次入库")
        assert MADE.match(run)
        said.append(found)
    one, other = said
    for here, there in zip(one.sections, other.sections, strict=True):
        for mine, theirs in zip(here.rows, there.rows, strict=True):
            assert mine == theirs, here.title
        assert here == there
    assert (one.title, one.figures) == (other.title, other.figures)


def test_rates_state_what_they_are_made_of(nev: Report) -> None:
    rates = {f.name: (f.numerator, f.denominator, f.unknown) for f in nev.figures[:4]}
    assert rates == {
        "组织覆盖率": (26, 35, 0),
        "单独组建率": (17, 35, 0),
        "工作覆盖率": (32, 35, 0),
        "工作覆盖率（不计群团）": (27, 35, 0),
    }
    about = dict(nev.about)
    assert about["分母"] == packs.DENOMINATORS["surveyed"]
    assert "default 1" in about["规则包"] and "组织覆盖率＝" in about["口径"]
    assert about["数据日期"].startswith("企业数字 2020-05 至 2026-11-01")


def test_counts_are_those_of_their_sections(nev: Report) -> None:
    counts: dict[str, Any] = {figure.name: figure.value for figure in nev.figures[4:]}
    severity = [gap["严重程度"] for gap in table(nev, "缺口")]
    assert severity == sorted(severity, key=["高", "中", "低", "提示"].index)
    for grade in ("高", "中", "低", "提示"):
        assert counts[f"缺口（{grade}）"] == severity.count(grade) > 0
    unknown = counts["因缺少数据无法判断的对象"] + counts["因缺少数据无法判断的规则"]
    assert unknown == len(table(nev, "无法判断"))
    named = {"销号方案步骤": "销号方案", "已建立的联建共建": "联建共建", "目标": "目标"}
    for name, key in named.items():
        assert counts[name] == len(table(nev, key)) > 0
    assert sum(each["项数"] for each in table(nev, "缺口汇总")) == len(severity)


def test_a_gap_says_everything_about_it(nev: Report) -> None:
    found = table(nev, "缺口")
    (gap,) = (g for g in found if g["规则"] == "PO-01" and "S027" in g["对象"])
    assert gap["事实"] == "组织关系在本单位正式党员数=3；标准=3；观测日期=2026-11-01"
    assert "中国共产党章程 第三十条（待核）" in gap["依据"]
    assert gap["出处"] == "enterprises.csv 第78行"
    assert gap["怎么办"] and gap["销号条件"] and gap["内容"] == "单独组建缺口"
    assert not [g for g in found if re.search("[a-z_]+=", str(g["事实"]))], "facts are in Chinese"


def test_sources_name_files_and_rows(nev: Report) -> None:
    (found,) = (each for each in table(nev, "来源") if each["文件"] == "targets.csv")
    assert (found["用于"], found["引用行数"], found["最近入库行数"]) == ("目标", 7, 11)
    assert found["引用的行"] == "2–7、11"


@pytest.mark.anyio
async def test_all_chains_stand_in_one_table(sample_store: Store) -> None:
    whole = await made(sample_store)
    for section in whole.sections:
        if section.key not in ("缺口汇总", "建议联建", "来源"):
            assert section.columns[0] == "产业链", section.key
    assert len(table(whole, "覆盖率")) == 12
    assert "贡柑产业链" in {each["产业链"] for each in table(whole, "断点")}
    assert all(len(c) == len(s.columns) for s in whole.sections for c in s.rows)


@pytest.mark.anyio
async def test_another_pack_is_named_in_every_command(sample_store: Store) -> None:
    found = await made(sample_store, "NEV", packs.pack("national"))
    assert found.figures[0].asked.command.endswith("--pack national --as-of 2026-11-23")
    assert "pack=national" in (found.figures[0].asked.address or "")
    assert dict(found.about)["分母"] == packs.DENOMINATORS["operating"]


@pytest.mark.anyio
async def test_an_empty_graph_has_a_report_and_an_unknown_chain_none(store: Store) -> None:
    await settle(store, Town().changes)
    found = await made(store)
    assert not found.section("缺口").rows and found.section("联建共建").notes
    for suffix in SUFFIXES:
        assert written(found, suffix)
    with pytest.raises(NotFound):
        await made(store, "飞机")


@pytest.mark.anyio
async def test_dates_of_the_figures_in_force(store: Store) -> None:
    town = Town()
    town.add("Chain", "C1")
    for id, on, until in (
        ("A", "2026-01", "9999"),
        ("B", "2026-03-01", "9999"),
        ("C", "2020", "2021"),
    ):
        town.add("Enterprise", id)
        town.observe("Enterprise", id, on, until, operating=True)
    town.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"))
    await settle(store, town.changes)
    every = await status.data_dates(store, as_of=DAY)
    assert (every.first, every.last, every.enterprises) == ("2026-01", "2026-03-01", 2)
    one = await status.data_dates(store, as_of=DAY, chain="C1")
    assert (one.first, one.last, one.enterprises) == ("2026-01", "2026-01", 1)
    none = await status.data_dates(store, as_of="2019-01-01")
    assert (none.first, none.last, none.enterprises) == (None, None, 0)


# ------------------------------------------------------------ what was asked


@pytest.mark.anyio
async def test_what_changed_since_a_day_is_told_where_one_is_named(nev: Report, graph: str) -> None:
    since = "2026-10-01"
    async with open_store(graph, timeout=60) as store:
        found = await made(store, "NEV", since=since)
        changes = await gap_changes(
            store, rulefiles.load(), since=since, as_of=AS_OF, chain="NEV", pack=packs.pack()
        )
    told = Counter(row["变化"] for row in table(found, "缺口变化"))
    expected = {
        "新增": sum(len(each.opened) for each in changes.items),
        "查明": sum(len(each.surfaced) for each in changes.items),
        "销号": sum(len(each.closed) for each in changes.items),
        "不再能判断": sum(len(each.unsure) for each in changes.items),
    }
    assert told == Counter(expected) and told["查明"] and told["销号"]
    counted = {f.name: f.value for f in found.figures if f.section == "缺口变化"}
    assert counted == {f"缺口变化（{kind}）": number for kind, number in expected.items()}
    others = [section for section in found.sections if section.key not in ("缺口变化", "来源")]
    assert others == [section for section in nev.sections if section.key != "来源"]


@pytest.fixture(scope="module")
def client(graph: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service on a graph of its own: one process at a time holds an embedded graph."""
    own = tmp_path_factory.mktemp("service") / "graph"
    shutil.copytree(graph.removeprefix("arcade:"), own)
    with running(f"arcade:{own}") as client:
        yield client


def test_routes_give_what_the_report_says(nev: Report, client: TestClient) -> None:
    totals: dict[str, Any] = {section.key: len(section.rows) for section in nev.sections}
    totals["覆盖率"], totals["组织体系"] = 1, 1  # of the one chain
    totals["建议联建"] = next(f.value for f in nev.figures if f.section == "建议联建")
    totals["缺口汇总"] = totals["缺口"]
    del totals["来源"], totals["无法判断"], totals["销号方案"]  # no list of a route
    for key, total in totals.items():
        address = nev.section(key).asked[0].address
        assert address
        answer = client.get(address)
        assert (answer.status_code, answer.json()["total"]) == (200, total), address
    for each in table(nev, "缺口汇总"):
        assert client.get(each[ASKED].address).json()["total"] == each["项数"]


def test_commands_are_understood(nev: Report, tmp_path: Path) -> None:
    """Each command is known with all its options: on no graph it fails for that alone."""
    every = {asked.command for section in nev.sections for asked in section.asked}
    every |= {figure.asked.command for figure in nev.figures}
    for command in every:
        args = [*command.split()[1:], "--store", f"arcade:{tmp_path}/none", "--json"]
        assert CliRunner().invoke(app, args).exit_code == 4, command


def test_names_of_chains_are_quoted() -> None:
    asking = Asking(DAY, packs.pack(), "a b;'c")
    assert asking.asked("gaps", "/v1/gaps", pack=True) == Asked(
        f"honglian gaps --chain 'a b;'\"'\"'c' --as-of {DAY}",
        f"/v1/gaps?chain=a+b%3B%27c&as_of={DAY}",
    )
    there = Asking(DAY, packs.pack(), store_option=" --store arcade:x").asked("links", "/v1/links")
    assert there == Asked(
        f"honglian links --as-of {DAY} --store arcade:x", f"/v1/links?as_of={DAY}"
    )


# ------------------------------------------------------------ three files


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_same_content_gives_same_bytes(nev: Report, suffix: str) -> None:
    first = written(nev, suffix)
    assert first == written(nev, suffix)
    if suffix != ".html":
        with zipfile.ZipFile(io.BytesIO(first)) as file:
            assert {part.date_time[0] for part in file.infolist()} == {1980}
            assert b"2026-11-23T00:00:00Z</dcterms:created>" in file.read("docProps/core.xml")


def test_workbook_keeps_every_name_as_text() -> None:
    content = written(hostile(), ".xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    assert not [name for name, text in parts.items() if re.search(r"<f[ >/]", text)]
    assert not [name for name, text in parts.items() if "External" in text]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("缺口").to_python()
    (top,) = (at for at, cells in enumerate(rows) if "率" in cells)
    found = rows[top + 1 :]
    assert [cells[0] for cells in found] == [plain(name)[:32_767] for name in NAMES]
    assert found[3][1:7] == [3.0, 0.03, 1.5, date(2026, 1, 2), "", "否"]


def test_workbook_is_set_up_for_reading_and_printing(nev: Report) -> None:
    content = written(nev, ".xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        book = file.read("xl/workbook.xml").decode()
        gaps = file.read("xl/worksheets/sheet4.xml").decode()
        looks = file.read("xl/styles.xml").decode()
        summary = file.read("xl/worksheets/sheet1.xml").decode()
    header = 1 + next(
        at
        for at, cells in enumerate(_sheet(content, "缺口"))
        if list(cells) == list(nev.section("缺口").columns)
    )
    assert f'ySplit="{header}"' in gaps and 'state="frozen"' in gaps
    assert f'<autoFilter ref="A{header}:K{header + len(nev.section("缺口").rows)}"' in gaps
    assert 'paperSize="9"' in gaps and 'orientation="landscape"' in gaps
    assert f"'缺口'!${header}:${header}</definedName>" in book.replace("缺口!", "'缺口'!")
    assert f"$A$1:$J${header + len(nev.section('缺口').rows)}</definedName>" in book
    assert 'formatCode="yyyy\\-mm\\-dd"' in looks or 'formatCode="yyyy-mm-dd"' in looks
    assert 'formatCode="0.0%"' in looks
    assert "location=\"'缺口'!A1\"" in summary or 'location="缺口!A1"' in summary


def _sheet(content: bytes, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_workbook_of_the_sample_reads_back(nev: Report) -> None:
    content = written(nev, ".xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["概要", *(section.title for section in nev.sections)]
    rates = _sheet(content, "覆盖率")
    whole = next(cells for cells in rates if cells[0] == "全链")
    assert whole[2:5] == [35.0, 26.0, 26 / 35]
    figures = _sheet(content, "概要")
    assert list(FIGURES) in figures
    commands = [cells[-1] for cells in figures[figures.index(list(FIGURES)) + 1 :]]
    assert commands == [figure.asked.command for figure in nev.figures]


def test_columns_are_as_wide_as_their_words() -> None:
    assert widths(("名", "数"), [row("汉字汉字汉字", 1), row("ab\nabcdefgh", None)], 3, 99) == [
        12,
        3,
    ]
    assert widths(("名",), [row("长" * 90)], 3, 40) == [40]


def test_document_repeats_headers_and_names_a_font() -> None:
    content = hostile()
    document = Document(io.BytesIO(written(content, ".docx")))
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == documents.FONT
    for table in document.tables:
        first, *others = table.rows
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(line._tr.trPr.find(qn("w:tblHeader")) is None for line in others)
    gaps = document.tables[1]
    assert [line.cells[0].text for line in gaps.rows][1:] == [plain(name) for name in NAMES]
    assert [cell.text for cell in gaps.rows[4].cells][1:] == [
        "3", "3.0%", "1.5", "2026-01-02", "–", "否",
    ]  # fmt: skip
    (section,) = document.sections
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (section.page_width or 0) > (section.page_height or 0)


def test_a_long_document_says_where_the_rest_is() -> None:
    asked = Asked("honglian gaps")
    rows = tuple(row(f"R{number}") for number in range(documents.MOST_ROWS + 1))
    section = Section("缺口", "缺口", (asked,), (), ("对象",), rows)
    long = Report("长", date(2026, 1, 1), (), (), (section,))
    document = Document(io.BytesIO(written(long, ".docx")))
    assert len(document.tables[1].rows) == documents.MOST_ROWS + 1
    assert "共 501 行" in document.paragraphs[-1].text


def test_what_no_file_can_hold_is_left_out() -> None:
    assert row("a\x00b\x0bc\ud800d\ufffee\nf", 1) == ("abcde\nf", 1)
    assert [shown(cell) for cell in (None, True, False, Share(0.5), 2.0, 3)] == [
        "–", "是", "否", "50.0%", "2", "3",
    ]  # fmt: skip


@pytest.mark.parametrize("at", [0, 1], ids=["day", "night"])
def test_colours_can_be_read(at: int) -> None:
    colours = {name: both[at] for name, both in pages.COLOURS.items()}
    for ground in ("ground", "band"):
        for ink in ("ink", "mute", "link"):
            assert style.contrast(colours[ink], colours[ground]) >= style.TEXT_CONTRAST, ink


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_runs_nothing_and_asks_for_nothing(nev: Report, scheme: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    with chromium() as browser:
        sealed = Sealed(browser.new_page(color_scheme=scheme))
        for content in (hostile(), nev):
            file.write_bytes(written(content, ".html", api="http://127.0.0.1:8000"))
            sealed.tab.goto(file.as_uri())
            section = content.section("缺口")
            cells = sealed.tab.locator("section#缺口 tbody tr td:first-child").all_inner_texts()
            names = [" ".join(shown(cells[0]).split()) for cells in section.rows]
            assert [" ".join(text.split()) for text in cells] == names
            links = sealed.tab.locator("section#缺口 .ask a")
            assert links.first.get_attribute("href") == (
                f"http://127.0.0.1:8000{section.asked[0].address}"
            )
            ground = sealed.tab.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
            sealed.assert_silent()


# ------------------------------------------------------------ command and route


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_command_writes_each_kind(graph: str, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / "新" / f"报告{suffix.upper()}"
    args = ["report", "--store", graph, "--chain", "NEV", "--as-of", AS_OF, "-o", str(out)]
    result = CliRunner().invoke(app, args)
    assert (result.exit_code, result.stdout.strip()[-len(out.name) :]) == (0, out.name)
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    assert out.read_bytes()[:2] == (b"<!" if suffix == ".html" else b"PK")


def test_links_lead_to_the_address_that_readers_know(
    graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the option, else by the setting; without either there is a command and no link."""
    out = tmp_path / "报告.html"
    args = ["report", "--store", graph, "--chain", "NEV", "--as-of", AS_OF, "-o", str(out)]

    def links(*more: str) -> set[str]:
        assert CliRunner().invoke(app, [*args, *more]).exit_code == 0
        hrefs = re.findall(r'href="([^"#]+)"', out.read_text(encoding="utf-8"))
        return {href.split("/v1/")[0] for href in hrefs} - {"data:,"}

    assert links() == set()
    text = out.read_text(encoding="utf-8")
    assert "honglian coverage --chain NEV" in text and "127.0.0.1" not in text
    assert links("--public-url", "https://honglian.example/") == {"https://honglian.example"}
    monkeypatch.setenv("HONGLIAN_PUBLIC_URL", "https://other.example/link")
    assert links() == {"https://other.example/link"}


def test_cover_says_version_and_days_of_the_data(graph: str, tmp_path: Path) -> None:
    out = tmp_path / "报告.xlsx"
    args = ["report", "--store", graph, "--chain", "NEV", "--as-of", AS_OF, "-o", str(out)]
    assert CliRunner().invoke(app, args).exit_code == 0
    first = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    cover = {str(name): str(text) for name, text, *_ in first}
    assert cover["程序版本"] == release()
    assert cover["截至"] == AS_OF
    assert re.match(r"企业数字 \d{4}(-\d\d){0,2} 至 \d{4}", cover["数据日期"])


def test_printed_commands_work_when_they_are_pasted(graph: str, tmp_path: Path) -> None:
    """Every command of the workbook names the store, and gives an answer as it is written."""
    out = tmp_path / "报告.xlsx"
    args = ["report", "--store", graph, "--chain", "NEV", "--as-of", AS_OF, "-o", str(out)]
    assert CliRunner().invoke(app, args).exit_code == 0
    book = CalamineWorkbook.from_path(out)
    cells = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    commands = {found for cell in cells for found in re.findall(r"honglian [^　]+", cell)}
    assert len(commands) > 30
    assert [each for each in commands if not each.endswith(f" --store {graph}")] == []
    for command in ("status", "coverage --by region", "links --suggest", "gaps --rule PO-01"):
        name, *options = command.split()
        (pasted, *_) = (c for c in commands if c.split()[1] == name and " ".join(options) in c)
        assert CliRunner().invoke(app, shlex.split(pasted)[1:]).exit_code == 0, pasted


def test_unknown_ending_names_the_three(graph: str, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    result = CliRunner().invoke(app, ["report", "--store", graph, "-o", str(out)])
    assert result.exit_code == 2 and not out.exists()
    assert all(suffix in result.stderr for suffix in SUFFIXES)


def test_a_file_that_cannot_be_written_says_so(graph: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    out = tmp_path / "file" / "report.xlsx"
    result = CliRunner().invoke(app, ["report", "--store", graph, "--lang", "zh", "-o", str(out)])
    assert result.exit_code == 2
    assert "无法写入文件" in result.stderr and str(out) in result.stderr


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.xlsx"
    write_bytes(path, b"old")

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="No space left"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old" and [*tmp_path.iterdir()] == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "real.csv", tmp_path / "link.csv"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write_bytes(link, b"new")
    assert link.is_symlink() and path.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("format", "kind"), [("xlsx", "spreadsheetml"), ("docx", "wordprocessingml"), ("html", "html")]
)
def test_route_gives_a_file(client: TestClient, format: str, kind: str) -> None:
    answer = client.get(f"/v1/report?chain=NEV&format={format}&as_of={AS_OF}")
    assert answer.status_code == 200
    assert kind in answer.headers["content-type"]
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith(f'attachment; filename="report.{format}"; filename*=UTF-8')
    if format == "html":
        assert 'href="http://127.0.0.1/v1/coverage?chain=NEV' in answer.text


@pytest.mark.parametrize(
    ("query", "status"), [("format=pdf", 422), ("chain=none", 404), ("pack=none", 404)]
)
def test_route_refuses(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/v1/report?{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
