"""CH: chains, segments, 链主, joint building, sites."""

from datetime import date, timedelta

from tests.oracle.facts import Thing, View, tags
from tests.oracle.logic import (
    Truth,
    above,
    every,
    first_day,
    last_day,
    negated,
    some,
)
from tests.oracle.orders import is_open, is_submitted
from tests.oracle.organisation import Found, Numbers, standing


def ch_01(view: View, given: Numbers) -> Found:
    for chain in view.all("Chain"):
        leaders = view.of(chain, "LEADS", "PartyOrg")
        led = any(body.get("kind") == "产业链党委" for body in leaders)
        yield chain, negated(some((led, chain.get("committee_exists"))))


def ch_02(view: View, given: Numbers) -> Found:
    for segment in view.all("Segment"):
        firms = view.standing_in(segment)
        gap = bool(firms) and not any(view.organised(firm) for firm in firms)
        known = any(view.surveyed(firm) for firm in firms)
        yield segment, every(gap, known or None)


def ch_03(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        yield firm, view.leads_its_chain(firm) and not view.organised(firm)


def ch_04(view: View, given: Numbers) -> Found:
    for firm in view.judged:
        key = view.leads_its_chain(firm) or any(tag in given["tags"] for tag in tags(firm))
        yield firm, key and not view.assigned(firm, "挂点领导", "党员服务专员")


def ch_05(view: View, given: Numbers) -> Found:
    limit = view.day - timedelta(days=given["days"])
    for chain in view.all("Chain"):
        held = [
            meeting.get("held_on")
            for meeting in view.of(chain, "SERVES", "Meeting")
            if meeting.get("held_on") and first_day(meeting.get("held_on")) <= view.day
        ]
        yield chain, all(last_day(on) < limit for on in held) if held else None


def ch_06(view: View, given: Numbers) -> Found:
    shown = {project.id for project in view.all("Project") if _shows(view, project)}
    for body in standing(view):
        if view.chains(body) and not view.functional(body):
            own = shown & {project.id for project in view.to(body, "ATTENDS", "Project")}
            yield body, len(own) < given["least"] if shown else None


def _shows(view: View, project: Thing) -> bool:
    """Whether it is a demonstration project of the year that had begun by the day."""
    begun = project.get("started_on")
    year = project.get("year") or (begun and first_day(begun).year)
    there = begun is None or first_day(begun) <= view.day
    attended = bool(view.of(project, "ATTENDS", "PartyOrg"))
    return attended and there and year == view.day.year and "示范" in (project.get("kind") or "")


def ch_07(view: View, given: Numbers) -> Found:
    begin = view.day - timedelta(days=given["days"])
    for body in view.all("PartyOrg"):
        for said, other in view.ties_to(body, "JOINT_BUILDS"):
            if said.get("state") in ("签约", "实施"):
                since = said.get("since")
                long = since and last_day(since) <= begin
                quiet = not any(_held(view, a, begin) for a in _shared(view, body, other))
                yield (f"{body.id}→{other.id}", body, other), every(long, quiet)


def _shared(view: View, one: Thing, other: Thing) -> list[Thing]:
    theirs = {activity.id for activity in view.to(other, "ATTENDS", "Activity")}
    return [each for each in view.to(one, "ATTENDS", "Activity") if each.id in theirs]


def _held(view: View, activity: Thing, begin: date) -> bool:
    on = activity.get("held_on")
    return on is not None and last_day(on) >= begin and first_day(on) <= view.day


def ch_08(view: View, given: Numbers) -> Found:
    for segment in view.all("Segment"):
        needed = segment.get("needed") is not False and view.chains(segment)
        yield segment, bool(needed) and not view.standing_in(segment)


def ch_09(view: View, given: Numbers) -> Found:
    for segment in view.all("Segment"):
        firms = {firm.id: firm for firm in view.standing_in(segment)}
        if len(firms) == 1:
            (firm,) = firms.values()
            yield segment, _supplies_a_leader(view, firm)


def _supplies_a_leader(view: View, firm: Thing) -> Truth:
    if any(view.leads_its_chain(other) for other in view.to(firm, "SUPPLIES", "Enterprise")):
        return True
    products = view.to(firm, "MAKES", "Product")
    fed = [to for each in _wider(view, products) for to in view.to(each, "FEEDS", "Product")]
    kinds = [kind for each in fed for kind in view.of(each, "KIND_OF", "Product")]
    makers = [maker for each in (*fed, *kinds) for maker in view.of(each, "MAKES", "Enterprise")]
    leads = any(view.leads_its_chain(maker) for maker in makers if maker is not firm)
    return leads if products else None


def _wider(view: View, products: list[Thing]) -> list[Thing]:
    """The products, and the families that they are kinds of."""
    return products + [family for p in products for family in view.to(p, "KIND_OF", "Product")]


def ch_10(view: View, given: Numbers) -> Found:
    for segment in view.all("Segment"):
        firms = view.of(segment, "AT", "Enterprise")
        asked = any(_asks(view, firm, given) for firm in firms)
        wanted = {d.id for d in view.to(segment, "RELATES_TO", "Discipline")}
        fits = any(
            wanted & {d.id for d in view.to(university, "STRONG_IN", "Discipline")}
            for university in _linked(view, segment)
        )
        yield segment, every(asked, not fits if wanted else None)


def _linked(view: View, segment: Thing) -> list[Thing]:
    """The universities that serve its chain or cooperate with an enterprise of it."""
    chains = view.to(segment, "IN_CHAIN", "Chain")
    firms = [firm for chain in chains for firm in view.firms_by_chain[chain.id]]
    serving = [u for chain in chains for u in view.of(chain, "SERVES", "University")]
    return serving + [u for firm in firms for u in view.of(firm, "COOPERATES", "University")]


def _asks(view: View, firm: Thing, given: Numbers) -> bool:
    """Whether it has an open technical need or order."""
    needs = [n for n in view.to(firm, "HAS_NEED", "Need") if _open_need(view, n, given)]
    orders = [
        order
        for order in view.to(firm, "RAISES", "Order")
        if is_submitted(view, order) is not False and is_open(view, order, given)
    ]
    kinds = (*(n.get("kind") for n in needs), *(o.get("category") for o in orders))
    return any("技术" in (kind or "") for kind in kinds)


def _open_need(view: View, need: Thing, given: Numbers) -> bool:
    raised = need.get("raised_on")
    there = raised is None or first_day(raised) <= view.day
    return there and need.get("state") not in given["closed"]


def ch_11(view: View, given: Numbers) -> Found:
    for site in view.all("Site"):
        people = above(view.figure(site, "new_groups"), 0)
        yield site, every(people, not view.organised(site), negated(view.instructed(site)))
