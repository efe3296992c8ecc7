"""Options and arguments that several commands take."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.language import say

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help=say(
            "按哪一天计算，如 2026-11-23，或 2026-09（当月最后一天）；默认今天",
            "the day asked about, or a month for its last day; today by default",
        ),
    ),
]
Chain = Annotated[
    str | None,
    typer.Option("--chain", metavar="C", help=say("产业链编号或名称", "a chain, by id or name")),
]
ChainArgument = Annotated[
    str, typer.Argument(metavar="C", help=say("产业链编号或名称", "a chain, by id or name"))
]
ChainNeeded = Annotated[
    str,
    typer.Option("--chain", metavar="C", help=say("产业链编号或名称", "a chain, by id or name")),
]
Region = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="R", help=say("区域代码或名称", "a district, by code or name")
    ),
]
Pack = Annotated[
    str | None,
    typer.Option("--pack", metavar="P", help=say("规则包：口径与参数", "a pack of definitions")),
]
Compare = Annotated[
    str | None,
    typer.Option(
        "--compare",
        metavar="P2",
        help=say("与另一个规则包对比", "a second pack, to be compared with the first"),
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help=say(
            "自这一天以来的变化：新增、查明、销号和不再能判断的", "what changed since that day"
        ),
    ),
]
Rule = Annotated[
    str | None, typer.Option("--rule", metavar="ID", help=say("只看一条规则", "one rule only"))
]
Limit = Annotated[
    int,
    typer.Option("--limit", min=1, max=200, metavar="N", help=say("最多列出几项", "items at most")),
]
Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME_OR_ID",
        help=say(
            "编号、统一社会信用代码、全称、简称或别名", "id, credit code, name, short name or alias"
        ),
    ),
]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help=say("写入的文件", "the file to write"))
]
