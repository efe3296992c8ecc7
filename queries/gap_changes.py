"""What has become of the gaps since a day: which are new, which came to light, which are closed,
and which nobody can tell of any more. A finding is known again by its id, which stays."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.errors import UsageError
from graph.store import Store
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.coverage import first_data
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, Findings, findings, is_on
from queries.text import cypher, words_in

SURVEYED = "surveyed"  # a rule that reads it passes over enterprises that nobody has surveyed


class GapChange(Answer):
    """A rule on two days: how many findings `before` and `now`. What is found now was in order or
    not there before (`opened`), or nobody could tell then (`surfaced`); what was found before is
    found no more (`closed`), or nobody can tell now (`unsure`)."""

    rule: str
    name: str
    before: int
    now: int
    opened: list[Finding]
    surfaced: list[Finding]
    closed: list[Finding]
    unsure: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """All that changed."""
        return [*self.opened, *self.surfaced, *self.closed, *self.unsure]


class GapChanges(Items[GapChange]):
    """Only rules of which something changed are listed; `without_data` are chains of which nothing
    was known on that day yet, so that what is found there now may have been there before."""

    since: str
    without_data: list[Ref]


class _Day(NamedTuple):
    """What the rules found on a day, and the enterprises that nobody had surveyed by then."""

    found: Findings
    unsurveyed: frozenset[str]

    def of(self, rule: Rule) -> dict[str, Finding]:
        """By id of the subject."""
        return {each.subject.id: each for each in self.found.items if each.rule == rule.id}

    def parted(self, rule: Rule, found: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
        """Findings of another day: of whom the rule could judge on this one, and of whom not."""
        blind = any(each.rule == rule.id for each in self.found.unjudged)
        dark = {each.subject.id for each in self.found.unknown if each.rule == rule.id}
        if rule.subject == "Enterprise" and SURVEYED in words_in(rule.cypher):
            dark |= self.unsurveyed
        judged: list[Finding] = []
        unjudged: list[Finding] = []
        for each in found:
            (unjudged if blind or each.subject.id in dark else judged).append(each)
        return judged, unjudged


async def gap_changes(
    store: Store,
    rules: Sequence[Rule],
    *,
    since: str,
    as_of: str,
    chain: str | None = None,
    pack: Pack | None = None,
) -> GapChanges:
    """What changed from one day to another, by what is known of both today: a correction counts
    for both. `UsageError` unless `since` is the earlier."""
    if since >= as_of:
        raise UsageError(
            f"{since} 不早于 {as_of}，没有可比较的变化",
            f"{since} is not before {as_of}: there is no change between them",
            fix_zh="请给出较早的一天",
            fix_en="Name an earlier day",
        )
    wanted = await chain_id(store, chain) if chain else None
    then, now = [await _day(store, rules, day, wanted, pack) for day in (since, as_of)]
    told = [_change(rule, then, now) for rule in rules if is_on(rule, pack)]
    items = [each for each in told if each.findings]
    return GapChanges(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=sorted({*then.found.sources, *now.found.sources}),
        definition=f"{since} 与 {as_of} 各按当日的数据判断；{now.found.definition}",
        why="" if items else _why(since, now.found, rules, pack),
        since=since,
        without_data=await _without_data(store, since, wanted),
    )


def _why(since: str, now: Findings, rules: Sequence[Rule], pack: Pack | None) -> str:
    """Why no change is listed: there is none, or nothing was judged that could have changed."""
    blind = {each.rule for each in now.unjudged}
    if all(rule.id in blind or not is_on(rule, pack) for rule in rules):
        return now.why
    return f"自 {since} 以来，缺口没有变化"


async def _day(
    store: Store, rules: Sequence[Rule], day: str, chain: str | None, pack: Pack | None
) -> _Day:
    found, rows = await asyncio.gather(
        findings(store, rules, as_of=day, chain=chain, pack=pack),
        store.read(cypher("unsurveyed"), as_of=day),
    )
    return _Day(found, frozenset(row["id"] for row in rows))


def _change(rule: Rule, then: _Day, now: _Day) -> GapChange:
    before, after = then.of(rule), now.of(rule)
    opened, surfaced = then.parted(rule, (after[id] for id in after if id not in before))
    closed, unsure = now.parted(rule, (before[id] for id in before if id not in after))
    return GapChange(
        rule=rule.id,
        name=rule.zh,
        before=len(before),
        now=len(after),
        opened=opened,
        surfaced=surfaced,
        closed=closed,
        unsure=unsure,
    )


async def _without_data(store: Store, since: str, chain: str | None) -> list[Ref]:
    known = await store.read(cypher("known_chains"))
    names = {row["id"]: row["name"] for row in known if chain in (None, row["id"])}
    first = await first_data(store, sorted(names))
    later = [id for id, day in sorted(first.items()) if day and day > since]
    return [Ref(label="Chain", id=id, name=names[id] or id) for id in later]
