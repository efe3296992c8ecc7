"""PO: party organisations and what they cover."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tests.oracle.facts import Thing, View
from tests.oracle.logic import (
    Truth,
    above,
    at_least,
    below,
    every,
    first_day,
    half_a_year_before,
    last_day,
    long_past,
    moved,
    negated,
    some,
)

Found = Iterator[tuple[Any, ...]]  # a thing, or an id and what it is about; condition; severity
Numbers = Mapping[str, Any]

BRANCHES = ("党支部", "联合党支部", "流动党员党支部")
ELECTED = (*BRANCHES, "党总支")
COMMITTEES = ("基层党委", "商圈党委")


def po_01(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        enough = at_least(view.figure(firm, "formal_affiliated"), given["least"])
        yield firm, every(enough, not view.organised(firm))


def po_02(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        there = at_least(view.figure(firm, "formal_on_site"), given["least"])
        few = below(view.figure(firm, "formal_affiliated"), given["least"])
        yield firm, every(there, few, not view.organised(firm))


def po_03(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        formal = view.figure(firm, "formal_affiliated")
        few = every(at_least(formal, 1), below(formal, given["least"]))
        yield firm, every(few, not view.organised(firm))


def _of_kind(view: View, *kinds: str) -> Iterator[Thing]:
    return (o for o in standing(view) if o.get("kind") in kinds)


def standing(view: View) -> Iterator[Thing]:
    """Organizations that are not revoked."""
    orgs = view.all("PartyOrg")
    return (o for o in orgs if "撤销" not in (view.figure(o, "status") or ""))


def _ordinary(view: View, *kinds: str) -> Iterator[Thing]:
    """Those of the kinds that are not functional."""
    return (o for o in _of_kind(view, *kinds) if not view.functional(o))


def po_04(view: View, given: Numbers) -> Found:
    for joint in _of_kind(view, "联合党支部"):
        units = {(unit.label, unit.id) for unit in view.to(joint, "COVERS")}
        yield joint, len(units) > given["most"]


def po_05(view: View, given: Numbers) -> Found:
    for joint in _of_kind(view, "联合党支部"):
        units = [u for u in view.to(joint, "COVERS", "Enterprise") if view.operating(u)]
        figures = (view.figure(unit, "formal_affiliated") for unit in units)
        yield joint, some(at_least(figure, given["least"]) for figure in figures)


def po_06(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, "党支部"):
        yield branch, below(view.figure(branch, "formal_members"), given["least"])


def po_07(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, *BRANCHES):
        yield branch, above(view.figure(branch, "total_members"), given["most"])


def _concerned(view: View, organisation: Thing, given: Numbers) -> Truth:
    """Whether it covers a state-owned enterprise, or everyone is asked."""
    if given["everyone"]:
        return True
    firms = view.to(organisation, "COVERS", "Enterprise")
    return some(_state_owned(firm, given["state_owned"]) for firm in firms)


def _state_owned(firm: Thing, words: list[str]) -> Truth:
    owner = firm.get("ownership")
    if owner is None:
        return None
    return any(word in owner and f"非{word}" not in owner for word in words)


def po_08(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, *BRANCHES):
        members = view.figure(branch, "total_members")
        large = every(at_least(members, given["least"]), below(members, given["below"]))
        yield branch, every(large, _concerned(view, branch, given))


def po_09(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, *BRANCHES, "党总支"):
        large = at_least(view.figure(branch, "total_members"), given["least"])
        yield branch, every(large, _concerned(view, branch, given))


def po_10(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, *BRANCHES):
        enough = at_least(view.figure(branch, "formal_members"), given["least"])
        yield branch, every(enough, negated(view.figure(branch, "has_committee")))


def po_11(view: View, given: Numbers) -> Found:
    for branch in _ordinary(view, *BRANCHES):
        size = view.figure(branch, "committee_size")
        odd = some((below(size, given["least"]), above(size, given["most"])))
        allowed = negated(above(size, given["usual"]))  # 6 and 7 are more than usual
        gap = some((odd, negated(allowed)))
        condition = every(view.figure(branch, "has_committee"), gap)
        yield branch, condition, "medium" if odd or odd is None else "low"


def po_12(view: View, given: Numbers) -> Found:
    for organisation in standing(view):
        named = view.figure(organisation, "secretary") is not None
        yield organisation, negated(some((view.figure(organisation, "has_secretary"), named)))


def _regular_end(view: View, organisation: Thing, given: Numbers) -> date | None:
    """The end of the term without an extension, the latest that the dates can mean."""
    elected, written = view.figure(organisation, "elected_on"), organisation.get("term_end")
    by_kind = "committee_years" if organisation.get("kind") in COMMITTEES else "branch_years"
    years = organisation.get("term_years") or given[by_kind]
    if elected is not None:
        return moved(last_day(elected), years=years)
    return None if written is None else last_day(written)


def _end(view: View, organisation: Thing, given: Numbers) -> date | None:
    extended = view.figure(organisation, "extended_until")
    regular = _regular_end(view, organisation, given)
    if extended is None:
        return regular
    return last_day(extended) if regular is None else max(regular, last_day(extended))


def po_13(view: View, given: Numbers) -> Found:
    for organisation in _ordinary(view, *ELECTED, *COMMITTEES):
        yield organisation, below(_end(view, organisation, given), view.day)


def po_14(view: View, given: Numbers) -> Found:
    soon = view.day + timedelta(days=given["days"])
    for organisation in _ordinary(view, *ELECTED, *COMMITTEES):
        end = _end(view, organisation, given)
        yield organisation, every(at_least(end, view.day), negated(above(end, soon)))


def po_15(view: View, given: Numbers) -> Found:
    for organisation in _ordinary(view, *ELECTED, *COMMITTEES):
        extended, end = (
            view.figure(organisation, "extended_until"),
            _regular_end(view, organisation, given),
        )
        if extended is not None:
            allowed = None if end is None else moved(end, years=given["most"])
            yield organisation, above(first_day(extended), allowed)


def po_16(view: View, given: Numbers) -> Found:
    for branch in _of_kind(view, "临时党支部"):
        projects = view.to(branch, "ATTENDS", "Project")
        ended = branch.get("body_ended_on")
        over = [long_past(ended, view.day)] if ended is not None else []
        over += [_finished(project, view, given["closed"]) for project in projects]
        yield branch, some(over) if over else None


def _finished(project: Thing, view: View, closed: Sequence[str]) -> bool:
    """The day decides; the state does where nobody told a day."""
    day = project.get("finished_on")
    return project.get("state") in closed if day is None else bool(long_past(day, view.day))


def po_17(view: View, given: Numbers) -> Found:
    for project in view.all("Project"):
        goes_on = not _finished(project, view, given["closed"])
        long = long_past(project.get("started_on"), half_a_year_before(view.day))
        enough = at_least(project.get("formal_members"), given["least"])
        regular = any(
            body.get("kind") != "临时党支部" and not view.functional(body)
            for body in view.of(project, "ATTENDS", "PartyOrg")
        )
        yield project, every(goes_on, long, enough, not regular)


def po_18(view: View, given: Numbers) -> Found:
    for body in standing(view):
        if body.get("kind") == "临时党支部" or view.functional(body):
            developed = above(view.figure(body, "developed"), 0)
            acts = (view.figure(body, name) for name in ("dues_collected", "held_election"))
            yield body, some((developed, *acts))


def po_19(view: View, given: Numbers) -> Found:
    limit = view.day - timedelta(days=given["days"])
    for application in view.all("Application"):
        decided = application.get("decided_on")
        open_: Truth = decided is None or first_day(decided) > view.day
        if decided is None and application.get("result") is not None:
            open_ = None
        yield application, every(last_day(application.get("applied_on")) < limit, open_)


def po_20(view: View, given: Numbers) -> Found:
    for site in view.all("Site"):
        enough = at_least(view.figure(site, "formal_members"), given["least"])
        yield site, every(enough, not view.organised(site))


def po_21(view: View, given: Numbers) -> Found:
    for site in view.all("Site"):
        enough = at_least(view.figure(site, "floating_formal"), given["least"])
        covering = view.of(site, "COVERS", "PartyOrg")
        gathered = any(body.get("kind") == "流动党员党支部" for body in covering)
        yield site, every(enough, not gathered)


def enrolled(view: View, organisation: Thing) -> list[Thing]:
    """Its members, without those who have only applied."""
    members = view.of(organisation, "MEMBER_OF", "Member")
    return [m for m in members if m.get("status") in (None, "正式", "预备")]


def _away(view: View, member: Thing) -> Truth:
    left = long_past(member.get("left_on"), half_a_year_before(view.day))
    stays = member.get("fixed_place")
    return every(member.get("floating"), left, stays, negated(member.get("moved")))


def po_22(view: View, given: Numbers) -> Found:
    for organisation in standing(view):
        members = enrolled(view, organisation)
        yield organisation, some(_away(view, member) for member in members)


def po_23(view: View, given: Numbers) -> Found:
    limit = half_a_year_before(view.day)
    for organisation in standing(view):
        members = enrolled(view, organisation)
        yield organisation, any(long_past(member.get("lost_on"), limit) for member in members)
