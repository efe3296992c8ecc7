"""Working days (工作日): by which time limits of service orders are counted.

Monday to Friday but for public holidays, and the weekend days that the State Council turns into
working days. A year without its calendar in queries/workdays.toml has neither.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "workdays.toml"
REACH = 400  # days back from the day that is asked about: longer than any limit
SATURDAY = 5


@cache
def workdays(as_of: str) -> list[str]:
    """The working days of the last 400 days, as ISO dates, oldest first, `as_of` included."""
    end = date.fromisoformat(as_of)
    off, on = _calendar()
    days = (end - timedelta(days=back) for back in range(REACH, -1, -1))
    return [
        day.isoformat()
        for day in days
        if day in on or (day.weekday() < SATURDAY and day not in off)
    ]


@cache
def _calendar() -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays, and weekend days on which people work."""
    years = tomllib.loads(FILE.read_text(encoding="utf-8"))["year"]
    off = frozenset(
        first + timedelta(days=n)
        for year in years.values()
        for first, last in year["holidays"]
        for n in range((last - first).days + 1)
    )
    return off, frozenset(day for year in years.values() for day in year["working"])
