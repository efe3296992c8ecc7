"""The report as a file."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from api.deps import AsOf, ChainQuery, EngineDep, IsoDay, PackDep, RulesDep, SettingsDep
from api.errors import Overloaded
from api.problems import documented
from api.release import release
from api.routes.questions import BY_NAME
from api.rulebook import chosen_pattern

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FILE = {"schema": {"type": "string", "format": "binary"}}

router = APIRouter(prefix="/v1", tags=["reports"], responses=documented(409, 422, 500, 503, 504))
_writing = asyncio.Lock()  # a report asks everything there is to ask: one at a time


@router.get(
    "/report",
    summary="报告文件",
    response_class=Response,
    responses={**BY_NAME, 200: {"content": {kind.split(";")[0]: FILE for kind in TYPES.values()}}},
    openapi_extra={"x-example-request": "/v1/report?chain=NEV&format=html&as_of=2026-11-23"},
)
async def report(
    request: Request,
    engine: EngineDep,
    settings: SettingsDep,
    rules: RulesDep,
    pack: PackDep,
    as_of: AsOf,
    chain: ChainQuery = None,
    since: Annotated[
        IsoDay | None, Query(description="With what has become of the gaps since that day.")
    ] = None,
    format: Annotated[Literal["xlsx", "html", "docx"], Query(description="Kind of file.")] = "xlsx",
) -> Response:
    """Rates, gaps, what is unknown, plan, links, targets and sources of a chain, or of all."""
    from visualize import report as reports  # noqa: PLC0415 - libraries that only a report needs

    if _writing.locked():
        raise Overloaded
    async with _writing:
        made = await reports.report(
            engine.store,
            rules,
            as_of=as_of,
            chain=chain,
            since=since,
            pack=pack,
            pattern=chosen_pattern(settings, None),
            release=release(),
        )
        api = settings.public_url or str(request.base_url).rstrip("/")
        content = await asyncio.to_thread(reports.written, made, f".{format}", api=api)
    name = quote(f"{made.title}-{as_of}.{format}", safe="")
    disposition = f"attachment; filename=\"report.{format}\"; filename*=UTF-8''{name}"
    return Response(content, media_type=TYPES[format], headers={"Content-Disposition": disposition})
