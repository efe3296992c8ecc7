"""Rules on service orders: each bound from both sides, each condition by a case of its own."""

from collections.abc import Mapping
from typing import Any

import pytest

from graph import Store
from queries import rulefiles
from queries.packs import Pack
from queries.rules import Finding, Findings, findings
from tests.town import DAY, Town, settle

pytestmark = pytest.mark.anyio

RULES = {rule.id: rule for rule in rulefiles.load()}
Case = tuple[Mapping[str, Any], bool | str]  # what the order says: found, not, or what is missing
GAP: bool | str = True
FINE: bool | str = False


async def ask(store: Store, rule: str, **given: Any) -> Findings:
    pack = Pack(name="own", version="1", zh="本地", parameters={rule: given.pop("with_", {})})
    return await findings(store, [RULES[rule]], as_of=given.pop("as_of", DAY), pack=pack, **given)


def outcome(found: Findings) -> dict[str, bool | str]:
    assert not found.unjudged, found.unjudged
    return {f.subject.id: GAP for f in found.items} | {
        each.subject.id: ",".join(each.missing) for each in found.unknown
    }


def only(found: Findings) -> Finding:
    (finding,) = found.items
    return finding


def orders(cases: Mapping[str, Case]) -> Town:
    """An order for each case, all in the chain C1."""
    town = Town()
    town.add("Chain", "C1", "电车产业链")
    town.add("Chain", "C2", "水果产业链")
    for id, (values, _) in cases.items():
        town.add("Order", id, f"示例{id}", **{"category": "用工", **values})
        town.link(("Order", id), "IN_CHAIN", ("Chain", "C1"))
    return town


def handled(town: Town, order: str, department: str, **values: Any) -> None:
    if department not in {d["id"] for d in town.changes.new_nodes.get("Department", ())}:
        town.add("Department", department)
    town.link(("Department", department), "HANDLES", ("Order", order), **values)


def expected(cases: Mapping[str, Case]) -> dict[str, bool | str]:
    return {id: want for id, (_, want) in cases.items() if want is not FINE}


# An order that was submitted, accepted and resolved long ago beside each: the register keeps times.
DONE = {"submitted_at": "2026-01-05", "accepted_at": "2026-01-05", "resolved_at": "2026-01-06"}
AT_NOON = "2026-11-23T12:00"

SV_01: Mapping[str, Case] = {
    "done": (DONE, FINE),
    "61 minutes before midnight": ({"submitted_at": "2026-11-23T22:59"}, GAP),
    "with a second": ({"submitted_at": "2026-11-23T22:59:59"}, GAP),
    "60 minutes before midnight": ({"submitted_at": "2026-11-23T23:00"}, FINE),
    "60 minutes, with seconds": ({"submitted_at": "2026-11-23T23:00:00"}, FINE),
    "some time that day": ({"submitted_at": "2026-11-23"}, FINE),
    "some time the day before": ({"submitted_at": "2026-11-22"}, GAP),
    "some time that month": ({"submitted_at": "2026-11"}, FINE),
    "some time the month before": ({"submitted_at": "2026-10"}, GAP),
    "accepted that day": ({"submitted_at": AT_NOON, "accepted_at": "2026-11-23T23:59:59"}, FINE),
    "accepted the day after": ({"submitted_at": AT_NOON, "accepted_at": "2026-11-24T00:00"}, GAP),
    "resolved": ({"submitted_at": AT_NOON, "resolved_at": "2026-11-23T23:00"}, FINE),
    "resolved later": ({"submitted_at": AT_NOON, "resolved_at": "2026-11-24"}, GAP),
    "closed": ({"submitted_at": AT_NOON, "state": "已销号"}, FINE),
    "closed but not rated": ({"submitted_at": AT_NOON, "state": "已办结待评价"}, FINE),
    "not closed": ({"submitted_at": AT_NOON, "state": "未办结"}, GAP),
    "closed later": (
        {"submitted_at": AT_NOON, "state": "已销号", "resolved_at": "2026-11-24"},
        GAP,
    ),
    "submitted the day after": ({"submitted_at": "2026-11-24T08:00"}, FINE),
    "submitted nobody knows when": ({}, "submitted_at"),
}


async def test_sv01_not_accepted_in_time(store: Store) -> None:
    await settle(store, orders(SV_01).changes)
    assert outcome(await ask(store, "SV-01")) == expected(SV_01)
    late = outcome(await ask(store, "SV-01", with_={"minutes": 61}))
    assert set(expected(SV_01)) - set(late) == {
        "61 minutes before midnight", "with a second",
    }  # fmt: skip
    more = outcome(await ask(store, "SV-01", as_of="2026-11-24"))
    assert "submitted the day after" in more and "accepted the day after" not in more
    before = outcome(await ask(store, "SV-01", as_of="2026-11-22"))
    assert before.keys() == {
        "some time the month before", "submitted nobody knows when",
    }, "the 22nd was not over an hour after its last minute"  # fmt: skip


async def test_sv01_is_not_judged_where_nobody_keeps_times(store: Store) -> None:
    town = orders({"A": ({"submitted_at": "2026-01-05"}, GAP)})
    await settle(store, town.changes)
    found = await ask(store, "SV-01")
    assert not found.items and not found.unknown
    assert [(each.rule, each.missing) for each in found.unjudged] == [
        ("SV-01", ["Order.accepted_at"])
    ]


# Monday 2026-11-23; the working days before it: 20, 19, 18, 17, 16, 13, 12, 11 …
FRIDAY = {"submitted_at": "2026-11-13", "accepted_at": "2026-11-13T09:00"}
SV_02: Mapping[str, Case] = {
    "the next working day": ({**FRIDAY, "objected_at": "2026-11-16T23:00"}, FINE),
    "the one after": ({**FRIDAY, "objected_at": "2026-11-17T00:00"}, GAP),
    "on the day asked about": ({**FRIDAY, "objected_at": "2026-11-23T23:59:59"}, GAP),
    "after it": ({**FRIDAY, "objected_at": "2026-11-24"}, FINE),
    "never": (FRIDAY, FINE),
    "submitted later": ({**FRIDAY, "submitted_at": "2026-11-24", "objected_at": DAY}, FINE),
    "accepted nobody knows when": ({"objected_at": "2026-11-20"}, "accepted_at"),
    "accepted in October": ({**FRIDAY, "accepted_at": "2026-10", "objected_at": "2026-11-03"}, GAP),
    "its first days": ({**FRIDAY, "accepted_at": "2026-11", "objected_at": "2026-11-20"}, FINE),
    "over a holiday": ({**FRIDAY, "accepted_at": "2026-09-30", "objected_at": "2026-10-08"}, FINE),
    "a worked Saturday": ({ "accepted_at": "2026-10-08", "objected_at": "2026-10-10"}, GAP),
}  # fmt: skip


async def test_sv02_objection_too_late(store: Store) -> None:
    await settle(store, orders(SV_02).changes)
    assert outcome(await ask(store, "SV-02")) == expected(SV_02)
    two = outcome(await ask(store, "SV-02", with_={"days": 2}))
    assert two.keys() == {"on the day asked about", "accepted nobody knows when"}
    facts = next(f for f in (await ask(store, "SV-02")).items if f.subject.id == "the one after")
    assert facts.facts == {
        "accepted_at": "2026-11-13T09:00",
        "objected_at": "2026-11-17T00:00",
        "working_days": 2,
        "days": 1,
    }


SV_03: Mapping[str, Case] = {
    "three working days": ({"accepted_at": "2026-11-18T08:00"}, FINE),
    "four": ({"accepted_at": "2026-11-17T23:00"}, GAP),
    "four since submitted": ({"submitted_at": "2026-11-17"}, GAP),
    "three since submitted": ({"submitted_at": "2026-11-18"}, FINE),
    "submitted long before": ({"submitted_at": "2026-01", "accepted_at": "2026-11-18"}, FINE),
    "accepted the day after": ({"submitted_at": "2026-11-17", "accepted_at": "2026-11-24"}, GAP),
    "accepted that day": ({"submitted_at": "2026-01", "accepted_at": AT_NOON}, FINE),
    "replied": ({"accepted_at": "2026-11-17", "co_replied_at": "2026-11-23T23:59"}, FINE),
    "replied the day after": ({"accepted_at": "2026-11-17", "co_replied_at": "2026-11-24"}, GAP),
    "resolved": ({"accepted_at": "2026-11-17", "resolved_at": "2026-11-23T23:59"}, FINE),
    "resolved the day after": ({"accepted_at": "2026-11-17", "resolved_at": "2026-11-24"}, GAP),
    "closed": ({"accepted_at": "2026-11-17", "state": "已解决"}, FINE),
    "closed later": (
        {"accepted_at": "2026-11-17", "state": "已解决", "resolved_at": "2026-11-24"},
        GAP,
    ),
    "some time that month": ({"accepted_at": "2026-11"}, FINE),
    "some time the month before": ({"accepted_at": "2026-10"}, GAP),
    "longer ago than the calendar reaches": ({"accepted_at": "2024-03-01"}, GAP),
    "submitted the day after": ({"submitted_at": "2026-11-24", "accepted_at": "2026-11-17"}, FINE),
    "nobody knows when": ({}, "submitted_at"),
}


async def test_sv03_no_reply_of_who_assists(store: Store) -> None:
    long = {"accepted_at": "2026-11-02"}
    town = orders({**SV_03, "alone": (long, FINE), "leads": (long, FINE), "ended": (long, FINE),
                   "later": (long, FINE), "two": (long, GAP)})  # fmt: skip
    for order in SV_03:
        handled(town, order, "D1", role="协办")
    handled(town, "leads", "D1", role="主办")
    handled(town, "ended", "D1", role="协办", until="2026-11-22")
    handled(town, "later", "D1", role="协办", since="2026-11-24")
    handled(town, "two", "D2", role="协办", until=DAY)
    handled(town, "two", "D1", role="协办", since=DAY)
    await settle(store, town.changes)
    found = await ask(store, "SV-03")
    assert outcome(found) == expected(SV_03) | {"two": GAP}
    two = next(f for f in found.items if f.subject.id == "two")
    assert two.facts == {
        "submitted_at": None,
        "accepted_at": "2026-11-02",
        "co_departments": ["D1", "D2"],
        "days": 3,
        "working_days": 15,
    }
    assert {place.file for place in two.sources} == {"order.csv", "handles.csv"}
    four = outcome(await ask(store, "SV-03", with_={"days": 4}))
    assert "four" not in four and "two" in four
    assert "ended" in outcome(await ask(store, "SV-03", as_of="2026-11-22"))


LATE = {"accepted_at": "2026-11-11T17:00"}
SV_04: Mapping[str, Case] = {
    "seven working days": ({"accepted_at": "2026-11-12T08:00"}, FINE),
    "eight": (LATE, GAP),
    "eight since submitted": ({"submitted_at": "2026-11-11"}, GAP),
    "seven since submitted": ({"submitted_at": "2026-11-12"}, FINE),
    "submitted long before": ({"submitted_at": "2026-01", "accepted_at": "2026-11-12"}, FINE),
    "accepted the day after": ({"submitted_at": "2026-11-11", "accepted_at": "2026-11-24"}, GAP),
    "accepted that day": ({"submitted_at": "2026-01", "accepted_at": AT_NOON}, FINE),
    "accepted that month": ({"accepted_at": "2026-11"}, FINE),
    "accepted the month before": ({"accepted_at": "2026-10"}, GAP),
    "fifteen, complex": ({"accepted_at": "2026-11-02", "level": "特别复杂"}, FINE),
    "sixteen, complex": ({"accepted_at": "2026-11-01", "level": "特别复杂"}, GAP),
    "eight, urgent": ({**LATE, "level": "紧急"}, GAP),
    "extended to the day": ({**LATE, "extended_until": DAY}, FINE),
    "extended to its noon": ({**LATE, "extended_until": "2026-11-23T12:00"}, GAP),
    "extended to the day before": ({**LATE, "extended_until": "2026-11-22"}, GAP),
    "extended to the month": ({**LATE, "extended_until": "2026-11"}, FINE),
    "asked in time": ({**LATE, "extended_until": "2027", "extension_asked_at": AT_NOON}, FINE),
    "asked later": ({**LATE, "extended_until": "2027", "extension_asked_at": "2026-11-24"}, GAP),
    "resolved": ({**LATE, "resolved_at": "2026-11-23T23:59"}, FINE),
    "resolved the day after": ({**LATE, "resolved_at": "2026-11-24"}, GAP),
    "closed": ({**LATE, "state": "是"}, FINE),
    "closed later": ({**LATE, "state": "是", "resolved_at": "2026-11-24"}, GAP),
    "not closed": ({**LATE, "state": "否"}, GAP),
    "longer ago than the calendar reaches": ({"accepted_at": "2024-03-01"}, GAP),
    "submitted the day after": ({**LATE, "submitted_at": "2026-11-24"}, FINE),
    "nobody knows when": ({}, "submitted_at"),
}


async def test_sv04_overdue(store: Store) -> None:
    town = orders(SV_04)
    handled(town, "eight", "D2", role="主办", until=DAY)
    handled(town, "eight", "D1", role="主办", since=DAY)
    handled(town, "eight", "D3", role="协办")
    handled(town, "eight", "D4", role="主办", until="2026-11-22")
    await settle(store, town.changes)
    found = await ask(store, "SV-04")
    assert outcome(found) == expected(SV_04)
    assert next(f for f in found.items if f.subject.id == "eight").facts == {
        "submitted_at": None,
        "accepted_at": LATE["accepted_at"],
        "level": None,
        "state": None,
        "due_at": None,
        "limit_runs": None,
        "extended_until": None,
        "lead_department": ["D1", "D2"],
        "days": 7,
        "working_days": 8,
    }
    longer = outcome(await ask(store, "SV-04", with_={"days": 8, "complex_days": 16}))
    assert not longer.keys() & {"eight", "sixteen, complex"}
    before = outcome(await ask(store, "SV-04", as_of="2026-11-22"))
    assert "eight" not in before, "the 22nd is a Sunday: seven working days"


@pytest.mark.parametrize(
    ("due", "severity"),
    [
        (None, "high"),
        ("2026-11-22", "high"),
        (f"{DAY}T12:00", "high"),
        (DAY, "medium"),
        ("2026-11", "medium"),
        ("2026-12-31", "medium"),
    ],
)
async def test_sv04_is_less_grave_while_the_limit_of_the_order_runs(
    store: Store, due: str | None, severity: str
) -> None:
    """An office may have given itself longer than the working days of the rule; the day told."""
    await settle(store, orders({"late": ({**LATE, "due_at": due}, GAP)}).changes)
    found = only(await ask(store, "SV-04"))
    assert (found.severity, found.facts["due_at"]) == (severity, due)
    assert bool(found.facts["limit_runs"]) == (severity == "medium")
    other = only(await ask(store, "SV-04", with_={"within_limit": "high"}))
    assert other.severity == "high", "a pack may say so"


ASKED = {"extension_asked_at": "2026-11-13T09:00"}  # a Friday
SV_05: Mapping[str, Case] = {
    "due on Monday": ({**ASKED, "due_at": "2026-11-16T00:00"}, FINE),
    "due on Sunday": ({**ASKED, "due_at": "2026-11-15T23:59"}, GAP),
    "due that day": ({**ASKED, "due_at": "2026-11-13"}, GAP),
    "due before": ({**ASKED, "due_at": "2026-11-10"}, GAP),
    "due after the day": ({"extension_asked_at": DAY, "due_at": "2026-11-24"}, FINE),
    "due on the day": ({"extension_asked_at": "2026-11-21", "due_at": DAY}, FINE),
    "asked and due on the day": ({"extension_asked_at": DAY, "due_at": f"{DAY}T23:59"}, GAP),
    "asked after the day": ({"extension_asked_at": "2026-11-24", "due_at": "2026-11-20"}, FINE),
    "due some time that month": ({"extension_asked_at": DAY, "due_at": "2026-11"}, FINE),
    "due the month before": ({**ASKED, "due_at": "2026-10"}, GAP),
    "submitted later": ({**ASKED, "due_at": "2026-11-13", "submitted_at": "2026-11-24"}, FINE),
    "never asked": ({"due_at": "2026-11-13"}, FINE),
    "nobody knows when it is due": (ASKED, "due_at"),
    "older than the calendar": ({"extension_asked_at": "2025-10-10", "due_at": "2025-10-10"}, FINE),
    "asked in some month": ({"extension_asked_at": "2026-10", "due_at": "2026-10-23"}, FINE),
}


async def test_sv05_extension_asked_too_late(store: Store) -> None:
    await settle(store, orders(SV_05).changes)
    found = await ask(store, "SV-05")
    assert outcome(found) == expected(SV_05)
    assert next(f for f in found.items if f.subject.id == "due on Sunday").facts == {
        "extension_asked_at": "2026-11-13T09:00",
        "due_at": "2026-11-15T23:59",
        "extended_until": None,
        "working_days": 0,
        "days": 1,
    }
    assert "due on Monday" in outcome(await ask(store, "SV-05", with_={"days": 2}))
    assert "due on Sunday" not in outcome(await ask(store, "SV-05", as_of="2026-11-14"))


BAD = {"satisfaction": "不满意"}
SV_06: Mapping[str, Case] = {
    "none": ({**BAD, "reopened": 0}, GAP),
    "once": ({**BAD, "reopened": 1}, FINE),
    "nobody told": (BAD, "reopened"),
    "reopened that day": ({**BAD, "reopened": 1, "reopened_at": f"{DAY}T23:59"}, FINE),
    "reopened later": ({**BAD, "reopened": 1, "reopened_at": "2026-11-24"}, GAP),
    "the day alone": ({**BAD, "reopened_at": DAY}, FINE),
    "satisfied": ({"satisfaction": "满意", "reopened": 0}, FINE),
    "not asked": ({"reopened": 0}, FINE),
    "resolved that day": ({**BAD, "reopened": 0, "resolved_at": f"{DAY}T23:59"}, GAP),
    "resolved later": ({**BAD, "reopened": 0, "resolved_at": "2026-11-24"}, FINE),
    "submitted later": ({**BAD, "reopened": 0, "submitted_at": "2026-11-24"}, FINE),
}


async def test_sv06_dissatisfied_and_not_done_again(store: Store) -> None:
    await settle(store, orders(SV_06).changes)
    found = await ask(store, "SV-06")
    assert outcome(found) == expected(SV_06)
    assert next(f for f in found.items if f.subject.id == "none").facts == {
        "satisfaction": "不满意", "resolved_at": None, "reopened": 0, "reopened_at": None,
    }  # fmt: skip


def town_of_three() -> Town:
    """Three enterprises of C1 that each asked for hands; cases change one thing at a time."""
    town = Town()
    town.add("Chain", "C1", "电车产业链")
    town.add("Chain", "C2", "水果产业链")
    town.add("Segment", "S1", position="上游")
    town.link(("Segment", "S1"), "IN_CHAIN", ("Chain", "C1"))
    for id in "ABCD":
        town.firm(id)
    town.link(("Enterprise", "A"), "AT", ("Segment", "S1"))
    town.link(("Enterprise", "B"), "IN_CHAIN", ("Chain", "C1"), until=DAY)
    town.link(("Enterprise", "B"), "IN_CHAIN", ("Chain", "C2"))
    town.link(("Enterprise", "C"), "IN_CHAIN", ("Chain", "C1"), since=DAY)
    town.link(("Enterprise", "D"), "IN_CHAIN", ("Chain", "C1"), until="2026-11-22")
    return town


def raise_order(
    town: Town,
    firm: str,
    id: str,
    at: str = DAY,
    *,
    category: str = "用工",
    **link: Any,
) -> None:
    town.add("Order", id, category=category, submitted_at=at)
    town.link(("Enterprise", firm), "RAISES", ("Order", id), **link)


@pytest.mark.parametrize(
    ("third", "found"),
    [
        (("C", DAY), True),
        (("C", f"{DAY}T23:59:59"), True),
        (("C", "2026-11-24"), False),
        (("C", "2026-08-25"), True),
        (("C", "2026-08-24T23:59"), False),
        (("C", "2026-08"), False),
        (("A", DAY), False),
        (("D", DAY), False),
    ],
)
async def test_sv07_what_three_ask_for(
    store: Store, third: tuple[str, str], *, found: bool
) -> None:
    town = town_of_three()
    raise_order(town, "A", "1")
    raise_order(town, "B", "2")
    firm, at = third
    raise_order(town, firm, "3", at)
    await settle(store, town.changes)
    assert outcome(await ask(store, "SV-07")) == ({"C1:用工": True} if found else {})


async def test_sv07_counts_links_in_force_and_one_category(store: Store) -> None:
    town = town_of_three()
    raise_order(town, "A", "1", until=DAY)
    raise_order(town, "B", "2", since=DAY)
    raise_order(town, "C", "3", category="融资")
    await settle(store, town.changes)
    assert not outcome(await ask(store, "SV-07"))
    raise_order(town, "C", "4")
    await settle(store, town.changes)
    finding = only(await ask(store, "SV-07"))
    assert finding.facts == {
        "category": "用工",
        "enterprises": ["A", "B", "C"],
        "orders": ["1", "2", "4"],
        "least": 3,
        "days": 90,
    }
    assert finding.subject.name == "电车产业链：用工" and finding.chains == ["C1"]
    assert {place.file for place in finding.sources} == {"chain.csv", "order.csv", "raises.csv"}
    assert not outcome(await ask(store, "SV-07", with_={"least": 4}))
    assert not outcome(await ask(store, "SV-07", chain="C2"))
    assert outcome(await ask(store, "SV-07", chain="C1"))
    assert not outcome(await ask(store, "SV-07", as_of="2026-11-24")), "A's and B's ended"


async def test_sv07_needs_times_of_submission(store: Store) -> None:
    town = town_of_three()
    town.add("Order", "1", category="用工")
    await settle(store, town.changes)
    assert [each.missing for each in (await ask(store, "SV-07")).unjudged] == [
        ["Order.submitted_at"]
    ]


SV_08: Mapping[str, Case] = {
    "petition": ({"nature": "信访"}, GAP),
    "complaint": ({"nature": "举报"}, GAP),
    "secret": ({"nature": "涉密"}, GAP),
    "service": ({"nature": "服务诉求", "text": "招工难"}, FINE),
    "nobody told": ({}, FINE),
    "in the text": ({"nature": "服务诉求", "text": "实名检举某人"}, GAP),
    "later": ({"nature": "信访", "submitted_at": "2026-11-24"}, FINE),
    "that day": ({"nature": "信访", "submitted_at": f"{DAY}T23:59"}, GAP),
}


async def test_sv08_what_is_no_order(store: Store) -> None:
    town = orders(SV_08)
    town.add("Order", "in the title", "关于控告张某的材料", category="其他")
    await settle(store, town.changes)
    found = await ask(store, "SV-08")
    assert outcome(found) == expected(SV_08) | {"in the title": GAP}
    titled = next(f for f in found.items if f.subject.id == "in the title")
    assert titled.facts == {"nature": None, "words": ["控告"], "submitted_at": None}
    assert "张某" not in titled.model_dump_json(), "whom a complaint is about is not told"
    fewer = outcome(await ask(store, "SV-08", with_={"words": ["招工"]}))
    assert "service" in fewer and "in the text" not in fewer


ANY: Mapping[str, Mapping[str, Any]] = {
    "SV-01": {"submitted_at": "2026-11-20", "accepted_at": "2026-11-24"},
    "SV-02": {"accepted_at": "2026-11-02", "objected_at": "2026-11-20"},
    "SV-03": {"accepted_at": "2026-11-02"},
    "SV-04": {"accepted_at": "2026-11-02"},
    "SV-05": {**ASKED, "due_at": "2026-11-13"},
    "SV-06": {**BAD, "reopened": 0},
    "SV-08": {"nature": "信访"},
}


@pytest.mark.parametrize("rule", ANY)
async def test_chains_of_an_order_are_those_in_force(store: Store, rule: str) -> None:
    town = orders({})
    for id, link in (("now", {"since": DAY, "until": DAY}), ("over", {"until": "2026-11-22"}),
                     ("to come", {"since": "2026-11-24"})):  # fmt: skip
        town.add("Order", id, category="用工", **ANY[rule])
        town.link(("Order", id), "IN_CHAIN", ("Chain", "C1"), **link)
        handled(town, id, "D1", role="协办")
    await settle(store, town.changes)
    every = await ask(store, rule)
    assert {f.subject.id: f.chains for f in every.items} == {
        "now": ["C1"],
        "over": [],
        "to come": [],
    }
    assert [f.subject.id for f in every.items] == ["now", "over", "to come"], "by id"
    assert only(await ask(store, rule, chain="C1")).subject.id == "now"
    assert not outcome(await ask(store, rule, chain="C2"))
    assert {place.file for f in every.items for place in f.sources} >= {"order.csv"}
