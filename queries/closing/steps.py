"""The steps of a closing plan: what is done, with whom, by when, why, what it costs not to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from queries.answers import Answer, Ref
from queries.closing import joint
from queries.closing.assignment import Service, field_of
from queries.closing.costs import Closeness, Costs, Distance, Role
from queries.closing.joint import Group
from queries.closing.nearness import FARTHER, Nearness
from queries.closing.situation import Branch, Cadre, Unit
from queries.rulefiles import Basis, Severity
from queries.rules import Finding

OWN, TRANSFER = "单独组建", "转入组织关系"
FORM, JOIN = "组建联合党支部", "并入联合党支部"
UNION = "建立工会"
SERVE: Mapping[Role, str] = {
    "党建指导员": "选派党建指导员",
    "挂点领导": "安排挂点领导",
    "党员服务专员": "安排党员服务专员",
}
PLACES: Mapping[Distance, str] = {
    "town": "同在{region}",
    "county": "同在{region}",
    "city": "同属{region}",
    "province": "同属{region}",
    "apart": "不在同一省",
    "unknown": "位置不详",
}
FIELDS: Mapping[Closeness, str] = {
    "same": "环节相同",
    "neighbour": "环节相邻",
    "chain": "产业链相同",
    "other": "产业链不同",
}
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low", "info")


class Override(Answer):
    """By how much the cost of the plan would rise without the step, and what would be done
    `instead`; a cost of None when nobody computed it, for the reason told there."""

    cost: float | None
    instead: str


class ClosingStep(Answer):
    """One step. `closes` are the rules whose findings about the subjects are gone afterwards; `who`
    is the cadre or the branch that takes the subjects. `override` is None for what a planner has
    pinned; `forced` steps break a binding rule because a planner said so."""

    action: str
    subjects: list[Ref]
    who: Ref | None
    by: str
    closes: list[str]
    why: str
    cost: int
    override: Override | None
    forced: bool = False
    basis: list[Basis]


class Terms(NamedTuple):
    """What all steps are written by."""

    findings: Mapping[tuple[str, str], Finding]
    nearness: Nearness
    costs: Costs
    as_of: str
    least: int
    most: int

    def due(self, found: Iterable[Finding], approved: bool = False) -> str:
        """The day until which the gravest of these is to be closed."""
        severity = gravest(found)
        days = self.costs.days[severity] + (self.costs.days["approval"] if approved else 0)
        return (date.fromisoformat(self.as_of) + timedelta(days=days)).isoformat()

    def severity(self, rules: Iterable[str], unit: Unit) -> Severity:
        """The gravest of what these rules say of an enterprise."""
        return gravest(self.found(rules, [unit]))

    def found(self, rules: Iterable[str], units: Iterable[Unit]) -> list[Finding]:
        """The findings of these rules about these enterprises."""
        wanted = [(rule, unit.id) for rule in rules for unit in units]
        return [self.findings[key] for key in wanted if key in self.findings]


def gravest(found: Iterable[Finding]) -> Severity:
    return min((f.severity for f in found), key=SEVERITIES.index, default="medium")


def own_branch(finding: Finding, terms: Terms) -> ClosingStep:
    """An enterprise with members enough founds a branch."""
    cost = terms.costs.found.own
    return ClosingStep(
        action=OWN,
        subjects=[finding.subject],
        who=None,
        by=terms.due([finding], approved=True),
        closes=[finding.rule],
        why=f"正式党员{finding.facts['formal_affiliated']}人≥{finding.facts['least']}人",
        cost=cost,
        override=_left_open(terms.costs.open[finding.severity] - cost),
        basis=list(finding.basis),
    )


def transfer(finding: Finding, terms: Terms) -> ClosingStep:
    """Members on site move their registration: people decide that, so the gap stays until then."""
    cost, facts = terms.costs.found.transfer, finding.facts
    return ClosingStep(
        action=TRANSFER,
        subjects=[finding.subject],
        who=None,
        by=terms.due([finding]),
        closes=[],
        why=f"在岗正式党员{facts['formal_on_site']}人≥{facts['least']}人，"
        f"组织关系在本单位{facts['formal_affiliated']}人；由党员本人办理，转入后再组建，此前缺口仍在",
        cost=cost,
        override=_left_open(terms.costs.open[finding.severity] - cost),
        basis=list(finding.basis),
    )


def joint_branch(
    group: Group, branch: Branch | None, terms: Terms, *, notes: Sequence[str] | None, short: int
) -> ClosingStep:
    """Enterprises form a joint branch, or join one. `notes` are those of the pins, None when the
    plan chose; `short` the members that are lacking."""
    found = terms.found(("PO-03", "PO-02"), group.units)
    why = _together(group, branch, terms)
    if short:
        why += f"；不足{terms.least}人，由规划人员强制保留"
    override = None
    if notes is None:
        override = Override(cost=group.rise, instead=group.instead)
    return ClosingStep(
        action=JOIN if branch else FORM,
        subjects=[unit.ref for unit in group.units],
        who=branch.ref if branch else None,
        by=terms.due(found, approved=True),
        closes=sorted({f.rule for f in found}),
        why=_pinned(why, notes),
        cost=group.cost,
        override=override,
        forced=short > 0,
        basis=_basis(found),
    )


def service(served: Service, rules: Sequence[str], terms: Terms, note: str | None) -> ClosingStep:
    """A cadre takes an enterprise; `note` is that of the pin, None when the plan chose."""
    unit, cadre = served.unit, served.cadre
    found = terms.found(rules, [unit])
    override = None
    if note is None:
        override = Override(cost=served.rise, instead=served.instead)
    return ClosingStep(
        action=SERVE[cadre.role],
        subjects=[unit.ref],
        who=cadre.ref,
        by=terms.due(found),
        closes=[f.rule for f in found],
        why=_pinned(_serving(unit, cadre, terms), None if note is None else [note]),
        cost=served.cost,
        override=override,
        basis=_basis(found),
    )


def union(unit: Unit, terms: Terms) -> ClosingStep:
    """No instructor is left for an enterprise where nothing is: a union comes first."""
    found, costs = terms.found(["WO-02"], [unit]), terms.costs
    staying = costs.open[terms.severity(["WO-01"], unit)] + costs.found.union
    rise = costs.open[gravest(found)] - staying
    return ClosingStep(
        action=UNION,
        subjects=[unit.ref],
        who=None,
        by=terms.due(found),
        closes=["WO-02"],
        why="没有空余的党建指导员名额（尚未登记的，填“联系服务”表），先建立工会，指导员待增派",
        cost=terms.costs.found.union,
        override=_left_open(rise),
        basis=_basis(found),
    )


def _left_open(rise: int) -> Override:
    return Override(cost=rise, instead="缺口保留")


def _pinned(why: str, notes: Sequence[str] | None) -> str:
    if notes is None:
        return why
    told = "；".join(filter(None, dict.fromkeys(notes)))
    return f"{why}；由规划人员指定" + (f"（{told}）" if told else "")


def _together(group: Group, branch: Branch | None, terms: Terms) -> str:
    """Where they are, what they do, the sum of their members, how many units they are."""
    if branch:
        anchors: Sequence[Unit] = branch.enterprises
        total = len(branch.units) + len(group.units)
    else:
        anchors = [unit for unit in group.units if unit.id == group.seat] or group.units[:1]
        total = len(group.units)
    words = [*_nearest(group.units, anchors, terms)]
    counted = "＋".join(str(unit.members) for unit in group.units)
    members = sum(unit.members for unit in group.units)
    if branch:
        words.append(f"并入正式党员{members}人")
    else:
        sign = "≥" if members >= terms.least else "<"
        words.append(f"正式党员{counted}＝{members}人{sign}{terms.least}人")
    sign = "≤" if total <= terms.most else ">"
    words.append(f"{total}家{sign}{terms.most}家")
    return "；".join(words)


def _nearest(units: Sequence[Unit], anchors: Sequence[Unit], terms: Terms) -> list[str]:
    """The farthest that one is from the nearest anchor, and the least close in what it does."""
    found = [
        min(
            (joint.compared(unit, anchor, terms.nearness) for anchor in anchors),
            key=lambda b: (
                terms.costs.distance[b.distance] + terms.costs.closeness[b.closeness],
                b.region,
            ),
        )
        for unit in units
        if anchors and unit not in anchors
    ]
    if not found:
        return []
    ranks = (*FARTHER, "unknown")
    far = max(found, key=lambda b: (ranks.index(b.distance), b.region))
    least = max((b.closeness for b in found), key=list(FIELDS).index)
    segments = terms.nearness.segments
    names = dict.fromkeys(
        segments.name(id) for unit in (*anchors, *units) for id in sorted(unit.segments)
    )
    where = PLACES[far.distance].format(region=terms.nearness.regions.name(far.region))
    return [where, f"{FIELDS[least]}（{'、'.join(names)}）" if names else FIELDS[least]]


def _serving(unit: Unit, cadre: Cadre, terms: Terms) -> str:
    distance, region = terms.nearness.regions.distance(cadre.regions, unit.regions)
    where = PLACES[distance].format(region=terms.nearness.regions.name(region))
    words = [where, FIELDS[field_of(unit.chains, cadre.chains)]]
    words.append(f"{cadre.role}余{cadre.places}个名额")
    if unit.id in cadre.served:
        words.append("曾联系该企业，宜轮换")
    return "；".join(words)


def _basis(found: Collection[Finding]) -> list[Basis]:
    """Each article once."""
    return list(dict.fromkeys(basis for finding in found for basis in finding.basis))
