"""What would happen if."""

from fastapi import APIRouter

from api.deps import AsOf, PackDep, RulesDep, StoreDep
from api.problems import documented
from api.routes.questions import BY_NAME, IdPath
from queries import entities, what_if
from queries.what_if import Losing

router = APIRouter(
    prefix="/v1/what-if", tags=["what-if"], responses=documented(409, 422, 500, 503, 504)
)


@router.get("/lose/{id:path}", summary="失去一家企业会怎样", responses=BY_NAME)
async def what_if_lose(
    id: IdPath, store: StoreDep, rules: RulesDep, pack: PackDep, as_of: AsOf
) -> Losing:
    """What would be lost with an enterprise, found on the graph without it, and the fewest new
    links that mend it."""
    enterprise = await entities.resolve(store, id, "Enterprise")
    return await what_if.lose(store, enterprise.id, as_of=as_of, rules=rules, pack=pack)
