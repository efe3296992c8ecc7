"""The explorer's whole network."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import StoreDep
from api.explorer import FrameDep, PageRoute, shown
from api.tablefiles import Ending, table_file
from queries import network
from queries.network import MOST, WAYS, By, Lots, Whole
from visualize.explorer import network_page
from visualize.explorer.frame import Frame
from visualize.explorer.say_graph import SAY_GRAPH

router = APIRouter(include_in_schema=False, route_class=PageRoute)


class Asked(NamedTuple):
    """The network as an address asks for it: one by one while that can be drawn, or in numbers."""

    found: Whole | Lots
    counts: dict[str, int]
    by: By
    kinds: Sequence[str]
    frame: Frame


async def asked(request: Request, frame: FrameDep, store: StoreDep) -> Asked:
    """What is none of ours in an address is left out."""
    counts = await network.kinds(store)
    wanted = request.query_params
    kinds = [kind for kind in dict.fromkeys(wanted.getlist("kind")) if kind in counts]
    by = next((way for way in WAYS if way == wanted.get("by")), None)
    labels = kinds or list(counts)
    kept = [*([("by", by)] if by else []), *(("kind", kind) for kind in kinds)]
    frame = replace(frame, state=tuple(kept))
    if sum(counts[label] for label in labels) <= MOST:
        seen = by or "chain"
        each = await network.whole(store, labels, by=seen, as_of=frame.as_of)
        return Asked(each, counts, seen, kinds, frame)
    some = {label: counts[label] for label in labels}
    lots = await network.lots(store, some, by=by or "kind", as_of=frame.as_of)
    return Asked(lots, counts, by or "kind", kinds, frame)


AskedDep = Annotated[Asked, Depends(asked, scope="function")]


@router.get("/network")
async def page(given: AskedDep) -> HTMLResponse:
    """The page."""
    text = await asyncio.to_thread(
        network_page.page, given.found, given.counts, given.frame, by=given.by, kinds=given.kinds
    )
    return shown(text, given.frame)


@router.get("/network.svg")
async def picture(given: AskedDep) -> Response:
    """The picture as a file."""
    frame = given.frame
    plan = await asyncio.to_thread(network_page.plan, given.found, frame)
    drawn = network_page.svg(plan, given.found, SAY_GRAPH[frame.lang]["network"], frame.lang)
    return Response(drawn, media_type="image/svg+xml")


@router.get("/network/tables/{key}.{ending}")
async def tables(key: str, ending: Ending, given: AskedDep) -> Response:
    """The groups, or the entities, as a file."""
    plan = await asyncio.to_thread(network_page.plan, given.found, given.frame)
    made = [network_page.table(plan, given.frame), network_page.members_table(plan, given.frame)]
    return table_file({table.key: table for table in made}, key, ending, given.frame)
