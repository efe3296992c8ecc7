"""
The sample: nine chains of Zhaoqing, as tables that a city might send.

Public facts carry the page that states them in the column `source`. Persons, the enterprises
S001–S037, and everything that ties a party organization to an enterprise are synthetic and
marked so; no party data is tied to a real firm beyond what the published article says.
"""

from pathlib import Path

AS_OF = "2026-11-23"  # the day for which the sample was made


def folder() -> Path:
    """Where the tables are."""
    return Path(__file__).parent
