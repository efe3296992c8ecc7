"""What a load says of what is not linked or not told yet, and links when it is listed at last."""

from pathlib import Path

import pytest

from graph import Store
from tests.graphs import table, take, whole

pytestmark = pytest.mark.anyio
FIRMS = (
    "企业编号 企业名称 所属镇街 所属县区",
    "E1 甲 城东街道 四会市",
    "E2 乙 城东街道 -",
    "E3 丙 城西街道 -",
)
REGIONS = ("行政区划代码 名称 级别", "441284001 城东街道 镇街", "441284 四会市 县")


async def test_a_name_that_stays_text_says_what_follows(store: Store, tmp_path: Path) -> None:
    report = await take(store, table(tmp_path / "企业.csv", *FIRMS))
    assert len(report.unlinked) == 4
    for name in report.unlinked:
        assert "按区域统计时会归入“所在区域未知”；请填区域表并导入，同名的会自动关联" in name.reason
        assert "the place is unknown" in name.reason_en


async def test_the_table_of_regions_links_what_was_kept(store: Store, tmp_path: Path) -> None:
    firms, regions = table(tmp_path / "企业.csv", *FIRMS), table(tmp_path / "区域.csv", *REGIONS)
    await take(store, firms)
    report = await take(store, regions)
    located = [("E1", "441284"), ("E1", "441284001"), ("E2", "441284001")]
    assert sorted((await whole(store)).ends("LOCATED_IN")) == located
    told = {hint.value: hint.reason for hint in report.hints}
    assert "2 个企业的“所属镇街”此前按文字保留，现已关联到441284001" in told["城东街道"]
    assert set(told) == {"城东街道", "四会市"}
    table(regions, *REGIONS[:2], "441284 四会市 市")
    again = await take(store, regions)
    assert again.writes == 1 and not again.hints, "they are linked already"
    assert sorted((await whole(store)).ends("LOCATED_IN")) == located


async def test_a_name_that_two_regions_bear_stays_text(store: Store, tmp_path: Path) -> None:
    await take(store, table(tmp_path / "企业.csv", *FIRMS))
    rows = (*REGIONS[:2], "441203001 城东街道 镇街")
    report = await take(store, table(tmp_path / "区域.csv", *rows))
    assert not report.hints and not (await whole(store)).ends("LOCATED_IN")
    other = table(tmp_path / "区域二.csv", REGIONS[0], "441204001 城东街道 镇街")
    assert not (await take(store, other)).hints
    assert not (await whole(store)).ends("LOCATED_IN")


async def test_what_the_tables_say_now_has_the_word(store: Store, tmp_path: Path) -> None:
    await take(store, table(tmp_path / "企业.csv", *FIRMS))
    moved = table(tmp_path / "企业.csv", FIRMS[0], "E2 乙 城西街道 -")
    await take(store, moved, table(tmp_path / "区域.csv", *REGIONS))
    assert ("E2", "441284001") not in (await whole(store)).ends("LOCATED_IN")


async def test_segments_without_their_order(store: Store, tmp_path: Path) -> None:
    chains = table(tmp_path / "链.csv", "产业链编号 产业链名称", "NEV 新链")
    head = "环节编号 环节名称 位置 所属产业链"
    rows = ("S1 电池 上游 NEV", "S2 整车 下游 NEV")
    report = await take(store, chains, table(tmp_path / "环节.csv", head, *rows))
    assert [(hint.row, hint.column) for hint in report.hints] == [(2, "顺序"), (3, "顺序")]
    assert (
        "环节未填“顺序”，不能判断上下游是否相邻，组建联合党组织和链条缺口会受影响"
        in report.hints[0].reason
    )
    ordered = table(tmp_path / "顺序.csv", f"{head} 顺序", f"{rows[0]} 1", f"{rows[1]} -")
    assert [hint.row for hint in (await take(store, ordered)).hints] == [3]
    again = table(tmp_path / "环节.csv", f"{head} 备注", f"{rows[0]} 甲")
    assert not (await take(store, again)).hints, "the graph knows it"
