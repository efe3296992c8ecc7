"""SV: service orders, as they stood at the end of the day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from queries.workdays import workdays
from tests.oracle.facts import Thing, View
from tests.oracle.logic import Truth, above, every, instant, last_instant, negated
from tests.oracle.organisation import Found, Numbers


def is_submitted(view: View, order: Thing) -> Truth:
    """By the end of the day; unknown when nobody told when, unless it was accepted by then."""
    at = order.get("submitted_at") or told(view, order, "accepted_at")
    return None if at is None else view.reached(at)


def submitted(view: View) -> Iterator[tuple[Thing, Truth]]:
    """The orders but for those submitted later, and whether it is certain that there were."""
    for order in view.all("Order"):
        if (there := is_submitted(view, order)) is not False:
            yield order, there


def told(view: View, order: Thing, name: str) -> str | None:
    """The moment that the order gives, if it had come by then."""
    text: str | None = order.get(name)
    return text if text is not None and view.reached(text) else None


def is_open(view: View, order: Thing, given: Numbers) -> bool:
    """Not resolved by then; where nobody told when, the state says it."""
    if order.get("resolved_at") is None:
        return order.get("state") not in given["closed"]
    return told(view, order, "resolved_at") is None


def working_days(after: str | date, to: str | date) -> int:
    """The working days after the first day up to the second."""
    first, last = (d if isinstance(d, date) else instant(d).date() for d in (after, to))
    return sum(first.isoformat() < day for day in workdays(last.isoformat()))


def sv_01(view: View, given: Numbers) -> Found:
    for order, there in submitted(view):
        at, limit = order.get("submitted_at"), timedelta(minutes=given["minutes"])
        late = at and view.moment - last_instant(at) > limit
        silent = told(view, order, "accepted_at") is None
        yield order, every(there, silent, is_open(view, order, given), late)


def sv_02(view: View, given: Numbers) -> Found:
    for order, _ in submitted(view):
        objected, accepted = told(view, order, "objected_at"), order.get("accepted_at")
        if objected is not None:
            yield order, accepted and working_days(accepted, objected) > given["days"]


def _waiting(view: View, order: Thing) -> int | None:
    """The working days since it was accepted, or else submitted."""
    begun = told(view, order, "accepted_at") or order.get("submitted_at")
    return begun and working_days(begun, view.day)


def sv_03(view: View, given: Numbers) -> Found:
    for order, there in submitted(view):
        assisted = any(said.get("role") == "协办" for said, _ in view.ties_of(order, "HANDLES"))
        silent = told(view, order, "co_replied_at") is None
        late = above(_waiting(view, order), given["days"])
        yield order, every(there, assisted, is_open(view, order, given), silent, late)


def sv_04(view: View, given: Numbers) -> Found:
    for order, there in submitted(view):
        difficult = "复杂" in (order.get("level") or "")
        late = above(_waiting(view, order), given["complex_days" if difficult else "days"])
        extended = order.get("extended_until")
        asked = order.get("extension_asked_at")  # none that was asked for later ran on that day
        granted = extended is not None and (asked is None or view.reached(asked))
        runs = granted and last_instant(extended) >= view.moment
        due = order.get("due_at")
        within = due is not None and last_instant(due) >= view.moment
        severity = given["within_limit"] if within else "high"
        yield order, every(there, is_open(view, order, given), late, not runs), severity


def sv_05(view: View, given: Numbers) -> Found:
    for order, _ in submitted(view):
        asked, due = told(view, order, "extension_asked_at"), order.get("due_at")
        if asked is not None:
            yield order, due and working_days(asked, due) < given["days"]


def sv_06(view: View, given: Numbers) -> Found:
    for order, _ in submitted(view):
        reopened = order.get("reopened")
        again = None if reopened is None else reopened > 0
        resolved = order.get("resolved_at")  # an order that is resolved later had no verdict yet
        told_so = order.get("satisfaction") == "不满意" and (not resolved or view.reached(resolved))
        yield order, every(told_so, negated(again))


def sv_07(view: View, given: Numbers) -> Found:
    begin = view.day - timedelta(days=given["days"])
    raised: dict[tuple[Thing, str], set[str]] = defaultdict(set)
    for order, _ in submitted(view):
        at = order.get("submitted_at")
        if at is not None and instant(at).date() >= begin:
            for firm in view.of(order, "RAISES", "Enterprise"):
                for chain in (view.graph.things["Chain"][id] for id in view.chains(firm)):
                    raised[chain, order.get("category")].add(firm.id)
    for (chain, category), firms in raised.items():
        yield (f"{chain.id}:{category}", chain), len(firms) >= given["least"]


def sv_08(view: View, given: Numbers) -> Found:
    for order, _ in submitted(view):
        texts = f"{order.get('name') or ''}\n{order.get('text') or ''}"
        says = any(word in texts for word in given["words"])
        yield order, order.get("nature") in ("信访", "举报", "涉密") or says
