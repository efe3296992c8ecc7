"""SV: service orders, as they stood at the end of the day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from queries.workdays import workdays
from tests.oracle.facts import Thing, View
from tests.oracle.logic import Truth, compared, instant
from tests.oracle.organisation import Found, Numbers


def submitted(view: View) -> Iterator[Thing]:
    """The orders that there were by the end of the day."""
    for order in view.all("Order"):
        if told(view, order, "submitted_at"):
            yield order


def told(view: View, order: Thing, name: str) -> str | None:
    """The moment that the order gives, if it had come by then."""
    text: str | None = order.get(name)
    return text if text is not None and view.reached(text) else None


def is_open(view: View, order: Thing) -> bool:
    return told(view, order, "resolved_at") is None


def working_days(after: str | date, to: str | date) -> int:
    """The working days after the first day up to the second."""
    first, last = (d if isinstance(d, date) else instant(d).date() for d in (after, to))
    return sum(first.isoformat() < day for day in workdays(last.isoformat()))


def sv_01(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        waiting = view.moment - instant(order.get("submitted_at"))
        late = waiting > timedelta(minutes=given["minutes"])
        yield order, late and told(view, order, "accepted_at") is None


def sv_02(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        objected, accepted = (told(view, order, n) for n in ("objected_at", "accepted_at"))
        if objected is not None:
            yield (
                order,
                compared(accepted, lambda a, o: working_days(a, o) > given["days"], objected),
            )


def _begun(view: View, order: Thing) -> str:
    return told(view, order, "accepted_at") or order.get("submitted_at")


def sv_03(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        ties = view.ties_of(order, "HANDLES")
        assisted = any(said.get("role") == "协办" for said, _ in ties)
        silent = told(view, order, "co_replied_at") is None
        late = working_days(_begun(view, order), view.day) > given["days"]
        yield order, assisted and is_open(view, order) and silent and late


def sv_04(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        difficult = "复杂" in (order.get("level") or "")
        limit = given["complex_days"] if difficult else given["days"]
        late = working_days(_begun(view, order), view.day) > limit
        extended = order.get("extended_until")
        runs = extended is not None and not view.reached(extended)
        yield order, is_open(view, order) and late and not runs


def sv_05(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        asked = told(view, order, "extension_asked_at")
        if asked is not None:
            due = order.get("due_at")
            yield order, due and working_days(asked, due) < given["days"]


def sv_06(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        reopened: Truth = compared(order.get("reopened"), lambda n, none: n == none, 0)
        yield order, order.get("satisfaction") == "不满意" and reopened


def sv_07(view: View, given: Numbers) -> Found:
    begin = view.day - timedelta(days=given["days"])
    raised: dict[tuple[str, str], set[str]] = defaultdict(set)
    for order in submitted(view):
        if instant(order.get("submitted_at")).date() >= begin:
            for firm in view.of(order, "RAISES", "Enterprise"):
                for chain in view.chains(firm):
                    raised[chain, order.get("category")].add(firm.id)
    for (chain, category), firms in raised.items():
        yield f"{chain}:{category}", len(firms) >= given["least"]


def sv_08(view: View, given: Numbers) -> Found:
    for order in submitted(view):
        texts = (order.get("name") or "") + "\n" + (order.get("text") or "")
        says = any(word in texts for word in given["words"])
        yield order, order.get("nature") in ("信访", "举报", "涉密") or says
