"""How long statements take, to tell which are quick."""

QUICK = 0.0025  # seconds
SHORT = 0.01  # seconds that others may have to wait
UNKNOWN = 0.0125  # seconds that a statement of which nothing is known is thought to take
SHARE = 0.1  # of the mean that the latest answer has: an unknown one counts as quick after 16 quick
MOST = 1000  # statements that are remembered


class Pace:
    """The time that each statement takes, by its text, the latest answers weighing most.

    A quick one is answered sooner where it is asked than in a thread: to wake a thread on another
    core and to be woken by it takes a fifth of a millisecond, and of twenty calls one a whole one.
    Eight callers side by side take as long either way. With a longer one they would not: it stays
    where it is asked as long as nobody else asks.
    """

    def __init__(self) -> None:
        self._means: dict[str, float] = {}

    def is_quick(self, statement: str) -> bool:
        return self._means.get(statement, UNKNOWN) < QUICK

    def is_short(self, statement: str) -> bool:
        return self._means.get(statement, UNKNOWN) < SHORT

    def took(self, statement: str, seconds: float) -> None:
        if len(self._means) >= MOST and statement not in self._means:
            self._means.clear()
        mean = self._means.get(statement, UNKNOWN)
        self._means[statement] = mean + (seconds - mean) * SHARE

    def forget(self) -> None:
        """The graph has changed: what was quick may be no longer."""
        self._means.clear()
