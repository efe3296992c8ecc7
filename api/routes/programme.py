"""Gaps and targets of chains, how their rates have moved, whether their organisations are whole,
and whether the published figures hold."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.deps import AsOf, ChainQuery, IsoDay, PackDep, RulesDep, SettingsDep, StoreDep
from api.paging import Page, PagingDep, page
from api.problems import documented
from api.routes.questions import BY_NAME
from api.rulebook import chosen_pattern
from queries import chain_gaps as gaps
from queries import facts as figures
from queries import patterns
from queries import targets as questions
from queries.chain_gaps import ChainGap, Kind
from queries.facts import Fact
from queries.patterns import Patterns
from queries.targets import Point, Target

router = APIRouter(prefix="/v1", tags=["programme"], responses=documented(409, 422, 500, 503, 504))


class PatternsPage(Patterns):
    """Chains by a pattern, of which `items` is one page; `next` is the cursor of the page after
    it."""

    next: str | None = None


@router.get("/chain-gaps", summary="产业链的断点、卡点、延链和堵点", responses=BY_NAME)
async def chain_gaps(
    store: StoreDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
    kind: Annotated[Kind | None, Query(description="One kind of gap.")] = None,
) -> Page[ChainGap]:
    """What chains themselves lack, how much of their products is known, and who could fill it."""
    found = await gaps.chain_gaps(
        store,
        rules,
        as_of=as_of,
        chain=chain,
        kind=kind,
        limit=wanted.reach,
        pack=pack,
    )
    return page(Page[ChainGap], found, wanted)


@router.get("/targets", summary="目标与实际", responses=BY_NAME)
async def targets(
    store: StoreDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
) -> Page[Target]:
    """Targets and milestones with what was reached, and how late what is late."""
    found = await questions.targets(store, rules, as_of=as_of, chain=chain, pack=pack)
    return page(Page[Target], found, wanted)


@router.get("/chains/{chain}/trend", summary="覆盖率和缺口的变化", responses=BY_NAME)
async def trend(
    chain: str,
    store: StoreDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    start: Annotated[
        IsoDay | None, Query(alias="from", description="First day; two years before by default.")
    ] = None,
    by: Annotated[Literal["month", "quarter", "year"], Query(description="Steps.")] = "quarter",
) -> Page[Point]:
    """Rates and gaps at the end of each period, as they were."""
    found = await questions.trend(
        store,
        rules,
        chain=chain,
        start=start or questions.two_years_before(as_of),
        end=as_of,
        by=by,
        pack=pack,
    )
    return page(Page[Point], found, wanted)


@router.get("/pattern", summary="组织模式（如 1+X+N）的齐缺", responses=BY_NAME)
async def pattern(
    store: StoreDep,
    settings: SettingsDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
    name: Annotated[
        str | None,
        Query(alias="pattern", max_length=100, description="A pattern, 1+X+N by default."),
    ] = None,
) -> PatternsPage:
    """Which roles of each chain are filled and by whom, which are missing, and who could fill
    them."""
    chosen = chosen_pattern(settings, name)
    found = await patterns.pattern(store, chosen, as_of=as_of, chain=chain)
    return page(PatternsPage, found, wanted)


@router.get("/facts", summary="已发表的指标", responses=BY_NAME)
async def facts(
    store: StoreDep, as_of: AsOf, wanted: PagingDep, chain: ChainQuery = None
) -> Page[Fact]:
    """Published figures: counted from the rows of the graph, or checked against their quote."""
    found = await figures.facts(store, as_of=as_of, chain=chain)
    return page(Page[Fact], found, wanted)
