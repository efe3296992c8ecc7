"""The cost model of the closing plan, out of `costs.toml`; docs/closing.md explains it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeInt, model_validator

FILE = Path(__file__).with_name("costs.toml")

Distance = Literal["town", "county", "city", "province", "apart", "unknown"]
Closeness = Literal["same", "neighbour", "chain", "other"]
Role = Literal["党建指导员", "挂点领导", "党员服务专员"]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Found(_Table):
    """Founding a branch or a union, joining one, moving members."""

    own: NonNegativeInt
    joint: NonNegativeInt
    join: NonNegativeInt
    transfer: NonNegativeInt
    union: NonNegativeInt


class Limits(_Table):
    """How large a part may be for what is computed beside the optimum."""

    units: int
    component: int
    pairs: int
    overrides: int


class Costs(_Table):
    """Whole points by what is done; `places` in enterprises, `days` in days."""

    distance: Mapping[Distance, NonNegativeInt]
    closeness: Mapping[Closeness, NonNegativeInt]
    found: Found
    serve: Mapping[Role | Literal["again"], NonNegativeInt]
    open: Mapping[str, NonNegativeInt]
    places: Mapping[Role, NonNegativeInt]
    days: Mapping[str, NonNegativeInt]
    limits: Limits

    @model_validator(mode="after")
    def _leaving_open_is_dearest(self) -> "Costs":
        """A gap that it is cheaper to leave would make the empty plan the best."""
        far = max(self.distance.values()) + max(self.closeness.values())
        if self.open["medium"] <= far + sum(self.serve.values()):
            raise ValueError("open.medium must exceed the dearest way to serve an enterprise")
        return self

    def leaving(self, severity: str, large: bool) -> int:
        """What it costs to leave a gap open."""
        return self.open[severity] + (self.open["large"] if large else 0)


@cache
def costs() -> Costs:
    """The model as it stands in the file."""
    return Costs.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
