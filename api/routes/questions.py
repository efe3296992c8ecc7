"""Coverage, gaps, links, partners, universities."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from api.deps import (
    AsOf,
    ChainQuery,
    IsoDay,
    KnownDep,
    MatchingDep,
    PackDep,
    RulesDep,
    SettingsDep,
    StoreDep,
)
from api.embedding import vectors_of
from api.paging import Page, PagingDep, page
from api.problems import documented
from api.rulebook import chosen_pack, chosen_rules
from queries import (
    comparison,
    entities,
    gap_changes,
    joint,
    joint_suggestions,
    partners,
    rules,
    universities,
)
from queries import coverage as coverages
from queries.comparison import Comparison
from queries.coverage import Coverage
from queries.gap_changes import GapChanges
from queries.joint import JointLink
from queries.joint_suggestions import JointSuggestion
from queries.matching.answer import (
    CommonNeed,
    EnterpriseMatch,
    UniversitiesForEnterprise,
    UniversitiesForNeed,
)
from queries.partners import WAYS, Partners, Way
from queries.rules import Findings

router = APIRouter(prefix="/v1", tags=["questions"], responses=documented(409, 422, 500, 503, 504))
BY_NAME = documented(404)

IdPath = Annotated[
    str,
    Path(
        min_length=1, max_length=200, description="Id, credit code, full name, short name or alias."
    ),
]


class FindingsPage(Findings):
    """Findings, of which `items` is one page; `next` is the cursor of the page after it."""

    next: str | None = None


@router.get("/coverage", summary="三项覆盖率", responses=BY_NAME)
async def coverage(
    store: StoreDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
    region: Annotated[
        str | None, Query(max_length=200, description="A district, by code or name.")
    ] = None,
    by: Annotated[
        Literal["chain", "segment", "region"], Query(description="What one row is about.")
    ] = "chain",
) -> Page[Coverage]:
    """Organisation, independent and work coverage, with numerator, denominator and definition."""
    found = await coverages.coverage(
        store, as_of=as_of, chain=chain, region=region, by=by, pack=pack
    )
    return page(Page[Coverage], found, wanted)


@router.get("/gaps", summary="规则发现的缺口", responses=BY_NAME)
async def gaps(
    store: StoreDep,
    settings: SettingsDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
    rule: Annotated[str | None, Query(max_length=50, description="One rule, by id.")] = None,
) -> FindingsPage:
    """Findings of the rules: subject, facts, article, what to do, what would close it."""
    found = await rules.findings(
        store,
        chosen_rules(settings, rule),
        as_of=as_of,
        chain=chain,
        pack=pack,
    )
    return page(FindingsPage, found, wanted)


@router.get("/gaps/comparison", summary="两个规则包的差别", responses=BY_NAME)
async def gaps_under_two_packs(
    store: StoreDep,
    settings: SettingsDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    compare: Annotated[str, Query(max_length=100, description="The second pack.")],
    chain: ChainQuery = None,
) -> Comparison:
    """What is a gap under one pack and not under the other, and the rates under both."""
    both = pack, chosen_pack(settings, compare)
    return await comparison.compare(store, rules, both, as_of=as_of, chain=chain)


@router.get("/gaps/changes", summary="缺口自某天以来的变化", responses=BY_NAME)
async def changed_gaps(
    store: StoreDep,
    settings: SettingsDep,
    pack: PackDep,
    as_of: AsOf,
    since: Annotated[IsoDay, Query(description="The earlier day.")],
    chain: ChainQuery = None,
    rule: Annotated[str | None, Query(max_length=50, description="One rule, by id.")] = None,
) -> GapChanges:
    """What is a gap on one day and was none on an earlier, and the other way round."""
    chosen = chosen_rules(settings, rule)
    return await gap_changes.gap_changes(
        store, chosen, since=since, as_of=as_of, chain=chain, pack=pack
    )


@router.get("/links", summary="已建立的联建共建", responses=BY_NAME)
async def links(
    store: StoreDep, as_of: AsOf, wanted: PagingDep, chain: ChainQuery = None
) -> Page[JointLink]:
    """Joint-building links that stand."""
    found = await joint.links(store, as_of=as_of, chain=chain)
    return page(Page[JointLink], found, wanted)


@router.get("/links/suggestions", summary="值得新建的联建共建", responses=BY_NAME)
async def link_suggestions(
    store: StoreDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
) -> Page[JointSuggestion]:
    """Pairs that should build together: reasons with their paths, the form, what it would close."""
    found = await joint_suggestions.joint_suggestions(
        store,
        as_of=as_of,
        chain=chain,
        limit=wanted.reach,
        rules=rules,
        pack=pack,
    )
    return page(Page[JointSuggestion], found, wanted)


class PartnersPage(Partners):
    """Partners, of which `items` is one page; `next` is the cursor of the page after it."""

    next: str | None = None


@router.get("/enterprises/{id:path}/partners", summary="企业的上下游伙伴", responses=BY_NAME)
async def enterprise_partners(
    id: IdPath,
    known: KnownDep,
    store: StoreDep,
    as_of: AsOf,
    wanted: PagingDep,
    direction: Annotated[
        Literal["both", "up", "down"], Query(description="Suppliers, customers, or both.")
    ] = "both",
    way: Annotated[
        Way | None,
        Query(description="Only along known products, only learnt, or only by the template."),
    ] = None,
    local: Annotated[bool, Query(description="Only those in the same place.")] = False,
    least: Annotated[
        float | None, Query(ge=0, le=1, description="Probability of a learnt one, at least.")
    ] = None,
) -> PartnersPage:
    """Upstream and downstream partners, each with the path that suggests it."""
    enterprise = await entities.resolve(store, id, "Enterprise")
    found = await partners.partners(
        store,
        enterprise.id,
        as_of=as_of,
        direction=direction,
        limit=wanted.reach,
        ways=(way,) if way else WAYS,
        local=local,
        **known._asdict(),
        least=least,
    )
    return page(PartnersPage, found, wanted)


class UniversitiesForEnterprisePage(UniversitiesForEnterprise):
    """Universities, of which `items` is one page; `next` is the cursor of the page after it."""

    next: str | None = None


class UniversitiesForNeedPage(UniversitiesForNeed):
    """Universities, of which `items` is one page; `next` is the cursor of the page after it."""

    next: str | None = None


@router.get("/enterprises/{id:path}/universities", summary="适合企业的高校院所", responses=BY_NAME)
async def enterprise_universities(
    id: IdPath,
    store: StoreDep,
    matching: MatchingDep,
    as_of: AsOf,
    wanted: PagingDep,
) -> UniversitiesForEnterprisePage:
    """Universities for the open needs of an enterprise, then along segment and discipline."""
    enterprise = await entities.resolve(store, id, "Enterprise")
    found = await universities.for_enterprise(
        store,
        enterprise.id,
        as_of=as_of,
        limit=wanted.reach,
        **matching._asdict(),
    )
    return page(UniversitiesForEnterprisePage, found, wanted)


@router.get("/universities/{id:path}/enterprises", summary="适合高校院所的企业", responses=BY_NAME)
async def university_enterprises(
    id: IdPath,
    store: StoreDep,
    matching: MatchingDep,
    as_of: AsOf,
    wanted: PagingDep,
) -> Page[EnterpriseMatch]:
    """Enterprises whose needs a university can meet, then those whose segments need what it is
    strong in."""
    university = await entities.resolve(store, id, "University")
    found = await universities.for_university(
        store,
        university.id,
        as_of=as_of,
        limit=wanted.reach,
        **matching._asdict(),
    )
    return page(Page[EnterpriseMatch], found, wanted)


@router.get("/needs/universities", summary="能解决一项需求的高校院所")
async def need_universities(
    text: Annotated[
        str, Query(min_length=1, max_length=2000, description="What is to be solved, in words.")
    ],
    store: StoreDep,
    settings: SettingsDep,
    as_of: AsOf,
    wanted: PagingDep,
) -> UniversitiesForNeedPage:
    """The disciplines that a need is about, and the universities that can meet it."""
    found = await universities.for_need(
        store, text, as_of=as_of, limit=wanted.reach, vectors=vectors_of(settings)
    )
    return page(UniversitiesForNeedPage, found, wanted)


@router.get("/needs/common", summary="共性需求", responses=BY_NAME)
async def common_needs(
    store: StoreDep,
    matching: MatchingDep,
    as_of: AsOf,
    wanted: PagingDep,
    chain: ChainQuery = None,
) -> Page[CommonNeed]:
    """Needs of several enterprises that are one, with who could meet them."""
    found = await universities.common(
        store,
        as_of=as_of,
        chain=chain,
        limit=wanted.reach,
        **matching._asdict(),
    )
    return page(Page[CommonNeed], found, wanted)
