"""Chains beside each other: rates, gaps, open segments, the organisations that their pattern asks
for, and coverage by region, of each as of one day."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graph.errors import UsageError
from graph.store import Store
from queries import chains, patterns
from queries.answers import Answer, Items, Ref
from queries.chains import ChainView, SegmentView
from queries.coverage import Coverage, coverage
from queries.packs import Pack
from queries.patternfiles import Pattern
from queries.patterns import RoleState
from queries.rulefiles import Rule, Severity
from queries.rules import Finding, findings

FEWEST, MOST = 2, 4


class RuleCount(Answer):
    """How many findings of a rule a chain has; `severity` is the gravest of them."""

    rule: str
    severity: Severity
    count: int


class ChainBeside(Answer):
    """One of the chains. `regions` are the rates of its enterprises by where they are; `gaps` go by
    rule, mere information too; `unknown` is how many of its subjects a rule could not judge."""

    chain: Ref
    enterprises: int
    segments: list[SegmentView]
    coverage: Coverage
    gaps: list[RuleCount]
    unknown: dict[str, int]
    roles: list[RoleState]
    regions: list[Coverage]


class Beside(Items[ChainBeside]):
    """The chains as they were asked for. `pattern` is by whose roles they are judged."""

    pattern: str


class _Parts(NamedTuple):
    view: ChainView
    rates: Items[Coverage]
    regions: Items[Coverage]
    roles: patterns.Patterns


async def beside(
    store: Store,
    rules: Sequence[Rule],
    pattern: Pattern,
    wanted: Sequence[str],
    *,
    as_of: str,
    pack: Pack,
) -> Beside:
    """Two to four chains, by ids or names. Raises `NotFound`, `Ambiguous`, and `UsageError` for
    more or fewer."""
    ids = list(dict.fromkeys([await chains.chain_id(store, text) for text in wanted]))
    if not FEWEST <= len(ids) <= MOST:
        raise _not_so_many(len(ids))
    found, parts = await asyncio.gather(
        findings(store, rules, as_of=as_of, pack=pack),
        asyncio.gather(*(_parts(store, id, pattern, as_of, pack) for id in ids)),
    )
    by_chain = _by_chain(found.items, ids)
    unknown = {id: Counter(one.rule for one in found.unknown if id in one.chains) for id in ids}
    items = [_one(id, part, by_chain[id], unknown[id]) for id, part in zip(ids, parts, strict=True)]
    return Beside(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=sorted({file for part in parts for answer in part for file in answer.sources}),
        definition=f"{parts[0].rates.definition}；{found.definition}；{parts[0].roles.definition}",
        pattern=pattern.zh,
    )


async def _parts(store: Store, id: str, pattern: Pattern, as_of: str, pack: Pack) -> _Parts:
    return _Parts(
        *await asyncio.gather(
            chains.chain(store, id, as_of),
            coverage(store, as_of=as_of, chain=id, pack=pack),
            coverage(store, as_of=as_of, chain=id, by="region", pack=pack),
            patterns.pattern(store, pattern, as_of=as_of, chain=id),
        )
    )


def _by_chain(found: Iterable[Finding], ids: Sequence[str]) -> Mapping[str, list[Finding]]:
    told: dict[str, list[Finding]] = {id: [] for id in ids}
    for finding in found:
        for id in told.keys() & set(finding.chains):
            told[id].append(finding)
    return told


def _one(
    id: str, parts: _Parts, found: Sequence[Finding], unknown: Mapping[str, int]
) -> ChainBeside:
    view = parts.view
    counts = Counter(finding.rule for finding in found)
    gravest = {one.rule: one.severity for one in sorted(found, key=_mildest_first)}
    placed = {member.id for segment in view.segments for member in segment.enterprises}
    closed = {m.id for m in _members(view) if m.cover == "closed"}
    return ChainBeside(
        chain=Ref(label="Chain", id=id, name=view.name),
        enterprises=len((placed | {member.id for member in view.unplaced}) - closed),
        segments=view.segments,
        coverage=parts.rates.items[0],
        gaps=[
            RuleCount(rule=rule, severity=gravest[rule], count=count)
            for rule, count in sorted(counts.items())
        ],
        unknown=dict(sorted(unknown.items())),
        roles=parts.roles.items[0].roles,
        regions=parts.regions.items,
    )


def _members(view: ChainView) -> Iterable[chains.Member]:
    yield from view.unplaced
    for segment in view.segments:
        yield from segment.enterprises


def _mildest_first(finding: Finding) -> int:
    return ("info", "low", "medium", "high").index(finding.severity)


def _not_so_many(count: int) -> UsageError:
    return UsageError(
        f"对比需要 {FEWEST} 至 {MOST} 条不同的产业链，现为 {count} 条",
        f"{FEWEST} to {MOST} different chains can be compared, not {count}",
        fix_zh="例如 NEV JADE",
        fix_en="Such as NEV JADE",
    )
