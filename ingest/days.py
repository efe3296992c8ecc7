"""Days of lists: a day, or only its month or year (ISO), compared as far as both are told."""

from datetime import date, timedelta


def cut(day: str, like: str) -> str:
    """A day, told no closer than another."""
    return day[: len(like)]


def day_before(day: str) -> str:
    """The last day, month or year before one of the same precision."""
    if len(day) == len("2026"):
        return f"{int(day) - 1:04}"
    last = date.fromisoformat(day if len(day) > len("2026-10") else f"{day}-01") - timedelta(1)
    return last.isoformat()[: len(day)]
