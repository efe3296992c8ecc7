"""Days as the front doors take them: ISO text of a day that exists."""

import re
from datetime import date

from api.errors import not_a_day

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(text: str) -> str:
    """The text itself when it is a day; else `UsageError`."""
    if not ISO_DAY.fullmatch(text):
        raise not_a_day(text)
    try:
        date.fromisoformat(text)
    except ValueError as exc:
        raise not_a_day(text) from exc
    return text


def today() -> str:
    """The day at the place where the program runs, which is the planner's."""
    return date.today().isoformat()  # noqa: DTZ011 - the local calendar is what is meant
