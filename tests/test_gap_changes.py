"""What has become of gaps since a day: new, come to light, closed, or no more to be judged."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.cli import app
from graph import Store
from graph.errors import UsageError
from ingest.sample import folder as sample_folder
from queries import rulefiles
from queries.gap_changes import GapChanges, gap_changes
from queries.rules import findings
from tests.conftest import AS_OF
from tests.service import running
from tests.town import DAY, settle, small_town

pytestmark = pytest.mark.anyio

RULES = {rule.id: rule for rule in rulefiles.load()}
JUNE, AUGUST, BEFORE = "2026-06-01", "2026-08-01", "2025-12-31"
KNOWN: dict[str, Any] = {"operating": True, "surveyed": True}
# Figures before August and from then on, and under what a firm has to be told of by PO-03.
FIRMS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "same": ({**KNOWN, "formal_affiliated": 1}, {**KNOWN, "formal_affiliated": 2}, ""),
    "fine": ({**KNOWN, "formal_affiliated": 0}, {**KNOWN, "formal_affiliated": 0}, ""),
    "joined": ({**KNOWN, "formal_affiliated": 0}, {**KNOWN, "formal_affiliated": 1}, "opened"),
    "left": ({**KNOWN, "formal_affiliated": 1}, {**KNOWN, "formal_affiliated": 0}, "closed"),
    "covered": ({**KNOWN, "formal_affiliated": 1}, {**KNOWN, "formal_affiliated": 1}, "closed"),
    "surveyed": ({"operating": True}, {**KNOWN, "formal_affiliated": 1}, "surfaced"),
    "counted": ({**KNOWN}, {**KNOWN, "formal_affiliated": 1}, "surfaced"),
    "uncounted": ({**KNOWN, "formal_affiliated": 1}, {**KNOWN}, "unsure"),
    "unsurveyed": ({**KNOWN, "formal_affiliated": 1}, {"surveyed": False}, "unsure"),
}


async def changed(store: Store, since: str, *rules: str, chain: str | None = None) -> GapChanges:
    asked = [RULES[id] for id in rules] or [*RULES.values()]
    return await gap_changes(store, asked, since=since, as_of=DAY, chain=chain)


async def a_town(store: Store) -> None:
    town = small_town({id: {} for id in FIRMS})
    for id, (before, after, _) in FIRMS.items():
        town.observe("Enterprise", id, "2026-01-01", AUGUST, **before)
        town.observe("Enterprise", id, AUGUST, **after)
    town.add("PartyOrg", "B", "联合支部", kind="联合党支部")
    town.link(("PartyOrg", "B"), "COVERS", ("Enterprise", "covered"), mode="联合", since=AUGUST)
    await settle(store, town.changes)


async def test_each_finding_has_become_one_thing(store: Store) -> None:
    await a_town(store)
    (of,) = (await changed(store, JUNE, "PO-03")).items
    told = {
        name: sorted(finding.subject.id for finding in getattr(of, name))
        for name in ("opened", "surfaced", "closed", "unsure")
    }
    assert told == {
        name: sorted(id for id, (_, _, becomes) in FIRMS.items() if becomes == name)
        for name in told
    }
    assert (of.before, of.now) == (5, 4)
    quiet = await changed(store, AUGUST, "PO-03")
    assert (quiet.items, quiet.why) == ([], f"自 {AUGUST} 以来，缺口没有变化")


async def test_a_rule_that_needs_no_survey_judged_before_it(store: Store) -> None:
    """Nobody had surveyed the firm, but whoever leads it was told, and its code could be read."""
    town = small_town({"E": {}})
    town.observe("Enterprise", "E", AUGUST, **KNOWN)
    (firm,) = (node for node in town.changes.new_nodes["Enterprise"] if node["id"] == "E")
    firm["credit_code"] = "wrong"
    await settle(store, town.changes)
    assert not (await changed(store, JUNE, "DQ-01")).items, "it was wrong all the time"
    (of,) = (await changed(store, JUNE, "WO-05")).items
    assert [finding.subject.id for finding in of.closed] == ["E"]


async def test_days_before_the_data_are_told(store: Store) -> None:
    await a_town(store)
    early = await changed(store, BEFORE, "PO-03")
    assert [chain.name for chain in early.without_data] == ["一条链"]
    (of,) = early.items
    assert not of.opened and len(of.surfaced) == of.now, "nobody knew"
    assert not (await changed(store, JUNE, "PO-03")).without_data


async def test_what_nobody_judged_is_not_told_as_unchanged(store: Store) -> None:
    await a_town(store)
    off = await changed(store, JUNE, "UN-03")
    assert not off.items and "没有启用" in off.why
    blind = await changed(store, JUNE, "PO-23")
    assert not blind.items and "无法判断" in blind.why


@pytest.mark.parametrize("since", [DAY, "2026-12-01"])
async def test_the_earlier_day_comes_first(store: Store, since: str) -> None:
    with pytest.raises(UsageError) as told:
        await changed(store, since, "PO-03")
    assert since in told.value.zh


@pytest.mark.parametrize("chain", [None, "NEV"])
async def test_changes_of_the_sample_add_up(sample_store: Store, chain: str | None) -> None:
    """From what stood then to what stands now, rule by rule and finding by finding."""
    since = "2026-10-01"
    answer = await changed(sample_store, since, chain=chain)
    told = {each.rule: each for each in answer.items}
    assert {"PO-01", "WO-05"} <= told.keys()
    days = [
        await findings(sample_store, [*RULES.values()], as_of=day, chain=chain)
        for day in (since, DAY)
    ]
    for rule in RULES:
        then, now = ({f.id for f in day.items if f.rule == rule} for day in days)
        if rule not in told:
            assert then == now
            continue
        of = told[rule]
        assert (of.before, of.now) == (len(then), len(now))
        assert {f.id for f in (*of.opened, *of.surfaced)} == now - then
        assert {f.id for f in (*of.closed, *of.unsure)} == then - now


def test_command_and_route_give_the_same(tmp_path: Path) -> None:
    graph = f"arcade:{tmp_path}/graph"
    loaded = CliRunner().invoke(app, ["ingest", str(sample_folder()), "--yes", "--store", graph])
    assert loaded.exit_code == 0, loaded.stderr
    args = ["gaps", "--since", "2026-10", "--as-of", AS_OF, "--store", graph]
    shown = CliRunner().invoke(app, [*args, "--json"])
    assert shown.exit_code == 0, shown.stderr
    with running(graph) as client:
        asked = client.get("/v1/gaps/changes", params={"since": "2026-10-31", "as_of": AS_OF})
    assert json.loads(shown.stdout) == asked.json()
    table = CliRunner().invoke(app, [*args, "--lang", "zh"])
    assert "缺口的变化" in table.stdout and "PO-01" in table.stdout
    both = CliRunner().invoke(app, [*args, "--compare", "national", "--lang", "zh"])
    assert both.exit_code == 2 and "--compare" in both.stderr
