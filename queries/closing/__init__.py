"""The closing plan: the cheapest feasible steps that close what the rules find."""

from queries.closing.plan import ClosingPlan, closing_plan
from queries.closing.steps import ClosingStep, Override
from queries.wishes import Wish

__all__ = ["ClosingPlan", "ClosingStep", "Override", "Wish", "closing_plan"]
