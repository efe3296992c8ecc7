"""The command for a first look: the sample, the story of one chain, the pages of all."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf
from api.cli.story import Story, program

if TYPE_CHECKING:
    from graph.errors import NotFound
    from graph.store import Store
    from ingest.report import Report
    from queries.chains import ChainSummary, ChainView

TOLD = "NEV"  # the chain that the sample knows most of
COUNTS = ("read", "created", "updated", "unchanged", "rejected", "run", "written")


@command("先看一眼：载入示例，讲述一条产业链，写出全部页面")
async def demo(
    call: Call,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help=say("页面写到哪里", "where the pages go"))
    ] = Path("honglian-demo"),
    as_of: AsOf = None,
) -> None:
    """Load the sample into an empty graph, tell the story of a chain, write all pages."""
    import json

    from ingest.sample import AS_OF
    from queries import chains

    given = None if as_of is None else call.day(as_of)
    async with call.writing() as store:
        with call.progress(say("载入示例", "loading the sample")) as told:
            report, is_sample = await _load(store, told)
        day = given or (AS_OF if is_sample else call.day(None))
        known = (await chains.chains(store, day)).items
        if not known:
            raise _no_chain(store.name)
        chain = next((c for c in known if c.id == TOLD), known[0])
        story = Story(call, store, chain, day)
        if report.written and not call.as_json:
            story.say(
                f"已载入示例：{report.read} 行，{report.writes} 个对象和关系（批次 {report.run}）",
                f"Loaded the sample: {report.read} rows, {report.writes} nodes and relationships",
            )
        coverage = await story.tell()
        views = [await chains.chain(store, each.id, day) for each in known]
    with call.progress(say("绘制页面", "drawing the pages")) as told:
        pages = [path for view in views for path in _draw(call, view, known, out, told)]
    if call.as_json:
        answer = {
            "loaded": report.model_dump(include=set(COUNTS)),
            "coverage": coverage.items[0].model_dump(by_alias=True) if coverage.items else {},
            "pages": [str(path) for path in pages],
        }
        call.give_text(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _say_next(story, pages, out)


async def _load(store: "Store", told: Callable[[str], None]) -> "tuple[Report, bool]":
    """Load the sample when the graph is empty. Tells what was read and whether the sample is
    what the graph holds."""
    from graph import SCHEMA
    from ingest import load
    from ingest.sample import AS_OF, folder

    plan = await load.plan(store, SCHEMA, [folder()], today=AS_OF, told=told)
    if plan.basis is None:
        return await load.commit(store, SCHEMA, plan), True
    return plan.report, not plan.writes


def _draw(
    call: Call,
    view: "ChainView",
    known: "Sequence[ChainSummary]",
    out: Path,
    told: Callable[[str], None],
) -> list[Path]:
    """The page, the picture and the table of one chain."""
    from api.cli.pages import SUFFIXES, drawn
    from api.cli.writing import write_text

    told(view.name)
    stem = _stem(view.id)
    paths = [out / f"{stem}{suffix}" for suffix in SUFFIXES]
    return [write_text(path, drawn(view, path, call.lang, known)) for path in paths]


def _stem(chain: str) -> str:
    """The name of a chain's files: its code, without what a file system cannot have."""
    return re.sub(r'[\\/:*?"<>|]', "_", chain)


def _say_next(story: Story, pages: Sequence[Path], out: Path) -> None:
    """The page to open, and what to try. Commands name the store unless it is the usual one."""
    page = next(p for p in pages if p.name == f"{_stem(story.chain.id)}.html")
    there = story.call.settings.store_option
    plan = story.command(f"plan close --chain {story.chain.id}")
    tries = (
        (f"{program()} serve{there}", "在浏览器里看各条产业链", "every chain in a browser"),
        (plan, "怎样把缺口销号", "how to close the gaps"),
        (
            f"{program()} template 我的台账.xlsx",
            "空白工作簿，填好后用 ingest 入库",
            "tables of your own",
        ),
    )
    story.say(
        f"\n已写出 {len(pages)} 个文件到 {out}/，用浏览器打开 {page}\n\n接下来可以试试：",
        f"\nWrote {len(pages)} files into {out}/; open {page} in a browser\n\nNext:",
    )
    for words, zh, en in tries:
        story.say(f"  {words}  # {zh}", f"  {words}  # {en}")


def _no_chain(where: str) -> "NotFound":
    from graph.errors import NotFound

    return NotFound(
        "图库里有数据，但没有产业链",
        "the graph holds data, but no chain",
        fix_zh="请用 --store 指定一个新文件夹来看示例，或先入库产业链表",
        fix_en="Name a new folder with --store for the sample, or load a table of chains",
        where=where,
    )
