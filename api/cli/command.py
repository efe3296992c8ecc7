"""What every command has in common: four options, one way to answer, one way to fail.

    @command("中文说明")
    async def coverage(call: Call, chain: Chain = None) -> None:
        \"\"\"What it does, in English.\"\"\"
        async with call.reading() as store:
            call.give(await ..., tables.coverage)

Nothing heavy is imported here: `honglian --help` loads typer alone.
"""

import inspect
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from api.cli import failure
from api.cli.language import LANG, Lang, say
from graph.errors import HonglianError

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from api.settings import Settings
    from graph.store import Store

Model = TypeVar("Model", bound="BaseModel")
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help=say(
            "图库：arcade:文件夹 或 bolt://用户@主机:7687", "arcade:FOLDER or bolt://user@host:7687"
        ),
        show_default="arcade:.honglian/graph",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=say("只在标准输出给出 JSON 数据", "data alone, as JSON"))
]


class Language(StrEnum):
    """What `--lang` takes."""

    zh = "zh"
    en = "en"


LangOption = Annotated[
    Language | None,
    typer.Option("--lang", help=say("输出语言", "language of the output")),
]
DebugOption = Annotated[
    bool, typer.Option("--debug", help=say("出错时显示详细过程", "show tracebacks"))
]


ORDER = (
    "demo ingest template coverage gaps links partners universities show search page serve "
    "status rules schema"
).split()


class Group(TyperGroup):
    """The whole command line: what its parser refuses is told as all our errors are."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """In the order in which somebody new needs them."""
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        given = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as exc:
            error = failure.misuse(exc.format_message())
            code = failure.report(error, lang=LANG, as_json="--json" in given)
        except typer.Abort:
            code = 130
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)
        return code


app = typer.Typer(
    cls=Group,
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=say(
        "产业红链：产业链、党组织与合作伙伴的知识图谱",
        "Knowledge graph of industry chains and those who build them",
    ),
)


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help=say("显示版本", "show the version"))
    ] = False,
) -> None:
    if version:
        from api.release import release

        typer.echo(f"honglian {release()}")
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@dataclass(frozen=True)
class Call:
    """One call of a command: its settings, and where its answer goes."""

    settings: "Settings"
    lang: Lang
    as_json: bool

    @asynccontextmanager
    async def reading(self) -> "AsyncIterator[Store]":
        """A graph to ask; refused when there is none, or when nothing was loaded into it."""
        from api.stores import open_graph, refuse_absent, refuse_empty
        from graph import SCHEMA

        refuse_absent(self.settings)
        async with open_graph(self.settings) as store:
            await store.check()
            await refuse_empty(store, SCHEMA)
            yield store

    @asynccontextmanager
    async def writing(self) -> "AsyncIterator[Store]":
        """A graph to load into; made where there is none."""
        from api.stores import check_vocabulary, open_graph
        from graph import SCHEMA

        async with open_graph(self.settings) as store:
            await store.check()
            await store.define(SCHEMA)
            await check_vocabulary(store, SCHEMA)
            yield store

    @asynccontextmanager
    async def planning(self, dry_run: bool) -> "AsyncIterator[Store]":
        """A graph to compare tables with. A dry run where there is none leaves none behind."""
        from api.stores import EMBEDDED, is_absent

        call = self
        if dry_run and is_absent(self.settings):
            call = replace(self, settings=self.settings.model_copy(update={"store": EMBEDDED}))
        async with call.writing() as store:
            yield store

    def day(self, text: str | None) -> str:
        """The day that is asked about."""
        from api.days import day, today

        return today() if text is None else day(text)

    def progress(self, words: str) -> "AbstractContextManager[Callable[[str], None]]":
        """A bar on a terminal while something takes its time."""
        from api.cli.terminal import progress

        return progress(words)

    def give(self, answer: Model, show: "Callable[[Console, Model, Lang], None]") -> None:
        """The answer on stdout: as it is, or shown to a person."""
        if self.as_json:
            self.give_text(answer.model_dump_json(by_alias=True, indent=2))
        else:
            show(self.console, answer, self.lang)

    def give_text(self, text: str) -> None:
        print(text)

    def give_written(self, paths: Sequence[Path]) -> None:
        """Which files there are now."""
        if self.as_json:
            print(json.dumps({"written": [str(path) for path in paths]}, ensure_ascii=False))
        else:
            words = "wrote" if self.lang == "en" else "已写入"
            print(*(f"{words} {path}" for path in paths), sep="\n")

    @property
    def console(self) -> "Console":
        from api.cli.terminal import console

        return console(sys.stdout)

    @property
    def notices(self) -> "Console":
        """Where progress and remarks go: stderr."""
        from api.cli.terminal import console

        return console(sys.stderr)


Command = Callable[..., Coroutine[Any, Any, int | None] | int | None]


def command(zh: str, group: typer.Typer | None = None) -> Callable[[Command], Command]:
    """Register a function as a command; its docstring is the English help, `zh` the Chinese."""

    def register(function: Command) -> Command:
        def run(
            *,
            store: str | None,
            as_json: bool,
            lang: Language | None,
            debug: bool,
            **params: Any,
        ) -> None:
            code = _run(function, params, store=store, as_json=as_json, lang=lang, debug=debug)
            raise typer.Exit(code)

        own = list(inspect.signature(function).parameters.values())[1:]
        parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *COMMON)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        help_text = inspect.getdoc(function) if LANG == "en" else zh
        (group or app).command(function.__name__.replace("_", "-"), help=help_text)(run)
        return function

    return register


def _option(name: str, annotation: Any, default: object) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


COMMON = (
    _option("store", StoreOption, None),
    _option("as_json", JsonOption, False),
    _option("lang", LangOption, None),
    _option("debug", DebugOption, False),
)


def _run(
    function: Command,
    params: dict[str, Any],
    *,
    store: str | None,
    as_json: bool,
    lang: Language | None,
    debug: bool,
) -> int:
    """Run a command to its exit code."""
    import asyncio

    from api.cli.terminal import closed_pipe, prepare

    prepare()
    told: Lang = lang.value if lang else LANG
    try:
        call = _call(store, told, as_json)
        result = function(call, **params)
        code = asyncio.run(result) if inspect.iscoroutine(result) else result
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except HonglianError as exc:
        if debug:
            failure.defect(exc, debug=True)
        return failure.report(exc, lang=told, as_json=as_json)
    except BrokenPipeError:
        return closed_pipe()
    except Exception as exc:  # noqa: BLE001 - the last place before a user's eyes
        return failure.report(failure.defect(exc, debug=debug), lang=told, as_json=as_json)


def _call(store: str | None, lang: Lang, as_json: bool) -> Call:
    from api.settings import Settings

    return Call(Settings.load(store=store, lang=lang), lang, as_json)
