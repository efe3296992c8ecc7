"""Assignment: the optimum against min-cost flow, pins and forbids, capacities, rotation, the
sample, a town, and the two front doors."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.cli import app
from bench import assigning as bench
from graph import Store
from graph.errors import InputError, NotFound, UsageError
from queries import rulefiles, rules
from queries.assigning import Assignments, Post, Wish, assign
from queries.assigning.costs import weights
from queries.assigning.fit import common, matched
from queries.assigning.optimum import NOBODY, Problem, solve, total
from queries.assigning.sides import days_served
from queries.closing.situation import Spell
from tests.conftest import AS_OF
from tests.samples import fill
from tests.service import running
from tests.town import DAY, Town, settle, small_town

pytestmark = pytest.mark.anyio

OURS = rulefiles.load()
POSTS: tuple[Post, ...] = ("instructor", "leader", "officer", "university")
KNOWN = {"operating": True, "surveyed": True}
NOBODY_THERE = {**KNOWN, "formal_affiliated": 0, "has_instructor": False}
CELLS = weights().limits.cells


# ------------------------------------------------------------ the optimum


def random_problem(seed: int) -> Problem:
    """A handful of rows and columns; few costs, so that many assignments are equally good."""
    dice = random.Random(seed)
    rows, columns = dice.randint(1, 9), dice.randint(1, 6)
    costs = [[dice.choice((0, 2, 6, 15, 40)) for _ in range(columns)] for _ in range(rows)]
    possible = [[dice.random() < 0.8 for _ in range(columns)] for _ in range(rows)]
    places = [dice.randint(0, 4) for _ in range(columns)]
    pinned: dict[int, int] = {}
    for row in range(rows):
        column = dice.randrange(columns)
        if dice.random() < 0.15 and places[column] > Counter(pinned.values())[column]:
            pinned[row] = column
            possible[row][column] = True
    return Problem(
        np.array(costs),
        np.array(possible),
        np.array([dice.choice((60, 100)) for _ in range(rows)]),
        np.array(places),
        np.array([dice.randint(0, 3) for _ in range(columns)]),
        pinned,
    )


def least_flow(problem: Problem) -> int:
    """The cost of the cheapest flow of one unit through every row, by another library."""
    graph = nx.DiGraph()
    rows, columns = problem.costs.shape
    graph.add_node("source", demand=-rows)
    graph.add_node("sink", demand=rows)
    for row in range(rows):
        graph.add_edge("source", f"r{row}", capacity=1, weight=0)
        pin = problem.pinned.get(row)
        if pin is None:
            graph.add_edge(f"r{row}", "sink", capacity=1, weight=int(problem.leaving[row]))
        for column in range(columns):
            if pin == column or (pin is None and problem.possible[row, column]):
                price = int(problem.costs[row, column])
                graph.add_edge(f"r{row}", f"c{column}", capacity=1, weight=price)
    for column in range(columns):
        graph.add_edge(f"c{column}", "sink", capacity=int(problem.places[column]), weight=0)
    cost, _ = nx.network_simplex(graph)
    return int(cost)


def check(problem: Problem, taken: "np.ndarray[Any, Any]") -> None:
    """Nothing over capacity, nothing forbidden, pins kept."""
    load = Counter(int(column) for column in taken if column != NOBODY)
    assert all(count <= problem.places[column] for column, count in load.items())
    assert all(problem.possible[row, c] for row, c in enumerate(taken) if c != NOBODY)
    assert all(taken[row] == column for row, column in problem.pinned.items())


@settings(max_examples=400, derandomize=True, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_costs_what_min_cost_flow_finds(seed: int) -> None:
    problem = random_problem(seed)
    taken = solve(problem, cells=CELLS)
    check(problem, taken)
    assert total(problem, taken) == least_flow(problem)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_among_equals_the_work_is_spread_evenly(seed: int) -> None:
    dice = random.Random(seed)
    rows, columns = dice.randint(1, 12), dice.randint(1, 5)
    held = np.array([dice.randint(0, 3) for _ in range(columns)])
    places = np.full(columns, 12)
    alike = Problem(
        np.full((rows, columns), 7), np.ones((rows, columns), bool), np.full(rows, 99), places,
        held, {},
    )  # fmt: skip
    taken = solve(alike, cells=CELLS)
    loads = held + np.bincount(taken, minlength=columns)
    # nobody who got one has two more than another who could have taken it
    assert max(loads[np.unique(taken)]) <= min(loads) + 1


def test_capacities_that_are_none_serve_nobody() -> None:
    alike = Problem(
        np.zeros((2, 2), int), np.ones((2, 2), bool), np.full(2, 9), np.array([0, -3]),
        np.zeros(2, int), {},
    )  # fmt: skip
    assert list(solve(alike, cells=CELLS)) == [NOBODY, NOBODY]


def test_too_large_is_refused_with_a_remedy() -> None:
    with pytest.raises(InputError, match="--chain"):
        solve(random_problem(3), cells=0)


def test_three_thousand_by_three_hundred_in_two_seconds() -> None:
    measured = bench.measure()
    assert measured.seconds <= 2, measured
    assert measured.served == 2_700, "as many as there are places"


# ------------------------------------------------------------ what fits


def test_disciplines_lie_within_one_another() -> None:
    assert common(["43010", "580"], frozenset({"430"})) == ["43010"]
    assert common(["430"], frozenset({"43010", "431"})) == ["430"]
    assert common(["530"], frozenset({"430"})) == []


def test_skills_name_topics_or_are_named() -> None:
    assert matched(["融资", "用工"], frozenset({"企业融资", "法务"})) == ["企业融资"]
    assert matched(["技术攻关"], frozenset({"技术"})) == ["技术"]
    assert matched(["工"], frozenset({"用工"})) == [], "one character names nothing"


def test_days_served_are_added_up_to_the_day_asked_about() -> None:
    spells = [
        Spell("A", "2023", "2024-01-01", lasts=False),
        Spell("A", "2026-11-13", None, lasts=True),
        Spell("B", None, None, lasts=True),
        Spell("C", "2026-11", "2030", lasts=True),
    ]
    assert days_served(spells, DAY) == {"A": 365 + 10, "B": 0, "C": 22}


# ------------------------------------------------------------ the sample


async def assigned(store: Store, post: Post, **given: Any) -> Assignments:
    return await assign(store, post, OURS, **{"as_of": AS_OF, **given})


def wish(enterprise: str, other: str, row: int = 2) -> Wish:
    return Wish(enterprise=enterprise, other=other, where=f"表.csv 第{row}行")


def got(made: Assignments) -> dict[str, str | None]:
    return {item.source.id: item.target.id if item.target else None for item in made.items}


async def test_the_sample_in_every_role(sample_store: Store) -> None:
    made = {post: await assigned(sample_store, post) for post in POSTS}
    owing = await rules.findings(sample_store, OURS, as_of=AS_OF)
    without = [f.subject.id for f in owing.items if f.rule == "WO-01"]
    assert sorted(got(made["instructor"])) == sorted(without) == ["S031", "S032", "S034"]
    assert list(got(made["leader"])) == ["E001", "E002", "E016", "S001"]
    orders = [item.source.id for item in made["officer"].items if "未办结诉求" in item.need]
    assert orders == [f"S{n:03}" for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12)], "S007 is closed"
    universities = made["university"]
    assert universities.total == 72 and len(universities.left) == 17
    assert "可用名额70个，17家未获安排" in universities.notes[0]
    for each in made.values():
        consistent(each)


def consistent(made: Assignments) -> None:
    """Capacities hold, and each enterprise's view agrees with everybody else's."""
    load = Counter(got(made).values())
    for seat in made.seats:
        assert seat.taken == load[seat.who.id]
        assert seat.held + seat.taken <= seat.capacity or seat.taken == 0
    holders: dict[str, list[str]] = {}
    for item in made.items:
        if item.target:
            holders.setdefault(item.target.id, []).append(item.source.id)
    for item in made.items:
        if item.target is None:
            assert item.source in made.left and item.rank is None
        elif not item.pinned:
            assert item.loss is not None and item.loss >= 0 and item.rank is not None
            assert (item.rank == 1) == (item.loss == 0) == (item.target == item.best)
        if item.best and item.best != item.target:
            assert [ref.id for ref in item.holder] == holders.get(item.best.id, [])
            full = next(seat for seat in made.seats if seat.who == item.best)
            assert item.pinned or full.held + full.taken == full.capacity
        else:
            assert item.holder == []
    assert made.cost == sum(item.cost for item in made.items)
    assert made.total == len(made.items)


async def test_no_cadre_is_named(sample_store: Store) -> None:
    told = "".join([(await assigned(sample_store, post)).model_dump_json() for post in POSTS])
    rows = await sample_store.read("MATCH (k:Cadre) RETURN k.id AS id, k.name AS name")
    assert rows and not [row for row in rows if row["name"] in told or f'"{row["id"]}"' in told]


async def test_a_chain_alone(sample_store: Store) -> None:
    made = await assigned(sample_store, "university", chain="贡柑")
    assert list(got(made)) == ["E201", "E202", "E203", "E204", "E205"] and not made.left
    assert any("学科对口：农学" in item.why for item in made.items)
    with pytest.raises(NotFound):
        await assigned(sample_store, "leader", chain="没有这条链")


async def test_pins_and_forbids_are_kept(sample_store: Store) -> None:
    free = await assigned(sample_store, "instructor")
    first = got(free)["S031"]
    assert first is not None
    made = await assigned(
        sample_store, "instructor", pins=[wish("S032", "L010")], forbids=[wish("S031", first)]
    )
    consistent(made)
    assert got(made)["S032"] == "L010" and got(made)["S031"] != first
    (pinned,) = [item for item in made.items if item.pinned]
    assert pinned.source.id == "S032" and "由规划人员指定" in pinned.why
    assert pinned.loss == pinned.cost - 20 and (pinned.rank or 0) > 1
    by_name = await assigned(sample_store, "university", pins=[wish("小鹏汽车", "清华大学")])
    assert got(by_name)["E001"] == "U12"
    consistent(by_name)


BAD: Mapping[str, tuple[Post, list[Wish], list[Wish], type[Exception], str]] = {
    "pinned and forbidden": (
        "instructor", [wish("S031", "L001", 2)], [wish("S031", "L001", 5)], InputError,
        "既被指定又被禁止（表.csv 第2行）"),
    "two cadres": (
        "instructor", [wish("S031", "L001", 2), wish("S031", "L002", 3)], [], InputError,
        "两个党建指导员：L002，以及L001（表.csv 第2行）"),
    "two universities": (
        "university", [wish("E001", "U01", 2), wish("E001", "清华大学", 3)], [], InputError,
        "两个高校院所"),
    "more than the places": (
        "instructor", [wish(f"S03{n}", "L001", n) for n in (1, 2, 4)], [], InputError,
        "企业有3家（表.csv 第1行），超过其余下的2个名额"),
    "not to be served": (
        "instructor", [wish("S001", "L001")], [], InputError, "本次不需要分配党建指导员"),
    "another role": ("instructor", [wish("S031", "L025")], [], NotFound, "在任党建指导员"),
    "unknown university": ("university", [wish("E001", "没有这所")], [], NotFound, "没有"),
    "unknown enterprise": ("leader", [], [wish("没有这家", "L025")], NotFound, "没有"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
async def test_bad_wishes_are_refused_with_their_places(sample_store: Store, case: str) -> None:
    post, pins, forbids, error, words = BAD[case]
    with pytest.raises(error) as caught:
        await assigned(sample_store, post, pins=pins, forbids=forbids)
    assert words in str(caught.value) and "表.csv" in caught.value.where  # type: ignore[attr-defined]


# ------------------------------------------------------------ a town


def cadre(town: Town, number: int, *serves: str, role: str, since: str = "", **told: Any) -> None:
    town.add("Cadre", f"K{number}", f"张三{number}", **told)
    for id in serves:
        values = {"role": role, "link_id": f"L{number}", "since": since or None}
        town.link(("Cadre", f"K{number}"), "ASSIGNED_TO", ("Enterprise", id), **values)


async def made_of(store: Store, town: Town, post: Post, **given: Any) -> Assignments:
    await settle(store, town.changes)
    made = await assigned(store, post, **{"as_of": DAY, **given})
    consistent(made)
    return made


async def test_fewer_places_than_enterprises(store: Store) -> None:
    firms: dict[str, Mapping[str, Any]] = {f"E{n}": NOBODY_THERE for n in range(4)}
    firms["E3"] = {**NOBODY_THERE, "staff": 80}
    town = small_town({**firms, "Z": KNOWN})
    cadre(town, 1, "Z", role="党建指导员")
    made = await made_of(store, town, "instructor")
    assert len(made.left) == 2
    assert got(made)["E3"] == "L1", "the large one comes first"
    assert "4家企业需要党建指导员，可用名额2个，2家未获安排" in made.notes[0]
    left = next(item for item in made.items if item.target is None)
    assert left.why == "名额不足" and left.best is not None and left.best.id == "L1"
    more = await made_of(store, town, "instructor", places=9)
    assert not more.left


async def test_nobody_is_there_and_nobody_is_to_be_served(store: Store) -> None:
    made = await made_of(store, small_town({"A": NOBODY_THERE}), "instructor")
    assert [ref.id for ref in made.left] == ["A"] and made.items[0].best is None
    assert made.notes == ["尚无党建指导员，1家企业均未获安排"]
    none = await made_of(store, small_town({"A": KNOWN}), "leader")
    assert none.total == 0 and none.why == "没有需要安排挂点领导的企业"


async def test_unknown_is_not_to_be_served_but_counted(store: Store) -> None:
    town = small_town(
        {
            "A": NOBODY_THERE,
            "B": {"operating": True, "surveyed": False, "formal_affiliated": 0},
            "C": KNOWN,
            "D": {**NOBODY_THERE, "has_instructor": True},
            "F": {**NOBODY_THERE, "operating": False},
            "G": {**KNOWN, "formal_affiliated": 0},
            "H": {**KNOWN, "formal_affiliated": 2},
        }
    )
    cadre(town, 1, "H", role="党建指导员")
    made = await made_of(store, town, "instructor")
    assert got(made) == {"A": "L1"}
    assert made.notes == [
        "另有3家企业未摸排党员数或党建指导员情况，不在其中",
        "另有1家企业自报已有党建指导员，但未登记是谁，不再安排",
    ]


@pytest.mark.parametrize("capacity", [0, -3])
async def test_capacity_told_as_none_or_less_serves_nobody(store: Store, capacity: int) -> None:
    town = small_town({"A": NOBODY_THERE, "Y": KNOWN, "Z": KNOWN})
    cadre(town, 1, "Y", role="党建指导员", capacity=capacity)
    cadre(town, 2, "Z", role="党建指导员", capacity=2)
    made = await made_of(store, town, "instructor")
    assert got(made) == {"A": "L2"}
    assert made.notes == ["1个党建指导员的名额为0或负数，不安排：L1"]
    with pytest.raises(InputError, match="0个名额"):
        await assigned(store, "instructor", as_of=DAY, pins=[wish("A", "L1")])


async def test_who_is_full_takes_no_more(store: Store) -> None:
    town = small_town({"A": NOBODY_THERE, "Y": KNOWN})
    cadre(town, 1, "Y", role="党建指导员", capacity=1)
    made = await made_of(store, town, "instructor")
    assert got(made) == {"A": None} and "1个党建指导员的名额已满：L1" in made.notes


@pytest.mark.parametrize("places", [0, -1])
async def test_places_below_one_are_no_question(store: Store, places: int) -> None:
    with pytest.raises(UsageError, match="正整数"):
        await assigned(store, "leader", places=places)


async def test_who_served_for_years_hands_over(store: Store) -> None:
    town = small_town({"A": NOBODY_THERE, "B": NOBODY_THERE, "Y": KNOWN})
    cadre(town, 1, "A", role="党建指导员", since="2023-11-23")
    cadre(town, 2, "Y", role="党建指导员", since="2026")
    cadre(town, 3, "B", role="党建指导员", since="2023-11-25")
    made = await made_of(store, town, "instructor")
    (item,) = made.items
    assert item.source.id == "A", "B has been served for two days less than three years"
    assert item.target is not None and item.target.id != "L1"
    assert "应轮换" in item.need
    again = await assigned(store, "instructor", as_of=DAY, pins=[wish("A", "L1")])
    assert again.cost - made.cost == weights().served.rotation
    assert "曾联系满3年，宜轮换" in again.items[0].why


async def test_officers_by_what_the_orders_are_about(store: Store) -> None:
    town = small_town({"A": KNOWN, "B": KNOWN, "Y": KNOWN, "Z": KNOWN})
    for id, category, state in (
        ("A", "融资", "办理中"),
        ("B", "用工", "已销号"),
        ("B", "用地", "待受理"),
    ):
        order = town.add("Order", f"O{id}{category}", category=category, state=state,
                         submitted_at="2026-11-01")  # fmt: skip
        town.link(("Enterprise", id), "RAISES", ("Order", order))
    cadre(town, 1, "Y", role="党员服务专员", specialties=["用地规划", "用工"])
    cadre(town, 2, "Z", role="党员服务专员", specialties=["企业融资", "税务"])
    made = await made_of(store, town, "officer")
    assert got(made) == {"A": "L2", "B": "L1"}
    needs = {item.source.id: (item.need, item.why) for item in made.items}
    assert needs["B"][0] == "未办结诉求1项（用地）"
    assert "专长对口：企业融资" in needs["A"][1]


async def test_leaders_for_key_enterprises(store: Store) -> None:
    town = small_town({"B": KNOWN, "Z": KNOWN})
    town.firm("A", "A公司", **KNOWN)
    town.add("Enterprise", "T", "T公司", tags=["专精特新"])
    town.add("Enterprise", "U", "U公司", tags=["高新"])
    town.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"), role="链主")
    town.link(("Enterprise", "B"), "IN_CHAIN", ("Chain", "C1"), role="链主", until="2025")
    cadre(town, 1, "Z", role="挂点领导")
    made = await made_of(store, town, "leader")
    assert {item.source.id: item.need for item in made.items} == {
        "A": "链主企业",
        "T": "重点企业（专精特新）",
    }


def academic_town() -> Town:
    town = small_town({"A": KNOWN, "B": KNOWN, "C": KNOWN})
    town.add("Discipline", "430", "材料科学")
    town.add("Discipline", "580", "交通运输")
    town.link(("Segment", "S1"), "RELATES_TO", ("Discipline", "580"))
    need = town.add("Need", "N1", "高强铝合金", kind="技术", state="未解决")
    town.link(("Enterprise", "A"), "HAS_NEED", ("Need", need))
    town.link(("Need", need), "RELATES_TO", ("Discipline", "430"))
    done = town.add("Need", "N2", "已办", kind="技术", state="已解决")
    money = town.add("Need", "N3", "贷款", kind="融资")
    for id in (done, money):
        town.link(("Enterprise", "B"), "HAS_NEED", ("Need", id))
        town.link(("Need", id), "RELATES_TO", ("Discipline", "430"))
    for id, name, field in (("U1", "材料大学", "430"), ("U2", "交通大学", "580")):
        town.add("University", id, name, capacity=1)
        town.link(("University", id), "STRONG_IN", ("Discipline", field))
    town.add("University", "U3", "文学院")
    town.link(("University", "U2"), "COOPERATES", ("Enterprise", "C"), since="2020", until="2025")
    return town


async def test_universities_by_needs_and_by_segments(store: Store) -> None:
    made = await made_of(store, academic_town(), "university")
    assert got(made) == {"A": "U1", "B": None, "C": "U2"}
    by_id = {item.source.id: item for item in made.items}
    assert by_id["A"].need == "需求1项（高强铝合金）" and "材料科学" in by_id["A"].why
    assert by_id["B"].need == "按所处环节的学科", "a closed need and a loan are none of theirs"
    assert by_id["B"].best is not None and by_id["B"].best.id == "U2"
    assert [ref.id for ref in by_id["B"].holder] == ["C"]
    assert "已有合作" in by_id["C"].why
    assert not any(item.best and item.best.id == "U3" for item in made.items), "nothing in common"


async def test_a_need_is_answered_whoever_cooperates(store: Store) -> None:
    town = academic_town()
    town.link(("University", "U1"), "COOPERATES", ("Enterprise", "A"), since="2025")
    town.link(("University", "U2"), "COOPERATES", ("Enterprise", "B"), since="2025")
    made = await made_of(store, town, "university")
    assert got(made) == {"A": "U1", "C": None}, "B has a university; U2's place is taken"
    assert {s.who.id: s.held for s in made.seats} == {"U1": 0, "U2": 1, "U3": 0}


async def test_as_it_stood_on_another_day(store: Store) -> None:
    town = small_town({"A": NOBODY_THERE, "Z": KNOWN})
    cadre(town, 1, "Z", role="党建指导员", since="2026-06-01")
    await settle(store, town.changes)
    before = await assigned(store, "instructor", as_of="2026-05-31")
    assert [ref.id for ref in before.left] == ["A"]
    assert got(await assigned(store, "instructor", as_of="2026-06-01")) == {"A": "L1"}


# ------------------------------------------------------------ the front doors


def test_command_reads_tables_and_shows_both_languages(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    pins, half = tmp_path / "指定.csv", tmp_path / "半.csv"
    pins.write_text("企业,对象,说明\nS031,L010,就近\n", encoding="utf-8")
    half.write_text("企业,对象\nS031,\n", encoding="utf-8")
    common_args = ["assign", "instructor", "--as-of", AS_OF, "--store", url]
    done = CliRunner().invoke(app, [*common_args, "--json", "--pin", str(pins)])
    assert done.exit_code == 0, done.output
    (item,) = [i for i in json.loads(done.stdout)["items"] if i["from"]["id"] == "S031"]
    assert {"from", "to", "rank", "best", "loss", "holder"} <= item.keys()
    assert item["to"]["id"] == "L010" and item["pinned"]
    refused = CliRunner().invoke(app, [*common_args, "--forbid", str(half)])
    assert refused.exit_code == 3 and "第2行" in refused.output
    shown = CliRunner().invoke(app, common_args)
    assert "党建指导员分配方案" in shown.output and "3家企业中3家获安排" in shown.output
    english = CliRunner().invoke(app, [*common_args, "--lang", "en"])
    assert "Instructors assigned" in english.output and "3 of 3 served" in english.output
    for word in ("指导员", "党建指导员"):
        same = CliRunner().invoke(app, ["assign", word, *common_args[2:]])
        assert same.exit_code == 0 and same.output == shown.output
    unknown = CliRunner().invoke(app, ["assign", "书记", *common_args[2:]]).output
    assert "instructor（党建指导员）、leader（挂点领导）、officer（党员服务专员）" in unknown
    for wrong in (["assign", "mayor"], ["assign", ""], [*common_args, "--places", "0"]):
        assert CliRunner().invoke(app, wrong).exit_code == 2


def test_route_assigns_and_refuses(tmp_path: Path) -> None:
    url = f"arcade:{tmp_path}/graph"
    asyncio.run(fill(url))
    with running(url) as client:
        given = {"as_of": AS_OF, "pins": [{"enterprise": "S031", "other": "L010"}]}
        made = client.post("/v1/assignments/instructor", json=given)
        assert made.status_code == 200, made.text
        assert got(Assignments.model_validate(made.json()))["S031"] == "L010"
        for role, change, status in (
            ("mayor", {}, 422),
            ("instructor", {"places": 0}, 422),
            ("instructor", {"unknown": 1}, 422),
            ("instructor", {"forbids": given["pins"]}, 422),
            ("instructor", {"pins": [{"enterprise": "S031", "other": "L999"}]}, 404),
            ("leader", {"pins": [], "chain": "没有"}, 404),
        ):
            refused = client.post(f"/v1/assignments/{role}", json=given | change)
            assert refused.status_code == status, refused.text
