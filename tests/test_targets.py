"""Plan against actual: a target is judged by the day it was due, a milestone by when it was done;
the trend asks the same questions about past days."""

import pytest

from graph import Store
from graph.errors import NotFound
from queries import packs, rulefiles, targets
from queries.targets import State
from tests import town
from tests.conftest import AS_OF
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio
RULES = rulefiles.load()
PACK = packs.pack()


def one_of_two_covered() -> Town:
    """Two surveyed firms: A covered until the end of June, B from July on."""
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    for id in ("A", "B"):
        made.firm(id, operating=True, surveyed=True, formal_affiliated=4)
        made.link(("Enterprise", id), "IN_CHAIN", ("Chain", "C1"))
        made.add("PartyOrg", f"O{id}", kind="党支部", functional=False)
    for id, since, until in (("A", None, "2026-06"), ("B", "2026-07", None)):
        covers = ("PartyOrg", f"O{id}"), "COVERS", ("Enterprise", id)
        made.link(*covers, mode="单独", since=since, until=until)
    return made


def aim(made: Town, metric: str, value: float | None, due: str, done: str | None = None) -> None:
    id = made.add("Target", f"T{len(made.changes.new_nodes.get('Target', ()))}", None,
                  metric=metric, value=value, due_on=due, done_on=done)  # fmt: skip
    made.link(("Target", id), "IN_CHAIN", ("Chain", "C1"))


@pytest.mark.parametrize(
    ("metric", "value", "due", "done", "state", "late"),
    [
        ("组织覆盖率", 0.5, "2026-12-31", None, "met", 0),
        ("组织覆盖率", 50, "2026-12-31", None, "met", 0),
        ("组织覆盖率", 0.51, "2026-12-31", None, "open", 0),
        ("组织覆盖率", 0.51, "2026-11-22", None, "missed", 1),
        ("组织覆盖率", 0.51, DAY, None, "open", 0),
        ("单独组建率", 51, "2026-10", None, "missed", 23),
        ("工作覆盖率", 0.5, "2026", None, "met", 0),
        ("缺口数", 1, "2026-06-30", None, "met", 0),
        ("缺口数", 0, "2026-06-30", None, "missed", 146),
        ("断点数", 0, "2026-06-30", None, "met", 0),
        ("共建数", 1, "2027", None, "open", 0),
        ("示范项目数", 1, "2026-12-31", None, "met", 0),
        ("示范项目数", 1, "2025-12-31", None, "missed", 327),
        ("里程碑", None, "2026-03", "2026-03-31", "met", 0),
        ("里程碑", None, "2026-03", "2026-04-02", "late", 2),
        ("里程碑", None, "2026-03", None, "missed", 237),
        ("组织覆盖率", None, "2027", None, "unknown", 0),
        ("里程碑", None, "2027", "2026-12-01", "open", 0),
    ],
)
async def test_target_and_actual(
    store: Store,
    metric: str,
    value: float | None,
    due: str,
    done: str | None,
    state: State,
    late: int,
) -> None:
    made = one_of_two_covered()
    made.add("Project", "P1", "示范点", kind="党建示范项目", year=2026)
    made.link(("Project", "P1"), "SERVES", ("Chain", "C1"))
    aim(made, metric, value, due, done)
    await settle(store, made.changes)
    only = [rule for rule in RULES if rule.id == "PO-01"]
    found = await targets.targets(store, only, as_of=DAY, pack=PACK)
    (target,) = found.items
    assert (target.state, target.overdue_days) == (state, late)
    assert target.chain == "C1" and target.sources


async def test_a_rate_of_nothing_is_unknown(store: Store) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    aim(made, "组织覆盖率", 0.8, "2026-01-01")
    await settle(store, made.changes)
    found = await targets.targets(store, RULES, as_of=DAY, chain="电车产业链", pack=PACK)
    assert [(t.state, t.actual) for t in found.items] == [("unknown", None)]


async def test_no_targets_says_so(store: Store) -> None:
    await settle(store, town.fixed())
    found = await targets.targets(store, RULES, as_of=DAY, pack=PACK)
    assert not found.items and found.why
    with pytest.raises(NotFound):
        await targets.targets(store, RULES, as_of=DAY, chain="飞机", pack=PACK)


def test_days_of_a_trend() -> None:
    assert targets.days("2026-01-15", "2026-07-01", "quarter") == [
        "2026-03-31", "2026-06-30", "2026-07-01",
    ]  # fmt: skip
    assert targets.days("2025-12-31", "2026-02-28", "month") == [
        "2025-12-31", "2026-01-31", "2026-02-28",
    ]  # fmt: skip
    assert targets.days("2024-02-01", "2025-06-30", "year") == ["2024-12-31", "2025-06-30"]


async def test_trend_asks_about_past_days(store: Store) -> None:
    made = one_of_two_covered()
    await settle(store, made.changes)
    found = await targets.trend(
        store, RULES, chain="C1", start="2025-12-01", end=DAY, by="quarter", pack=PACK
    )
    rates = {point.on: point.organisation.rate for point in found.items}
    assert rates == {
        "2025-12-31": None,  # nobody had surveyed them yet
        "2026-03-31": 0.5, "2026-06-30": 0.5, "2026-09-30": 0.5, DAY: 0.5,
    }  # fmt: skip


async def test_sample_has_moved(sample_store: Store) -> None:
    found = await targets.trend(
        sample_store, RULES, chain="NEV", start="2026-06-01", end=AS_OF, by="month", pack=PACK
    )
    last = found.items[-1]
    assert (last.organisation.numerator, last.organisation.denominator) == (26, 35)
    assert found.items[0].organisation.denominator < 35, "most were surveyed in November"
