"""Rules about chains and their segments: each bound from both sides, each condition."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from graph import Store
from tests.rulings import (
    COVERING,
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

FORCE = {f"force-{number}": case for number, case in enumerate(IN_FORCE)}


def cover(town: Town, label: str, id: str, mode: str = "单独", /, **values: Any) -> None:
    """An organization of its own for it; `functional` is its own, the rest of the link."""
    functional = values.pop("functional", False)
    town.add("PartyOrg", f"O-{id}", kind="党支部", functional=functional)
    town.link(("PartyOrg", f"O-{id}"), "COVERS", (label, id), mode=mode, **values)


# ---------------------------------------------------------------- who leads the chain


async def test_chain_committee(store: Store) -> None:
    town = Town()
    told: Mapping[str, tuple[bool | None, str]] = {
        "yes": (True, ""),
        "no": (False, "high"),
        "untold": (None, "? committee_exists"),
    }
    for id, (exists, _) in told.items():
        town.add("Chain", id, committee_exists=exists)
    town.add("PartyOrg", "committee", kind="产业链党委", functional=True)
    town.add("PartyOrg", "other", kind="基层党委")
    town.add("Department", "D")
    for id, (dates, _) in FORCE.items():
        town.add("Chain", id, committee_exists=False)
        town.link(("PartyOrg", "committee"), "LEADS", ("Chain", id), **dates)
    town.add("Chain", "led-untold")
    town.link(("PartyOrg", "committee"), "LEADS", ("Chain", "led-untold"))
    for source, id in ((("PartyOrg", "other"), "by-other"), (("Department", "D"), "by-department")):
        town.add("Chain", id, committee_exists=False)
        town.link(source, "LEADS", ("Chain", id))
    await settle(store, town.changes)
    assert await verdicts(store, "CH-01") == {
        **expected(told),
        **{id: "high" for id, (_, there) in FORCE.items() if not there},
        "by-other": "high",
        "by-department": "high",
    }
    assert await verdicts(store, "CH-01", chain="no") == {"no": "high"}
    [gap] = (await found_by(store, "CH-01", chain="no")).items
    assert gap.facts == {"committee_exists": False} and gap.chains == ["no"]
    assert [place.file for place in gap.sources] == ["chain.csv"]


# ---------------------------------------------------------------- coverage of segments

OPEN, CLOSED = {**JUDGED}, {**JUDGED, "operating": False}
UNSURVEYED = {"operating": True, "surveyed": False}
# the enterprises of a segment, each with its figures and whether it is covered
SEGMENTS: Mapping[str, tuple[Sequence[tuple[Mapping[str, Any], bool]], str]] = {
    "empty": ((), ""),
    "bare": (((OPEN, False),), "high"),
    "state-unknown": ((({"surveyed": True}, False),), "high"),
    "closed": (((CLOSED, False),), ""),
    "covered": (((OPEN, True),), ""),
    "one-of-two-covered": (((OPEN, True), (OPEN, False)), ""),
    "only-closed-covered": (((CLOSED, True), (OPEN, False)), "high"),
    "only-closed-surveyed": (((CLOSED, False), (UNSURVEYED, False)), "? surveyed"),
    "unsurveyed-covered": (((UNSURVEYED, True), (OPEN, False)), ""),
    "unsurveyed": (((UNSURVEYED, False),), "? surveyed"),
    "untold": ((({}, False),), "? surveyed"),
    "one-of-two-surveyed": (((OPEN, False), (UNSURVEYED, False)), "high"),
}


async def test_segment_without_organization(store: Store) -> None:
    town = Town()
    chains(town)
    for id, (firms, _) in SEGMENTS.items():
        town.add("Segment", id, position="中游")
        for number, (figures, covered) in enumerate(firms):
            firm = town.firm(f"{id}-{number}", **figures)
            town.link(("Enterprise", firm), "AT", ("Segment", id))
            if covered:
                cover(town, "Enterprise", firm)
    for id, (dates, _) in FORCE.items():
        town.add("Segment", id, position="中游")
        town.link(("Enterprise", "bare-0"), "AT", ("Segment", id), **dates)
        town.link(("Segment", id), "IN_CHAIN", ("Chain", "C1"), **dates)
    await settle(store, town.changes)
    there = {id: "high" for id, (_, there) in FORCE.items() if there}
    assert await verdicts(store, "CH-02") == {**expected(SEGMENTS), **there}
    assert await verdicts(store, "CH-02", chain="C1") == there
    assert (await verdicts(store, "CH-02", as_of="2025-12-31"))["bare"] == "? surveyed"
    found = (await found_by(store, "CH-02")).items
    [gap] = [each for each in found if each.subject.id == "one-of-two-surveyed"]
    assert gap.facts == {
        "position": "中游",
        "enterprises_in_segment": 2,
        "surveyed_enterprises": ["one-of-two-surveyed-0"],
    }


@pytest.mark.parametrize("id", ["CH-02", "CH-03", "CH-11"])
async def test_what_organises(store: Store, id: str) -> None:
    town, wanted = Town(), set()
    for number, (mode, dates, functional, organises) in enumerate(COVERING):
        subject = f"X{number}"
        label = "Site" if id == "CH-11" else "Enterprise"
        town.add(label, subject, tags=["链主"], kind="商圈")
        figures = {**JUDGED, "new_groups": 1, "has_instructor": False}
        town.observe(label, subject, "2026-01-01", **figures)
        cover(town, label, subject, mode, functional=functional, **dates)
        if id == "CH-02":
            town.add("Segment", subject)
            town.link(("Enterprise", subject), "AT", ("Segment", subject))
        wanted |= set() if organises else {subject}
    await settle(store, town.changes)
    assert set(await verdicts(store, id)) == wanted


# ---------------------------------------------------------------- leading and key enterprises


@pytest.mark.parametrize("id", ["CH-03", "CH-04"])
async def test_leading_enterprises_are_judged_as_any(store: Store, id: str) -> None:
    town = firms_in_every_state({}, tags=["链主"])
    town.add("Cadre", "K")
    await settle(store, town.changes)
    await judges_as_any(store, id)


@pytest.mark.parametrize(("id", "severity"), [("CH-03", "high"), ("CH-04", "medium")])
@pytest.mark.parametrize(("rel", "end"), [("AT", ("Segment", "S1")), ("IN_CHAIN", ("Chain", "C1"))])
async def test_who_leads(
    store: Store, id: str, severity: str, rel: str, end: tuple[str, str]
) -> None:
    roles: Mapping[str, tuple[Mapping[str, Any], bool]] = {
        "leader": ({"role": "链主"}, True),
        "of-a-field": ({"role": "链主(电子元器件)"}, True),
        "backbone": ({"role": "骨干"}, False),
        "not-a-leader": ({"role": "非链主"}, False),
        "no-role": ({}, False),
        **{i: ({"role": "链主", **dates}, there) for i, (dates, there) in FORCE.items()},
    }
    town = Town()
    chains(town)
    town.add("Cadre", "K")
    for firm, (values, _) in roles.items():
        town.firm(firm, **JUDGED, formal_affiliated=2)
        town.link(("Enterprise", firm), rel, end, **values)
    await settle(store, town.changes)
    wanted = {firm: severity for firm, (_, leads) in roles.items() if leads}
    assert await verdicts(store, id) == wanted
    found = (await found_by(store, id)).items
    [leader] = [each for each in found if each.subject.id == "leader"]
    assert leader.facts["role"] == "链主" and leader.chains == ["C1"]
    files = [place.file for place in leader.sources]
    assert files == ["enterprise.csv", "figures.csv", f"{rel.lower()}.csv"]


async def test_tags_of_key_enterprises(store: Store) -> None:
    town = Town()
    town.add("Cadre", "K")
    for firm, tags in (("A", ["链主"]), ("B", ["高新", "专精特新"]), ("C", ["高新"]), ("D", None)):
        town.add("Enterprise", firm, tags=tags)
        town.observe("Enterprise", firm, "2026-01-01", **JUDGED)
    await settle(store, town.changes)
    assert set(await verdicts(store, "CH-03")) == {"A"}
    assert set(await verdicts(store, "CH-04")) == {"A", "B"}
    assert set(await verdicts(store, "CH-04", tags=["高新"])) == {"A", "B", "C"}
    assert set(await verdicts(store, "CH-04", tags=[])) == {"A"}
    key = (await found_by(store, "CH-04")).items[1]
    assert key.facts["tags"] == ["高新", "专精特新"] and key.facts["role"] is None


async def test_who_is_assigned_to_a_key_enterprise(store: Store) -> None:
    assigned: Mapping[str, tuple[Mapping[str, Any], bool]] = {
        "leader": ({"role": "挂点领导"}, True),
        "officer": ({"role": "党员服务专员"}, True),
        "instructor": ({"role": "党建指导员"}, False),
        **{i: ({"role": "挂点领导", **dates}, there) for i, (dates, there) in FORCE.items()},
    }
    town = Town()
    town.add("Cadre", "K")
    for firm, (values, _) in assigned.items():
        town.add("Enterprise", firm, tags=["链主"])
        town.observe("Enterprise", firm, "2026-01-01", **JUDGED)
        town.link(("Cadre", "K"), "ASSIGNED_TO", ("Enterprise", firm), **values)
    await settle(store, town.changes)
    wanted = {firm for firm, (_, there) in assigned.items() if not there}
    assert set(await verdicts(store, "CH-04")) == wanted


# ---------------------------------------------------------------- meetings, projects, agreements

MEETINGS: Mapping[str, tuple[Sequence[str | None], str]] = {
    "at": (("2026-08-23",), ""),
    "beyond": (("2026-08-22",), "medium"),
    "that-month": (("2026-08",), ""),
    "month-before": (("2026-07",), "medium"),
    "that-month-and-a-day": (("2026-08", "2026-08-22"), ""),
    "last-of-two": (("2020-01-01", "2026-08-23"), ""),
    "both-old": (("2020-01-01", "2026-08-22"), "medium"),
    "today": ((DAY,), ""),
    "tomorrow": (("2026-11-24",), "? held_on"),
    "old-and-tomorrow": (("2026-08-22", "2026-11-24"), "medium"),
    "undated": ((None,), "? held_on"),
    "undated-and-old": ((None, "2026-08-22"), "medium"),
    "none": ((), "? held_on"),
}


async def test_meeting_of_the_quarter(store: Store) -> None:
    town = Town()
    for id, (days, _) in MEETINGS.items():
        town.add("Chain", id)
        for number, held_on in enumerate(days):
            town.add("Meeting", f"{id}-{number}", held_on=held_on)
            town.link(("Meeting", f"{id}-{number}"), "SERVES", ("Chain", id))
    for id, (dates, _) in FORCE.items():
        town.add("Chain", id)
        town.add("Meeting", id, held_on=DAY)
        town.link(("Meeting", id), "SERVES", ("Chain", id), **dates)
    town.add("Project", "P")
    town.link(("Project", "P"), "SERVES", ("Chain", "none"))
    await settle(store, town.changes)
    unserved = {id: "? held_on" for id, (_, there) in FORCE.items() if not there}
    assert await verdicts(store, "CH-05") == {**expected(MEETINGS), **unserved}
    assert await verdicts(store, "CH-05", chain="beyond") == {"beyond": "medium"}
    assert "at" in await verdicts(store, "CH-05", days=91)
    assert "at" in await verdicts(store, "CH-05", as_of="2026-11-24")
    assert (await verdicts(store, "CH-05", as_of="2026-11-22"))["today"] == "? held_on"
    [gap] = (await found_by(store, "CH-05", chain="both-old")).items
    assert gap.facts == {"held_on": "2026-08-22", "meeting": "both-old-1", "days": 92}
    assert gap.chains == ["both-old"]
    assert [place.file for place in gap.sources] == ["chain.csv", "meeting.csv"]


PROJECTS: Mapping[str, tuple[Mapping[str, Any] | None, str]] = {
    "this-year": ({"year": 2026}, ""),
    "last-year": ({"year": 2025}, "low"),
    "next-year": ({"year": 2027}, "low"),
    "begun-this-year": ({"started_on": "2026-03"}, ""),
    "begun-last-year": ({"started_on": "2025-03"}, "low"),
    "year-before-begin": ({"year": 2026, "started_on": "2025-12-31"}, ""),
    "begins-today": ({"year": 2026, "started_on": DAY}, ""),
    "begins-tomorrow": ({"year": 2026, "started_on": "2026-11-24"}, "low"),
    "undated": ({}, "low"),
    "of-another-kind": ({"year": 2026, "kind": "攻关"}, "low"),
    "of-no-kind": ({"year": 2026, "kind": None}, "low"),
    "none": (None, "low"),
}


async def test_demonstration_projects_of_the_year(store: Store) -> None:
    town = Town()
    chains(town)
    for id, (values, _) in PROJECTS.items():
        town.add("PartyOrg", id, kind="党支部", functional=False)
        town.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C1"))
        if values is not None:
            town.add("Project", id, **{"kind": "党建示范项目", **values})
            town.link(("PartyOrg", id), "ATTENDS", ("Project", id))
    for id, (dates, _) in FORCE.items():
        town.add("PartyOrg", id, kind="党支部")
        town.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C1"))
        town.link(("PartyOrg", id), "ATTENDS", ("Project", "this-year"), **dates)
        town.add("PartyOrg", f"in-{id}", kind="党支部")
        town.link(("PartyOrg", f"in-{id}"), "IN_CHAIN", ("Chain", "C2"), **dates)
    town.add("PartyOrg", "leads", kind="党工委", functional=False)
    town.link(("PartyOrg", "leads"), "LEADS", ("Chain", "C2"))
    town.add("PartyOrg", "functional", kind="功能型", functional=True)
    town.link(("PartyOrg", "functional"), "IN_CHAIN", ("Chain", "C2"))
    town.add("PartyOrg", "chainless", kind="党支部")
    await settle(store, town.changes)
    away = {id: "low" for id, (_, there) in FORCE.items() if not there}
    second = {f"in-{id}": "low" for id, (_, there) in FORCE.items() if there} | {"leads": "low"}
    assert await verdicts(store, "CH-06", chain="C1") == {**expected(PROJECTS), **away}
    assert await verdicts(store, "CH-06", chain="C2") == second
    assert await verdicts(store, "CH-06") == {**expected(PROJECTS), **away, **second}
    assert (await verdicts(store, "CH-06", least=2))["this-year"] == "low"
    [gap] = [
        f for f in (await found_by(store, "CH-06", least=2)).items if f.subject.id == "force-0"
    ]
    assert gap.facts == {"year": 2026, "projects": ["this-year"], "least": 2}
    assert gap.chains == ["C1"]
    assert "last-year" not in await verdicts(store, "CH-06", as_of="2025-12-31")


async def test_no_demonstration_project_of_the_year_at_all(store: Store) -> None:
    town = Town()
    chains(town)
    for id in ("A", "B"):
        town.add("PartyOrg", id, kind="党支部")
        town.link(("PartyOrg", id), "IN_CHAIN", ("Chain", "C1"))
    town.add("Project", "unattended", kind="示范", year=2026)
    town.add("Project", "old", kind="示范", year=2025)
    town.add("Project", "other", kind="建设", year=2026)
    town.add("Project", "ended", kind="示范", year=2026)
    for project in ("old", "other", "ended"):
        until = "2026-10" if project == "ended" else None
        town.link(("PartyOrg", "A"), "ATTENDS", ("Project", project), until=until)
    await settle(store, town.changes)
    assert await verdicts(store, "CH-06") == {"A": "? year", "B": "? year"}
    assert await verdicts(store, "CH-06", as_of="2025-11-23") == {"B": "low"}
    assert await verdicts(store, "CH-06", as_of="2026-10-31") == {"B": "low"}


LONG = {"state": "实施", "since": "2025-01-01"}
# the agreement, the day of an activity of both, and the verdict; 180 days back is 2026-05-27
AGREEMENTS: Mapping[str, tuple[tuple[Mapping[str, Any], str | None], str]] = {
    "signed": (({**LONG, "state": "签约"}, None), "low"),
    "carried-out": ((LONG, None), "low"),
    "intended": (({**LONG, "state": "意向"}, None), ""),
    "completed": (({**LONG, "state": "完成"}, None), ""),
    "ended": (({**LONG, "state": "终止"}, None), ""),
    "dormant": (({**LONG, "state": "休眠"}, None), ""),
    "stateless": (({"since": "2025"}, None), ""),
    "until-yesterday": (({**LONG, "until": "2026-11-22"}, None), ""),
    "until-today": (({**LONG, "until": DAY}, None), "low"),
    "since-180-days": (({**LONG, "since": "2026-05-27"}, None), "low"),
    "since-179-days": (({**LONG, "since": "2026-05-28"}, None), ""),
    "since-that-month": (({**LONG, "since": "2026-05"}, None), ""),
    "since-month-before": (({**LONG, "since": "2026-04"}, None), "low"),
    "since-tomorrow": (({**LONG, "since": "2026-11-24"}, None), ""),
    "since-unknown": (({"state": "签约"}, None), "? since"),
    "unknown-but-active": (({"state": "签约"}, "2026-11-01"), ""),
    "active-180-days-ago": ((LONG, "2026-05-27"), ""),
    "active-181-days-ago": ((LONG, "2026-05-26"), "low"),
    "active-that-month": ((LONG, "2026-05"), ""),
    "active-month-before": ((LONG, "2026-04"), "low"),
    "active-today": ((LONG, DAY), ""),
    "active-tomorrow": ((LONG, "2026-11-24"), "low"),
}


async def test_agreement_without_activity(store: Store) -> None:
    town = Town()
    chains(town)
    for id, ((agreed, held_on), _) in AGREEMENTS.items():
        agree(town, id, **agreed)
        if held_on:
            town.add("Activity", id, held_on=held_on)
            for party in (f"{id}-a", f"{id}-b"):
                town.link(("PartyOrg", party), "ATTENDS", ("Activity", id))
    town.add("Activity", "undated")
    town.link(("PartyOrg", "signed-a"), "ATTENDS", ("Activity", "undated"))
    town.link(("PartyOrg", "signed-b"), "ATTENDS", ("Activity", "undated"))
    town.link(("PartyOrg", "signed-a"), "IN_CHAIN", ("Chain", "C1"))
    town.link(("PartyOrg", "signed-b"), "LEADS", ("Chain", "C2"))
    town.link(("PartyOrg", "carried-out-a"), "IN_CHAIN", ("Chain", "C1"), until="2026-10")
    await settle(store, town.changes)
    wanted = {f"{id}-a→{id}-b": verdict for id, verdict in expected(AGREEMENTS).items()}
    assert await verdicts(store, "CH-07") == wanted
    assert set(await verdicts(store, "CH-07", chain="C1")) == {"signed-a→signed-b"}
    assert set(await verdicts(store, "CH-07", chain="C2")) == {"signed-a→signed-b"}
    assert "since-179-days-a→since-179-days-b" in await verdicts(store, "CH-07", days=179)
    [gap] = (await found_by(store, "CH-07", chain="C2")).items
    assert gap.facts == {
        "state": "签约",
        "since": "2025-01-01",
        "days": 180,
        "parties": ["signed-a", "signed-b"],
    }
    assert gap.chains == ["C1", "C2"] and gap.subject.name == "党组织signed-a、党组织signed-b"
    assert [place.file for place in gap.sources] == ["joint_builds.csv"]


def agree(town: Town, id: str, **values: Any) -> None:
    for party in (f"{id}-a", f"{id}-b"):
        town.add("PartyOrg", party, kind="党支部")
    town.link(("PartyOrg", f"{id}-a"), "JOINT_BUILDS", ("PartyOrg", f"{id}-b"), **values)


async def test_both_must_attend(store: Store) -> None:
    town, wanted = Town(), set()
    town.add("Activity", "X", held_on=DAY)
    town.add("Activity", "Y", held_on=DAY)
    town.add("Project", "Z", started_on=DAY)
    ends = [(dates, there) for dates, there in IN_FORCE]
    for number, (dates, there) in enumerate(ends):
        for late in "ab":
            id = f"{number}{late}"
            agree(town, id, **LONG)
            for party in "ab":
                given = dates if party == late else {}
                town.link(("PartyOrg", f"{id}-{party}"), "ATTENDS", ("Activity", "X"), **given)
            wanted |= set() if there else {f"{id}-a→{id}-b"}
    for id, first, second in (
        ("apart", ("Activity", "X"), ("Activity", "Y")),
        ("project", ("Project", "Z"), ("Project", "Z")),
    ):
        agree(town, id, **LONG)
        town.link(("PartyOrg", f"{id}-a"), "ATTENDS", first)
        town.link(("PartyOrg", f"{id}-b"), "ATTENDS", second)
        wanted.add(f"{id}-a→{id}-b")
    town.add("University", "U")
    for id in ("met", "unmet"):
        town.add("PartyOrg", id)
        town.link(("PartyOrg", id), "JOINT_BUILDS", ("University", "U"), **LONG)
    town.link(("PartyOrg", "met"), "ATTENDS", ("Activity", "Y"))
    town.link(("University", "U"), "ATTENDS", ("Activity", "Y"))
    await settle(store, town.changes)
    assert set(await verdicts(store, "CH-07")) == wanted | {"unmet→U"}


# ---------------------------------------------------------------- one supplier only


def supplier(town: Town, id: str, /, **placed: str) -> str:
    """A segment of that id with one enterprise `id-e` that makes `id-p`."""
    town.add("Segment", id, position="上游")
    firm = town.firm(f"{id}-e")
    town.link(("Enterprise", firm), "AT", ("Segment", id), **placed)
    makes(town, firm, f"{id}-p")
    return firm


def makes(town: Town, firm: str, product: str, /, **dates: str) -> None:
    town.add("Product", product)
    town.link(("Enterprise", firm), "MAKES", ("Product", product), **dates)


def leader(town: Town) -> None:
    """The leading enterprise L makes L-p, and N, which leads nothing, N-p."""
    chains(town)
    for firm in "LN":
        town.firm(firm)
        makes(town, firm, f"{firm}-p")
    town.link(("Enterprise", "L"), "IN_CHAIN", ("Chain", "C1"), role="链主")
    town.link(("Enterprise", "N"), "IN_CHAIN", ("Chain", "C1"), role="骨干")


async def test_only_supplier_of_a_leading_enterprise(store: Store) -> None:
    town = Town()
    leader(town)
    for id, (dates, _) in FORCE.items():
        supplier(town, f"at-{id}", **dates)
        town.link(("Enterprise", f"at-{id}-e"), "SUPPLIES", ("Enterprise", "L"))
        supplier(town, f"sells-{id}")
        town.link(("Enterprise", f"sells-{id}-e"), "SUPPLIES", ("Enterprise", "L"), **dates)
        supplier(town, f"feeds-{id}")
        town.link(("Product", f"feeds-{id}-p"), "FEEDS", ("Product", "L-p"), **dates)
        supplier(town, f"chain-{id}")
        town.link(("Enterprise", f"chain-{id}-e"), "SUPPLIES", ("Enterprise", "L"))
        town.link(("Segment", f"chain-{id}"), "IN_CHAIN", ("Chain", "C2"), **dates)
    others = {"idle": None, "of-another": "N", "of-itself": "of-itself-e", "buyer": None}
    for id, customer in others.items():
        supplier(town, id)
        if customer:
            town.link(("Enterprise", f"{id}-e"), "SUPPLIES", ("Enterprise", customer))
    town.link(("Enterprise", "of-itself-e"), "AT", ("Segment", "of-itself"), role="链主")
    town.link(("Enterprise", "L"), "SUPPLIES", ("Enterprise", "buyer-e"))
    await settle(store, town.changes)
    there = {id for id, (_, there) in FORCE.items() if there}
    wanted = {f"{way}-{id}" for way in ("at", "sells", "feeds") for id in there}
    wanted |= {f"chain-{id}" for id in FORCE}
    assert await verdicts(store, "CH-09") == dict.fromkeys(wanted, "medium")
    assert set(await verdicts(store, "CH-09", chain="C2")) == {f"chain-{id}" for id in there}
    assert await verdicts(store, "CH-09", chain="C1") == {}
    found = (await found_by(store, "CH-09")).items
    [gap] = [each for each in found if each.subject.id == "chain-force-0"]
    assert gap.facts == {
        "position": "上游",
        "enterprise": "chain-force-0-e",
        "products": ["chain-force-0-p"],
        "supplies": ["L"],
        "feeds": [],
        "enterprises_in_chain": 0,
    }
    assert gap.chains == ["C2"]
    assert [place.file for place in gap.sources] == ["segment.csv", "enterprise.csv"]


async def test_exactly_one_operating_enterprise(store: Store) -> None:
    firms: Mapping[str, tuple[Sequence[bool | None], bool]] = {
        "one": ((True,), True),
        "untold": ((None,), True),
        "closed": ((False,), False),
        "two": ((True, True), False),
        "one-and-untold": ((True, None), False),
        "one-and-closed": ((True, False), True),
        "none": ((), False),
    }
    town = Town()
    leader(town)
    for id, (states, _) in firms.items():
        town.add("Segment", id)
        for number, operating in enumerate(states):
            firm = town.firm(f"{id}-{number}", operating=operating, staff=1)
            town.link(("Enterprise", firm), "AT", ("Segment", id))
            town.link(("Enterprise", firm), "SUPPLIES", ("Enterprise", "L"))
    supplier(town, "left", until="2026-10")
    supplier(town, "left-and-one")
    second = town.firm("left-and-one-second")
    town.link(("Enterprise", second), "AT", ("Segment", "left-and-one"), until="2026-10")
    town.link(("Enterprise", "left-and-one-e"), "SUPPLIES", ("Enterprise", "L"))
    await settle(store, town.changes)
    wanted = {id for id, (_, single) in firms.items() if single} | {"left-and-one"}
    assert set(await verdicts(store, "CH-09")) == wanted
    assert "one-and-closed" not in await verdicts(store, "CH-09", as_of="2025-12-31")


@pytest.mark.parametrize("label", ["L", "N"])
async def test_families_of_products(store: Store, label: str) -> None:
    town = Town()
    leader(town)
    town.add("Enterprise", "T", tags=["高新", "链主"])
    makes(town, "T", "T-p")
    target = f"{label}-p"
    town.add("Product", "family")
    town.link(("Product", target), "KIND_OF", ("Product", "family"))
    town.add("Product", "former")
    town.link(("Product", target), "KIND_OF", ("Product", "former"), until="2026-10")
    town.add("Product", "kind")
    town.link(("Product", "kind"), "KIND_OF", ("Product", target))
    fed = {"direct": target, "into-family": "family", "into-former": "former", "into-kind": "kind"}
    for id, product in fed.items():
        supplier(town, id)
        town.link(("Product", f"{id}-p"), "FEEDS", ("Product", product))
    for id, dates, product in (
        ("from-family", {}, target),
        ("from-family-into-family", {}, "family"),
        ("from-former-family", {"until": "2026-10"}, target),
    ):
        supplier(town, id)
        town.add("Product", f"{id}-f")
        town.link(("Product", f"{id}-p"), "KIND_OF", ("Product", f"{id}-f"), **dates)
        town.link(("Product", f"{id}-f"), "FEEDS", ("Product", product))
    supplier(town, "backwards")
    town.link(("Product", target), "FEEDS", ("Product", "backwards-p"))
    supplier(town, "to-tagged")
    town.link(("Product", "to-tagged-p"), "FEEDS", ("Product", "T-p"))
    await settle(store, town.changes)
    wanted = {"direct", "into-family", "from-family", "from-family-into-family"}
    assert set(await verdicts(store, "CH-09")) == {"to-tagged"} | (
        wanted if label == "L" else set()
    )
    found = (await found_by(store, "CH-09")).items
    assert {each.subject.id: each.facts["feeds"] for each in found}["to-tagged"] == ["T"]


async def test_products_and_leadership_while_in_force(store: Store) -> None:
    town, wanted = Town(), {"no-product": "? MAKES"}
    chains(town)
    for id, (dates, there) in FORCE.items():
        town.add("Segment", id)
        town.firm(f"{id}-e")
        town.link(("Enterprise", f"{id}-e"), "AT", ("Segment", id))
        makes(town, f"{id}-e", f"{id}-p", **dates)
        wanted |= {} if there else {id: "? MAKES"}
        town.firm(f"{id}-l")
        town.link(("Enterprise", f"{id}-l"), "AT", ("Segment", "S1"), role="链主", **dates)
        makes(town, f"{id}-l", f"{id}-q")
        town.firm(f"{id}-m")
        town.link(("Enterprise", f"{id}-m"), "IN_CHAIN", ("Chain", "C1"), role="链主")
        makes(town, f"{id}-m", f"{id}-r", **dates)
        for way, customer in (("sells", f"{id}-l"), ("feeds", f"{id}-q"), ("made", f"{id}-r")):
            firm = supplier(town, f"{way}-{id}")
            if way == "sells":
                town.link(("Enterprise", firm), "SUPPLIES", ("Enterprise", customer))
            else:
                town.link(("Product", f"{way}-{id}-p"), "FEEDS", ("Product", customer))
            wanted |= {f"{way}-{id}": "medium"} if there else {}
    for id in ("no-product", "no-product-but-sells"):
        town.add("Segment", id)
        town.firm(f"{id}-e")
        town.link(("Enterprise", f"{id}-e"), "AT", ("Segment", id))
    town.link(("Enterprise", "no-product-but-sells-e"), "SUPPLIES", ("Enterprise", "force-0-l"))
    await settle(store, town.changes)
    found = await verdicts(store, "CH-09")
    found.pop("S1", None)
    assert found == wanted | {"no-product-but-sells": "medium"}


# ---------------------------------------------------------------- universities

NEEDS: Mapping[str, tuple[Mapping[str, Any], bool]] = {
    "need": ({"kind": "技术"}, True),
    "need-of-a-kind": ({"kind": "关键技术攻关"}, True),
    "need-of-people": ({"kind": "人才"}, False),
    "need-of-no-kind": ({}, False),
    "need-today": ({"kind": "技术", "raised_on": DAY}, True),
    "need-tomorrow": ({"kind": "技术", "raised_on": "2026-11-24"}, False),
    "need-open": ({"kind": "技术", "state": "对接中"}, True),
    "need-met": ({"kind": "技术", "state": "已解决"}, False),
}
ORDERS: Mapping[str, tuple[Mapping[str, Any], bool]] = {
    "order": ({"category": "技术攻关"}, True),
    "order-of-people": ({"category": "用工"}, False),
    "order-today": ({"category": "技术", "submitted_at": f"{DAY}T23:59:59"}, True),
    "order-tomorrow": ({"category": "技术", "submitted_at": "2026-11-24T00:00:00"}, False),
    "order-resolved": ({"category": "技术", "resolved_at": f"{DAY}T23:59:59"}, False),
    "order-resolved-later": ({"category": "技术", "resolved_at": "2026-11-24T00:00:00"}, True),
    "order-closed-later": (
        {"category": "技术", "state": "已销号", "resolved_at": "2026-11-24T00:00:00"},
        True,
    ),
    "order-closed": ({"category": "技术", "state": "已销号"}, False),
    "order-open": ({"category": "技术", "state": "办理中"}, True),
}


def wanting(town: Town, id: str, **placed: str) -> str:
    """A segment of that id in C1 that relates to discipline 430, with the enterprise `id-e`."""
    town.add("Segment", id, position="中游")
    town.link(("Segment", id), "IN_CHAIN", ("Chain", "C1"))
    town.link(("Segment", id), "RELATES_TO", ("Discipline", "430"))
    firm = town.firm(f"{id}-e")
    town.link(("Enterprise", firm), "AT", ("Segment", id), **placed)
    return firm


def need(town: Town, firm: str, /, dates: Mapping[str, str] | None = None, **values: Any) -> None:
    town.add("Need", f"{firm}-n", **{"kind": "技术", **values})
    town.link(("Enterprise", firm), "HAS_NEED", ("Need", f"{firm}-n"), **(dates or {}))


def order(town: Town, firm: str, /, dates: Mapping[str, str] | None = None, **values: Any) -> None:
    town.add("Order", f"{firm}-o", **{"category": "技术", **values})
    town.link(("Enterprise", firm), "RAISES", ("Order", f"{firm}-o"), **(dates or {}))


async def test_what_is_wanted_of_universities(store: Store) -> None:
    town = Town()
    chains(town)
    town.add("Discipline", "430")
    for id, (values, _) in NEEDS.items():
        need(town, wanting(town, id), **{"kind": None, **values})
    for id, (values, _) in ORDERS.items():
        order(town, wanting(town, id), **values)
    for id, (dates, _) in FORCE.items():
        both = wanting(town, f"at-{id}", **dates)
        need(town, both)
        order(town, both)
        need(town, wanting(town, f"need-{id}"), dates)
        order(town, wanting(town, f"order-{id}"), dates)
    wanting(town, "content")
    await settle(store, town.changes)
    wanted = {id for cases in (NEEDS, ORDERS) for id, (_, open_) in cases.items() if open_}
    there = [id for id, (_, there) in FORCE.items() if there]
    wanted |= {f"{way}-{id}" for way in ("at", "need", "order") for id in there}
    assert await verdicts(store, "CH-10") == dict.fromkeys(wanted, "medium")
    assert "need-open" not in await verdicts(store, "CH-10", closed=["对接中"])
    assert await verdicts(store, "CH-10", chain="C2") == {}
    found = (await found_by(store, "CH-10", chain="C1")).items
    [gap] = [each for each in found if each.subject.id == "at-force-0"]
    assert gap.facts == {
        "position": "中游",
        "needs": ["at-force-0-e-n"],
        "orders": ["at-force-0-e-o"],
        "disciplines": ["430"],
    }
    assert gap.chains == ["C1"]
    assert [place.file for place in gap.sources] == ["segment.csv", "need.csv", "order.csv"]


async def test_segment_of_no_discipline(store: Store) -> None:
    town, wanted = Town(), {}
    chains(town)
    town.add("Discipline", "430")
    for id, (dates, there) in {**FORCE, "none": ({}, False)}.items():
        town.add("Segment", id)
        town.firm(f"{id}-e")
        town.link(("Enterprise", f"{id}-e"), "AT", ("Segment", id))
        need(town, f"{id}-e")
        if id != "none":
            town.link(("Segment", id), "RELATES_TO", ("Discipline", "430"), **dates)
        wanted[id] = "medium" if there else "? RELATES_TO"
    await settle(store, town.changes)
    assert await verdicts(store, "CH-10") == wanted


Links = Mapping[str, Mapping[str, str] | None]
WAYS = ("strong", "serves", "cooperates", "in_chain", "at")


async def fits(store: Store, links: Links, discipline: str = "430", chain: str = "C1") -> bool:
    """Whether a university with these links (dates by way, None for absent) fills the want."""
    town = Town()
    chains(town)
    town.add("Discipline", "430")
    town.add("Discipline", "580")
    town.add("University", "U")
    need(town, wanting(town, "S"))
    partner = town.firm("partner")
    ends = {
        "strong": (("University", "U"), "STRONG_IN", ("Discipline", discipline)),
        "serves": (("University", "U"), "SERVES", ("Chain", chain)),
        "cooperates": (("University", "U"), "COOPERATES", ("Enterprise", partner)),
        "in_chain": (("Enterprise", partner), "IN_CHAIN", ("Chain", chain)),
        "at": (("Enterprise", partner), "AT", ("Segment", f"S{chain[1]}")),
    }
    for way, dates in links.items():
        town.link(*ends[way], **(dates or {}))
    await settle(store, town.changes)
    return not await verdicts(store, "CH-10")


@pytest.mark.parametrize(
    ("ways", "does"),
    [
        (("strong", "serves"), True),
        (("strong", "cooperates", "in_chain"), True),
        (("strong", "cooperates", "at"), True),
        (("strong",), False),
        (("serves",), False),
        (("strong", "cooperates"), False),
        (("cooperates", "in_chain"), False),
        (("strong", "in_chain"), False),
    ],
)
async def test_university_that_fits(store: Store, ways: Sequence[str], does: bool) -> None:
    links: Links = dict.fromkeys(ways)
    assert await fits(store, links) is does
    if does:
        assert not await fits(store, links, discipline="580"), "strong in something else"
        assert not await fits(store, links, chain="C2"), "of another chain"
        for way in ways:
            ended = {**links, way: {"until": "2026-11-22"}}
            assert not await fits(store, ended), f"{way} has ended"
            later = {**links, way: {"since": "2026-11-24"}}
            assert not await fits(store, later), f"{way} has not begun"
        today = {"since": DAY, "until": DAY}
        assert await fits(store, dict.fromkeys(ways, today))


# ---------------------------------------------------------------- sites

SITES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "one": ({"new_groups": 1, "has_instructor": False}, "medium"),
    "none": ({"new_groups": 0, "has_instructor": False}, ""),
    "instructed": ({"new_groups": 1, "has_instructor": True}, ""),
    "unknown": ({"has_instructor": False}, "? new_groups"),
    "instructor-unknown": ({"new_groups": 1}, "? has_instructor"),
    "none-instructor-unknown": ({"new_groups": 0}, ""),
    "untold": ({}, "? new_groups has_instructor"),
}


async def test_new_groups_at_a_site(store: Store) -> None:
    town, wanted = Town(), expected(SITES)
    chains(town)
    town.add("Cadre", "K")
    for id, (figures, _) in SITES.items():
        town.add("Site", id, kind="商圈")
        if figures:
            town.observe("Site", id, "2026-01-01", **figures)
    roles = [("党建指导员", dates, there) for dates, there in IN_FORCE] + [("挂点领导", {}, False)]
    for number, (role, dates, there) in enumerate(roles):
        id = f"K{number}"
        town.add("Site", id, kind="商圈")
        town.observe("Site", id, "2026-01-01", new_groups=1, has_instructor=False)
        town.link(("Cadre", "K"), "ASSIGNED_TO", ("Site", id), role=role, **dates)
        town.link(("Site", id), "IN_CHAIN", ("Chain", "C1"), **dates)
        wanted |= {} if there else {id: "medium"}
    town.link(("Site", "one"), "IN_CHAIN", ("Chain", "C2"))
    town.link(("Site", "untold"), "IN_CHAIN", ("Chain", "C2"), until="2026-10")
    await settle(store, town.changes)
    assert await verdicts(store, "CH-11") == wanted
    assert await verdicts(store, "CH-11", chain="C2") == {"one": "medium"}
    assert await verdicts(store, "CH-11", chain="C1") == {"K7": "medium"}
    earlier = await verdicts(store, "CH-11", as_of="2025-12-31")
    assert earlier["one"] == "? new_groups has_instructor", "nobody had told by that day"
    [gap] = (await found_by(store, "CH-11", chain="C2")).items
    assert gap.facts == {
        "new_groups": 1,
        "has_instructor": False,
        "observed_on": "2026-01-01",
        "observation": "Site:one@2026-01-01",
    }
    assert gap.chains == ["C2"]
    assert [place.file for place in gap.sources] == ["site.csv", "figures.csv"]
