"""Commands that draw: page heat, ego, graph, network."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, ChainNeeded, Name, Out
from api.cli.pages import pages, unknown_suffix

if TYPE_CHECKING:
    from queries.answers import Ref
    from queries.network import By
    from visualize.explorer.cells import Table
    from visualize.explorer.frame import Frame

PICTURED = (".html", ".svg", ".csv")
TABLED = (".html", ".csv")


@command("一条产业链的环节 × 区域覆盖热力表：.html 页面或 .csv 表格", group=pages)
async def heat(call: Call, chain: ChainNeeded, out: Out, as_of: AsOf = None) -> None:
    """Coverage by segment and region: an .html page or a .csv table."""
    from queries import chains
    from visualize import alone
    from visualize.explorer.chain import heat_table
    from visualize.heat import heat as heat_of
    from visualize.svg import source_line
    from visualize.words import WORDS

    _check(out, TABLED)
    frame = _frame(call, as_of)
    async with call.reading() as store:
        view = await chains.chain(store, chain, frame.as_of)
    words, made = WORDS[frame.lang], heat_of(view)
    table = heat_table(made, frame)

    def page() -> str:
        notes = (words.definition, source_line(view, words))
        sheet = alone.Sheet(f"{view.name} · {table.title}", _dated(frame), notes=notes, heat=made)
        return alone.page(sheet, frame.lang)

    _write(call, out, page, table=table)


@command("一个对象周围的关系：.html 页面、.svg 图片或 .csv 表格", group=pages)
async def ego(call: Call, name: Name, out: Out, as_of: AsOf = None) -> None:
    """Who surrounds an entity: an .html page, an .svg picture or a .csv table."""
    from queries import entities
    from visualize import alone, terms
    from visualize.ego import Other, picture
    from visualize.ego import ego as around
    from visualize.explorer.entity import around_table, known_circles, properties_table
    from visualize.explorer.say import SAY

    _check(out, PICTURED)
    frame = _frame(call, as_of)
    async with call.reading() as store:
        who = await entities.resolve(store, name)
        entity = await entities.show(store, who.label, who.id, as_of=frame.as_of)
    words, kind = SAY[frame.lang], terms.kind(entity.label, frame.lang)
    title = f"{words['around']}：{entity.name}"
    middle = Other(entity.label, entity.id, entity.name)
    scene = around(middle, kind, known_circles(entity, frame), words["more_n"])
    drawn, table = picture(scene, title, lambda _: ""), around_table(entity, frame)

    def page() -> str:
        tables = (table, properties_table(entity, frame))
        sheet = alone.Sheet(title, f"{kind} · {_dated(frame)}", drawn, tables)
        return alone.page(sheet, frame.lang)

    _write(call, out, page, drawn, table)


@command("从若干对象展开的关系图谱：.html 页面、.svg 图片或 .csv 表格", group=pages)
async def graph(
    call: Call,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME_OR_ID...",
            help=say("从哪些对象展开", "the entities that it begins with"),
        ),
    ],
    out: Out,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="NAME_OR_ID", help=say("并画出到它的路径", "with the way to this one")
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """What is around entities, and the way between two: an .html page, a picture or a table."""
    from queries import entities
    from queries.steps import Step
    from visualize import alone, dots
    from visualize.explorer import graph_panel, graph_view
    from visualize.explorer.state import read, way_pairs

    _check(out, PICTURED)
    frame = _frame(call, as_of)
    async with call.reading() as store:
        starts = [await entities.resolve(store, name) for name in names]
        way: Sequence[Step] = ()
        if to is not None:
            end = await entities.resolve(store, to)
            way = (await entities.path(store, starts[0], end, as_of=frame.as_of)).steps
        pairs = [*_opened(starts), *way_pairs(way)]
        answers = await graph_view.ask(store, read(pairs), as_of=frame.as_of)
    seen = graph_view.view(answers)
    drawing = graph_view.drawing(answers, seen, frame.lang)
    title = "、".join(one.name for one in starts)
    drawn = dots.svg(drawing, title, frame.lang)
    table = graph_panel.table(answers, seen, frame)

    def page() -> str:
        sheet = alone.Sheet(title, _dated(frame), drawn, (table,))
        return alone.drawn(sheet, alone.discs(drawing, frame.lang), frame.lang)

    _write(call, out, page, drawn, table)


@command("全网：一万个以内逐个画出，超过则按组合计；.html、.svg 或 .csv", group=pages)
async def network(
    call: Call,
    out: Out,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="W",
            help=say(
                "分组：kind、chain、segment、district、industry",
                "kind, chain, segment, district or industry",
            ),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """The whole network: one by one up to ten thousand, above that in numbers."""
    from queries import network as questions
    from queries.network import MOST, Whole
    from visualize import alone
    from visualize.explorer import network_page
    from visualize.explorer.say_graph import SAY_GRAPH

    _check(out, PICTURED)
    frame, way = _frame(call, as_of), _way(by)
    async with call.patient(60).reading() as store:
        counts = await questions.kinds(store)
        found = (
            await questions.whole(store, [*counts], by=way or "chain", as_of=frame.as_of)
            if sum(counts.values()) <= MOST
            else await questions.lots(store, counts, by=way or "kind", as_of=frame.as_of)
        )
    title, plan = SAY_GRAPH[frame.lang]["network"], network_page.plan(found, frame)
    drawn = network_page.svg(plan, found, title, frame.lang)
    table = network_page.table(plan, frame)

    def page() -> str:
        sheet = alone.Sheet(title, _dated(frame), drawn, (table,))
        if not isinstance(found, Whole):
            return alone.page(sheet, frame.lang)
        ties = [(tie.source, tie.target) for tie in found.ties]
        return alone.drawn(sheet, alone.points(plan, ties), frame.lang)

    _write(call, out, page, drawn, table)


def _way(by: str | None) -> "By | None":
    from graph.errors import UsageError
    from queries.network import WAYS

    if by is None:
        return None
    for way in WAYS:
        if way == by:
            return way
    raise UsageError(
        f"不能按“{by}”分组",
        f"nothing is grouped by {by!r}",
        fix_zh=f"可用：{'、'.join(WAYS)}",
        fix_en=f"There are {', '.join(WAYS)}",
    )


def _opened(starts: "Sequence[Ref]") -> list[tuple[str, str]]:
    at = [f"{one.label}:{one.id}" for one in starts]
    return [("at", key) for key in at] + [("open", key) for key in at]


def _frame(call: Call, as_of: str | None) -> "Frame":
    from visualize.explorer.frame import Frame

    return Frame(path="", lang=call.lang, as_of=call.day(as_of), nonce="")


def _dated(frame: "Frame") -> str:
    from visualize.words import WORDS

    return WORDS[frame.lang].as_of.format(as_of=frame.as_of)


def _check(out: Path, known: tuple[str, ...]) -> None:
    if out.suffix.lower() not in known:
        raise unknown_suffix(out, known)


def _write(
    call: Call, out: Path, page: Callable[[], str], drawn: str = "", table: "Table | None" = None
) -> None:
    """The page, its picture or its table, as the name of the file asks for it."""
    from api.cli.writing import write_text
    from visualize.explorer.cells import to_csv

    match out.suffix.lower():
        case ".svg":
            text = drawn
        case ".csv" if table is not None:
            text = to_csv(table)
        case _:
            text = page()
    call.give_written([write_text(out, text)])
