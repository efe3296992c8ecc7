"""The command for a first look: the sample, the story of one chain, the pages of all."""

import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf

if TYPE_CHECKING:
    from graph.errors import NotFound
    from graph.store import Store
    from ingest.report import Report
    from queries.answers import Items
    from queries.chains import ChainSummary, ChainView
    from queries.coverage import Coverage
    from queries.rules import Finding

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
        coverage = await _tell(call, store, chain, day, report)
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
        _say_next(call, chain, pages, out)


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


async def _tell(
    call: Call, store: "Store", chain: "ChainSummary", day: str, report: "Report"
) -> "Items[Coverage]":
    """The story of a chain: who is there, who is covered, what is missing, what could be done."""
    from api.cli import tables
    from api.rulebook import chosen_pack, chosen_rules
    from queries import chains, joint, rules
    from queries import coverage as coverages

    pack = chosen_pack(call.settings, None)
    coverage = await coverages.coverage(store, as_of=day, chain=chain.id, pack=pack)
    if call.as_json:
        return coverage
    view = await chains.chain(store, chain.id, day)
    _introduce(call, chain, view, report)
    call.give(coverage, tables.show_coverage)
    found = await rules.findings(
        store, chosen_rules(call.settings, None), as_of=day, chain=chain.id, pack=pack
    )
    call.give(found, tables.show_findings)
    call.give(await joint.links(store, as_of=day, chain=chain.id), tables.show_links)
    if enterprise := _example(view, found.items):
        await _look_around(call, store, enterprise, day)
    return coverage


def _introduce(call: Call, chain: "ChainSummary", view: "ChainView", report: "Report") -> None:
    in_chinese = call.lang == "zh"
    if report.written:
        _print(
            call,
            f"已载入示例：{report.read} 行，{report.writes} 个对象和关系（批次 {report.run}）",
            f"Loaded the sample: {report.read} rows, {report.writes} nodes and relationships",
        )
    committees = "、".join(ref.name for ref in chain.committees)
    gaps = "、".join(segment.name for segment in view.segments if segment.gap)
    _print(call, f"\n【{chain.name}】截至 {view.as_of}", f"\n{chain.name}, as of {view.as_of}")
    _print(
        call,
        f"环节 {chain.segments} 个，其中断点 {chain.gaps} 个{'：' if gaps else ''}{gaps}；"
        f"企业 {chain.enterprises} 家；党组织 {len(view.organisations)} 个；"
        f"高校院所、资源与部门 {len(view.supports)} 个",
        f"{chain.segments} segments, {chain.gaps} of them without an enterprise "
        f"({gaps or 'none'}); {chain.enterprises} enterprises; "
        f"{len(view.organisations)} party organizations; {len(view.supports)} supports",
    )
    if committees:
        _print(call, f"牵头：{committees}", f"Led by {committees}")
    if in_chinese:
        call.console.print()


def _example(view: "ChainView", found: "Sequence[Finding]") -> str | None:
    """An enterprise to look around from: one with a gap, else the first of the chain."""
    with_gap = (f.subject.id for f in found if f.subject.label == "Enterprise")
    there = (member.id for segment in view.segments for member in segment.enterprises)
    return next(with_gap, None) or next(there, None)


async def _look_around(call: Call, store: "Store", enterprise: str, day: str) -> None:
    from api.cli import tables
    from queries import entities, partners, universities

    who = await entities.resolve(store, enterprise, "Enterprise")
    _print(
        call,
        f"【{who.name}（{who.id}）】可以找谁合作？",
        f"{who.name} ({who.id}): with whom could it work?",
    )
    call.give(await partners.partners(store, who.id, as_of=day, limit=5), tables.show_partners)
    call.give(
        await universities.for_enterprise(store, who.id, as_of=day, limit=5),
        tables.show_universities,
    )


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


def _program() -> str:
    """How this program is called from here: by its name when the shell finds it."""
    called = Path(sys.argv[0])
    found = shutil.which("honglian")
    if called.name != "honglian" or (found and Path(found).resolve() == called.resolve()):
        return "honglian"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)


def _stem(chain: str) -> str:
    """The name of a chain's files: its code, without what a file system cannot have."""
    return re.sub(r'[\\/:*?"<>|]', "_", chain)


def _say_next(call: Call, chain: "ChainSummary", pages: Sequence[Path], out: Path) -> None:
    """The page to open, and what to try. Commands name the store unless it is the usual one."""
    page = next(p for p in pages if p.name == f"{_stem(chain.id)}.html")
    there = call.settings.store_option
    tries = (
        (f"serve{there}", "打开 http://127.0.0.1:8000/ 浏览各条产业链", "every chain in a browser"),
        (f"gaps --chain {chain.id}{there}", "这条链的缺口、依据和建议", "what this chain lacks"),
        (f"search xpqc{there}", "按拼音首字母查找", "find by the initials of the pinyin"),
        (
            "template 我的数据.xlsx",
            "空白工作簿，填好后用 honglian ingest 入库",
            "tables of your own",
        ),
    )
    wrote = f"\n已写出 {len(pages)} 个文件到 {out}/，用浏览器打开 {page}\n\n接下来可以试试："
    written = f"\nWrote {len(pages)} files into {out}/; open {page} in a browser\n\nNext:"
    _print(call, wrote, written)
    program = _program()
    for words, zh, en in tries:
        line = f"  {program} {words}"
        _print(call, f"{line}\n      {zh}", f"{line}\n      {en}")


def _print(call: Call, zh: str, en: str) -> None:
    from api.cli.terminal import clean

    call.console.print(clean(zh if call.lang == "zh" else en))


def _no_chain(where: str) -> "NotFound":
    from graph.errors import NotFound

    return NotFound(
        "图库里有数据，但没有产业链",
        "the graph holds data, but no chain",
        fix_zh="请用 --store 指定一个新文件夹来看示例，或先入库产业链表",
        fix_en="Name a new folder with --store for the sample, or load a table of chains",
        where=where,
    )
