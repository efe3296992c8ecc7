"""The pages of the rules, and their tables as files."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from api.deps import PackDep, PageStoreDep, RulesDep, SettingsDep
from api.explorer import FrameDep, PageRoute, shown
from api.rulebook import all_packs, chosen_rules
from api.tablefiles import Ending, table_file
from queries.rules import Findings, findings
from visualize.explorer import rules_page
from visualize.explorer.rules_page import RuleAnswers

router = APIRouter(include_in_schema=False, route_class=PageRoute)


async def found(frame: FrameDep, store: PageStoreDep, rules: RulesDep, pack: PackDep) -> Findings:
    """What all rules find."""
    return await findings(store, rules, as_of=frame.as_of, pack=pack)


async def of_rule(
    id: str, frame: FrameDep, store: PageStoreDep, settings: SettingsDep, pack: PackDep
) -> RuleAnswers:
    """What one of them finds. Raises `NotFound`."""
    (rule,) = chosen_rules(settings, id)
    return await rules_page.ask(store, rule, as_of=frame.as_of, pack=pack)


# answered by the time that the page is drawn, so that a slow reader holds no place at the store
FoundDep = Annotated[Findings, Depends(found, scope="function")]
RuleDep = Annotated[RuleAnswers, Depends(of_rule, scope="function")]


@router.get("/rules")
async def rules(
    frame: FrameDep, found: FoundDep, rules: RulesDep, pack: PackDep, settings: SettingsDep
) -> HTMLResponse:
    """Every rule: what it calls a gap, by which article, and how many it finds."""
    return shown(rules_page.index(rules, found, pack, all_packs(settings), frame), frame)


@router.get("/rules/tables/{key}.{ending}")
async def rules_table(
    key: str, ending: Ending, frame: FrameDep, found: FoundDep, rules: RulesDep, pack: PackDep
) -> Response:
    """The table of all rules as a file."""
    made = {"rules": rules_page.rules_table(rules, found, pack, frame)}
    return table_file(made, key, ending, frame)


@router.get("/rules/{id}/tables/{key}.{ending}")
async def rule_table(key: str, ending: Ending, frame: FrameDep, answers: RuleDep) -> Response:
    """A table of a rule's page as a file."""
    return table_file(rules_page.tables(answers, frame), key, ending, frame)


@router.get("/rules/{id}")
async def rule(frame: FrameDep, answers: RuleDep) -> HTMLResponse:
    """A rule, with whom it finds."""
    return shown(await asyncio.to_thread(rules_page.page, answers, frame), frame)
