"""Plan against actual: what a chain was to reach by a day, and what it has reached; and how its
rates have moved. A past day is asked about like any other: the trend needs no history of its own.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

from graph.store import Row, Store
from queries import joint
from queries.answers import Answer, Items, Place, places
from queries.chains import chain_id
from queries.coverage import Coverage, Rate, coverage, first_data
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, findings
from queries.text import cypher

Period = Literal["month", "quarter", "year"]
State = Literal["met", "missed", "open", "late", "unknown"]
MONTHS: Mapping[Period, int] = {"month": 1, "quarter": 3, "year": 12}
RATES: Mapping[str, Callable[[Coverage], Rate]] = {
    "组织覆盖率": lambda c: c.organisation,
    "单独组建率": lambda c: c.independent,
    "工作覆盖率": lambda c: c.work,
}
FEWER_IS_BETTER = frozenset({"断点数", "缺口数"})
MEASURED = frozenset({*RATES, *FEWER_IS_BETTER, "示范项目数", "共建数"})  # others are milestones
OPEN_SEGMENT = "CH-08"
# milestones that are marked so and have no day
UNDATED: Mapping[str | None, str] = {
    "已完成": "标为已完成而未填完成日期，不知是否按时",
    "长期坚持": "标为长期坚持，没有完成的一天，不按时限判断",
}
TARGETS = (
    "目标与实际：比率和示范项目数、共建数达到或超过目标值、断点数和缺口数不超过目标值为达成；"
    "到期的目标按到期日的情况判断，未到期的按所问之日；里程碑看完成日期"
)


class Target(Answer):
    """A target or milestone with what there is. `on` is the day that `actual` is of: the due day
    once it has passed. Rates are shares of 1; counts are numbers.

    `met` in time, `missed` (due and not met), `open` (not due yet), `late` (a milestone done after
    its day), `unknown` (nobody told: `why` says what). A milestone is done on a day: one that is
    only marked as done may have been late, so it is neither.
    """

    id: str
    name: str
    chain: str
    metric: str
    year: int | None
    due_on: str | None
    done_on: str | None
    value: float | None
    actual: float | None
    on: str
    state: State
    overdue_days: int
    why: str = ""
    sources: list[Place]


class Point(Answer):
    """The rates of a chain on a day, and its gaps by severity; null before there was any data."""

    on: str
    chain: str
    name: str
    organisation: Rate | None
    independent: Rate | None
    work: Rate | None
    gaps: dict[str, int] | None


async def targets(
    store: Store, rules: Sequence[Rule], *, as_of: str, chain: str | None = None, pack: Pack
) -> Items[Target]:
    """Targets by chain and day, with what was reached. `chain` is an id or a name."""
    wanted = await chain_id(store, chain) if chain else None
    rows = await store.read(cypher("targets"), chain=wanted, as_of=as_of)
    measures = Measures(store, rules, pack)
    found = [await _target(measures, row, as_of) for row in rows]
    return Items(
        items=found,
        total=len(found),
        as_of=as_of,
        sources=sorted({place.file for target in found for place in target.sources}),
        definition=TARGETS,
        why="" if found else "尚未登记目标，可在空白工作簿的“目标”表中填写",
    )


async def trend(
    store: Store,
    rules: Sequence[Rule],
    *,
    chain: str,
    start: str,
    end: str,
    by: Period = "quarter",
    pack: Pack,
) -> Items[Point]:
    """The rates of a chain at the end of each month, quarter or year from `start` to `end`, and on
    `end` itself. Before the first data of the chain nothing is known, which is not zero gaps."""
    wanted = await chain_id(store, chain)
    measures = Measures(store, rules, pack)
    points = [await _point(measures, day, wanted) for day in days(start, end, by)]
    first = await measures.first_data(wanted)
    since = f"本链最早的数据是 {first} 的，此前尚无数据" if first else "本链尚无数据"
    return Items(
        items=points,
        total=len(points),
        as_of=end,
        definition="每个时点的覆盖率和缺口，按当日有效的关系和观测计算；"
        f"数据从有企业摸排、党组织情况或服务诉求之日算起：{since}",
    )


def two_years_before(day: str) -> str:
    """Where a trend begins when nobody says."""
    return f"{int(day[:4]) - 2}{day[4:7]}-01"


def days(start: str, end: str, by: Period) -> list[str]:
    """The last days of the periods from `start` on that lie before `end`, then `end`."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    step = MONTHS[by]
    number = first.year * 12 + (first.month - 1) // step * step  # months since the year 0
    found: list[str] = []
    while (day := _last_day(number + step - 1)) < last:
        if day >= first:
            found.append(day.isoformat())
        number += step
    return [*found, end]


def _last_day(month: int) -> date:
    """The last day of a month, counted since the year 0."""
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


class Measures:
    """What a chain has on a day; coverage and gaps are asked for once a day and chain."""

    def __init__(self, store: Store, rules: Sequence[Rule], pack: Pack) -> None:
        self._store = store
        self._rules = rules
        self._pack = pack
        self._coverage: dict[tuple[str, str], Coverage] = {}
        self._gaps: dict[tuple[str, str], list[Finding]] = {}
        self._first: dict[str, str | None] = {}

    async def actual(self, metric: str, chain: str, on: str) -> float | None:
        """The value of a metric; None for a milestone, for a rate that divides by nothing, and for
        what was to be found before there was any data."""
        if metric in FEWER_IS_BETTER and on < (await self.first_data(chain) or ""):
            return None
        if metric in RATES:
            return RATES[metric](await self.coverage(chain, on)).rate
        if metric == "断点数":
            return await self._open_segments(chain, on)
        if metric == "缺口数":
            return len(await self.gaps(chain, on))
        if metric == "示范项目数":
            rows = await self._store.read(cypher("demonstrations"), chain=chain, as_of=on)
            return int(rows[0]["count"]) if rows else 0
        if metric == "共建数":
            return (await joint.links(self._store, as_of=on, chain=chain)).total
        return None

    async def first_data(self, chain: str) -> str | None:
        """From which day on the chain has data of its own; None when it has none."""
        if chain not in self._first:
            self._first[chain] = (await first_data(self._store, [chain])).get(chain)
        return self._first[chain]

    async def _open_segments(self, chain: str, on: str) -> int:
        """One rule of sixty tells them, so the others are not asked."""
        one = [rule for rule in self._rules if rule.id == OPEN_SEGMENT]
        found = await findings(self._store, one, as_of=on, chain=chain, pack=self._pack)
        return found.total

    async def coverage(self, chain: str, on: str) -> Coverage:
        if (chain, on) not in self._coverage:
            found = await coverage(self._store, as_of=on, chain=chain, pack=self._pack)
            self._coverage[chain, on] = found.items[0]
        return self._coverage[chain, on]

    async def gaps(self, chain: str, on: str) -> list[Finding]:
        """Findings, mere information aside."""
        if (chain, on) not in self._gaps:
            found = await findings(self._store, self._rules, as_of=on, chain=chain, pack=self._pack)
            self._gaps[chain, on] = [each for each in found.items if each.severity != "info"]
        return self._gaps[chain, on]


async def _target(measures: Measures, row: Row, as_of: str) -> Target:
    on = min(row["due_on"] or as_of, as_of)
    done = row["done_on"] if row["done_on"] and row["done_on"] <= as_of else None
    actual = await measures.actual(row["metric"], row["chain"], _whole_day(on))
    wanted = _wanted(row["metric"], row["value"])
    why = _untold(row, wanted, actual, done)
    state = "unknown" if why else _state(row["metric"], wanted, actual, row["due_on"], done, as_of)
    behind = state in ("missed", "late")
    return Target(
        id=row["id"],
        name=row["name"] or f"{row['chain_name']}{row['metric']}",
        chain=row["chain"],
        metric=row["metric"],
        year=row["year"],
        due_on=row["due_on"],
        done_on=done,
        value=wanted,
        actual=actual,
        on=on,
        state=state,
        overdue_days=_days_between(row["due_on"], done or as_of) if behind else 0,
        why=why,
        sources=places(row["origin"]),
    )


def _wanted(metric: str, value: float | None) -> float | None:
    """The value of a target; a rate may be written as 85 or as 0.85. A milestone has none."""
    if metric not in MEASURED or value is None:
        return None
    return value / 100 if metric in RATES and value > 1 else value


def _untold(row: Row, wanted: float | None, actual: float | None, done: str | None) -> str:
    """What nobody told, without which a target cannot be judged; empty when it can."""
    if row["metric"] not in MEASURED and not done and row["told"] in UNDATED:
        return UNDATED[row["told"]]
    if row["due_on"] is None:
        return "未填完成时限"
    if row["metric"] in MEASURED and wanted is None:
        return "未填目标值"
    if row["metric"] in MEASURED and actual is None:
        return "当时尚无数据，或没有可作分母的企业"
    return ""


def _state(
    metric: str, wanted: float | None, actual: float | None, due: str, done: str | None, as_of: str
) -> State:
    """Of a target of which everything is told."""
    if done and metric not in MEASURED:
        return "late" if done > due + "~" else "met"
    if actual is None or wanted is None:  # a milestone
        reached = False
    else:
        reached = actual <= wanted if metric in FEWER_IS_BETTER else actual >= wanted
    if reached:
        return "met"
    return "missed" if due + "~" < as_of else "open"


async def _point(measures: Measures, day: str, chain: str) -> Point:
    rates = await measures.coverage(chain, day)
    first = await measures.first_data(chain)
    if first is None or day < first:
        name = rates.name or chain
        return Point(
            on=day,
            chain=chain,
            name=name,
            organisation=None,
            independent=None,
            work=None,
            gaps=None,
        )
    gaps = Counter(finding.severity for finding in await measures.gaps(chain, day))
    return Point(
        on=day,
        chain=chain,
        name=rates.name or chain,
        organisation=rates.organisation,
        independent=rates.independent,
        work=rates.work,
        gaps=dict(sorted(gaps.items())),
    )


def _whole_day(text: str) -> str:
    """The last day of a year or a month, which may be all that a target says."""
    year, *rest = map(int, text.split("-"))
    if len(rest) == 2:
        return text
    return _last_day(year * 12 + (rest[0] if rest else 12) - 1).isoformat()


def _days_between(due: str, day: str) -> int:
    last = date.fromisoformat(_whole_day(due))
    return (date.fromisoformat(_whole_day(day)) - last).days
