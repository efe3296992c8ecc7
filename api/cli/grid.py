"""A table on a terminal: what is listed, and below it what its figures mean."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.language import Lang
from api.cli.terminal import clean
from queries.answers import Items

Header = tuple[str, str]  # in Chinese and in English; one that ends in # is of numbers


def grid(
    console: Console,
    title: Header,
    headers: Sequence[Header],
    rows: Iterable[Sequence[object]],
    lang: Lang,
) -> None:
    """Print a table. Text wraps and is never cut; control characters are taken out of it."""
    index = 1 if lang == "en" else 0
    table = Table(title=title[index], title_justify="left", box=SIMPLE_HEAD, title_style="bold")
    for header in headers:
        number = header[index].endswith("#")
        table.add_column(
            header[index].rstrip("#"), justify="right" if number else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console.print(table)


def footing(console: Console, answer: Items[Any], lang: Lang, of: str = "") -> None:
    """How many there are (`of` which sorts), as of when, by which definition, or why there are
    none."""
    count = f"共 {answer.total} 项" if lang == "zh" else f"{answer.total} in all"
    if of:
        count += f"：{of}" if lang == "zh" else f": {of}"
    day = f" · 截至 {answer.as_of}" if lang == "zh" else f" · as of {answer.as_of}"
    lines = [
        count + day * bool(answer.as_of),
        answer.definition,
        "" if answer.items else answer.why,
    ]
    if answer.sources:
        lines.append(("来源：" if lang == "zh" else "Sources: ") + "、".join(answer.sources))
    for line in filter(None, lines):
        console.print(Text(clean(line), style="dim"), soft_wrap=not console.is_terminal)


def _cell(value: object) -> Text:
    if value is True or value is False:
        return Text("✓" if value else "✗")
    if isinstance(value, float):
        return Text(f"{value:,.12g}")
    return Text(clean(value))
