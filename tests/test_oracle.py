"""Each rule finds on random towns what a second reading of its description finds."""

from collections.abc import AsyncIterator, Iterator
from random import Random

import pytest

from graph import SCHEMA, Store, open_store
from graph.changes import Changes
from queries import rulefiles
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import OPTIONAL_FORCES
from tests.effort import cases
from tests.oracle import Graph, judge
from tests.oracle.trial import differences, engine_says, smallest, told
from tests.oracle.verdicts import READINGS, Verdicts, reading_of
from tests.town import DAY, city, settle

pytestmark = pytest.mark.anyio

RULES = rulefiles.load()
DAYS = (DAY, "2026-03-01", "1990-01-01")
TOWNS = {"embedded": cases(120, 520), "neo4j": cases(20, 60)}
TOGETHER = 40  # towns side by side: one graph of many is loaded and asked far faster than many
# Two places: one that turns every rule on, one whose numbers differ as well.
EVERY = tuple(rule.id for rule in RULES if rule.force in OPTIONAL_FORCES)
PACKS = (
    Pack(name="all", version="1", zh="全部", on=EVERY),
    Pack(
        name="other",
        version="1",
        zh="另一地",
        on=EVERY,
        parameters={
            "PO-01": {"least": 4},
            "PO-08": {"everyone": True},
            "PO-09": {"everyone": True},
            "SV-04": {"within_limit": "low"},
            "WO-01": {"large_severity": "high"},
        },
    ),
)
POOR = tuple(sorted({name for rule in RULES for name in rule.requires}))


def test_every_rule_has_a_second_reading() -> None:
    """A rule without one: write a function of its name (`yl_01`) in tests/oracle."""
    for rule in RULES:
        reading_of(rule.id)
    assert READINGS.keys() == {rule.id for rule in RULES}


def test_a_missing_second_reading_is_told_with_its_file() -> None:
    with pytest.raises(LookupError, match=r"def yl_99\(.* in tests/oracle/\w+\.py"):
        reading_of("YL-99")
    with pytest.raises(LookupError, match="tests/oracle/<subject>"):
        reading_of("XX-01")


def test_every_rule_finds_something_in_the_random_towns() -> None:
    """Or else neither the comparison nor the mutations would say anything of it: what such a rule
    reads must occur in tests/town.py, in values that reach its bounds."""
    found: set[str] = set()
    unknown: set[str] = set()
    for number, changes in enumerate(cities(TOWNS["embedded"])):
        graph = Graph(changes)
        for day in DAYS:
            for (id, _), verdict in judge(graph, day, RULES, PACKS[number % 2]).items():
                (found if verdict.severity else unknown).add(id)
    assert found == {rule.id for rule in RULES}
    assert unknown >= {rule.id for rule in RULES if rule.needs}


@pytest.fixture
async def patient(store_url: str) -> AsyncIterator[Store]:
    """An empty graph, with time for a statement on a shared machine."""
    async with open_store(store_url, timeout=60) as store:
        await settle(store, Changes())
        await store.define(SCHEMA)
        yield store


async def test_rules_find_what_the_oracle_finds(patient: Store, store_url: str) -> None:
    towns = TOWNS["embedded" if store_url == "arcade:" else "neo4j"]
    for number, changes in enumerate(cities(towns)):
        pack = PACKS[number % 2]
        await settle(patient, changes)
        graph = Graph(changes)
        for day in DAYS:
            engine = await engine_says(patient, day, RULES, pack)
            oracle = judge(graph, day, RULES, pack)
            if wrong := differences(engine, oracle):
                pytest.fail(await _shown(patient, changes, day, pack, wrong), pytrace=False)


async def test_a_chain_has_the_findings_that_concern_it(patient: Store) -> None:
    changes = city(range(TOGETHER))
    await settle(patient, changes)
    for day in DAYS[:2]:
        everywhere = judge(Graph(changes), day, RULES, PACKS[0])
        for chain in ("0/Chai0", "1/Chai0", "7/Chai0"):
            here = {key: e.severity for key, e in everywhere.items() if chain in e.chains}
            found = await engine_says(patient, day, RULES, PACKS[0], chain)
            assert here and {key: each.severity for key, each in found.items()} == here


def cities(towns: int) -> Iterator[Changes]:
    """The towns in groups; each but the first lacks some kinds of record that rules require."""
    for first in range(0, towns, TOGETHER):
        rng = Random(first)
        poor = rng.sample(POOR, first and rng.randint(0, 4))
        yield city(range(first, min(first + TOGETHER, towns)), poor)


async def _shown(
    store: Store, changes: Changes, day: str, pack: Pack, wrong: list[tuple[str, str]]
) -> str:
    """The first difference of each rule, on the smallest graph that still has it."""
    lines = [f"{len(wrong)} differences on {day}"]
    for id in sorted({rule for rule, _ in wrong})[:3]:
        rule = next(rule for rule in RULES if rule.id == id)
        small = await smallest(store, changes, day, rule, pack)
        engine = await engine_says(store, day, [rule], pack)
        oracle = judge(Graph(small), day, [rule], pack)
        for subject in (s for _, s in differences(engine, oracle)):
            says = ", ".join(
                f"{who} {_verdict(verdicts, rule, subject)}"
                for who, verdicts in (("statement", engine), ("oracle", oracle))
            )
            lines.append(f"{id} {rule.zh} {subject}: {says}")
        lines += [f"    {line}" for line in told(small)]
    return "\n".join(lines)


def _verdict(verdicts: Verdicts, rule: Rule, subject: str) -> str:
    verdict = verdicts.get((rule.id, subject))
    if verdict is None:
        return "nothing"
    return f"{verdict.severity or 'unknown'} in {sorted(verdict.chains)}"
