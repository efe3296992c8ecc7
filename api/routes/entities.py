"""Single entities: search, one whole, its neighbours, the path between two."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator

from api.deps import AsOf, NamesDep, StoreDep
from api.paging import USUAL, LimitQuery, Page, PagingDep, page
from api.problems import documented
from graph import SCHEMA
from queries import entities
from queries.entities import Entity, Hit, Neighbours
from queries.entities import Path as Route

router = APIRouter(prefix="/v1", tags=["entities"], responses=documented(422, 500, 503, 504))

LABELS = [node.label for node in SCHEMA.nodes if node.sensitivity != "sensitive"]


def _known(label: str) -> str:
    if label not in LABELS:
        raise ValueError(f"is none of {', '.join(LABELS)}")
    return label


Label = Annotated[
    str,
    AfterValidator(_known),
    Path(description="A label of the vocabulary.", json_schema_extra={"enum": [*LABELS]}),
]
Id = Annotated[str, Path(min_length=1, max_length=200, description="The entity's id.")]
Name = Annotated[str, Query(min_length=1, max_length=200, description="Id, code, name or alias.")]


@router.get("/search", summary="按名称、拼音查找")
async def search(
    store: StoreDep,
    names: NamesDep,
    wanted: PagingDep,
    q: Annotated[
        str, Query(min_length=1, max_length=200, description="汉字, pinyin or its initials.")
    ],
) -> Page[Hit]:
    """Candidates by id, name, alias, full pinyin and initials."""
    return page(Page[Hit], await names.search(store, q, limit=wanted.reach), wanted)


# the longer address first: an id may hold slashes
@router.get(
    "/entities/{label}/{id:path}/neighbours", summary="对象的关联", responses=documented(404)
)
async def neighbours(
    label: Label,
    id: Id,
    store: StoreDep,
    limit: LimitQuery = USUAL,
    cursor: Annotated[
        str | None, Query(max_length=1000, description="`next` of the page before.")
    ] = None,
) -> Neighbours:
    """Relationships of an entity and who is at their other end."""
    return await entities.neighbours(store, label, id, limit=limit, cursor=cursor)


@router.get("/entities/{label}/{id:path}", summary="一个对象的全部信息", responses=documented(404))
async def entity(label: Label, id: Id, store: StoreDep, as_of: AsOf) -> Entity:
    """Properties, relationships and the places they come from, as of a day."""
    return await entities.show(store, label, id, as_of=as_of)


@router.get("/paths", summary="两个对象之间的路径", responses=documented(404, 409))
async def paths(
    store: StoreDep,
    as_of: AsOf,
    source: Annotated[Name, Query(alias="from")],
    target: Annotated[Name, Query(alias="to")],
    longest: Annotated[int, Query(ge=1, le=6, description="Steps at most.")] = 6,
) -> Route:
    """A shortest path between two entities."""
    start = await entities.resolve(store, source)
    end = await entities.resolve(store, target)
    return await entities.path(store, start, end, as_of=as_of, longest=longest)
