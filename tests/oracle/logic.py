"""Conditions that are true, false or unknown, as in SQL; dates of the precision given."""

import operator
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

Truth = bool | None  # None: nobody can tell


def every(*conditions: Truth) -> Truth:
    """AND: one false settles it."""
    if False in conditions:
        return False
    return None if None in conditions else True


def some(conditions: Iterable[Truth]) -> Truth:
    """OR: one true settles it; of no condition, false."""
    told = list(conditions)
    if True in told:
        return True
    return None if None in told else False


def negated(condition: Truth) -> Truth:
    return None if condition is None else not condition


def compared(left: Any, by: Callable[[Any, Any], bool], right: Any) -> Truth:
    """Unknown when one of the two is."""
    return None if left is None or right is None else by(left, right)


def at_least(value: Any, bound: Any) -> Truth:
    return compared(value, operator.ge, bound)


def below(value: Any, bound: Any) -> Truth:
    return compared(value, operator.lt, bound)


def above(value: Any, bound: Any) -> Truth:
    return compared(value, operator.gt, bound)


def first_day(text: str) -> date:
    """Of `2021`, `2021-06` or `2021-06-30` the first day that it can mean."""
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day that it can mean."""
    year, month, day = (*map(int, text.split("-")), 12, 0)[:3]
    if text.count("-") == 2:
        return date(year, month, day)
    return date(year, month, monthrange(year, month)[1])


def moved(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day of another month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def half_a_year_before(day: date) -> date:
    return moved(day, months=-6)


def long_past(text: str | None, limit: date) -> Truth:
    """Whether a date lies on the limit or before, for certain."""
    return None if text is None else last_day(text) <= limit


def instant(text: str) -> datetime:
    """The first moment that a date or time can mean."""
    return (
        datetime.fromisoformat(text) if "T" in text else datetime.combine(first_day(text), time())
    )


def last_instant(text: str) -> datetime:
    """The last one: of a day its end."""
    return instant(text) if "T" in text else end_of(last_day(text))


def end_of(day: date) -> datetime:
    """The moment at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time())
