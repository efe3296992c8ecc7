"""Commands about the programme of a chain: what it set out to reach, and how it has moved."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Chain, Pack


class Period(StrEnum):
    """What `--by` takes."""

    month = "month"
    quarter = "quarter"
    year = "year"


@command("目标与实际：达成、逾期和里程碑")
async def targets(call: Call, chain: Chain = None, pack: Pack = None, as_of: AsOf = None) -> None:
    """Targets and milestones against what there is."""
    from api.cli.programme_tables import show_targets
    from api.rulebook import all_rules, chosen_pack
    from queries import targets as questions

    rules, definitions = all_rules(call.settings), chosen_pack(call.settings, pack)
    day = call.day(as_of)
    async with call.reading() as store:
        found = await questions.targets(store, rules, as_of=day, chain=chain, pack=definitions)
    call.give(found, show_targets)


@command("一条产业链的覆盖率和缺口随时间的变化")
async def trend(
    call: Call,
    chain: Annotated[
        str, typer.Argument(metavar="C", help=say("产业链编号或名称", "a chain, by id or name"))
    ],
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help=say("从哪一天起，默认两年前", "first day")),
    ] = None,
    by: Annotated[
        Period, typer.Option("--by", help=say("按月、季或年", "how far apart"))
    ] = Period.quarter,
    pack: Pack = None,
    as_of: AsOf = None,
) -> None:
    """How the rates and gaps of a chain have moved."""
    from api.cli.programme_tables import show_trend
    from api.rulebook import all_rules, chosen_pack
    from queries import targets as questions

    rules, definitions = all_rules(call.settings), chosen_pack(call.settings, pack)
    end = call.day(as_of)
    start = call.day(since) if since else questions.two_years_before(end)
    async with call.reading() as store:
        found = await questions.trend(
            store, rules, chain=chain, start=start, end=end, by=by.value, pack=definitions
        )
    call.give(found, show_trend)
