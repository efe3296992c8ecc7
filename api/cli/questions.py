"""Commands that ask: coverage, gaps, gaps of chains, links, partners."""

from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Chain, Compare, Limit, Name, Pack, Region, Rule, Since
from graph.errors import UsageError


class By(StrEnum):
    """What one row of coverage is about."""

    chain = "chain"
    segment = "segment"
    region = "region"


class Kind(StrEnum):
    """Which gaps of chains."""

    broken = "断点"
    single = "卡点"
    following = "延链"
    blocked = "堵点"


class Way(StrEnum):
    """How a partner was found."""

    known = "known"
    learnt = "learnt"
    usual = "usual"


class Direction(StrEnum):
    """Which side of an enterprise its partners are on."""

    both = "both"
    up = "up"
    down = "down"


@command("党组织、单独组建和工作三项覆盖率")
async def coverage(
    call: Call,
    chain: Chain = None,
    region: Region = None,
    pack: Pack = None,
    by: Annotated[
        By, typer.Option("--by", help=say("按链、环节或区域", "one row for each"))
    ] = By.chain,
    as_of: AsOf = None,
) -> None:
    """Three rates of coverage with numerator, denominator and definition."""
    from api.cli.tables import show_coverage
    from queries import coverage as questions

    chosen, day = call.measure(pack), call.day(as_of)
    async with call.reading() as store:
        found = await questions.coverage(
            store, as_of=day, chain=chain, region=region, by=by.value, pack=chosen
        )
    call.give(found, show_coverage)


@command("规则发现的缺口：依据、建议和销号条件")
async def gaps(
    call: Call,
    chain: Chain = None,
    rule: Rule = None,
    pack: Pack = None,
    compare: Compare = None,
    since: Since = None,
    as_of: AsOf = None,
) -> None:
    """What the rules find missing, by which article, and what to do; or what changed since a day,
    or from one pack to another."""
    from api.cli.gap_tables import show_changes, show_comparison
    from api.cli.tables import Asked, show_findings
    from queries import comparison, gap_changes, naming, rules
    from visualize.terms import mentioned

    chosen, day = call.rules(rule), call.day(as_of)
    definitions = call.pack(pack)
    if compare and since:
        raise _one_at_a_time()
    async with call.reading() as store:
        if since:
            changed = await gap_changes.gap_changes(
                store, chosen, since=call.day(since), as_of=day, chain=chain, pack=definitions
            )
            call.give(changed, show_changes)
        elif compare:
            both = definitions, call.pack(compare)
            differing = await comparison.compare(store, chosen, both, as_of=day, chain=chain)
            call.give(differing, show_comparison)
        else:
            found = await rules.findings(store, chosen, as_of=day, chain=chain, pack=definitions)
            told = mentioned(each.facts for each in found.items)
            names = await naming.names(store, told)
            asked = Asked(
                call.again("gaps", chain=chain, rule=rule, pack=pack, as_of=as_of),
                call.again("report", chain=chain, pack=pack, as_of=as_of),
            )
            show = partial(
                show_findings, names=names, rules=chosen, asked=asked, of_chain=chain is not None
            )
            call.give(found, show)


def _one_at_a_time() -> UsageError:
    return UsageError(
        "--since 和 --compare 不能同时使用",
        "--since and --compare exclude each other",
        fix_zh="先比较两天，再比较两个规则包",
        fix_en="Compare two days first, then two packs",
    )


@command("产业链自身的断点、卡点、延链和堵点，以及谁能补上")
async def chain_gaps(
    call: Call,
    chain: Chain = None,
    kind: Annotated[
        Kind | None,
        typer.Option("--kind", help=say("只看一类", "one kind only")),
    ] = None,
    pack: Pack = None,
    limit: Limit = 10,
    as_of: AsOf = None,
) -> None:
    """What a chain itself lacks: missing, single, following, blocked; and who could fill it."""
    from api.cli.gap_tables import show_chain_gaps
    from queries import chain_gaps as questions
    from queries import naming

    day = call.day(as_of)
    async with call.reading() as store:
        found = await questions.chain_gaps(
            store,
            call.rules(),
            as_of=day,
            chain=chain,
            kind=kind.value if kind else None,
            limit=limit,
            pack=call.pack(pack),
        )
        names = await naming.names(store, (("Chain", each.chain) for each in found.items))
    call.give(found, partial(show_chain_gaps, names=names))


@command("已建立的联建共建关系；--suggest 列出值得新建的，--why-not 说明某一对为何没有列出")
async def links(
    call: Call,
    chain: Chain = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help=say("值得新建的联建共建", "links worth building"))
    ] = False,
    why_not: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--why-not",
            metavar="A B",
            help=say("这两个组织为何没有列入建议", "why these two are not suggested"),
        ),
    ] = None,
    pack: Pack = None,
    limit: Limit = 10,
    as_of: AsOf = None,
) -> None:
    """Joint-building links that stand; or those worth building, or why two are not suggested."""
    from api.cli import link_tables, tables
    from queries import entities, joint, joint_suggestions

    day = call.day(as_of)
    if pack and (why_not or not suggest):
        raise UsageError(
            "--pack 只用于 --suggest",
            "--pack goes with --suggest only",
            fix_zh="请加 --suggest，或去掉 --pack",
            fix_en="Add --suggest, or leave --pack out",
        )
    async with call.reading() as store:
        if why_not:
            one, other = [await entities.resolve(store, name) for name in why_not]
            told = await joint_suggestions.why_not(
                store, one, other, as_of=day, chain=chain, limit=limit
            )
            call.give(told, link_tables.show_why_not)
        elif suggest:
            best = await joint_suggestions.joint_suggestions(
                store,
                as_of=day,
                chain=chain,
                limit=limit,
                rules=call.rules(),
                pack=call.pack(pack),
            )
            call.give(best, link_tables.show_suggestions)
        else:
            call.give(await joint.links(store, as_of=day, chain=chain), tables.show_links)


@command("企业的上下游伙伴及推荐路径")
async def partners(
    call: Call,
    enterprise: Name,
    direction: Annotated[
        Direction, typer.Option("--direction", help=say("上游、下游或双向", "which side"))
    ] = Direction.both,
    way: Annotated[
        Way | None,
        typer.Option(
            "--way",
            help=say(
                "只看：known 已知产品关系，learnt 推断，usual 产业链模板",
                "only along known products, learnt, or by the template",
            ),
        ),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help=say("只看同一区域的企业", "in the same place only"))
    ] = False,
    least: Annotated[
        float | None,
        typer.Option(
            "--least",
            metavar="P",
            min=0,
            max=1,
            help=say("推断的概率不低于；默认按留出检验", "probability of a learnt one, at least"),
        ),
    ] = None,
    limit: Limit = 10,
    as_of: AsOf = None,
) -> None:
    """Upstream and downstream partners of an enterprise, with their paths."""
    from api import learnt
    from api.cli.tables import show_partners
    from queries import entities
    from queries import partners as questions

    day = call.day(as_of)
    ways: tuple[questions.Way, ...] = (way.value,) if way else questions.WAYS
    async with call.reading() as store:
        who = await entities.resolve(store, enterprise, "Enterprise")
        known = learnt.Known()
        if "learnt" in ways:
            with call.progress(say("读取所学", "reading what was learnt")):
                known = learnt.known(call.settings)
        found = await questions.partners(
            store,
            who.id,
            as_of=day,
            direction=direction.value,
            limit=limit,
            ways=ways,
            local=local,
            **known._asdict(),
            least=least,
        )
    call.give(found, show_partners)
