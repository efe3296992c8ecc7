"""Terminals, pipes and files that a command writes to."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PLAIN_WIDTH = 120  # of a table that goes into a pipe or a file
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def prepare() -> None:
    """UTF-8 whatever the locale says, so that 汉字 never end a command; odd ones are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def console(stream: TextIO) -> Console:
    """One that takes text as it is: names of enterprises hold brackets and colons."""
    width = None if stream.isatty() else PLAIN_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def clean(value: object) -> str:
    """A value as text for a terminal; control characters in data would give it orders."""
    return "" if value is None else CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))


def closed_pipe() -> int:
    """`honglian gaps | head`: the reader has seen enough, which is no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


@contextmanager
def progress(words: str) -> Iterator[Callable[[str], None]]:
    """Takes a few words at a time about what is being done; shown on a terminal only."""
    stream = console(sys.stderr)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stream, transient=True, disable=not stream.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda text: bar.update(task, description=clean(text))
