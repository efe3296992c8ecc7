"""Commands about single entities: show, search."""

from typing import Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Limit, Name


@command("一个对象的全部信息及出处")
async def show(
    call: Call,
    name: Name,
    label: Annotated[
        str | None,
        typer.Option("--label", metavar="L", help=say("类型，如 Enterprise 或 企业", "its kind")),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """One entity whole: properties, relationships, and where they come from."""
    from api.cli.tables import show_entity
    from queries import entities

    async with call.reading() as store:
        who = await entities.resolve(store, name, label)
        found = await entities.show(store, who.label, who.id, as_of=call.day(as_of))
    call.give(found, show_entity)


@command("按名称、别名、拼音或首字母查找")
async def search(
    call: Call,
    text: Annotated[
        str, typer.Argument(help=say("汉字、拼音或首字母", "汉字, pinyin or initials"))
    ],
    limit: Limit = 20,
) -> None:
    """Candidates by name, alias, pinyin and initials."""
    from api.cli.tables import show_hits
    from queries import entities

    async with call.reading() as store:
        found = await entities.search(store, text, limit=limit)
    call.give(found, show_hits)
