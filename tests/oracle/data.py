"""DQ: what cannot be right in the data themselves."""

from collections import Counter

from tests.oracle.facts import Thing, View
from tests.oracle.logic import Truth, compared, first_day, last_day, moved, some
from tests.oracle.organisation import Found, Numbers, standing

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
LENGTH = 18
UNUSUAL = "ANY15"  # first characters that are allowed though many a form refuses them
MEMBERS = (None, "正式", "预备")


def dq_01(view: View, given: Numbers) -> Found:
    for firm in view.all("Enterprise"):
        code = firm.get("credit_code")
        yield firm, code is not None and not _is_sound(code)


def _is_sound(code: str) -> bool:
    """Whether all eighteen, weighted 1, 3, 9 … and the last 1, add up to a multiple of 31."""
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        return False
    total = sum(pow(3, place, 31) * ALPHABET.index(char) for place, char in enumerate(code[:-1]))
    return (total + ALPHABET.index(code[-1])) % len(ALPHABET) == 0


def dq_02(view: View, given: Numbers) -> Found:
    for firm in view.all("Enterprise"):
        code = firm.get("credit_code")
        yield firm, bool(code) and code[0] in UNUSUAL


def dq_03(view: View, given: Numbers) -> Found:
    cores = Counter(firm.get("core_name") for firm in view.all("Enterprise"))
    for firm in view.all("Enterprise"):
        core = firm.get("core_name")
        yield firm, core is not None and cores[core] > 1


def dq_04(view: View, given: Numbers) -> Found:
    for run in view.all("IngestRun"):
        there = first_day(run.get("started_at")[:10]) <= view.day
        yield run, there and (run.get("total_rows") or 0) > 0


def dq_05(view: View, given: Numbers) -> Found:
    for body in standing(view):
        formal, probationary, total = (
            view.figure(body, name)
            for name in ("formal_members", "probationary_members", "total_members")
        )
        both = None if None in (formal, probationary) else formal + probationary
        members = (m for m in view.of(body, "MEMBER_OF", "Member") if _is_member(m))
        roster = len({member.id for member in members})
        yield body, some((_differ(both, total), _differ(roster or total, total)))


def _is_member(person: Thing) -> bool:
    """Whether the person is one already; of whom nobody told the status, who is listed is."""
    return person.get("status") in MEMBERS


def _differ(one: int | None, other: int | None) -> Truth:
    return compared(one, lambda a, b: a != b, other)


def dq_06(view: View, given: Numbers) -> Found:
    for member in view.all("Member"):
        joined = member.get("joined_on")
        there = joined is None or first_day(joined) <= view.day
        wrong = some((_formal_too_soon(view, member), _joined_too_young(member)))
        yield member, there and _is_member(member) and wrong


def _formal_too_soon(view: View, member: Thing) -> Truth:
    """Formal less than a year after joining, whatever days the dates may mean."""
    joined, formal = member.get("joined_on"), member.get("formal_on")
    if formal is None:
        return False if member.get("status") == "预备" else None
    if first_day(formal) > view.day:
        return False
    return None if joined is None else last_day(formal) < moved(first_day(joined), years=1)


def _joined_too_young(member: Thing) -> Truth:
    joined, birth = member.get("joined_on"), member.get("birth")
    if joined is None or birth is None:
        return None
    return last_day(joined) < moved(first_day(birth), years=18)
