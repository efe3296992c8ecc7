"""The rules about joint branches and the units they cover, temporary branches and projects, and
applications to establish one, on both engines."""

from collections.abc import Sequence

import pytest

from graph import Store
from tests.organisations import (
    COMING,
    IN_FORCE,
    PAST,
    RULES,
    Outcome,
    Values,
    firm,
    judged,
    org,
    outcome,
    outcomes,
    site,
)
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio


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
    unknown = [["formal_affiliated"]] if expected is None else []
    assert [each.missing for each in found.unknown] == unknown


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
    unknown = [["body_ended_on"]] if expected is None else []
    assert [each.missing for each in found.unknown] == unknown


@pytest.mark.parametrize(
    ("project", "expected"),
    [
        ({"state": "已竣工"}, True),
        ({"state": "在建"}, False),
        ({"state": "已竣工", "finished_on": COMING}, False),
        ({"state": "在建", "finished_on": PAST}, True),
    ],
)
async def test_project_without_a_day_is_finished_by_its_state(
    store: Store, project: Values, expected: bool
) -> None:
    town = Town()
    body = org(town, kind="临时党支部")
    town.add("Project", "J", **project)
    town.link(body, "ATTENDS", ("Project", "J"))
    await settle(store, town.changes)
    assert await outcome(store, "PO-16") == expected


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
