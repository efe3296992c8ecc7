"""Figures that change: each day keeps its own, whatever the order in which they arrive (law 1)."""

from itertools import permutations
from pathlib import Path

import pytest

from graph import Store
from tests.graphs import Graph, table, take, whole
from tests.town import EMPTY

pytestmark = pytest.mark.anyio
FOREVER = "9999-12-31"


def days(graph: Graph, id: str = "E1") -> list[dict[str, object]]:
    """The observations of an entity, oldest first, without their names and origins."""
    own = {o for entity, o in graph.ends("OBSERVED") if entity == id}
    found = [v for o, v in graph.of("Observation").items() if o in own]
    hidden = ("id", "origin", "stated")
    kept = [{k: v for k, v in day.items() if k not in hidden} for day in found]
    return sorted(kept, key=lambda day: str(day["on"]))


HEADER = "企业编号 企业名称 从业人数 团员数 营业收入（万元） 数据日期"
LISTS = {
    "a": ("E1 甲公司 10 1 - 2024-03-31",),
    "b": ("E1 甲公司 20 - 500 2025-03-31",),
    "c": ("E1 甲公司 10 - 700 2026-03-31",),
}
TIMELINE = [
    {"on": "2024-03-31", "until": "2025-03-31", "staff": 10, "league_members": 1},
    {"on": "2025-03-31", "until": "2026-03-31", "staff": 20, "league_members": 1, "revenue": 500.0},
    {"on": "2026-03-31", "until": FOREVER, "staff": 10, "league_members": 1, "revenue": 700.0},
]


def lists(folder: Path) -> dict[str, Path]:
    return {name: table(folder / f"{name}.csv", HEADER, *rows) for name, rows in LISTS.items()}


async def test_dated_lists_in_any_order_give_one_timeline(store: Store, tmp_path: Path) -> None:
    files = lists(tmp_path)
    for order in permutations(files.values()):
        await store.write([EMPTY])
        for file in order:
            assert (await take(store, file)).written
        graph = await whole(store)
        assert days(graph) == TIMELINE
        latest = graph.nodes["Enterprise", "E1"]
        assert (latest["staff"], latest["revenue"], latest["as_of"]) == (10, 700.0, "2026-03-31")
        assert latest["league_members"] == 1


async def test_dated_lists_at_once_give_the_same_timeline(store: Store, tmp_path: Path) -> None:
    files = lists(tmp_path)
    for order in (tuple(files.values()), tuple(reversed(files.values()))):
        await store.write([EMPTY])
        await take(store, *order)
        graph = await whole(store)
        assert days(graph) == TIMELINE
        assert graph.nodes["Enterprise", "E1"]["staff"] == 10


async def test_each_list_again_writes_nothing(store: Store, tmp_path: Path) -> None:
    files = lists(tmp_path)
    for file in files.values():
        await take(store, file)
    for file in files.values():
        assert (await take(store, file, today="2030-01-01")).writes == 0


async def test_an_older_list_does_not_overwrite_the_newer(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 企业简称 所属集团 从业人数 数据日期"
    new = table(tmp_path / "new.csv", header, "E1 甲公司 新简称 - 30 2026-01")
    old = table(tmp_path / "old.csv", header, "E1 甲公司 旧简称 旧集团 10 2020-01")
    await take(store, new)
    report = await take(store, old)
    assert report.updated == 1
    node = (await whole(store)).nodes["Enterprise", "E1"]
    assert (node["short_name"], node["staff"], node["as_of"]) == ("新简称", 30, "2026-01")
    assert node["parent_group"] == "旧集团"  # what the newer list left open
    assert "旧简称" not in node["names"]


async def test_a_corrected_figure_of_the_same_day_replaces_it(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 从业人数 数据日期"
    for staff in (10, 12):
        path = table(tmp_path / "企业.csv", header, f"E1 甲公司 {staff} 2026-01-01")
        await take(store, path)
    graph = await whole(store)
    assert days(graph) == [{"on": "2026-01-01", "until": FOREVER, "staff": 12}]
    assert graph.nodes["Enterprise", "E1"]["staff"] == 12


async def test_a_correction_of_the_past_carries_on_until_the_next_statement(
    store: Store, tmp_path: Path
) -> None:
    header = "企业编号 企业名称 从业人数 团员数 数据日期"
    rows = ("E1 甲公司 10 1 2024", "E1 甲公司 - 2 2025", "E1 甲公司 30 - 2026")
    for number, row in enumerate(rows):
        await take(store, table(tmp_path / f"{number}.csv", header, row))
    await take(store, table(tmp_path / "0.csv", header, "E1 甲公司 11 1 2024"))
    found = [(day["on"], day["staff"], day["league_members"]) for day in days(await whole(store))]
    assert found == [("2024", 11, 1), ("2025", 11, 2), ("2026", 30, 2)]


async def test_a_blank_cell_is_unknown_and_clears_nothing(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 从业人数 正式党员数"
    await take(store, table(tmp_path / "a.csv", header, "E1 甲公司 10 —"))
    report = await take(store, table(tmp_path / "a.csv", header, "E1 甲公司 未摸排 —"))
    assert report.writes == 0
    node = (await whole(store)).nodes["Enterprise", "E1"]
    assert node["staff"] == 10 and "formal_affiliated" not in node


async def test_undated_figures_are_of_the_day_of_the_run(store: Store, tmp_path: Path) -> None:
    header = "企业编号 企业名称 从业人数"
    path = table(tmp_path / "a.csv", header, "E1 甲公司 10")
    await take(store, path, today="2026-01-05")
    table(path, header, "E1 甲公司 11")
    await take(store, path, today="2026-02-05")
    assert [(d["on"], d["until"], d["staff"]) for d in days(await whole(store))] == [
        ("2026-01-05", "2026-02-05", 10),
        ("2026-02-05", FOREVER, 11),
    ]


async def test_observations_say_where_they_come_from(store: Store, tmp_path: Path) -> None:
    files = lists(tmp_path)
    await take(store, files["a"])
    await take(store, files["b"])
    graph = await whole(store)
    origins = {v["on"]: v["origin"] for v in graph.of("Observation").values()}
    assert origins == {"2024-03-31": "r1|a.csv||2", "2025-03-31": "r2|b.csv||2"}


async def test_newer_relationships_are_not_overwritten_by_older(
    store: Store, tmp_path: Path
) -> None:
    await take(store, table(tmp_path / "链.csv", "产业链编号 产业链名称", "NEV 新能源汽车产业链"))
    header = "企业编号 企业名称 所属产业链 链上角色 数据日期"
    new = table(tmp_path / "new.csv", header, "E1 甲公司 NEV 链主 2026")
    old = table(tmp_path / "old.csv", header, "E1 甲公司 NEV 配套 2020")
    for order in ((new, old), (old, new)):
        for file in order:
            await take(store, file)
        rows = await store.read(
            "MATCH (:Enterprise)-[r:IN_CHAIN]->() RETURN r.role AS role, r.as_of AS day"
        )
        assert rows == [{"role": "链主", "day": "2026"}]


async def test_states_of_a_relationship_follow_their_dates(store: Store, tmp_path: Path) -> None:
    orgs = table(
        tmp_path / "党组织.csv",
        "org_id 党组织全称 党组织类别",
        "O1 甲党支部 党支部",
        "O2 乙党支部 党支部",
    )
    header = "共建甲方 共建乙方 共建状态 数据日期"
    both = table(tmp_path / "共建台账.csv", header, "O1 O2 签约 2026-05", "O1 O2 意向 2025-01")
    await take(store, orgs)
    report = await take(store, both)
    assert not report.rejects
    rows = await store.read("MATCH ()-[r:JOINT_BUILDS]->() RETURN r.state AS s, r.as_of AS d")
    assert rows == [{"s": "签约", "d": "2026-05"}]
