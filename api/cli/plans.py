"""Commands that plan: plan close."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.cli.call import Call
from api.cli.command import app, command
from api.cli.language import say
from api.cli.options import AsOf, Chain, Pack

plan = typer.Typer(
    rich_markup_mode=None,
    help=say("生成方案：销号方案", "Make a plan."),
)
app.add_typer(plan, name="plan")


@command("销号方案：以最小代价消除缺口的步骤，并用同一批规则检验", group=plan)
async def close(
    call: Call,
    chain: Chain = None,
    pack: Pack = None,
    pin: Annotated[
        Path | None,
        typer.Option(
            "--pin",
            metavar="FILE",
            help=say(
                "指定表，列：企业、对象（企业、联合党支部或干部的联系编号）、说明",
                "pairs to keep; columns 企业, 对象 (enterprise, joint branch, cadre's link), 说明",
            ),
        ),
    ] = None,
    forbid: Annotated[
        Path | None,
        typer.Option("--forbid", metavar="FILE", help=say("禁止表，列同上", "pairs to avoid")),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help=say("保留不合规定的指定，并标明", "keep pins against a rule")),
    ] = False,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit",
            metavar="S",
            min=0.1,
            max=3600,
            help=say(
                "求解时限（秒）；到时未证明最优的，给出已求得的最好方案及其与最优的差距上限",
                "seconds to solve, at most",
            ),
        ),
    ] = 60.0,
    as_of: AsOf = None,
) -> None:
    """The cheapest steps that close the gaps, checked by the rules that found them."""
    from api.cli.pairs import wishes
    from api.cli.plan_tables import show_closing
    from queries.closing import closing_plan

    pins, forbids = wishes(pin), wishes(forbid)
    rules, definitions = call.rules(), call.pack(pack)
    day = call.day(as_of)
    async with call.reading() as store:
        with call.progress(say("求解", "solving")):
            made = await closing_plan(
                store,
                rules,
                as_of=day,
                chain=chain,
                pack=definitions,
                pins=pins,
                forbids=forbids,
                force=force,
                time_limit=time_limit,
            )
    names = {rule.id: rule.en if call.lang == "en" else rule.zh for rule in rules}
    call.give(made, partial(show_closing, rules=names))
