"""What every command has in common: four options, one way to answer, one way to fail.

    @command("中文说明")
    async def coverage(call: Call, chain: Chain = None) -> None:
        \"\"\"What it does, in English.\"\"\"
        async with call.reading() as store:
            call.give(await ..., tables.coverage)

Nothing heavy is imported here: `honglian --help` loads typer alone.
"""

import inspect
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.cli import failure
from api.cli.call import Call
from api.cli.language import LANG, Lang, say
from graph.errors import HonglianError

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL",
        help=say(
            "图库：arcade:文件夹 或 bolt://用户@主机:7687", "arcade:FOLDER or bolt://user@host:7687"
        ),
        show_default="HONGLIAN_STORE, arcade:.honglian/graph",
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
    "demo ingest template coverage gaps chain-gaps plan assign links pattern compare targets trend "
    "facts report partners suggest suggest-batch universities what-if show search page serve "
    "status rules schema"
).split()


def _place(name: str) -> int:
    """One that nobody gave a place comes last."""
    return ORDER.index(name) if name in ORDER else len(ORDER)


class Group(TyperGroup):
    """The whole command line: what its parser refuses is told as all our errors are."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """In the order in which somebody new needs them."""
        return sorted(super().list_commands(ctx), key=_place)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        given = [_as_typed(arg) for arg in (sys.argv[1:] if args is None else args)]
        try:
            code = super().main(given, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.TyperException as exc:
            error = failure.misuse(exc.format_message())
            code = failure.report(error, lang=_told(given), as_json="--json" in given)
        except typer.Abort:
            code = 130
        if standalone_mode:
            raise SystemExit(code if isinstance(code, int) else 0)
        return code


def _told(args: Sequence[str]) -> Lang:
    """The language that `--lang` asks for in arguments that were refused, else the usual one."""
    words = " ".join(args).replace("--lang=", "--lang ").split()
    asked: Mapping[str, Lang] = {"zh": "zh", "en": "en"}
    return asked.get(dict(pairwise(words)).get("--lang", ""), LANG)


def _as_typed(arg: str) -> str:
    """An argument as it was typed: in the C locale Python takes the bytes of 汉字 for noise."""
    try:
        return os.fsencode(arg).decode("utf-8")
    except UnicodeError:  # the name of a file in another encoding, which only the system knows
        return arg


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
