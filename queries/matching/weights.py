"""The factors of `weights.toml`; docs/universities.md explains them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

from queries.closing.costs import Distance

FILE = Path(__file__).with_name("weights.toml")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Places(_Table):
    free: PositiveFloat
    none: PositiveFloat
    unknown: PositiveFloat


class Before(_Table):
    success: PositiveFloat
    works: PositiveFloat
    refused: PositiveFloat
    other: PositiveFloat


class Common(_Table):
    alike: float = Field(gt=0, lt=1)
    most: PositiveInt


class Weights(_Table):
    """Factors; none of them is zero, since a factor puts back and never hides."""

    levels: Mapping[str, PositiveFloat]
    distance: Mapping[Distance, PositiveFloat]
    places: Places
    before: Before
    common: Common


@cache
def weights() -> Weights:
    """The factors as they stand in the file."""
    return Weights.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
