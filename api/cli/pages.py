"""Commands that draw: page lanes."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.call import Call
from api.cli.command import app, command
from api.cli.language import say
from api.cli.options import AsOf, ChainNeeded, Out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.cli.language import Lang
    from graph.errors import UsageError
    from queries.chains import ChainSummary, ChainView

pages = typer.Typer(
    rich_markup_mode=None,
    help=say("生成页面、图片或表格", "Draw a page, a picture or a table."),
)
app.add_typer(pages, name="page")


@command("一条产业链的上中下游全景：.html 页面、.svg 图片或 .csv 表格", group=pages)
async def lanes(
    call: Call,
    chain: ChainNeeded,
    out: Out,
    as_of: AsOf = None,
) -> None:
    """The lanes of a chain: an .html page, an .svg picture or a .csv table."""
    from api.cli.writing import write_text
    from queries import chains

    if out.suffix.lower() not in SUFFIXES:
        raise unknown_suffix(out, SUFFIXES)
    day = call.day(as_of)
    async with call.reading() as store:
        view = await chains.chain(store, chain, day)
    call.give_written([write_text(out, drawn(view, out, call.lang))])


SUFFIXES = (".html", ".svg", ".csv")


def drawn(
    view: "ChainView", path: Path, lang: "Lang", beside: "Sequence[ChainSummary]" = ()
) -> str:
    """The lanes of a chain in the form that the name of a file asks for; a page links to those
    of the chains `beside`, in the same folder."""
    from visualize.page import page
    from visualize.svg import svg
    from visualize.table import table_csv

    match path.suffix.lower():
        case ".svg":
            return svg(view, lang=lang)
        case ".csv":
            return table_csv(view, lang=lang)
        case _:
            return page(view, chains=beside, address="{}.html", lang=lang)


def unknown_suffix(path: Path, known: "Sequence[str]") -> "UsageError":
    """That a file of this name cannot be written."""
    from graph.errors import UsageError

    listed = "、".join(known)
    return UsageError(
        f"不会写“{path.suffix or path.name}”文件",
        f"no page is written as {path.suffix or path.name}",
        fix_zh=f"可用：{listed}",
        fix_en=f"There are {', '.join(known)}",
        where=str(path),
    )
