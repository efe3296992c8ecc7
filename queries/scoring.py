"""Scores that explain themselves.

A score is a list of small functions. Each looks at what a statement found about a candidate and
gives a weight and the reason in words, or nothing; its docstring is what users read about it. The
weights only rank, they are no probability.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Candidate = Mapping[str, Any]


class Reason(NamedTuple):
    weight: float
    text: str


Feature = Callable[[Candidate], Reason | None]


class Scored(NamedTuple):
    score: float
    reasons: list[str]


def score(features: Sequence[Feature], candidate: Candidate) -> Scored:
    """The sum of the weights and the reasons, in the order of the features."""
    reasons = [reason for feature in features if (reason := feature(candidate))]
    return Scored(round(sum(reason.weight for reason in reasons), 3), [r.text for r in reasons])


def described(features: Sequence[Feature]) -> str:
    """What the features look at, for people."""
    return "；".join((feature.__doc__ or "").strip().rstrip("。") for feature in features)
