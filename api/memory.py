"""How this process looks for garbage."""

import gc

# Objects that come to be before the youngest are looked through, and how often that happens before
# the older are. By default it is seven hundred: then an answer of 80,000 rows is looked through a
# hundred times while it is made, which takes longer than to make it, and nothing of it is garbage.
THRESHOLDS = (100_000, 20, 20)


def collect_rarely() -> None:
    """For commands and services, whose large answers hold no cycles."""
    gc.set_threshold(*THRESHOLDS)
