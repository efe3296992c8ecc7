"""The closing plan: the cheapest feasible steps that close what the rules find."""

from queries.closing.plan import USED, ClosingPlan, closing_plan
from queries.closing.steps import ClosingStep, Override
from queries.wishes import Wish

__all__ = ["USED", "ClosingPlan", "ClosingStep", "Override", "Wish", "closing_plan"]
