"""Stops asking an engine that keeps failing, and looks from time to time whether it is back."""

import time
from collections import deque
from collections.abc import Callable

FAILURES = 5
WINDOW = 10.0  # seconds within which so many failures open it
PAUSE = 5.0  # seconds for which everybody is turned away before one may try


class Breaker:
    """Closed: everybody passes. Open: nobody does. After the pause one probe passes, and its
    outcome closes the breaker or opens it anew."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._retry_at = 0.0
        self._open = False

    @property
    def is_open(self) -> bool:
        return self._open

    def passes(self) -> bool:
        """Whether one may ask now; who may, reports `worked` or `failed` afterwards."""
        if not self._open:
            return True
        if self._clock() < self._retry_at:
            return False
        self._retry_at = self._clock() + PAUSE  # the probe; others wait for what it finds
        return True

    def worked(self) -> None:
        self._open = False
        self._failures.clear()

    def failed(self) -> None:
        now = self._clock()
        self._failures.append(now)
        lately = [then for then in self._failures if now - then <= WINDOW]
        if self._open or len(lately) >= FAILURES:
            self._open = True
            self._retry_at = now + PAUSE
