"""The closing plan: the sample, brute force on small cases, pins and forbids, and that the rules
which found the gaps find them closed."""

import asyncio
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from api.cli import app
from api.cli.plan_tables import show_closing
from bench import closing as bench
from graph import Store
from graph.errors import Ambiguous, InputError, NotFound
from queries import packs, rulefiles
from queries.answers import Ref
from queries.closing import ClosingPlan, Wish, assignment, closing_plan, joint
from queries.closing.assignment import Demand, Duty
from queries.closing.costs import costs
from queries.closing.joint import Joint, Problem, Seat
from queries.closing.nearness import Nearness, Regions, Segments
from queries.closing.situation import Cadre, Unit
from queries.packs import Pack
from queries.rules import findings
from tests.conftest import AS_OF
from tests.graphs import table, take
from tests.samples import fill
from tests.service import running
from tests.town import DAY, settle, small_town
from visualize import terms

pytestmark = pytest.mark.anyio

OURS = rulefiles.load()
COSTS = costs()
KNOWN = {"operating": True, "surveyed": True}
NOBODY = {**KNOWN, "formal_affiliated": 0, "formal_on_site": 0, "has_instructor": False}
BARE = {**NOBODY, "has_union": False, "has_league": False}
NEARNESS = Nearness(
    Regions(
        [
            {"id": "city", "name": "市", "level": "市", "parents": []},
            {"id": "c1", "name": "甲县", "level": "县", "parents": ["city"]},
            {"id": "c2", "name": "乙县", "level": "县", "parents": ["city"]},
            {"id": "t1", "name": "一镇", "level": "镇街", "parents": ["c1"]},
            {"id": "t2", "name": "二镇", "level": "镇街", "parents": ["c1"]},
        ]
    ),
    Segments(
        [
            {"id": f"s{n}", "name": f"环节{n}", "order": n, "chains": ["k"], "feeds": []}
            for n in range(4)
        ]
    ),
)


def unit(id: str, place: str, segment: str, members: int = 0, *partners: str) -> Unit:
    ref = Ref(label="Enterprise", id=id, name=id)
    return Unit(
        ref,
        regions=frozenset([place]),
        segments=frozenset([segment]),
        chains=frozenset(["k"]),
        partners=frozenset(partners),
        members=members,
    )


# ------------------------------------------------------------ joint branches against brute force


def partitions(units: Sequence[Unit]) -> Iterator[list[list[Unit]]]:
    """Every way to put units into groups."""
    if not units:
        yield []
        return
    first, *rest = units
    for count in range(len(rest) + 1):
        for others in itertools.combinations(rest, count):
            left = [u for u in rest if u not in others]
            for groups in partitions(left):
                yield [[first, *others], *groups]


def group_cost(problem: Problem, group: Sequence[Unit]) -> int | None:
    """What a group of units costs at its best seat, a branch that exists among them; None when it
    cannot be."""
    if any(pair <= {u.id for u in group} for pair in problem.apart):
        return None
    options = [seated(problem, group, seat) for seat in group]
    options += [joined(problem, group, seat) for seat in problem.seats]
    return min((cost for cost in options if cost is not None), default=None)


def seated(problem: Problem, group: Sequence[Unit], seat: Unit) -> int | None:
    if not 2 <= len(group) <= problem.most or sum(u.members for u in group) < problem.least:
        return None
    others = [u for u in group if u is not seat]
    if not all(joint.may_share(u, seat, problem.nearness) for u in others):
        return None
    bringing = (joint.bringing(u, seat, problem.nearness, problem.costs) for u in others)
    return problem.costs.found.joint + sum(bringing)


def joined(problem: Problem, group: Sequence[Unit], seat: Seat) -> int | None:
    if len(group) > seat.room or any((u.id, seat.id) in problem.barred for u in group):
        return None
    total = 0
    for each in group:
        near = [a for a in seat.units if joint.may_share(each, a, problem.nearness)]
        if not near:
            return None
        total += seat.join + min(
            joint.bringing(each, a, problem.nearness, problem.costs) for a in near
        )
    return total


def brute_force(problem: Problem, banned: Iterable[str] = ()) -> int:
    """The least cost of all partitions; a seat takes one group. Without the group `banned`."""
    refused = frozenset(banned)
    best = None
    for groups in partitions(problem.units):
        options = [[*choices(problem, group, refused)] for group in groups]
        for picked in itertools.product(*options):
            seats = [seat for seat, _ in picked if seat]
            if len(seats) == len(set(seats)):
                cost = sum(cost for _, cost in picked)
                best = cost if best is None else min(best, cost)
    assert best is not None, "everybody can be left"
    return best


def choices(
    problem: Problem, group: Sequence[Unit], refused: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """What may become of a group: left, a branch of its own, or into a branch that exists."""
    if len(group) == 1:
        yield "", problem.costs.open[group[0].severity]
    if any(pair <= {u.id for u in group} for pair in problem.apart):
        return
    own = [seated(problem, group, seat) for seat in group]
    if refused != {u.id for u in group}:
        yield from (("", cost) for cost in own if cost is not None)
    for seat in problem.seats:
        if (cost := joined(problem, group, seat)) is not None:
            yield seat.id, cost


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    size = draw(st.integers(1, 7))
    least = draw(st.sampled_from([3, 3, 3, 2, 4]))
    units = [
        unit(
            f"E{n}",
            draw(st.sampled_from(["t1", "t1", "t2", "c1", "c2"])),
            draw(st.sampled_from(["s0", "s0", "s1", "s3"])),
            draw(st.integers(1, least - 1)),
        )
        for n in range(size)
    ]
    pairs = [frozenset(pair) for pair in itertools.combinations([u.id for u in units], 2)]
    apart = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    seats = [
        Seat("O1", (unit("X", "t1", "s1"),), draw(st.integers(1, 2)), 0, COSTS.found.join)
        for _ in range(draw(st.integers(0, 1)))
    ]
    most = draw(st.sampled_from([2, 3, 5]))
    barred = frozenset({("E0", "O1")} if draw(st.booleans()) else set())
    return Problem(units, seats, NEARNESS, COSTS, least, most, frozenset(apart), barred)


@given(problems())
@settings(max_examples=200, deadline=None)
def test_joint_branches_cost_what_brute_force_finds(problem: Problem) -> None:
    found = joint.solve(problem, time_limit=30)
    assert found.cost == found.bound == brute_force(problem)
    check_groups(problem, found)
    for group in found.groups:
        if group.seat in {u.id for u in group.units}:
            without = brute_force(problem, [u.id for u in group.units])
            assert group.rise == without - found.cost


@given(problems())
@settings(max_examples=100, deadline=None)
def test_without_time_the_answer_is_poorer_and_still_one(problem: Problem) -> None:
    found = joint.solve(problem, time_limit=0)
    assert found.bound <= found.cost
    check_groups(problem, found)


def check_groups(problem: Problem, found: Joint) -> None:
    """Every unit is somewhere, once; every group may be, and costs what it says."""
    placed = [u.id for group in found.groups for u in group.units]
    assert sorted([*placed, *(u.id for u in found.left)]) == sorted(u.id for u in problem.units)
    seats = {seat.id: seat for seat in problem.seats}
    for group in found.groups:
        if group.seat in seats:
            assert joined(problem, group.units, seats[group.seat]) == group.cost
        else:
            (seat,) = [u for u in group.units if u.id == group.seat]
            assert seated(problem, group.units, seat) == group.cost
        assert not any(pair <= {u.id for u in group.units} for pair in problem.apart)
    cost = sum(group.cost for group in found.groups)
    assert found.cost == cost + sum(problem.costs.open[u.severity] for u in found.left)


def test_two_thousand_enterprises_form_valid_groups() -> None:
    problem = bench.problem(2000, counties=40)
    found = joint.solve(problem, time_limit=20, overrides=False)
    check_groups(problem, found)
    assert 0 <= 1 - found.bound / found.cost < 0.2, "the bound is a tight one"


def test_who_supplies_whom_are_neighbours() -> None:
    far = [unit("A", "t1", "s0", 2, "B"), unit("B", "t2", "s3", 2, "A")]
    problem = Problem(far, [], NEARNESS, COSTS, 3, 5)
    (group,) = joint.solve(problem, time_limit=5).groups
    assert [u.id for u in group.units] == ["A", "B"]
    strangers = [unit("A", "t1", "s0", 2), unit("B", "t2", "s3", 2)]
    assert not joint.solve(Problem(strangers, [], NEARNESS, COSTS, 3, 5), time_limit=5).groups


# ------------------------------------------------------------ instructors against brute force


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    places, fields = st.sampled_from(["t1", "t2", "c2"]), st.sampled_from(["s0", "s1", "s3"])
    demands = [
        Demand(
            unit(f"E{n}", draw(places), draw(fields)),
            COSTS.leaving(draw(st.sampled_from(["high", "medium"])), draw(st.booleans())),
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    ids = [demand.unit.id for demand in demands]
    cadres = [
        Cadre(
            key=f"K{n}",
            ref=Ref(label="Cadre", id=f"L{n}", name=f"L{n}"),
            role=draw(st.sampled_from(["挂点领导", "党员服务专员"])),
            links=(f"L{n}",),
            places=draw(st.integers(0, 2)),
            regions=frozenset([draw(places)]),
            chains=frozenset(["k"]),
            served=frozenset(draw(st.lists(st.sampled_from(ids), max_size=2))),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    pairs = [(id, cadre.key) for id in ids for cadre in cadres]
    barred = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    return Duty(demands, cadres, NEARNESS, COSTS, frozenset(barred))


def cheapest_service(duty: Duty) -> int:
    """The least cost of all assignments."""
    options = [[None, *duty.cadres] for _ in duty.demands]
    return min(
        total
        for picked in itertools.product(*options)
        if (total := service_cost(duty, picked)) is not None
    )


def service_cost(duty: Duty, picked: Sequence[Cadre | None]) -> int | None:
    total = 0
    load: dict[str, int] = {}
    for demand, cadre in zip(duty.demands, picked, strict=True):
        if cadre is None:
            total += demand.leaving
            continue
        load[cadre.key] = load.get(cadre.key, 0) + 1
        if load[cadre.key] > cadre.places or (demand.unit.id, cadre.key) in duty.barred:
            return None
        total += assignment.serving(duty, demand.unit, cadre)
    return total


@given(duties())
@settings(max_examples=200, deadline=None)
def test_service_costs_what_brute_force_finds(duty: Duty) -> None:
    found = assignment.solve(duty, time_limit=30)
    assert found.cost == found.bound == cheapest_service(duty)
    by_unit = {service.unit.id: service.cadre for service in found.services}
    picked = [by_unit.get(demand.unit.id) for demand in duty.demands]
    assert service_cost(duty, picked) == found.cost
    for service in found.services:
        pair = (service.unit.id, service.cadre.key)
        without = Duty(duty.demands, duty.cadres, NEARNESS, COSTS, frozenset([*duty.barred, pair]))
        assert service.rise == cheapest_service(without) - found.cost


def test_many_enterprises_are_served_at_a_proved_optimum() -> None:
    found = assignment.solve(bench.duty(150, 20), time_limit=60)
    assert found.cost == found.bound
    assert len(found.services) == 60, "every place is taken"


# ------------------------------------------------------------ the sample


async def plan(store: Store, **options: Any) -> ClosingPlan:
    return await closing_plan(store, OURS, **{"as_of": AS_OF, **options})


def by_action(made: ClosingPlan) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for step in made.items:
        found.setdefault(step.action, []).append([ref.id for ref in step.subjects])
    return found


async def test_sample(sample_store: Store) -> None:
    made = await plan(sample_store, chain="NEV")
    found = by_action(made)
    assert found["单独组建"] == [["S027"], ["S035"]]
    assert found["转入组织关系"] == [["S028"]]
    assert found["组建联合党支部"] == [["S029", "S030"]]
    assert found["选派党建指导员"] == [["S031"], ["S032"], ["S034"]]
    assert made.optimal and made.bound == made.cost and made.gap == 0
    assert made.raised == []
    left = {each.rule: each.count for each in made.open_after}
    assert not {"PO-01", "PO-03", "WO-01", "WO-02"} & left.keys()
    assert left["PO-02"] == 1, "members decide themselves"
    branch = next(step for step in made.items if step.action == "组建联合党支部")
    assert branch.closes == ["PO-03"] and branch.by == "2027-02-22"
    assert "2＋1＝3人" in branch.why and "肇庆高新技术产业开发区" in branch.why
    assert branch.override is not None and branch.override.cost == 190
    assert branch.basis[0].article == "第五条"
    instructed = next(s for s in made.items if s.subjects[0].id == "S032")
    assert instructed.closes == ["WO-01", "WO-02"]
    assert made.cost == sum(step.cost for step in made.items) + made.left


async def test_gaps_of_other_chains_are_not_left_open(sample_store: Store) -> None:
    found = await findings(sample_store, OURS, as_of=AS_OF, chain="GANG")
    made = await plan(sample_store, chain="GANG")
    assert made.items == [] and made.closed_besides == []
    assert {each.rule: each.count for each in made.open_after} == Counter(
        each.rule for each in found.items
    )


async def test_what_no_step_was_made_for_and_is_gone_is_told(sample_store: Store) -> None:
    made = await plan(sample_store, chain="NEV")
    found = await findings(sample_store, OURS, as_of=AS_OF, chain="NEV")
    before = Counter(each.rule for each in found.items)
    left = {each.rule: each.count for each in made.open_after}
    gone = {each.rule: each.count for each in made.closed_besides}
    assert gone["CH-02"] == before["CH-02"] - left["CH-02"] == 2
    assert not gone.keys() & {id for step in made.items for id in step.closes}


async def test_a_rule_that_the_engine_refuses_changes_no_plan(
    sample_store: Store, tmp_path: Path
) -> None:
    own = (rulefiles.FOLDER / "CH-08.cypher").read_text(encoding="utf-8")
    wrong = own.replace('"CH-08"', '"XX-01"').replace(" AS id,", " AS id")
    (tmp_path / "own.cypher").write_text(wrong, encoding="utf-8")
    known = rulefiles.load((rulefiles.FOLDER, tmp_path))
    suppressor = next(rule for rule in known if rule.id == "XX-01")
    known = [
        rule.model_copy(update={"suppressors": (*rule.suppressors, suppressor)}) for rule in known
    ]
    made = await closing_plan(sample_store, known, as_of=AS_OF, chain="NEV")
    assert made == await plan(sample_store, chain="NEV")
    assert made.open_after, "the other rules were asked within the trial"


async def test_nothing_of_the_plan_stays_in_the_graph(sample_store: Store) -> None:
    count = "MATCH (n) RETURN count(n) AS n"
    before = await sample_store.read(count)
    await plan(sample_store, chain="NEV")
    assert await sample_store.read(count) == before


async def test_no_name_of_a_cadre_is_told(sample_store: Store) -> None:
    told = (await plan(sample_store)).model_dump_json()
    rows = await sample_store.read("MATCH (k:Cadre) RETURN k.id AS id, k.name AS name")
    assert rows and not [row for row in rows if row["name"] in told or f'"{row["id"]}"' in told]


FIRM = "编号 名称 所处环节 所属县区 所属镇街 是否摸排 经营状态 数据日期 组织关系在本单位正式党员数"
CHAIN = ("产业链编号 产业链名称", "K 甲产业链")
PARTS = ("编号 名称 位置 顺序 所属产业链", "S1 零件 上游 1 K", "S9 整机 下游 9 K")


async def towns(store: Store, folder: Path, *firms: str) -> ClosingPlan:
    """The plan of enterprises that were ingested without a table of regions."""
    chain, parts = table(folder / "链.csv", *CHAIN), table(folder / "环节.csv", *PARTS)
    rows = [firm.replace("*", "是 在营 2026-01-01") for firm in firms]
    report = await take(store, chain, parts, table(folder / "企业.csv", FIRM, *rows))
    assert not report.rejects, report.rejects
    return await plan(store)


async def test_the_county_in_words_is_enough_to_be_near(store: Store, tmp_path: Path) -> None:
    made = await towns(
        store, tmp_path, "A 甲 S1 四会市 - * 2", "B 乙 S1 四会市 大沙镇 * 1", "C 丙 S1 高要区 - * 2"
    )
    assert by_action(made)["组建联合党支部"] == [["A", "B"]]
    step = next(each for each in made.items if each.action == "组建联合党支部")
    assert "同在四会市" in step.why
    (alone,) = made.unjoined
    assert [ref.id for ref in alone.subjects] == ["C"] and "同一县（市、区）" in alone.why


@pytest.mark.parametrize(("state", "joins"), [("正常", True), ("已撤销", False)])
async def test_a_branch_that_was_revoked_takes_nobody(
    store: Store, tmp_path: Path, state: str, joins: bool
) -> None:
    """What it says of itself changes with time, so it stands in its observation."""
    rows = ("A 甲 S1 四会市 - * 2", "B 乙 S1 四会市 - * 1", "C 丙 S1 四会市 - * 2")
    await towns(store, tmp_path, *rows)
    header = "编号 党组织全称 类别 覆盖企业 运行状态 数据日期"
    branch = table(tmp_path / "党组织.csv", header, f"O 联合支部 联合党支部 B、C {state} 2026-01")
    assert not (await take(store, branch)).rejects
    made = await plan(store)
    assert ("并入联合党支部" in by_action(made)) is joins


async def test_towns_of_one_name_in_two_counties_are_two(store: Store, tmp_path: Path) -> None:
    rows = ("A 甲 S1 四会市 城关镇 * 2", "B 乙 S1 高要区 城关镇 * 2")
    made = await towns(store, tmp_path, *rows)
    assert "组建联合党支部" not in by_action(made)
    assert [ref.id for ref in made.unjoined[0].subjects] == ["A", "B"]


async def test_a_word_that_is_the_name_of_a_region_means_it(store: Store, tmp_path: Path) -> None:
    """One firm came with the code, the other before anybody listed the regions."""
    await towns(store, tmp_path, "A 甲 S1 四会市 - * 2")
    regions = table(tmp_path / "区域.csv", "编号 名称 级别", "441284 四会市 县")
    await take(store, regions)
    made = await towns(store, tmp_path / "后", "B 乙 S1 441284 - * 2")
    assert by_action(made)["组建联合党支部"] == [["A", "B"]]


async def test_a_plan_says_why_it_joins_nobody(store: Store, tmp_path: Path) -> None:
    """Unknown is not far: what is missing is named, and what to fill in."""
    made = await towns(
        store,
        tmp_path,
        "A 甲 S1 - - * 2",
        "B 乙 S1 - - * 2",
        "C 丙 - 四会市 - * 2",
        "D 丁 S9 四会市 - * 1",
        "E 戊 S9 四会市 - * 1",
        "F 己 S1 四会市 - * 1",
    )
    assert "组建联合党支部" not in by_action(made)
    told = {tuple(ref.id for ref in each.subjects): each.why for each in made.unjoined}
    assert "所在区域未知" in told["A", "B"] and "所属县（市、区）" in told["A", "B"]
    assert "所处环节未知" in told["C",]
    assert "正式党员合计须满3人" in told["D", "E"]
    assert "没有环节相同" in told["F",]
    with Console(file=io.StringIO(), width=200) as console:
        show_closing(console, made, "zh", {})
    assert "所在区域未知" in console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("firms", "told"),
    [
        pytest.param(
            ("A 甲 S1 四会市 - * 2", "B 乙 S2 四会市 - * 1"), {"A": "顺序", "B": "顺序"}, id="both"
        ),
        pytest.param(
            ("A 甲 S1 四会市 - * 2", "B 乙 S2 高要区 - * 1"),
            {"A": "没有环节相同", "B": "没有环节相同"},
            id="far, so that no order would help",
        ),
        pytest.param(
            ("A 甲 S1 四会市 - * 1", "B 乙 S1 四会市 - * 1", "C 丙 S2 四会市 - * 1"),
            {"A": "须满3人", "B": "须满3人", "C": "顺序"},
            id="too few of one segment",
        ),
    ],
)
async def test_segments_without_an_order_are_not_said_to_be_apart(
    store: Store, tmp_path: Path, firms: Sequence[str], told: Mapping[str, str]
) -> None:
    """Nobody knows whether they are neighbours; with the order told they are."""
    header = "编号 名称 位置 所属产业链"
    parts = table(tmp_path / "环节.csv", header, "S1 零件 上游 K", "S2 整机 下游 K")
    rows = [firm.replace("*", "是 在营 2026-01-01") for firm in firms]
    chain = table(tmp_path / "链.csv", *CHAIN)
    report = await take(store, chain, parts, table(tmp_path / "企业.csv", FIRM, *rows))
    assert not report.rejects, report.rejects
    why = {ref.id: each.why for each in (await plan(store)).unjoined for ref in each.subjects}
    assert {id for id, words in told.items() if words in why[id]} == set(told), why
    near = "没有环节相同" not in "".join(told.values())
    assert all(("顺序" in words) == near for words in why.values()), why
    ordered = ("编号 名称 位置 顺序 所属产业链", "S1 零件 上游 1 K", "S2 整机 下游 2 K")
    assert not (await take(store, table(tmp_path / "补.csv", *ordered))).rejects
    assert ("组建联合党支部" in by_action(await plan(store))) == near


@pytest.mark.parametrize(
    ("firm", "told"),
    [
        pytest.param("B 乙 S1 四会市 - * 5", "商请同地、环节相同或相邻的“乙支部”吸收", id="near"),
        pytest.param("B 乙 S1 - 大沙镇 * 5", "商请同环节的“乙支部”吸收", id="its county unknown"),
        pytest.param("B 乙 S1 高要区 - * 5", "", id="of another county"),
        pytest.param("B 乙 S9 四会市 - * 5", "", id="of a far segment"),
    ],
)
async def test_who_could_take_in_those_whom_the_plan_leaves(
    store: Store, tmp_path: Path, firm: str, told: str
) -> None:
    await towns(store, tmp_path, "A 甲 S1 四会市 - * 2", firm)
    header = "编号 党组织全称 类别 覆盖企业 数据日期"
    branch = table(tmp_path / "党组织.csv", header, "O 乙支部 党支部 B 2026-01")
    assert not (await take(store, branch)).rejects
    (alone,) = (await plan(store)).unjoined
    assert [ref.id for ref in alone.subjects] == ["A"]
    assert told in alone.why and ("吸收" in alone.why) == bool(told), alone.why


SCRIPT = """
import asyncio, sys
from graph import open_store
from queries import rulefiles
from queries.closing import closing_plan
async def main():
    async with open_store(sys.argv[1], timeout=60) as store:
        print((await closing_plan(store, rulefiles.load(), as_of="2026-11-23")).model_dump_json())
asyncio.run(main())
"""


def test_same_answer_whatever_the_hash_seed(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    answers = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, url],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "1234")
    }
    assert len(answers) == 1


# ------------------------------------------------------------ pins and forbids on the sample


def wish(enterprise: str, other: str) -> Wish:
    return Wish(enterprise=enterprise, other=other, where=f"表.csv {enterprise} {other}")


async def test_pins_and_forbids_are_kept(sample_store: Store) -> None:
    made = await plan(
        sample_store,
        chain="NEV",
        pins=[wish("S031", "L010"), wish("S028", "S029")],
        forbids=[wish("S032", "L001"), wish("S030", "S029")],
    )
    served = {s.subjects[0].id: s for s in made.items if s.who and s.who.label == "Cadre"}
    pinned = served["S031"]
    assert pinned.who is not None and pinned.who.id == "L010"
    assert pinned.override is None and "由规划人员指定" in pinned.why
    other = served["S032"].who
    assert other is not None and other.id != "L001"
    assert by_action(made)["组建联合党支部"] == [["S028", "S029"]], "1 + 2 members"
    assert made.raised == []
    assert {o.rule: [r.id for r in o.subjects] for o in made.open_after}["PO-03"] == ["S030"]


async def test_enterprises_join_a_branch_that_exists(sample_store: Store) -> None:
    (branch, *_) = await sample_store.read(
        "MATCH (p:PartyOrg) WHERE p.kind = '联合党支部' RETURN p.id AS id ORDER BY id"
    )
    made = await plan(sample_store, chain="NEV", pins=[wish("S029", branch["id"])])
    step = next(s for s in made.items if s.action == "并入联合党支部")
    assert step.who is not None and step.who.id == branch["id"]
    assert [ref.id for ref in step.subjects] == ["S029"] and step.closes == ["PO-03"]


BAD: Mapping[str, tuple[list[Wish], list[Wish], type[Exception], str]] = {
    "pinned and forbidden": (
        [wish("S029", "S030")], [wish("S030", "S029")], InputError, "既被指定又被禁止"),
    "too few members": ([wish("S028", "S030")], [wish("S029", "S028"), wish("S029", "S030")],
                        InputError, "第五条"),
    "two cadres": ([wish("S031", "L001"), wish("S031", "L002")], [], InputError, "两名干部"),
    "more than his places": (
        [wish("S031", "L001"), wish("S032", "L001"), wish("S034", "L001")], [], InputError,
        "超过其余下的2家"),
    "unknown enterprise": ([wish("没有这家", "S030")], [], NotFound, "没有"),
    "unknown other": ([wish("S029", "L999")], [], NotFound, "联系编号"),
    "no gap to join a branch": ([wish("S029", "S001")], [], InputError, "没有联合组建缺口"),
    "no gap for an instructor": ([wish("S029", "L001")], [], InputError, "没有需要党建指导员"),
    "no joint branch": ([wish("S029", "O-NEV-B01")], [], InputError, "不是联合党支部"),
    "itself": ([wish("S029", "S029")], [], InputError, "自身"),
    "together by others": ([wish("S028", "S029"), wish("S029", "S030")], [wish("S028", "S030")],
                           InputError, "被禁止同组"),
    "forbids a name": ([], [wish("S029", "没有")], NotFound, "没有"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
async def test_bad_pins_are_refused_with_their_place(sample_store: Store, case: str) -> None:
    pins, forbids, error, words = BAD[case]
    with pytest.raises(error) as caught:
        await plan(sample_store, chain="NEV", pins=pins, forbids=forbids)
    assert words in str(caught.value)
    assert "表.csv" in str(caught.value)


async def test_force_keeps_what_breaks_a_rule_and_says_so(sample_store: Store) -> None:
    pins = [wish("S028", "S030")]
    forbids = [wish("S029", "S028"), wish("S029", "S030")]
    made = await plan(sample_store, chain="NEV", pins=pins, forbids=forbids, force=True)
    (step,) = [s for s in made.items if s.action == "组建联合党支部"]
    assert step.forced and "2人<3人" in step.why


# ------------------------------------------------------------ a town


async def test_union_where_no_instructor_is_left(store: Store) -> None:
    await settle(store, small_town({"A": BARE, "B": NOBODY | {"has_union": True}}).changes)
    made = await plan(store, as_of=DAY)
    assert by_action(made) == {"建立工会": [["A"]]}
    (step,) = made.items
    assert step.closes == ["WO-02"]
    assert {o.rule: o.count for o in made.open_after}["WO-01"] == 2
    assert made.left == 2 * COSTS.open["medium"] and made.raised == []


async def test_leader_or_officer_for_a_key_enterprise(store: Store) -> None:
    town = small_town({"A": {**KNOWN, "formal_affiliated": 5}, "B": {**KNOWN}})
    town.add("PartyOrg", "O1", kind="党支部", functional=False)
    town.link(("PartyOrg", "O1"), "COVERS", ("Enterprise", "A"), mode="单独")
    town.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"), role="链主")
    town.add("Cadre", "张三")
    town.link(("Cadre", "张三"), "ASSIGNED_TO", ("Enterprise", "B"), role="挂点领导")
    await settle(store, town.changes)
    made = await plan(store, as_of=DAY)
    assert by_action(made) == {"安排挂点领导": [["A"]]}
    assert made.items[0].closes == ["CH-04"]
    assert "张三" not in made.model_dump_json(), "who has no number goes by whom he serves"
    assert made.items[0].who is not None and made.items[0].who.id == "挂点领导@B"


async def test_rotation_and_places(store: Store) -> None:
    town = small_town({"A": NOBODY, "B": {**KNOWN}, "C": {**KNOWN}})
    for number, cadre in enumerate(("K1", "K2")):
        town.add("Cadre", cadre)
        served = ("Enterprise", "BC"[number])
        town.link(("Cadre", cadre), "ASSIGNED_TO", served, role="党建指导员", link_id=f"L{number}")
    ended = {"role": "党建指导员", "until": "2025"}
    town.link(("Cadre", "K1"), "ASSIGNED_TO", ("Enterprise", "A"), **ended)
    await settle(store, town.changes)
    made = await plan(store, as_of=DAY)
    (step,) = made.items
    assert step.who is not None and step.who.id == "L1", "K1 has served A before"
    assert step.override is not None and step.override.cost == COSTS.serve["again"]
    pinned = await plan(store, as_of=DAY, pins=[wish("A", "L0")])
    assert pinned.cost - made.cost == COSTS.serve["again"]


async def test_limit_of_units_is_that_of_the_pack(store: Store) -> None:
    members = {**KNOWN, "formal_affiliated": 1, "formal_on_site": 1}
    firms = {f"E{n}": members for n in range(7)}
    await settle(store, small_town(firms).changes)
    five = await plan(store, as_of=DAY)
    assert sorted(len(ids) for ids in by_action(five)["组建联合党支部"]) in ([3, 4], [2, 5])
    ten = Pack(name="x", version="1", zh="十家", parameters={"PO-04": {"most": 10}})
    wide = await plan(store, as_of=DAY, pack=ten)
    assert [len(ids) for ids in by_action(wide)["组建联合党支部"]] == [7]
    assert wide.raised == []
    pins = [wish("E0", f"E{n}") for n in range(1, 7)]
    warned = await plan(store, as_of=DAY, pins=pins)
    assert [f.rule for f in warned.raised] == ["PO-04"], "generally at most five: a warning"
    assert not any(step.forced for step in warned.items)


async def test_one_enterprise_to_two_branches_and_a_name_of_two(store: Store) -> None:
    members = {**KNOWN, "formal_affiliated": 1, "formal_on_site": 1}
    town = small_town({"A": members, "B": members, "C": {**KNOWN}, "D": {**KNOWN}})
    for id, covered in (("O1", "C"), ("O2", "D")):
        town.add("PartyOrg", id, kind="联合党支部", functional=False)
        town.link(("PartyOrg", id), "COVERS", ("Enterprise", covered), mode="联合")
    town.firm("F", "A公司")
    await settle(store, town.changes)
    with pytest.raises(InputError, match="两个党支部"):
        await plan(store, as_of=DAY, pins=[wish("A", "O1"), wish("A", "O2")])
    pins = [wish("A", "O1"), wish("B", "D"), wish("A", "B")]
    with pytest.raises(InputError, match="两个党支部"):
        await plan(store, as_of=DAY, pins=pins)
    with pytest.raises(Ambiguous):
        await plan(store, as_of=DAY, pins=[wish("A公司", "B")])


async def test_nothing_to_close(store: Store) -> None:
    await settle(store, small_town({}).changes)
    made = await plan(store, as_of=DAY)
    assert made.items == [] and made.cost == 0 and made.optimal
    assert made.why == "没有可由本方案销号的缺口" and made.staying == []


async def test_a_plan_of_enterprises_that_nobody_surveyed_says_so(store: Store) -> None:
    """An empty plan would else be taken for a chain in order."""
    unknown = {"operating": True, "surveyed": False}
    closed = {"operating": False, "surveyed": False}
    await settle(store, small_town({"A": unknown, "B": unknown, "C": closed}).changes)
    made = await plan(store, as_of=DAY)
    assert made.items == [] and made.staying == []
    assert made.why == "没有可由本方案销号的缺口；2 家在营企业未摸排，未作判断，请先摸排"


SERVED = {**KNOWN, "formal_affiliated": 0, "formal_on_site": 0, "has_instructor": True}


@pytest.mark.parametrize(
    ("cadres", "why"),
    [
        pytest.param({}, "尚未登记挂点领导、党员服务专员（“联系服务”表", id="nobody"),
        pytest.param({"capacity": 1}, "没有空余名额（每人的名额可在“干部”表", id="all serve"),
    ],
)
async def test_a_plan_without_steps_says_why_its_gaps_stay(
    store: Store, cadres: Mapping[str, int], why: str
) -> None:
    """They are what the plan is for, so that it cannot say that there are none."""
    town = small_town({"A": SERVED})
    town.link(("Enterprise", "A"), "AT", ("Segment", "S1"), role="链主")
    town.add("Cadre", "I", "某甲")  # without any cadre the rule is not judged
    if cadres:
        town.firm("Z", operating=True, surveyed=False)
        town.add("Cadre", "K", "某乙", **cadres)
        town.link(("Cadre", "K"), "ASSIGNED_TO", ("Enterprise", "Z"), role="挂点领导", link_id="1")
    await settle(store, town.changes)
    made = await plan(store, as_of=DAY)
    assert made.items == []
    (stuck,) = made.staying
    assert (stuck.rule, stuck.count, [ref.id for ref in stuck.subjects]) == ("CH-04", 1, ["A"])
    assert stuck.why in made.why and why in made.why
    assert made.why.startswith("有 1 项可办的缺口，但现有条件下没有可行的措施：CH-04：")


# ------------------------------------------------------------ the command


def test_command_reads_pins_from_tables(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    pins, empty, half = (tmp_path / name for name in ("pins.csv", "empty.csv", "half.csv"))
    pins.write_text("指定\n企业,对象,说明\nS031,L010,就近\n", "utf-8")
    empty.write_text("甲,乙\n1,2\n", "utf-8")
    half.write_text("企业,对象\nS031,\n", "utf-8")
    common = ["plan", "close", "--chain", "NEV", "--as-of", AS_OF, "--store", url]
    done = CliRunner().invoke(app, [*common, "--json", "--pin", str(pins)])
    assert done.exit_code == 0, done.output
    steps = json.loads(done.stdout)["items"]
    (step,) = [s for s in steps if s["subjects"][0]["id"] == "S031"]
    assert step["who"]["id"] == "L010" and "就近" in step["why"]
    for bad, words in ((empty, "没有“企业”和“对象”两列"), (half, "第2行")):
        refused = CliRunner().invoke(app, [*common, "--forbid", str(bad)])
        assert refused.exit_code == 3 and words in refused.output
    shown = CliRunner().invoke(app, common)
    assert "已证明为总代价最小的方案" in shown.output and "组建联合党支部" in shown.output


def test_a_plan_is_shown_in_the_words_of_planners(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    args = ["plan", "close", "--chain", "NEV", "--as-of", AS_OF, "--store", url, "--json"]
    made = ClosingPlan.model_validate_json(CliRunner().invoke(app, args).stdout)
    console = Console(width=400, record=True, file=io.StringIO())
    names = {rule.id: rule.zh for rule in rulefiles.load()}
    show_closing(console, made, "zh", names)
    shown = console.export_text()
    for words in (
        "责任主体",
        "完成时限",
        "不采取则",
        " +180 ",
        "方案落实后尚未销号的缺口",
    ):
        assert words in shown
    assert re.search(rf" PO-13 {names['PO-13']} +2 ", shown)  # what is left is said by name
    assert "总代价 103 分，其中组建、选派类缺口保留计 0 分；已证明为总代价最小的方案" in shown


def test_how_good_a_plan_is_said_exactly() -> None:
    best = ClosingPlan(
        items=[], total=0, as_of=DAY, cost=103, left=20, bound=103.0, optimal=True, gap=0.0,
        unjoined=[], staying=[], unjudged=0, lacking=[], closed_besides=[], open_after=[],
        raised=[], pack="default 1",
    )  # fmt: skip
    assert terms.plan_cost(best, "zh") == (
        "总代价 103 分，其中组建、选派类缺口保留计 20 分；已证明为总代价最小的方案"
    )
    found = best.model_copy(update={"bound": 100.0, "optimal": False, "gap": 3 / 103})
    assert terms.plan_cost(found, "zh").endswith(
        "求解时限内未能证明最优：任何方案的总代价都不低于 100 分，本方案至多可再降低 2.91%"
    )
    assert "could fall by 2.91% at most" in terms.plan_cost(found, "en")
    blind = best.model_copy(update={"unjudged": 3})
    assert terms.plan_cost(blind, "zh").endswith("另有 3 家企业因数据未报无法判断，未计入")


async def test_enterprises_that_cannot_be_judged_are_counted(store: Store) -> None:
    town = small_town({"A": {"surveyed": True}, "B": NOBODY | {"has_union": True}})
    await settle(store, town.changes)
    made = await plan(store, as_of=DAY)
    assert made.unjudged == 1
    assert [[ref.id for ref in each.subjects] for each in made.lacking] == [["A"]]
    assert "未计入：A公司（缺" in terms.plan_cost(made, "zh")
    assert "A公司 (nobody told" in terms.plan_cost(made, "en")


def test_route_plans_and_refuses(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    with running(url) as client:
        given = {"chain": "NEV", "as_of": AS_OF, "pins": [{"enterprise": "S031", "other": "L010"}]}
        made = client.post("/v1/plans/closing", json=given)
        assert made.status_code == 200 and made.json()["optimal"] is True
        for change, status in (
            ({"pins": [{"enterprise": "S031", "other": "L999"}]}, 404),
            ({"pins": [{"enterprise": "S029", "other": "S029"}]}, 422),
            ({"pins": [{"enterprise": "S029"}]}, 422),
            ({"unknown": 1}, 422),
            ({"time_limit": 0}, 422),
        ):
            refused = client.post("/v1/plans/closing", json=given | change)
            assert refused.status_code == status, refused.text


def test_default_pack_has_no_limit_of_its_own() -> None:
    assert "PO-04" not in packs.pack().parameters, "five units, as the rule says"
