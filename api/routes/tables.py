"""Everything of a kind as a table: pages, and files of all rows that pass."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import EngineDep, PageStoreDep, StoreDep
from api.explorer import FrameDep, PageRoute, shown
from api.tablefiles import Ending, table_file
from queries import tables
from visualize.explorer import tables as tables_page
from visualize.explorer.tables import ROWS, View

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def view(label: str, frame: FrameDep) -> View:
    """What the address asks for. Raises `NotFound` for a kind, `UsageError` for persons."""
    return tables_page.view(label, frame.state)


ViewDep = Annotated[View, Depends(view)]


@router.get("/tables")
async def kinds(frame: FrameDep, store: StoreDep) -> HTMLResponse:
    """The kinds, and how many there are of each."""
    return shown(tables_page.kinds_page(await tables.counts(store), frame), frame)


@router.get("/tables/{label}/tables/rows.{ending}")
async def rows(ending: Ending, frame: FrameDep, wanted: ViewDep, engine: EngineDep) -> Response:
    """All rows that pass as a file. It takes its time, so it holds no place at the store."""
    found = await tables.table(
        engine.store,
        wanted.label,
        as_of=frame.as_of,
        conditions=wanted.conditions,
        sort=wanted.sort,
        falling=wanted.falling,
        shown=[column.name for column in wanted.columns],
    )
    made = {"rows": tables_page.table(found, wanted, frame)}
    return await asyncio.to_thread(table_file, made, "rows", ending, frame)


@router.get("/tables/{label}")
async def table(frame: FrameDep, wanted: ViewDep, store: PageStoreDep) -> Response:
    """A page of the table. An address as the form makes it, with what is empty and the usual
    columns, becomes short."""
    usual = not wanted.shown and any(name == "show" for name, _ in frame.state)
    if usual or not all(value.strip() for _, value in frame.state):
        return RedirectResponse(frame.with_state(frame.path, wanted.state()), 303)
    found = await tables.table(
        store,
        wanted.label,
        as_of=frame.as_of,
        conditions=wanted.sound.conditions,
        sort=wanted.sort,
        falling=wanted.falling,
        shown=[column.name for column in wanted.columns],
        skip=(wanted.page - 1) * ROWS,
        limit=ROWS,
    )
    text = await asyncio.to_thread(tables_page.page, found, wanted, frame)
    return shown(text, frame, 422 if wanted.faults else 200)
