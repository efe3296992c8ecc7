"""The breaker opens on failures in a row, pauses, and lets one probe through."""

import pytest

from api.breaker import FAILURES, PAUSE, WINDOW, Breaker


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    return breaker


def test_four_failures_are_borne(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(FAILURES - 1):
        breaker.failed()
    assert breaker.passes()


def test_failures_far_apart_are_borne(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(3 * FAILURES):
        breaker.failed()
        clock.now += WINDOW / (FAILURES - 2)
    assert breaker.passes()


def test_success_between_them_forgets_failures(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.failed()
        breaker.worked()
    assert breaker.passes()


def test_open_turns_everybody_away_until_the_pause_is_over(opened: Breaker, clock: Clock) -> None:
    assert opened.is_open
    assert not opened.passes()
    clock.now += PAUSE - 0.1
    assert not opened.passes()


def test_one_probe_passes_after_the_pause(opened: Breaker, clock: Clock) -> None:
    clock.now += PAUSE
    assert opened.passes()
    assert not opened.passes()


def test_probe_that_works_closes(opened: Breaker, clock: Clock) -> None:
    clock.now += PAUSE
    assert opened.passes()
    opened.worked()
    assert not opened.is_open
    assert all(opened.passes() for _ in range(3))


def test_probe_that_fails_opens_anew(opened: Breaker, clock: Clock) -> None:
    clock.now += PAUSE
    assert opened.passes()
    opened.failed()
    assert not opened.passes()
    clock.now += PAUSE
    assert opened.passes()


def test_probe_that_never_reports_is_followed_by_another(opened: Breaker, clock: Clock) -> None:
    clock.now += PAUSE
    assert opened.passes()
    clock.now += PAUSE
    assert opened.passes()
