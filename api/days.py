"""Days as the front doors take them, written as in any table: 2026-10-31, 2026年10月31日."""

from datetime import date

from api.errors import not_a_day
from ingest.dates import read_date
from ingest.unreadable import Unreadable

LENGTH = len("2026-10-31")


def day(text: str) -> str:
    """The day as ISO 8601 text; `UsageError` for what is no date, or only a month or a year."""
    try:
        found = read_date(text)
    except Unreadable as exc:
        raise not_a_day(text) from exc
    if len(found) < LENGTH:
        raise not_a_day(text)
    return found


def today() -> str:
    """The day at the place where the program runs, which is the planner's."""
    return date.today().isoformat()  # noqa: DTZ011 - the local calendar is what is meant
