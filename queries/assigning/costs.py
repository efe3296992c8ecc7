"""What an assignment weighs, out of `costs.toml`; docs/assignment.md explains it."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, model_validator

from queries.closing import costs as closing

FILE = Path(__file__).with_name("costs.toml")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Skills(_Table):
    """What somebody knows fits what an enterprise is about, or not, or nobody can tell."""

    match: NonNegativeInt
    unknown: NonNegativeInt
    none: NonNegativeInt


class Disciplines(_Table):
    """By the number of common disciplines, the last for more; `unknown` when none are told."""

    common: tuple[NonNegativeInt, ...] = Field(min_length=2)
    unknown: NonNegativeInt


class Served(_Table):
    """Of pairs that have worked together for `years`, and universities that have not."""

    rotation: NonNegativeInt
    new: NonNegativeInt
    years: PositiveInt


class Left(_Table):
    """Leaving any enterprise without, and besides one that comes first."""

    any: NonNegativeInt
    first: NonNegativeInt


class Places(_Table):
    university: PositiveInt


class Limits(_Table):
    cells: PositiveInt


class Weights(_Table):
    """Whole points; `years` in years, `places` in enterprises."""

    skills: Skills
    disciplines: Disciplines
    served: Served
    left: Left
    places: Places
    limits: Limits

    @model_validator(mode="after")
    def _leaving_is_dearest(self) -> "Weights":
        """Else it would be cheapest to serve nobody."""
        plan = closing.costs()
        skills = max(self.skills.none, self.skills.unknown)
        fields = max(*self.disciplines.common, self.disciplines.unknown) + self.served.new
        far = max(plan.distance.values()) + max(plan.closeness.values())
        if self.left.any <= far + max(skills + self.served.rotation, fields):
            raise ValueError("left.any must exceed the dearest way to serve an enterprise")
        return self


@cache
def weights() -> Weights:
    """The weights as they stand in the file."""
    return Weights.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
