"""Universities for an enterprise or a need, enterprises for a university, common needs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf, Chain, Limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.errors import UsageError
    from graph.store import Store
    from queries.matching.shortlist import Pair

SHORTLIST = ".xlsx"


@command("适合企业或一项需求的高校院所；--university 反过来查企业，--common 查共性需求")
async def universities(
    call: Call,
    enterprise: Annotated[
        str | None,
        typer.Argument(metavar="NAME_OR_ID", help=say("企业", "an enterprise")),
    ] = None,
    need: Annotated[
        str | None,
        typer.Option("--need", metavar="TEXT", help=say("用文字写的需求", "a need in words")),
    ] = None,
    university: Annotated[
        str | None,
        typer.Option("--university", metavar="U", help=say("高校院所", "a university instead")),
    ] = None,
    common: Annotated[
        bool,
        typer.Option("--common", help=say("几家企业共同的需求", "needs that several share")),
    ] = False,
    chain: Chain = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE.xlsx",
            help=say("写成对接会名单，会后填写结果再入库", "a shortlist for a meeting"),
        ),
    ] = None,
    vectors: Annotated[
        Path | None,
        typer.Option(
            "--vectors",
            metavar="FILE",
            help=say("自有词向量 .npz、.vec、.txt", "word vectors of your own"),
        ),
    ] = None,
    limit: Limit = 10,
    as_of: AsOf = None,
) -> None:
    """Universities for an enterprise or a need in words; with --university enterprises for a
    university; with --common the needs that several enterprises share."""
    from api.embedding import vectors_of
    from queries.assigning.needs import words

    if sum((enterprise is not None, need is not None, university is not None, common)) != 1:
        raise _one_of_four()
    _refuse_options(chain, common, out)
    asking = Asking(
        call,
        {"as_of": call.day(as_of), "limit": limit, "vectors": vectors_of(call.settings, vectors)},
        () if need is not None else words(call.rules(), call.pack()).needs,
        out,
    )
    async with call.reading() as store:
        if need is not None:
            await asking.for_need(store, need)
        elif university is not None:
            await asking.for_university(store, university)
        elif enterprise is not None:
            await asking.for_enterprise(store, enterprise)
        else:
            await asking.common(store, chain)


class Asking(NamedTuple):
    """One call: what every question takes, the states of needs that are met, and the shortlist to
    write instead of an answer."""

    call: Call
    given: dict[str, Any]
    closed: "Sequence[str]"
    out: Path | None

    async def for_need(self, store: "Store", text: str) -> None:
        from api.cli.university_tables import show_for_need
        from queries import universities as questions
        from queries.matching import shortlist

        found = await questions.for_need(store, text, **self.given)
        if self.out:
            self._write(self.out, await shortlist.of_universities(store, None, found.items))
        else:
            self.call.give(found, show_for_need)

    async def for_enterprise(self, store: "Store", name: str) -> None:
        from api.cli.university_tables import show_for_enterprise
        from queries import entities
        from queries import universities as questions
        from queries.matching import shortlist

        who = await entities.resolve(store, name, "Enterprise")
        found = await questions.for_enterprise(store, who.id, closed=self.closed, **self.given)
        if self.out:
            self._write(self.out, await shortlist.of_universities(store, who, found.items))
        else:
            self.call.give(found, show_for_enterprise)

    async def for_university(self, store: "Store", name: str) -> None:
        from api.cli.university_tables import show_enterprises
        from queries import entities
        from queries import universities as questions
        from queries.matching import shortlist

        who = await entities.resolve(store, name, "University")
        found = await questions.for_university(store, who.id, closed=self.closed, **self.given)
        if self.out:
            self._write(self.out, await shortlist.of_enterprises(store, who, found.items))
        else:
            self.call.give(found, show_enterprises)

    async def common(self, store: "Store", chain: str | None) -> None:
        from api.cli.university_tables import show_common
        from queries import universities as questions

        found = await questions.common(store, chain=chain, closed=self.closed, **self.given)
        self.call.give(found, show_common)

    def _write(self, out: Path, pairs: "Sequence[Pair]") -> None:
        from api.cli.writing import write_bytes
        from visualize.shortlist import workbook

        self.call.give_written([write_bytes(out, workbook(pairs))])


def _refuse_options(chain: str | None, common: bool, out: Path | None) -> None:
    if chain and not common:
        raise _only_with_common()
    if out and (common or out.suffix.lower() != SHORTLIST):
        raise _no_shortlist(out, common)


def _one_of_four() -> "UsageError":
    from graph.errors import UsageError

    return UsageError(
        "请给出一家企业，或 --need、--university、--common 之一",
        "name an enterprise, or give one of --need, --university, --common",
        fix_zh="例如 honglian universities S027",
        fix_en="For example: honglian universities S027",
    )


def _only_with_common() -> "UsageError":
    from graph.errors import UsageError

    return UsageError(
        "--chain 只用于 --common",
        "--chain goes with --common only",
        fix_zh="例如 honglian universities --common --chain NEV",
        fix_en="For example: honglian universities --common --chain NEV",
    )


def _no_shortlist(out: Path, common: bool) -> "UsageError":
    from graph.errors import UsageError

    if common:
        return UsageError(
            "--common 没有对接名单",
            "--common makes no shortlist",
            fix_zh="请对其中的企业或高校分别写名单，或用 --json",
            fix_en="Write one for an enterprise or a university, or use --json",
        )
    return UsageError(
        "对接名单是 .xlsx 工作簿",
        "the shortlist is an .xlsx workbook",
        fix_zh="请把文件名写成 .xlsx 结尾",
        fix_en="Name a file that ends in .xlsx",
        where=str(out),
    )
