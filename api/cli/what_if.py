"""Commands that ask what would happen if: what-if lose."""

from functools import partial

import typer

from api.cli.call import Call
from api.cli.command import app, command
from api.cli.language import say
from api.cli.options import AsOf, Name, Pack

what_if = typer.Typer(
    rich_markup_mode=None,
    help=say("假设推演：失去一家企业会怎样", "What would happen if."),
)
app.add_typer(what_if, name="what-if")


@command(
    "失去一家企业：谁失去唯一的供应方或客户，哪些环节断开，党组织怎样变化，怎样补链", group=what_if
)
async def lose(call: Call, enterprise: Name, pack: Pack = None, as_of: AsOf = None) -> None:
    """What would be lost with an enterprise, and the fewest new links that mend it."""
    from api.cli.what_if_tables import show_losing
    from queries import entities, naming
    from queries import what_if as questions

    rules, definitions, day = call.rules(), call.pack(pack), call.day(as_of)
    async with call.reading() as store:
        who = await entities.resolve(store, enterprise, "Enterprise")
        found = await questions.lose(store, who.id, as_of=day, rules=rules, pack=definitions)
        chains = {chain for each in found.segments for chain in each.chains}
        names = await naming.names(store, (("Chain", chain) for chain in chains))
    call.give(found, partial(show_losing, names=names))
