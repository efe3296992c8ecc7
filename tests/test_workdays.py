"""Working days: weekends, public holidays, and the weekend days worked in return."""

import tomllib
from datetime import date, timedelta

import pytest

from queries.workdays import FILE, SATURDAY, workdays


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-09-30", True),
        ("2026-10-01", False),  # a holiday's first day
        ("2026-10-07", False),  # and its last
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday worked in return
        ("2026-10-11", False),
        ("2026-09-20", True),  # a Sunday worked in return
        ("2025-12-31", True),
        ("2026-01-01", False),
        ("2026-01-02", False),
    ],
)
def test_what_a_working_day_is(day: str, works: bool) -> None:
    assert (day in workdays("2026-11-23")) is works


def test_they_end_at_the_day_and_reach_back_400_days() -> None:
    monday = workdays("2026-11-23")
    assert monday == sorted(set(monday)) and monday[-1] == "2026-11-23"
    assert workdays("2026-11-22")[-1] == "2026-11-20", "a Sunday: Friday is the last"
    assert workdays("2026-11-20")[0] == "2025-10-16", "400 days before"
    assert workdays("2026-11-19")[0] == "2025-10-15"
    assert workdays("2026-11-21")[0] == "2025-10-17"


def test_a_year_without_a_calendar_has_weekends_only() -> None:
    days = workdays("2030-10-04")
    assert {"2030-10-01", "2030-10-02", "2030-10-03", "2030-10-04"} <= set(days)
    assert all(date.fromisoformat(day).weekday() < SATURDAY for day in days)


def test_the_calendar_is_in_order() -> None:
    for year, told in tomllib.loads(FILE.read_text("utf-8"))["year"].items():
        assert told["source"]
        holidays = [
            first + timedelta(days=n)
            for first, last in told["holidays"]
            for n in range((last - first).days + 1)
        ]
        assert holidays == sorted(set(holidays)), "no holiday overlaps another"
        assert {day.year for day in (*holidays, *told["working"])} == {int(year)}
        assert all(day.weekday() >= SATURDAY for day in told["working"])
        assert not set(holidays) & set(told["working"])
