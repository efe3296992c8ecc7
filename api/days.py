"""Days as the front doors take them, as in any table: 2026-10-31, 2026年10月31日, 2026.9."""

from calendar import monthrange
from datetime import date

from api.errors import not_a_day
from ingest.dates import read_date
from ingest.unreadable import Unreadable

DAY, MONTH = len("2026-10-31"), len("2026-10")


def day(text: str) -> str:
    """The day as ISO 8601 text, of a month the last one: a table of 2026.9 tells how things stood
    when it was over. `UsageError` for what is no date, or only a year."""
    try:
        found = read_date(text)
    except Unreadable as exc:
        raise not_a_day(text) from exc
    if len(found) < MONTH:
        raise not_a_day(text)
    return found if len(found) == DAY else _last_day(found)


def _last_day(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02}"


def today() -> str:
    """The day at the place where the program runs, which is the planner's."""
    return date.today().isoformat()  # noqa: DTZ011 - the local calendar is what is meant
