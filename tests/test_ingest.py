"""Tables → graph: counts, nothing written twice, one cell changes one property, any order, any
format, every row accounted for."""

import asyncio
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import SCHEMA, Store, open_store
from ingest import load
from ingest.plan import Plan
from ingest.report import Report
from ingest.sample import folder as sample_folder
from tests.graphs import DAY, Graph, cells, table, take, whole, write
from tests.town import EMPTY

pytestmark = pytest.mark.anyio
SAMPLE = {
    "assignments.csv": 48,
    "chains.csv": 12,
    "enterprises.csv": 87,
    "gb4754_subset.csv": 111,
    "gbt13745.csv": 62,
    "joint_building.csv": 7,
    "members.csv": 603,
    "organisations.csv": 58,
    "products.csv": 56,
    "regions.csv": 17,
    "resources.csv": 20,
    "seed_facts.csv": 40,
    "targets.csv": 11,
    "segments.csv": 48,
    "service_orders.csv": 44,
    "talents.csv": 30,
    "universities.csv": 14,
}
LABELS = {
    "Chain": 12,
    "Segment": 48,
    "Product": 56,
    "Enterprise": 87,
    "Member": 603,
    "Talent": 30,
    "University": 14,
    "Discipline": 62,
    "Figure": 40,
    "Order": 44,
    "Resource": 20,
}
DATA = ("chains.csv", "segments.csv", "products.csv", "regions.csv", "enterprises.csv")


def balanced(report: Report) -> None:
    """Law 9, in every table and in sum."""
    for counts in (report, *report.tables):
        taken = counts.created + counts.updated + counts.unchanged
        assert counts.read == taken + counts.rejected, counts
    for name in ("read", "created", "updated", "unchanged", "rejected"):
        assert getattr(report, name) == sum(getattr(t, name) for t in report.tables), name
    assert report.rejected == len({(r.file, r.sheet, r.row) for r in report.rejects})


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Five tables of the sample that hang together, to be changed at will."""
    folder = tmp_path / "part"
    for name in DATA:
        write(folder / name, cells(sample_folder() / name))
    return folder


@pytest.fixture(scope="module")
def embedded() -> Iterator[Store]:
    """An empty embedded graph for tests that only plan."""
    store = open_store("arcade:")
    yield store
    asyncio.run(store.close())


# ---------------------------------------------------------------- the sample


async def test_every_row_of_the_sample_is_taken(store: Store) -> None:
    report = await take(store, sample_folder())
    balanced(report)
    assert {t.file: t.read for t in report.tables} == SAMPLE
    assert report.created == report.read and not report.rejects and not report.skipped
    assert report.written and report.run == "r1"
    graph = await whole(store)
    assert {label: len(graph.of(label)) for label in LABELS} == LABELS
    runs = await store.read("MATCH (r:IngestRun) RETURN r.id AS id, r.counts AS counts")
    assert [run["id"] for run in runs] == ["r1"]
    assert Report.model_validate_json(runs[0]["counts"]) == report
    assert all("r1|" in values["origin"] for values in graph.nodes.values())


async def test_the_same_again_writes_nothing(store: Store, tmp_path: Path) -> None:
    first = await take(store, sample_folder())
    before = await whole(store)
    again = await take(store, sample_folder())
    balanced(again)
    assert not again.written and again.writes == 0
    assert (again.read, again.unchanged) == (first.read, first.read)
    # After another ingest it is compared row by row, and on another day, with the same outcome.
    other = table(tmp_path / "chains.csv", "产业链编号 产业链名称", "NEW 示例产业链")
    assert (await take(store, other)).writes == 1
    compared = await take(store, sample_folder(), today="2027-03-01")
    balanced(compared)
    assert compared.writes == 0 and not compared.written and not compared.changes
    assert compared.unchanged == compared.read == first.read
    after = await whole(store)
    del after.nodes["Chain", "NEW"]
    assert after == before


async def test_the_shared_sample_is_the_same(sample_store: Store, shared: Path) -> None:
    """It holds some tables more, which are not recognised and said to be."""
    plan = await load.plan(sample_store, SCHEMA, [shared / "sample"], today=DAY)
    balanced(plan.report)
    assert not plan.writes and plan.report.unchanged == plan.report.read
    strange = {table.file for table in plan.report.unrecognised}
    assert strange == {"header_synonyms.csv", "rules.csv", "uscc_codes.csv"}
    assert not plan.report.skipped
    assert {t.file for t in plan.report.tables} == set(SAMPLE) - {
        "joint_building.csv",
        "targets.csv",
    }


async def test_both_engines_hold_the_same_graph(neo4j_url: str) -> None:
    graphs = []
    for url in ("arcade:", neo4j_url):
        async with open_store(url) as store:
            await store.write([EMPTY])
            await take(store, sample_folder())
            graphs.append(await whole(store))
    assert graphs[0] == graphs[1]


# ---------------------------------------------------------------- what changed


async def test_a_changed_cell_updates_one_property(store: Store, part: Path) -> None:
    await take(store, part)
    before = await whole(store)
    rows = cells(part / "enterprises.csv")
    row = next(r for r in rows if r[0] == "S001")
    row[rows[0].index("short_name")] = "示例改名"
    write(part / "enterprises.csv", rows)
    report = await take(store, part)
    balanced(report)
    assert [c.model_dump() for c in report.changes] == [
        {
            "label": "Enterprise",
            "id": "S001",
            "name": "示例整车01(肇庆)有限公司",
            "property": "short_name",
        }
        | {"before": "示例整车01", "after": "示例改名"}
    ]
    assert (report.updated, report.created) == (1, 0)
    assert report.unchanged == report.read - 1
    assert report.writes == 1
    after = await whole(store)
    changed = {k for k in after.nodes if after.nodes[k] != before.nodes.get(k)}
    assert changed == {("Enterprise", "S001")}
    assert after.rels == before.rels
    now, then = after.nodes["Enterprise", "S001"], before.nodes["Enterprise", "S001"]
    different = {name for name in now if now[name] != then.get(name)}
    assert different == {"short_name", "names", "pinyin", "origin"}
    assert "|示例改名|" in now["names"] and "shiligaiming" in now["pinyin"]
    assert now["origin"].startswith("r2|enterprises.csv")


async def test_a_changed_figure_is_an_observation_of_its_day(store: Store, part: Path) -> None:
    await take(store, part)
    before = await whole(store)
    rows = cells(part / "enterprises.csv")
    row = next(r for r in rows if r[0] == "S001")
    then = before.nodes["Enterprise", "S001"]["staff"]
    row[rows[0].index("employees")] = str(then + 7)
    row[rows[0].index("as_of")] = "2026-12-31"
    write(part / "enterprises.csv", rows)
    report = await take(store, part)
    balanced(report)
    shown = {(c.property, c.before, c.after) for c in report.changes}
    assert ("staff", then, then + 7) in shown
    assert report.updated == 1
    days = timeline(await whole(store), "Enterprise", "S001", "staff")
    assert [(staff, until) for _, until, staff in days] == [
        (then, "2026-12-31"),
        (then + 7, "9999-12-31"),
    ]


def timeline(graph: Graph, label: str, id: str, name: str) -> list[tuple[str, str, object]]:
    """The days of a figure: from, until, value."""
    ends = {o for entity, o in graph.ends("OBSERVED") if entity == id}
    days = [v for o, v in graph.of("Observation").items() if o in ends]
    assert all(v["id"].startswith(f"{label}:{id}@") for v in days)
    return sorted((v["on"], v["until"], v.get(name)) for v in days)


async def test_an_added_row_is_created_alone(store: Store, part: Path) -> None:
    await take(store, part)
    before = await whole(store)
    rows = cells(part / "chains.csv")
    new = dict.fromkeys(rows[0], "") | {"chain_id": "NEW", "name_zh": "示例链", "kind": "特色"}
    write(part / "chains.csv", [*rows, list(new.values())])
    report = await take(store, part)
    balanced(report)
    assert (report.created, report.updated) == (1, 0)
    after = await whole(store)
    assert set(after.nodes) - set(before.nodes) == {("Chain", "NEW")}
    assert all(after.nodes[key] == before.nodes[key] for key in before.nodes)


async def test_a_row_that_names_something_new_counts_as_updated(
    store: Store, tmp_path: Path
) -> None:
    header = "企业编号 企业名称 主要产品"
    path = table(tmp_path / "企业.csv", header, "E1 甲公司 电机", "E2 乙公司 电机")
    assert (await take(store, path)).created == 2
    table(path, header, "E1 甲公司 电机；线束", "E2 乙公司 电机")
    report = await take(store, path)
    assert (report.updated, report.unchanged) == (1, 1)
    assert report.writes == 2  # the product and that it is made


# ---------------------------------------------------------------- order and format


async def test_rows_and_files_in_any_order_give_the_same_graph(
    store: Store, part: Path, tmp_path: Path
) -> None:
    await take(store, part)
    expected = await whole(store, without=["origin"])
    for seed in range(2):
        await store.write([EMPTY])
        mixed = random.Random(seed)
        folder = tmp_path / f"mixed{seed}"
        for name in DATA:
            header, *rows = cells(part / name)
            mixed.shuffle(rows)
            write(folder / name, [header, *rows])
        files = sorted(folder.iterdir())
        mixed.shuffle(files)
        await take(store, *files)
        assert await whole(store, without=["origin"]) == expected


async def test_tables_one_at_a_time_give_the_same_graph(store: Store, part: Path) -> None:
    """In the order in which they refer to each other, a run for each."""
    await take(store, part)
    expected = await whole(store, without=["origin"])
    await store.write([EMPTY])
    for name in ("chains", "regions", "segments", "products", "enterprises"):
        assert not (await take(store, part / f"{name}.csv")).rejects, name
    assert await whole(store, without=["origin"]) == expected


def to_xlsx(path: Path, rows: list[list[str]]) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(path.stem)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                sheet.write_string(number, at, cell)
    return path


def to_json_lines(path: Path, rows: list[list[str]]) -> Path:
    path = path.with_suffix(".jsonl")
    header, *rest = rows
    lines = (json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) for row in rest)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def encoded(encoding: str) -> Callable[[Path, list[list[str]]], Path]:
    return lambda path, rows: write(path, rows, encoding)


FORMATS: dict[str, Callable[[Path, list[list[str]]], Path]] = {
    "utf-8 with BOM": encoded("utf-8-sig"),
    "gb18030": encoded("gb18030"),
    "utf-16": encoded("utf-16"),
    "xlsx": to_xlsx,
    "jsonl": to_json_lines,
    "tsv": lambda path, rows: tabs(path.with_suffix(".tsv"), rows),
}


def tabs(path: Path, rows: list[list[str]]) -> Path:
    path.write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("format", FORMATS)
async def test_every_format_gives_the_same_graph(
    embedded: Store, part: Path, tmp_path: Path, format: str
) -> None:
    plain = await load.plan(embedded, SCHEMA, [part], today=DAY)
    folder = tmp_path / "other"
    folder.mkdir()
    for name in DATA:
        FORMATS[format](folder / name, cells(part / name))
    other = await load.plan(embedded, SCHEMA, [folder], today=DAY)
    assert drafted(other) == drafted(plain)
    assert other.report.read == plain.report.read


def drafted(plan: Plan) -> object:
    """What a plan creates, but for where it stands."""
    nodes = {
        label: [{k: v for k, v in node.items() if k != "origin"} for node in nodes]
        for label, nodes in plan.changes.new_nodes.items()
    }
    rels = {
        ends: [
            (r.source, r.target, {k: v for k, v in r.values.items() if k != "origin"}) for r in rs
        ]
        for ends, rs in plan.changes.new_rels.items()
    }
    return nodes, rels


# ---------------------------------------------------------------- law 9

JUNK = st.sampled_from(
    ["", "—", "无", "多", "2021-13-40", "X9", "9144", "是", "-5", "合计", "；", "NEV"]
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_row_is_accounted_for(
    embedded: Store, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever becomes of the cells: read = created + updated + unchanged + rejected, and read is
    what stands in the file."""
    folder = tmp_path_factory.mktemp("mutated")
    expected: dict[str, int] = {}
    for name in data.draw(st.lists(st.sampled_from(DATA), min_size=1, unique=True)):
        header, *rows = cells(sample_folder() / name)
        rows = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=12))
        rows = [list(row) for row in rows]
        for row in data.draw(st.lists(st.sampled_from(rows), max_size=4)):
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(JUNK)
        write(folder / name, [header, *rows])
        expected[name] = sum(any(cell.strip() for cell in row) for row in rows)
    plan = asyncio.run(load.plan(embedded, SCHEMA, [folder], today=DAY, partial=True))
    balanced(plan.report)
    read = {t.file: t.read for t in plan.report.tables}
    for skipped in plan.report.skipped:
        assert skipped.reason == "合计行"
        read[skipped.file] = read.get(skipped.file, 0) + 1
    assert read == expected
    faults = [(r.file, r.row, r.column, r.value, r.reason) for r in plan.report.rejects]
    assert len(faults) == len(set(faults)), "a fault is told once"
    assert all(r.reason and r.reason_en and r.column for r in plan.report.rejects)


@pytest.mark.parametrize("seed", range(5))
async def test_partial_loads_keep_the_balance_in_the_graph(
    store: Store, tmp_path: Path, seed: int
) -> None:
    """What the report says was created is what is there, and the same again is unchanged."""
    chance = random.Random(seed)
    folder = tmp_path / "partial"
    for name in ("chains.csv", "segments.csv", "enterprises.csv"):
        header, *rows = cells(sample_folder() / name)
        kept = [list(row) for row in chance.sample(rows, 10)]
        for row in chance.sample(kept, 2):
            row[chance.randrange(len(row))] = chance.choice(["多", "X9", "", "2021-13"])
        write(folder / name, [header, *kept])
    report = await take(store, folder, partial=True)
    balanced(report)
    graph = await whole(store)
    for counts in report.tables:
        here = f"|{counts.file}|"
        if counts.kind in LABELS:
            found = sum(here in values["origin"] for values in graph.of(counts.kind).values())
            assert found == counts.created
    before = await whole(store)
    again = await take(store, folder, partial=True)
    balanced(again)
    assert again.writes == 0
    assert await whole(store) == before


@pytest.mark.parametrize(
    ("written", "kind", "mode"),
    [
        ("支部", "党支部", "单独"),
        ("联合支部", "联合党支部", "联合"),
        ("总支", "党总支", "单独"),
        ("临时支部", "临时党支部", "临时"),
        ("流动党员支部", "流动党员党支部", "区域"),
        ("功能型党支部", "功能型", "功能型"),
    ],
)
async def test_kinds_of_organisations_as_they_are_written(
    store: Store, tmp_path: Path, written: str, kind: str, mode: str
) -> None:
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    header = "编号 党组织全称 类别 覆盖企业"
    orgs = table(tmp_path / "党组织.csv", header, f"O1 甲组织 {written} E1")
    assert not (await take(store, firm, orgs)).rejects
    found = await store.read(
        "MATCH (p:PartyOrg {id: 'O1'})-[c:COVERS]->() RETURN p.kind AS kind, c.mode AS mode"
    )
    assert found == [{"kind": kind, "mode": mode}]


async def test_women_workers_committees_are_of_the_union(store: Store, tmp_path: Path) -> None:
    """工会女职工委员会 is neither 妇联组织 nor, by itself, a mass organisation of any kind."""
    header = "企业编号 企业名称 妇委会 女职工委员会"
    report = await take(store, table(tmp_path / "企业.csv", header, "E1 甲 - 是", "E2 乙 是 否"))
    assert not report.rejects and not report.ignored_columns
    firms = (await whole(store)).of("Enterprise")
    told = [(firm.get("has_women"), firm.get("has_women_workers")) for firm in firms.values()]
    assert told == [(None, True), (True, False)]
    row = "M1 甲公司女职工委员会 女职工委员会"
    mass = table(tmp_path / "群团组织.csv", "编号 群团组织名称 群团类别", row)
    (reject,) = (await take(store, mass)).rejects
    assert reject.value == "女职工委员会" and "工会、共青团、妇联" in reject.reason


async def test_column_that_says_too_little_is_pointed_out_once(
    store: Store, tmp_path: Path
) -> None:
    """党员人数 does not say whose registration is here, which rules ask for."""
    header = "企业编号 企业名称 党员人数 是否摸排"
    vague = table(tmp_path / "企业.csv", header, "E1 甲 - 是", "E2 乙 4 是", "E3 丙 5 是")
    (hint,) = (await take(store, vague)).hints
    assert (hint.row, hint.column, hint.value) == (3, "党员人数", "4")
    assert "组织关系在本单位正式党员数" in hint.reason and "formal_affiliated" in hint.reason_en
    told = table(tmp_path / "其他.csv", f"{header} 正式党员数", "E4 丁 4 是 -", "E5 戊 5 是 3")
    assert not (await take(store, told)).hints


ODD = {
    "员工人数": ("950000", "超过通常的上限 100,000 人"),
    "营业收入（万元）": ("-5", "低于通常的下限 0 万元"),
    "注册资本": ("50000000", "超过通常的上限 1,000,000 万元"),
    "成立日期": ("2027-01-01", "晚于 2026-11-23，是将来的日期"),
    "数据日期": ("2026-12", "晚于 2026-11-23，是将来的日期"),
}


@pytest.mark.parametrize("column", ODD)
async def test_a_likely_slip_is_taken_and_pointed_out(
    store: Store, tmp_path: Path, column: str
) -> None:
    value, says = ODD[column]
    path = table(tmp_path / "企业.csv", f"企业编号 企业名称 {column}", "E1 甲 -", f"E2 乙 {value}")
    report = await take(store, path)
    assert report.written and not report.rejects
    (hint,) = report.hints
    assert (hint.file, hint.row, hint.column) == ("企业.csv", 3, column)
    assert says in hint.reason and "请核对" in hint.reason and "check" in hint.reason_en


async def test_the_day_itself_is_no_future(store: Store, tmp_path: Path) -> None:
    header = "诉求编号 诉求类别 提交时间"
    rows = (f"D1 用工 {DAY}T18:00", "D2 用工 2026-11-24T08:00", "D3 用工 2026-11")
    report = await take(store, table(tmp_path / "诉求台账.csv", header, *rows))
    assert [hint.row for hint in report.hints] == [3]


async def test_a_part_is_no_larger_than_its_whole(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 是否摸排 员工人数 工会会员 正式党员数"
    rows = ("E1 甲 是 10 10 3", "E2 乙 是 10 11 3", "E3 丙 是 - 99 3")
    firms = table(tmp_path / "企业.csv", header, *rows)
    made = table(tmp_path / "企业产品.csv", "企业 产品 占比", "E1 电机 120%", "E2 电机 100%")
    report = await take(store, firms, made)
    told = [(hint.file, hint.row, hint.column, hint.value) for hint in report.hints]
    assert told == [("企业.csv", 3, "工会会员", "11"), ("企业产品.csv", 2, "占比", "1.2")]
    assert "从业人数（10）" in report.hints[0].reason and "100%" in report.hints[1].reason


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_an_organisation_that_is_said_and_not_registered(
    store: Store, tmp_path: Path, together: bool
) -> None:
    rows = ("E1 甲 是 是", "E2 乙 已建 是", "E3 丙 否 是", "E4 丁 是 是", "E5 戊 - 是")
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称 有无党组织 是否摸排", *rows)
    header = "编号 党组织全称 类别 覆盖企业"
    branches = ("O1 甲党支部 党支部 E1", "O2 链党委 产业链党委 E4")
    if not together:
        plain = table(tmp_path / "名单.csv", "企业编号 企业名称", "E1 甲", "E4 丁")
        await take(store, plain, table(tmp_path / "党组织.csv", header, *branches))
    else:
        table(tmp_path / "党组织.csv", header, *branches)
    report = await take(store, firms, *([tmp_path / "党组织.csv"] if together else []))
    assert report.written and not report.rejects
    told = [(hint.row, hint.column) for hint in report.hints]
    assert told == [(3, "有无党组织"), (5, "有无党组织")], "a functional one is no coverage"
    assert "覆盖率仍按未建计" in report.hints[0].reason


FIRMS = "企业编号 企业名称 正式党员数 是否有工会"


async def test_figures_of_firms_that_nobody_says_were_surveyed(
    store: Store, tmp_path: Path
) -> None:
    """They are in no rate, so a folder of them would come to nothing without a word."""
    rows = ("E1 甲 - -", "E2 乙 4 -", "E3 丙 - 否", "E4 丁 2 是")
    firms = table(tmp_path / "企业.csv", FIRMS, *rows)
    (hint,) = (await take(store, firms)).hints
    assert (hint.row, hint.column, hint.value) == (3, "是否摸排", "")
    assert hint.reason.startswith("3 行填了“正式党员数”等情况而没有填“是否摸排”，按未摸排计")
    assert "请加此列填“是”" in hint.reason and "3 rows" in hint.reason_en
    listed = ("E2 乙 4 - 是", "E3 丙 - 否 否", "E4 丁 2 是 -")
    (open_,) = (await take(store, table(tmp_path / "二.csv", f"{FIRMS} 是否摸排", *listed))).hints
    assert open_.row == 4 and open_.reason.startswith("1 行") and "请在此列填" in open_.reason


@pytest.mark.parametrize("together", [True, False], ids=["with its table", "from the graph"])
async def test_another_table_may_tell_who_was_surveyed(
    store: Store, tmp_path: Path, together: bool
) -> None:
    said = table(tmp_path / "名单.csv", "企业编号 企业名称 是否摸排", "E1 甲 是", "E2 乙 否")
    firms = table(tmp_path / "企业.csv", FIRMS, "E1 甲 4 是", "E2 乙 2 -", "E3 丙 - -")
    if not together:
        await take(store, said)
    assert not (await take(store, firms, *([said] if together else []))).hints


ORGS = "编号 党组织全称 类别"


async def test_organisations_of_which_nobody_says_whom_they_cover(
    store: Store, tmp_path: Path
) -> None:
    rows = ("O1 链党委 产业链党委", "O2 甲支部 党支部", "O3 乙支部 党支部", "O4 甲工会 工会")
    orgs = table(tmp_path / "党组织.csv", ORGS, *rows)
    (hint,) = (await take(store, orgs)).hints
    assert (hint.row, hint.column) == (3, "覆盖企业")
    assert "2 个党组织不计入组织覆盖" in hint.reason and "2 organizations" in hint.reason_en
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    told = table(tmp_path / "台账.csv", f"{ORGS} 所在企业", "O2 甲支部 党支部 甲公司")
    report = await take(store, firm, told)
    assert not report.hints and (await whole(store)).ends("COVERS") == [("O2", "E1")]
    (left,) = (
        await take(
            store, table(tmp_path / "三.csv", f"{ORGS} 书记", *(f"{row} 张三" for row in rows))
        )
    ).hints
    assert left.row == 4 and "1 个党组织" in left.reason


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("换届时间", "；“换届时间”读作“本届产生日期”，将来的请用“届满日期”；请核对"),
        ("本届产生日期", "是将来的日期，将来的请用“届满日期”；请核对"),
        ("批复时间", "；“批复时间”读作“成立日期”；请核对"),
    ],
)
async def test_a_day_to_come_is_told_with_what_its_header_is_read_as(
    store: Store, tmp_path: Path, column: str, says: str
) -> None:
    firm = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    row = "O1 甲支部 党支部 E1 2027-06-30"
    orgs = table(tmp_path / "党组织.csv", f"{ORGS} 覆盖企业 {column}", row)
    (hint,) = (await take(store, firm, orgs)).hints
    assert (hint.column, hint.value) == (column, "2027-06-30") and hint.reason.endswith(says)


@pytest.mark.parametrize(
    ("column", "cell", "prop", "value"),
    [
        ("所属区", "端州区", "region", ["端州区"]),
        ("所属区（县）", "端州区", "region", ["端州区"]),
        ("所属县区", "端州区", "region", ["端州区"]),
        ("职工数", "30", "staff", 30),
        ("是否有工会", "否", "has_union", False),
        ("有工会", "是", "has_union", True),
        ("是否有团组织", "是", "has_league", True),
        ("有妇联组织", "否", "has_women", False),
        ("指导员", "是", "has_instructor", True),
    ],
)
async def test_headers_of_an_office_are_read(
    store: Store, tmp_path: Path, column: str, cell: str, prop: str, value: object
) -> None:
    report = await take(
        store, table(tmp_path / "企业.csv", f"企业编号 企业名称 {column}", f"E1 甲 {cell}")
    )
    assert not report.ignored_columns and not report.rejects
    assert (await whole(store)).of("Enterprise")["E1"][prop] == value


async def test_nothing_of_the_sample_is_odd(embedded: Store) -> None:
    plan = await load.plan(embedded, SCHEMA, [sample_folder()], today=DAY)
    assert plan.report.hints == []


# ---------------------------------------------------------------- rejected rows


async def test_a_rejected_row_keeps_everything_out(store: Store, part: Path) -> None:
    await take(store, part)
    before = await whole(store)
    rows = cells(part / "enterprises.csv")
    rows[1][rows[0].index("employees")] = "多"
    rows[2][rows[0].index("short_name")] = "示例"
    write(part / "enterprises.csv", rows)
    report = await take(store, part)
    balanced(report)
    assert not report.written and report.run is None and report.writes == 0
    (reject,) = report.rejects
    assert (reject.file, reject.row, reject.column) == ("enterprises.csv", 2, "employees")
    assert reject.value == "多" and "整数" in reject.reason and "whole number" in reject.reason_en
    assert await whole(store) == before
    report = await take(store, part, partial=True)
    assert report.written and report.updated == 1 and report.rejected == 1
    after = await whole(store)
    assert after.nodes["Enterprise", rows[2][0]]["short_name"] == "示例"


async def test_a_first_load_with_a_rejected_row_leaves_the_graph_empty(
    store: Store, part: Path
) -> None:
    rows = cells(part / "segments.csv")
    rows[1][1] = "没有的链"
    write(part / "segments.csv", rows)
    report = await take(store, part)
    assert not report.written and report.rejects[0].column == "chain_id"
    # What names the segment is rejected with it, each with the reason.
    assert all("未被接受" in reject.reason for reject in report.rejects[1:])
    assert not (await whole(store)).nodes


# ---------------------------------------------------------------- what is not read, and said so


async def test_what_is_not_recognised_stands_apart(embedded: Store, tmp_path: Path) -> None:
    write(tmp_path / "企业.csv", [["企业编号", "企业名称"], ["E1", "甲公司"], ["合计", "1"]])
    write(tmp_path / "杂.csv", [["红", "黄", "蓝"], ["1", "2", "3"]])
    with xlsxwriter.Workbook(str(tmp_path / "表.xlsx")) as book:
        for name, header in (("填写说明", ("请先看",)), ("产业链", ("产业链编号", "产业链名称"))):
            book.add_worksheet(name).write_row(0, 0, header)
        book.add_worksheet("附表").write_row(0, 0, ("甲", "乙"))
    for name in ("说明.docx", "内/附件.pdf", ".DS_Store", "~$表.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    report = (await load.plan(embedded, SCHEMA, [tmp_path], today=DAY)).report
    strange = {(t.file, t.sheet): t for t in report.unrecognised}
    assert set(strange) == {
        ("杂.csv", ""),
        ("表.xlsx", "附表"),
        ("说明.docx", ""),
        ("内/附件.pdf", ""),
    }
    assert "红、黄、蓝" in strange["杂.csv", ""].reason and "红" in strange["杂.csv", ""].reason_en
    assert (
        ".xlsx" in strange["说明.docx", ""].reason and "table" in strange["说明.docx", ""].reason_en
    )
    assert [(s.file, s.sheet, s.row, s.reason) for s in report.skipped] == [
        ("表.xlsx", "填写说明", 0, "填写说明"),
        ("企业.csv", "", 3, "合计行"),
    ]


async def test_files_laid_beside_the_same_tables_are_listed_as_well(
    store: Store, tmp_path: Path
) -> None:
    table(tmp_path / "链.csv", "产业链编号 产业链名称", "NEW 示例产业链")
    write(tmp_path / "杂.csv", [["红", "黄"], ["1", "2"]])
    (tmp_path / "旧.txt").write_text("x")
    await take(store, tmp_path)
    (tmp_path / "旧.txt").rename(tmp_path / "新.txt")
    again = await take(store, tmp_path)
    assert again.writes == 0
    assert [t.file for t in again.unrecognised] == ["杂.csv", "新.txt"]


@pytest.mark.parametrize(
    ("header", "like"),
    [
        ("*从业人数", "从业人数"),
        ("从业人员数", "从业人数"),
        ("企业地址（必填）：", "企业地址"),
        ("营业收入。（万元）", "营业收入"),
        ("成立曰期", "成立日期"),
        ("籍贯地", ""),
        ("企业名", ""),  # that column is there already
        ("颜色", ""),
        ("***", ""),
    ],
)
async def test_a_header_that_is_nearly_known_is_asked_about(
    embedded: Store, tmp_path: Path, header: str, like: str
) -> None:
    path = table(tmp_path / "企业.csv", f"企业编号 企业名称 {header}", "E1 甲公司 1")
    report = (await load.plan(embedded, SCHEMA, [path], today=DAY)).report
    (column,) = report.ignored_columns
    assert column.column == header
    assert like in column.like if like else not column.like


FEET = {
    "in one cell": [["填表人：张三"]],
    "in several": [["填表人：", "李四", "审核人：", "王五", "联系电话：", "13800000000"]],
    "spread out": [["填报单位（盖章）：", "", "", "", "", "负责人签字："]],
    "with spaces": [["审 核 人：", "王五"], ["填表人 张三"]],
    "remarks": [["备注：1. 数据截至六月。"], ["2. 不含个体工商户。"]],
    "note": [["注：", "以上为初步数据"], ["说明：空白表示未摸排"]],
    "after the total": [["合计", "2", "", "30"], ["制表：", "张三", "填报日期", "2026-06-30"]],
}


@pytest.mark.parametrize("case", FEET)
async def test_the_foot_of_a_form_is_passed_over(
    embedded: Store, tmp_path: Path, case: str
) -> None:
    header = ["企业名称", "企业编号", "从业人数", "是否规上", "成立日期", "联系电话"]
    rows = [["甲公司", "E1", "10"], ["乙公司", "E2", "20"]]
    path = write(tmp_path / "企业.csv", [header, *rows, *FEET[case]])
    report = (await load.plan(embedded, SCHEMA, [path], today=DAY)).report
    assert (report.read, report.rejected) == (2, 0), report.rejects
    assert [s.row for s in report.skipped] == list(range(4, 4 + len(FEET[case])))
    assert any("表尾" in s.reason for s in report.skipped)


async def test_rows_of_data_are_no_foot(embedded: Store, tmp_path: Path) -> None:
    """Neither in the midst of the data, nor with most cells filled, nor without a label."""
    header = ["企业名称", "企业编号", "从业人数", "是否规上", "成立日期"]
    rows = [
        ["备注：中间", "", "", "", ""],
        ["甲公司", "E1", "10", "是", "2020"],
        ["负责人", "E2", "20", "是", "2021"],
        ["无名"],
    ]
    path = write(tmp_path / "企业.csv", [header, *rows])
    report = (await load.plan(embedded, SCHEMA, [path], today=DAY)).report
    assert not report.skipped
    assert (report.read, [r.row for r in report.rejects]) == (4, [2, 5])


async def test_changes_say_the_names(store: Store, tmp_path: Path) -> None:
    """Of an entity, of both ends of a relationship; not of a person."""
    firms = ("企业编号 企业名称 企业简称", "E1 甲公司 -", "E2 乙公司 -")
    firm = table(tmp_path / "企业.csv", *firms)
    supply = table(tmp_path / "供应.csv", "供应企业 采购企业 供应产品", "E1 E2 -")
    members = table(tmp_path / "党员名册.csv", "党员编号 姓名 学历", "M1 张三 大专")
    await take(store, firm, supply, members)
    table(firm, firms[0], "E1 甲公司 甲", firms[2])
    table(supply, "供应企业 采购企业 供应产品", "E1 E2 线束")
    table(members, "党员编号 姓名 学历", "M1 张三 本科")
    report = await take(store, firm, supply, members)
    assert {(c.id, c.name, c.property) for c in report.changes} == {
        ("E1", "甲公司", "short_name"),
        ("E1→E2", "甲公司→乙公司", "product"),
        ("M1", "", "education"),
    }


# ---------------------------------------------------------------- words of real workbooks

MODES = {
    "单独": "单独 单独组建 独立组建 独立 单建",
    "联合": "联合 联合组建 联建",
    "区域": "区域 区域组建 区域覆盖",
    "行业": "行业 行业组建 行业覆盖",
    "临时": "临时",
    "功能型": "功能型",
}
COVERED = "MATCH (p:PartyOrg)-[v:COVERS]->(:Enterprise) RETURN p.id AS id, v.mode AS mode"


@pytest.mark.parametrize("header", ["覆盖方式", "组建方式", "组建形式", "建立方式"])
async def test_modes_of_cover_are_read_as_people_write_them(
    store: Store, tmp_path: Path, header: str
) -> None:
    written = [(mode, word) for mode, words in MODES.items() for word in words.split()]
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    rows = (f"P{at} 支部{at} 党支部 E1 {word}" for at, (_, word) in enumerate(written))
    head = f"编号 党组织名称 党组织类别 覆盖企业 {header}"
    report = await take(store, firms, table(tmp_path / "党组织.csv", head, *rows))
    assert not report.rejects and not report.ignored_columns
    found = {row["id"]: row["mode"] for row in await store.read(COVERED)}
    assert found == {f"P{at}": mode for at, (mode, _) in enumerate(written)}


async def test_a_mode_that_nobody_knows_is_refused_with_the_list(
    store: Store, tmp_path: Path
) -> None:
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称", "E1 甲公司")
    head = "编号 党组织名称 党组织类别 覆盖企业 组建方式"
    rows = ("P1 支部一 党支部 E1 挂靠组建", "P2 支部二 党支部 E1 -")
    report = await take(store, firms, table(tmp_path / "党组织.csv", head, *rows), partial=True)
    (reject,) = report.rejects
    assert (reject.row, reject.column, reject.value) == (2, "组建方式", "挂靠组建")
    assert "单独、联合、区域、行业、临时、功能型" in reject.reason
    # where nothing is said, the kind of the organisation tells
    assert await store.read(COVERED) == [{"id": "P2", "mode": "单独"}]


@pytest.mark.parametrize("header", ["企业名称", "单位名称", "诉求单位", "诉求企业"])
@pytest.mark.parametrize("category", ["诉求类型", "诉求类别"])
async def test_orders_of_a_real_workbook_keep_their_firm(
    store: Store, tmp_path: Path, header: str, category: str
) -> None:
    firms = table(tmp_path / "一.csv", "企业编号 企业名称", "E1 甲公司")
    head = f"编号 {header} {category} 诉求内容 提出时间"
    orders = table(tmp_path / "二.csv", head, "D1 甲公司 用工 缺工 2026-03-02")
    report = await take(store, firms, orders)
    assert not report.rejects and not report.ignored_columns
    assert [t.kind for t in report.tables] == ["Enterprise", "Order"]
    graph = await whole(store)
    assert graph.ends("RAISES") == [("E1", "D1")]
    order = graph.nodes["Order", "D1"]
    assert (order["submitted_at"], order["category"]) == ("2026-03-02", "用工")
    assert "objected_at" not in order


@pytest.mark.parametrize(
    "head",
    [
        "编号 企业名称 所属产业链 状态 备注",
        "编号 企业名称 所属产业链 责任单位",
        "编号 单位名称 员工人数 联系人 存在问题",
    ],
)
async def test_a_list_of_firms_is_not_taken_for_orders(
    embedded: Store, tmp_path: Path, head: str
) -> None:
    firms = table(tmp_path / "一.csv", head, "E1 甲公司 - - 说明")
    plan = await load.plan(embedded, SCHEMA, [firms], today=DAY)
    assert [t.kind for t in plan.report.tables] == ["Enterprise"]


async def test_a_list_of_needs_is_not_taken_for_orders(embedded: Store, tmp_path: Path) -> None:
    firms = table(tmp_path / "一.csv", "企业编号 企业名称", "E1 甲公司")
    head = "编号 企业名称 需求类型 需求描述 提出时间"
    needs = table(tmp_path / "二.csv", head, "N1 甲公司 技术 材料 2026-03-02")
    plan = await load.plan(embedded, SCHEMA, [firms, needs], today=DAY)
    assert [t.kind for t in plan.report.tables] == ["Enterprise", "Need"]


async def test_approximate_numbers_are_listed(store: Store, tmp_path: Path) -> None:
    rows = ("E1 甲 约120人 300", "E2 乙 120 近200", "E3 丙 多 超过100", "E4 丁 100以上 -")
    firms = table(tmp_path / "企业.csv", "企业编号 企业名称 员工人数 营业收入（万元）", *rows)
    report = await take(store, firms, partial=True)
    assert [(a.file, a.row, a.column, a.value, a.read_as) for a in report.approximate] == [
        ("企业.csv", 2, "员工人数", "约120人", 120),
        ("企业.csv", 3, "营业收入（万元）", "近200", 200),
        ("企业.csv", 5, "员工人数", "100以上", 100),
    ]  # row 4 was refused, and nothing of it is read
    assert (await whole(store)).nodes["Enterprise", "E1"]["staff"] == 120
