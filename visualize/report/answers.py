"""What a report is made of: the answers to every question that has a section in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.store import Store
from queries import (
    chain_gaps,
    chains,
    facts,
    gap_changes,
    joint,
    joint_suggestions,
    naming,
    patterns,
    rules,
    status,
    targets,
)
from queries import coverage as coverages
from queries.answers import Items
from queries.chain_gaps import ChainGap
from queries.chains import ChainSummary
from queries.closing import ClosingPlan, closing_plan
from queries.coverage import Coverage
from queries.facts import Fact
from queries.gap_changes import GapChanges
from queries.joint import JointLink
from queries.joint_suggestions import JointSuggestion
from queries.naming import Names
from queries.packs import Pack
from queries.patternfiles import Pattern
from queries.patterns import Patterns
from queries.rulefiles import Rule
from queries.rules import Findings
from queries.status import DataDates, Status
from queries.targets import Target
from visualize import terms

CHAIN_GAPS = 200  # gaps of chains that are listed
SUGGESTED = 20  # links worth building that are listed
SOLVING = 20.0  # seconds; what is found by then is given with how far it may be from the best


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one graph about one day, and what they were asked with.

    `chain` is the one that was asked about, None for all; `chains` are those of which the report
    tells. Of all chains `parts` is empty, of one it has the rates of its segments and regions.
    `belongs` has the chains of a link that stands, by the ids of its ends; `names` what the ids
    among the facts of the findings are called; `changes` is null where no earlier day was named.
    """

    as_of: str
    pack: Pack
    rules: Sequence[Rule]
    chain: ChainSummary | None
    chains: Sequence[ChainSummary]
    status: Status
    dates: DataDates
    belongs: Mapping[tuple[str, str], Sequence[str]]
    coverage: Items[Coverage]
    parts: Sequence[Items[Coverage]]
    findings: Findings
    changes: GapChanges | None
    names: Names
    chain_gaps: Items[ChainGap]
    plan: ClosingPlan
    links: Items[JointLink]
    suggestions: Items[JointSuggestion]
    pattern: Patterns
    targets: Items[Target]
    facts: Items[Fact]


async def ask(
    store: Store,
    known_rules: Sequence[Rule],
    *,
    as_of: str,
    pack: Pack,
    pattern: Pattern,
    chain: str | None = None,
    since: str | None = None,
) -> Answers:
    """Put every question of a report, about a chain (id or name) or about all. Raises `NotFound`
    or `Ambiguous` for the chain, `UsageError` for `since` that is no earlier day, and what the
    store raises."""
    wanted = await chains.chain_id(store, chain) if chain else None
    known = (await chains.chains(store, as_of)).items
    told = [each for each in known if wanted in (None, each.id)]
    found = await rules.findings(store, known_rules, as_of=as_of, chain=wanted, pack=pack)
    changes = (
        await gap_changes.gap_changes(
            store, known_rules, since=since, as_of=as_of, chain=wanted, pack=pack
        )
        if since
        else None
    )
    changed = [each for rule in changes.items for each in rule.findings] if changes else []
    rates = [
        await coverages.coverage(store, as_of=as_of, chain=wanted, by=by, pack=pack)
        for by in (("chain", "segment", "region") if wanted else ("chain",))
    ]
    return Answers(
        as_of=as_of,
        pack=pack,
        rules=known_rules,
        chain=told[0] if wanted else None,
        chains=told,
        status=await status.status(store),
        dates=await status.data_dates(store, as_of=as_of, chain=wanted),
        belongs=await _belongs(store, told, as_of),
        coverage=rates[0],
        parts=rates[1:],
        findings=found,
        changes=changes,
        names=await naming.names(
            store, terms.mentioned(each.facts for each in (*found.items, *changed))
        ),
        chain_gaps=await chain_gaps.chain_gaps(
            store, known_rules, as_of=as_of, chain=wanted, limit=CHAIN_GAPS, pack=pack
        ),
        plan=await closing_plan(
            store, known_rules, as_of=as_of, chain=wanted, pack=pack, time_limit=SOLVING
        ),
        links=await joint.links(store, as_of=as_of, chain=wanted),
        suggestions=await joint_suggestions.joint_suggestions(
            store, as_of=as_of, chain=wanted, limit=SUGGESTED, rules=known_rules, pack=pack
        ),
        pattern=await patterns.pattern(store, pattern, as_of=as_of, chain=wanted),
        targets=await targets.targets(store, known_rules, as_of=as_of, chain=wanted, pack=pack),
        facts=await facts.facts(store, as_of=as_of, chain=wanted),
    )


async def _belongs(
    store: Store, told: Sequence[ChainSummary], as_of: str
) -> dict[tuple[str, str], list[str]]:
    """The chains of every link that stands."""
    found: dict[tuple[str, str], list[str]] = {}
    for chain in told:
        for link in (await joint.links(store, as_of=as_of, chain=chain.id)).items:
            found.setdefault((link.source.id, link.target.id), []).append(chain.id)
    return found
