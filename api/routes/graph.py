"""The explorer's graph: a picture that grows by what one opens, its state held by the address."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import KnownDep, MatchingDep, StoreDep
from api.explorer import LONGEST, FrameDep, PageRoute, shown
from api.learnt import Known
from api.tablefiles import Ending, table_file
from graph.errors import Ambiguous, NotFound
from graph.store import Store
from queries import chains, entities, partners, universities
from queries.answers import Ref
from queries.exploring import Key
from queries.matching.answer import Match
from queries.partners import Partner
from visualize.explorer import graph as graph_page
from visualize.explorer.frame import Frame
from visualize.explorer.graph_panel import facts as facts_of
from visualize.explorer.graph_view import Reasons, Told, ask
from visualize.explorer.say_graph import SAY_GRAPH
from visualize.explorer.state import Put, State, key_of, read, text, way_pairs
from visualize.words import Lang

NAMES = ("at", "from", "to", "why")  # may be told by a name
MOST = 50  # suggestions among which one is looked for

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Pair = tuple[str, str]


async def state_of(request: Request, frame: FrameDep, store: StoreDep) -> tuple[State, list[Told]]:
    """The state of an address, names in it resolved and the way that it asks for found, and what
    there is to say about it."""
    told: list[Told] = []
    asked = request.query_params.multi_items()
    pairs = await _resolved(store, asked, frame.lang, told)
    ends = dict(pair for pair in pairs if pair[0] in ("from", "to"))
    if "to" in ends and "from" in ends:
        way = await _way(store, ends["from"], ends["to"], frame, told)
        pairs = [pair for pair in pairs if pair[0] not in ends] + way
    return read(pairs), told


StateDep = Annotated[tuple[State, list[Told]], Depends(state_of, scope="function")]


@router.get("/graph")
async def graph(
    request: Request,
    frame: FrameDep,
    given: StateDep,
    store: StoreDep,
    known: KnownDep,
    matching: MatchingDep,
) -> Response:
    """The page. An address that says more than the state it leads to is put in order first."""
    state, told = given
    state, reasons = await _explained(store, state, frame.as_of, known, matching._asdict())
    asked, frame = frame.state, replace(frame, state=tuple(state.pairs()))
    untold = not (told or state.unread or state.late)
    if untold and [pair for pair in asked if pair[1]] != state.pairs():
        return RedirectResponse(graph_page.address(state, frame), 303)
    answers = await ask(store, state, as_of=frame.as_of, reasons=reasons, told=told)
    if not state.acts:
        known_chains = (await chains.chains(store, frame.as_of)).items
        answers = replace(
            answers, starts=[Ref(label="Chain", id=one.id, name=one.name) for one in known_chains]
        )
    return shown(await asyncio.to_thread(graph_page.page, answers, frame), frame)


@router.get("/graph/live")
async def live(frame: FrameDep, given: StateDep, store: StoreDep) -> HTMLResponse:
    """What changes in the page, for a page that stands already."""
    state, told = given
    frame = replace(frame, path=graph_page.PATH, state=tuple(state.pairs()))
    answers = await ask(store, state, as_of=frame.as_of, told=told)
    return shown(graph_page.page(answers, frame, live=True), frame)


@router.get("/graph.svg")
async def picture(frame: FrameDep, given: StateDep, store: StoreDep) -> Response:
    """The picture as a file."""
    answers = await ask(store, given[0], as_of=frame.as_of)
    return Response(graph_page.picture(answers, frame), media_type="image/svg+xml")


@router.get("/graph/tables/{key}.{ending}")
async def facts(
    key: str, ending: Ending, frame: FrameDep, given: StateDep, store: StoreDep
) -> Response:
    """The facts of the picture as a file."""
    answers = await ask(store, given[0], as_of=frame.as_of)
    return table_file({"facts": facts_of(answers, frame)}, key, ending, frame)


async def _resolved(
    store: Store, pairs: Sequence[Pair], lang: Lang, told: list[Told]
) -> list[Pair]:
    """The pairs with names replaced by the entities they mean."""
    found = []
    for name, value in pairs:
        named = name in NAMES and value.strip() not in ("", "-") and key_of(value.strip()) is None
        if meant := await _meant(store, value, lang, told) if named else value:
            found.append((name, meant))
    return found


async def _meant(store: Store, written: str, lang: Lang, told: list[Told]) -> str:
    try:
        ref = await entities.resolve(store, written[:LONGEST])
    except (Ambiguous, NotFound) as exc:
        told.append(Told(exc.en if lang == "en" else exc.zh, tuple(exc.candidates)))
        return ""
    return text(Key(ref.label, ref.id))


async def _way(
    store: Store, source: str, target: str, frame: Frame, told: list[Told]
) -> list[Pair]:
    """The shortest way between two entities as acts; when there is none, the beginning stays."""
    ends = [_ref(source), _ref(target)]
    if None in ends:
        return []
    found = await entities.path(store, *filter(None, ends), as_of=frame.as_of)
    if not found.steps:
        said = SAY_GRAPH[frame.lang]["no_way"]
        told.append(Told(said.format(source=source, target=target, why=found.why)))
        return [("from", source)]
    return way_pairs(found.steps)


def _ref(written: str) -> Ref | None:
    key = key_of(written)
    return Ref(label=key.label, id=key.id, name=key.id) if key else None


async def _explained(
    store: Store, state: State, as_of: str, known: Known, matching: dict[str, Any]
) -> tuple[State, Reasons | None]:
    """Why an entity was suggested to the first in the picture; its way is put into the picture."""
    first = next((act.key for act in state.acts if isinstance(act, Put)), None)
    if first is None or state.why is None:
        return state, None
    found = await _suggestions(store, first, state.why, as_of, known, matching)
    one = next((each for each in found if each.id == state.why.id), None)
    if one is None:
        return state, Reasons(state.why.id, ())
    if not state.ways:
        state = read([*state.pairs(), *way_pairs(one.path)])
    return state, Reasons(one.name, tuple(one.reasons))


async def _suggestions(
    store: Store, to: Key, wanted: Key, as_of: str, known: Known, matching: dict[str, Any]
) -> Sequence[Partner | Match]:
    given: dict[str, Any] = {"as_of": as_of, "limit": MOST}
    match to.label, wanted.label:
        case "Enterprise", "Enterprise":
            up = await partners.partners(store, to.id, direction="up", **given, **known._asdict())
            down = await partners.partners(
                store, to.id, direction="down", **given, **known._asdict()
            )
            return [*up.items, *down.items]
        case "Enterprise", "University":
            return (await universities.for_enterprise(store, to.id, **given, **matching)).items
        case "University", "Enterprise":
            return (await universities.for_university(store, to.id, **given, **matching)).items
        case _:
            return []
