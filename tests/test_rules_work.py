"""Rules about instructors, unions and the league: each bound from both sides, each condition."""

from collections.abc import Mapping
from typing import Any

import pytest

from graph import Store
from tests.rulings import (
    IN_FORCE,
    JUDGED,
    chains,
    expected,
    firms_in_every_state,
    found_by,
    judges_as_any,
    verdicts,
)
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

Cases = Mapping[str, tuple[Mapping[str, Any], str]]

BLANK = {"formal_affiliated": 0, "has_instructor": False, "has_union": False, "has_league": False}
# what an enterprise is said to be, by the rule that finds it for that
FOUND: Mapping[str, Mapping[str, Any]] = {
    "UN-01": {"union_members": 25, "has_union": False},
    "UN-02": {"staff": 24, "has_union": False},
    "UN-03": {"has_union": False},
    "YL-01": {"league_members": 3, "has_league": False},
    "YL-02": {"league_members": 2, "has_league": False},
    "YL-03": {"league_members": 30},
    "WO-02": BLANK,
}
# figures of an enterprise, and the verdict; the id says what the case is about
FIGURES: Mapping[str, Cases] = {
    "WO-02": {
        "blank": (BLANK, "high"),
        "one-member": ({**BLANK, "formal_affiliated": 1}, ""),
        "instructed": ({**BLANK, "has_instructor": True}, ""),
        "united": ({**BLANK, "has_union": True}, ""),
        "leagued": ({**BLANK, "has_league": True}, ""),
        "members-unknown": ({**BLANK, "formal_affiliated": None}, "? formal_affiliated"),
        "instructor-unknown": ({**BLANK, "has_instructor": None}, "? has_instructor"),
        "union-unknown": ({**BLANK, "has_union": None}, "? has_union"),
        "league-unknown": ({**BLANK, "has_league": None}, "? has_league"),
        "union-unknown-leagued": ({**BLANK, "has_union": None, "has_league": True}, ""),
    },
    "UN-01": {
        "at": ({"union_members": 25, "has_union": False}, "high"),
        "below": ({"union_members": 24, "has_union": False}, ""),
        "members-before-staff": ({"union_members": 24, "staff": 25, "has_union": False}, ""),
        "members-weigh-more": ({"union_members": 25, "staff": 3, "has_union": False}, "high"),
        "staff-at": ({"staff": 25, "has_union": False}, "medium"),
        "staff-below": ({"staff": 24, "has_union": False}, ""),
        "united": ({"union_members": 25, "has_union": True}, ""),
        "size-unknown": ({"has_union": False}, "? union_members staff"),
        "united-of-unknown-size": ({"has_union": True}, ""),
        "union-unknown": ({"union_members": 25}, "? has_union"),
        "small-union-unknown": ({"union_members": 24}, ""),
        "all-unknown": ({}, "? union_members staff has_union"),
    },
    "UN-02": {
        "below": ({"staff": 24, "has_union": False}, "info"),
        "at": ({"staff": 25, "has_union": False}, ""),
        "members-below": ({"staff": 24, "union_members": 24, "has_union": False}, "info"),
        "members-at": ({"staff": 24, "union_members": 25, "has_union": False}, ""),
        "united": ({"staff": 24, "has_union": True}, ""),
        "staff-unknown": ({"has_union": False}, "? staff"),
        "only-members-known": ({"union_members": 25, "has_union": False}, ""),
        "union-unknown": ({"staff": 24}, "? has_union"),
        "all-unknown": ({}, "? staff has_union"),
    },
    "YL-01": {
        "at": ({"league_members": 3, "has_league": False}, "medium"),
        "below": ({"league_members": 2, "has_league": False}, ""),
        "leagued": ({"league_members": 3, "has_league": True}, ""),
        "members-unknown": ({"has_league": False}, "? league_members"),
        "league-unknown": ({"league_members": 3}, "? has_league"),
        "all-unknown": ({}, "? league_members has_league"),
    },
    "YL-02": {
        "none": ({"league_members": 0, "has_league": False}, ""),
        "one": ({"league_members": 1, "has_league": False}, "low"),
        "two": ({"league_members": 2, "has_league": False}, "low"),
        "three": ({"league_members": 3, "has_league": False}, ""),
        "leagued": ({"league_members": 2, "has_league": True}, ""),
        "members-unknown": ({"has_league": False}, "? league_members"),
        "league-unknown": ({"league_members": 1}, "? has_league"),
    },
    "YL-03": {
        "at": ({"league_members": 30}, "info"),
        "below": ({"league_members": 29}, ""),
        "leagued-or-not": ({"league_members": 30, "has_league": True}, "info"),
        "unknown": ({"has_league": True}, "? league_members"),
    },
}


@pytest.mark.parametrize("id", FOUND)
async def test_enterprises_are_judged_as_any(store: Store, id: str) -> None:
    await settle(store, firms_in_every_state(FOUND[id], founded_on="2020").changes)
    await judges_as_any(store, id)


@pytest.mark.parametrize("id", FIGURES)
async def test_figures_decide(store: Store, id: str) -> None:
    town = Town()
    for firm, (figures, _) in FIGURES[id].items():
        town.firm(firm, **JUDGED, **figures)
    await settle(store, town.changes)
    assert await verdicts(store, id) == expected(FIGURES[id])


@pytest.mark.parametrize(
    ("id", "kind", "other"),
    [
        ("UN-01", "工会", "共青团"),
        ("UN-02", "工会", "共青团"),
        ("UN-03", "工会", "共青团"),
        ("YL-01", "共青团", "工会"),
        ("YL-02", "共青团", "妇联"),
    ],
)
async def test_mass_organization_counts_while_in_force(
    store: Store, id: str, kind: str, other: str
) -> None:
    town, wanted = Town(), set()
    cases = [(kind, dates, there) for dates, there in IN_FORCE] + [(other, {}, False)]
    for number, (each, dates, there) in enumerate(cases):
        firm = f"F{number}"
        town.add("Enterprise", firm, founded_on="2020")
        town.observe("Enterprise", firm, "2026-01-01", **{**JUDGED, **FOUND[id]})
        town.add("MassOrg", f"M{number}", kind=each)
        town.link(("MassOrg", f"M{number}"), "IN_ENTERPRISE", ("Enterprise", firm), **dates)
        wanted |= set() if there else {firm}
    await settle(store, town.changes)
    assert set(await verdicts(store, id)) == wanted, "although the figure says that there is none"


@pytest.mark.parametrize(
    ("as_of", "founded", "verdict"),
    [
        (DAY, "2026-05-23", "medium"),
        (DAY, "2026-05-24", ""),
        (DAY, "2026-05", ""),
        (DAY, "2026-04", "medium"),
        (DAY, "2026", ""),
        (DAY, "2025", "medium"),
        (DAY, None, "? founded_on"),
        ("2026-12-31", "2026-06", "medium"),
        ("2026-12-29", "2026-06", ""),
        ("2026-08-31", "2026-02-28", "medium"),
        ("2026-08-31", "2026-03-01", ""),
    ],
)
async def test_half_a_year_after_opening(
    store: Store, as_of: str, founded: str | None, verdict: str
) -> None:
    town = Town()
    for firm, union in (("none", False), ("united", True), ("unknown", None)):
        town.add("Enterprise", firm, founded_on=founded)
        town.observe("Enterprise", firm, "2026-01-01", **JUDGED, has_union=union)
    await settle(store, town.changes)
    unsure = {"medium": "? has_union", "? founded_on": "? founded_on has_union"}.get(verdict, "")
    told = {"none": verdict, "unknown": unsure}
    assert await verdicts(store, "UN-03", as_of=as_of) == {k: v for k, v in told.items() if v}


async def test_parameters_move_the_bounds(store: Store) -> None:
    town = Town()
    for count in (2, 9, 10):
        figures = {"staff": count, "union_members": count, "league_members": count}
        town.firm(f"F{count}", **JUDGED, **figures, has_union=False, has_league=False)
    await settle(store, town.changes)
    assert await verdicts(store, "UN-01", least=10) == {"F10": "high"}
    assert set(await verdicts(store, "UN-02", below=10)) == {"F2", "F9"}
    assert set(await verdicts(store, "YL-01", least=10)) == {"F10"}
    assert set(await verdicts(store, "YL-02", least=10)) == {"F2", "F9"}
    found = await found_by(store, "YL-03", branch=9, committee=10)
    possible = {each.subject.id: each.facts["possible"] for each in found.items}
    assert possible == {"F9": "团总支", "F10": "基层团委"}


async def test_a_league_committee_from_a_hundred(store: Store) -> None:
    town = Town()
    for count in (99, 100):
        town.firm(f"F{count}", **JUDGED, league_members=count)
    await settle(store, town.changes)
    found = await found_by(store, "YL-03")
    possible = {each.subject.id: each.facts["possible"] for each in found.items}
    assert possible == {"F99": "团总支", "F100": "基层团委"}


async def test_facts_are_the_figures_that_count(store: Store) -> None:
    town = Town()
    town.firm("F", **JUDGED, staff=24, league_members=3, has_league=False)
    town.firm("G", **JUDGED, staff=30, has_union=False)
    await settle(store, town.changes)
    [gap] = (await found_by(store, "UN-01")).items
    assert gap.facts == {
        "union_members": None,
        "staff": 30,
        "has_union": False,
        "least": 25,
        "observed_on": "2026-01-01",
        "observation": "Enterprise:G@2026-01-01",
    }
    [league] = (await found_by(store, "YL-01")).items
    assert (league.facts["league_members"], league.facts["has_league"]) == (3, False)


# ---------------------------------------------------------------- terms of unions

TERMS: Mapping[str, tuple[tuple[str | None, int | None], str]] = {
    "three-over": (("2023-11-22", 3), "medium"),
    "three-last-day": (("2023-11-23", 3), ""),
    "three-this-month": (("2023-11", 3), ""),
    "three-last-month": (("2023-10", 3), "medium"),
    "three-this-year": (("2023", 3), ""),
    "five-over": (("2021-11-22", 5), "medium"),
    "five-last-day": (("2021-11-23", 5), ""),
    "untold-five-over": (("2021-11-22", None), "medium"),
    "untold-between": (("2021-11-23", None), "? term_years"),
    "untold-three-over": (("2023-11-22", None), "? term_years"),
    "untold-three-last-day": (("2023-11-23", None), ""),
    "election-unknown": ((None, 3), "? elected_on"),
    "all-unknown": ((None, None), "? elected_on term_years"),
}


async def test_term_of_a_union(store: Store) -> None:
    town = Town()
    for id, ((elected_on, years), _) in TERMS.items():
        town.add("MassOrg", id, kind="工会", term_years=years)
        if elected_on:
            town.observe("MassOrg", id, "2020", elected_on=elected_on)
    town.add("MassOrg", "league", kind="共青团", term_years=3)
    town.observe("MassOrg", "league", "2020", elected_on="2020-01-01")
    town.add("MassOrg", "renewed", kind="工会", term_years=3)
    town.observe("MassOrg", "renewed", "2020", "2026-02-01", elected_on="2020-01-01")
    town.observe("MassOrg", "renewed", "2026-02-01", elected_on="2026-02-01")
    await settle(store, town.changes)
    assert await verdicts(store, "UN-04") == expected(TERMS)
    assert (await verdicts(store, "UN-04", as_of="2026-01-31"))["renewed"] == "medium"
    assert "renewed" not in await verdicts(store, "UN-04", as_of="2026-02-01")
    before_all = await verdicts(store, "UN-04", as_of="2019-12-31")
    assert before_all["three-over"] == "? elected_on", "nobody had told by that day"
    [over] = [f for f in (await found_by(store, "UN-04")).items if f.subject.id == "three-over"]
    assert over.facts == {
        "elected_on": "2023-11-22",
        "term_years": 3,
        "observed_on": "2020",
        "observation": "MassOrg:three-over@2020",
    }
    assert [place.file for place in over.sources] == ["massorg.csv", "figures.csv"]


async def test_union_is_of_its_chain_else_of_its_enterprise(store: Store) -> None:
    town = Town()
    chains(town)
    town.firm("placed")
    town.firm("listed")
    town.link(("Enterprise", "placed"), "AT", ("Segment", "S2"))
    town.link(("Enterprise", "listed"), "IN_CHAIN", ("Chain", "C2"))
    cases: Mapping[str, tuple[str | None, Mapping[str, str], list[str]]] = {
        "own": ("placed", {}, ["C1"]),
        "own-ended": ("placed", {"until": "2026-10"}, ["C2"]),
        "by-chain": ("listed", {"until": "2026-10"}, ["C2"]),
        "nowhere": (None, {"until": "2026-10"}, []),
    }
    for id, (firm, dates, _) in cases.items():
        town.add("MassOrg", id, kind="工会")
        town.link(("MassOrg", id), "IN_CHAIN", ("Chain", "C1"), **dates)
        if firm:
            town.link(("MassOrg", id), "IN_ENTERPRISE", ("Enterprise", firm))
    town.add("MassOrg", "moved", kind="工会")
    town.link(("MassOrg", "moved"), "IN_ENTERPRISE", ("Enterprise", "placed"), until="2026-10")
    await settle(store, town.changes)
    unknown = (await found_by(store, "UN-04")).unknown
    wanted = {id: chain for id, (_, _, chain) in cases.items()} | {"moved": []}
    assert {each.subject.id: each.chains for each in unknown} == wanted
    assert set(await verdicts(store, "UN-04", chain="C1")) == {"own"}
    assert set(await verdicts(store, "UN-04", chain="C2")) == {"own-ended", "by-chain"}


# ---------------------------------------------------------------- instructors


def instructors(loads: Mapping[str, int]) -> Town:
    """Instructors with so many enterprises each, and links numbered `K-00`, `K-01` …"""
    town = Town()
    chains(town)
    for number in range(8):
        town.firm(f"F{number}")
    for cadre, load in loads.items():
        town.add("Cadre", cadre, "示例干部")
        for number in range(load):
            instruct(town, cadre, f"F{number}", link_id=f"{cadre}-{number:02}")
    return town


def instruct(town: Town, cadre: str, firm: str, **values: Any) -> None:
    given = {"role": "党建指导员", **values}
    town.link(("Cadre", cadre), "ASSIGNED_TO", ("Enterprise", firm), **given)


async def test_load_of_an_instructor(store: Store) -> None:
    town = instructors({"five": 5, "six": 6, "other": 5})
    instruct(town, "other", "F5", role="挂点领导")
    town.link(("Cadre", "five"), "ASSIGNED_TO", ("Chain", "C1"), role="党建指导员")
    town.add("Cadre", "unnumbered", "示例干部")
    for number in range(6):
        instruct(town, "unnumbered", f"F{number}")
    town.link(("Enterprise", "F5"), "AT", ("Segment", "S1"))
    town.link(("Enterprise", "F0"), "IN_CHAIN", ("Chain", "C2"), until="2026-10")
    await settle(store, town.changes)
    assert await verdicts(store, "WO-03") == {"six-00": "low", "F0": "low"}
    assert set(await verdicts(store, "WO-03", most=4)) >= {"five-00", "other-00"}
    assert await verdicts(store, "WO-03", most=6) == {}
    assert set(await verdicts(store, "WO-03", chain="C1")) == {"six-00", "F0"}
    assert await verdicts(store, "WO-03", chain="C2") == {}
    [six] = [f for f in (await found_by(store, "WO-03")).items if f.subject.id == "six-00"]
    assert six.facts == {
        "link_id": "six-00",
        "enterprises": [f"F{number}" for number in range(6)],
        "most": 5,
    }
    assert six.chains == ["C1"] and [place.file for place in six.sources] == ["assigned_to.csv"]
    assert "示例干部" not in six.model_dump_json(), "cadres are not named"


async def test_only_links_in_force_are_a_load(store: Store) -> None:
    town = instructors({f"K{number}": 5 for number in range(len(IN_FORCE))})
    for number, (dates, _) in enumerate(IN_FORCE):
        instruct(town, f"K{number}", "F7", link_id=f"K{number}-07", **dates)
    town.link(("Enterprise", "F7"), "AT", ("Segment", "S1"))
    await settle(store, town.changes)
    wanted = {f"K{number}-00" for number, (_, there) in enumerate(IN_FORCE) if there}
    assert set(await verdicts(store, "WO-03")) == wanted
    assert set(await verdicts(store, "WO-03", chain="C1", most=4)) == wanted


async def test_chains_of_an_instructor_are_those_he_instructs(store: Store) -> None:
    town = instructors({"K": 6})
    instruct(town, "K", "F6", role="挂点领导")
    town.link(("Enterprise", "F6"), "IN_CHAIN", ("Chain", "C2"))
    town.link(("Enterprise", "F1"), "IN_CHAIN", ("Chain", "C1"))
    await settle(store, town.changes)
    assert [each.chains for each in (await found_by(store, "WO-03")).items] == [["C1"]]


VISITS: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "at": ({"last_visit": "2026-08-25"}, ""),
    "beyond": ({"last_visit": "2026-08-24"}, "low"),
    "that-month": ({"last_visit": "2026-08"}, ""),
    "month-before": ({"last_visit": "2026-07"}, "low"),
    "unknown": ({}, "? last_visit"),
    "leader": ({"last_visit": "2020", "role": "挂点领导"}, ""),
    **{
        f"force-{number}": ({"last_visit": "2020", **dates}, "low" if there else "")
        for number, (dates, there) in enumerate(IN_FORCE)
    },
}


async def test_last_visit_of_an_instructor(store: Store) -> None:
    town = Town()
    chains(town)
    town.add("Cadre", "K", "示例干部")
    for id, (values, _) in VISITS.items():
        town.firm(f"F-{id}")
        instruct(town, "K", f"F-{id}", link_id=id, **values)
    town.link(("Enterprise", "F-beyond"), "AT", ("Segment", "S1"))
    town.link(("Enterprise", "F-unknown"), "IN_CHAIN", ("Chain", "C1"))
    town.link(("Enterprise", "F-month-before"), "IN_CHAIN", ("Chain", "C1"), until="2026-10")
    town.link(("Cadre", "K"), "ASSIGNED_TO", ("Chain", "C1"), role="党建指导员", link_id="chain")
    await settle(store, town.changes)
    assert await verdicts(store, "WO-04") == expected(VISITS)
    assert set(await verdicts(store, "WO-04", chain="C1")) == {"beyond", "unknown"}
    assert "at" in await verdicts(store, "WO-04", days=89)
    assert "at" not in await verdicts(store, "WO-04", as_of="2026-11-22")
    assert "at" in await verdicts(store, "WO-04", as_of="2026-11-24")
    beyond = (await found_by(store, "WO-04", chain="C1")).items[0]
    assert beyond.facts == {
        "last_visit": "2026-08-24",
        "days": 90,
        "enterprise": "F-beyond",
        "since": None,
    }
    assert (beyond.chains, beyond.subject.name) == (["C1"], "企业F-beyond")
    assert [place.file for place in beyond.sources] == ["assigned_to.csv"]


async def test_link_without_a_number_goes_by_its_enterprise(store: Store) -> None:
    town = Town()
    town.add("Cadre", "K", "示例干部")
    town.firm("F")
    instruct(town, "K", "F")
    await settle(store, town.changes)
    assert await verdicts(store, "WO-04") == {"F": "? last_visit"}, "a cadre is not named"
