"""Two rule packs side by side: what is a gap under the one and not under the other."""

from collections.abc import Mapping, Sequence

from graph.store import Store
from queries.answers import Answer, Items
from queries.coverage import Rate, coverage
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, findings, is_on


class Difference(Answer):
    """A rule under two packs: how many findings under each, and those that only one of them has.

    `changed` are subjects that both find, with another severity under the second.
    """

    rule: str
    name: str
    first: int
    second: int
    only_first: list[Finding]
    only_second: list[Finding]
    changed: list[Finding]

    @property
    def differs(self) -> bool:
        return bool(self.only_first or self.only_second or self.changed)


class RateOfBoth(Answer):
    """Organization coverage of a chain under two packs."""

    chain: str
    name: str
    first: Rate
    second: Rate


class Comparison(Items[Difference]):
    """Only rules that differ are listed."""

    packs: tuple[str, str]
    coverage: list[RateOfBoth]


async def compare(
    store: Store,
    rules: Sequence[Rule],
    packs: tuple[Pack, Pack],
    *,
    as_of: str,
    chain: str | None = None,
) -> Comparison:
    """What changes from the first pack to the second."""
    first, second = [
        await findings(store, rules, as_of=as_of, chain=chain, pack=pack) for pack in packs
    ]
    rates = [await coverage(store, as_of=as_of, chain=chain, pack=pack) for pack in packs]
    told = [rule for rule in rules if any(is_on(rule, pack) for pack in packs)]
    found = [(_of(rule, first.items), _of(rule, second.items)) for rule in told]
    items = [
        difference
        for rule, (one, other) in zip(told, found, strict=True)
        if (difference := _difference(rule, one, other)).differs
    ]
    return Comparison(
        items=items,
        total=len(items),
        as_of=as_of,
        sources=sorted({*first.sources, *second.sources}),
        definition=f"{packs[0].zh}：{rates[0].definition} {packs[1].zh}：{rates[1].definition}",
        why="" if items else "两个规则包发现的缺口相同",
        packs=(first.pack, second.pack),
        coverage=[
            RateOfBoth(
                chain=one.chain or "",
                name=one.name or "",
                first=one.organisation,
                second=other.organisation,
            )
            for one, other in zip(rates[0].items, rates[1].items, strict=True)
        ],
    )


def _of(rule: Rule, found: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.id: finding for finding in found if finding.rule == rule.id}


def _difference(
    rule: Rule, first: Mapping[str, Finding], second: Mapping[str, Finding]
) -> Difference:
    both = first.keys() & second.keys()
    return Difference(
        rule=rule.id,
        name=rule.zh,
        first=len(first),
        second=len(second),
        only_first=[finding for id, finding in first.items() if id not in both],
        only_second=[finding for id, finding in second.items() if id not in both],
        changed=[second[id] for id in second if id in both and _is_changed(first[id], second[id])],
    )


def _is_changed(one: Finding, other: Finding) -> bool:
    return one.severity != other.severity
