"""Needs, the disciplines that they are about, and the universities that can meet them."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from graph import SCHEMA, Store
from graph.errors import InputError, NotFound, UsageError
from ingest import load
from queries import universities
from queries.answers import Ref
from queries.matching import catalogue, shortlist, texts, vectors
from queries.matching.disciplines import DisciplineModel, Wording
from queries.matching.tree import Tree
from queries.matching.works import Work, Works
from queries.steps import Seen
from tests.town import DAY, Town, settle
from visualize.shortlist import HEADERS, SHEET, workbook

pytestmark = pytest.mark.anyio

BATTERY = "动力电池正极材料循环寿命提升"


def city() -> Town:
    """Disciplines of three classifications, four universities, three enterprises with needs."""
    town = Town()
    _disciplines(town)
    _universities(town)
    for id, region in (("A", "441284"), ("B", "441200"), ("C", "440100"), ("D", None)):
        town.firm(id, f"{id}公司", operating=True)
        if region:
            town.link(("Enterprise", id), "LOCATED_IN", ("Region", region))
    for id, firm, text, values in (
        ("N1", "A", BATTERY, {"kind": "技术"}),
        ("N2", "B", "提升动力电池正极材料的循环寿命", {"kind": "技术"}),
        ("N3", "C", "柑橘黄龙病防治", {"kind": "技术"}),
        ("N4", "C", "贷款利率太高", {"kind": "融资"}),
        ("N5", "B", "铝合金压铸件裂纹", {"kind": "技术", "state": "已解决"}),
    ):
        town.add("Need", id, text, **values)
        town.link(("Enterprise", firm), "HAS_NEED", ("Need", id))
    return town


def _disciplines(town: Town) -> None:
    for id, name, english in (
        ("430", "材料科学", None),
        ("210", "农学", None),
        ("43010", "材料失效与保护", None),
        ("XK:材料科学与工程", "材料科学与工程", None),
        ("NSFC:E01", "金属材料", "metallic material"),
        ("NSFC:E0101", "铝合金压铸", "Aluminium die casting"),
        ("NSFC:E0102", "电池正极材料", "Battery cathode materials"),
        ("NSFC:C14", "植物保护学", "Plant protection"),
        ("NSFC:C1401", "柑橘病害防治", "Citrus diseases"),
    ):
        town.add("Discipline", id, name, name_en=english)
    for lower, upper in (("E0101", "E01"), ("E0102", "E01"), ("C1401", "C14")):
        town.link(("Discipline", f"NSFC:{lower}"), "WITHIN", ("Discipline", f"NSFC:{upper}"))
    for source, target in (("NSFC:E01", "430"), ("XK:材料科学与工程", "430"), ("NSFC:C14", "210")):
        town.link(("Discipline", source), "CORRESPONDS", ("Discipline", target), basis="名称包含")


def _universities(town: Town) -> None:
    town.add("Region", "440000", "广东省", level="省")
    town.add("Region", "441200", "肇庆市", level="市", latitude=23.05, longitude=112.47)
    town.add("Region", "441284", "四会市", level="县", latitude=23.33, longitude=112.73)
    town.add("Region", "440100", "广州市", level="市", latitude=23.13, longitude=113.26)
    for id, values, field, level in (
        ("U1", {"city": "肇庆市", "capacity": 3}, "430", None),
        ("U2", {"city": "广州市", "level": "双一流"}, "XK:材料科学与工程", "双一流建设学科"),
        ("U3", {}, "430", None),
        ("U4", {"city": "沈阳市", "capacity": -2, "level": "专科"}, "210", None),
    ):  # fmt: skip
        town.add("University", id, f"{id}大学", **values)
        town.link(("University", id), "STRONG_IN", ("Discipline", field), level=level)
    town.add("Offer", "F1", "正极材料包覆改性团队", kind="团队", text="动力电池正极材料，循环寿命")
    town.link(("University", "U3"), "OFFERS", ("Offer", "F1"))


async def check_way(store: Store, way: Sequence[Seen], text: str) -> None:
    """Every step is a relationship of the graph, or words that the need and the node share."""
    for one, other in pairwise(way):
        if other.rel:
            found = await store.read(
                f"MATCH (a:{one.label} {{id: $a}})-[:{other.rel}]-(b:{other.label} {{id: $b}}) "
                "RETURN a.name AS a, b.name AS b",
                a=one.id,
                b=other.id,
            )
            assert {"a": one.name, "b": other.name} in found
        else:
            ends = {one.label, other.label}
            assert "Need" in ends and other.words, "only a need leads on by words"
            assert all(word in texts.plain(text) for word in other.words)


# ------------------------------------------------------------ a need in words


async def test_need_leads_to_disciplines_and_universities(store: Store) -> None:
    await settle(store, city().changes)
    found = await universities.for_need(store, BATTERY, as_of=DAY)
    first = found.disciplines[0]
    assert (first.code, first.name, first.by) == ("430", "材料科学", "电池正极材料")
    assert "电池正极材料" in first.matched
    assert [match.id for match in found.items] == ["U3", "U2", "U1"], "a team, a level, a place"
    u3, u2, u1 = found.items
    assert [(s.label, s.rel) for s in u3.path] == [
        ("Need", ""),
        ("Discipline", ""),
        ("Discipline", "WITHIN"),
        ("Discipline", "CORRESPONDS"),
        ("University", "STRONG_IN"),
        ("Offer", "OFFERS"),
    ]
    assert [s.id for s in u2.path][-2:] == ["XK:材料科学与工程", "U2"]
    assert u2.free is None and "名额未知，按中性计" in u2.reasons
    assert u1.free == 3 and "层次未知，按中性计" in u1.reasons and u1.distance_km is None
    for match in found.items:
        await check_way(store, match.path, BATTERY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("橘", "只有一个字"),
        ("！？，。", "没有文字"),
        ("贷款利率", "没有出现在"),
    ],
)
async def test_need_that_says_too_little(store: Store, text: str, why: str) -> None:
    await settle(store, city().changes)
    found = await universities.for_need(store, text, as_of=DAY)
    assert not found.items and not found.disciplines
    assert found.why.startswith("暂无可靠建议：") and why in found.why


async def test_long_english_and_traditional_needs(store: Store) -> None:
    await settle(store, city().changes)
    long = await universities.for_need(store, BATTERY * 7200, as_of=DAY)
    assert long.items and long.notes == ["需求共100800字，只读了前2000字"]
    english = await universities.for_need(store, "Cathode materials for batteries", as_of=DAY)
    assert english.disciplines[0].code == "430" and "cathode" in english.disciplines[0].matched
    one = await universities.for_need(store, "動力電池正極材料循環壽命提升", as_of=DAY)
    other = await universities.for_need(store, BATTERY, as_of=DAY)
    assert [(m.id, m.score) for m in one.items] == [(m.id, m.score) for m in other.items]
    with pytest.raises(UsageError):
        await universities.for_need(store, " \n", as_of=DAY)


async def test_empty_graph_says_what_to_load(store: Store) -> None:
    found = await universities.for_need(store, BATTERY, as_of=DAY)
    assert "图库中没有高校院所" in found.why
    only = Town()
    only.add("University", "U", "甲大学")
    await settle(store, only.changes)
    assert "图库中没有学科" in (await universities.for_need(store, BATTERY, as_of=DAY)).why
    groups = await universities.common(store, as_of=DAY)
    assert groups.why.startswith("暂无可靠建议：没有企业登记")


# ------------------------------------------------------------ enterprises


async def test_needs_of_an_enterprise_place_and_capacity(store: Store) -> None:
    await settle(store, city().changes)
    found = await universities.for_enterprise(store, "A", as_of=DAY)
    assert [need.need.id for need in found.needs] == ["N1"]
    by_id = {match.id: match for match in found.items}
    assert by_id["U1"].reasons[2].startswith("同在肇庆市，相距约")
    assert by_id["U1"].distance_km == pytest.approx(41, abs=3)
    assert by_id["U3"].distance_km is None and "位置未知，按中性计" in by_id["U3"].reasons
    assert all(match.need and match.need.id == "N1" for match in found.items)
    assert [step.rel for step in by_id["U2"].path[:2]] == ["", "HAS_NEED"]
    for match in found.items:
        await check_way(store, match.path, BATTERY)
    (citrus,) = (await universities.for_enterprise(store, "C", as_of=DAY)).items
    assert "登记的可对接企业数为-2，按0计，请核对：暂不能对接" in citrus.reasons
    assert citrus.free == 0 and "不在同一省，或不知道是否同省" in citrus.reasons


async def test_enterprise_without_needs_goes_by_its_segments(store: Store) -> None:
    town = city()
    town.add("Segment", "S", "压铸")
    town.link(("Enterprise", "D"), "AT", ("Segment", "S"))
    town.link(("Segment", "S"), "RELATES_TO", ("Discipline", "430"))
    await settle(store, town.changes)
    found = await universities.for_enterprise(store, "D", as_of=DAY)
    assert not found.needs and [m.id for m in found.items] == ["U1", "U3"]
    assert all(m.need is None for m in found.items)
    town.link(("Enterprise", "A"), "AT", ("Segment", "S"))
    town.add("University", "U9", "U9大学")
    town.link(("University", "U9"), "COOPERATES", ("Enterprise", "A"))
    await settle(store, town.changes)
    both = await universities.for_enterprise(store, "A", as_of=DAY)
    assert [m.id for m in both.items][-1] == "U9" and both.items[-1].need is None
    assert found.sources == ["at.csv", "relates_to.csv", "strong_in.csv"]
    assert both.sources == ["cooperates.csv", "need.csv", "university.csv"]
    assert both.total == len(both.items) == len({m.id for m in both.items}) == 4
    assert len((await universities.for_enterprise(store, "A", as_of=DAY, limit=2)).items) == 2


async def test_no_needs_and_no_place_says_so(store: Store) -> None:
    await settle(store, city().changes)
    found = await universities.for_enterprise(store, "D", as_of=DAY)
    assert "没有登记未解决的技术、人才需求" in found.why
    with pytest.raises(NotFound):
        await universities.for_enterprise(store, "nobody", as_of=DAY)
    with pytest.raises(NotFound):
        await universities.for_university(store, "nobody", as_of=DAY)
    with pytest.raises(NotFound):
        await universities.common(store, as_of=DAY, chain="没有")


async def test_an_enterprise_without_a_need_hears_what_to_do(store: Store) -> None:
    """Its technical orders are no needs; that they are open is said, and how to ask about them."""
    town = city()
    for id, category, values in (
        ("W1", "技术", {}),
        ("W2", "技术", {"resolved_at": "2026-02-02"}),
        ("W3", "技术", {"state": "已办结"}),
        ("W4", "物流", {}),
    ):
        town.add("Order", id, category=category, submitted_at="2026-01-05T09:00", **values)
        town.link(("Enterprise", "D"), "RAISES", ("Order", id))
    await settle(store, town.changes)
    found = await universities.for_enterprise(store, "D", as_of=DAY)
    assert "该企业有 1 项未办结的技术类诉求，请在“需求”表登记" in found.why
    assert "honglian universities --need" in found.why
    before = await universities.for_enterprise(store, "D", as_of="2026-01-01")
    assert "诉求" not in before.why and "honglian universities --need" in before.why


async def test_other_direction(store: Store) -> None:
    await settle(store, city().changes)
    found = await universities.for_university(store, "U1", as_of=DAY)
    assert [(m.id, m.need and m.need.id) for m in found.items] == [("A", "N1"), ("B", "N2")]
    for match in found.items:
        assert match.path[0].id == "U1" and match.path[-1].id == match.id
        assert match.need
        await check_way(store, match.path, match.need.name)
    assert found.sources == ["need.csv", "university.csv"]


async def test_disciplines_told_by_the_office_win(store: Store) -> None:
    town = city()
    town.link(("Need", "N1"), "RELATES_TO", ("Discipline", "210"))
    await settle(store, town.changes)
    found = await universities.for_enterprise(store, "A", as_of=DAY)
    assert [d.code for d in found.needs[0].disciplines] == ["210"]
    (agronomist,) = [m for m in found.items if m.id == "U4"]
    assert [s.rel for s in agronomist.path] == ["", "HAS_NEED", "RELATES_TO", "STRONG_IN"]


async def test_results_of_meetings_are_labels(store: Store) -> None:
    town = city()
    one, two = ("University", "U2"), ("University", "U1")
    town.link(one, "MATCHED", ("Enterprise", "A"), result="未成", need="N1", held_on="2026-05-01")
    town.link(two, "MATCHED", ("Enterprise", "A"), result="成功", held_on="2026-06-01")
    await settle(store, town.changes)
    found = {m.id: m for m in (await universities.for_enterprise(store, "A", as_of=DAY)).items}
    assert found["U2"].reasons[0] == "此前对接未成（2026-05-01）"
    assert "此前对接成功（2026-06-01）" in found["U1"].reasons
    earlier = await universities.for_enterprise(store, "A", as_of="2026-04-30")
    before = {m.id: m for m in earlier.items}
    assert found["U1"].score == pytest.approx(1.3 * before["U1"].score, abs=1e-3)
    assert found["U2"].score == pytest.approx(0.2 * before["U2"].score, abs=1e-3)
    assert found["U3"].score == before["U3"].score, "the meetings were about others"
    other = (await universities.for_enterprise(store, "B", as_of=DAY)).items
    assert not any("此前" in reason for m in other for reason in m.reasons)


# ------------------------------------------------------------ common needs


async def test_common_needs(store: Store) -> None:
    await settle(store, city().changes)
    found = await universities.common(store, as_of=DAY)
    (group,) = found.items
    assert [ref.id for ref in group.enterprises] == ["A", "B"] and not group.stated
    assert [ref.id for ref in group.needs] == ["N1", "N2"]
    assert group.alike and 0.35 <= group.alike < 1
    assert group.discipline and group.discipline.code == "430"
    assert [u.id for u in group.universities] == ["U3", "U2", "U1"]
    assert found.sources == ["need.csv", "university.csv"]


async def test_common_by_one_need_of_two_or_by_what_the_office_says(store: Store) -> None:
    town = city()
    town.add("Need", "N6", "高温合金叶片铸造", kind="技术")
    town.add("Need", "N7", "锂矿尾矿利用", kind="技术", common=True)
    for firm, need in (("A", "N6"), ("C", "N6"), ("D", "N7")):
        town.link(("Enterprise", firm), "HAS_NEED", ("Need", need))
    town.add("Chain", "K", "电池产业链")
    town.link(("Enterprise", "D"), "IN_CHAIN", ("Chain", "K"))
    await settle(store, town.changes)
    found = await universities.common(store, as_of=DAY)
    assert {each.id: each.alike for each in found.items if each.id in ("N6", "N7")} == {
        "N6": None,
        "N7": None,
    }
    (own,) = (await universities.common(store, as_of=DAY, chain="电池")).items
    assert own.id == "N7" and own.stated


# ------------------------------------------------------------ the shortlist


async def test_shortlist_is_filled_in_and_read_back(store: Store, tmp_path: Path) -> None:
    plan = await load.plan(store, SCHEMA, [_tables(tmp_path)], today=DAY)
    await load.commit(store, SCHEMA, plan)
    firm = Ref(label="Enterprise", id="A", name="甲公司")
    found = await universities.for_enterprise(store, "A", as_of=DAY)
    pairs = await shortlist.of_universities(store, firm, found.items)
    assert pairs and pairs[0].contact is True
    content = workbook(pairs)
    assert b"13800000000" not in content
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content)
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python()
    assert tuple(header) == HEADERS[: len(header)] and len(rows) == len(pairs)
    assert "13800000000" not in str(rows) and "王" not in str(rows)
    _fill(path, header, rows[0])
    plan = await load.plan(store, SCHEMA, [path], today=DAY)
    assert not plan.report.rejected
    await load.commit(store, SCHEMA, plan)
    again = await universities.for_enterprise(store, "A", as_of=DAY)
    refused = next(m for m in again.items if m.id == pairs[0].university.id)
    assert refused.reasons[0] == "此前对接未成（2026-10-10，方向不合）"


def _tables(folder: Path) -> Path:
    tables = folder / "tables"
    tables.mkdir()
    for name, lines in {
        "学科.csv": ("学科代码,学科名称", "430,材料科学"),
        "高校.csv": ("高校编号,高校名称,优势学科代码", "U1,甲大学,430", "U2,乙大学,430"),
        "企业.csv": ("企业编号,企业名称,联系人,联系电话", "A,甲公司,王某某,13800000000"),
        "需求.csv": ("需求编号,需求名称,需求类别,提出单位", "N1,新材料科学研究,技术,A"),
    }.items():
        (tables / name).write_text("\n".join(lines) + "\n", "utf-8")
    return tables


def _fill(path: Path, header: Sequence[object], row: Sequence[object]) -> None:
    """What somebody fills in after the meeting."""
    told = {"对接结果": "婉拒", "对接日期": "2026-10-10", "结果说明": "方向不合"}
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [str(name) for name in header])
        values = [*row, *[""] * (len(header) - len(row))]
        cells = [told.get(str(name), value) for name, value in zip(header, values, strict=True)]
        sheet.write_row(1, 0, [str(cell) for cell in cells])


# ------------------------------------------------------------ the parts


def rows_of(*disciplines: tuple[str, str, tuple[tuple[str, str], ...]]) -> list[dict[str, object]]:
    return [
        {"id": id, "name": name, "name_en": None, "scheme": None, "ups": [list(up) for up in ups]}
        for id, name, ups in disciplines
    ]


def test_tree_by_code_by_two_ways_and_in_a_circle() -> None:
    tree = Tree(
        rows_of(
            ("460", "机械工程", ()),
            ("46010", "机械史", ()),
            ("N:1", "机器人", (("WITHIN", "N:0"), ("CORRESPONDS", "460"))),
            ("N:0", "自动化", ()),
            ("X", "甲", (("WITHIN", "Y"),)),
            ("Y", "乙", (("WITHIN", "X"),)),
        )
    )
    assert [(up.rel, up.id) for up in tree.ways["46010"]["460"]] == [("", "460")]
    assert set(tree.ways["N:1"]) == {"460", "N:0"}
    assert tree.ways["X"] == {"X": ()} and tree.ways["Y"] == {"Y": ()}


def test_works_that_share_words_with_the_need() -> None:
    works = Works(
        [
            Work("Offer", "1", "正极材料团队", "动力电池正极材料", "U1"),
            Work("Offer", "2", "柑橘保鲜技术", "", "U2"),
        ]
    )
    (hit,) = works.hits(texts.plain("动力电池正极材料"))
    assert hit.work.id == "1" and hit.score > 0.4 and hit.words == ["动力电池正极材料"]
    assert not works.hits(texts.plain("完全无关")) and not Works([]).hits("电池")


def test_vectors_of_the_users_own(tmp_path: Path) -> None:
    tree = Tree(rows_of(("1", "蓄能器件", ()), ("2", "果树栽培", ())))
    words = ["蓄能", "器件", "电池", "果树", "栽培"]
    numbers = np.array([[1, 0], [1, 0.1], [1, 0], [0, 1], [0, 1]], np.float32)
    array, plain = tmp_path / "v.npz", tmp_path / "v.vec"
    np.savez(array, words=np.array(words), vectors=numbers)
    lines = [f"{word} {a:g} {b:g}" for word, (a, b) in zip(words, numbers, strict=True)]
    plain.write_text("\n".join(["5 2", *lines]), "utf-8")
    without = DisciplineModel(tree).scores(["电池"])[0]
    assert without[0] == without[1] == 0, "no run in common"
    for path in (array, plain):
        own = DisciplineModel(tree, [], vectors.load(path)).scores(["电池"])[0]
        assert own[0] > own[1] + 0.3


@pytest.mark.parametrize("kind", ["missing", "pickle", "uneven", "words", "nan"])
def test_vectors_that_cannot_be_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "v.npz"
    if kind == "pickle":
        np.savez(path, words=np.array([{"run": 1}], object), vectors=np.ones((1, 2)))
    elif kind == "uneven":
        path = tmp_path / "v.vec"
        path.write_text("甲 1 2\n乙 1\n", "utf-8")
    elif kind == "words":
        np.savez(path, words=np.array(["甲"]), vectors=np.ones((2, 2)))
    elif kind == "nan":
        np.savez(path, words=np.array(["甲"]), vectors=np.array([[np.nan, 1]]))
    with pytest.raises(InputError) as caught:
        vectors.load(path)
    assert str(path) in str(caught.value)


def test_words_told_by_the_office_teach() -> None:
    tree = Tree(rows_of(("1", "材料科学", ()), ("2", "农学", ())))
    taught = DisciplineModel(tree, [Wording("贡柑保鲜", ("2",), "Product", "P", "贡柑保鲜")])
    (found,) = taught.best("贡柑采后保鲜")
    assert found.field == "2" and found.witness and found.witness.id == "P"
    assert not DisciplineModel(tree).best("贡柑采后保鲜")


async def test_catalogue_is_kept_until_the_next_ingest(store: Store, tmp_path: Path) -> None:
    folder = _tables(tmp_path)
    await load.commit(store, SCHEMA, await load.plan(store, SCHEMA, [folder], today=DAY))
    impatient = asyncio.create_task(catalogue.catalogue(store, DAY))
    waiting = [asyncio.create_task(catalogue.catalogue(store, DAY)) for _ in range(2)]
    await asyncio.sleep(0.01)
    impatient.cancel()
    one, other = await asyncio.gather(*waiting)
    assert one is other is await catalogue.catalogue(store, DAY)
    (folder / "高校.csv").write_text("高校编号,高校名称\nU3,丙大学\n", "utf-8")
    await load.commit(store, SCHEMA, await load.plan(store, SCHEMA, [folder], today=DAY))
    assert "U3" in (await catalogue.catalogue(store, DAY)).schools
