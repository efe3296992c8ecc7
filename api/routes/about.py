"""What the service knows: its rules, its vocabulary, what is in the graph, whether it is ready."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from api.deps import AsOf, EngineDep, SettingsDep, StoreDep
from api.paging import Page, PagingDep, page
from api.problems import documented
from api.rulebook import all_rules
from api.vocabulary import Vocabulary, vocabulary
from graph import SCHEMA
from queries import status as questions
from queries.answers import Items
from queries.rulefiles import Rule
from queries.status import Status

router = APIRouter(responses=documented(500))


class Health(BaseModel):
    """The process lives; with `ready` the graph answers as well."""

    status: Literal["ok", "ready"]


@router.get("/healthz", tags=["health"], summary="进程是否存活")
async def healthz() -> Health:
    """Answers as long as the process lives, whatever the graph does."""
    return Health(status="ok")


@router.get("/readyz", tags=["health"], summary="是否可以提问", responses=documented(503, 507))
async def readyz(engine: EngineDep) -> Health:
    """503 until the graph answers and was made with our vocabulary."""
    if engine.trouble:
        raise engine.trouble
    return Health(status="ready")


@router.get("/v1/rules", tags=["about"], summary="规则及其依据", responses=documented(422))
async def rules(settings: SettingsDep, wanted: PagingDep, day: AsOf) -> Page[Rule]:
    """The rules with their articles, severity and parameters."""
    known = all_rules(settings)
    return page(Page[Rule], Items(items=known, total=len(known), as_of=day), wanted)


@router.get("/v1/schema", tags=["about"], summary="词汇：对象和关系的类型")
async def schema() -> Vocabulary:
    """Every kind of node and relationship with its properties."""
    return vocabulary(SCHEMA)


@router.get("/v1/status", tags=["about"], summary="图库里有什么", responses=documented(503, 504))
async def status(store: StoreDep) -> Status:
    """Counts by kind, the last ingest, engine and version of the vocabulary."""
    return await questions.status(store)
