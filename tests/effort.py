"""How many random cases a test tries: some at every submission, all that are promised on demand."""

import os

THOROUGH = bool(os.environ.get("HONGLIAN_THOROUGH"))


def cases(brief: int, thorough: int) -> int:
    """`thorough` many with `make thorough`, else `brief`."""
    return thorough if THOROUGH else brief
