"""Law 2: what nobody told is not zero. Whoever takes a surveyed value away takes knowledge away, so
no rule may find more than before, and what it no longer finds it must call unknown."""

import random

import pytest

from graph import Store
from graph.changes import Changes, Values
from queries import rulefiles, rules
from tests.effort import cases
from tests.town import DAY, random_town, settle

pytestmark = pytest.mark.anyio
SURVEYED = (
    "formal_affiliated", "formal_on_site", "has_instructor", "has_league", "has_union",
    "league_members", "staff", "union_members",
)  # fmt: skip
# Each by itself: one that has precedence and becomes unknown holds nothing back any more.
ALONE = [
    rule.model_copy(update={"suppressors": (), "suppressed_by": ()}) for rule in rulefiles.load()
]
# Where the members of a union are unknown the staff stands for them, by the rules' own words.
BY_PROXY = {"UN-01", "UN-02"}
DELETIONS = {"embedded": 100, "neo4j": cases(10, 25)}  # that both judge alike is tested by itself


def surveyed_values(changes: Changes) -> list[tuple[Values, str]]:
    """Values of surveyed enterprises, each with the observation that says it. Only those in force
    on the day can decide anything."""
    observations = changes.new_nodes.get("Observation", [])
    return [
        (each, name)
        for each in observations
        if each["id"].startswith("Enterprise:") and each.get("surveyed")
        if each["on"] <= DAY < each["until"]
        for name in SURVEYED
        if each.get(name) is not None
    ]


async def verdicts(store: Store, changes: Changes) -> tuple[set[str], set[str]]:
    """What is found, and what is unknown, as rule and subject."""
    await settle(store, changes)
    told = await rules.findings(store, ALONE, as_of=DAY)
    found = {f"{finding.rule} {finding.subject.id}" for finding in told.items}
    return found, {f"{each.rule} {each.subject.id}" for each in told.unknown}


async def test_taking_a_value_away_finds_nothing_and_clears_nothing(
    store: Store, request: pytest.FixtureRequest
) -> None:
    """Towns are drawn anew when they gain a figure, so what is asked for is not a number of them
    but that enough values were taken away which decide a rule."""
    deletions = DELETIONS[request.node.callspec.params["store_url"]]
    done, seed, moved = 0, 0, 0
    while done < deletions or moved <= deletions // 10:
        assert done < 5 * deletions, "some of the values decide a rule"
        seed += 1
        changes = random_town(seed)
        values = surveyed_values(changes)
        if not values:
            continue
        before, _ = await verdicts(store, changes)
        chance = random.Random(seed)
        for observation, name in chance.sample(values, min(2, len(values))):
            value = observation.pop(name)
            after, unknown = await verdicts(store, changes)
            observation[name] = value
            exempt = BY_PROXY if name == "union_members" else set()
            new = {each for each in after - before if each.split()[0] not in exempt}
            gone = {each for each in before - after - unknown if each.split()[0] not in exempt}
            assert not new, f"town {seed} without {name}={value}: found {new}"
            assert not gone, f"town {seed} without {name}={value}: cleared {gone}"
            moved += after != before
            done += 1
