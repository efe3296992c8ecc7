"""How all chains stand, side by side: rates, gaps by severity, open segments, and how the
organisation rate has moved."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from graph.store import Row, Store
from queries.answers import Answer, Items, Ref
from queries.chains import POSITIONS, ChainSummary, Position, chains
from queries.coverage import Coverage, Rate, coverage, first_data
from queries.packs import Pack
from queries.rulefiles import Rule, Severity
from queries.rules import Finding, findings
from queries.targets import days, two_years_before
from queries.text import cypher

GRADES: tuple[Severity, ...] = ("high", "medium", "low")  # mere information is no gap
MADE = (
    "缺口为规则发现的高、中、低三级，不含提示；断点为必需而没有在营企业的环节；"
    "趋势为近两年各季末的组织覆盖率，尚无摸排数据的时点空缺"
)


class Standing(Answer):
    """A segment in the row of its chain. `gap` when it is needed and no enterprise fills it;
    `unsurveyed` are operating enterprises outside the denominator of the rate."""

    segment: Ref
    position: Position
    gap: bool
    organisation: Rate
    unsurveyed: int


class Moment(Answer):
    """The organisation rate at the end of a day; null while nobody had been surveyed."""

    on: str
    organisation: Rate | None


class ChainStanding(Answer):
    """A chain beside the others. `gaps` counts findings by severity; `trend` is by quarter."""

    chain: ChainSummary
    coverage: Coverage
    gaps: dict[Severity, int]
    segments: list[Standing]
    trend: list[Moment]


class Overview(Items[ChainStanding]):
    """All chains, those with segments first, then by grave gaps. `unknown` counts subjects that
    a rule could not judge, `unjudged` rules that could not be judged at all."""

    unknown: int
    unjudged: int


async def overview(store: Store, rules: Sequence[Rule], *, as_of: str, pack: Pack) -> Overview:
    """Every chain as of a day, and its organisation rate at the ends of the last quarters."""
    past = days(two_years_before(as_of), as_of, "quarter")[:-1]
    known, now, parts, found, rows = await asyncio.gather(
        chains(store, as_of),
        coverage(store, as_of=as_of, pack=pack),
        coverage(store, as_of=as_of, by="segment", pack=pack),
        findings(store, rules, as_of=as_of, pack=pack),
        store.read(cypher("overview_segments"), as_of=as_of),
    )
    rates = {row.chain: row for row in now.items}
    before = await _before(store, past, [chain.id for chain in known.items], pack)
    moved = [*before, {row.chain: row.organisation for row in now.items}]
    segments, gaps = _segments(rows, parts.items), _gaps(found.items)
    items = [
        ChainStanding(
            chain=chain,
            coverage=rates[chain.id],
            gaps={grade: gaps[chain.id][grade] for grade in GRADES},
            segments=segments[chain.id],
            trend=[
                _moment(day, each.get(chain.id))
                for day, each in zip((*past, as_of), moved, strict=True)
            ],
        )
        for chain in known.items
    ]
    return Overview(
        items=sorted(items, key=_rank),
        total=len(items),
        as_of=as_of,
        sources=sorted({*known.sources, *now.sources, *found.sources}),
        definition=f"{now.definition}；{MADE}",
        why=known.why,
        unknown=len(found.unknown),
        unjudged=len(found.unjudged),
    )


async def _before(
    store: Store, past: Sequence[str], chains: Sequence[str], pack: Pack
) -> list[Mapping[str | None, Rate]]:
    """The organisation rates of the chains at the ends of quarters. Before the first data of any
    there is nothing to ask for."""
    first = min(filter(None, (await first_data(store, chains)).values()), default="9")
    told = [day for day in past if day >= first]
    found = await asyncio.gather(*(coverage(store, as_of=day, pack=pack) for day in told))
    rates = [{row.chain: row.organisation for row in each.items} for each in found]
    return [*({} for _ in range(len(past) - len(told))), *rates]


def _rank(one: ChainStanding) -> tuple[bool, int, str]:
    return not one.segments, -one.gaps["high"], one.chain.id


def _moment(day: str, rate: Rate | None) -> Moment:
    return Moment(on=day, organisation=rate if rate and rate.denominator else None)


def _gaps(found: Iterable[Finding]) -> Mapping[str, Counter[Severity]]:
    gaps: dict[str, Counter[Severity]] = defaultdict(Counter)
    for each in found:
        for chain in each.chains:
            gaps[chain][each.severity] += 1
    return gaps


def _segments(rows: Iterable[Row], parts: Iterable[Coverage]) -> Mapping[str, list[Standing]]:
    covered = {(part.chain, part.segment.id): part for part in parts if part.segment}
    placed: dict[str, list[Standing]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: (POSITIONS.index(r["position"]), r["order"], r["id"])):
        part = covered[row["chain"], row["id"]]
        operating = part.organisation.denominator + part.unsurveyed
        placed[row["chain"]].append(
            Standing(
                segment=Ref(label="Segment", id=row["id"], name=row["name"]),
                position=row["position"],
                gap=row["needed"] and not operating,
                organisation=part.organisation,
                unsurveyed=part.unsurveyed,
            )
        )
    return placed
