"""Gaps of chains: each kind, each way to a candidate, the sample, and the front door."""

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph import Store
from graph.errors import NotFound
from queries import packs, rulefiles
from queries.answers import Items
from queries.chain_gaps import KINDS, ChainGap, Kind, chain_gaps
from queries.gap_candidates import MOST
from tests.samples import fill, opened
from tests.service import running
from tests.test_joint_suggestions import check_steps
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

RULES = rulefiles.load()
HERE, CITY, PROVINCE, APART = "441284", "441202", "440100", "110101"


async def ask(
    store: Store, chain: str | None = None, kind: Kind | None = None, limit: int = 200
) -> Items[ChainGap]:
    return await chain_gaps(store, RULES, as_of=DAY, chain=chain, kind=kind, limit=limit)


def base() -> Town:
    """A chain C1 of four segments at a county, and another chain beside it."""
    town = Town()
    town.add("Region", "440000", "某省", level="省")
    town.add("Region", "441200", "某市", level="市")
    for id in (HERE, CITY, PROVINCE, APART):
        town.add("Region", id, f"区{id}", level="县" if id != PROVINCE else "市")
    for id in ("C1", "C2"):
        town.add("Chain", id, f"{id}产业链")
        town.link(("Chain", id), "LOCATED_IN", ("Region", HERE))
    for number, (id, position) in enumerate(
        (("U1", "上游"), ("M1", "中游"), ("D1", "下游"), ("X1", "配套")), 1
    ):
        segment(town, id, "C1", position, number, needed=id == "M1")
    return town


def segment(
    town: Town, id: str, chain: str, position: str = "中游", order: int = 1, **values: Any
) -> None:
    town.add(
        "Segment", id, values.pop("name", f"环节{id}"), position=position, order=order, **values
    )
    town.link(("Segment", id), "IN_CHAIN", ("Chain", chain))


def firm(
    town: Town,
    id: str,
    chain: str | None = None,
    at: str | None = None,
    *made: str,
    place: str | None = HERE,
    role: str | None = None,
    operating: bool = True,
) -> None:
    town.firm(id, f"{id}公司", operating=operating, surveyed=True)
    if place:
        town.link(("Enterprise", id), "LOCATED_IN", ("Region", place))
    if chain:
        town.link(("Enterprise", id), "IN_CHAIN", ("Chain", chain), role=role)
    if at:
        town.link(("Enterprise", id), "AT", ("Segment", at))
    for product in made:
        town.link(("Enterprise", id), "MAKES", ("Product", product))


def products(town: Town, **segments: str | None) -> None:
    for id, at in segments.items():
        town.add("Product", id, f"产品{id}")
        if at:
            town.link(("Product", id), "OF", ("Segment", at))


def feeds(town: Town, *pairs: str, rel: str = "FEEDS", **values: Any) -> None:
    for pair in pairs:
        one, other = pair.split(">")
        town.link(("Product", one), rel, ("Product", other), **values)


async def check(store: Store, found: Items[ChainGap]) -> None:
    """What holds of every answer: order, facts about the data, candidates by paths that exist."""
    severities = ["high", "medium", "low"]
    ranks = [(severities.index(g.severity), KINDS.index(g.kind), g.chain) for g in found.items]
    assert ranks == sorted(ranks)
    for gap in found.items:
        assert gap.why and 0 <= gap.known.with_products <= gap.known.enterprises
        assert bool(gap.candidates) != bool(gap.no_candidates), gap
        assert len(gap.candidates) <= MOST
        order = [(-c.score, c.label, c.id) for c in gap.candidates]
        assert order == sorted(order) and len(set(order)) == len(order)
        for each in gap.candidates:
            assert (each.path[-1].label, each.path[-1].id) == (each.label, each.id)
    paths = [c.path for gap in found.items for c in gap.candidates]
    hops = [hop for path in paths for hop in pairwise(path)]
    await check_steps(store, hops, DAY)


def ids(gap: ChainGap) -> list[str]:
    return [each.id for each in gap.candidates]


# ------------------------------------------------------------ 断点


def candidates_town() -> Town:
    """M1 is empty; others make its product or a kind of it, or stand at what is like it."""
    town = base()
    segment(town, "M9", "C2", name="环节M1")
    segment(town, "R9", "C2")
    town.add("Industry", "3670", "零部件")
    for id in ("M1", "R9"):
        town.link(("Segment", id), "IN_INDUSTRY", ("Industry", "3670"))
    products(town, P="M1", Q=None, G=None)
    feeds(town, "Q>P", "P>G", rel="KIND_OF")
    firm(town, "own", "C1", "U1")
    firm(town, "makes", "C2", None, "P", place=CITY)
    firm(town, "kind", "C2", None, "Q", place=CITY)
    firm(town, "family", None, None, "G", place=PROVINCE)
    firm(town, "same", "C2", "M9")
    firm(town, "related", "C2", "R9")
    firm(town, "industry", place=APART)
    firm(town, "nowhere", None, None, "P", place=None)
    firm(town, "closed", None, None, "P", operating=False)
    firm(town, "ended")
    town.link(("Enterprise", "ended"), "MAKES", ("Product", "P"), until="2025")
    town.link(("Enterprise", "industry"), "IN_INDUSTRY", ("Industry", "3670"))
    return town


async def test_a_missing_segment_and_each_way_to_a_candidate(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queries.gap_candidates.MOST", 9)
    await settle(store, candidates_town().changes)
    (gap,) = (await ask(store, "C1", "断点")).items
    assert gap.segment and (gap.segment.id, gap.product, gap.severity) == ("M1", None, "high")
    assert (gap.known.with_products, gap.known.enterprises) == (0, 1)
    assert [place.file for place in gap.sources] == ["segment.csv"]
    told = {c.id: (c.score, c.region, [s.rel for s in c.path]) for c in gap.candidates}
    assert told == {
        "same": (0.88, f"区{HERE}", ["", "IN_CHAIN", "AT"]),
        "related": (0.86, f"区{HERE}", ["", "IN_INDUSTRY", "IN_INDUSTRY", "AT"]),
        "makes": (0.75, f"区{CITY}", ["", "OF", "MAKES"]),
        "kind": (0.72, f"区{CITY}", ["", "OF", "KIND_OF", "MAKES"]),
        "family": (0.52, f"区{PROVINCE}", ["", "OF", "KIND_OF", "MAKES"]),
        "industry": (0.24, f"区{APART}", ["", "IN_INDUSTRY", "IN_INDUSTRY"]),
        "nowhere": (0.15, "", ["", "OF", "MAKES"]),
    }
    assert ids(gap) == [*told], "the nearest first"
    assert gap.candidates[2].why == "生产“产品P”；与本链同市"
    hops = [hop for c in gap.candidates for hop in pairwise(c.path)]
    await check_steps(store, hops, DAY)


async def test_only_the_best_are_listed(store: Store) -> None:
    town = candidates_town()
    for number in range(30):
        firm(town, f"far{number:02}", None, None, "P", place=PROVINCE)
    firm(town, "z-near", None, None, "P")
    await settle(store, town.changes)
    (gap,) = (await ask(store, "C1", "断点")).items
    assert ids(gap) == ["z-near", "same", "related", "makes", "kind"]


async def test_nobody_could_fill_it_and_why(store: Store) -> None:
    town = base()
    firm(town, "own", "C1", "U1")
    await settle(store, town.changes)
    (gap,) = (await ask(store, "C1", "断点")).items
    assert not gap.candidates
    assert gap.no_candidates.startswith("暂无：") and "没有登记行业代码" in gap.no_candidates


# ------------------------------------------------------------ 卡点


def single_town() -> Town:
    """A 链主 in M1 needs P, of whose family Q is a kind that one firm makes."""
    town = base()
    products(town, P="U1", Q="U1", O="U1", A="M1", B="D1")
    feeds(town, "Q>P", rel="KIND_OF")
    feeds(town, "P>A", "O>B", "B>B")
    firm(town, "S", "C1", "U1", "Q")
    firm(town, "T", "C1", "U1", "O")
    firm(town, "V", "C1", "U1")
    firm(town, "L", "C1", "M1", "A", role="链主")
    firm(town, "W", "C1", "D1", "B")
    return town


async def test_a_family_with_one_maker_that_the_leader_needs(store: Store) -> None:
    town = single_town()
    firm(town, "far", "C2", None, "P", place=PROVINCE)
    await settle(store, town.changes)
    (gap,) = (await ask(store, "C1", "卡点")).items
    assert gap.product and gap.segment
    assert (gap.product.id, gap.product.name, gap.segment.id) == ("P", "产品P", "U1")
    assert gap.facts == {"enterprise": "S", "products": ["Q"], "feeds": ["L"]}
    assert (gap.known.with_products, gap.known.enterprises) == (4, 5)
    assert "链主（L公司）" in gap.why and "另有 1 家企业产品未知" in gap.why
    assert ids(gap) == ["T", "V", "far"], "neither the maker nor who needs it"
    await check(store, await ask(store))


@pytest.mark.parametrize(
    ("change", "found"),
    [("maker", []), ("closed", ["P"]), ("two users", ["O", "P"]), ("its own user", ["P"])],
)
async def test_when_a_family_hangs_on_one_maker(
    store: Store, change: str, found: list[str]
) -> None:
    town = single_town()
    match change:
        case "maker":
            firm(town, "S2", "C1", "U1", "P")
        case "closed":
            firm(town, "S2", "C1", "U1", "P", operating=False)
        case "two users":
            firm(town, "W2", "C1", "D1", "B")
        case "its own user":
            town.link(("Enterprise", "T"), "MAKES", ("Product", "B"))
    await settle(store, town.changes)
    gaps = (await ask(store, "C1", "卡点")).items
    assert [gap.product and gap.product.id for gap in gaps] == found


async def test_a_segment_with_one_enterprise_is_told_once(store: Store) -> None:
    town = base()
    products(town, P="U1", A="M1")
    feeds(town, "P>A")
    firm(town, "S", "C1", "U1", "P")
    firm(town, "L", "C1", "M1", "A", role="链主")
    firm(town, "K", "C2", None, "P")
    await settle(store, town.changes)
    (gap,) = (await ask(store, "C1", "卡点")).items
    assert gap.segment and (gap.segment.id, gap.product) == ("U1", None)
    assert gap.facts["enterprise"] == "S" and ids(gap) == ["K"]


# ------------------------------------------------------------ 延链


def following_town() -> Town:
    """D1 makes an end product that goes into G of another chain; X1 is beside the flow."""
    town = base()
    segment(town, "N9", "C2", "上游")
    products(town, E="D1", F=None, G="N9", K=None, Y="X1")
    feeds(town, "E>F", "K>G", rel="KIND_OF")
    feeds(town, "F>G", "Y>K")
    firm(town, "D", "C1", "D1", "E")
    firm(town, "Y1", "C1", "X1", "Y")
    return town


async def test_what_end_products_could_go_into(store: Store) -> None:
    town = following_town()
    firm(town, "far", None, None, "G", place=PROVINCE)
    await settle(store, town.changes)
    (gap,) = (await ask(store, "C1", "延链")).items
    assert gap.product and gap.segment
    assert (gap.product.id, gap.segment.id, gap.severity) == ("G", "N9", "low")
    assert gap.facts == {"products": ["E"], "enterprises": ["D"]}
    assert ids(gap) == ["far"]
    await check(store, await ask(store))


@pytest.mark.parametrize(
    ("made", "at", "place"),
    [("G", None, CITY), ("K", None, CITY), ("G", None, None), (None, "N9", CITY)],
    ids=["in the city", "a kind of it", "somewhere", "perhaps"],
)
async def test_what_may_be_made_in_the_city_is_not_absent(
    store: Store, made: str | None, at: str | None, place: str | None
) -> None:
    town = following_town()
    firm(town, "one", "C2", at, *filter(None, [made]), place=place)
    await settle(store, town.changes)
    assert not (await ask(store, "C1", "延链")).items


async def test_an_empty_segment_downstream(store: Store) -> None:
    town = following_town()
    segment(town, "D2", "C1", "下游", 5, needed=True)
    segment(town, "D3", "C1", "下游", 6, needed=False)
    products(town, H="D3")
    feeds(town, "E>H")
    firm(town, "any", "C2", "N9", "G")
    await settle(store, town.changes)
    two, three = (await ask(store, "C1", "延链")).items
    assert two.segment and three.segment
    assert (two.segment.id, two.facts["needed"], two.facts["products"]) == ("D2", True, [])
    assert (three.segment.id, three.facts["needed"], three.facts["products"]) == (
        "D3",
        False,
        ["E"],
    )
    assert "亦为断点" in two.why and "亦为断点" not in three.why
    missing = [g.segment.id for g in (await ask(store, "C1", "断点")).items if g.segment]
    assert missing == ["D2", "M1"]


# ------------------------------------------------------------ 堵点


def blocked_town() -> Town:
    """Orders overdue and needs at U1 and M1, and those who could help."""
    town = base()
    firm(town, "A", "C1", "U1")
    firm(town, "B", "C1", "M1")
    town.add("Department", "DEP", "物流办", duties="冷链物流")
    town.link(("Department", "DEP"), "LEADS", ("Chain", "C1"), role="牵头")
    for id, who, category, at in (
        ("O1", "A", "物流", "2026-01-05 09:00:00"),
        ("O2", "A", "物流", "2026-02-05 09:00:00"),
        ("O3", "B", "用工", "2026-02-05 09:00:00"),
        ("O4", "B", "用工", f"{DAY} 08:00:00"),
    ):
        town.add("Order", id, category=category, submitted_at=at, state="办理中")
        town.link(("Order", id), "IN_CHAIN", ("Chain", "C1"))
        town.link(("Enterprise", who), "RAISES", ("Order", id))
    town.link(("Department", "DEP"), "HANDLES", ("Order", "O1"), role="主办")
    for id, who, kind, state in (
        ("N1", "A", "技术", "未解决"),
        ("N2", "A", "技术", "已解决"),
        ("N3", "B", "物流", None),
        ("N4", "A", "融资", None),
    ):
        town.add("Need", id, kind=kind, state=state, raised_on="2026-05-01")
        town.link(("Enterprise", who), "HAS_NEED", ("Need", id))
    town.link(("Need", "N3"), "CONCERNS", ("Segment", "U1"))
    town.add("Resource", "R1", "惠民寄送", kind="物流", library="产业发展资源库")
    town.add("Resource", "R2", "阵地", kind="党委阵地", library="服务保障资源库")
    for id in ("R1", "R2"):
        town.link(("Resource", id), "SERVES", ("Chain", "C1"))
    town.link(("Department", "DEP"), "OFFERS", ("Resource", "R1"))
    town.add("Discipline", "430", "材料科学")
    town.link(("Segment", "U1"), "RELATES_TO", ("Discipline", "430"))
    for id in ("K1", "K2", "K3"):
        town.add("University", id, f"{id}大学")
        town.link(("University", id), "SERVES", ("Chain", "C2" if id == "K3" else "C1"))
    town.link(("University", "K2"), "STRONG_IN", ("Discipline", "430"))
    town.link(("University", "K3"), "STRONG_IN", ("Discipline", "430"))
    return town


async def test_what_is_held_up_by_segment_and_category(store: Store) -> None:
    await settle(store, blocked_town().changes)
    found = await ask(store, "C1", "堵点")
    await check(store, found)
    told = {(g.segment.id if g.segment else "", g.facts["category"]): g for g in found.items}
    assert [*told] == [("M1", "用工"), ("U1", "物流"), ("U1", "技术"), ("U1", "融资")]
    goods, hands = told["U1", "物流"], told["M1", "用工"]
    assert goods.facts == {
        "category": "物流", "orders": ["O1", "O2"], "needs": ["N3"],
        "enterprises": ["A", "B"], "departments": ["DEP"],
    }  # fmt: skip
    assert "由物流办办理" in goods.why and "没有登记办理单位" in hands.why
    assert (goods.severity, told["U1", "技术"].severity) == ("high", "medium")
    assert hands.facts["orders"] == ["O3"], "what was submitted today is not late"
    assert told["U1", "技术"].facts["needs"] == ["N1"], "what is met holds nothing up"
    assert {place.file for place in goods.sources} == {"order.csv", "need.csv"}


async def test_who_helps_with_what_is_held_up(store: Store) -> None:
    await settle(store, blocked_town().changes)
    gaps = {g.facts["category"]: g for g in (await ask(store, "C1", "堵点")).items}
    ways = {(c.label, c.id): (c.score, [s.rel for s in c.path]) for c in gaps["物流"].candidates}
    assert ways == {
        ("Resource", "R1"): (0.9, ["", "SERVES"]),
        ("Department", "DEP"): (0.8, ["", "SERVES", "OFFERS"]),
    }
    assert [(c.id, c.path[-1].rel) for c in gaps["技术"].candidates] == [
        ("K2", "STRONG_IN"),
        ("K1", "SERVES"),
    ]
    assert gaps["融资"].no_candidates.startswith("暂无：") and not gaps["用工"].candidates


async def test_what_a_university_and_a_department_offer_helps(store: Store) -> None:
    town = blocked_town()
    town.add("Offer", "F1", "冷链物流专利", kind="专利")
    town.link(("University", "K1"), "OFFERS", ("Offer", "F1"))
    town.add("Department", "FIN", "金融局", duties="融资")
    town.link(("Department", "FIN"), "LEADS", ("Chain", "C1"), role="牵头")
    await settle(store, town.changes)
    found = await ask(store, "C1", "堵点")
    gaps = {g.facts["category"]: g for g in found.items}
    assert ids(gaps["物流"]) == ["R1", "DEP", "K1"]
    (leading,) = gaps["融资"].candidates
    assert (leading.id, leading.score, [s.rel for s in leading.path]) == ("FIN", 0.4, ["", "LEADS"])
    await check(store, found)


async def test_what_is_held_up_at_two_segments_is_listed_once_and_says_so(store: Store) -> None:
    town = blocked_town()
    town.link(("Enterprise", "A"), "AT", ("Segment", "M1"))
    town.link(("Need", "N3"), "CONCERNS", ("Segment", "M1"))
    await settle(store, town.changes)
    told = [
        (g.segment and g.segment.id, g.facts["category"], "也涉及环节" in g.why)
        for g in (await ask(store, "C1", "堵点")).items
    ]
    assert sorted(told) == [
        ("M1", "用工", False),
        ("U1", "技术", True),
        ("U1", "物流", True),
        ("U1", "融资", True),
    ]


async def test_a_need_without_a_category_asks_for_one(store: Store) -> None:
    """No resource can match what nobody named: the column is what is lacking."""
    town = blocked_town()
    town.add("Need", "N9", raised_on="2026-05-01")
    town.link(("Enterprise", "A"), "HAS_NEED", ("Need", "N9"))
    await settle(store, town.changes)
    gaps = {g.facts["category"]: g for g in (await ask(store, "C1", "堵点")).items}
    assert gaps["未分类"].no_candidates.startswith("类别未填") and not gaps["未分类"].candidates
    assert "请填“需求类别”（技术、人才、融资…）" in gaps["未分类"].no_candidates


# ------------------------------------------------------------ the question


async def test_kinds_limits_names_and_days(store: Store) -> None:
    await settle(store, blocked_town().changes)
    whole = await ask(store)
    of_each = [(await ask(store, kind=kind)).items for kind in KINDS]
    assert sorted(map(repr, whole.items)) == sorted(repr(g) for gaps in of_each for g in gaps)
    few = await ask(store, "C1产业链", limit=2)
    assert (few.items, few.total) == (whole.items[:2], whole.total)
    assert "家数以本链在营企业中已知产品的计" in whole.definition and whole.sources
    early = await chain_gaps(store, RULES, as_of="2025-12-31", chain="C1", kind="堵点")
    assert (early.items, early.why) == ([], "没有发现链上缺口")
    with pytest.raises(NotFound):
        await ask(store, "飞机")


async def test_a_pack_may_turn_a_rule_off(store: Store) -> None:
    await settle(store, blocked_town().changes)
    off = packs.pack().model_copy(update={"off": ("SV-04", "CH-10")})
    found = await chain_gaps(store, RULES, as_of=DAY, chain="C1", kind="堵点", pack=off)
    assert not found.items


async def test_an_empty_graph_has_no_gaps(store: Store) -> None:
    await settle(store, Town().changes)
    found = await ask(store)
    assert (found.items, found.total) == ([], 0) and found.why


# ------------------------------------------------------------ the sample


async def test_the_sample_on_both_engines(neo4j_url: str) -> None:
    said = []
    for url in ("arcade:", neo4j_url):
        async with opened(url) as store:
            found = await ask(store)
            await check(store, found)
            said.append(found.model_dump_json())
    assert said[0] == said[1]
    gaps = Items[ChainGap].model_validate_json(said[0]).items

    def of(chain: str, kind: Kind) -> list[str]:
        some = [g for g in gaps if (g.chain, g.kind) == (chain, kind)]
        return [(g.product or g.segment or g).id for g in some if g.product or g.segment]  # type: ignore[union-attr]

    assert of("GANG", "断点") == ["GANG-D4", "GANG-M2", "GANG-M3", "GANG-S1", "GANG-U2"]
    assert of("GANG", "延链") == ["GANG-D4"] and not of("GANG", "卡点")
    assert of("JADE", "卡点") == ["P104"] and of("JADE", "延链") == ["JADE-D2", "JADE-D3"]
    assert not of("NEV", "断点") and not of("NEV", "延链")
    assert of("NEV", "卡点")[:3] == ["P012", "P031", "P021"] and "NEV-S1" in of("NEV", "卡点")
    assert len(of("NEV", "堵点")) == 10
    (jewels,) = (g for g in gaps if g.kind == "断点" and g.segment and g.segment.id == "JADE-M3")
    assert ids(jewels) == ["S013"] and "检测服务" in jewels.candidates[0].why
    known = {(g.chain, g.known.with_products, g.known.enterprises) for g in gaps}
    assert {("NEV", 52, 63), ("GANG", 5, 5)} <= known


def test_the_command_and_the_route(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    args = ["chain-gaps", "--chain", "GANG", "--as-of", DAY, "--store", url]
    said = CliRunner().invoke(app, [*args, "--kind", "断点", "--json"])
    assert said.exit_code == 0, said.output
    items = json.loads(said.stdout)["items"]
    assert [each["segment"]["id"] for each in items][:2] == ["GANG-D4", "GANG-M2"]
    table = CliRunner().invoke(app, args, env={"COLUMNS": "250"})
    assert table.exit_code == 0 and "S013" in table.stdout and "暂无" in table.stdout
    assert CliRunner().invoke(app, [*args, "--kind", "缺点"]).exit_code == 2
    with running(url) as client:
        asked = f"/v1/chain-gaps?chain=GANG&as_of={DAY}"
        given = client.get(f"{asked}&kind=断点").json()
        assert (given["items"], given["next"]) == (items, None)
        first = client.get(f"{asked}&limit=4").json()
        rest = client.get(f"{asked}&limit=4&cursor={first['next']}").json()
        assert (len(first["items"]), len(rest["items"]), first["total"]) == (4, 2, 6)
        assert client.get(f"{asked}&kind=x").status_code == 422
        assert client.get("/v1/chain-gaps?chain=飞机").status_code == 404
