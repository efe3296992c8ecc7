"""Party organizations of a small town, and what one rule says of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph import Store
from queries import rulefiles, rules
from queries.packs import Pack
from queries.rules import Findings
from tests.town import DAY, Town

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


OTHER = {"ownership"}  # asked for only where the branch is not to be judged whatever it covers

# Figures that make each of these a finding whatever its kind.
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

AWAY: Values = {"floating": True, "left_on": "2026-05-23", "fixed_place": True, "moved": False}


def roster(town: Town, members: Sequence[Values], **ends: Any) -> None:
    """An organization X with these members, and another without any that is of interest."""
    for id, each in (("X", members), ("Y", [{"floating": False, "lost_on": DAY}])):
        body = org(town, id)
        for number, values in enumerate(each):
            town.add("Member", f"{id}{number}", "示例党员", **values)
            town.link(("Member", f"{id}{number}"), "MEMBER_OF", body, **ends)
