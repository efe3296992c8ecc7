"""What a report is made of: the answers to every question that has a section in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from queries import chains, facts, joint, joint_suggestions, rules, status, targets
from queries import coverage as coverages
from queries.answers import Items
from queries.chains import ChainSummary
from queries.closing import plan
from queries.closing.plan import ClosingPlan
from queries.coverage import Coverage
from queries.facts import Fact
from queries.joint import JointLink
from queries.joint_suggestions import JointSuggestion
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Findings
from queries.status import Status
from queries.targets import Target
from graph.store import Store

SUGGESTED = 20  # links worth building that are listed
SOLVING = 20.0  # seconds; what is found by then is given with how far it may be from the best


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one graph about one day, and what they were asked with.

    `chain` is the one that was asked about, None for all; `chains` are those of which the report
    tells. Of all chains `parts` is empty, of one it has the rates of its segments and regions.
    """

    as_of: str
    pack: Pack
    rules: Sequence[Rule]
    chain: ChainSummary | None
    chains: Sequence[ChainSummary]
    status: Status
    coverage: Items[Coverage]
    parts: Sequence[Items[Coverage]]
    findings: Findings
    plan: ClosingPlan
    links: Items[JointLink]
    suggestions: Items[JointSuggestion]
    targets: Items[Target]
    facts: Items[Fact]


async def ask(
    store: Store, rules_: Sequence[Rule], *, as_of: str, pack: Pack, chain: str | None = None
) -> Answers:
    """Put every question of a report, about a chain (id or name) or about all. Raises `NotFound`
    or `Ambiguous` for the chain, and what the store raises."""
    wanted = await chains.chain_id(store, chain) if chain else None
    known = (await chains.chains(store, as_of)).items
    told = [each for each in known if wanted in (None, each.id)]
    found = await rules.findings(store, rules_, as_of=as_of, chain=wanted, pack=pack)
    rates = [
        await coverages.coverage(store, as_of=as_of, chain=wanted, by=by, pack=pack)
        for by in (("chain", "segment", "region") if wanted else ("chain",))
    ]
    return Answers(
        as_of=as_of,
        pack=pack,
        rules=rules_,
        chain=told[0] if wanted else None,
        chains=told,
        status=await status.status(store),
        coverage=rates[0],
        parts=rates[1:],
        findings=found,
        plan=await plan.closing_plan(
            store, rules_, as_of=as_of, chain=wanted, pack=pack, time_limit=SOLVING
        ),
        links=await joint.links(store, as_of=as_of, chain=wanted),
        suggestions=await joint_suggestions.joint_suggestions(
            store, as_of=as_of, chain=wanted, limit=SUGGESTED, rules=rules_, pack=pack
        ),
        targets=await targets.targets(store, rules_, as_of=as_of, chain=wanted, pack=pack),
        facts=await facts.facts(store, as_of=as_of, chain=wanted),
    )
