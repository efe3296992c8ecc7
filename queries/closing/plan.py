"""The closing plan: from what the rules find to the cheapest feasible steps, and back to the rules.

Its parts share no variables: branches of their own, joint branches, instructors, and leaders with
service officers. So the sum of their optima is the optimum of the whole. What the plan would make
of the graph is tried in a transaction that is rolled back, and judged by the rules that found the
gaps.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from graph import SCHEMA
from graph.changes import Changes, Ends, RelRow
from graph.errors import InputError
from graph.store import Store
from graph.write import statements
from queries.answers import Answer, Items, Ref
from queries.chains import chain_id
from queries.closing import assignment, joint, steps
from queries.closing.assignment import Demand, Duty, Served, Service
from queries.closing.costs import Costs, costs
from queries.closing.joint import Group, Joint, Problem, Seat
from queries.closing.situation import Branch, Situation, Unit, situation
from queries.closing.steps import ClosingStep, Terms
from queries.closing.wishes import INSTRUCTOR, Gaps, Settled, Together, Wish, settle
from queries.packs import Pack
from queries.rulefiles import Rule
from queries.rules import Finding, Findings, findings, parameters

ORGANISATION = "PartyOrg"
USED = ("PO-01", "PO-02", "PO-03", "WO-01", "WO-02", "CH-04")
INSTRUCTED = ("WO-01", "WO-02")
SHOWN = 50  # subjects of a rule that are listed as left
DEFINITION = (
    "总代价＝各步骤的代价＋保留缺口的代价（分值，见 docs/closing.md）；"
    "各部分互不影响，分别求得最优即整体最优；"
    "bound 为代价下界，gap＝（cost－bound）÷cost，为 0 即已证明最优；"
    "open_after、raised 由同一批规则对试行后的图判定"
)


class Open(Answer):
    """What a rule still finds after the plan; at most 50 subjects are listed."""

    rule: str
    count: int
    subjects: list[Ref]


class ClosingPlan(Items[ClosingStep]):
    """The steps, what they and the gaps left cost, and what the rules find afterwards.

    `cost` includes what it costs to leave gaps, `left` is that alone. No plan costs less than
    `bound`; `optimal` when that is the cost. `raised` are findings that there were not before.
    """

    cost: int
    left: int
    bound: float
    optimal: bool
    gap: float
    open_after: list[Open]
    raised: list[Finding]
    pack: str


class Made(NamedTuple):
    """What was computed: steps with what they change in the graph, costs."""

    steps: list[ClosingStep]
    changes: Changes
    cost: int
    left: int
    bound: float


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
    maker = _Maker(state, settled, terms, force=force, time_limit=time_limit)
    made = await asyncio.to_thread(maker.make)
    async with store.trial(statements(SCHEMA, made.changes)) as tried:
        after = await _judged(tried, rules, as_of=as_of, chain=wanted, pack=pack)
    return _answer(made, before, after)


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
    return found.model_copy(update={"items": [*found.items, *beside.items]})


def _size(rules: Iterable[Rule], pack: Pack | None, model: Costs) -> tuple[int, int]:
    """Members that a joint branch has at least, units that it has at most."""
    known = {rule.id: parameters(rule, pack) for rule in rules if rule.id in ("PO-03", "PO-04")}
    least = known.get("PO-03", {}).get("least", joint.USUAL_LEAST)
    return least, known.get("PO-04", {}).get("most", model.limits.units)


def _answer(made: Made, before: Findings, after: Findings) -> ClosingPlan:
    there, left = ({f.id for f in found.items} for found in (before, after))
    by_rule: dict[str, list[Ref]] = defaultdict(list)
    for finding in after.items:
        by_rule[finding.rule].append(finding.subject)
    optimal = made.bound >= made.cost
    return ClosingPlan(
        items=[_closing(step, left) for step in made.steps],
        total=len(made.steps),
        as_of=before.as_of,
        sources=before.sources,
        definition=DEFINITION,
        why="" if made.steps else "没有可以通过本计划解决的缺口",
        cost=made.cost,
        left=made.left,
        bound=min(made.bound, made.cost),
        optimal=optimal,
        gap=0.0 if optimal else (made.cost - made.bound) / made.cost,
        open_after=[
            Open(rule=rule, count=len(refs), subjects=refs[:SHOWN])
            for rule, refs in sorted(by_rule.items())
        ],
        raised=[finding for finding in after.items if finding.id not in there],
        pack=before.pack,
    )


def _closing(step: ClosingStep, left: Collection[str]) -> ClosingStep:
    """The same step; it closes only what the rules no longer find."""
    closed = [
        rule
        for rule in step.closes
        if not any(f"{rule}:{ref.label}:{ref.id}" in left for ref in step.subjects)
    ]
    return step.model_copy(update={"closes": closed})


class _Maker:
    """Computes the steps, part by part."""

    def __init__(
        self, state: Situation, settled: Settled, terms: Terms, *, force: bool, time_limit: float
    ) -> None:
        self._state = state
        self._settled = settled
        self._terms = terms
        self._force = force
        self._until = time.monotonic() + time_limit
        self._changes = Changes()
        self._steps: list[ClosingStep] = []
        self._cost = self._left = 0
        self._bound = 0.0

    def make(self) -> Made:
        self._own_branches()
        self._joint_branches()
        self._instructors()
        self._leaders()
        return Made(self._steps, self._changes, self._cost, self._left, self._bound)

    def _found(self, *rules: str) -> list[Finding]:
        """The findings of these rules, in the order of their subjects."""
        found = [f for f in self._terms.findings.values() if f.rule in rules]
        return sorted(found, key=lambda f: (f.subject.id, f.rule))

    def _time_left(self, share: float = 1.0) -> float:
        return max(0.1, (self._until - time.monotonic()) * share)

    # -------------------------------------------------------- branches

    def _own_branches(self) -> None:
        pinned = {unit for together in self._settled.together for unit in together.units}
        for finding in self._found("PO-01"):
            self._step(steps.own_branch(finding, self._terms))
            self._new_branch("党支部", [finding.subject], finding.facts["formal_affiliated"])
        for finding in self._found("PO-02"):
            if finding.subject.id not in pinned:
                self._step(steps.transfer(finding, self._terms))

    def _joint_branches(self) -> None:
        pinned = {unit for together in self._settled.together for unit in together.units}
        units = [self._unit(f) for f in self._found("PO-03") if f.subject.id not in pinned]
        fixed = [self._fixed(together) for together in self._settled.together]
        solved = self._solved(units, fixed)
        if solved.short and not self._force:
            raise self._too_few(next(g for g in fixed if g.seat in solved.short), solved.short)
        if solved.short:
            solved = self._solved(units, [g._replace(enough=True) for g in fixed])
        joining = {group.seat: group for group in solved.groups}
        branches = {branch.ref.id: branch for branch in self._state.branches}
        for pin in fixed:
            self._pinned_branch(pin, joining.pop(pin.seat, None))
        for group in sorted(joining.values(), key=lambda g: g.units[0].id):
            branch = branches.get(group.seat)
            self._step(steps.joint_branch(group, branch, self._terms, notes=None, short=0))
            self._cover(group.units, branch)
        self._bound += solved.bound
        self._leave(solved.left)

    def _solved(self, units: Sequence[Unit], fixed: Sequence["_Fixed"]) -> Joint:
        """Joint branches of those that nobody pinned."""
        terms, settled = self._terms, self._settled
        coming = {g.together.branch.ref.id: len(g.units) for g in fixed if g.together.branch}
        seats = [
            Seat(b.ref.id, b.enterprises, terms.most - len(b.units) - coming.get(b.ref.id, 0), 0,
                 terms.costs.found.join)
            for b in self._state.branches
        ]  # fmt: skip
        seats += [g.as_seat(terms) for g in fixed if not g.together.branch]
        barred = set(settled.barred)
        for group in fixed:
            members = {unit.id for unit in group.units}
            place = group.together.branch.ref.id if group.together.branch else group.seat
            barred |= {(one, place) for pair in settled.apart if pair & members
                       for one in pair - members}  # fmt: skip
        problem = Problem(
            units,
            [seat for seat in seats if seat.room > 0 or seat.need > 0],
            terms.nearness,
            terms.costs,
            terms.least,
            terms.most,
            settled.apart,
            barred,
        )
        return joint.solve(problem, time_limit=self._time_left(0.6))

    def _fixed(self, together: Together) -> "_Fixed":
        units = [self._unit(self._gap_of(id)) for id in together.units]
        if together.branch:
            join = self._terms.costs.found.join
            near = [joint.nearest(u, together.branch.enterprises, self._terms) for u in units]
            return _Fixed(together, tuple(units), sum(near) + join * len(units))
        _, cost = joint.cheapest_seat(units, self._terms.nearness, self._terms.costs)
        return _Fixed(together, tuple(units), cost + self._terms.costs.found.joint)

    def _pinned_branch(self, pin: "_Fixed", joined: Group | None) -> None:
        """The step of a pinned branch, with those that the plan brings to it."""
        units = tuple(sorted((*pin.units, *(joined.units if joined else ())), key=lambda u: u.id))
        more = joined.cost if joined else 0
        branch = pin.together.branch
        seat, _ = joint.cheapest_seat(pin.units, self._terms.nearness, self._terms.costs)
        group = Group(seat.id, units, pin.cost + (0 if branch else more))
        lacking = 0 if branch else self._terms.least - sum(unit.members for unit in units)
        self._bound += pin.cost
        notes = pin.together.notes
        self._step(
            steps.joint_branch(group, branch, self._terms, notes=notes, short=max(0, lacking))
        )
        self._cover(units, branch)
