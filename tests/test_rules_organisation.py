"""The rules about the figures of party organizations (size, committee, election, term): true at the
bound and false beyond it, unknown when nobody told, by the day asked about, on both engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from graph import Store
from queries.packs import Pack
from tests.organisations import (
    BRANCHES,
    EVERYONE,
    IN_FORCE,
    KINDS,
    OTHER,
    RULES,
    SURE,
    TERMED,
    Outcome,
    Values,
    firm,
    judged,
    org,
    outcome,
    outcomes,
)
from tests.town import Town, settle

pytestmark = pytest.mark.anyio


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


# The kinds that can be one of these findings.
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
