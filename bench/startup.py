"""How soon the first word comes: of the command line, and of a graph in process."""

import sys
from pathlib import Path

from bench.child import measured, run
from bench.figures import HELP, Start

REPEATS = 7
FEWER = 3


def command() -> Start:
    """`honglian --help` in fresh processes."""
    script = Path(sys.executable).with_name("honglian")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "api"]
    seconds = [measured([*start, "--help"])[0] for _ in range(REPEATS)]
    return Start("honglian --help", seconds, target=HELP)


def first_answer(what: str, folder: Path) -> Start:
    """Python, imports, an embedded graph that is opened, one question, and the end."""
    runs = [run("bench.first_answer", f"arcade:{folder}") for _ in range(FEWER)]
    peak = max(each.peak for each in runs)
    return Start(f"import, open, first answer: {what}", [each.wall for each in runs], peak)
