"""What routes ask for: the store, the day, the chain, the rules and the pack."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, WithJsonSchema

from api.days import day, today
from api.directory import Names
from api.embedding import vectors_of
from api.engine import Engine
from api.learnt import Known, Shelf
from api.remembered import Memory
from api.rulebook import all_rules, chosen_pack
from api.runs import Runs
from api.settings import Settings
from graph.errors import UsageError
from graph.store import Store
from queries.assigning.needs import words
from queries.matching.vectors import Vectors
from queries.packs import Pack
from queries.rulefiles import Rule


def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def get_engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def get_runs(request: Request) -> Runs:
    runs: Runs = request.app.state.runs
    return runs


def get_names(request: Request) -> Names:
    names: Names = request.app.state.names
    return names


async def get_known(request: Request) -> Known:
    """Read before the store is asked for, since it may take its time."""
    shelf: Shelf = request.app.state.shelf
    return await shelf.known()


async def get_store(engine: Annotated[Engine, Depends(get_engine)]) -> AsyncIterator[Store]:
    async with engine.asking() as store:
        yield store


async def get_page_store(
    request: Request, engine: Annotated[Engine, Depends(get_engine)]
) -> AsyncIterator[Store]:
    """The store, for pages: what the graph answered before, at the same run, it is not asked."""
    memory: Memory = request.app.state.memory
    async with engine.asking() as store:
        yield await memory.over(store)


def _day(text: str) -> str:
    try:
        return day(text)
    except UsageError as exc:
        raise ValueError(exc.en) from exc


IsoDay = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


def as_of(
    as_of: Annotated[
        IsoDay | None, Query(description="The day that is asked about; today by default.")
    ] = None,
) -> str:
    return as_of or today()


SettingsDep = Annotated[Settings, Depends(get_settings)]
EngineDep = Annotated[Engine, Depends(get_engine)]
NamesDep = Annotated[Names, Depends(get_names)]
KnownDep = Annotated[Known, Depends(get_known)]
RunsDep = Annotated[Runs, Depends(get_runs)]
# released before the response is sent, so that a slow reader holds no place
StoreDep = Annotated[Store, Depends(get_store, scope="function")]
PageStoreDep = Annotated[Store, Depends(get_page_store, scope="function")]
AsOf = Annotated[str, Depends(as_of)]
ChainQuery = Annotated[
    str | None, Query(alias="chain", max_length=200, description="A chain, by id or name.")
]


def known_rules(settings: SettingsDep) -> list[Rule]:
    return all_rules(settings)


def pack(
    settings: SettingsDep,
    pack: Annotated[
        str | None, Query(max_length=100, description="A pack of rules and definitions.")
    ] = None,
) -> Pack:
    """The pack that is asked for by name, or the one that holds. Raises `NotFound`."""
    return chosen_pack(settings, pack)


RulesDep = Annotated[list[Rule], Depends(known_rules)]
PackDep = Annotated[Pack, Depends(pack)]


class Matching(NamedTuple):
    """How needs are matched here: the states in which they are met, the vectors of words."""

    closed: Sequence[str]
    vectors: Vectors | None


def matching(settings: SettingsDep, rules: RulesDep, pack: PackDep) -> Matching:
    return Matching(words(rules, pack).needs, vectors_of(settings))


MatchingDep = Annotated[Matching, Depends(matching)]
