"""Chains: all of them, one whole."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from api.deps import AsOf, PackDep, RulesDep, SettingsDep, StoreDep
from api.paging import Page, PagingDep, page
from api.problems import documented
from api.rulebook import chosen_pattern
from queries import chains as questions
from queries.chains import ChainSummary, ChainView
from queries.chains_beside import FEWEST, MOST, Beside, beside

router = APIRouter(prefix="/v1", tags=["chains"], responses=documented(422, 500, 503, 504))


@router.get("/chains", summary="产业链列表")
async def chains(store: StoreDep, as_of: AsOf, wanted: PagingDep) -> Page[ChainSummary]:
    """Every chain with its counts and its committees."""
    return page(Page[ChainSummary], await questions.chains(store, as_of), wanted)


@router.get("/comparison", summary="产业链对比", responses=documented(404, 409))
async def comparison(
    store: StoreDep,
    settings: SettingsDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    chain: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Query(min_length=FEWEST, max_length=MOST, description="Two to four chains: ids or names."),
    ],
) -> Beside:
    """Chains beside each other: rates, gaps by rule, open segments, roles, rates by region."""
    pattern = chosen_pattern(settings, None)
    return await beside(store, rules, pattern, chain, as_of=as_of, pack=pack)


@router.get("/chains/{code}", summary="一条产业链的全貌", responses=documented(404, 409))
async def chain(
    code: Annotated[str, Path(max_length=200, description="A chain, by id or name.")],
    store: StoreDep,
    as_of: AsOf,
) -> ChainView:
    """Segments, enterprises, flows, party organizations and supports of a chain."""
    return await questions.chain(store, code, as_of)
