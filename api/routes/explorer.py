"""The explorer: pages, their tables as files, and the style sheet and script they link to."""

import asyncio
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import (
    EngineDep,
    KnownDep,
    MatchingDep,
    NamesDep,
    PackDep,
    PageStoreDep,
    RulesDep,
    SettingsDep,
    StoreDep,
)
from api.explorer import LONGEST, FrameDep, PageRoute, shown
from api.routes.plans import ClosingRequest, planned
from api.tablefiles import Ending, table_file
from queries import chains
from queries import overview as standings
from queries.answers import Ref
from visualize.explorer import chain as chain_page
from visualize.explorer import entity as entity_page
from visualize.explorer import overview as overview_page
from visualize.explorer import plan as plan_page
from visualize.explorer.entity import MOST_SUGGESTED, EntityAnswers
from visualize.explorer.frame import PLACES, Frame, render, static, version
from visualize.explorer.say import SAY
from visualize.svg import svg

Linked = Literal[
    "explorer.css",
    "explorer.js",
    "graph.css",
    "graph.js",
    "network_page.js",
    "tables.css",
    "vis-network.js",
]
FOREVER = "public, max-age=31536000, immutable"
HITS = 100

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def overview(
    request: Request, frame: FrameDep, store: PageStoreDep, rules: RulesDep, pack: PackDep
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
    key: str, ending: Ending, frame: FrameDep, store: PageStoreDep, rules: RulesDep, pack: PackDep
) -> Response:
    """The table of all chains as a file."""
    found = await standings.overview(store, rules, as_of=frame.as_of, pack=pack)
    return table_file(overview_page.tables(found, frame), key, ending, frame)


# the longer address first: an id may hold slashes
@router.get("/chains/{chain:path}/plan/tables/{key}.{ending}")
async def plan_table(
    chain: str,
    key: str,
    ending: Ending,
    frame: FrameDep,
    engine: EngineDep,
    settings: SettingsDep,
    rules: RulesDep,
) -> Response:
    """The closing plan of a chain as a file."""
    wanted = ClosingRequest(chain=chain, as_of=frame.as_of)
    made = await planned(wanted, engine, settings)
    tables = {"plan": plan_page.table(made.items, {rule.id: rule for rule in rules}, frame)}
    return table_file(tables, key, ending, frame)


@router.get("/chains/{chain:path}/tables/{key}.{ending}")
async def chain_table(
    chain: str,
    key: str,
    ending: Ending,
    frame: FrameDep,
    store: PageStoreDep,
    rules: RulesDep,
    pack: PackDep,
) -> Response:
    """A table of a chain's page as a file."""
    answers = await chain_page.ask(store, rules, chain=chain, as_of=frame.as_of, pack=pack)
    return table_file(chain_page.tables(answers, frame), key, ending, frame)


@router.get("/chains/{chain:path}/plan")
async def plan(
    chain: str,
    frame: FrameDep,
    engine: EngineDep,
    settings: SettingsDep,
    rules: RulesDep,
    about: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """The closing plan of a chain, made now; what it does for `about` (Label:id) comes first."""
    async with engine.asking() as store:
        view = await chains.chain(store, chain, frame.as_of)
    made = await planned(ClosingRequest(chain=view.id, as_of=frame.as_of), engine, settings)
    named = Ref(label="Chain", id=view.id, name=view.name)
    return shown(plan_page.page(made, named, rules, frame, about), frame)


@router.get("/chains/{chain:path}/lanes.svg")
async def lanes_picture(chain: str, frame: FrameDep, store: PageStoreDep) -> Response:
    """The lanes of a chain as a picture."""
    view = await chains.chain(store, chain, frame.as_of)
    return Response(svg(view, lang=frame.lang), media_type="image/svg+xml")


@router.get("/chains/{chain:path}")
async def chain(
    chain: str, frame: FrameDep, store: PageStoreDep, rules: RulesDep, pack: PackDep
) -> HTMLResponse:
    """A chain whole: lanes, heat, gaps, links."""
    answers = await chain_page.ask(store, rules, chain=chain, as_of=frame.as_of, pack=pack)
    return shown(await asyncio.to_thread(chain_page.page, answers, frame), frame)


async def entity_answers(
    request: Request,
    id: str,
    frame: FrameDep,
    known: KnownDep,
    matching: MatchingDep,
    store: PageStoreDep,
    rules: RulesDep,
    pack: PackDep,
    label: str = "",
) -> EntityAnswers:
    """What the page of an entity is made of."""
    kind = label or _kind(request)
    return await entity_page.ask(
        store,
        rules,
        label=kind,
        id=id,
        as_of=frame.as_of,
        pack=pack,
        learnt=known._asdict(),
        matching=matching._asdict(),
        most=entity_page.IN_FILES if "ending" in request.path_params else MOST_SUGGESTED,
    )


def _kind(request: Request) -> str:
    """The label that an address is about."""
    return next(kind for kind, place in PLACES.items() if request.url.path.startswith(place))


# answered by the time that the page is drawn, so that a slow reader holds no place at the store
EntityDep = Annotated[EntityAnswers, Depends(entity_answers, scope="function")]


@router.get("/enterprises/{id:path}/tables/{key}.{ending}")
@router.get("/organisations/{id:path}/tables/{key}.{ending}")
@router.get("/universities/{id:path}/tables/{key}.{ending}")
@router.get("/entities/{label}/{id:path}/tables/{key}.{ending}")
async def entity_table(key: str, ending: Ending, frame: FrameDep, answers: EntityDep) -> Response:
    """A table of an entity's page as a file."""
    return table_file(entity_page.tables(answers, frame), key, ending, frame)


@router.get("/enterprises/{id:path}")
@router.get("/organisations/{id:path}")
@router.get("/universities/{id:path}")
@router.get("/entities/{label}/{id:path}")
async def entity(frame: FrameDep, answers: EntityDep) -> HTMLResponse:
    """An enterprise, an organisation, a university, or any other entity."""
    return shown(await asyncio.to_thread(entity_page.page, answers, frame), frame)


@router.get("/search")
async def search(
    frame: FrameDep,
    store: StoreDep,
    names: NamesDep,
    q: Annotated[str, Query(max_length=LONGEST)] = "",
) -> HTMLResponse:
    """What a name, a code or its letters may mean."""
    found = await names.search(store, q, limit=HITS)
    title = SAY[frame.lang]["results_for"].format(q=q)
    return shown(render("search", frame, title, found=found), frame)


@router.get("/static/{name}")
async def linked(name: Linked, v: str = "") -> Response:
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
