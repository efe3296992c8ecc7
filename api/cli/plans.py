"""Commands that plan: plan close."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import app, command
from api.cli.language import say
from api.cli.options import AsOf, Chain, Pack

if TYPE_CHECKING:
    from ingest.sheets import Sheet
    from queries.closing import Wish

HEADER_LINES = 10  # the header stands among the first rows; above it are titles
HEADERS = {
    "enterprise": ("企业", "enterprise"),
    "other": ("对象", "with"),
    "note": ("说明", "note"),
}

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
    from api.cli.plan_tables import show_closing
    from queries.closing import closing_plan

    pins, forbids = _wishes(pin), _wishes(forbid)
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


def _wishes(path: Path | None) -> "list[Wish]":
    """The pairs in the tables of a file."""
    from ingest import tables

    if path is None:
        return []
    found = [_pairs(sheet) for sheet in tables.read(path)]
    listed = [pairs for pairs in found if pairs is not None]
    if not listed:
        raise _no_header(path)
    return [pair for pairs in listed for pair in pairs]


def _pairs(sheet: "Sheet") -> "list[Wish] | None":
    """The pairs of a sheet; None when it has no such columns."""
    for number, line in enumerate(sheet.rows[:HEADER_LINES]):
        columns = _columns(line.cells)
        if {"enterprise", "other"} <= columns.keys():
            return list(_below(sheet, number, columns))
    return None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    written = [cell.strip().casefold() for cell in cells]
    return {
        name: written.index(header)
        for name, headers in HEADERS.items()
        for header in headers
        if header in written
    }


def _below(sheet: "Sheet", header: int, columns: dict[str, int]) -> "Iterator[Wish]":
    from ingest.sheets import place
    from queries.closing import Wish

    for line in sheet.rows[header + 1 :]:
        where = place(sheet.file, sheet.sheet, line.number)
        values = {
            name: line.cells[at].strip() if at < len(line.cells) else ""
            for name, at in columns.items()
        }
        if not values["enterprise"] or not values["other"]:
            raise _half(where)
        yield Wish(where=where, **values)


def _no_header(path: Path) -> Exception:
    from graph.errors import InputError

    return InputError(
        "没有“企业”和“对象”两列",
        "there are no columns 企业 and 对象",
        fix_zh="第一行写：企业、对象、说明",
        fix_en="Write 企业, 对象, 说明 in the first row",
        where=path.name,
    )


def _half(where: str) -> Exception:
    from graph.errors import InputError

    return InputError(
        "“企业”和“对象”须同时填写",
        "both 企业 and 对象 are needed",
        fix_zh="请补全，或删去这一行",
        fix_en="Fill in both, or remove the row",
        where=where,
    )
