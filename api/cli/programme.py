"""Commands about the programme of a chain: what it set out to reach, how it has moved, whether its
organisations are whole, and whether the published figures hold."""

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


@command("组织模式（如 1+X+N）：哪些角色已有、哪些缺、谁能补上")
async def pattern(
    call: Call,
    chain: Chain = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--pattern",
            metavar="NAME",
            help=say("组织模式，默认 1+X+N", "a pattern, 1+X+N by default"),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Which roles of a pattern such as 1+X+N are filled, which are missing, and who could fill
    them."""
    from api.cli.programme_tables import show_pattern
    from api.rulebook import chosen_pattern
    from queries import patterns as questions

    chosen, day = chosen_pattern(call.settings, name), call.day(as_of)
    async with call.reading() as store:
        found = await questions.pattern(store, chosen, as_of=day, chain=chain)
    call.give(found, show_pattern)


@command("已发表的指标：由图中的数据数出，或与原文核对")
async def facts(call: Call, chain: Chain = None, as_of: AsOf = None) -> None:
    """The published figures: counted from the graph, or checked against their quote."""
    from api.cli.programme_tables import show_facts
    from queries import facts as questions

    day = call.day(as_of)
    async with call.reading() as store:
        found = await questions.facts(store, as_of=day, chain=chain)
    call.give(found, show_facts)
