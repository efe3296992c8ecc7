"""Chains beside each other as a page, and its tables as files."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from api.deps import PackDep, PageStoreDep, RulesDep, SettingsDep
from api.explorer import FrameDep, PageRoute, shown
from api.rulebook import chosen_pattern
from api.tablefiles import Ending, table_file
from queries import chains
from queries.chains_beside import FEWEST, MOST, Beside, beside
from visualize.explorer import beside as page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


def chosen(frame: FrameDep) -> list[str]:
    """The chains that the address names, each once, four at most."""
    named = [value for name, value in frame.state if name == "chain" and value.strip()]
    return list(dict.fromkeys(named))[:MOST]


ChosenDep = Annotated[list[str], Depends(chosen)]


async def answers(
    names: ChosenDep,
    frame: FrameDep,
    store: PageStoreDep,
    settings: SettingsDep,
    rules: RulesDep,
    pack: PackDep,
) -> Beside | None:
    """Nothing before two chains are chosen. Raises `NotFound` and `Ambiguous`."""
    ids = dict.fromkeys([await chains.chain_id(store, name) for name in names])
    if len(ids) < FEWEST:
        return None
    pattern = chosen_pattern(settings, None)
    return await beside(store, rules, pattern, list(ids), as_of=frame.as_of, pack=pack)


BesideDep = Annotated[Beside | None, Depends(answers, scope="function")]


@router.get("/compare")
async def compare(
    frame: FrameDep, store: PageStoreDep, names: ChosenDep, found: BesideDep, rules: RulesDep
) -> Response:
    """Two to four chains beside each other; fewer, and one can choose. An address as the form
    makes it, with what is empty, becomes short."""
    if any(not value.strip() for _, value in frame.state):
        state = [("chain", name) for name in names]
        return RedirectResponse(frame.with_state(frame.path, state), 303)
    known = (await chains.chains(store, frame.as_of)).items
    if found is None:
        return shown(page.choice(known, names, frame), frame)
    by_id = {rule.id: rule for rule in rules}
    return shown(await asyncio.to_thread(page.page, found, known, by_id, frame), frame)


@router.get("/compare/tables/{key}.{ending}")
async def compare_table(
    key: str, ending: Ending, frame: FrameDep, found: BesideDep, rules: RulesDep
) -> Response:
    """A table of the comparison as a file."""
    by_id = {rule.id: rule for rule in rules}
    return table_file(page.tables(found, by_id, frame) if found else {}, key, ending, frame)
