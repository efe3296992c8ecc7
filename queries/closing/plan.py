"""The closing plan: from what the rules find to the cheapest feasible steps, and back to the rules.

Its parts share no variables: branches of their own, joint branches, instructors, and leaders with
service officers. So the sum of their optima is the optimum of the whole. What the plan would make
of the graph is tried in a transaction that is rolled back, and judged by the rules that found the
gaps.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from graph import SCHEMA
from graph.store import Store
from graph.write import statements
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.closing.costs import Costs, costs
from queries.closing.hosts import with_hosts
from queries.closing.parts import ORGANISATION, Made, Parts
from queries.closing.situation import situation
from queries.closing.staying import Lacking, Staying, lacking, staying, without_steps
from queries.closing.steps import ClosingStep, Terms
from queries.closing.unjoined import Unjoined
from queries.closing.wishes import Gaps, settle
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, Findings, findings, parameters
from queries.wishes import Wish

USED = ("PO-01", "PO-02", "PO-03", "WO-01", "WO-02", "CH-04")
UNSURVEYED = "WO-05"  # finds the operating enterprises that nobody surveyed: no other rule does
LEAST = 3  # members of a branch, where no rule PO-03 says so
SHOWN = 50  # subjects of a rule that are listed as left
DEFINITION = (
    f"本方案只安排组建党组织、选派和联系干部（规则 {'、'.join(USED)}），其余缺口按各自的建议办理；"
    "总代价＝各项措施的代价＋保留缺口的代价，以分计，分值见 docs/closing.md；"
    "完成时限由缺口的严重程度推算；"
    "尚未销号和新出现的缺口，由发现缺口的同一批规则按措施全部落实后的情形判定"
)


class Open(Answer):
    """What a rule still finds after the plan, or no longer; at most 50 subjects are listed."""

    rule: str
    count: int
    subjects: list[Ref]


class ClosingPlan(Items[ClosingStep]):
    """The steps, what they and the gaps left cost, and what the rules find afterwards.
    `closed_besides` are gaps that no step was made for and that are gone all the same; `unjudged`
    counts enterprises that the rules of a plan cannot judge, of which a plan knows nothing, and
    `lacking` names them by what nobody told.

    `cost` includes what it costs to leave gaps, `left` is that alone. No plan costs less than
    `bound`; `optimal` when that is the cost. `unjoined` says of the enterprises that should
    share a branch (PO-03) and share none what keeps them from it, `staying` of all gaps that the
    plan is for and leaves open why it does. `raised` are findings that there
    were not before.
    """

    cost: int
    left: int
    bound: float
    optimal: bool
    gap: float
    unjoined: list[Unjoined]
    staying: list[Staying]
    unjudged: int
    lacking: list[Lacking]
    closed_besides: list[Open]
    open_after: list[Open]
    raised: list[Finding]
    pack: str


async def closing_plan(
    store: Store,
    rules: Sequence[Rule],
    *,
    as_of: str,
    chain: str | None = None,
    pack: Pack | None = None,
    pins: Sequence[Wish] = (),
    forbids: Sequence[Wish] = (),
    force: bool = False,
    time_limit: float = 60.0,
    model: Costs | None = None,
) -> ClosingPlan:
    """The cheapest steps that close what the rules find, in a chain (id or name) or everywhere.

    `time_limit` in seconds is for solving; the best found by then is given with its bound. Raises
    `NotFound` or `Ambiguous` for names in pins and forbids, `InputError` for those that contradict
    each other or break a binding rule, the latter not with `force`.
    """
    model = model or costs()
    wanted = await chain_id(store, chain) if chain else None
    before = await _judged(store, rules, as_of=as_of, chain=wanted, pack=pack)
    relevant = {(f.rule, f.subject.id): f for f in before.items if f.rule in USED}
    state = await situation(store, {id for _, id in relevant}, model, as_of=as_of)
    by_rule: dict[str, set[str]] = defaultdict(set)
    for rule, id in relevant:
        by_rule[rule].add(id)
    gaps = Gaps(
        by_rule["PO-02"] | by_rule["PO-03"], by_rule["WO-01"] | by_rule["WO-02"], by_rule["CH-04"]
    )
    settled = await settle(store, pins, forbids, state, gaps)
    least, most = _size(rules, pack, model)
    terms = Terms(relevant, state.nearness, model, as_of, least, most)
    parts = Parts(state, settled, terms, force=force, time_limit=time_limit)
    made = await asyncio.to_thread(parts.make)
    async with store.trial(statements(SCHEMA, made.changes)) as tried:
        able = _able(rules, before)
        after = await _judged(tried, able, as_of=as_of, chain=wanted, pack=pack)
    told = await with_hosts(store, made.unjoined, state, as_of=as_of, most=most)
    made = made._replace(unjoined=told)
    new = {node["id"] for node in made.changes.new_nodes.get(ORGANISATION, ())}
    return _answer(made, _of_chain(before, wanted, new), _of_chain(after, wanted, new))


def _of_chain(found: Findings, chain: str | None, new: Collection[str]) -> Findings:
    """Without what concerns other chains; what the plan founds concerns the one that is planned."""
    kept = [
        each
        for each in found.items
        if chain is None or chain in each.chains or each.subject.id in new
    ]
    return found.model_copy(update={"items": kept})


async def _judged(
    store: Store, rules: Sequence[Rule], *, as_of: str, chain: str | None, pack: Pack | None
) -> Findings:
    """What the rules find; about organizations everywhere, since a new one is in no chain yet."""
    if chain is None:
        return await findings(store, rules, as_of=as_of, pack=pack)
    about = [rule for rule in rules if rule.subject == ORGANISATION]
    others = [rule for rule in rules if rule.subject != ORGANISATION]
    found = await findings(store, others, as_of=as_of, chain=chain, pack=pack)
    beside = await findings(store, about, as_of=as_of, pack=pack)
    both = {
        "items": [*found.items, *beside.items],
        "unjudged": [*found.unjudged, *beside.unjudged],
    }
    return found.model_copy(update=both)


def _able(rules: Iterable[Rule], before: Findings) -> list[Rule]:
    """The rules without those whose statements failed: within the trial, one that the engine
    refuses would end the transaction for all others."""
    failed = {each.rule for each in before.unjudged if not each.missing}
    return [
        rule.model_copy(
            update={"suppressors": tuple(s for s in rule.suppressors if s.id not in failed)}
        )
        for rule in rules
        if rule.id not in failed
    ]


def _size(rules: Iterable[Rule], pack: Pack | None, model: Costs) -> tuple[int, int]:
    """Members that a joint branch has at least, units that it has at most."""
    known = {rule.id: parameters(rule, pack) for rule in rules if rule.id in ("PO-03", "PO-04")}
    least = known.get("PO-03", {}).get("least", LEAST)
    return least, known.get("PO-04", {}).get("most", model.limits.units)


def _answer(made: Made, before: Findings, after: Findings) -> ClosingPlan:
    there, left = ({f.id for f in found.items} for found in (before, after))
    besides = [f for f in before.items if f.id not in left and f.rule not in USED]
    optimal = made.bound >= made.cost
    stuck = staying((f for f in after.items if f.rule in USED), made.unjoined, made.unserved)
    unsurveyed = sum(f.rule == UNSURVEYED for f in before.items)
    unknown = lacking(each for each in before.unknown if each.rule in USED)
    return ClosingPlan(
        items=[_closing(step, left) for step in made.steps],
        total=len(made.steps),
        as_of=before.as_of,
        sources=before.sources,
        definition=DEFINITION,
        why="" if made.steps else without_steps(stuck, unsurveyed),
        cost=made.cost,
        left=made.left,
        bound=min(made.bound, made.cost),
        optimal=optimal,
        gap=0.0 if optimal else (made.cost - made.bound) / made.cost,
        unjoined=made.unjoined,
        staying=stuck,
        unjudged=sum(each.count for each in unknown),
        lacking=unknown,
        closed_besides=_by_rule(besides),
        open_after=_by_rule(after.items),
        raised=[finding for finding in after.items if finding.id not in there],
        pack=before.pack,
    )


def _by_rule(found: Iterable[Finding]) -> list[Open]:
    by_rule: dict[str, list[Ref]] = defaultdict(list)
    for finding in found:
        by_rule[finding.rule].append(finding.subject)
    return [
        Open(rule=rule, count=len(refs), subjects=refs[:SHOWN])
        for rule, refs in sorted(by_rule.items())
    ]


def _closing(step: ClosingStep, left: Collection[str]) -> ClosingStep:
    """The same step; it closes only what the rules no longer find."""
    closed = [
        rule
        for rule in step.closes
        if not any(f"{rule}:{ref.label}:{ref.id}" in left for ref in step.subjects)
    ]
    return step.model_copy(update={"closes": closed})
