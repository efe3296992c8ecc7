"""Chains: all of them, one whole."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.deps import AsOf, StoreDep
from api.paging import Page, PagingDep, page
from api.problems import documented
from queries import chains as questions
from queries.chains import ChainSummary, ChainView

router = APIRouter(prefix="/v1", tags=["chains"], responses=documented(422, 500, 503, 504))


@router.get("/chains", summary="产业链列表")
async def chains(store: StoreDep, as_of: AsOf, wanted: PagingDep) -> Page[ChainSummary]:
    """Every chain with its counts and its committees."""
    return page(Page[ChainSummary], await questions.chains(store, as_of), wanted)


@router.get("/chains/{code}", summary="一条产业链的全貌", responses=documented(404, 409))
async def chain(
    code: Annotated[str, Path(max_length=200, description="A chain, by id or name.")],
    store: StoreDep,
    as_of: AsOf,
) -> ChainView:
    """Segments, enterprises, flows, party organizations and supports of a chain."""
    return await questions.chain(store, code, as_of)
