"""The public lists of universities, disciplines and topics: what becomes of each row."""

import json
from pathlib import Path

import pytest

from graph import SCHEMA, Store, open_store
from graph.errors import InputError
from ingest import load
from ingest.sources import correspondence
from ingest.sources import universities as lists
from tests.graphs import DAY
from tests.test_ingest import balanced
from tests.town import EMPTY

pytestmark = pytest.mark.anyio

COLLEGES = "院校名,城市,办学层次,办学性质,year,发布机构,source_url"
STRONG = "院校名,类别,学科,等级,year,发布机构,source_url"
TAIL = "教育部,https://example.org/list"


def written(folder: Path) -> Path:
    """Small lists with a fault of each kind."""
    folder.mkdir()
    colleges = (
        f"华南理工大学,广州市,本科,公办,2024,{TAIL}",
        f"示例职业学院,肇庆市,专科,民办,2024,{TAIL}",
        f",肇庆市,专科,民办,2024,{TAIL}",
        f"无年学院,肇庆市,专科,民办,未知,{TAIL}",
    )
    strong = (
        f"华南理工大学,双一流建设学科,材料科学与工程,,2022,{TAIL}",
        f"示例军事大学,双一流建设学科,软件工程,,2022,{TAIL}",
        f"华南理工大学,双一流建设学科,（自主确定建设学科，自行公布）,,2022,{TAIL}",
        f"华南理工大学,双一流建设学科,,,2022,{TAIL}",
    )
    topics = (
        {"_id": "E01", "name": "金属材料", "name_en": "metallic material", "parents": []},
        {"_id": "E0101", "name": "铝合金", "name_en": "", "parents": ["E01"]},
        {"_id": "F0203", "name": "软件工程", "parents": ["F99"]},
        {"_id": "F0204", "name": "软件工程", "parents": []},
        {"_id": "E01", "name": "金属", "parents": []},
        {"name": "没有编号", "parents": []},
    )
    put(folder / lists.COLLEGES, [COLLEGES, *colleges])
    put(folder / lists.STRONG, [STRONG, *strong])
    put(folder / lists.TOPICS, [*(json.dumps(t, ensure_ascii=False) for t in topics), "{不是"])
    return folder


def put(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", "utf-8-sig" if path.suffix == ".csv" else "utf-8")


async def test_every_row_is_accounted_for(store: Store, tmp_path: Path) -> None:
    plan = await load.plan(store, SCHEMA, [written(tmp_path / "lists")], today=DAY)
    report = await load.commit(store, SCHEMA, plan)
    balanced(report)
    assert report.rejected == 7 and report.written
    assert {(r.file, r.row, r.column) for r in report.rejects} == {
        (lists.COLLEGES, 4, "院校名"),
        (lists.COLLEGES, 5, "year"),
        (lists.STRONG, 5, "学科"),
        (lists.TOPICS, 3, "parents"),
        (lists.TOPICS, 5, "_id"),
        (lists.TOPICS, 6, ""),
        (lists.TOPICS, 7, ""),
    }
    (incomplete,) = report.incomplete
    assert (incomplete.row, incomplete.column) == (4, "学科")
    rows = await store.read(
        "MATCH (u:University)-[r:STRONG_IN]->(d:Discipline)-[c:CORRESPONDS]->(g:Discipline) "
        "RETURN u.name AS u, u.level AS level, u.city AS city, d.id AS d, r.since AS since, "
        "r.source AS source, g.id AS g, c.basis AS basis"
    )
    assert rows == [
        {
            "u": "华南理工大学",
            "level": "双一流建设高校",
            "city": "广州市",
            "d": "XK:材料科学与工程",
            "since": "2022",
            "source": "https://example.org/list",
            "g": "430",
            "basis": "主干相同",
        }
    ]
    again = await load.plan(store, SCHEMA, [tmp_path / "lists"], today=DAY)
    assert not again.writes


async def test_topics_tie_to_disciplines_by_name(store: Store, tmp_path: Path) -> None:
    plan = await load.plan(store, SCHEMA, [written(tmp_path / "lists")], today=DAY)
    await load.commit(store, SCHEMA, plan)
    rows = await store.read(
        "MATCH (a:Discipline)-[c:CORRESPONDS]->(b:Discipline) WHERE a.id STARTS WITH 'NSFC' "
        "RETURN a.id AS a, b.id AS b, c.basis AS basis ORDER BY a"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("NSFC:E01", "430", "名称包含"),
        ("NSFC:F0204", "XK:软件工程", "名称相同"),
    ], "铝合金 lies within an area: no part of a name ties it"


async def test_what_the_office_says_of_a_university_stays(
    sample_store: Store, tmp_path: Path
) -> None:
    ask = (
        "MATCH (u:University {name: '华南理工大学'}) "
        "RETURN u.id AS id, u.kind AS kind, u.city AS city"
    )
    before = await sample_store.read(ask)
    plan = await load.plan(
        sample_store, SCHEMA, [written(tmp_path / "lists")], format="universities", today=DAY
    )
    await load.commit(sample_store, SCHEMA, plan)
    assert await sample_store.read(ask) == before and before[0]["id"] == "U02"


@pytest.mark.parametrize(
    ("name", "other", "basis"),
    [
        ("物理学Ⅱ", "物理学", "名称相同"),
        ("材料科学与工程", "材料科学", "主干相同"),
        ("冶金与矿业", "冶金工程", "部分相同"),
        ("畜牧学与草地科学", "畜牧、兽医科学", "部分相同"),
        ("金属材料", "材料科学", "名称包含"),
        ("呼吸系统", "信息科学与系统科学", None),
        ("建筑环境与结构工程", "环境科学技术及资源科学技术", None),
        ("自动化", "控制科学与工程", None),
    ],
)
def test_correspondence_of_names(name: str, other: str, basis: str | None) -> None:
    found = correspondence.likeness(name, other)
    assert (found.basis if found else None) == basis


async def test_one_folder_with_the_three_files(tmp_path: Path) -> None:
    async with open_store("arcade:") as store:
        await store.write([EMPTY])
        with pytest.raises(InputError, match="nsfc_taxonomy"):
            await load.plan(store, SCHEMA, [tmp_path], format="universities", today=DAY)
        file = tmp_path / "x.csv"
        file.touch()
        with pytest.raises(InputError, match="takes one folder"):
            await load.plan(store, SCHEMA, [file], format="universities", today=DAY)
        folder = written(tmp_path / "lists")
        put(folder / lists.STRONG, ["院校名,学科", "甲,乙"])
        with pytest.raises(InputError, match="类别"):
            await load.plan(store, SCHEMA, [folder], today=DAY)


@pytest.mark.shared
async def test_the_whole_lists(shared: Path) -> None:
    async with open_store("arcade:", timeout=20) as store:
        await store.define(SCHEMA)
        folder = shared / "data" / "universities"
        plan = await load.plan(store, SCHEMA, [folder], today=DAY)
        report = await load.commit(store, SCHEMA, plan)
        balanced(report)
        read = {table.file: table.read for table in report.tables}
        assert read == {
            "gbt13745.csv": 62,
            "universities_2024.csv": 2868,
            "syl_2022.csv": 435,
            "nsfc_taxonomy.jl": 2916,
        }
        assert not report.rejected and len(report.incomplete) == 2
        counts = [
            (await store.read(f"MATCH (n:{label}) RETURN count(n) AS n"))[0]["n"]
            for label in ("University", "Discipline")
        ]
        assert counts == [2868 + 4, 62 + 97 + 2916]
