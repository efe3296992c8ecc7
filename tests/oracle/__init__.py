"""A second reading of the coverage rules, in plain Python, from what docs/rules.md says of them.

It shares with the rule files their heads (parameters, what they require, what comes before them)
and the calendar of working days; not one line of their statements.
"""

from tests.oracle.facts import Graph, View
from tests.oracle.verdicts import Verdict, Verdicts, judge

__all__ = ["Graph", "Verdict", "Verdicts", "View", "judge"]
