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


def aim(
    made: Town, metric: str, value: float | None, due: str | None, done: str | None = None,
    told: str | None = None,
) -> None:  # fmt: skip
    id = made.add("Target", f"T{len(made.changes.new_nodes.get('Target', ()))}", None,
                  metric=metric, value=value, due_on=due, done_on=done, state=told)  # fmt: skip
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


@pytest.mark.parametrize(
    ("metric", "due", "done", "told", "state", "why"),
    [
        ("里程碑", "2026-03", None, "已完成", "unknown", "未填完成日期"),
        ("里程碑", "2027", None, "已完成", "unknown", "未填完成日期"),
        ("里程碑", "2026-03", None, "长期坚持", "unknown", "不按时限判断"),
        ("里程碑", None, None, "长期坚持", "unknown", "不按时限判断"),
        ("里程碑", None, None, None, "unknown", "未填完成时限"),
        ("里程碑", "2026-03", "2026-02-01", "已完成", "met", ""),
        ("里程碑", "2026-03", None, "未完成", "missed", ""),
        ("里程碑", "2027", None, "未完成", "open", ""),
        ("组织覆盖率", "2027", None, "已完成", "met", ""),
        ("组织覆盖率", None, None, None, "unknown", "未填完成时限"),
    ],
)
async def test_what_is_marked_as_done_without_a_day(
    store: Store, metric: str, due: str | None, done: str | None, told: str | None,
    state: State, why: str,
) -> None:  # fmt: skip
    """Neither met nor missed: it may have been late. What is measured is measured all the same."""
    made = one_of_two_covered()
    aim(made, metric, 0.5 if metric != "里程碑" else None, due, done, told)
    aim(made, "里程碑", None, "2028")
    await settle(store, made.changes)
    found = await targets.targets(store, (), as_of=DAY, pack=PACK)
    target = next(each for each in found.items if each.id == "T0")
    assert (target.state, target.overdue_days) == (state, 0 if state != "missed" else 237)
    assert why in target.why and bool(why) == bool(target.why)
    order = [each.id for each in found.items]
    assert order == (["T0", "T1"] if due else ["T1", "T0"]), "without a day at the end"


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
    rates = {point.on: point.organisation and point.organisation.rate for point in found.items}
    assert rates == {
        "2025-12-31": None,  # nobody had surveyed them yet
        "2026-03-31": 0.5, "2026-06-30": 0.5, "2026-09-30": 0.5, DAY: 0.5,
    }  # fmt: skip


async def test_before_the_first_data_nothing_is_known(store: Store) -> None:
    made = one_of_two_covered()
    made.add("Segment", "S1", "电池", position="上游", needed=True)  # a gap on any day
    made.link(("Segment", "S1"), "IN_CHAIN", ("Chain", "C1"))
    await settle(store, made.changes)
    found = await targets.trend(
        store, RULES, chain="C1", start="2025-12-01", end="2026-01-31", by="month", pack=PACK
    )
    before, after = found.items
    assert (before.on, after.on) == ("2025-12-31", "2026-01-31")
    assert (before.organisation, before.independent, before.work, before.gaps) == (None,) * 4
    assert after.organisation is not None and after.gaps and after.gaps["high"] > 0
    assert "最早的数据是 2026-01-01" in found.definition


@pytest.mark.parametrize("kind", ["surveyed", "organisation", "order"])
async def test_what_counts_as_data(store: Store, kind: str) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    made.add("Enterprise", "A")
    made.link(("Enterprise", "A"), "IN_CHAIN", ("Chain", "C1"))
    made.observe("Enterprise", "A", "2020-01-01", revenue=1)  # published, and nobody's survey
    if kind == "surveyed":
        made.observe("Enterprise", "A", "2026-03-05", surveyed=False)
    elif kind == "organisation":
        made.add("PartyOrg", "P", kind="党支部")
        made.link(("PartyOrg", "P"), "IN_CHAIN", ("Chain", "C1"))
        made.observe("PartyOrg", "P", "2026-03-05", total_members=3)
    else:
        made.add("Order", "D", submitted_at="2026-03-05T10:00:00")
        made.link(("Enterprise", "A"), "RAISES", ("Order", "D"))
    await settle(store, made.changes)
    found = await targets.trend(
        store, RULES, chain="C1", start="2026-03-04", end="2026-03-05", pack=PACK
    )
    assert [point.gaps is None for point in found.items] == [False]
    earlier = await targets.trend(
        store, RULES, chain="C1", start="2026-03-01", end="2026-03-04", pack=PACK
    )
    assert [point.gaps for point in earlier.items] == [None]
    assert "2026-03-05" in earlier.definition


async def test_a_chain_without_data_says_so(store: Store) -> None:
    made = Town()
    made.add("Chain", "C1", "电车产业链")
    await settle(store, made.changes)
    found = await targets.trend(store, RULES, chain="C1", start=DAY, end=DAY, pack=PACK)
    assert [point.gaps for point in found.items] == [None] and "本链尚无数据" in found.definition


async def test_a_day_before_any_data_meets_no_target(store: Store) -> None:
    made = one_of_two_covered()
    aim(made, "缺口数", 5, "2025-12-31")
    aim(made, "断点数", 5, "2025-12-31")
    await settle(store, made.changes)
    found = await targets.targets(store, RULES, as_of=DAY, pack=PACK)
    assert [(t.state, t.actual) for t in found.items] == [("unknown", None)] * 2


async def test_sample_has_moved(sample_store: Store) -> None:
    found = await targets.trend(
        sample_store, RULES, chain="NEV", start="2026-06-01", end=AS_OF, by="month", pack=PACK
    )
    first, last = found.items[0].organisation, found.items[-1].organisation
    assert last and (last.numerator, last.denominator) == (26, 35)
    assert first and first.denominator < 35, "most were surveyed in November"
