"""The explorer: pages, their tables as files, and the style sheet and script they link to."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import PackDep, RulesDep, StoreDep
from api.explorer import LONGEST, FrameDep, PageRoute, shown
from graph.errors import NotFound
from queries import entities
from queries import overview as standings
from visualize.explorer import overview as overview_page
from visualize.explorer.cells import Table, plain, to_csv
from visualize.explorer.frame import Frame, render, static, version
from visualize.explorer.say import SAY

Ending = Literal["csv", "xlsx"]
FOREVER = "public, max-age=31536000, immutable"
HITS = 100

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def overview(
    request: Request, frame: FrameDep, store: StoreDep, rules: RulesDep, pack: PackDep
) -> Response:
    """Every chain, with its rates, gaps and open segments."""
    if chain := request.query_params.get("chain"):  # where the lanes of a chain used to be
        return RedirectResponse(frame.link(f"/chains/{quote(chain, safe='')}/lanes"), 307)
    found = await standings.overview(store, rules, as_of=frame.as_of, pack=pack)
    if not found.items:
        return _nothing(frame)
    return shown(overview_page.page(found, frame), frame)


@router.get("/tables/{key}.{ending}")
async def overview_table(
    key: str, ending: Ending, frame: FrameDep, store: StoreDep, rules: RulesDep, pack: PackDep
) -> Response:
    """The table of all chains as a file."""
    found = await standings.overview(store, rules, as_of=frame.as_of, pack=pack)
    return _file(overview_page.tables(found, frame), key, ending, frame)


@router.get("/search")
async def search(
    frame: FrameDep, store: StoreDep, q: Annotated[str, Query(max_length=LONGEST)] = ""
) -> HTMLResponse:
    """What a name, a code or its letters may mean."""
    found = await entities.search(store, q, limit=HITS)
    title = SAY[frame.lang]["results_for"].format(q=q)
    return shown(render("search", frame, title, found=found), frame)


@router.get("/static/{name}")
async def linked(name: Literal["explorer.css", "explorer.js"], v: str = "") -> Response:
    """What pages link to; a browser keeps it as long as its version stays."""
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    kept = {"Cache-Control": FOREVER} if v == version(name) else None
    return Response(static(name), media_type=kind, headers=kept)


def _nothing(frame: Frame) -> HTMLResponse:
    say = SAY[frame.lang]
    text = render(
        "notice", frame, say["nothing"], heading=say["nothing"], lines=[say["nothing_do"]],
        candidates=(), go_on=False, refresh=0,
    )  # fmt: skip
    return shown(text, frame)


def _file(tables: Mapping[str, Table], key: str, ending: Ending, frame: Frame) -> Response:
    """A table as a file to keep."""
    if key not in tables:
        raise NotFound(
            f"本页没有表格“{key}”",
            f"no table {key!r} on this page",
            fix_zh=f"可用：{'、'.join(tables)}",
            fix_en=f"There are {', '.join(tables)}",
        )
    table = tables[key]
    if ending == "csv":
        content, kind = to_csv(table).encode("utf-8-sig"), "text/csv; charset=utf-8"
    else:
        from visualize.report.xlsx import table_xlsx  # noqa: PLC0415 - only a workbook needs it

        rows = [tuple(map(plain, row)) for row in table.rows]
        content = table_xlsx(table.title, table.columns, rows, date.fromisoformat(frame.as_of))
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = quote(f"{table.title}-{frame.as_of}.{ending}", safe="")
    disposition = f"attachment; filename=\"{key}.{ending}\"; filename*=UTF-8''{name}"
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})
