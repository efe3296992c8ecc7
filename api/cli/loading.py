"""Commands about tables of data: ingest, template."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say
from api.cli.options import AsOf
from graph.errors import UsageError

if TYPE_CHECKING:
    from ingest.plan import Plan
    from ingest.report import Report


class Format(StrEnum):
    """How the files are laid out."""

    auto = "auto"
    tables = "tables"
    ckg = "ckg"
    universities = "universities"


@command("读入表格：先给出计划，确认后一次写入")
async def ingest(
    call: Call,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH…",
            help=say("文件或文件夹：CSV TSV xlsx xls ods JSONL", "files or folders"),
        ),
    ],
    layout: Annotated[
        Format,
        typer.Option(
            "--format",
            help=say(
                "布局，ckg 为 A 股公开数据，universities 为全国高校和学科公开名单",
                "the layout of the files",
            ),
        ),
    ] = Format.auto,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只给出计划，不写入", "plan only, write nothing"))
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help=say(
                "把全部问题写成表格（.xlsx），或把完整报告写成 JSON",
                "write all that is to be mended (.xlsx), or the whole report as JSON",
            ),
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            "-y",
            help=say(
                "不再询问，直接写入；不在终端运行时也不询问",
                "do not ask; without a terminal nothing is asked",
            ),
        ),
    ] = False,
    as_of: AsOf = None,
    partial: Annotated[
        bool,
        typer.Option(
            "--partial",
            help=say("有不合格的行时，写入其余的行", "write the good rows beside refused ones"),
        ),
    ] = False,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete",
            help=say(
                "这些表是完整名单：名单上不再有的归属、覆盖、联系到名单日期前一天为止",
                "complete lists: ties that they no longer name end the day before",
            ),
        ),
    ] = False,
) -> int:
    """Load tables: a plan first, then all of it in one transaction, or nothing.

    Whether to write is asked on a terminal only. Elsewhere (a script, a pipe) nothing is read from
    standard input and it is written, with a word on standard error; `--dry-run` gives the plan.
    """
    from api.cli.ingest_tables import show_plan, show_written
    from api.errors import DONE, REJECTED, list_to_come
    from graph import SCHEMA
    from ingest import load

    if complete and as_of and as_of > call.day(None):
        raise list_to_come(as_of, "--as-of")
    async with call.planning(dry_run) as store:
        with call.progress(say("读取表格", "reading")) as told:
            plan = await load.plan(
                store,
                SCHEMA,
                paths,
                format=layout.value,
                today=call.day(as_of),
                dated=as_of is not None,
                partial=partial,
                complete=complete,
                told=told,
            )
        held_back = bool(plan.report.rejects) and not plan.partial
        if not call.as_json:
            show_plan(call.console, plan.report, call.lang)
        agreed = not dry_run and not held_back and _agreed(call, plan, yes)
        outcome = plan.report
        if agreed:
            with call.progress(say("写入", "writing")):
                outcome = await load.commit(store, SCHEMA, plan)
    _save(report, outcome, call)
    if call.as_json:
        call.give_text(outcome.model_dump_json(by_alias=True, indent=2))
    else:
        show_written(call.console, outcome, call.lang, dry_run=dry_run)
    left = outcome.sweeping and not outcome.written and plan.writes and not dry_run
    return REJECTED if held_back or left else DONE


@command("写出空白工作簿：每类数据一张表，带表头、说明和下拉选项")
def template(
    call: Call,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help=say("写入的文件", "the file to write"))
    ],
) -> None:
    """Write the blank workbook: one sheet for each kind of data."""
    from graph import SCHEMA
    from ingest.template import write_template

    if file.suffix.lower() != ".xlsx":
        raise UsageError(
            "模板是 .xlsx 工作簿",
            "the template is an .xlsx workbook",
            fix_zh="请把文件名写成 .xlsx 结尾",
            fix_en="Name a file that ends in .xlsx",
            where=str(file),
        )
    write_template(SCHEMA, file)
    call.give_written([file])


def _agreed(call: Call, plan: "Plan", yes: bool) -> bool:
    """Whether to write. Asked only on a terminal, and only when there is a change. A sweeping
    one, which ends most of what stood, is written elsewhere only if somebody said so before."""
    if yes or not plan.writes:
        return True
    on_terminal = sys.stdin.isatty() and sys.stderr.isatty() and not call.as_json
    if plan.report.sweeping and not on_terminal:
        zh, en = "未写入：确认无误请加 --yes", "Not written: add --yes if it is meant"
        call.notices.print(zh if call.lang == "zh" else en)
        return False
    if call.as_json:
        return True
    if not on_terminal:
        # What stands on standard input may be meant for the script around us: it is left alone.
        zh, en = "未在终端运行：不再询问，直接写入", "Not on a terminal: written without asking"
        call.notices.print(zh if call.lang == "zh" else en)
        return True
    question = {"zh": "按以上计划写入吗？", "en": "Write this?"}[call.lang]
    return typer.confirm(question, default=True, err=True)


def _save(path: Path | None, report: "Report", call: Call) -> None:
    """The report in a file: for people by its suffix, else for programs."""
    from api.cli.ingest_report import problems_xlsx
    from api.cli.writing import write_bytes, write_text

    if path is None:
        return
    if path.suffix.lower() == ".xlsx":
        write_bytes(path, problems_xlsx(report, date.fromisoformat(call.day(None)), call.lang))
    else:
        write_text(path, report.model_dump_json(by_alias=True, indent=2) + "\n")
