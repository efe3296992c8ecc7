"""What a finding of the rules about party organizations says: facts, chains,
sources; and of the sample."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from graph import Store
from queries import rules
from tests.conftest import AS_OF
from tests.organisations import (
    AWAY,
    FROM,
    IN_FORCE,
    OURS,
    RULES,
    SURE,
    Values,
    firm,
    judged,
    org,
    outcome,
    roster,
    site,
)
from tests.town import Town, settle

pytestmark = pytest.mark.anyio


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
            "state": [None],
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
