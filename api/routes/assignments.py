"""Assignments: who serves which enterprise."""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.days import today
from api.deps import IsoDay, SettingsDep, StoreDep
from api.errors import Overloaded
from api.problems import documented
from api.routes.plans import MOST_PAIRS, Name, Pair, wishes
from api.rulebook import all_rules, chosen_pack
from queries.assigning import Assignments, Post, assign

router = APIRouter(
    prefix="/v1/assignments",
    tags=["plans"],
    responses=documented(404, 409, 422, 500, 503, 504),
)
_solving = asyncio.Lock()  # an assignment takes a core and much memory: one at a time


class AssignmentRequest(BaseModel):
    """Which enterprises, and what is fixed beforehand."""

    model_config = ConfigDict(extra="forbid")

    chain: Name | None = Field(None, description="A chain, by id or name; all by default.")
    as_of: IsoDay | None = Field(None, description="The day that is asked about.")
    pins: list[Pair] = Field([], max_length=MOST_PAIRS, description="Pairs to keep.")
    forbids: list[Pair] = Field([], max_length=MOST_PAIRS, description="Pairs to avoid.")
    places: int | None = Field(
        None,
        ge=1,
        le=10_000,
        description="Enterprises each takes at most, where the graph does not tell.",
    )


@router.post("/{role}", summary="分配指导员、领导、专员、高校")
async def assignments(
    role: Post, request: AssignmentRequest, store: StoreDep, settings: SettingsDep
) -> Assignments:
    """Who serves which enterprise, at the least cost and within everybody's capacity."""
    if _solving.locked():
        raise Overloaded
    async with _solving:
        return await assign(
            store,
            role,
            all_rules(settings),
            as_of=request.as_of or today(),
            chain=request.chain,
            pack=chosen_pack(settings, None),
            pins=wishes("pins", request.pins),
            forbids=wishes("forbids", request.forbids),
            places=request.places,
        )
