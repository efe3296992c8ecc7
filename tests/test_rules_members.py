"""The rules about members at sites, away and lost, on both engines."""

import pytest

from graph import Store
from tests.organisations import (
    AWAY,
    IN_FORCE,
    Outcome,
    Values,
    judged,
    org,
    outcome,
    outcomes,
    roster,
    site,
)
from tests.town import Town, settle

pytestmark = pytest.mark.anyio


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
