"""WO, UN, YL: instructors, trade unions, the youth league."""

from datetime import timedelta

from tests.oracle.facts import View
from tests.oracle.logic import (
    above,
    at_least,
    below,
    every,
    half_a_year_before,
    last_day,
    long_past,
    moved,
    negated,
    some,
)
from tests.oracle.organisation import Found, Numbers

INSTRUCTOR = "党建指导员"


def wo_01(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        formal = view.figure(firm, "formal_affiliated")
        without = None if formal is None else formal == 0
        condition = every(without, not view.organised(firm), negated(view.instructed(firm)))
        large = some((at_least(view.figure(firm, "staff"), given["large"]), firm.get("on_scale")))
        yield firm, condition, given["large_severity"] if large else "medium"


def wo_02(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        formal = view.figure(firm, "formal_affiliated")
        without = None if formal is None else formal == 0
        alone = every(without, not view.organised(firm), negated(view.instructed(firm)))
        yield firm, every(alone, negated(view.united(firm)), negated(view.leagued(firm)))


def wo_03(view: View, given: Numbers) -> Found:
    for cadre in view.all("Cadre"):
        firms = {
            said["link_id"]: firm
            for said, firm in view.ties_to(cadre, "ASSIGNED_TO", "Enterprise")
            if said.get("role") == INSTRUCTOR
        }
        if firms:
            yield (min(firms), *firms.values()), len(firms) > given["most"]


def wo_04(view: View, given: Numbers) -> Found:
    limit = view.day - timedelta(days=given["days"])
    for firm in view.all("Enterprise"):
        for said, _ in view.ties_of(firm, "ASSIGNED_TO", "Cadre"):
            if said.get("role") == INSTRUCTOR:
                visit = said.get("last_visit")
                yield (said["link_id"], firm), visit and last_day(visit) < limit


def wo_05(view: View, given: Numbers) -> Found:
    for firm in view.all("Enterprise"):
        yield firm, view.operating(firm) and not view.surveyed(firm)


def un_01(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        members, staff = view.figure(firm, "union_members"), view.figure(firm, "staff")
        enough = at_least(staff if members is None else members, given["least"])
        condition = every(enough, negated(view.united(firm)))
        yield firm, condition, "medium" if members is None else "high"


def un_02(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        few = below(view.figure(firm, "staff"), given["below"])
        members = view.figure(firm, "union_members")
        reached = members is not None and members >= given["below"]
        yield firm, every(few, not reached, negated(view.united(firm)))


def un_03(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        opened = long_past(firm.get("founded_on"), half_a_year_before(view.day))
        yield firm, every(opened, negated(view.united(firm)))


def un_04(view: View, given: Numbers) -> Found:
    for union in view.all("MassOrg"):
        if union.get("kind") == "工会":
            elected, years = view.figure(union, "elected_on"), union.get("term_years")
            least, most = (years, years) if years else (3, 5)
            ends = [elected and moved(last_day(elected), years=n) for n in (least, most)]
            over, certainly = (below(end, view.day) for end in ends)
            yield union, True if certainly else None if over or over is None else False


def yl_01(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        enough = at_least(view.figure(firm, "league_members"), given["least"])
        yield firm, every(enough, negated(view.leagued(firm)))


def yl_02(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        members = view.figure(firm, "league_members")
        few = every(above(members, 0), below(members, given["least"]))
        yield firm, every(few, negated(view.leagued(firm)))


def yl_03(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        yield firm, at_least(view.figure(firm, "league_members"), given["branch"])
