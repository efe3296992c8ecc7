"""What one rule says of a small town, and the cases that many rules share."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph import Store
from queries import rulefiles, rules
from queries.packs import Pack
from queries.rules import Findings
from tests.town import DAY, Town

RULES = {rule.id: rule for rule in rulefiles.load()}
JUDGED: Mapping[str, Any] = {"operating": True, "surveyed": True}
NEXT_DAY = "2026-11-24"
# since and until of a relationship, and whether it is in force on DAY
IN_FORCE: Sequence[tuple[Mapping[str, str], bool]] = (
    ({}, True),
    ({"since": DAY}, True),
    ({"since": NEXT_DAY}, False),
    ({"until": DAY}, True),
    ({"until": "2026-11"}, True),
    ({"until": "2026-11-22"}, False),
    ({"until": "2026-10"}, False),
)
# mode of a COVERS, its dates, whether its organization is functional, whether it organises
COVERING: Sequence[tuple[str, Mapping[str, str], bool | None, bool]] = (
    *(("单独", dates, False, holds) for dates, holds in IN_FORCE),
    ("联合", {}, False, True),
    ("区域", {}, False, True),
    ("行业", {}, None, True),
    ("临时", {}, False, False),
    ("功能型", {}, False, False),
    ("单独", {}, True, False),
)


async def found_by(
    store: Store, id: str, *, as_of: str = DAY, chain: str | None = None, **parameters: Any
) -> Findings:
    """What this rule finds by itself, whether it is on by default or not."""
    pack = Pack(name="own", version="1", zh="本地", on=(id,), parameters={id: parameters})
    return await rules.findings(store, [RULES[id]], as_of=as_of, chain=chain, pack=pack)


async def verdicts(
    store: Store, id: str, *, as_of: str = DAY, chain: str | None = None, **parameters: Any
) -> dict[str, str]:
    """The severity by subject; `?` and what is missing where nobody can tell."""
    found = await found_by(store, id, as_of=as_of, chain=chain, **parameters)
    assert not found.unjudged, found.unjudged
    severities = {each.subject.id: str(each.severity) for each in found.items}
    return severities | {each.subject.id: f"? {' '.join(each.missing)}" for each in found.unknown}


def expected(cases: Mapping[str, tuple[Any, str]]) -> dict[str, str]:
    """The verdicts of cases by subject, an empty one meaning none."""
    return {id: verdict for id, (_, verdict) in cases.items() if verdict}


def chains(town: Town) -> None:
    """Two chains with a segment each."""
    for number in "12":
        town.add("Chain", f"C{number}")
        town.add("Segment", f"S{number}", position="上游")
        town.link(("Segment", f"S{number}"), "IN_CHAIN", ("Chain", f"C{number}"))


def firms_in_every_state(figures: Mapping[str, Any], **values: Any) -> Town:
    """Enterprises that would all be found by their figures, but for what their ids say."""
    town = Town()
    chains(town)
    states: Mapping[str, Mapping[str, Any]] = {
        "plain": {},
        "placed": {},
        "left": {},
        "closed": {"operating": False},
        "state-unknown": {"operating": None},
        "unsurveyed": {"surveyed": False},
        "survey-unknown": {"surveyed": None},
    }
    for id, state in states.items():
        town.add("Enterprise", id, **values)
        town.observe("Enterprise", id, "2026-01-01", **{**JUDGED, **figures, **state})
    town.add("Enterprise", "before", **values)
    town.observe("Enterprise", "before", "2025-01-01", "2026-06-01", **{**JUDGED, **figures})
    town.observe("Enterprise", "before", "2026-06-01", operating=False, surveyed=True)
    town.link(("Enterprise", "plain"), "IN_CHAIN", ("Chain", "C1"))
    town.link(("Enterprise", "placed"), "AT", ("Segment", "S2"))
    town.link(("Enterprise", "left"), "IN_CHAIN", ("Chain", "C1"), until="2026-06")
    return town


async def judges_as_any(store: Store, id: str) -> None:
    """The rule looks at operating and surveyed enterprises, by day and by chain, and says where
    the figures stand; the town is `firms_in_every_state`."""
    judged = {"plain", "placed", "left", "state-unknown"}
    assert set(await verdicts(store, id)) == judged
    assert set(await verdicts(store, id, chain="C1")) == {"plain"}
    assert set(await verdicts(store, id, chain="C2")) == {"placed"}
    assert set(await verdicts(store, id, chain="C1", as_of="2026-06-30")) == {"plain", "left"}
    assert set(await verdicts(store, id, as_of="2026-05-31")) == judged | {"before"}
    assert set(await verdicts(store, id, as_of="2026-06-01")) == judged
    assert set(await verdicts(store, id, as_of="2025-01-01")) == {"before"}
    assert await verdicts(store, id, as_of="2024-12-31") == {}
    found = await found_by(store, id)
    assert {each.subject.id: each.chains for each in found.items} == {
        "plain": ["C1"],
        "placed": ["C2"],
        "left": [],
        "state-unknown": [],
    }
    plain = found.items[[each.subject.id for each in found.items].index("plain")]
    assert plain.facts["observation"] == "Enterprise:plain@2026-01-01"
    assert plain.facts["observed_on"] == "2026-01-01"
    assert [place.file for place in plain.sources] == ["enterprise.csv", "figures.csv"]
