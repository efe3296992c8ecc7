"""Commands that assign: assign."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Chain
from graph.errors import UsageError

if TYPE_CHECKING:
    from queries.assigning.sides import Post


@command("分配党建指导员、挂点领导、服务专员或高校：名额之内总代价最小")
async def assign(
    call: Call,
    role: Annotated[
        str,
        typer.Argument(
            metavar="ROLE",
            help=say(
                "instructor 党建指导员、leader 挂点领导、officer 党员服务专员、"
                "university 高校院所，写中文也可",
                "instructor, leader, officer or university",
            ),
        ),
    ],
    chain: Chain = None,
    pin: Annotated[
        Path | None,
        typer.Option(
            "--pin",
            metavar="FILE",
            help=say(
                "指定表，列：企业、对象（干部的联系编号，或高校）、说明",
                "pairs to keep; columns 企业, 对象 (number of a cadre's link, or university), 说明",
            ),
        ),
    ] = None,
    forbid: Annotated[
        Path | None,
        typer.Option("--forbid", metavar="FILE", help=say("禁止表，列同上", "pairs to avoid")),
    ] = None,
    places: Annotated[
        int | None,
        typer.Option(
            "--places",
            metavar="N",
            help=say(
                "图库未填名额的，每人（校）最多几家",
                "enterprises each takes at most, where the graph does not tell",
            ),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Who serves which enterprise, at the least cost and within everybody's capacity."""
    from api.cli.assign_tables import show_assignments
    from api.cli.pairs import wishes
    from queries.assigning import assign as solve

    post, pins, forbids = _post(role), wishes(pin), wishes(forbid)
    rules, pack, day = call.rules(), call.pack(None), call.day(as_of)
    async with call.reading() as store:
        with call.progress(say("求解", "solving")):
            made = await solve(
                store,
                post,
                rules,
                as_of=day,
                chain=chain,
                pack=pack,
                pins=pins,
                forbids=forbids,
                places=places,
            )
    call.give(made, show_assignments)


def _post(text: str) -> "Post":
    """Whom to assign: by the word of the command, or by a part of the Chinese name that only one
    has (指导员, 领导, 专员, 高校)."""
    from queries.assigning.sides import NAMES

    word = text.strip()
    fits = [post for post, name in NAMES.items() if word.casefold() == post or word in name]
    if word and len(fits) == 1:
        return fits[0]
    raise UsageError(
        f"不能分配“{text}”",
        f"nobody is assigned as {text!r}",
        fix_zh="请写 " + "、".join(f"{post}（{name}）" for post, name in NAMES.items()) + " 之一",
        fix_en=f"Give one of {', '.join(NAMES)}",
    )
