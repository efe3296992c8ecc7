"""Plans: what to do about the gaps."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.days import today
from api.deps import EngineDep, IsoDay, SettingsDep
from api.engine import Engine
from api.errors import Overloaded
from api.problems import documented
from api.rulebook import all_rules, chosen_pack
from api.settings import Settings
from queries.closing import ClosingPlan, Wish
from queries.closing import closing_plan as make

MOST_PAIRS = 500

router = APIRouter(
    prefix="/v1/plans", tags=["plans"], responses=documented(409, 422, 500, 503, 504)
)
_planning = asyncio.Lock()  # a plan takes both cores: one at a time

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Pair(BaseModel):
    """An enterprise and what it is to come together with, or not."""

    model_config = ConfigDict(extra="forbid")

    enterprise: Name = Field(description="Id, credit code, name or alias.")
    other: Name = Field(
        description="Another enterprise (one joint branch), a joint branch, a link of a cadre, or, "
        "where universities are assigned, a university."
    )
    note: str = Field("", max_length=500)


class ClosingRequest(BaseModel):
    """What to plan, and what is fixed beforehand."""

    model_config = ConfigDict(extra="forbid")

    chain: Name | None = Field(None, description="A chain, by id or name; all by default.")
    pack: str | None = Field(None, max_length=100, description="A pack of rules and definitions.")
    as_of: IsoDay | None = Field(None, description="The day that is planned from.")
    pins: list[Pair] = Field([], max_length=MOST_PAIRS, description="Pairs to keep.")
    forbids: list[Pair] = Field([], max_length=MOST_PAIRS, description="Pairs to avoid.")
    force: bool = Field(False, description="Keep pins that break a binding rule, marked as forced.")
    time_limit: float = Field(10.0, ge=0.1, le=60, description="Seconds for solving.")


@router.post("/closing", summary="销号方案", responses=documented(404))
async def closing_plan(
    request: ClosingRequest, engine: EngineDep, settings: SettingsDep
) -> ClosingPlan:
    """The cheapest steps that close the gaps, checked by the rules that found them."""
    return await planned(request, engine, settings)


async def planned(request: ClosingRequest, engine: Engine, settings: Settings) -> ClosingPlan:
    """The plan that a request asks for, when none is being made. Raises `Overloaded`."""
    if _planning.locked():
        raise Overloaded
    async with _planning:
        return await make(
            engine.store,
            all_rules(settings),
            as_of=request.as_of or today(),
            chain=request.chain,
            pack=chosen_pack(settings, request.pack),
            pins=wishes("pins", request.pins),
            forbids=wishes("forbids", request.forbids),
            force=request.force,
            time_limit=request.time_limit,
        )


def wishes(name: str, pairs: list[Pair]) -> list[Wish]:
    """The pairs of a request, with their place in it."""
    return [
        Wish(**pair.model_dump(), where=f"{name}[{number}]") for number, pair in enumerate(pairs)
    ]
