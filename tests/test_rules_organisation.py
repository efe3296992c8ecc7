"""The rules about party organizations: true at the bound and false beyond it, unknown when nobody
told, by the day asked about and by chain, on both engines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from graph import Store
from queries import rulefiles, rules
from queries.packs import Pack
from queries.rules import Findings
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

RULES = {rule.id: rule for rule in rulefiles.load()}
OURS = [f"PO-{number:02}" for number in range(4, 24)]
EVERYONE = Pack(
    name="everyone",
    version="1",
    zh="不限国企",
    parameters={id: {"everyone": True} for id in ("PO-08", "PO-09")},
)
BRANCHES = {"党支部", "联合党支部", "流动党员党支部"}
TERMED = {*BRANCHES, "党总支", "基层党委", "商圈党委"}
KINDS = {*TERMED, "产业链党委", "党工委", "临时党支部", "功能型"}
FROM = "2026-01-01"  # the day of the figures where a test does not say otherwise
PAST, COMING = "2026-11-22", "2026-11-24"  # the days around DAY

Values = Mapping[str, Any]
# The dates of a relationship, and whether it is in force on DAY.
IN_FORCE: Sequence[tuple[Values, bool]] = (
    ({}, True),
    ({"until": DAY}, True),
    ({"until": "2026-11"}, True),
    ({"until": PAST}, False),
    ({"since": DAY}, True),
    ({"since": COMING}, False),
)
# Whether it is a finding; None: unknown; a text: a finding of that severity.
Outcome = bool | str | None


async def judged(store: Store, id: str, **asked: Any) -> Findings:
    return await rules.findings(store, [RULES[id]], **{"as_of": DAY, **asked})


def outcomes(found: Findings, ids: Sequence[str]) -> dict[str, Outcome]:
    """What became of each subject; the severity where it is not the rule's own."""
    result: dict[str, Outcome] = dict.fromkeys(ids, False)
    for item in found.items:
        usual = item.severity == RULES[item.rule].severity
        result[item.subject.id] = True if usual else item.severity
    return result | {each.subject.id: None for each in found.unknown}


async def outcome(store: Store, id: str, subject: str = "X", **asked: Any) -> Outcome:
    return outcomes(await judged(store, id, **asked), [subject])[subject]


def org(
    town: Town, id: str = "X", kind: str = "党支部", figures: Values | None = None, **values: Any
) -> tuple[str, str]:
    town.add("PartyOrg", id, kind=kind, **values)
    if figures:
        town.observe("PartyOrg", id, FROM, **figures)
    return "PartyOrg", id


def site(town: Town, id: str = "X", /, **figures: Any) -> tuple[str, str]:
    town.add("Site", id, kind="市场")
    town.observe("Site", id, FROM, **figures)
    return "Site", id


def firm(town: Town, id: str, /, **values: Any) -> tuple[str, str]:
    town.add("Enterprise", id, **values)
    return "Enterprise", id


# ------------------------------------------------------------ figures of an organization


@dataclass(frozen=True)
class Case:
    expected: Outcome
    figures: Values = field(default_factory=dict)
    node: Values = field(default_factory=dict)


def term(expected: Outcome, elected_on: str | None, /, **others: Any) -> Case:
    """A case of an election; `kind`, `term_years` and `term_end` are not observed."""
    fixed = ("kind", "term_years", "term_end")
    node = {key: value for key, value in others.items() if key in fixed}
    figures = {key: value for key, value in others.items() if key not in fixed}
    return Case(expected, {"elected_on": elected_on, "has_committee": True, **figures}, node)


BEYOND_POWERS: Sequence[tuple[Outcome, Values]] = [
    (True, {"developed": 1}),
    (True, {"dues_collected": True, "developed": 0, "held_election": False}),
    (True, {"held_election": True, "developed": 0, "dues_collected": False}),
    (False, {"held_election": False, "developed": 0, "dues_collected": False}),
    (None, {"developed": 0, "dues_collected": False}),
    (None, {"developed": 0, "held_election": False}),
    (None, {"dues_collected": False, "held_election": False}),
    (None, {"total_members": 9}),
]
# By the number of members of the committee, from none on.
BY_SIZE: Sequence[Outcome] = [True] * 3 + [False] * 3 + ["low", "low", True, True]
CASES: Mapping[str, Sequence[Case]] = {
    "PO-06": [
        Case(True, {"formal_members": 0}),
        Case(True, {"formal_members": 2}),
        Case(False, {"formal_members": 3}),
        Case(None, {"total_members": 2}),
    ],
    "PO-07": [
        Case(False, {"total_members": 50}),
        Case(True, {"total_members": 51}),
        Case(None, {"formal_members": 51}),
    ],
    "PO-08": [
        Case(False, {"total_members": 49}),
        Case(True, {"total_members": 50}),
        Case(True, {"total_members": 99}),
        Case(False, {"total_members": 100}),
        Case(None, {"formal_members": 50}),
    ],
    "PO-09": [
        Case(False, {"total_members": 99}),
        Case(True, {"total_members": 100}),
        Case(None, {"formal_members": 100}),
    ],
    "PO-10": [
        Case(False, {"formal_members": 6, "has_committee": False}),
        Case(True, {"formal_members": 7, "has_committee": False}),
        Case(False, {"formal_members": 7, "has_committee": True}),
        Case(None, {"formal_members": 7}),
        Case(None, {"has_committee": False}),
        Case(False, {"formal_members": 6}),
        Case(False, {"has_committee": True}),
    ],
    "PO-11": [
        *(
            Case(expected, {"has_committee": True, "committee_size": size})
            for size, expected in enumerate(BY_SIZE)
        ),
        Case(False, {"has_committee": False, "committee_size": 9}),
        Case(None, {"committee_size": 9}),
        Case(None, {"committee_size": 2}),
        Case(False, {"committee_size": 4}),
        Case(None, {"has_committee": True}),
        Case(False, {"has_committee": False}),
    ],
    "PO-12": [
        Case(True, {"has_secretary": False}),
        Case(False, {"has_secretary": True}),
        Case(False, {"has_secretary": False, "secretary": "示例书记"}),
        Case(False, {"secretary": "示例书记"}),
        Case(None, {"total_members": 9}),
    ],
    "PO-13": [
        term(True, "2023-11-22"),
        term(False, "2023-11-23"),
        term(True, "2023-10"),
        term(False, "2023-11"),  # may have been the 30th
        term(True, "2022"),
        term(False, "2023"),
        term(True, "2022-11-22", term_years=4),
        term(False, "2022-11-23", term_years=4),
        *(term(True, "2021-11-22", kind=kind) for kind in ("基层党委", "商圈党委")),
        *(term(False, "2021-11-23", kind=kind) for kind in ("基层党委", "商圈党委")),
        *(term(True, "2023-11-22", kind=kind) for kind in (*BRANCHES, "党总支")),
        *(term(False, "2023-11-23", kind=kind) for kind in (*BRANCHES, "党总支")),
        term(True, None, term_end="2026-11-22"),
        term(False, None, term_end="2026-11-23"),
        term(False, "2025", term_end="2020"),  # the election comes before the date stated
        term(True, "2010", term_end="2030"),
        term(False, "2010", extended_until="2026-11-23"),
        term(False, "2025", extended_until="2026-11-22"),  # one of the term before
        term(True, "2023-11-22", extended_until="2026-11-22"),
        term(True, None, extended_until="2026-11-22"),
        term(False, None, extended_until="2026-11"),
        term(None, None),
    ],
    "PO-14": [
        term(False, "2023-11-22"),
        term(True, "2023-11-23"),
        term(True, "2024-05-22"),  # 180 days
        term(False, "2024-05-23"),
        term(True, "2023-11"),
        term(True, "2024-04"),
        term(False, "2024-05"),
        term(False, "2022"),
        *(term(True, "2022-05-22", kind=kind) for kind in ("基层党委", "商圈党委")),
        *(term(False, "2022-05-23", kind=kind) for kind in ("基层党委", "商圈党委")),
        term(True, "2025-05-22", term_years=2),
        term(True, None, term_end="2027-05-22"),
        term(False, None, term_end="2027-05-23"),
        term(True, "2010", extended_until="2027-05-22"),
        term(True, "2024-05-22", extended_until="2026-12-01"),  # 2027-05-22 holds
        term(False, "2024-05-23", extended_until="2026-12-01"),
        term(False, "2024-01-01", extended_until="2027-05-23"),
        term(None, None),
    ],
    "PO-15": [
        term(False, "2022-06-15", extended_until="2026-06-15"),
        term(True, "2022-06-15", extended_until="2026-06-16"),
        term(False, "2022-06-15", extended_until="2026-06"),  # may be its first day
        term(True, "2022-06-15", extended_until="2026-07"),
        term(False, "2022-06", extended_until="2026-06-30"),
        term(True, "2022-06", extended_until="2026-07-01"),
        term(True, "2023-06-15", extended_until="2026-06-16", term_years=2),
        *(
            term(expected, "2020-06-15", extended_until=day, kind=kind)
            for kind in ("基层党委", "商圈党委")
            for day, expected in (("2026-06-15", False), ("2026-06-16", True))
        ),
        term(True, None, term_end="2025-06-15", extended_until="2026-06-16"),
        term(False, None, term_end="2025-06-15", extended_until="2026-06-15"),
        term(False, "2022-06-15", term_end="2020", extended_until="2026-06-15"),
        term(None, None, extended_until="2026-06-16"),
        term(False, "2010"),
    ],
    "PO-18": [*(Case(known, figures, {"kind": "临时党支部"}) for known, figures in BEYOND_POWERS)],
}
FIGURES = sorted(CASES)


@pytest.mark.parametrize("id", FIGURES)
async def test_figures_of_an_organisation(store: Store, id: str) -> None:
    town, expected = Town(), {}
    for number, case in enumerate(CASES[id]):
        subject = f"{number:02} {dict(case.node)} {dict(case.figures)}"
        org(town, subject, **{"figures": case.figures, **case.node})
        expected[subject] = case.expected
    await settle(store, town.changes)
    found = await judged(store, id, pack=EVERYONE)
    assert outcomes(found, list(expected)) == expected
    told = {f"{number:02}": {**case.figures, **case.node} for number, case in enumerate(CASES[id])}
    for each in found.unknown:
        given = {key for key, value in told[each.subject.id[:2]].items() if value is not None}
        assert each.missing == [need for need in RULES[id].needs if need not in given | OTHER]


OTHER = {"ownership"}  # asked for only where the branch is not to be judged whatever it covers

# Figures that make each of these a finding whatever its kind, and the kinds that can be one.
SURE: Mapping[str, Values] = {
    "PO-06": {"formal_members": 2},
    "PO-07": {"total_members": 51},
    "PO-08": {"total_members": 60},
    "PO-09": {"total_members": 100},
    "PO-10": {"formal_members": 7, "has_committee": False},
    "PO-11": {"has_committee": True, "committee_size": 9},
    "PO-12": {"has_secretary": False},
    "PO-13": {"elected_on": "2010-01-01", "extended_until": "2011"},
    "PO-14": {"elected_on": "2010-01-01", "extended_until": "2026-12-01"},
    "PO-15": {"elected_on": "2010-01-01", "extended_until": "2026-12-01"},
    "PO-18": {"developed": 1},
}
OF_KINDS: Mapping[str, set[str]] = {
    **dict.fromkeys(FIGURES, BRANCHES),
    **dict.fromkeys(("PO-13", "PO-14", "PO-15"), TERMED),
    "PO-06": {"党支部"},
    "PO-09": {*BRANCHES, "党总支"},
    "PO-12": KINDS,
    "PO-18": {"临时党支部"},
}


@pytest.mark.parametrize("id", FIGURES)
async def test_kinds_of_organisation(store: Store, id: str) -> None:
    town = Town()
    for kind in KINDS:
        for functional in (None, False, True):
            org(town, f"{kind} {functional}", kind, SURE[id], functional=functional)
    await settle(store, town.changes)
    found = await judged(store, id, pack=EVERYONE)
    expected = {f"{kind} {each}" for kind in OF_KINDS[id] for each in (None, False)}
    if id == "PO-12":
        expected |= {f"{kind} True" for kind in KINDS}
    if id == "PO-18":
        expected = {f"{kind} True" for kind in KINDS} | expected
    assert {item.subject.id for item in found.items} == expected
    assert not found.unknown


@pytest.mark.parametrize("id", FIGURES)
async def test_figures_in_force(store: Store, id: str) -> None:
    town = Town()
    kind = "临时党支部" if id == "PO-18" else "党支部"
    org(town, "X", kind)
    town.observe("PartyOrg", "X", "2026-07-01", "2026-08-01", **SURE[id])
    await settle(store, town.changes)
    days = ("2026-06-30", "2026-07-01", "2026-07-31", "2026-08-01")
    found = [await outcome(store, id, as_of=day, pack=EVERYONE) for day in days]
    untold = False if id == "PO-15" else None  # nobody told of an extension
    assert found == [untold, True, True, untold]


@pytest.mark.parametrize("id", FIGURES)
async def test_revoked_organisation_raises_nothing(store: Store, id: str) -> None:
    town = Town()
    kind = "临时党支部" if id == "PO-18" else "党支部"
    for status in ("在运行", "撤销", "已撤销"):
        org(town, status, kind, {**SURE[id], "status": status})
    await settle(store, town.changes)
    found = await judged(store, id, pack=EVERYONE)
    assert [item.subject.id for item in found.items] == ["在运行"] and not found.unknown


@pytest.mark.parametrize("id", ["PO-04", "PO-05", "PO-22", "PO-23"])
async def test_revoked_organisation_with_units_or_members_raises_nothing(
    store: Store, id: str
) -> None:
    town = Town()
    for status in ("在运行", "撤销"):
        body = org(town, status, "联合党支部", {"status": status})
        for number in range(6):
            town.firm(f"{status}{number}", formal_affiliated=3)
            town.link(body, "COVERS", ("Enterprise", f"{status}{number}"), mode="联合")
        away = {"floating": True, "left_on": "2020", "fixed_place": True, "moved": False}
        town.add("Member", f"M{status}", **away, lost_on="2020", status="正式")
        town.link(("Member", f"M{status}"), "MEMBER_OF", body)
    await settle(store, town.changes)
    assert [item.subject.id for item in (await judged(store, id)).items] == ["在运行"]


@pytest.mark.parametrize("id", ["PO-22", "PO-23"])
async def test_only_members_count(store: Store, id: str) -> None:
    town = Town()
    away = {"floating": True, "left_on": "2020", "fixed_place": True, "moved": False}
    for status in (None, "正式", "预备", "入党积极分子", "发展对象"):
        body = org(town, f"X{status}")
        town.add("Member", f"M{status}", **away, lost_on="2020", status=status)
        town.link(("Member", f"M{status}"), "MEMBER_OF", body)
    await settle(store, town.changes)
    found = {item.subject.id for item in (await judged(store, id)).items}
    assert found == {"XNone", "X正式", "X预备"}


@pytest.mark.parametrize("id", [*(id for id in FIGURES if id != "PO-15"), "PO-16"])
async def test_organisation_without_figures(store: Store, id: str) -> None:
    town = Town()
    org(town, "X", "临时党支部" if id in ("PO-16", "PO-18") else "党支部")
    await settle(store, town.changes)
    found = await judged(store, id, pack=EVERYONE)
    [unknown] = found.unknown
    assert unknown.missing == [need for need in RULES[id].needs if need not in OTHER]
    assert found.sources == ["partyorg.csv"] and not found.items


async def test_term_that_ends_with_a_month(store: Store) -> None:
    town = Town()
    org(town, figures={"elected_on": "2024-05"})
    await settle(store, town.changes)
    days = ("2026-12-01", "2026-12-02", "2027-05-31", "2027-06-01")  # 2027-05-31 in 181, 180 days
    assert [await outcome(store, "PO-14", as_of=day) for day in days] == [False, True, True, False]
    assert [await outcome(store, "PO-13", as_of=day) for day in days] == [False, False, False, True]


@pytest.mark.parametrize(
    ("ownerships", "ends", "members", "expected"),
    [
        (["国有控股"], {}, 60, True),
        (["地方国企"], {}, 60, True),
        (["中央企业"], {}, 60, True),
        (["全民所有制"], {}, 60, True),
        (["民营"], {}, 60, False),
        (["民营", "国有控股"], {}, 60, True),
        ([None, "国有控股"], {}, 60, True),
        ([None, "民营"], {}, 60, None),
        ([None], {}, 49, False),
        (["国有控股"], {}, None, None),
        (["民营"], {}, None, False),
        ([], {}, 60, False),
        *((["国有控股"], ends, 60, holds) for ends, holds in IN_FORCE),
    ],
)
async def test_state_owned_enterprises(
    store: Store,
    ownerships: Sequence[str | None],
    ends: Values,
    members: int | None,
    expected: Outcome,
) -> None:
    town = Town()
    figures = {"total_members": members, "has_committee": True}
    body = org(town, figures=figures)
    for number, ownership in enumerate(ownerships):
        one = firm(town, f"E{number}", ownership=ownership)
        town.link(body, "COVERS", one, mode="单独", **ends)
    await settle(store, town.changes)
    found = await judged(store, "PO-08")
    assert outcomes(found, ["X"]) == {"X": expected}
    if expected is None:
        [unknown] = found.unknown
        assert unknown.missing == (["total_members"] if members is None else ["ownership"])
    larger = Pack(name="p", version="1", zh="五十", parameters={"PO-09": {"least": 50}})
    assert await outcome(store, "PO-09", pack=larger) is expected


# ------------------------------------------------------------ whom an organization covers


@pytest.mark.parametrize(
    ("firms", "sites", "kind", "ends", "expected"),
    [
        (5, 0, "联合党支部", {}, False),
        (6, 0, "联合党支部", {}, True),
        (5, 1, "联合党支部", {}, True),
        (6, 0, "党支部", {}, False),
        *((6, 0, "联合党支部", ends, holds) for ends, holds in IN_FORCE),
    ],
)
async def test_units_of_a_joint_branch(
    store: Store, firms: int, sites: int, kind: str, ends: Values, expected: bool
) -> None:
    town = Town()
    body = org(town, kind=kind)
    units = [firm(town, f"E{number}") for number in range(firms)]
    units += [site(town, f"E{number}", new_groups=1) for number in range(sites)]  # the same id
    for number, unit in enumerate(units):
        town.link(body, "COVERS", unit, mode="联合", **(ends if number == 0 else {}))
    await settle(store, town.changes)
    assert await outcome(store, "PO-04") is expected


@pytest.mark.parametrize(
    ("units", "ends", "expected"),
    [
        ([{"formal_affiliated": 2}], {}, False),
        ([{"formal_affiliated": 3}], {}, True),
        ([{"formal_affiliated": 3, "operating": False}], {}, False),
        ([{"formal_affiliated": 3, "operating": True}], {}, True),
        ([{"operating": True}], {}, None),
        ([{"operating": False}], {}, False),
        ([{}], {}, None),
        ([{}, {"formal_affiliated": 3}], {}, True),
        ([{}, {"formal_affiliated": 2}], {}, None),
        ([{"formal_affiliated": 2}, {"formal_affiliated": 4}], {}, True),
        *(([{"formal_affiliated": 3}], ends, holds) for ends, holds in IN_FORCE),
    ],
)
async def test_unit_that_could_have_a_branch(
    store: Store, units: Sequence[Values], ends: Values, expected: Outcome
) -> None:
    town = Town()
    for subject, kind in (("X", "联合党支部"), ("Y", "党支部")):
        body = org(town, subject, kind)
        for number, figures in enumerate(units):
            town.firm(unit := f"{subject}{number}", **figures)
            town.link(body, "COVERS", ("Enterprise", unit), mode="联合", **ends)
    await settle(store, town.changes)
    found = await judged(store, "PO-05")
    assert outcomes(found, ["X", "Y"]) == {"X": expected, "Y": False}
    assert all(each.missing == ["formal_affiliated"] for each in found.unknown)


async def test_figures_of_a_unit_in_force(store: Store) -> None:
    town = Town()
    body = org(town, kind="联合党支部")
    town.link(body, "COVERS", firm(town, "E"), mode="联合")
    town.observe("Enterprise", "E", "2026-07-01", "2026-08-01", formal_affiliated=3)
    town.observe("Enterprise", "E", "2026-08-01", formal_affiliated=2)
    await settle(store, town.changes)
    days = ("2026-06-30", "2026-07-01", "2026-07-31", "2026-08-01")
    found = [await outcome(store, "PO-05", as_of=day) for day in days]
    assert found == [None, True, True, False]


# ------------------------------------------------------------ temporary branches and projects


@pytest.mark.parametrize(
    ("kind", "status", "ended", "finished", "ends", "expected"),
    [
        ("临时党支部", None, PAST, [], {}, True),
        ("临时党支部", "在运行", DAY, [], {}, True),
        ("临时党支部", None, COMING, [], {}, False),
        ("临时党支部", None, "2026-10", [], {}, True),
        ("临时党支部", None, "2026-11", [], {}, False),
        ("临时党支部", "撤销", DAY, [], {}, False),
        ("党支部", None, DAY, [], {}, False),
        ("临时党支部", None, None, [], {}, None),
        ("临时党支部", "撤销", None, [], {}, False),
        ("临时党支部", None, None, [DAY], {}, True),
        ("临时党支部", None, None, [COMING], {}, False),
        ("临时党支部", None, None, ["2026-11"], {}, False),
        ("临时党支部", None, None, [None], {}, False),
        ("临时党支部", None, None, [None, PAST], {}, True),
        ("临时党支部", None, COMING, [DAY], {}, True),
        ("临时党支部", None, PAST, [None], {}, True),
        *(("临时党支部", None, None, [PAST], ends, holds or None) for ends, holds in IN_FORCE),
    ],
)
async def test_temporary_branch_whose_body_ended(
    store: Store,
    kind: str,
    status: str | None,
    ended: str | None,
    finished: Sequence[str | None],
    ends: Values,
    expected: Outcome,
) -> None:
    town = Town()
    body = org(town, kind=kind, figures={"status": status, "developed": 0}, body_ended_on=ended)
    for number, day in enumerate(finished):
        town.add("Project", f"J{number}", finished_on=day)
        town.link(body, "ATTENDS", ("Project", f"J{number}"), **ends)
    await settle(store, town.changes)
    found = await judged(store, "PO-16")
    assert outcomes(found, ["X"]) == {"X": expected}
    assert all(each.missing == ["body_ended_on"] for each in found.unknown)


async def test_body_that_ends_with_a_month(store: Store) -> None:
    town = Town()
    org(town, kind="临时党支部", body_ended_on="2026-06")
    town.observe("PartyOrg", "X", "2026-07-01", "2026-08-01", status="撤销")
    await settle(store, town.changes)
    days = ("2026-06-29", "2026-06-30", "2026-07-01", "2026-07-31", "2026-08-01")
    found = [await outcome(store, "PO-16", as_of=day) for day in days]
    assert found == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"started_on": "2026-05-23", "formal_members": 3}, True),
        ({"started_on": "2026-05-24", "formal_members": 3}, False),
        ({"started_on": "2026-04", "formal_members": 3}, True),
        ({"started_on": "2026-05", "formal_members": 3}, False),
        ({"started_on": "2026-05-23", "formal_members": 2}, False),
        ({"started_on": "2026-05-23"}, None),
        ({"formal_members": 3}, None),
        ({"formal_members": 2}, False),
        ({"started_on": "2026-05-24"}, False),
        ({"started_on": "2026", "formal_members": 3, "finished_on": COMING}, False),
        ({"started_on": "2025", "formal_members": 3, "finished_on": COMING}, True),
        ({"started_on": "2025", "formal_members": 3, "finished_on": "2026-11"}, True),
        ({"started_on": "2025", "formal_members": 3, "finished_on": DAY}, False),
    ],
)
async def test_project_of_half_a_year(store: Store, values: Values, expected: Outcome) -> None:
    town = Town()
    town.add("Project", "X", **values)
    await settle(store, town.changes)
    found = await judged(store, "PO-17")
    assert outcomes(found, ["X"]) == {"X": expected}
    for each in found.unknown:
        assert each.missing == [need for need in RULES["PO-17"].needs if need not in values]


@pytest.mark.parametrize(
    ("kind", "functional", "ends", "expected"),
    [
        ("临时党支部", None, {}, True),
        ("功能型", True, {}, True),
        ("党支部", True, {}, True),
        ("党支部", None, {}, False),
        *(("联合党支部", False, ends, not there) for ends, there in IN_FORCE),
    ],
)
async def test_organisations_of_a_project(
    store: Store, kind: str, functional: bool | None, ends: Values, expected: bool
) -> None:
    town = Town()
    project = ("Project", town.add("Project", "X", started_on="2025", formal_members=3))
    town.link(org(town, "T", "临时党支部"), "ATTENDS", project)
    town.link(org(town, "O", kind, functional=functional), "ATTENDS", project, **ends)
    town.link(firm(town, "E"), "ATTENDS", project)
    await settle(store, town.changes)
    assert await outcome(store, "PO-17") is expected


async def test_half_a_year_from_the_end_of_a_month(store: Store) -> None:
    town = Town()
    for id, day in (("A", "2026-02-28"), ("B", "2026-02"), ("C", "2026-03-01"), ("D", "2026-03")):
        town.add("Project", id, started_on=day, formal_members=3)
    await settle(store, town.changes)
    found = await judged(store, "PO-17", as_of="2026-08-31")
    assert [item.subject.id for item in found.items] == ["A", "B"], "six months before: 02-28"


# ------------------------------------------------------------ applications


@pytest.mark.parametrize(
    ("applied", "decided", "expected"),
    [
        ("2026-10-23", None, False),  # 31 days ago
        ("2026-10-22", None, True),
        ("2026-10", None, False),
        ("2026-09", None, True),
        ("2026-10-22", DAY, False),
        ("2026-10-22", COMING, True),
        ("2026-10-22", "2026-11", False),
        ("2026-12-01", None, False),
    ],
)
async def test_application_undecided(
    store: Store, applied: str, decided: str | None, expected: bool
) -> None:
    town = Town()
    town.add("Application", "X", applied_on=applied, decided_on=decided)
    await settle(store, town.changes)
    assert await outcome(store, "PO-19") is expected


async def test_result_without_its_day_is_unknown(store: Store) -> None:
    town = Town()
    town.add("Application", "X", applied_on="2026-01-01", result="批准")
    await settle(store, town.changes)
    found = await judged(store, "PO-19")
    assert outcomes(found, ["X"]) == {"X": None}
    assert [each.missing for each in found.unknown] == [["decided_on"]]


# ------------------------------------------------------------ sites


@pytest.mark.parametrize(
    ("id", "figure"), [("PO-20", "formal_members"), ("PO-21", "floating_formal")]
)
async def test_members_at_a_site(store: Store, id: str, figure: str) -> None:
    town = Town()
    for number in range(5):
        site(town, f"S{number}", **{figure: number})
    site(town, "S5", new_groups=9)
    town.add("Site", "S6", kind="楼宇")
    town.add("Site", "S7", kind="园区")
    town.observe("Site", "S7", "2026-07-01", "2026-08-01", **{figure: 3})
    await settle(store, town.changes)
    found = await judged(store, id)
    assert outcomes(found, []) == {
        "S3": True,
        "S4": True,
        "S5": None,
        "S6": None,
        "S7": None,
    }
    assert {tuple(each.missing) for each in found.unknown} == {(figure,)}
    days = ("2026-06-30", "2026-07-01", "2026-07-31", "2026-08-01")
    assert [await outcome(store, id, "S7", as_of=day) for day in days] == [None, True, True, None]


@pytest.mark.parametrize("id", ["PO-20", "PO-21"])
async def test_site_without_figures(store: Store, id: str) -> None:
    town = Town()
    town.add("Site", "X", kind="市场")
    await settle(store, town.changes)
    found = await judged(store, id)
    assert outcomes(found, []) == {"X": None} and found.sources == ["site.csv"]


@pytest.mark.parametrize(
    ("kind", "functional", "mode", "ends", "without_any", "without_floating"),
    [
        *(("党支部", None, mode, {}, False, True) for mode in ("单独", "联合", "区域", "行业")),
        ("临时党支部", None, "临时", {}, True, True),
        ("党支部", True, "单独", {}, True, True),
        *(
            ("流动党员党支部", False, "区域", ends, not there, not there)
            for ends, there in IN_FORCE
        ),
    ],
)
async def test_organisations_of_a_site(
    store: Store,
    kind: str,
    functional: bool | None,
    mode: str,
    ends: Values,
    without_any: bool,
    without_floating: bool,
) -> None:
    town = Town()
    place = site(town, formal_members=3, floating_formal=3)
    town.link(org(town, "O", kind, functional=functional), "COVERS", place, mode=mode, **ends)
    await settle(store, town.changes)
    assert await outcome(store, "PO-20") is without_any
    assert await outcome(store, "PO-21") is without_floating


# ------------------------------------------------------------ members

AWAY: Values = {"floating": True, "left_on": "2026-05-23", "fixed_place": True, "moved": False}


def roster(town: Town, members: Sequence[Values], **ends: Any) -> None:
    """An organization X with these members, and another without any that is of interest."""
    for id, each in (("X", members), ("Y", [{"floating": False, "lost_on": DAY}])):
        body = org(town, id)
        for number, values in enumerate(each):
            town.add("Member", f"{id}{number}", "示例党员", **values)
            town.link(("Member", f"{id}{number}"), "MEMBER_OF", body, **ends)


@pytest.mark.parametrize(
    ("values", "expected", "missing"),
    [
        ({}, True, []),
        ({"left_on": "2026-05-24"}, False, []),
        ({"left_on": "2026-05"}, False, []),
        ({"left_on": "2026-04"}, True, []),
        ({"floating": False}, False, []),
        ({"fixed_place": False}, False, []),
        ({"moved": True}, False, []),
        ({"left_on": None}, None, ["left_on"]),
        ({"floating": None}, None, ["floating"]),
        ({"moved": None, "fixed_place": None}, None, ["fixed_place", "moved"]),
        ({"floating": None, "moved": True}, False, []),
        ({"floating": False, "left_on": None, "fixed_place": None, "moved": None}, False, []),
    ],
)
async def test_member_away(
    store: Store, values: Values, expected: Outcome, missing: list[str]
) -> None:
    town = Town()
    roster(town, [{**AWAY, **values}, {"floating": False}])
    await settle(store, town.changes)
    found = await judged(store, "PO-22")
    assert outcomes(found, ["X", "Y"]) == {"X": expected, "Y": False}
    assert [each.missing for each in found.unknown] == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        ("2026-05-23", True),
        ("2026-05-24", False),
        ("2026-05", False),
        ("2026-04", True),
        (None, False),
    ],
)
async def test_member_lost(store: Store, lost: str | None, expected: bool) -> None:
    town = Town()
    roster(town, [{"lost_on": lost}])
    await settle(store, town.changes)
    assert outcomes(await judged(store, "PO-23"), ["X", "Y"]) == {"X": expected, "Y": False}


@pytest.mark.parametrize(("id", "values"), [("PO-22", AWAY), ("PO-23", {"lost_on": "2026-05-23"})])
async def test_members_are_counted_not_named(store: Store, id: str, values: Values) -> None:
    for number, told in ((1, "少于3人"), (2, "少于3人"), (3, 3), (4, 4)):
        town = Town()
        roster(town, [values] * number + [{"floating": None}])
        await settle(store, town.changes)
        found = await judged(store, id)
        [item] = found.items
        assert item.facts == {"members": told, "months": 6} and not found.unknown
        assert found.sources == ["partyorg.csv"], "the rows of the roster would tell who"


@pytest.mark.parametrize(("ends", "expected"), IN_FORCE)
async def test_membership_in_force(store: Store, ends: Values, expected: bool) -> None:
    town = Town()
    roster(town, [{**AWAY, "lost_on": "2026-01-01"}], **ends)
    await settle(store, town.changes)
    assert await outcome(store, "PO-22") is expected
    assert await outcome(store, "PO-23") is expected


@pytest.mark.parametrize(
    ("id", "label", "values", "lacking"),
    [
        ("PO-17", "Enterprise", {}, "Project"),
        ("PO-19", "Enterprise", {}, "Application"),
        ("PO-20", "Enterprise", {}, "Site"),
        ("PO-21", "Enterprise", {}, "Site"),
        ("PO-22", "Member", {"left_on": "2020"}, "Member.floating"),
        ("PO-23", "Member", {"floating": True}, "Member.lost_on"),
    ],
)
async def test_an_empty_register_proves_nothing(
    store: Store, id: str, label: str, values: Values, lacking: str
) -> None:
    town = Town()
    town.add(label, "N", **values)
    await settle(store, town.changes)
    [unjudged] = (await judged(store, id)).unjudged
    assert unjudged.missing == [lacking]


# ------------------------------------------------------------ what a finding says


class Example(NamedTuple):
    """A finding X, the facts it must have, and the tables that it must point to."""

    build: Callable[[Town], object]
    facts: Values
    sources: Sequence[str] = ("partyorg.csv",)


def _covering(town: Town, kind: str, units: int, figures: Values, **values: Any) -> None:
    body = org(town, "X", kind, figures)
    for number in range(units):
        town.link(body, "COVERS", firm(town, f"E{number}", **values), mode="联合")


def _unit(town: Town) -> None:
    _covering(town, "联合党支部", 2, {})
    town.observe("Enterprise", "E1", FROM, formal_affiliated=4)


def _attending(town: Town) -> None:
    body = org(town, "X", "临时党支部", {"status": "在运行"}, body_ended_on="2027")
    for id, day in (("J1", "2026-03"), ("J2", None)):
        town.link(body, "ATTENDS", ("Project", town.add("Project", id, finished_on=day)))


def _project(town: Town) -> None:
    town.add("Project", "X", started_on="2025", formal_members=3)
    town.link(org(town, "T", "临时党支部"), "ATTENDS", ("Project", "X"))


def _application(town: Town) -> None:
    town.add("Application", "X", applied_on="2026-05")
    town.link(firm(town, "E"), "APPLIES", ("Application", "X"))
    town.link(org(town, "O", "基层党委"), "RECEIVES", ("Application", "X"))


def _sure(id: str, facts: Values, kind: str = "党支部", **others: Any) -> Example:
    """An organization with the figures that make it a finding of that rule."""
    told = {**SURE[id], **facts, **OBSERVED}
    return Example(lambda town: org(town, "X", kind, SURE[id], **others), told, FIGURED)


OBSERVED = {"observed_on": FROM, "observation": f"PartyOrg:X@{FROM}"}
AT_SITE = {"observed_on": FROM, "observation": f"Site:X@{FROM}", "kind": "市场", "least": 3}
FIGURED = ("figures.csv", "partyorg.csv")
COVERED = ("covers.csv", "enterprise.csv", *FIGURED)
STATE: Values = {"covers": ["E0"], "ownership": ["国有独资"], **OBSERVED}
EXAMPLES: Mapping[str, Example] = {
    "PO-04": Example(
        lambda town: _covering(town, "联合党支部", 6, {}),
        {"units": 6, "most": 5, "covers": [f"E{number}" for number in range(6)]},
        ("covers.csv", "partyorg.csv"),
    ),
    "PO-05": Example(
        _unit,
        {
            "covers": ["E1"],
            "formal_affiliated": [4],
            "least": 3,
            "observed_on": [FROM],
            "observation": [f"Enterprise:E1@{FROM}"],
        },
        ("covers.csv", *FIGURED),
    ),
    "PO-06": _sure("PO-06", {"least": 3}),
    "PO-07": _sure("PO-07", {"most": 50}),
    "PO-08": Example(
        lambda town: _covering(town, "党支部", 1, SURE["PO-08"], ownership="国有独资"),
        {"total_members": 60, "least": 50, "below": 100, **STATE},
        COVERED,
    ),
    "PO-09": Example(
        lambda town: _covering(town, "党总支", 1, SURE["PO-09"], ownership="国有独资"),
        {"total_members": 100, "least": 100, **STATE},
        COVERED,
    ),
    "PO-10": _sure("PO-10", {"least": 7}),
    "PO-11": Example(
        lambda town: org(town, figures=SURE["PO-11"]),
        {"committee_size": 9, "least": 3, "usual": 5, "most": 7, **OBSERVED},
        FIGURED,
    ),
    "PO-12": _sure("PO-12", {}),
    "PO-13": _sure("PO-13", {"term_years": 3, "term_end": "2013-01-01"}),
    "PO-14": _sure("PO-14", {"term_years": 5, "term_end": "2026-12-01", "days": 180}, "基层党委"),
    "PO-15": _sure("PO-15", {"term_years": 2, "term_end": "2012-01-01", "most": 1}, term_years=2),
    "PO-16": Example(
        _attending,
        {
            "body_ended_on": "2027",
            "projects": ["J1"],
            "finished_on": ["2026-03"],
            "status": "在运行",
            **OBSERVED,
        },
        ("attends.csv", *FIGURED, "project.csv"),
    ),
    "PO-17": Example(
        _project,
        {
            "started_on": "2025",
            "finished_on": None,
            "months": 6,
            "formal_members": 3,
            "least": 3,
            "parties": ["T"],
        },
        ("attends.csv", "project.csv"),
    ),
    "PO-18": _sure("PO-18", {"dues_collected": None, "held_election": None}, "临时党支部"),
    "PO-19": Example(
        _application,
        {
            "applied_on": "2026-05",
            "decided_on": None,
            "result": None,
            "days": 31,
            "applicant": ["E"],
            "authority": ["O"],
        },
        ("application.csv",),
    ),
    "PO-20": Example(
        lambda town: site(town, formal_members=3),
        {"formal_members": 3, **AT_SITE},
        ("figures.csv", "site.csv"),
    ),
    "PO-21": Example(
        lambda town: site(town, floating_formal=3),
        {"floating_formal": 3, **AT_SITE},
        ("figures.csv", "site.csv"),
    ),
    "PO-22": Example(lambda town: roster(town, [AWAY] * 3), {"members": 3, "months": 6}),
    "PO-23": Example(
        lambda town: roster(town, [{"lost_on": "2026-01"}] * 3), {"members": 3, "months": 6}
    ),
}
CHAIN_LINKS = {
    "PartyOrg": ("IN_CHAIN", "LEADS"),
    "Site": ("IN_CHAIN",),
    "Project": ("SERVES",),
    "Application": ("IN_CHAIN",),  # of the applicant
}


@pytest.mark.parametrize("id", OURS)
async def test_what_a_finding_says(store: Store, id: str) -> None:
    town, rule = Town(), RULES[id]
    EXAMPLES[id].build(town)
    subject = ("Enterprise", "E") if rule.subject == "Application" else (rule.subject, "X")
    chains = {town.add("Chain", "C"): True}
    for rel in CHAIN_LINKS[rule.subject]:
        town.link(subject, rel, ("Chain", "C"))  # by two ways still one chain
        for number, (ends, inside) in enumerate(IN_FORCE):
            chain = town.add("Chain", f"{rel}{number}")
            town.link(subject, rel, ("Chain", chain), **ends)
            chains[chain] = inside
    await settle(store, town.changes)
    found = await judged(store, id)
    [item] = found.items
    assert item.id == f"{id}:{rule.subject}:X" and item.severity == rule.severity
    assert item.facts == EXAMPLES[id].facts
    assert found.sources == sorted(EXAMPLES[id].sources)
    assert item.chains == [chain for chain, inside in chains.items() if inside]
    for chain, inside in chains.items():
        assert await outcome(store, id, chain=chain) is inside


@pytest.mark.parametrize("label", ["Enterprise", "Site"])
async def test_chains_of_an_applicant(store: Store, label: str) -> None:
    town = Town()
    town.add("Chain", "C1")
    town.link(("Segment", town.add("Segment", "G", position="上游")), "IN_CHAIN", ("Chain", "C1"))
    town.add(label, "A", kind="市场" if label == "Site" else None)
    town.link((label, "A"), "IN_CHAIN", ("Chain", "C1"))
    if label == "Enterprise":
        town.link((label, "A"), "AT", ("Segment", "G"))  # by two ways still one chain
    for number, (ends, _) in enumerate(IN_FORCE):
        town.add("Application", f"X{number}", applied_on="2026-01-01")
        town.link((label, "A"), "APPLIES", ("Application", f"X{number}"), **ends)
        town.link(org(town, f"O{number}"), "RECEIVES", ("Application", f"X{number}"), **ends)
    await settle(store, town.changes)
    found = await judged(store, "PO-19")
    told = [(i.chains, i.facts["applicant"], i.facts["authority"]) for i in found.items]
    assert told == [
        (["C1"], ["A"], [f"O{number}"]) if there else ([], [], [])
        for number, (_, there) in enumerate(IN_FORCE)
    ]


async def test_segment_of_an_applicant(store: Store) -> None:
    town = Town()
    town.link(("Segment", town.add("Segment", "G", position="上游")), "IN_CHAIN", ("Chain", "C1"))
    town.add("Chain", "C1")
    town.add("Application", "X", applied_on="2026-01-01")
    town.link(firm(town, "E"), "APPLIES", ("Application", "X"))
    town.link(("Enterprise", "E"), "AT", ("Segment", "G"), since="2026-11-01")
    await settle(store, town.changes)
    assert await outcome(store, "PO-19", chain="C1") is True
    assert await outcome(store, "PO-19", chain="C1", as_of="2026-10-31") is False


# ------------------------------------------------------------ the sample


async def test_sample(sample_store: Store) -> None:
    ours = [RULES[id] for id in OURS]
    found = await rules.findings(sample_store, ours, as_of=AS_OF)
    assert [(item.rule, item.subject.id, item.severity) for item in found.items] == [
        ("PO-05", "O-NEV-J2", "medium"),
        ("PO-10", "O-NEV-B13", "high"),
        ("PO-11", "O-NEV-B06", "medium"),
        ("PO-13", "O-NEV-B04", "high"),
        ("PO-13", "O-NEV-B09", "high"),
        ("PO-14", "O-NEV-B12", "info"),
    ]
    assert found.items[0].facts["covers"] == ["S026"]
