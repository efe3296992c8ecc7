"""Commands about the programme of a chain: what it set out to reach, how it has moved, whether its
organisations are whole, and whether the published figures hold."""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Chain, ChainArgument, Out, Pack, Since

if TYPE_CHECKING:
    from pathlib import Path

    from graph.errors import UsageError


class Period(StrEnum):
    """What `--by` takes."""

    month = "month"
    quarter = "quarter"
    year = "year"


@command("目标与实际：达成、逾期和里程碑")
async def targets(call: Call, chain: Chain = None, pack: Pack = None, as_of: AsOf = None) -> None:
    """Targets and milestones against what there is."""
    from api.cli.programme_tables import show_targets
    from queries import naming
    from queries import targets as questions

    rules, definitions, day = call.rules(), call.pack(pack), call.day(as_of)
    async with call.reading() as store:
        found = await questions.targets(store, rules, as_of=day, chain=chain, pack=definitions)
        names = await naming.names(store, (("Chain", each.chain) for each in found.items))
    call.give(found, partial(show_targets, names=names))


@command("一条产业链的覆盖率和缺口随时间的变化")
async def trend(
    call: Call,
    chain: ChainArgument,
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
    from queries import targets as questions

    rules, definitions = call.rules(), call.pack(pack)
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


@command("产业链对比：覆盖率、缺口、断点、组织模式的角色和区域")
async def compare(
    call: Call,
    chains: Annotated[
        list[str],
        typer.Argument(metavar="CHAIN…", help=say("两至四条产业链", "two to four chains")),
    ],
    pack: Pack = None,
    as_of: AsOf = None,
) -> None:
    """Chains beside each other: rates, gaps by rule, open segments, roles, rates by region."""
    from api.cli.programme_tables import show_beside
    from api.rulebook import chosen_pattern
    from queries import chains_beside as questions

    rules, definitions, day = call.rules(), call.pack(pack), call.day(as_of)
    pattern = chosen_pattern(call.settings, None)
    async with call.reading() as store:
        found = await questions.beside(store, rules, pattern, chains, as_of=day, pack=definitions)
    call.give(found, show_beside)


@command("已发表的指标：由图中的数据数出，或与原文核对")
async def facts(call: Call, chain: Chain = None, as_of: AsOf = None) -> None:
    """The published figures: counted from the graph, or checked against their quote."""
    from api.cli.programme_tables import show_facts
    from queries import facts as questions
    from queries import naming

    day = call.day(as_of)
    async with call.reading() as store:
        found = await questions.facts(store, as_of=day, chain=chain)
        names = await naming.names(store, (("Chain", each.chain) for each in found.items))
    call.give(found, partial(show_facts, names=names))


@command("报告：覆盖率、缺口、方案、联建、目标和来源，写成 .xlsx、.html 或 .docx")
async def report(
    call: Call,
    out: Out,
    chain: Chain = None,
    pack: Pack = None,
    since: Since = None,
    as_of: AsOf = None,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url",
            metavar="URL",
            help=say(
                "读者访问服务的地址，报告中的数字链接到那里；不给时只印命令",
                "where readers find the service, for the links; without it commands are printed",
            ),
        ),
    ] = None,
) -> None:
    """The report of a chain, or of all: .xlsx, .html or .docx."""
    from api.cli.writing import write_bytes
    from api.release import release
    from api.rulebook import chosen_pattern
    from api.settings import Settings
    from visualize import report as reports

    suffix = out.suffix.lower()
    if suffix not in reports.SUFFIXES:
        raise _unknown_suffix(out)
    api = Settings.load(public_url=public_url).public_url
    rules, definitions = call.rules(), call.pack(pack)
    roles, day = chosen_pattern(call.settings, None), call.day(as_of)
    async with call.reading() as store:
        with call.progress(say("汇总", "asking")):
            made = await reports.report(
                store,
                rules,
                as_of=day,
                chain=chain,
                since=call.day(since) if since else None,
                pack=definitions,
                pattern=roles,
                store_option=call.settings.store_option,
                release=release(),
            )
    call.give_written([write_bytes(out, reports.written(made, suffix, api=api))])


def _unknown_suffix(path: "Path") -> "UsageError":
    from graph.errors import UsageError
    from visualize.report import SUFFIXES

    return UsageError(
        f"不会写“{path.suffix or path.name}”文件",
        f"no report is written as {path.suffix or path.name}",
        fix_zh=f"可用：{'、'.join(SUFFIXES)}",
        fix_en=f"There are {', '.join(SUFFIXES)}",
        where=str(path),
    )
