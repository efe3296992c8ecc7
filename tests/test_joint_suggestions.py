"""Links worth building: along ways that exist, never what must not be proposed, and why not."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from api.cli import app
from graph import SCHEMA, Store, open_store
from graph.changes import Changes
from graph.errors import NotFound
from ingest.sample import folder as sample_folder
from queries import entities, joint, rulefiles
from queries.answers import Items, Ref
from queries.joint_reasons import WEIGHTS
from queries.joint_sides import MOST_EACH, City, city, ordered
from queries.joint_suggestions import (
    LEAST,
    Form,
    JointSuggestion,
    WhyNot,
    joint_suggestions,
    score_of,
    why_not,
)
from queries.steps import Step
from tests import town
from tests.conftest import AS_OF
from tests.effort import cases
from tests.samples import opened
from tests.service import running
from tests.test_partners import stating
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

RULES = rulefiles.load()
PERSONS = {node.label for node in SCHEMA.nodes if node.sensitivity == "sensitive"}
STEP = """MATCH (a {id: $a})-[r]->(b {id: $b})
WHERE labels(a)[0] = $one AND labels(b)[0] = $other AND type(r) = $rel
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN DISTINCT a.name AS a, b.name AS b"""


async def check(store: Store, found: Items[JointSuggestion], day: str) -> None:
    """What holds of every answer: order, weights, paths that exist, nothing that is excluded."""
    ranks = [(-s.score, s.source.id, s.target.label, s.target.id) for s in found.items]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)
    standing = await joint.links(store, as_of=day)
    built = {frozenset((k.source.id, k.target.id)) for k in standing.items}
    for each in found.items:
        assert frozenset((each.source.id, each.target.id)) not in built
        assert each.source.label == "PartyOrg" and each.source != each.target
        assert each.score >= LEAST
        assert each.score == score_of(ground.weight for ground in each.grounds)
        assert len(each.reasons) == len(each.grounds)
        assert each.path in [ground.path for ground in each.grounds]
        for ground in each.grounds:
            ends = {(ground.path[0].label, ground.path[0].id)}
            ends.add((ground.path[-1].label, ground.path[-1].id))
            assert ends == {(r.label, r.id) for r in (each.source, each.target)}
    await check_steps(store, (s for each in found.items for s in _hops(each)), day)


def _hops(each: JointSuggestion) -> Iterable[tuple[Step, Step]]:
    for ground in each.grounds:
        yield from zip(ground.path, ground.path[1:], strict=False)


async def check_steps(store: Store, hops: Iterable[tuple[Step, Step]], day: str) -> None:
    """Each step is in the graph, in its direction, in force on the day, and leads to no person."""
    for one, other in set(hops):
        assert not PERSONS & {one.label, other.label}
        a, b = (one, other) if other.forward else (other, one)
        rows = await store.read(
            STEP.replace("(a {", f"(a:{a.label} {{").replace("(b {", f"(b:{b.label} {{"),
            a=a.id, b=b.id, one=a.label, other=b.label, rel=other.rel, as_of=day,
        )  # fmt: skip
        names = [(row["a"] or a.id, row["b"] or b.id) for row in rows]
        assert (a.name, b.name) in names, (one, other)


async def ask(store: Store, chain: str | None = None, limit: int = 200) -> Items[JointSuggestion]:
    return await joint_suggestions(store, as_of=DAY, chain=chain, limit=limit, rules=RULES)


async def why(store: Store, one: str, other: str, limit: int = 10) -> WhyNot:
    ends = [await entities.resolve(store, id) for id in (one, other)]
    return await why_not(store, ends[0], ends[1], as_of=DAY, limit=limit)


def pairs(found: Items[JointSuggestion]) -> dict[tuple[str, str], JointSuggestion]:
    return {(each.source.id, each.target.id): each for each in found.items}


# ------------------------------------------------------------ the sample


@pytest.mark.parametrize("chain", [None, "NEV", "GANG", "JADE"])
async def test_every_suggestion_of_the_sample_holds(sample_store: Store, chain: str | None) -> None:
    found = await ask(sample_store, chain, limit=60)
    assert found.items
    await check(sample_store, found, AS_OF)
    paths = [ground.path for each in found.items for ground in each.grounds]
    assert found.sources == await stating(sample_store, paths)


async def test_best_of_the_sample(sample_store: Store) -> None:
    nev, gang, jade = [pairs(await ask(sample_store, c, 5)) for c in ("NEV", "GANG", "JADE")]
    assert [*nev][:4] == [
        ("O-NEV-B16", "O-NEV-J1"),
        ("O-NEV-B10", "S029"),
        ("O-NEV-B10", "S030"),
        ("O-NEV-B06", "O-NEV-J1"),
    ]
    taken = nev["O-NEV-B10", "S029"]
    assert (taken.form, taken.closes) == ("联合党支部", ["CH-02", "PO-03"])
    assert [*gang][:3] == [("O-GANG", "U05"), ("O-GANG", "U03"), ("O-GANG", "U04")]
    assert [*jade][:2] == [("O-JADE", "U08"), ("O-JADE", "U09")]
    assert "经济学" in jade["O-JADE", "U09"].reasons[0]


async def test_an_ended_link_may_be_built_anew(sample_store: Store) -> None:
    found = pairs(await ask(sample_store, "NEV"))
    assert ("O-NEV-B06", "O-NEV-B16") in found, "终止 since 2025"
    assert ("O-NEV-B01", "O-NEV-B02") not in found
    assert not [p for p in found if "O-NEV-T1" in p], "a temporary branch"
    assert not [p for p in found if "S028" in p], "membership moves there first: PO-02"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("O-NEV-B01", "O-NEV-B02", "已有联建共建"),
        ("O-NEV", "O-NEV-B02", "上下级"),
        ("O-NEV-B01", "O-NEV-B01", "同一个组织"),
        ("O-NEV-T1", "O-NEV-B02", "临时党支部"),
        ("O-NEV-B01", "O-JADE-B01", "不在同一条产业链"),
        ("O-NEV-B10", "S001", "不在可吸收之列"),
        ("O-NEV-J1", "S029", "一般上限"),
        ("O-GANG-F1", "O-GANG-F2", "统筹协调"),
        ("NEV", "O-NEV", "只在党组织之间"),
        ("U01", "U02", "只在党组织之间"),
    ],
)
async def test_why_not_names_what_excludes(
    sample_store: Store, one: str, other: str, told: str
) -> None:
    answer = await why(sample_store, one, other)
    assert not answer.proposed and answer.rank is None
    assert told in "；".join(answer.excluded) and told in answer.why


async def test_why_not_ranks_what_is_not_excluded(sample_store: Store) -> None:
    found = await ask(sample_store, limit=12)
    last = found.items[-1]
    answer = await why(sample_store, last.target.id, last.source.id)
    assert (answer.rank, answer.proposed, answer.score) == (12, False, last.score)
    assert answer.source == last.source, "in whichever order they are named"
    assert "第 12 位" in answer.why and len(answer.reasons) == len(WEIGHTS)
    assert (await why(sample_store, last.target.id, last.source.id, limit=12)).proposed
    assert [r.found for r in answer.reasons if r.found] == last.reasons
    nothing = await why(sample_store, "O-GANG-B1", "工信部门")
    assert not nothing.excluded and nothing.rank is None and nothing.why.startswith("理由不足")
    assert all(reason.found is None for reason in nothing.reasons)


async def test_unknown_chain_is_told(store: Store) -> None:
    await settle(store, town.fixed())
    with pytest.raises(NotFound):
        await ask(store, "飞机")
    assert (await ask(store, "C2")).why.startswith("没有值得新建")


# ------------------------------------------------------------ each reason by itself


def branches(*ids: str) -> Town:
    """Branches of one chain, each with an enterprise of its own: O1 covers E1."""
    made = Town()
    made.add("Chain", "C")
    for number, id in enumerate(ids, 1):
        made.add("PartyOrg", id, kind="党支部", functional=False)
        made.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C"))
        made.firm(f"E{number}", operating=True, surveyed=True, formal_affiliated=5)
        made.link(("PartyOrg", id), "COVERS", ("Enterprise", f"E{number}"), mode="单独")
    return made


def segments(made: Town, *orders: int) -> None:
    """A segment S1, S2 … for each enterprise, of these orders in the chain."""
    for number, order in enumerate(orders, 1):
        made.add("Segment", f"S{number}", position="中游", order=order)
        made.link(("Segment", f"S{number}"), "IN_CHAIN", ("Chain", "C"))
        made.link(("Enterprise", f"E{number}"), "AT", ("Segment", f"S{number}"))


def known_supply(made: Town) -> None:
    made.link(("Enterprise", "E2"), "SUPPLIES", ("Enterprise", "E1"))


def products_feed(made: Town) -> None:
    for number in (1, 2):
        made.add("Product", f"P{number}")
        made.link(("Enterprise", f"E{number}"), "MAKES", ("Product", f"P{number}"))
    made.link(("Product", "P2"), "FEEDS", ("Product", "P1"))


def same_segment(made: Town) -> None:
    segments(made, 1)
    made.link(("Enterprise", "E2"), "AT", ("Segment", "S1"))


def neighbouring_segments(made: Town) -> None:
    segments(made, 1, 2)


def same_place(made: Town) -> None:
    made.add("Region", "R", level="园区")
    made.link(("PartyOrg", "O1"), "LOCATED_IN", ("Region", "R"))
    made.link(("Enterprise", "E2"), "LOCATED_IN", ("Region", "R"))


def need_meets_answer(made: Town) -> None:
    made.add("Discipline", "430")
    made.add("Need", "N", kind="技术")
    made.add("Offer", "F", kind="专利")
    made.link(("Enterprise", "E1"), "HAS_NEED", ("Need", "N"))
    made.link(("Need", "N"), "RELATES_TO", ("Discipline", "430"))
    made.link(("Enterprise", "E2"), "OFFERS", ("Offer", "F"))
    made.link(("Offer", "F"), "RELATES_TO", ("Discipline", "430"))


def handles_orders(made: Town) -> None:
    made.add("Order", "W1", category="物流")
    made.link(("Enterprise", "E1"), "RAISES", ("Order", "W1"))
    made.link(("PartyOrg", "O2"), "HANDLES", ("Order", "W1"), role="主办")


@pytest.mark.parametrize(
    ("situation", "weight"),
    [
        (known_supply, 0.5),
        (products_feed, 0.4),
        (same_segment, 0.25),
        (neighbouring_segments, 0.15),
        (same_place, 0.2),
        (need_meets_answer, 0.5),
        (handles_orders, 0.3),
    ],
)
async def test_a_reason_between_two_branches(
    store: Store, situation: Callable[[Town], None], weight: float
) -> None:
    made = branches("O1", "O2")
    situation(made)
    await settle(store, made.changes)
    found = await ask(store)
    (only,) = found.items
    name = situation.__name__
    assert [(g.feature, g.weight) for g in only.grounds] == [(name, weight)]
    assert (only.source.id, only.target.id, only.form) == ("O1", "O2", "结对共建")
    await check(store, found, DAY)


async def test_one_lacks_what_the_other_has(store: Store) -> None:
    made = branches("O1", "O2")
    made.add("Region", "R", level="县")
    for id, has in (("O1", False), ("O2", True)):
        made.link(("PartyOrg", id), "LOCATED_IN", ("Region", "R"))
        made.observe("PartyOrg", id, "2026-01-01", has_committee=has)
    made.add("Resource", "V", "党员活动阵地")
    made.link(("PartyOrg", "O1"), "OFFERS", ("Resource", "V"))
    await settle(store, made.changes)
    (only,) = (await ask(store)).items
    features = ["same_place", "lacks_committee", "lacks_venue"]
    assert [g.feature for g in only.grounds] == features


async def test_a_county_alone_is_no_reason(store: Store) -> None:
    made = branches("O1", "O2")
    made.add("Region", "R", level="县")
    for id in ("O1", "O2"):
        made.link(("PartyOrg", id), "LOCATED_IN", ("Region", "R"))
    await settle(store, made.changes)
    assert not (await ask(store)).items
    assert (await why(store, "O1", "O2")).why.startswith("理由不足：得分 0.1")


async def test_committee_with_department_and_university(store: Store) -> None:
    made = branches("O1")
    segments(made, 1)
    made.add("PartyOrg", "O", kind="产业链党委", functional=True)
    made.link(("PartyOrg", "O"), "LEADS", ("Chain", "C"))
    made.add("Department", "D")
    made.link(("Department", "D"), "LEADS", ("Chain", "C"))
    made.add("Discipline", "430")
    made.add("Discipline", "460")
    made.add("University", "U")
    made.link(("University", "U"), "STRONG_IN", ("Discipline", "430"))
    made.link(("University", "U"), "COOPERATES", ("Enterprise", "E1"))
    made.link(("Segment", "S1"), "RELATES_TO", ("Discipline", "430"))
    made.add("Talent", "T", "示例人才")
    made.link(("Talent", "T"), "SERVES", ("Chain", "C"))
    made.link(("Talent", "T"), "RELATES_TO", ("Discipline", "460"))
    await settle(store, made.changes)
    found = await ask(store)
    features = {pair: [g.feature for g in s.grounds] for pair, s in pairs(found).items()}
    assert features == {
        ("O", "D"): ["leads_the_chain", "serves_the_chain"],
        ("O1", "U"): ["works_together", "expertise", "lacks_talent"],
        ("O", "U"): ["expertise", "lacks_talent"],
    }
    assert all(each.form == "结对共建" for each in found.items)
    assert not [each for each in found.items if "示例人才" in each.model_dump_json()]


# ------------------------------------------------------------ forms


async def test_three_at_one_segment_form_one_body(store: Store) -> None:
    made = branches("O1", "O2", "O3")
    segments(made, 1)
    for firm in ("E2", "E3"):
        made.link(("Enterprise", firm), "AT", ("Segment", "S1"))
    await settle(store, made.changes)
    found = await ask(store)
    assert forms(found) == {"功能型党组织": 3}
    assert "共有 3 个党组织" in found.items[0].why


async def test_two_small_branches_become_one(store: Store) -> None:
    made = branches("O1", "O2")
    same_place(made)
    for id in ("O1", "O2"):
        made.observe("PartyOrg", id, "2026-01-01", formal_members=2)
    await settle(store, made.changes)
    assert forms(await ask(store)) == {"联合党支部": 1}


@pytest.mark.parametrize(
    ("observed", "taken"),
    [
        ({"formal_affiliated": 2}, True),
        ({"formal_affiliated": 3}, False),
        ({"formal_affiliated": 0}, False),
        ({"formal_affiliated": 1, "formal_on_site": 3}, False),
        ({"formal_affiliated": 1, "surveyed": False}, False),
        ({"formal_affiliated": 1, "operating": False}, False),
        ({}, False),
    ],
)
async def test_whom_a_branch_can_take_in(
    store: Store, observed: dict[str, object], taken: bool
) -> None:
    made = branches("O1")
    made.firm("X", **{"operating": True, "surveyed": True, **observed})
    made.add("Region", "R", level="镇街")
    for firm in ("E1", "X"):
        made.link(("Enterprise", firm), "LOCATED_IN", ("Region", "R"))
    segments(made, 1)
    made.link(("Enterprise", "X"), "AT", ("Segment", "S1"))
    await settle(store, made.changes)
    found = await ask(store)
    assert [each.target.id for each in found.items] == ["X"] * taken
    if taken:
        assert (found.items[0].form, found.items[0].closes) == ("联合党支部", ["PO-03"])


def beside(county: str | None, order: int) -> Town:
    """A branch at S1 in the county R1; a firm X at S1 or at the next segment, there or not."""
    made = branches("O1")
    made.firm("X", operating=True, surveyed=True, formal_affiliated=1)
    for id, name in (("R1", "甲县"), ("R2", "乙县")):
        made.add("Region", id, name, level="县")
    made.link(("Enterprise", "E1"), "LOCATED_IN", ("Region", "R1"))
    if county:
        made.link(("Enterprise", "X"), "LOCATED_IN", ("Region", county))
    segments(made, 1)
    made.add("Segment", "S2", position="中游", order=2)
    made.link(("Segment", "S2"), "IN_CHAIN", ("Chain", "C"))
    made.link(("Enterprise", "X"), "AT", ("Segment", f"S{order}"))
    return made


@pytest.mark.parametrize(
    ("county", "order", "told"),
    [
        ("R1", 1, "同在“甲县”，同处“环节S1”环节"),
        ("R1", 2, "同在“甲县”，“环节S1”与“环节S2”是相邻环节"),
        (None, 1, "同处“环节S1”环节（所属县（市、区）未填，先核对是否相邻）"),
        (None, 2, None),
        ("R2", 1, None),
        ("R2", 2, None),
    ],
)
async def test_a_branch_takes_in_whom_the_plan_would_let_join(
    store: Store, county: str | None, order: int, told: str | None
) -> None:
    """One condition for the form, its reason, what it closes, why not and the closing plan."""
    await settle(store, beside(county, order).changes)
    (found,) = (await ask(store)).items
    answer = await why(store, "O1", "X")
    (looked,) = [each.found for each in answer.reasons if each.feature == "takes_in"]
    if told is None:
        assert (found.form, found.closes, looked) == ("结对共建", [], None)
        assert found.why.startswith("不宜由该党支部吸收")
    else:
        closed = ["CH-02", "PO-03"] if order == 2 else ["PO-03"]  # nobody is organised at S2
        assert (found.form, found.closes) == ("联合党支部", closed)
        assert found.why.endswith(told) and looked is not None and looked.endswith(told)
    await check(store, await ask(store), DAY)


def forms(found: Items[JointSuggestion]) -> Counter[Form]:
    return Counter(each.form for each in found.items)


# ------------------------------------------------------------ scale and both engines


async def test_the_pairs_compared_grow_with_the_organisations(store: Store) -> None:
    compared = []
    for many in (40, 80):
        made = branches(*(f"O{number:03}" for number in range(many)))
        segments(made, 1)
        for number in range(2, many + 1):
            made.link(("Enterprise", f"E{number}"), "AT", ("Segment", "S1"))
        await settle(store, made.changes)
        known: City = await city(store, DAY)
        compared.append(len([*known.pairs()]))
        assert compared[-1] <= MOST_EACH * many
    assert compared[1] == 2 * compared[0]


@settings(
    max_examples=cases(5, 15),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(changes=town.towns())
async def test_engines_agree_on_random_towns(neo4j_url: str, changes: Changes) -> None:
    await agree(neo4j_url, changes)


async def test_engines_agree_on_the_fixed_town(neo4j_url: str) -> None:
    await agree(neo4j_url, town.fixed())


async def test_engines_agree_on_the_sample(neo4j_url: str) -> None:
    answers = []
    for url in ("arcade:", neo4j_url):
        async with opened(url) as store:
            answers.append((await ask(store)).model_dump())
    assert answers[0] == answers[1]


async def agree(neo4j_url: str, changes: Changes) -> None:
    """The same answers in the same order, all of which hold."""
    answers = []
    for url in ("arcade:", neo4j_url):
        async with open_store(url, timeout=20) as store:
            await store.write([town.EMPTY])
            await store.define(SCHEMA)
            await settle(store, changes)
            found = await ask(store)
            await check(store, found, DAY)
            answers.append((found, await every_why(store, changes)))
    assert answers[0] == answers[1]


async def every_why(store: Store, changes: Changes) -> list[WhyNot]:
    """Why not, for each organisation with each that it could pair with."""
    labels = ("PartyOrg", "University", "Enterprise")
    nodes = [(k, n["id"], n["name"]) for k in labels for n in changes.new_nodes.get(k, ())]
    refs = [Ref(label=label, id=str(id), name=str(name)) for label, id, name in nodes]
    one = refs[0]
    return [await why_not(store, one, other, as_of=DAY) for other in refs[:8]]


def test_a_pair_begins_with_a_party_organisation() -> None:
    org, university = ("PartyOrg", "O"), ("University", "U")
    assert ordered(university, org) == ordered(org, university) == (org, university)
    assert ordered(("PartyOrg", "P"), org) == (org, ("PartyOrg", "P"))
    assert ordered(university, university) is None


def test_score_adds_and_stays_below_one() -> None:
    assert score_of([]) == 0
    assert score_of([0.5, 0.5]) == 0.75
    assert score_of([0.5] * 5) < 1
    assert all(feature.__doc__ and 0 < weight < 1 for feature, weight in WEIGHTS.items())


# ------------------------------------------------------------ the front door


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"arcade:{tmp_path_factory.mktemp('links')}/graph"
    ingested = ["ingest", str(sample_folder()), "--yes", "--store", url]
    assert CliRunner().invoke(app, ingested).exit_code == 0
    return url


def test_command_and_route_give_the_same(graph: str) -> None:
    day = ["--as-of", AS_OF, "--store", graph]
    asked = ["links", "--suggest", "--chain", "NEV", "--limit", "3", *day]
    told = CliRunner().invoke(app, [*asked, "--json"])
    answer: Items[JointSuggestion] = Items[JointSuggestion].model_validate_json(told.stdout)
    for lang, heading in (("zh", "值得新建的联建共建"), ("en", "Links worth building")):
        assert heading in CliRunner().invoke(app, [*asked, "--lang", lang]).stdout
    with running(graph) as client:
        url = f"/v1/links/suggestions?chain=NEV&as_of={AS_OF}&limit=2"
        first = client.get(url).json()
        second = client.get(f"{url}&cursor={first['next']}").json()
        assert client.get("/v1/links/suggestions?chain=飞机").status_code == 404
    assert {"from", "to", "score", "reasons", "path"} <= first["items"][0].keys()
    listed = [JointSuggestion(**each) for each in (*first["items"], *second["items"])]
    assert listed[:3] == answer.items
    assert first["total"] == answer.total


def test_why_not_is_shown(graph: str) -> None:
    asked = ["links", "--why-not", "O-NEV-B01", "O-NEV-B02", "--as-of", AS_OF, "--store", graph]
    shown = CliRunner().invoke(app, [*asked, "--lang", "zh"])
    assert shown.exit_code == 0 and "不建议：双方已有联建共建关系" in shown.stdout
    told = CliRunner().invoke(app, [*asked, "--json"])
    assert not WhyNot.model_validate_json(told.stdout).proposed
    unknown = ["links", "--why-not", "O-NEV-B01", "nobody", "--store", graph]
    assert CliRunner().invoke(app, unknown).exit_code == 5


def test_the_page_tells_the_weights() -> None:
    page = (Path(__file__).parents[1] / "docs" / "links.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S+) \| .* \| ([\d.]+) \|$", page, re.MULTILINE)
    told = [((f.__doc__ or "").partition("：")[0], str(weight)) for f, weight in WEIGHTS.items()]
    assert rows == told
