"""The parts of a closing plan, with what their steps would change in the graph.

They share no variables, so each is solved for itself.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from graph.changes import Changes, Ends, RelRow
from graph.errors import InputError
from queries.answers import Ref
from queries.closing import assignment, joint, steps
from queries.closing.assignment import Demand, Duty, Service
from queries.closing.costs import Role
from queries.closing.joint import Group, Joint, Problem, Seat
from queries.closing.situation import Branch, Cadre, Situation, Unit
from queries.closing.staying import unserved
from queries.closing.steps import ClosingStep, Terms
from queries.closing.unjoined import Unjoined, unjoined
from queries.closing.wishes import INSTRUCTOR, Settled, Together
from queries.rules import Finding
from queries.wishes import Wish

INSTRUCTED = ("WO-01", "WO-02")
KEY = ("CH-04",)
LEADERS: tuple[Role, ...] = ("挂点领导", "党员服务专员")
ORGANISATION = "PartyOrg"
FOREVER = "9999-12-31"
JOINT_SHARE = 0.6  # of the time: joint branches are the hard part


class Made(NamedTuple):
    """What was computed: steps with what they change in the graph; what all costs, what the gaps
    that stay cost of it, and what it costs at least; who shares no branch, and why; why others
    are left to themselves, by rule and subject."""

    steps: list[ClosingStep]
    changes: Changes
    cost: int
    left: int
    bound: float
    unjoined: list[Unjoined]
    unserved: Mapping[tuple[str, str], str]


class Pinned(NamedTuple):
    """Enterprises that a planner has put together, and what that costs. With `enough` nobody asks
    for more members."""

    together: Together
    units: tuple[Unit, ...]
    cost: int
    enough: bool = False

    @property
    def seat(self) -> str:
        branch = self.together.branch
        return branch.ref.id if branch else f"pin {self.units[0].id}"

    def as_seat(self, terms: Terms) -> Seat:
        """The new branch as a seat that others may join."""
        lacking = terms.least - sum(unit.members for unit in self.units)
        room, need = terms.most - len(self.units), 0 if self.enough else lacking
        return Seat(self.seat, self.units, max(0, room), max(0, need), 0)


class Parts:
    """Computes the steps, part by part."""

    def __init__(
        self, state: Situation, settled: Settled, terms: Terms, *, force: bool, time_limit: float
    ) -> None:
        self._state = state
        self._settled = settled
        self._terms = terms
        self._day = terms.as_of
        self._force = force
        self._until = time.monotonic() + time_limit
        self._changes = Changes()
        self._steps: list[ClosingStep] = []
        self._cost = self._left = 0
        self._unjoined: list[Unjoined] = []
        self._unserved: dict[tuple[str, str], str] = {}
        self._slack = 0.0  # by how much the parts may be dearer than they must

    def make(self) -> Made:
        self._own_branches()
        self._joint_branches()
        self._instructors()
        self._leaders()
        bound = self._cost - self._slack
        return Made(
            self._steps,
            self._changes,
            self._cost,
            self._left,
            bound,
            self._unjoined,
            self._unserved,
        )

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
            pin = next(pin for pin in fixed if pin.seat in solved.short)
            raise self._too_few(pin, solved.short[pin.seat])
        if solved.short:
            solved = self._solved(units, [g._replace(enough=True) for g in fixed])
        joining = {group.seat: group for group in solved.groups}
        branches = {branch.ref.id: branch for branch in self._state.branches}
        for pin in fixed:
            joined = None if pin.together.branch else joining.pop(pin.seat, None)
            self._pinned_branch(pin, joined)
        for group in sorted(joining.values(), key=lambda g: g.units[0].id):
            branch = branches.get(group.seat)
            self._step(steps.joint_branch(group, branch, self._terms, notes=None, short=0))
            self._cover(group.units, branch)
        self._slack += solved.cost - solved.bound
        self._leave(sum(self._terms.costs.open[unit.severity] for unit in solved.left))
        beside = [*units, *(each for branch in branches.values() for each in branch.enterprises)]
        self._unjoined = unjoined(
            solved.left,
            solved.lonely,
            beside,
            self._terms.nearness,
            least=self._terms.least,
            most=self._terms.most,
        )

    def _solved(self, units: Sequence[Unit], fixed: Sequence[Pinned]) -> Joint:
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
        return joint.solve(problem, time_limit=self._time_left(JOINT_SHARE))

    def _fixed(self, together: Together) -> Pinned:
        units = [self._unit(self._gap_of(id)) for id in together.units]
        if together.branch:
            join = self._terms.costs.found.join
            near = [self._to(u, together.branch) for u in units]
            return Pinned(together, tuple(units), sum(near) + join * len(units))
        _, cost = joint.cheapest_seat(units, self._terms.nearness, self._terms.costs)
        return Pinned(together, tuple(units), cost + self._terms.costs.found.joint)

    def _pinned_branch(self, pin: Pinned, joined: Group | None) -> None:
        """The step of a pinned branch, with those that the plan brings to it."""
        units = tuple(sorted((*pin.units, *(joined.units if joined else ())), key=lambda u: u.id))
        branch, more = pin.together.branch, joined.cost if joined else 0
        seat, _ = joint.cheapest_seat(pin.units, self._terms.nearness, self._terms.costs)
        group = Group(seat.id, units, pin.cost + more)
        lacking = 0 if branch else self._terms.least - sum(unit.members for unit in units)
        notes = [wish.note for wish in pin.together.wishes]
        self._step(
            steps.joint_branch(group, branch, self._terms, notes=notes, short=max(0, lacking))
        )
        self._cover(units, branch)

    def _to(self, unit: Unit, branch: Branch) -> int:
        """What it costs to bring a unit to a branch: to the nearest of those that it covers."""
        nearness, costs = self._terms.nearness, self._terms.costs
        found = (joint.bringing(unit, other, nearness, costs) for other in branch.enterprises)
        return min(found, default=costs.distance["unknown"] + costs.closeness["other"])

    def _too_few(self, pin: Pinned, lacking: int) -> InputError:
        names = "、".join(unit.ref.name for unit in pin.units)
        members, least = sum(unit.members for unit in pin.units), self._terms.least
        basis = self._gap_of(pin.units[0].id).basis
        article = "；".join(f"《{b.text}》{b.article}" for b in basis)
        return InputError(
            f"指定同组的{names}合计正式党员{members}人，连同可以加入的企业仍差{lacking}人到{least}人，"
            f"不能组建党支部（{article}）",
            f"{names}, pinned together, have {members} formal members; with all that may join "
            f"{lacking} are lacking to {least}: no branch can be founded",
            fix_zh="请调整指定；确需保留时加 --force，该步骤将标为强制",
            fix_en="Change the pins; --force keeps them and marks the step as forced",
            where=next((wish.where for wish in pin.together.wishes if wish.where), ""),
        )

    def _gap_of(self, id: str) -> Finding:
        """The finding by which an enterprise may join a joint branch."""
        found = self._terms.findings
        return found.get(("PO-03", id)) or found["PO-02", id]

    def _unit(self, finding: Finding) -> Unit:
        """The enterprise of a finding, with the members that it tells."""
        members = finding.facts["formal_affiliated"] or 0
        unit = self._state.units[finding.subject.id]
        return replace(unit, members=members, severity=finding.severity)

    # -------------------------------------------------------- persons

    def _instructors(self) -> None:
        cadres = [cadre for cadre in self._state.cadres if cadre.role == INSTRUCTOR]
        demands = [self._uninstructed(unit) for unit in self._subjects(INSTRUCTED)]
        for demand in self._serve(demands, cadres, INSTRUCTED):
            unit, staying = demand.unit, demand.leaving
            if ("WO-02", unit.id) in self._terms.findings:
                step = steps.union(unit, self._terms)
                self._step(step)
                self._new_union(unit.ref)
                staying -= step.cost
            self._leave(staying)

    def _leaders(self) -> None:
        cadres = [cadre for cadre in self._state.cadres if cadre.role != INSTRUCTOR]
        costs = self._terms.costs
        demands = [
            Demand(unit, costs.leaving(self._terms.severity(KEY, unit), unit.large))
            for unit in self._subjects(KEY)
        ]
        for demand in self._serve(demands, cadres, KEY):
            self._leave(demand.leaving)

    def _subjects(self, rules: Sequence[str]) -> list[Unit]:
        """The enterprises that one of these rules has found, by id."""
        found = sorted({finding.subject.id for finding in self._found(*rules)})
        return [self._state.units[id] for id in found]

    def _uninstructed(self, unit: Unit) -> Demand:
        """Where nothing is at all, a union is what is left to do without an instructor."""
        terms = self._terms
        leaving = terms.costs.leaving(terms.severity(["WO-01"], unit), unit.large)
        if ("WO-02", unit.id) in terms.findings:
            leaving += terms.costs.found.union
        return Demand(unit, leaving)

    def _serve(
        self, demands: Sequence[Demand], cadres: Sequence[Cadre], rules: Sequence[str]
    ) -> list[Demand]:
        """Add the steps of those who serve; the demands that nobody serves."""
        instructing = rules == INSTRUCTED
        pins = {unit: pin for (unit, kind), pin in self._settled.serving.items()
                if kind == instructing}  # fmt: skip
        load = Counter(cadre.ref.id for cadre, _ in pins.values())
        free = [replace(cadre, places=cadre.places - load[cadre.ref.id]) for cadre in cadres]
        terms = self._terms
        duty = Duty(
            [demand for demand in demands if demand.unit.id not in pins],
            free,
            terms.nearness,
            terms.costs,
            self._settled.unserved,
        )
        served = assignment.solve(duty, time_limit=self._time_left())
        why = unserved(free, INSTRUCTOR if instructing else "、".join(LEADERS))
        self._unserved |= {(rule, each.unit.id): why for each in served.left for rule in rules}
        self._slack += served.cost - served.bound
        services: list[tuple[Service, str | None]] = [(each, None) for each in served.services]
        services += [self._by_pin(duty, d.unit, *pins[d.unit.id]) for d in demands
                     if d.unit.id in pins]  # fmt: skip
        for service, note in sorted(services, key=lambda each: each[0].unit.id):
            self._step(steps.service(service, rules, terms, note))
            self._assign(service.cadre, service.unit)
        return served.left

    def _by_pin(self, duty: Duty, unit: Unit, cadre: Cadre, wish: Wish) -> tuple[Service, str]:
        return Service(unit, cadre, assignment.serving(duty, unit, cadre)), wish.note

    # -------------------------------------------------------- sums and changes

    def _step(self, step: ClosingStep) -> None:
        self._steps.append(step)
        self._cost += step.cost

    def _leave(self, cost: int) -> None:
        self._cost += cost
        self._left += cost

    def _cover(self, units: Iterable[Unit], branch: Branch | None) -> None:
        """A joint branch covers these enterprises, one that exists or a new one."""
        units = list(units)
        if branch is None:
            members = sum(unit.members for unit in units)
            self._new_branch("联合党支部", [unit.ref for unit in units], members)
        else:
            self._covers(branch.ref.id, (unit.ref for unit in units), "联合")

    def _new_branch(self, kind: str, subjects: Sequence[Ref], members: int) -> None:
        """A branch with so many formal members. Nobody knows more of it: what the rules would ask
        besides stays unknown, not a gap."""
        id, day = f"plan {subjects[0].id}", self._terms.as_of
        names = "、".join(ref.name for ref in subjects)
        self._node(ORGANISATION, id=id, name=f"{names}{kind}（拟建）", kind=kind, functional=False)
        told = f"{ORGANISATION}:{id}@{day}"
        self._node("Observation", id=told, on=day, until=FOREVER, formal_members=members)
        self._relate(Ends("OBSERVED", ORGANISATION, "Observation"), id, told)
        self._covers(id, subjects, "单独" if len(subjects) == 1 else "联合")

    def _covers(self, branch: str, subjects: Iterable[Ref], mode: str) -> None:
        for ref in subjects:
            self._relate(
                Ends("COVERS", ORGANISATION, ref.label), branch, ref.id, mode=mode, since=self._day
            )

    def _new_union(self, ref: Ref) -> None:
        id = f"plan {ref.id}"
        self._node("MassOrg", id=id, name=f"{ref.name}工会（拟建）", kind="工会")
        self._relate(Ends("IN_ENTERPRISE", "MassOrg", "Enterprise"), id, ref.id, since=self._day)

    def _assign(self, cadre: Cadre, unit: Unit) -> None:
        ends = Ends("ASSIGNED_TO", "Cadre", "Enterprise")
        self._relate(ends, cadre.key, unit.id, role=cadre.role, since=self._day)

    def _node(self, label: str, **values: object) -> None:
        self._changes.new_nodes.setdefault(label, []).append(values)

    def _relate(self, ends: Ends, source: str, target: str, **values: object) -> None:
        self._changes.new_rels.setdefault(ends, []).append(RelRow(source, target, values))
